"""A report's words as numbers: hashed terms with their weight in the whole text, the head and the title.

A term is a stemmed word, a pair of neighbouring words, a figure or a linked name. Everything later
(rarity, likeness, candidates) works on these numbers; the words themselves are not kept.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kabar.text.tokens import fold, is_unspaced

BUCKETS = 1 << 20  # of the term hash: 20 bits, a table of counts is 4 MB
SLOTS = 96  # terms kept of a report
BODY_CHARACTERS = 3600  # of the text: what follows is mostly background
HEAD_TOKENS = 80  # title and lead
TITLE_CHARACTERS = 140  # of the first sentence, where there is no title

PAIR, NAME, FIGURE, ENTITY = 1, 2, 4, 8  # what a term is; bits

_WORD = re.compile(r"[^\W_]+(?:[.,:][0-9]+)*(?:['’][^\W\d_]+)?")
_FIGURE = re.compile(r"[0-9]+(?:[.,:][0-9]+)*$")
_SENTENCE_STARTS_AFTER = frozenset('.!?…。！？؟:"“„«”»(\n|')
_FIRST_SENTENCE = re.compile(r"(?<=[^.\s]{3}[.!?])\s|\n|(?<=[。！？؟])")
_STEM = 6  # letters: long words lose their endings, in any language that has endings
_CLITIC = re.compile(r"['’].*$")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one report, rarest knowledge first left to the window; all arrays share their order."""

    ids: NDArray[np.uint32]
    whole: NDArray[np.float32]  # 1 + ln(count) in title and text
    head: NDArray[np.float32]  # the same in title and lead, 0 where absent
    title: NDArray[np.float32]  # 1 in the title, else 0
    kinds: NDArray[np.uint8]
    length: int  # tokens of title and text
    written: Mapping[int, str]  # term -> how it stands in the head of this report, without pairs


@lru_cache(maxsize=60_000)
def _bucket(term: str) -> int:
    return crc32(term.encode()) % BUCKETS


@lru_cache(maxsize=60_000)
def stem(word: str) -> str:
    """The form under which a word is counted: folded, without a plural s or a long ending."""
    folded = fold(_CLITIC.sub("", word) or word)
    if len(folded) > 3 and folded[-1] == "s" and folded[-2] not in "su" and folded.isascii():
        folded = folded[:-1]
    return folded[:_STEM]


def figure(text: str) -> str:
    """A number without its separators of thousands: `32.000` and `32,000` are 32000, `3,5` is 3.5."""
    parts = re.split(r"[.,:]", text)
    if len(parts) > 1 and ":" not in text and all(len(part) == 3 for part in parts[1:]) and parts[0] != "0":
        return "".join(parts)
    return ".".join(parts)


def lead_title(text: str) -> str:
    """The first sentence of *text*, in place of a title that is missing."""
    first = _FIRST_SENTENCE.split(text.lstrip()[: TITLE_CHARACTERS * 2], maxsplit=1)[0]
    if len(first) <= TITLE_CHARACTERS:
        return first
    return first[:TITLE_CHARACTERS].rsplit(" ", 1)[0]


@dataclass(slots=True)
class _Counts:
    word: str = ""
    count: int = 0
    head: int = 0
    title: bool = False
    kind: int = 0


def _tokens(text: str, *, names: bool) -> Iterable[tuple[str, int, str]]:
    """(term, kind, as written) of each word; kind tells figures and words with a capital inside a sentence."""
    for match in _WORD.finditer(text):
        word = match.group()
        if _FIGURE.match(word):
            yield "#" + figure(word), FIGURE, word
            continue
        if is_unspaced(word[0]):
            yield from ((character, 0, character) for character in word)
            continue
        kind = 0
        if names and word[0].isupper() and not _starts_sentence(text, match.start()):
            kind = NAME
        if term := stem(word):
            yield term, kind, word


def _starts_sentence(text: str, start: int) -> bool:
    if start == 0 or text[start - 1] in _SENTENCE_STARTS_AFTER:
        return True
    return text[start - 1].isspace() and (start == 1 or text[start - 2] in _SENTENCE_STARTS_AFTER)


def _capitals_everywhere(title: str) -> bool:
    words = [word for word in _WORD.findall(title) if word[0].isalpha() and len(word) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.6 * len(words)


def terms_of(title: str, text: str, entities: Iterable[str] = ()) -> Terms:
    """Count the terms of a report. *entities*: keys of names found in it, equal across languages."""
    text = text[:BODY_CHARACTERS]
    heading = title or lead_title(text)
    found: dict[str, _Counts] = {}
    position = 0
    for part, is_title in ((heading, True), (text, False)):
        names = not (is_title and _capitals_everywhere(part))
        before = ""
        for term, kind, word in _tokens(part, names=names):
            in_head = position < HEAD_TOKENS
            position += 1
            unspaced = is_unspaced(term[0])
            if not unspaced:
                _count(found, term, kind, is_title, in_head, word)
            if before and (in_head or unspaced) and (unspaced == is_unspaced(before[0])):
                _count(found, f"{before} {term}", 0 if unspaced else PAIR, is_title, in_head)
            before = term
    for key in entities:
        _count(found, "@" + key, ENTITY, False, True)
    return _kept(found, position)


def _count(found: dict[str, _Counts], term: str, kind: int, title: bool, head: bool, word: str = "") -> None:
    counts = found.get(term)
    if counts is None:
        counts = found[term] = _Counts(word)
    counts.count += 1
    counts.head += head
    counts.title |= title
    counts.kind |= kind


def _kept(found: dict[str, _Counts], length: int) -> Terms:
    """The SLOTS terms that say most without knowing what is rare: those of the head first, then by count."""
    ordered = sorted(
        found.items(),
        key=lambda item: (
            not item[1].kind & ENTITY,
            not (item[1].head and not item[1].kind & PAIR),
            -item[1].count - 2 * bool(item[1].kind & (NAME | FIGURE)) - item[1].title,
        ),
    )[:SLOTS]
    return Terms(
        ids=np.array([_bucket(term) for term, _ in ordered], np.uint32),
        whole=np.array([1 + math.log(counts.count) for _, counts in ordered], np.float32),
        head=np.array([1 + math.log(c.head) if c.head else 0.0 for _, c in ordered], np.float32),
        title=np.array([float(counts.title) for _, counts in ordered], np.float32),
        kinds=np.array([counts.kind for _, counts in ordered], np.uint8),
        length=length,
        written={_bucket(term): counts.word for term, counts in ordered if counts.word and counts.head},
    )
