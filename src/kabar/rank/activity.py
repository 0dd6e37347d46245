"""What others open, learned online: which stories are being read now, and which are read after which.

`Activity` keeps fading counts; `observe` takes one opening, `scores` tells how likely each candidate is to be
opened next by somebody with a given history, in log-odds against the mean of the candidates. Nothing here knows
who anybody is beyond a key that links the openings of one account.
"""

import math
from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Item = Any  # whatever hashable name the caller has for a story: a number, a text

MINUTE: Final = 60.0
HOUR: Final = 3600.0
DAY: Final = 86400.0
COUNT_HALF_LIVES: Final = (5 * MINUTE, HOUR, DAY)
NEXT_HALF_LIFE: Final = 0.5 * HOUR  # of "opened right after"
TOGETHER_HALF_LIFE: Final = 2 * DAY  # of "opened by the same person"
SESSION: Final = 0.5 * HOUR  # openings closer than this follow each other
REMEMBERED: Final = 8  # openings of an account that a new one is linked with
READ_BACK: Final = 10  # of a history
MOST_PAIRS: Final = 400_000  # kept; beyond that the weakest half goes
PRIOR_OPENINGS: Final = 5.0  # strength of plain popularity against what was seen after an item
SURE_AT: Final = 50.0  # openings a day at which the signal has half its weight

FEATURES: Final = ("now", "hour", "day", "next", "together", "history", "since", "age", "age_squared")
# Conditional logit over the candidates of an impression: scripts/fit_activity.py, decision 0064.
WEIGHTS: Final[Mapping[str, float]] = {
    "now": 0.339,
    "hour": -0.471,
    "day": -0.29,
    "next": 0.386,
    "together": 0.322,
    "history": 0.197,
    "since": 0.078,
    "age": 0.094,
    "age_squared": 0.007,
}


# What a crowd opens says how fresh and how rare a story is better than the clock does: these give way to it.
GIVE_WAY: Final = ("freshness", "quiet")


def beside(sure: float, worth: Mapping[str, float]) -> dict[str, float]:
    """What signals are worth beside an activity that is *sure* (0..1): *worth* with GIVE_WAY faded."""
    return {**worth, **{name: worth[name] * (1.0 - sure) for name in GIVE_WAY if name in worth}}


# A fading row: [when it was last changed, a value for each half-life]. Plain lists: there are many of them.
Row = list[float]


def _add(row: Row, at: float, amounts: tuple[float, ...], rates: tuple[float, ...]) -> None:
    """Fade the row to *at* and add to it."""
    gap = at - row[0]
    if gap > 0:
        for i, rate in enumerate(rates, start=1):
            row[i] = row[i] * math.exp(-rate * gap) + amounts[i - 1]
        row[0] = at
    else:
        for i, amount in enumerate(amounts, start=1):
            row[i] += amount


def _read(row: Row, at: float, rates: tuple[float, ...]) -> list[float]:
    """The values at *at*."""
    gap = max(0.0, at - row[0])
    return [value * math.exp(-rate * gap) for value, rate in zip(row[1:], rates, strict=True)]


_COUNT_RATES: Final = tuple(math.log(2) / life for life in COUNT_HALF_LIVES)
_PAIR_RATES: Final = (math.log(2) / NEXT_HALF_LIFE, math.log(2) / TOGETHER_HALF_LIFE)
_ONES: Final = (1.0,) * len(COUNT_HALF_LIVES)
_NOTHING: Final = (0.0, 0.0)


def _share(now: float, pair: Row | None, sums: Sequence[float], popular: float) -> tuple[float, float]:
    """Share of openings after and with one item that are another's, leaning on that one's popularity."""
    seen = _read(pair, now, _PAIR_RATES) if pair else _NOTHING
    prior = PRIOR_OPENINGS * popular
    return (seen[0] + prior) / (sums[0] + PRIOR_OPENINGS), (seen[1] + prior) / (sums[1] + PRIOR_OPENINGS)


class Activity:
    """Fading counts of what everybody opened. Openings must come in the order of time."""

    def __init__(self) -> None:
        self._total = [0.0] * (1 + len(_ONES))
        self._counts: dict[Item, Row] = {}
        self._pairs: dict[Item, dict[Item, Row]] = {}
        self._out: dict[Item, Row] = {}  # sums of _pairs
        self._recent: dict[Hashable, deque[tuple[float, Item]]] = {}
        self._size = 0

    def observe(self, at: float, account: Hashable, item: Item) -> None:
        """*account* opened *item* at *at* (seconds since the epoch)."""
        _add(self._total, at, _ONES, _COUNT_RATES)
        _add(self._counts.setdefault(item, [at, *(0.0,) * len(_ONES)]), at, _ONES, _COUNT_RATES)
        recent = self._recent.setdefault(account, deque(maxlen=REMEMBERED))
        for back, (then, other) in enumerate(reversed(recent)):
            if other == item:
                continue
            near = at - then < SESSION
            weight = (1.0 if near else 0.3) / (1 + back)
            self._link(at, other, item, 1.0 if near and back == 0 else 0.0, weight)
            self._link(at, item, other, 0.0, weight)
        recent.append((at, item))
        if self._size > MOST_PAIRS:
            self._forget(at)

    def scores(
        self,
        items: Sequence[Item],
        *,
        now: float,
        history: Sequence[Item] = (),
        first_seen: Mapping[Item, float] | None = None,
    ) -> NDArray[np.float64]:
        """How likely each item is opened next, log-odds, mean 0; near 0 while little has been opened.

        history: what the person opened, oldest first. first_seen: seconds since the epoch.
        """
        if not items:
            return np.zeros(0)
        weights = np.array([WEIGHTS[name] for name in FEATURES])
        raw = self.features(items, now=now, history=history, first_seen=first_seen or {}) @ weights
        return np.asarray((raw - raw.mean()) * self.sure(now))

    def sure(self, now: float) -> float:
        """How far the openings of the last days can be relied on: 0 for a person alone, towards 1 for a crowd."""
        openings = _read(self._total, now, _COUNT_RATES)[2]
        return openings / (openings + SURE_AT)

    def features(
        self,
        items: Sequence[Item],
        *,
        now: float,
        history: Sequence[Item] = (),
        first_seen: Mapping[Item, float],
    ) -> NDArray[np.float64]:
        """float64 (items, FEATURES)."""
        total = _read(self._total, now, _COUNT_RATES)
        back = [self._around(now, other) for other in reversed(history[-READ_BACK:])]
        rows = np.zeros((len(items), len(FEATURES)))
        for row, item in zip(rows, items, strict=True):
            found = self._counts.get(item)
            counts = _read(found, now, _COUNT_RATES) if found else [0.0] * 3
            popular = (counts[0] + 0.3) / (total[0] + 100.0)
            after = [_share(now, pairs.get(item), sums, popular) for pairs, sums in back]
            after = after or [(popular, popular)]
            age = math.log(max(now - first_seen.get(item, now - DAY), MINUTE) / HOUR)
            earlier = sum(one[1] / (1 + place) for place, one in enumerate(after[1:]))
            shares = sum(1 / (1 + place) for place in range(len(after) - 1))
            row[:] = (
                *(
                    math.log((count + 0.3) / (all_ + 300.0))
                    for count, all_ in zip(counts, total, strict=True)
                ),
                math.log(after[0][0]),
                math.log(after[0][1]),
                math.log(earlier / shares if shares else popular),
                math.log(max(1.0, now - found[0])) if found else math.log(DAY),
                age,
                age * age,
            )
        return rows

    def _around(self, now: float, item: Item) -> tuple[Mapping[Item, Row], Sequence[float]]:
        """What was opened after and with *item*, and the sums of it."""
        out = self._out.get(item)
        return self._pairs.get(item, {}), _read(out, now, _PAIR_RATES) if out else _NOTHING

    def _link(self, at: float, a: Item, b: Item, follows: float, together: float) -> None:
        amounts = (follows, together)
        after = self._pairs.setdefault(a, {})
        pair = after.get(b)
        if pair is None:
            pair = after[b] = [at, 0.0, 0.0]
            self._size += 1
        _add(pair, at, amounts, _PAIR_RATES)
        _add(self._out.setdefault(a, [at, 0.0, 0.0]), at, amounts, _PAIR_RATES)

    def _forget(self, at: float) -> None:
        """Drop the weaker half of the pairs, and accounts and items of which nothing is left."""
        strengths = sorted(
            _read(pair, at, _PAIR_RATES)[1] for after in self._pairs.values() for pair in after.values()
        )
        least = strengths[len(strengths) // 2]
        for a in list(self._pairs):
            kept = {b: pair for b, pair in self._pairs[a].items() if _read(pair, at, _PAIR_RATES)[1] > least}
            if kept:
                self._pairs[a] = kept
            else:
                del self._pairs[a], self._out[a]
        self._size = sum(map(len, self._pairs.values()))
        self._counts = {item: one for item, one in self._counts.items() if at - one[0] < 7 * DAY}
        self._recent = {who: recent for who, recent in self._recent.items() if at - recent[-1][0] < 7 * DAY}
