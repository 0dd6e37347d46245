"""Which reports may be about the same event as this one: few, found without looking at all pairs.

Two ways in, both of fixed cost a report: rare terms it shares with recent reports, and vectors that
point the same way (compared by their signs, one bit a dimension).
"""

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.columns import Columns, Rows
from kabar.cluster.terms import BUCKETS, MOST_HEAD, PAIR, TITLE

_BUCKETS = 1 << 17  # of the posting table; terms that collide cost a candidate, not a mistake
_RING = 24  # newest reports remembered for a term
TERMS = 14  # rarest terms of a report that are posted and asked for
EMPTY = -1
_KEPT_OF_FIRST = 40  # times the reports wanted
_FARTHEST = np.iinfo(np.uint8).max  # more than all signs of the first words
_LOOKED_AT = 2048  # reports, spread over the window, that say how near the nearest are
_SPARE = 8  # of them that are taken beyond the share that is wanted


class Candidates:
    """Finds rows of *columns* worth comparing with a row."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._postings = np.full((_BUCKETS, _RING), EMPTY, np.int32)
        self._next = np.zeros(_BUCKETS, np.uint8)

    def _asked(self, row: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """(posting buckets, weights) of the terms of *row* that tell it from others."""
        columns = self._columns
        ids = columns.ids[row]
        kinds = columns.kinds[row]
        weight = columns.rarity(ids) * np.where(columns.counts[row] & MOST_HEAD, 1.5, 1.0)
        weight *= np.where(kinds & TITLE, 1.3, 1.0) * np.where(kinds & PAIR, 0.6, 1.0)
        order = np.argsort(-weight, kind="stable")[:TERMS]
        order = order[weight[order] > 0]
        return (ids[order] % _BUCKETS).astype(np.intp), weight[order].astype(np.float32)

    def post(self, row: int) -> None:
        """Let later reports find *row*."""
        buckets, _ = self._asked(row)
        for bucket in np.unique(buckets):
            place = self._next[bucket]
            self._postings[bucket, place] = row
            self._next[bucket] = (place + 1) % _RING

    def of(self, row: int, *, by_words: int, by_meaning: int) -> Rows:
        """Rows to compare *row* with, best guesses of either way first; never *row* itself."""
        found = np.concatenate([self._by_words(row, by_words), self._by_meaning(row, by_meaning)])
        _, first = np.unique(found, return_index=True)
        return found[np.sort(first)]

    def _by_words(self, row: int, count: int) -> Rows:
        buckets, weights = self._asked(row)
        rows = self._postings[buckets]
        # A place may still hold a row whose report was dropped; a row given to another report costs a guess.
        there = (rows != EMPTY) & self._columns.used[rows]
        scores = np.broadcast_to(weights[:, None], rows.shape)[there]
        rows = rows[there]
        distinct, inverse = np.unique(rows, return_inverse=True)
        total = np.bincount(inverse, weights=scores, minlength=len(distinct))
        total[distinct == row] = -1
        order = np.argsort(-total, kind="stable")[:count]
        return distinct[order[total[order] > 0]].astype(np.intp)

    def _by_meaning(self, row: int, count: int) -> Rows:
        columns = self._columns
        if not columns.has_vector[row] or columns.live < 2:
            return np.empty(0, np.intp)
        size = columns.size
        unlike = np.zeros(size, np.uint8)
        for word in columns.signs:
            unlike += np.bitwise_count(word[:size] ^ word[row])
        np.maximum(unlike, columns.far[:size], out=unlike)
        unlike[row] = _FARTHEST
        near = np.flatnonzero(unlike <= _nearest(unlike, _KEPT_OF_FIRST * count))
        more = np.bitwise_count(columns.more_signs[near] ^ columns.more_signs[row])
        all_signs = more.sum(axis=1, dtype=np.uint16) + unlike[near]
        return np.asarray(near[np.argsort(all_signs, kind="stable")[:count]], np.intp)


def _nearest(unlike: NDArray[np.uint8], wanted: int) -> int:
    """A number of bits below which about *wanted* of *unlike* are, never `_FARTHEST`.

    Told from some of them: to sort all would cost more than to count their bits, and is all that grows with the window.
    """
    if len(unlike) <= wanted:
        return _FARTHEST - 1
    looked_at = np.sort(unlike[:: -(-len(unlike) // _LOOKED_AT)])
    place = min(wanted * len(looked_at) // len(unlike) + _SPARE, len(looked_at) - 1)
    return min(int(looked_at[place]), _FARTHEST - 1)


assert BUCKETS % _BUCKETS == 0  # a posting bucket is a term's bucket cut short
