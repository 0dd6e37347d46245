"""Numbers about blocks that stand in places of the same kind on a page, and about the pictures around a block.

A page is made from templates: what holds for most blocks of a kind of place (their length, their links, whether another
extractor takes them) says much about each of them. Names are compared within the page only; none is known by itself.
"""

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from kabar.extract.blocks import Blocks

Row = NDArray[np.float32]
LONG = 140  # characters outside of links that make a paragraph
MANY = 3  # pictures; more are not told apart
ITALIC = ("<em>", "<i>"), ("</em>", "</i>")


def kinds_of_places(page: Blocks) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each block the number of its kind: by tags and names of three elements around it, and by its own alone."""
    far: dict[Hashable, int] = {}
    near: dict[Hashable, int] = {}
    places = page.containers
    own = [block.container for block in page.blocks]
    kinds = np.zeros((2, len(places)), np.int64)
    for number in set(own):
        place = places[number]
        up = places[max(0, place.parent)]
        above = places[max(0, up.parent)]
        key = (place.tag, place.label)
        kinds[0, number] = far.setdefault((*key, up.tag, up.label, above.tag, above.label), len(far))
        kinds[1, number] = near.setdefault((*key, up.tag), len(near))
    found = kinds[:, own]
    return found[0], found[1]


def add_alike(page: Blocks, add, text: dict[str, Row]) -> None:  # type: ignore[no-untyped-def]  # a local closure
    """For each kind of place: how many blocks, how long, how linked, how far apart, how often taken by the other extractor."""
    chars, links, votes = text["chars"], text["link_share"], text["vote"]
    count = len(chars)
    order = np.arange(count)
    total = max(1.0, float(chars.sum()))
    for name, kind in zip(("far", "near"), kinds_of_places(page), strict=True):
        size = int(kind.max(initial=-1)) + 1
        ones = np.bincount(kind, minlength=size)
        inside = np.bincount(kind, chars, size)
        filled = np.maximum(1.0, inside)
        first, last = np.empty(size, np.int64), np.empty(size, np.int64)
        first[kind[::-1]] = order[::-1]  # of several values for one place the last is kept
        last[kind] = order
        for column, values in (
            ("blocks", np.log1p(ones)),
            ("mean", np.log1p(inside / np.maximum(1, ones))),
            ("share", inside / total),
            ("links", np.bincount(kind, links * chars, size) / filled),
            ("ends", np.bincount(kind, text["ends"], size) / np.maximum(1, ones)),
            ("vote", np.bincount(kind, votes * chars, size) / filled),
            ("long", np.log1p(np.bincount(kind, chars * (1 - links) > LONG, size))),
            ("span", (last - first) / max(1, count)),
        ):
            add(f"alike_{name}_{column}", values[kind])


def add_pictures(page: Blocks, add) -> None:  # type: ignore[no-untyped-def]  # a local closure
    """Pictures right before a block and around it; whether it is set in italics; how far in its elements it stands."""
    count = len(page.blocks)
    before = np.bincount([min(one.before, count) for one in page.media], minlength=count + 1)
    inside = np.bincount([one.container for one in page.media], minlength=len(page.containers))
    own = np.array([block.container for block in page.blocks], dtype=np.int64)
    parent = np.array([max(0, one.parent) for one in page.containers], dtype=np.int64)
    first = np.array([one.first for one in page.containers], dtype=np.int64)
    last = np.array([one.last for one in page.containers], dtype=np.int64)
    added = np.concatenate(([0], np.cumsum(before[:count])))
    order = np.arange(count)
    add("picture_before", np.minimum(before[:count], MANY))
    add("picture_inside", np.minimum(inside[own], MANY))
    up = parent[own]
    for level, at in ((1, up), (2, parent[up])):
        add(f"c{level}_place", (order - first[at]) / np.maximum(1, last[at] - first[at]))
    add("c2_until_last", np.minimum(last[parent[up]] - 1 - order, 5))
    add("c2_pictures", np.log1p(np.maximum(0, added[last[parent[up]]] - added[first[parent[up]]])))
    add("italic", [_italic(block.markup) if "<" in block.markup else 0.0 for block in page.blocks])


def _italic(markup: str) -> float:
    """0 without italics, 1 with some, 3 where all is."""
    some = "<em>" in markup or "<i>" in markup
    return 1.0 + 2.0 * (markup.startswith(ITALIC[0]) and markup.endswith(ITALIC[1])) if some else 0.0
