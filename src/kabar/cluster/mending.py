"""Choosing a story for a report, and putting right what later reports show to be wrong.

After every batch the stories it touched are compared with their neighbours (merge) and, as they grow,
looked at for parts (split); `settle` does so for every report in the window.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from kabar.cluster.columns import Columns
from kabar.cluster.corrections import Corrections
from kabar.cluster.linkage import Linkage, asked_more, average_link
from kabar.cluster.search import Candidates
from kabar.cluster.settings import ClusterSettings

NewId = Callable[[], int]

ALIKE_AT = -3.0  # log-odds from which a report is looked at as the origin of a copy
COMPARED = 8
COMPARED_FOREIGN = (
    4  # and so many more in other languages: translations are less alike than reports of one's own
)
_GROWTH = 1.4  # a story is looked at for parts each time it has grown by so much
_LARGEST_LOOKED_AT = 40  # members compared all with all when looking for parts
_NEIGHBOURS = 4  # stories a story is compared with for merging
_MERGE_SLACK = 1.5  # a story is compared with a neighbour if one member is nearly alike to it
_MERGE_MEMBERS = 8  # members of either story compared for merging
_ROUNDS = 3  # of settling: later rounds change next to nothing


class Mending:
    """Decides where rows belong; changes nothing but `linkage`."""

    def __init__(
        self, linkage: Linkage, columns: Columns, corrections: Corrections, settings: ClusterSettings
    ) -> None:
        self._linkage = linkage
        self._columns = columns
        self._corrections = corrections
        self._settings = settings
        self.alike: list[int] = []  # what the last scored row was compared with, most alike first
        self._refused: set[tuple[int, int, int, int]] = (
            set()
        )  # comparisons that led to nothing: stories, sizes
        self._near: dict[int, list[int]] = {}  # row -> rows of other stories that it resembles

    def wanted_story(self, article: int, row_of: Mapping[int, int]) -> int | None:
        """The story a person wants *article* in, if one of its bound articles is here."""
        for other in sorted(self._corrections.bound_to(article)):
            row = row_of.get(other)
            if row is not None and row in self._linkage.story_of:
                return self._linkage.story_of[row]
        return None

    def scores(self, row: int, candidates: Candidates) -> dict[int, float]:
        """Mean log-odds of *row* to the members of each story worth comparing."""
        settings, story_of = self._settings, self._linkage.story_of
        found = candidates.of(row, by_words=settings.by_words, by_meaning=settings.by_meaning)
        found = np.array([other for other in found if other in story_of], np.intp)
        odds = self._linkage.odds(row, found)
        order = np.argsort(-odds, kind="stable")
        stories: list[int] = []
        near: list[int] = []
        for index in order:
            story = story_of[int(found[index])]
            if story in stories or self.forbidden(row, story):
                continue
            stories.append(story)
            near.append(int(found[index]))
            if len(stories) == settings.stories:
                break
        scores = self._linkage.to_stories(row, stories, settings.members)
        self._near[row] = [
            other
            for other, story in zip(near, stories, strict=True)
            if scores.get(story, -np.inf) >= settings.merge_at - _MERGE_SLACK
        ][:_NEIGHBOURS]
        alike = [int(found[index]) for index in order if odds[index] >= ALIKE_AT]
        language = self._columns.language
        foreign = [other for other in alike[COMPARED:] if language[other] != language[row]]
        self.alike = alike[:COMPARED] + foreign[:COMPARED_FOREIGN]
        return scores

    def follows(self, row: int, stories: Sequence[int]) -> int | None:
        """The earlier story that a new story of *row* goes on with, if there is one."""
        settings, columns = self._settings, self._columns
        here = columns.hour[row]
        if np.isnan(here) or not stories:
            return None
        odds = self._linkage.to_stories(row, stories, settings.members, fade=False)
        for story in sorted(odds, key=lambda story: -odds[story]):
            if odds[story] < settings.follow_up_at:
                return None
            last = np.nanmax(np.append(columns.hour[self._linkage.stories[story].rows], -np.inf))
            if last > -np.inf and here - last >= settings.follow_up_hours:
                return story
        return None

    def mend(self, touched: Iterable[int], new_id: NewId) -> dict[int, int]:
        """Merge and split around the rows just placed; return ended story -> story it became."""
        merged: dict[int, int] = {}
        story_of = self._linkage.story_of
        for row in touched:
            if row not in story_of:
                continue
            self._merge_around(row, merged)
            story = self._linkage.stories[story_of[row]]
            if len(story.rows) > 2 and len(story.rows) >= story.checked * _GROWTH:
                self._split(story.id, new_id)
        self._near.clear()
        self._refused.clear()
        return merged

    def settle(self, candidates: Candidates, new_id: NewId) -> dict[int, int]:
        """Move, merge and split until little changes; return ended story -> story it became."""
        merged: dict[int, int] = {}
        linkage = self._linkage
        for _ in range(_ROUNDS):
            moves = 0
            for row in linkage.story_of.rows():
                moves += self._move(row, candidates, new_id)
                self._merge_around(row, merged)
            for story_id in sorted(linkage.stories, key=lambda story: (-story, story)):
                if story_id in linkage.stories and len(linkage.stories[story_id].rows) > 2:
                    self._split(story_id, new_id)
            self._near.clear()
            self._refused.clear()
            if moves == 0:
                break
        return merged

    def _move(self, row: int, candidates: Candidates, new_id: NewId) -> bool:
        """Take *row* to the story it fits best, or out of one that it does not fit."""
        here = self._linkage.story_of[row]
        scores = self.scores(row, candidates)
        if self._corrections.pinned(int(self._columns.article[row])):
            return False
        alone = len(self._linkage.stories[here].rows) == 1
        if not alone and here not in scores:
            scores.update(self._linkage.to_stories(row, [here], self._settings.members))
        best = max(scores, key=lambda story: (scores[story], -abs(story)), default=None)
        if best is not None and best != here and scores[best] >= self._settings.join_at:
            self._linkage.take(row)
            self._linkage.put(row, best)
            return True
        if not alone and scores[here] < self._settings.split_at:
            self._linkage.take(row)
            self._linkage.put(row, new_id())
            return True
        return False

    def _merge_around(self, row: int, merged: dict[int, int]) -> None:
        """Merge the story of *row* with those of its neighbours that it is one with."""
        linkage = self._linkage
        for other in self._near.get(row, []):
            if other not in linkage.story_of:
                continue
            here, there = linkage.story_of[row], linkage.story_of[other]
            if here == there or not self._may_merge(here, there):
                continue
            compared = (here, there, len(linkage.stories[here].rows), len(linkage.stories[there].rows))
            if compared in self._refused:
                continue
            self._refused.add(compared)
            more = asked_more(*compared[2:], linkage.doubling(here, there))
            limit = self._settings.merge_at + float(more)
            if linkage.between(here, there, _MERGE_MEMBERS) >= limit:
                kept, ended = linkage.survivor(here, there)
                linkage.merge(ended, kept)
                self._corrections.rename(ended, kept)
                merged[ended] = kept

    def _may_merge(self, a: int, b: int) -> bool:
        for one, other in ((a, b), (b, a)):
            if any(self.forbidden(row, other) for row in self._linkage.stories[one].rows):
                return False
        return True

    def forbidden(self, row: int, story_id: int) -> bool:
        """Whether a person said that *row* is not of that story."""
        article = int(self._columns.article[row])
        if not self._corrections.concern(article):
            return False
        members = self._linkage.stories[story_id].rows
        return self._corrections.forbid(article, story_id, (int(self._columns.article[m]) for m in members))

    def _split(self, story_id: int, new_id: NewId) -> None:
        """Part a story whose members fall into groups that speak against each other."""
        linkage = self._linkage
        story = linkage.stories[story_id]
        story.checked = len(story.rows)
        rows = linkage.sample(story_id, _LARGEST_LOOKED_AT)
        labels = average_link(linkage.matrix(rows), self._settings.split_at, each=linkage.doubling(story_id))
        groups: dict[int, list[int]] = {}
        for row, label in zip(rows, labels, strict=True):
            groups.setdefault(label, []).append(row)
        if len(groups) == 1:
            return
        parts = sorted(groups.values(), key=lambda part: (-len(part), part))
        others = [row for row in story.rows if row not in set(rows)]
        for row in others:  # what was not in the sample goes with the part it fits best
            odds = [float(linkage.odds(row, np.array(part[:12], np.intp)).mean()) for part in parts]
            parts[int(np.argmax(odds))].append(row)
        for part in parts[1:]:
            free = [row for row in part if not self._corrections.pinned(int(self._columns.article[row]))]
            made = new_id()
            for row in free:
                linkage.take(row)
                linkage.put(row, made)
        if story_id in linkage.stories:
            linkage.stories[story_id].checked = len(linkage.stories[story_id].rows)
