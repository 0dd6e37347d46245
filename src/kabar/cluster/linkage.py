"""Stories as sets of rows, and how well rows and sets belong together.

The measure is the mean log-odds between members (average linkage on the pair model's belief): a pair
that happens to be alike does not glue two events when the rest of the members speak against it.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.columns import Columns, Rows
from kabar.cluster.features import PairFeatures
from kabar.cluster.likeness import PairModel, faded

Odds = NDArray[np.float32]
_REMEMBERED = 200_000  # pairs
_NO_STORY = -(1 << 62)  # of a row; ids of stories that are not stored yet are small negative numbers
# Log-odds asked for beyond the limit with each doubling of the smaller of two groups: many pairs that doubt
# one event weigh more than one pair that does.
MORE_FOR_MANY = 0.3
_MANY = 12  # members of a group that count
_TITLES = np.log1p(24.0)  # tokens: of less text doubt says little, however many pairs


@dataclass(slots=True)
class Story:
    """Rows of the reports of one event."""

    id: int
    rows: list[int] = field(default_factory=list)  # in order of joining
    checked: int = 0  # size when it was last looked at for parts


class StoryOfRow:
    """Row -> story id, as a mapping; eight bytes a row where a dictionary takes eighty."""

    def __init__(self) -> None:
        self._ids = array("q")

    def __contains__(self, row: int) -> bool:
        return row < len(self._ids) and self._ids[row] != _NO_STORY

    def __getitem__(self, row: int) -> int:
        story = self.get(row)
        if story is None:
            raise KeyError(row)
        return story

    def get(self, row: int) -> int | None:
        """The story of *row*, None when it is in none."""
        story = self._ids[row] if row < len(self._ids) else _NO_STORY
        return None if story == _NO_STORY else story

    def __setitem__(self, row: int, story: int) -> None:
        if row >= len(self._ids):
            self._ids.extend([_NO_STORY] * (row + 1 - len(self._ids)))
        self._ids[row] = story

    def pop(self, row: int) -> int:
        """The story of *row*, which is in none from now on. Raises KeyError."""
        story = self[row]
        self._ids[row] = _NO_STORY
        return story

    def rows(self) -> list[int]:
        """All rows that are in a story, in their order."""
        return [row for row, story in enumerate(self._ids) if story != _NO_STORY]


class Linkage:
    """Membership of every row, and the comparisons that decide about it."""

    def __init__(self, columns: Columns, model: PairModel) -> None:
        self.stories: dict[int, Story] = {}
        self.story_of = StoryOfRow()
        self._columns = columns
        self._features = PairFeatures(columns)
        self._model = model
        self._moved: dict[int, int | None] = {}  # row -> the story it was in at `begin`, None: in none
        self._odds: dict[int, float] = {}  # log-odds of pairs compared since `begin`, without regard to time

    def begin(self) -> None:
        """From here on, remember what moves, and no longer what was compared."""
        self._moved.clear()
        self._odds.clear()

    @property
    def moved(self) -> Mapping[int, int | None]:
        """Rows that were put or taken since `begin`, and the story each was in then."""
        return self._moved

    def features(self, row: int, others: Rows) -> NDArray[np.float32]:
        """The features of *row* against *others*."""
        return self._features.of(row, others)

    def odds(self, row: int, others: Rows, *, fade: bool = True) -> Odds:
        """Log-odds that *row* and each of *others* are about one event."""
        odds = self._beliefs([(row, others)])[0]
        return odds - self._lost(row, others) if fade else odds

    def _lost(self, row: int, others: Rows) -> Odds:
        hour = self._columns.hour
        return faded(np.abs(hour[others] - hour[row]))

    def _beliefs(self, queries: Sequence[tuple[int, Rows]]) -> list[Odds]:
        """Log-odds of each row against its others, without regard to time; what was compared is remembered."""
        known = self._odds
        if len(known) > _REMEMBERED:
            known.clear()
        keys = [
            [(row << 32) + other if row < other else (other << 32) + row for other in others.tolist()]
            for row, others in queries
        ]
        missing = []
        for (row, others), names in zip(queries, keys, strict=True):
            new = [place for place, name in enumerate(names) if name not in known]
            if new:
                missing.append((row, others[new], [names[place] for place in new]))
        if missing:
            found = self._model.log_odds(self._features.of_many([(row, new) for row, new, _ in missing]))
            known.update(zip((name for *_, names in missing for name in names), found.tolist(), strict=True))
        return [np.array([known[name] for name in names], np.float32) for names in keys]

    def put(self, row: int, story_id: int) -> None:
        """Make *row* a member of that story, which is made if there is none."""
        self._moved.setdefault(row, self.story_of.get(row))
        self.stories.setdefault(story_id, Story(story_id)).rows.append(row)
        self.story_of[row] = story_id

    def take(self, row: int) -> None:
        """Make *row* a member of nothing; a story without members ends."""
        story = self.stories[self.story_of.pop(row)]
        self._moved.setdefault(row, story.id)
        story.rows.remove(row)
        story.checked = min(story.checked, len(story.rows))
        if not story.rows:
            del self.stories[story.id]

    def rename(self, old: int, new: int) -> None:
        """Call story *old* *new* from now on; a story of that id takes its members in."""
        if old not in self.stories or old == new:
            return
        rows = self.stories.pop(old).rows
        story = self.stories.setdefault(new, Story(new))
        story.rows += rows
        for row in rows:
            self._moved.setdefault(row, old)
            self.story_of[row] = new

    def merge(self, ended: int, kept: int) -> None:
        """Let the members of story *ended* join story *kept*."""
        self.rename(ended, kept)

    def survivor(self, a: int, b: int) -> tuple[int, int]:
        """(the one that keeps its id, the one that ends): the larger; of equals the older, the stored."""

        def rank(story_id: int) -> tuple[int, bool, int]:
            return -len(self.stories[story_id].rows), story_id < 0, abs(story_id)

        return (a, b) if rank(a) <= rank(b) else (b, a)

    def sample(self, story_id: int, count: int, *, without: int = -1) -> list[int]:
        """At most *count* members, spread over the story's life, first and last among them."""
        rows = [row for row in self.stories[story_id].rows if row != without]
        if len(rows) <= count:
            return rows
        picks = np.linspace(0, len(rows) - 1, count).round().astype(int)
        return [rows[pick] for pick in picks]

    def to_stories(
        self, row: int, story_ids: Sequence[int], members: int, *, fade: bool = True
    ) -> dict[int, float]:
        """Mean log-odds of *row* to the members of each story (itself left out).

        What is lost to time is what the member nearest in time loses: a story that goes on for days is not
        parted from its beginning, but silence in between parts two events.
        """
        samples = [self.sample(story_id, members, without=row) for story_id in story_ids]
        flat = np.array([other for sample in samples for other in sample], np.intp)
        if not len(flat):
            return {}
        odds = self.odds(row, flat, fade=False)
        lost = self._lost(row, flat) if fade else np.zeros(len(flat), np.float32)
        result: dict[int, float] = {}
        start = 0
        for story_id, sample in zip(story_ids, samples, strict=True):
            if sample:
                here = slice(start, start + len(sample))
                result[story_id] = float(odds[here].mean() - lost[here].min())
            start += len(sample)
        return result

    def between(self, a: int, b: int, members: int) -> float:
        """Mean log-odds between the members of two stories, less what the nearest in time lose."""
        ours, theirs = self.sample(a, members), self.sample(b, members)
        if len(ours) > len(theirs):
            ours, theirs = theirs, ours
        others = np.array(theirs, np.intp)
        odds = self._beliefs([(row, others) for row in ours])
        return float(np.mean(odds)) - min(float(self._lost(row, others).min()) for row in ours)

    def doubling(self, *story_ids: int) -> float:
        """What each doubling of the smaller group asks in these stories: nothing where half are titles alone."""
        rows = [row for story_id in story_ids for row in self.sample(story_id, _MANY)]
        return MORE_FOR_MANY if float(np.median(self._columns.length[rows])) > _TITLES else 0.0

    def matrix(self, rows: Sequence[int]) -> Odds:
        """Log-odds between all of *rows* without regard to time, (n, n), symmetric, 0 on the diagonal."""
        others = np.array(rows, np.intp)
        odds = np.zeros((len(rows), len(rows)), np.float32)
        found = self._beliefs([(row, others[place + 1 :]) for place, row in enumerate(rows)])
        for place, part in enumerate(found):
            odds[place, place + 1 :] = odds[place + 1 :, place] = part
        return odds


def asked_more(
    a: NDArray[np.float64] | float, b: NDArray[np.float64] | float, each: float = MORE_FOR_MANY
) -> NDArray[np.float64]:
    """What is asked beyond the limit to make one of two groups of these sizes, *each* for a doubling."""
    return np.asarray(each * np.log2(np.clip(np.minimum(a, b), 1, _MANY)))


def average_link(
    odds: Odds, stop_at: float, weights: Iterable[int] = (), each: float = MORE_FOR_MANY
) -> list[int]:
    """Join what is most alike until the best mean log-odds falls below *stop_at*; a label for each row.

    odds: (n, n), symmetric; the diagonal is not read. Average linkage, ties by lowest index.
    """
    count = len(odds)
    labels = list(range(count))
    if count < 2:
        return labels
    sizes = np.array(list(weights) or [1] * count, np.float64)
    mean = odds.astype(np.float64).copy()
    np.fill_diagonal(mean, -np.inf)
    members = [[index] for index in range(count)]
    while True:
        worth = mean - asked_more(sizes[:, None], sizes[None, :], each)
        a, b = divmod(int(worth.argmax()), count)
        if worth[a, b] < stop_at or not np.isfinite(worth[a, b]):
            break
        a, b = min(a, b), max(a, b)
        joined = (mean[a] * sizes[a] + mean[b] * sizes[b]) / (sizes[a] + sizes[b])
        sizes[a] += sizes[b]
        mean[a], mean[:, a] = joined, joined
        mean[b], mean[:, b] = -np.inf, -np.inf
        mean[a, a] = -np.inf
        members[a] += members[b]
        members[b] = []
    for group in members:
        for index in group:
            labels[index] = group[0]
    return labels
