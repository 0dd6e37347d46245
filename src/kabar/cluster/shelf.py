"""What is kept of every report's text to tell copies: rows of hashes, about 0.6 KB each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.shingles import ENDS, FIGURES, FULL, KEPT, LEADS, SENTENCES, Shingles

_KEPT = {
    "hashes": KEPT,
    "figures": FIGURES,
    "sentences": SENTENCES,
    "lengths": SENTENCES,
    "leads": LEADS * ENDS,
}
_NAMES = tuple(_KEPT)
_FIRST_CAPACITY = 256


class Shelf:
    """Shingles, outlet and agency of each row."""

    def __init__(self) -> None:
        self._columns = {
            name: np.zeros((_FIRST_CAPACITY, width), np.uint8 if name == "lengths" else np.uint32)
            for name, width in _KEPT.items()
        }
        self._counts = np.zeros((_FIRST_CAPACITY, len(_NAMES)), np.uint8)
        self._numbers = np.zeros((_FIRST_CAPACITY, 4), np.uint32)  # limit (0: none), words, outlet, agency
        self._names: dict[str, int] = {"": 0}
        self._written: list[str] = [""]

    def put(self, row: int, found: Shingles, *, outlet: str, agency: str) -> None:
        """Keep what was found of *row*."""
        while row >= len(self._counts):
            self._grow(len(self._counts) * 2)
        for place, name in enumerate(_NAMES):
            values = getattr(found, name)
            self._columns[name][row, : len(values)] = values
            self._counts[row, place] = len(values)
        limit = found.limit if found.limit < FULL else 0
        self._numbers[row] = limit, found.words, self._number(outlet), self._number(agency)

    def _number(self, name: str) -> int:
        if name not in self._names:
            self._names[name] = len(self._written)
            self._written.append(name)
        return self._names[name]

    def _grow(self, capacity: int) -> None:
        for name in _NAMES:
            self._columns[name] = _wider(self._columns[name], capacity)
        self._counts = _wider(self._counts, capacity)
        self._numbers = _wider(self._numbers, capacity)

    def drop(self, rows: Sequence[int]) -> None:
        """Forget *rows*."""
        self._counts[[row for row in rows if row < len(self._counts)]] = 0

    def shingles(self, row: int) -> Shingles:
        """What was found of *row*."""
        parts = {
            name: self._columns[name][row, : self._counts[row, place]] for place, name in enumerate(_NAMES)
        }
        limit, words = self._numbers[row, :2].tolist()
        return Shingles(limit=limit or FULL, words=words, **parts)

    def outlet(self, row: int) -> str:
        """Who published it, in lower case."""
        return self._written[int(self._numbers[row, 2])]

    def agency(self, row: int) -> str:
        """The agency that it credits, in lower case."""
        return self._written[int(self._numbers[row, 3])]


def _wider(column: NDArray[Any], capacity: int) -> NDArray[Any]:
    made = np.zeros((capacity, *column.shape[1:]), column.dtype)
    made[: len(column)] = column
    return made
