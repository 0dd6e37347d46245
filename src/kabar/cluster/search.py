"""Which reports may be about the same event as this one: few, found without looking at all pairs.

Two ways in, both of fixed cost a report: rare terms it shares with recent reports, and vectors that
point the same way (compared by their signs, one bit a dimension).
"""

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.columns import Columns, Rows
from kabar.cluster.terms import BUCKETS, PAIR

_BUCKETS = 1 << 17  # of the posting table; terms that collide cost a candidate, not a mistake
_RING = 24  # newest reports remembered for a term
TERMS = 14  # rarest terms of a report that are posted and asked for
EMPTY = -1


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
        rarity = columns.rarity(ids)
        weight = (
            rarity * np.where(columns.head[row] > 0, 1.5, 1.0) * np.where(columns.title[row] > 0, 1.3, 1.0)
        )
        weight *= np.where(columns.kinds[row] & PAIR, 0.6, 1.0)
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

    def drop(self, rows: Rows) -> None:
        """Forget *rows*."""
        self._postings[np.isin(self._postings, rows)] = EMPTY

    def of(self, row: int, *, by_words: int, by_meaning: int) -> Rows:
        """Rows to compare *row* with, best guesses of either way first; never *row* itself."""
        found = np.concatenate([self._by_words(row, by_words), self._by_meaning(row, by_meaning)])
        _, first = np.unique(found, return_index=True)
        return found[np.sort(first)]

    def _by_words(self, row: int, count: int) -> Rows:
        buckets, weights = self._asked(row)
        rows = self._postings[buckets]
        scores = np.broadcast_to(weights[:, None], rows.shape)[rows != EMPTY]
        rows = rows[rows != EMPTY]
        distinct, inverse = np.unique(rows, return_inverse=True)
        total = np.bincount(inverse, weights=scores, minlength=len(distinct))
        total[distinct == row] = -1
        order = np.argsort(-total, kind="stable")[:count]
        return distinct[order[total[order] > 0]].astype(np.intp)

    def _by_meaning(self, row: int, count: int) -> Rows:
        columns = self._columns
        if not columns.has_vector[row] or columns.live < 2:
            return np.empty(0, np.intp)
        codes = columns.codes[: columns.size]
        unlike = np.bitwise_count(codes ^ columns.codes[row]).sum(1, dtype=np.int16)
        unlike[~columns.has_vector[: columns.size]] = np.iinfo(np.int16).max
        unlike[row] = np.iinfo(np.int16).max
        count = min(count, columns.size - 1)
        nearest = np.argpartition(unlike, count - 1)[:count] if count > 0 else np.empty(0, np.intp)
        nearest = nearest[unlike[nearest] < np.iinfo(np.int16).max]
        return np.asarray(nearest[np.lexsort((nearest, unlike[nearest]))], np.intp)


assert BUCKETS % _BUCKETS == 0  # a posting bucket is a term's bucket cut short
