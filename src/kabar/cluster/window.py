"""The sliding window: places reports into stories as they come, and mends what later reports show wrong.

One window a process, one thread. A report is placed within milliseconds; stories may later be merged
and split and reports moved, and every such change is in the `Decision` that `place` returns.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

import numpy as np

from kabar.cluster.because import reasons
from kabar.cluster.columns import Columns
from kabar.cluster.copies import CopyFinder, Embed
from kabar.cluster.corrections import Corrections
from kabar.cluster.likeness import pair_model
from kabar.cluster.linkage import Linkage
from kabar.cluster.mending import Mending
from kabar.cluster.search import Candidates
from kabar.cluster.settings import ClusterSettings
from kabar.cluster.sketch import hour_of, sketch
from kabar.cluster.wording import Wording
from kabar.model.article import Report
from kabar.model.story import Copy, Decision, Placement

_UNSURE = 8.0  # reports whose log-odds span this are as sure as can be; scales similarity


class Window:
    """Recent reports and their stories. Story ids below zero are provisional until `confirm`."""

    def __init__(
        self,
        settings: ClusterSettings | None = None,
        *,
        embed: Embed | None = None,
        vector_model: str = "",
    ) -> None:
        """*embed* makes sentence vectors, by which translated copies are found; without it they are not.

        vector_model: name of the model whose vectors count (without it that of the first vector): reports with
        vectors of another are compared by their words, names and figures.
        """
        self.settings = settings or ClusterSettings()
        self._columns = Columns(vector_model)
        self._candidates = Candidates(self._columns)
        self._linkage = Linkage(self._columns, pair_model())
        self._copies = CopyFinder(self._columns, embed)
        self._copy_of: dict[int, Copy] = {}  # row -> whose text it is
        self._wording = Wording()
        self._corrections = Corrections()
        self._mending = Mending(self._linkage, self._columns, self._corrections, self.settings)
        self._row_of: dict[int, int] = {}  # article -> row
        self._recopied: dict[int, Copy] = {}  # copies found in the present batch
        self._now = float("nan")
        self._last_new = 0  # provisional story ids count down from here

    def __len__(self) -> int:
        return self._columns.live

    @property
    def stories(self) -> int:
        """How many stories the window holds."""
        return len(self._linkage.stories)

    @property
    def vectors(self) -> tuple[str, int]:
        """The model whose vectors are compared, and how many reports have one."""
        return self._columns.vector_model, int(self._columns.has_vector.sum())

    def story_of(self, article: int) -> int | None:
        """The story an article is in now, None for one that the window does not hold."""
        row = self._row_of.get(article)
        return None if row is None else self._linkage.story_of[row]

    def place(self, reports: Sequence[Report], *, now: datetime) -> Decision:
        """Place *reports* in their order; say what changed, about them and about earlier ones.

        A report whose id is known is read anew (its text was edited).
        """
        self._linkage.begin()
        first_new = self._last_new
        because: dict[int, tuple[tuple[str, ...], float]] = {}
        self._now = hour_of(now)
        self._recopied.clear()
        follow_ups: dict[int, int] = {}
        touched: list[int] = []
        vacated: dict[int, int] = {}  # row read anew -> the story that it was alone in
        for report in reports:
            left = self._take_out(report.id)
            row = self._add(report)
            because[row] = self._assign(row, follow_ups, left)
            touched.append(row)
            if left is not None and self._linkage.story_of[row] != left:
                vacated[row] = left
        merged = self._mending.mend(touched, self._new_id)
        merged |= {left: self._linkage.story_of[row] for row, left in vacated.items()}
        return self._decision(first_new, because, merged, follow_ups)

    def settle(self) -> Decision:
        """Look at every report once more with all that the window knows now; say what changed."""
        self._linkage.begin()
        self._recopied.clear()
        first_new = self._last_new
        merged = self._mending.settle(self._candidates, self._new_id)
        return self._decision(first_new, {}, merged, {})

    def confirm(self, ids: Mapping[int, int]) -> None:
        """Give stories that were new their stored ids: provisional -> stored."""
        for provisional, stored in ids.items():
            self._linkage.rename(provisional, stored)
            self._corrections.rename(provisional, stored)

    def load(self, reports: Sequence[tuple[Report, int]]) -> None:
        """Put reports into the stories that the store says they are in, without judging them."""
        for report, story_id in reports:
            if report.id in self._row_of:
                self._drop([self._row_of[report.id]])
            row = self._add(report)
            self._linkage.put(row, story_id)
            self._columns.told[row] = True
        for story in self._linkage.stories.values():
            story.checked = len(story.rows)
        self._linkage.begin()  # nothing has moved

    def forget(self, before: datetime) -> None:
        """Drop reports older than *before*; those without a time count as old when they arrived."""
        columns = self._columns
        self._drop(np.flatnonzero(columns.used & (columns.seen < hour_of(before))).tolist())

    def forget_first(self, count: int) -> None:
        """Drop the *count* reports that were placed first."""
        self._drop(list(islice(self._row_of.values(), count)))

    def apart(self, article: int, story: int) -> None:
        """A person says: this article is not of this story. Obeyed from now on."""
        row = self._row_of.get(article)
        rows = self._linkage.stories[story].rows if story in self._linkage.stories else []
        self._corrections.apart(article, story, (int(self._columns.article[other]) for other in rows))
        if row is not None and self._linkage.story_of[row] == story:
            self._linkage.take(row)
            self._linkage.put(row, self._new_id())

    def together(self, a: int, b: int) -> None:
        """A person says: these two articles are of one story. Obeyed from now on."""
        self._corrections.together(a, b)
        rows = self._row_of.get(a), self._row_of.get(b)
        if rows[0] is not None and rows[1] is not None:
            story = self._linkage.story_of[rows[0]]
            if self._linkage.story_of[rows[1]] != story:
                self._linkage.take(rows[1])
                self._linkage.put(rows[1], story)

    def obey(self, said: Iterable[tuple[str, int, int]]) -> None:
        """What people said of pairs of articles, oldest first: ("together" or "apart", article, article).

        Stored stories show it already, so nothing is moved; later reports, merges and splits keep to it.
        """
        for kind, article, other in said:
            if kind == "together":
                self._corrections.together(article, other)
            else:
                self._corrections.strangers(article, other)

    def _new_id(self) -> int:
        self._last_new -= 1
        return self._last_new

    def _add(self, report: Report) -> int:
        reduced = sketch(report)
        self._wording.learn(reduced.terms.written)
        row = self._columns.add(reduced)
        self._copies.add(row, report)
        if np.isnan(self._columns.seen[row]):
            self._columns.seen[row] = self._now
        self._row_of[report.id] = row
        self._candidates.post(row)
        return row

    def _drop(self, rows: Sequence[int]) -> None:
        for row in rows:
            del self._row_of[int(self._columns.article[row])]
            if row in self._linkage.story_of:
                self._linkage.take(row)
            self._copy_of.pop(row, None)
        self._copies.drop(rows)
        self._columns.drop(rows)

    def _take_out(self, article: int) -> int | None:
        """Make room for a new state of *article*; the story that it leaves empty, whose id must not be lost."""
        row = self._row_of.get(article)
        if row is None:
            return None
        story = self._linkage.story_of[row]
        self._drop([row])
        return None if story in self._linkage.stories else story

    def _assign(
        self, row: int, follow_ups: dict[int, int], left: int | None
    ) -> tuple[tuple[str, ...], float]:
        """Put *row* into the best story, or the one it was alone in, or a new one; why, and how sure (0..1)."""
        article = int(self._columns.article[row])
        wanted = self._mending.wanted_story(article, self._row_of)
        scores = self._mending.scores(row, self._candidates)
        if wanted is not None:
            self._linkage.put(row, wanted)
            return ("a person put them together",), 1.0
        copies = self._copies.find(row, self._mending.alike)
        self._copy_of.update(copies)
        self._recopied.update(copies)
        if row in copies and (origin := self._row_of.get(copies[row].of)) is not None:
            story = self._linkage.story_of[origin]
            if not self._mending.forbidden(row, story):
                self._linkage.put(row, story)
                return (_copied(copies[row]), *self._why(row, [origin])), 1.0
        best = max(scores, key=lambda story_id: (scores[story_id], -abs(story_id)), default=None)
        if best is not None and scores[best] >= self.settings.join_at:
            others = self._linkage.sample(best, self.settings.members)
            self._linkage.put(row, best)
            sure = min(1.0, max(0.0, 0.5 + scores[best] / _UNSURE))
            return self._why(row, others), sure
        story = self._new_id() if left is None else left
        self._linkage.put(row, story)
        if left is not None:
            return (), 1.0
        earlier = self._mending.follows(row, list(scores))
        if earlier is not None:
            follow_ups[story] = earlier
        return (), 1.0

    def _decision(
        self,
        first_new: int,
        because: Mapping[int, tuple[tuple[str, ...], float]],
        merged: Mapping[int, int],
        follow_ups: Mapping[int, int],
    ) -> Decision:
        placements = [self._placement(row, why, sure) for row, (why, sure) in because.items()]
        for row in sorted(self._linkage.moved.keys() | self._recopied.keys()):
            now_in = self._linkage.story_of.get(row)
            was_in = self._linkage.moved.get(row, now_in)
            if now_in is not None and row not in because and (now_in != was_in or row in self._recopied):
                others = [other for other in self._linkage.sample(now_in, 12) if other != row]
                placements.append(self._placement(row, self._why(row, others), 1.0))
        # Stories that were made and ended in this one step were never told to anybody.
        final = {old: _followed(old, merged) for old in merged if old >= first_new}
        ended = tuple((old, new) for old, new in final.items() if new in self._linkage.stories)
        pairs = {(_followed(late, merged), _followed(early, merged)) for late, early in follow_ups.items()}
        return Decision(
            placements=tuple(placements),
            merged=ended,
            follow_ups=tuple(
                sorted((a, b) for a, b in pairs if a != b and {a, b} <= self._linkage.stories.keys())
            ),
        )

    def _why(self, row: int, others: Sequence[int]) -> tuple[str, ...]:
        return reasons(self._columns, self._linkage, self._wording, row, others)

    def _placement(self, row: int, why: tuple[str, ...], sure: float) -> Placement:
        if self._columns.told[row]:  # a moved report must not lose what was known of its origin
            self._columns.told[row] = False
            mates = [other for other in self._linkage.sample(self._linkage.story_of[row], 12) if other != row]
            self._copy_of |= {
                later: copy for later, copy in self._copies.find(row, mates).items() if later == row
            }
        return Placement(
            article=int(self._columns.article[row]),
            story=self._linkage.story_of[row],
            copy=self._copy_of.get(row),
            because=why,
            similarity=round(sure, 3),
        )


def _copied(copy: Copy) -> str:
    how = {"verbatim": "the same text", "edited": "the same text, edited", "translated": "a translation"}
    return f"{how[copy.kind]} ({copy.share:.0%})"


def _followed(story: int, merged: Mapping[int, int]) -> int:
    while story in merged:
        story = merged[story]
    return story
