"""Bylines that no markup names: sentences, labels, names that stand alone, signatures, values in scripts."""

import re
from collections.abc import Iterator
from html import unescape

from kabar.extract.blocks import Block
from kabar.extract.layout import Layout
from kabar.extract.people import people_in

Named = tuple[str, tuple[str, ...], int]  # how it was found, the names, the block it stands in

BYLINE = re.compile(
    r"^\W{0,3}(?:(?:written|posted|published|reported|story|words|verfasst|geschrieben)\s+)?(?:by|von|par|por|oleh|autor(?:in)?|author|auteur|penulis|"
    r"作者|记者|記者|av|door|di)\b\s*[:：]?\s*\S"
    r"|\b(?:posted|published|written|veröffentlicht|gepostet|erstellt|geschrieben|publié|publicado)\b.{0,40}?\b(?:by|von|par|por)\b\s+\S",
    re.I,
)
# One of these stands in whatever that finds elsewhere than at the beginning.
_WRITTEN = ("posted", "publi", "written", "veröffentlicht", "gepostet", "erstellt", "geschrieben")
_CHINESE = re.compile(r"(?:作者|记者|記者|文)\s*[:：/ ]\s*([\u4e00-\u9fff·]{2,4}|\w{3,20})")
_WORD = r"(?:[A-ZÀ-ÞĀ-ŽΑ-ΩА-Я](?:[\w'’-]+\.?|\.))"
_PARTICLE = r"(?:v\.|von|van|de|der|den|del|della|la|le|di|da|dos|bin|al|el|ten|zu)"
_NAME = rf"{_WORD}(?:\s?(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{1,3}}"
_NAMES = rf"{_NAME}(?:(?:\s*,\s*|\s+(?:and|und|et|y|e|&|dan|och|og|en)\s+){_NAME}){{0,5}}"
# "Text von Jo Field", "An interview by Jo Field and Kim Lake", "Autor: Jo Field": the names end where capitals do.
_SAID = re.compile(
    r"(?:\b(?i:by|von|par|por|oleh|door|av)\s+|"
    r"\b(?i:autor(?:in|en|es|a)?|author(?:\(s\)|s)?|auteurs?|contributors?|writer|verfasser(?:in)?|penulis|texto?|words|redacción)\s*[:：]\s*)"
    rf"({_NAMES})"
)
_LABEL = re.compile(
    r"\W*(?:by|von|par|por|oleh|(?:written|posted|published|words|text|story|geschrieben|verfasst) (?:by|von)|"
    r"author(?:\(s\)|s)?|autor(?:in|en|es|a)?|auteurs?|contributors?|writers?|about the authors?|über (?:den|die) autor(?:in|en)?|text|words|penulis|作者)\W*",
    re.I,
)
_DAY = r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.? [^\W\d_]+\.?,? \d{4}|[^\W\d_]+\.? \d{1,2},? \d{4})"
_ALONE = re.compile(rf"(?:{_DAY}\W{{1,5}})?({_NAMES})(?:\W{{1,5}}{_DAY}.{{0,20}})?")
_SIGNED = re.compile(rf"[(\[]({_NAME})[)\]]\W*$")
_IN_SCRIPT = re.compile(
    r"uthor(?:_?[nN]ame|s)?\\?[\"']\s*:\s*(?:\[\s*)?(?:\{[^{}]{0,200}?\\?[\"']name\\?[\"']\s*:\s*)?\\?[\"']([^\"'\\<>{}]{2,60})\\?[\"']"
)
_HERE = ("author", "autor", "byline", "written", "writer")
_BY = re.compile(r"\bby\b", re.I)
ABOVE = 25  # blocks above the first paragraph in which a byline may stand
NEAR = 15  # the same for a name alone
BEFORE_END = 20  # blocks before the last one: what is said about the author may have been taken for text
BESIDE = 100  # characters before a name in the page's source
LINE = 160  # characters of a line that is nothing but a byline


def has_byline(block: Block) -> bool:
    """Whether the block begins as bylines do, or says anywhere by whom something was written."""
    if BYLINE.match(block.text):
        return True
    for word in _WRITTEN:
        if word in block.plain:
            return BYLINE.search(block.text) is not None
    return False


def said(layout: Layout) -> Iterator[Named]:
    """Names in sentences and lines around the article's beginning and end."""
    blocks = layout.page.blocks
    low = max(0, layout.first - ABOVE)
    for number in [
        *range(low, min(len(blocks), layout.first + 3)),
        *range(max(layout.first + 3, layout.last - BEFORE_END), min(len(blocks), layout.last + 4)),
    ]:
        text = blocks[number].text
        if len(text) > LINE:
            chinese = None if text.isascii() else _CHINESE.search(text[:80])
            names = people_in(chinese[1]) if chinese else ()
        elif has_byline(blocks[number]):
            names = people_in(text)
        elif not text.isascii() and (chinese := _CHINESE.search(text)):
            names = people_in(chinese[1])
        else:
            names = ()
        if names:
            yield "text", names, number
        if len(text) <= LINE and (found := _SAID.search(text)) and (only := people_in(found[1])) != names:
            yield "said", only, number


def alone(layout: Layout) -> Iterator[Named]:
    """Blocks near the article's beginning and end that hold a name and no more, or a date beside it; names below a label."""
    blocks = layout.page.blocks
    after = range(max(layout.first + 1, layout.last - 1), min(len(blocks), layout.last + 7))
    for number in [*range(max(0, layout.first - NEAR), layout.first + 1), *after]:
        text = blocks[number].text if number < len(blocks) else ""
        if number >= layout.last - 1 and (signed := _SIGNED.search(text[-60:])):
            yield "signed", people_in(signed[1]), number
        if len(text) <= 30 and _LABEL.fullmatch(text):
            below: list[str] = []
            for next_ in blocks[number + 1 : number + 6]:
                names = people_in(next_.text) if len(next_.text) <= 60 else ()
                if not names or (below and not _ALONE.fullmatch(next_.text)):
                    break
                below += [name for name in names if name not in below]
                yield "labelled", tuple(below), number + 1
        if len(text) <= 80 and (found := _ALONE.fullmatch(text)):
            yield "alone", people_in(found[1]), number


def in_scripts(html: str) -> Iterator[tuple[str, ...]]:
    """Names that the page's scripts call an author's."""
    seen = set()
    for found in _IN_SCRIPT.finditer(html):
        if found[1] not in seen:
            seen.add(found[1])
            yield people_in(unescape(found[1]), declared=True)
        if len(seen) >= 4:
            return


def mentions(source: bytes, name: str) -> tuple[int, bool]:
    """How often the page's source says *name* (up to eight times), and whether it ever does so beside a word for authors."""
    sought = name.encode("utf-8", "replace")
    times, beside, at = 0, False, source.find(sought)
    while at >= 0 and times < 8:
        times += 1
        beside = beside or _says_author(source[max(0, at - 4 * BESIDE) : at].decode("utf-8", "ignore"))
        at = source.find(sought, at + len(sought))
    return times, beside


def _says_author(before: str) -> bool:
    low = before[-BESIDE:].lower()
    for word in _HERE:
        if word in low:
            return True
    # One more character tells whether a word begins there.
    return "by" in low and _BY.search(before, max(0, len(before) - BESIDE)) is not None
