"""Numbers about blocks that stand in places of the same kind on a page, and about the pictures around a block.

A page is made from templates: what holds for most blocks of a kind of place (their length, their links, whether another
extractor takes them) says much about each of them. Names are compared within the page only; none is known by itself.
"""

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from kabar.extract.blocks import Blocks
from kabar.extract.columns import Columns
from kabar.extract.places import places_of

Row = NDArray[np.float32]
LONG = 140  # characters outside of links that make a paragraph
MANY = 3  # pictures; more are not told apart
_ALIKE = {
    name: [
        f"alike_{name}_{column}"
        for column in ("blocks", "mean", "share", "links", "ends", "vote", "long", "span")
    ]
    for name in ("far", "near")
}
ITALIC = ("<em>", "<i>"), ("</em>", "</i>")


def kinds_of_places(page: Blocks) -> tuple[list[int], list[int]]:
    """Of each block the number of its kind: by tags and names of three elements around it, and by its own alone."""
    far: dict[Hashable, int] = {}
    near: dict[Hashable, int] = {}
    places = page.containers
    kinds: dict[int, tuple[int, int]] = {}  # of an element
    found: list[tuple[int, int]] = []
    for block in page.blocks:
        number = block.container
        kind = kinds.get(number)
        if kind is None:
            place = places[number]
            up = places[max(0, place.parent)]
            above = places[max(0, up.parent)]
            tag, label, up_tag = place.tag, place.label, up.tag
            kind = kinds[number] = (
                far.setdefault((tag, label, up_tag, up.label, above.tag, above.label), len(far)),
                near.setdefault((tag, label, up_tag), len(near)),
            )
        found.append(kind)
    return [kind[0] for kind in found], [kind[1] for kind in found]


def add_alike(page: Blocks, columns: Columns, text: dict[str, Row]) -> None:
    """For each kind of place: how many blocks, how long, how linked, how far apart, how often taken by the other extractor."""
    chars, links, votes = text["chars"], text["link_share"], text["vote"]
    count = len(chars)
    order = np.arange(count)
    total = max(1.0, float(np.add.reduce(chars)))
    linked, voted, long = links * chars, votes * chars, chars * (1 - links) > LONG
    for name, numbers in zip(("far", "near"), kinds_of_places(page), strict=True):
        kind = np.array(numbers, dtype=np.int64)
        size = max(numbers, default=-1) + 1
        ones = np.bincount(kind, minlength=size)
        some = np.maximum(1, ones)
        inside = np.bincount(kind, chars, size)
        filled = np.maximum(1.0, inside)
        first, last = np.empty(size, np.int64), np.empty(size, np.int64)
        first[kind[::-1]] = order[::-1]  # of several values for one place the last is kept
        last[kind] = order
        values = np.empty((8, size))
        values[0] = np.log1p(ones)
        values[1] = np.log1p(inside / some)
        values[2] = inside / total
        values[3] = np.bincount(kind, linked, size) / filled
        values[4] = np.bincount(kind, text["ends"], size) / some
        values[5] = np.bincount(kind, voted, size) / filled
        values[6] = np.log1p(np.bincount(kind, long, size))
        values[7] = (last - first) / max(1, count)
        columns.some(_ALIKE[name], values[:, kind])


def add_pictures(page: Blocks, columns: Columns) -> None:
    """Pictures right before a block and around it; whether it is set in italics; how far in its elements it stands."""
    add, count, places = columns.add, len(page.blocks), places_of(page)
    before = np.bincount([min(one.before, count) for one in page.media], minlength=count + 1)[:count]
    inside = np.bincount([one.container for one in page.media], minlength=len(page.containers))
    first, last = places.first, places.last
    added = np.concatenate(([0], before.cumsum()))
    order = np.arange(count)
    add("picture_before", np.minimum(before, MANY))
    add("picture_inside", np.minimum(inside[places.own], MANY))
    for level, at in ((1, places.up), (2, places.up2)):
        add(f"c{level}_place", (order - first[at]) / np.maximum(1, last[at] - first[at]))
    add("c2_until_last", np.minimum(last[places.up2] - 1 - order, 5))
    add("c2_pictures", np.log1p(np.maximum(0, added[last[places.up2]] - added[first[places.up2]])))
    add("italic", [_italic(block.markup) if "<" in block.markup else 0.0 for block in page.blocks])


def _italic(markup: str) -> float:
    """0 without italics, 1 with some, 3 where all is."""
    some = "<em>" in markup or "<i>" in markup
    return 1.0 + 2.0 * (markup.startswith(ITALIC[0]) and markup.endswith(ITALIC[1])) if some else 0.0
