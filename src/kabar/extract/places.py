"""Where a page's blocks and elements stand, as rows of numbers: read once, used by all that reckons with them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kabar.extract.blocks import Blocks

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Places:
    """Of each block the element around it; of each element those around it and the blocks that it holds."""

    own: Numbers  # of each block
    parent: Numbers  # the outermost is its own
    first: Numbers
    last: Numbers
    up: Numbers  # of each block the element around its own
    up2: Numbers  # and the next


def places_of(page: Blocks) -> Places:
    """Of the whole page. Asked again for the same page, it gives the same."""
    if isinstance(page.places, Places):
        return page.places
    containers = page.containers
    own = np.array([block.container for block in page.blocks], dtype=np.int64)
    parent = np.array([one.parent for one in containers], dtype=np.int64)
    np.maximum(parent, 0, out=parent)
    up = parent[own]
    page.places = Places(
        own=own,
        parent=parent,
        first=np.array([one.first for one in containers], dtype=np.int64),
        last=np.array([one.last for one in containers], dtype=np.int64),
        up=up,
        up2=parent[up],
    )
    return page.places
