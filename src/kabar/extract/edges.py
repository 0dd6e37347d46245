"""What clings to the edges of an article: rows of links, the byline's own line, captions, pointers elsewhere.

The trees judge blocks by how they stand; these are told by what they say, in few and plain rules.
"""

import re
from collections.abc import Sequence

from kabar.extract.blocks import Blocks
from kabar.extract.features import plain
from kabar.extract.hints import PHRASE_NUMBER, phrase_bits

HEAD = 8  # kept blocks among which the article begins
LONG = 120  # characters from which a block is a paragraph and not a line of facts
SHORT = 80  # characters up to which a block at the end may be a heading that leads elsewhere
CREDIT = 50  # characters that a line under a picture may have beyond the caption: who took it

_SEPARATED = re.compile(r"^(?:[^|·•»›]{1,28}[|·•»›]\s*){3,}[^|·•»›]{0,28}$")
_STAMP = re.compile(r"\b(?:19|20)\d\d\b.*\b\d{1,2}[:.]\d\d\b|\b\d{1,2}[:.]\d\d\b.*\b(?:19|20)\d\d\b")
_POINTER = re.compile(
    r"^\W*(?:read (?:also|more|next)|see also|also read|related(?: stor(?:y|ies)| articles?)?|more on this|lesen sie auch|"
    r"mehr zum thema|lire aussi|à lire aussi|lee(?:r)? también|lea también|te puede interesar|leia também|leggi anche|lees ook|"
    r"baca juga|simak juga|czytaj (?:też|także)|читайте также|اقرأ أيضا[ًا]?|اقرأ أيضًا|相关阅读|相关新闻|延伸阅读|関連記事)\s*[:：»›-]",
    re.I,
)
_MORE = 1 << PHRASE_NUMBER["more"]
_ENDS = (".", "!", "?", "。", "！", "？", "…", '"', "”", "»", "」", ")", "؟", "۔")


def trimmed(page: Blocks, kept: Sequence[int], *, title: str, captions: Sequence[str]) -> tuple[int, ...]:
    """*kept* without furniture; never without everything."""
    shown = [plain(caption) for caption in captions if caption]
    head = True
    out: list[int] = []
    for place, number in enumerate(kept):
        text = page.blocks[number].text
        head = head and place < HEAD and (len(text) < LONG or place == 0)
        if _POINTER.match(text) and len(text) < 2 * LONG:
            continue
        if _SEPARATED.match(text) or _is_caption(plain(text), shown):
            continue
        if head and (_is_stamp(text) or (title and plain(text) == plain(title))):
            continue
        out.append(number)
    while len(out) > 2 and _leads_elsewhere(page.blocks[out[-1]].text):
        out.pop()
    return tuple(out) or tuple(kept)


def _is_stamp(text: str) -> bool:
    """`22 November 2026, 11:12 UTC | Nell Ashgrove`: when and who, which are facts and not text."""
    return len(text) < LONG and bool(_STAMP.search(text)) and not text.rstrip().endswith((".", "。"))


def _is_caption(text: str, shown: Sequence[str]) -> bool:
    return any(text.startswith(one) and len(text) - len(one) <= CREDIT for one in shown)


def _leads_elsewhere(text: str) -> bool:
    return len(text) <= SHORT and not text.rstrip().endswith(_ENDS) and bool(phrase_bits(text) & _MORE)
