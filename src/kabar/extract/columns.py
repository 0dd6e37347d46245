"""A table of numbers about the blocks of one page, filled column by column."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float32]
ROOM = 320  # columns; with more the table grows


class Columns:
    """One line a column, as the trees read it; every value is copied once, to its place."""

    def __init__(self, blocks: int) -> None:
        self.names: list[str] = []
        self._values = np.empty((ROOM, blocks), np.float32)

    def add(self, name: str, values: NDArray[np.generic] | Sequence[float] | float) -> Row:
        """One column; gives it back as it stands in the table."""
        number = len(self.names)
        self.names.append(name)
        if number == len(self._values):
            self._grow()
        own: Row = self._values[number]
        own[...] = values
        return own

    def some(self, names: Sequence[str], values: NDArray[np.generic] | float) -> Row:
        """Columns that come together, one line each; gives them back as they stand in the table."""
        begin = len(self.names)
        self.names += names
        while len(self.names) > len(self._values):
            self._grow()
        own = self._values[begin : len(self.names)]
        own[...] = values
        return own

    def _grow(self) -> None:
        self._values = np.concatenate((self._values, np.empty_like(self._values)))

    def table(self) -> NDArray[np.float32]:
        """One row a block."""
        return self._values[: len(self.names)].T
