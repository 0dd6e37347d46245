"""Sums over all terms of a report, which every comparison divides by; kept until what is rare has changed.

How rare a term is changes with every report that comes. Sums made a while ago differ from those of now by a
few percent, so they are made again after a twelfth of the window has come.
"""

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.columns import WEIGHT, Columns, Rows
from kabar.cluster.terms import DAY, ENTITY, FIGURE, LEAD, MOST_HEAD, NAME, PAIR, PERSON, PLACE, TITLE

# Lengths (roots of squares) of words, head words, title words, phrases, names, linked names; sums of title, head, names
# of the head, figures of the head; whether there are figures and linked names at all; the length of the head's plain
# words; sums of its places, persons, weekdays and dates; length and sum of title and first sentence.
NORMS = 19
FIGURES, KNOWN = 10, 11
PLAIN, ROLES, FIRST = 12, 13, 17
_KEPT_FOR = 12  # part of the window


class Norms:
    """The sums of rows of *columns*, made when they are asked for."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._sums = np.zeros((0, NORMS), np.float16)  # three digits: a comparison needs no more
        self._made_at = np.zeros(0, np.int32)  # reports added until then; 0: never
        self._order = np.zeros(0, np.int32)  # of the report that they are of: rows are reused

    def of(self, rows: Rows) -> NDArray[np.float32]:
        """float32 (len(rows), NORMS)."""
        columns = self._columns
        if len(self._made_at) < len(columns.article):
            self._grow(len(columns.article))
        age = columns.count - self._made_at[rows]
        stale = (age > columns.live // _KEPT_FOR) | (self._order[rows] != columns.order[rows])
        if stale.any():
            wanted = np.unique(rows[stale])
            self._sums[wanted] = self._make(wanted)
            self._made_at[wanted] = columns.count
            self._order[wanted] = columns.order[wanted]
        return self._sums[rows].astype(np.float32)

    def _grow(self, capacity: int) -> None:
        for name in ("_sums", "_made_at", "_order"):
            old = getattr(self, name)
            wider = np.zeros((capacity, *old.shape[1:]), old.dtype)
            wider[: len(old)] = old
            setattr(self, name, wider)

    def _make(self, rows: Rows) -> NDArray[np.float32]:
        columns = self._columns
        kinds, counts = columns.kinds[rows], columns.counts[rows]
        rarity = columns.rarity(columns.ids[rows])
        by_role = [(rarity * kind).sum(1) for kind in roles(kinds, counts)]
        rarity = rarity * ((kinds & DAY) == 0)
        single = (kinds & PAIR) == 0
        title = rarity * (single & ((kinds & TITLE) > 0))
        whole, head = WEIGHT[counts >> 4] * rarity, WEIGHT[counts & MOST_HEAD] * rarity
        phrases = head * ~single
        names, entities = whole * ((kinds & NAME) > 0), whole * ((kinds & ENTITY) > 0)
        figures = (kinds & FIGURE) > 0
        parts = [_length(part) for part in (whole, head * single, title, phrases, names, entities)]
        parts += [title.sum(1), (head * single).sum(1), (head * ((kinds & NAME) > 0)).sum(1)]
        parts += [
            (head * figures).sum(1),
            np.asarray((figures & ((kinds & DAY) == 0)).any(1), np.float32),
            np.asarray(((kinds & ENTITY) > 0).any(1), np.float32),
        ]
        plain = head * ((kinds & (PAIR | NAME | FIGURE | ENTITY)) == 0)
        lead = rarity * (single & ((counts & LEAD) > 0))
        parts += [_length(plain), *by_role, _length(lead), lead.sum(1)]
        return np.stack(parts, axis=1).astype(np.float32)


def _length(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.sqrt((weights * weights).sum(1)), np.float32)


def roles(kinds: NDArray[np.uint8], counts: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], ...]:
    """Which terms are places, persons, weekdays and dates of the head."""
    day = ((kinds & DAY) > 0) & ((counts & MOST_HEAD) > 0)
    dated = (kinds & FIGURE) > 0
    return (kinds & PLACE) > 0, (kinds & PERSON) > 0, day & ~dated, day & dated
