"""The page's own bullets above the text: what the editors say the article is about."""

import re

from kabar.extract.blocks import Blocks
from kabar.extract.layout import Layout

MOST = 6
_BULLET = re.compile(r"^\s*[•●▪◦‣*·–-]\s+")


def own_key_points(blocks: Blocks, layout: Layout, text: str) -> tuple[str, ...]:
    """Two to six full sentences in a list directly above the first paragraph; empty when there are none."""
    found: list[str] = []
    held = -1
    for number in range(max(0, layout.first - 10), min(len(blocks.blocks), layout.first + 3 + len(found))):
        block = blocks.blocks[number]
        container = blocks.containers[block.container]
        listed = block.tag == "li" or (
            container.parent >= 0 and blocks.containers[container.parent].tag == "li"
        )
        sentence = (
            40 <= len(block.text) <= 320
            and block.link_chars < 0.3 * len(block.text)
            and block.text.count(" ") >= 5
        )
        if listed and sentence and layout.likely[number] > 0.3:
            above = container.parent if block.tag == "li" else blocks.containers[container.parent].parent
            if held not in (-1, above):
                found = []
            held = above
            found.append(_BULLET.sub("", block.text))
    return tuple(found) if 2 <= len(found) <= MOST else ()
