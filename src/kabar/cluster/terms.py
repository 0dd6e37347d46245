"""A report's words as numbers: hashed terms with their weight in the whole text, the head and the title.

A term is a stemmed word, a pair of neighbouring words, a figure or a linked name. Everything later
(rarity, likeness, candidates) works on these numbers; the words themselves are not kept.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kabar.text.days import DayReader
from kabar.text.tokens import fold, is_unspaced

BUCKETS = 1 << 20  # of the term hash: 20 bits, a table of counts is 4 MB
SLOTS = 96  # terms kept of a report
BODY_CHARACTERS = 3600  # of the text: what follows is mostly background
HEAD_TOKENS = 80  # title and lead
TITLE_CHARACTERS = 140  # of the first sentence, where there is no title
FIRST_CHARACTERS = (60, 300)  # of a first sentence: what is shorter is a label, what is longer no sentence

PAIR, NAME, FIGURE, ENTITY, TITLE = 1, 2, 4, 8, 16  # what a term is, and that it stands in the title; bits
PLACE, PERSON = 32, 64  # a linked or told name that stands in the head
DAY = 128  # a weekday; with FIGURE a date
MOST = 15  # a term's count in a text is told up to here
MOST_HEAD = 7  # and in title and lead
LEAD = 8  # bit beside that count: it stands in the title or the first sentence

_WORD = re.compile(r"[^\W_]+(?:[.,:][0-9]+)*(?:['’][^\W\d_]+)?")
_FIGURE = re.compile(r"[0-9]+(?:[.,:][0-9]+)*$")
_SENTENCE_STARTS_AFTER = frozenset('.!?…。！？؟:"“„«”»(\n|')
_FIRST_SENTENCE = re.compile(r"(?<=[^.\s]{3}[.!?])\s|\n|(?<=[。！？؟])")
_PIECE = re.compile(r"[0-9]+(?:[.,][0-9]+)*|\w")
_UNSPACED_FROM = "\u0e00"  # no script before this one writes without spaces
_STEM = 6  # letters: long words lose their endings, in any language that has endings
_CLITIC = re.compile(r"['’].*$")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one report; all arrays share their order."""

    ids: NDArray[np.uint32]
    whole: NDArray[np.uint8]  # count in title and text, at most MOST
    head: NDArray[np.uint8]  # the same in title and lead, at most MOST_HEAD; and LEAD
    kinds: NDArray[np.uint8]
    length: int  # tokens of title and text
    written: Mapping[int, str]  # term -> how it stands in the head of this report, without pairs


def _bucket(term: str) -> int:
    return crc32(term.encode()) % BUCKETS


@lru_cache(maxsize=20_000)
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


def _first_sentence(text: str) -> int:
    """Where the first sentence of *text* ends."""
    least, most = FIRST_CHARACTERS
    found = _FIRST_SENTENCE.search(text, least, most)
    return found.end() if found else min(len(text), most)


class _Counts:
    """How often a term was met, where, and how it was written."""

    __slots__ = ("count", "head", "kind", "lead", "word")

    def __init__(self, word: str) -> None:
        self.word = word
        self.count = 0
        self.head = 0
        self.lead = 0
        self.kind = 0


def _tokens(text: str, *, names: bool) -> Iterable[tuple[str, int, str, bool]]:
    """(term, kind, as written, of an unspaced script) of each word; kind tells figures and capitals in a sentence."""
    for match in _WORD.finditer(text):
        word = match.group()
        first = word[0]
        if first.isdigit() and _FIGURE.match(word):
            yield "#" + figure(word), FIGURE, word, False
        elif (first >= _UNSPACED_FROM and is_unspaced(first)) or _run_from_digits(word):
            yield from _pieces(word)
        elif term := stem(word):
            capital = names and first.isupper() and not _starts_sentence(text, match.start())
            yield term, NAME if capital else 0, word, False


def _run_from_digits(word: str) -> bool:
    """Whether *word* begins with a figure and goes on in a script without spaces."""
    return word[0].isdigit() and not word.isascii() and any(map(is_unspaced, word))


def _pieces(word: str) -> Iterator[tuple[str, int, str, bool]]:
    """The same of a run without spaces: its characters, and its figures whole."""
    for piece in _PIECE.findall(word):
        if piece[0].isdecimal() and piece.isascii():
            yield "#" + figure(piece), FIGURE, piece, False
        else:
            yield piece, 0, piece, True


def _starts_sentence(text: str, start: int) -> bool:
    if start == 0 or text[start - 1] in _SENTENCE_STARTS_AFTER:
        return True
    return text[start - 1].isspace() and (start == 1 or text[start - 2] in _SENTENCE_STARTS_AFTER)


def _capitals_everywhere(title: str) -> bool:
    words = [word for word in _WORD.findall(title) if word[0].isalpha() and len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.6 * len(words)


def terms_of(title: str, text: str, entities: Mapping[str, int] = {}) -> Terms:
    """Count the terms of a report. *entities*: keys of names found in it, equal across languages, with PLACE or PERSON."""
    text = text[:BODY_CHARACTERS]
    heading = title or lead_title(text)
    found: dict[str, _Counts] = {}
    position = 0
    end = _first_sentence(text)
    for part, in_title, lead in ((heading, TITLE, LEAD), (text[:end], 0, LEAD), (text[end:], 0, 0)):
        names = not (in_title and _capitals_everywhere(part))
        before, before_unspaced = "", False
        days = DayReader()
        for term, kind, word, unspaced in _tokens(part, names=names):
            in_head = position < HEAD_TOKENS
            position += 1
            if day := days.read(word):
                _count(found, "~" + day, DAY | (0 if day[0] == "w" else FIGURE) | in_title, in_head, lead)
            if not unspaced:
                _count(found, term, kind | in_title, in_head, lead, word)
            if before and (in_head or unspaced) and unspaced == before_unspaced:
                _count(found, f"{before} {term}", (0 if unspaced else PAIR) | in_title, in_head, lead)
            before, before_unspaced = term, unspaced
    for key, kind in entities.items():
        _count(found, "@" + key, ENTITY | kind, True, 0)
    return _kept(found, position)


def _count(found: dict[str, _Counts], term: str, kind: int, head: bool, lead: int, word: str = "") -> None:
    counts = found.get(term)
    if counts is None:
        counts = found[term] = _Counts(word)
    counts.count += 1
    if head:
        counts.head += 1
    counts.lead |= lead
    counts.kind |= kind


def _worth(item: tuple[str, _Counts]) -> int:
    """The lower, the more a term says without knowing what is rare: those of the head first, then by count."""
    counts = item[1]
    kind = counts.kind
    if kind & (ENTITY | DAY):
        first = 0
    else:
        first = 1_000 if counts.head and not kind & PAIR else 2_000
    return first - min(counts.count, 400) - (2 if kind & (NAME | FIGURE) else 0) - (1 if kind & TITLE else 0)


def _kept(found: dict[str, _Counts], length: int) -> Terms:
    """The SLOTS terms that say most."""
    ordered = sorted(found.items(), key=_worth)[:SLOTS]
    return Terms(
        ids=np.array([_bucket(term) for term, _ in ordered], np.uint32),
        whole=np.array([min(counts.count, MOST) for _, counts in ordered], np.uint8),
        head=np.array([min(counts.head, MOST_HEAD) | counts.lead for _, counts in ordered], np.uint8),
        kinds=np.array([counts.kind for _, counts in ordered], np.uint8),
        length=length,
        written={_bucket(term): counts.word for term, counts in ordered if counts.word and counts.head},
    )
