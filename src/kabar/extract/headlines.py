"""What the page's address, its text and its other statements say about each text that could be the headline."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from kabar.extract.layout import Layout
from kabar.extract.page import Page

READ = 3_000  # characters of the article that are compared with
SURE = 0.5
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SPACED_WORD = re.compile(r"[^\W_]+")
_NO_WORD = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
_MARKS = "“”‘–—«»"  # mostly all that is not ASCII in English
_PART = re.compile(r"[\W_]+")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})
_OF_MACHINES = frozenset(["html", "htm", "php", "aspx", "story", "article"])
_UNKNOWN = -1.0


def evidence(page: Page, layout: Layout, texts: Sequence[str]) -> list[list[float]]:
    """For each text: how much of it the address has, the article and its description say, and others repeat."""
    slug = frozenset(slug_of(page))
    body, first = _said(layout)
    described = frozenset(words_of(page.meta("og:description", "description") or ""))
    home = float(bool(page.url) and not _path(page.url).strip("/"))
    listed = [words_of(text) for text in texts]
    sets = [frozenset(words) for words in listed]
    rows = []
    for number, (words, own) in enumerate(zip(listed, sets, strict=True)):
        long = [word for word in own if len(word) > 3 or word > "\u3040"] or list(own)
        among = max(1, len(long))
        others = [other for place, other in enumerate(sets) if place != number]
        both = [len(own & other) for other in others]
        rows.append(
            [
                *_in_address(own, long, slug),
                sum(word in body for word in long) / among,
                sum(word in first for word in long) / among,
                sum(word in described for word in long) / among if described else _UNKNOWN,
                max(
                    (
                        one / max(1, len(own) + len(other) - one)
                        for one, other in zip(both, others, strict=True)
                    ),
                    default=0.0,
                ),
                float(sum(one >= 0.6 * len(own) for one in both)),
                home,
                float(len(slug)),
                float(sum(any(character.isdigit() for character in word) for word in words)),
            ]
        )
    most = [max(column) for column in zip(*(row[:3] for row in rows), strict=True)]
    return [[*row, *(top - value for top, value in zip(most, row, strict=False))] for row in rows]


def slug_of(page: Page) -> list[str]:
    """The words of the address's longest part; empty when it has fewer than two."""
    for url in (page.url, *page.links.get("canonical", ())[:1], page.meta("og:url")):
        best: list[str] = []
        for segment in _path(url).split("/") if url else ():
            words = [
                word
                for word in _PART.split(unquote(segment).lower())
                if len(word) > 1 and not word.isdigit() and word not in _OF_MACHINES
            ]
            if len(words) >= max(2, len(best)):
                best = words
        if best:
            return best
    return []


def words_of(text: str) -> list[str]:
    """The words of *text*, small; ideographs one by one."""
    low = (
        text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower().replace("\u2019", "")
    )
    low = low.replace("'", "")
    if not low.isascii():
        for mark in _MARKS:
            low = low.replace(mark, " ")
    if low.isascii():  # Python puts spaces in ASCII faster than it looks for words
        return low.translate(_NO_WORD).split()
    return (_WORD if _IDEOGRAPH.search(low) else _SPACED_WORD).findall(low)


def _in_address(own: frozenset[str], long: Sequence[str], slug: frozenset[str]) -> tuple[float, float]:
    """How much of the address stands in the text, and of the text in the address."""
    if not slug:
        return _UNKNOWN, _UNKNOWN
    spelled = {form for word in own for form in _spellings(word)}
    found = sum(any(form in slug for form in _spellings(word)) for word in long)
    return len(slug & spelled) / len(slug), found / max(1, len(long))


@lru_cache(maxsize=2_000)
def _spellings(word: str) -> tuple[str, ...]:
    """How addresses write *word*: without marks, or with them spelled out."""
    if word.isascii():
        return (word,)
    bare = "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
    return bare.replace("ß", "ss"), word.translate(_SPELLED_OUT)


def _said(layout: Layout) -> tuple[frozenset[str], frozenset[str]]:
    """The words of the article's beginning, and those of its first block."""
    found: list[str] = []
    size = 0
    for block, likely in zip(layout.page.blocks, layout.likely, strict=True):
        if likely > SURE:
            found.append(block.text)
            size += len(block.text)
            if size > READ:
                break
    first = frozenset(words_of(found[0][:READ])) if found else frozenset()
    return frozenset(words_of(" ".join(found)[: 2 * READ])), first


def _path(url: str | None) -> str:
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""
