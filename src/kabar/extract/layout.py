"""Where things stand on a page, measured from the article's first and last paragraph."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kabar.extract.blocks import Blocks
from kabar.extract.features import Row

LONG = 80  # characters of a block that can be the article's first paragraph


@dataclass(slots=True)
class Layout:
    """The blocks with the model's answers."""

    page: Blocks
    likely: Row
    first: int = 0  # the first block that is surely a paragraph of the article
    last: int = 0
    texts: dict[Any, str] = field(default_factory=dict)  # of small elements that were read already
    _numbers: dict[Any, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sure = [
            number
            for number, block in enumerate(self.page.blocks)
            if len(block.text) >= LONG and self.likely[number] > 0.5
        ]
        if not sure:
            sure = [int(np.argmax(self.likely))] if len(self.likely) else [0]
        self.first, self.last = sure[0], sure[-1]
        self._numbers = {one.element: number for number, one in enumerate(self.page.containers)}

    def container_of(self, element: Any) -> int:
        """The number of the nearest block-level element around *element*; -1 when it was skipped."""
        while element is not None:
            number = self._numbers.get(element)
            if number is not None:
                return number
            element = element.getparent()
        return -1

    def place_of(self, element: Any) -> int:
        """Blocks before *element* begins."""
        number = self.container_of(element)
        return self.page.containers[number].first if number >= 0 else 0

    def lead_in(self, place: int) -> int:
        """Blocks from *place* to the article's first paragraph; negative inside and after it."""
        return self.first - place
