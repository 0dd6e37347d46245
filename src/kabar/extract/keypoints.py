"""The page's own bullets above the text: what the editors say the article is about."""

import re

from kabar.extract.blocks import Block, Blocks
from kabar.extract.layout import Layout

MOST = 6
SHORT = 20  # characters of a block that can be a point
LIKELY = 0.3
_BULLET = re.compile(r"^\s*(?:[•●▪◦‣·]\s*|[*–-]\s+)")


def own_key_points(blocks: Blocks, layout: Layout) -> tuple[int, ...]:
    """The blocks of a list of two to six points directly above the first paragraph; empty when there is none."""
    near = range(max(0, layout.first - 10), min(len(blocks.blocks), layout.first + 3))
    lists = dict.fromkeys(_list_of(blocks, blocks.blocks[number]) for number in near)
    for held in reversed(lists):
        around = blocks.containers[held]
        above = blocks.blocks[around.first - 1].text if around.first else ""
        if (
            held < 0
            or around.last - around.first > MOST
            or around.first > layout.first + 1  # a standfirst may come before it
            or above.endswith((":", "："))
        ):
            continue  # no list, or one of the article itself
        members = [n for n in range(around.first, around.last) if _list_of(blocks, blocks.blocks[n]) == held]
        whole = [number for number in members if _is_sentence(blocks.blocks[number])]
        # One that surely belongs to the article speaks for the list: trees doubt short lines.
        if len(whole) < 2 or max(float(layout.likely[number]) for number in whole) < LIKELY:
            continue
        points = [number for number in members if len(blocks.blocks[number].text) >= SHORT]
        if all(_is_point(blocks.blocks[number]) for number in points):
            return tuple(points)
    return ()


def point_text(block: Block) -> str:
    """A point without the sign that stands before it."""
    return _BULLET.sub("", block.text)


def _list_of(blocks: Blocks, block: Block) -> int:
    """The element around the block's list item; -1 when it stands in none."""
    container = blocks.containers[block.container]
    if block.tag == "li":
        return container.parent
    above = blocks.containers[container.parent] if container.parent >= 0 else None
    return above.parent if above is not None and above.tag == "li" else -1


def _is_sentence(block: Block) -> bool:
    return _is_point(block) and len(block.text) >= 40 and block.text.count(" ") >= 5


def _is_point(block: Block) -> bool:
    return len(block.text) <= 320 and block.link_chars < 0.3 * len(block.text)
