"""Whose text is this: finds, for a report, the earlier one that it repeats, edits or translates.

In one language by shared runs of words; across languages by sentences whose vectors agree one by one.
Only reports that clustering found alike are compared, so the cost does not grow with the window.
"""

import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.columns import Columns
from kabar.cluster.prose import prose
from kabar.cluster.shelf import Shelf
from kabar.cluster.shingles import other_figures, reuse, shingles, word_for_word
from kabar.model.article import Report
from kabar.model.story import Copy, CopyKind
from kabar.text.sentences import sentences

Embed = Callable[[Sequence[str]], NDArray[np.float32]]  # n texts -> (n, d), rows of unit length

REUSED = 0.5  # share of the shorter text's runs that makes a copy
LARGELY = 0.58  # share from which a text may be a small part of the other: an excerpt, or one of two spliced
OWN_SHARE = 0.2  # share of the longer text that must be reused then
OWN_SHARE_OF_HALF = 0.4  # and else: two reports of one desk on one matter share their background
VERBATIM = 0.995  # share, both ways, of a copy that was not edited
MOSTLY = 0.7  # the same of one that stands among other things on its page, with the same sentences
LATE_HOURS = 96.0  # apart: who copies, copies soon; later reports repeat the background of earlier ones
REUSED_LATE = 0.8  # share that makes a copy then
FEWEST_SHARED = 4  # runs: fewer are a phrase
FEWEST_WORDS = 12  # of a text that can be called a copy

AGREE = 0.60  # cosine of two sentences that say the same in two languages
PAIRED = 0.65  # share of the shorter text's sentences with a partner of their own
PAIRED_MEAN = 0.68  # mean cosine of the partners: independent reports of one event stay below
# A desk that retells an agency's report writes its own lead: where neither lead has a partner, the best four
# fifths of the partners must be as close as this.
SURE = 0.76
ALIKE = 0.50  # cosine of two reports' vectors below which no translation is looked for
SENTENCES = 24  # of a text that are embedded
FEWEST_SENTENCES = 3
_SHORTEST = 25  # characters of a sentence worth comparing; 10 where characters are words
_TEXT_CHARACTERS = 4_000
_TEXT_BYTES = 8 << 20  # of compressed texts kept for translations
_CACHED = 256  # reports whose sentence vectors are kept


_NOTHING = (0.0, -np.inf, 0)  # closer than this is any origin


class CopyFinder:
    """Remembers texts of the window's reports and tells copies among them."""

    def __init__(self, columns: Columns, embed: Embed | None) -> None:
        self._columns = columns
        self._embed = embed
        self._shelf = Shelf()
        self._texts: OrderedDict[int, bytes] = OrderedDict()  # row -> compressed text, oldest first
        self._bytes = 0
        self._vectors: OrderedDict[int, NDArray[np.float16]] = OrderedDict()  # of sentences
        self._closest: dict[int, tuple[float, float, int]] = {}  # row -> how close its origin is, and how old

    def add(self, row: int, report: Report) -> None:
        """Remember the text of *row*."""
        self._shelf.put(
            row,
            shingles(report.text or report.title),
            outlet=report.outlet.casefold(),
            agency=(report.annotations.agency or "").casefold(),
        )
        if self._embed is None:
            return
        packed = zlib.compress(report.text[:_TEXT_CHARACTERS].encode(), 1)
        self._texts[row] = packed
        self._bytes += len(packed)
        while self._bytes > _TEXT_BYTES:
            _, old = self._texts.popitem(last=False)
            self._bytes -= len(old)

    def drop(self, rows: Sequence[int]) -> None:
        """Forget *rows*."""
        self._shelf.drop(rows)
        for row in rows:
            self._vectors.pop(row, None)
            self._closest.pop(row, None)
            self._bytes -= len(self._texts.pop(row, b""))

    def find(self, row: int, others: Sequence[int]) -> dict[int, Copy]:
        """Copies that *row* brings to light: itself, or others that were published after it.

        others: rows that are alike, best first. The keys are rows, the copies name articles.
        """
        found: dict[int, Copy] = {}
        self._closest.pop(row, None)
        for other in others:
            match = self._match(row, other)
            if match is None:
                continue
            kind, share_of_row, share_of_other = match
            later, earlier = (row, other) if self._first(other, row) else (other, row)
            share = share_of_row if later == row else share_of_other
            copy = Copy(of=int(self._columns.article[earlier]), kind=kind, share=round(share, 3))
            # The closest text is the origin; of texts equally close the one that came first. What a
            # translation leaves out of its origin counts, too: the origin may have edited copies.
            close = share if kind != "translated" else min(share_of_row, share_of_other)
            rank = (round(close, 1), *self._age(earlier))
            if rank > self._closest.get(later, _NOTHING):
                self._closest[later] = rank
                found[later] = copy
        return found

    def _age(self, row: int) -> tuple[float, int]:
        """The older, the greater; without a time by arrival."""
        hour = float(self._columns.hour[row])
        return (0.0 if np.isnan(hour) else -hour), -int(self._columns.order[row])

    def _first(self, a: int, b: int) -> bool:
        """Whether *a* is the origin if one of two rows copies the other."""
        agency_a, agency_b = self._shelf.agency(a), self._shelf.agency(b)
        if agency_b and agency_b in self._shelf.outlet(a):
            return True
        if agency_a and agency_a in self._shelf.outlet(b):
            return False
        hours = self._columns.hour[a], self._columns.hour[b]
        if hours[0] != hours[1] and not np.isnan(hours[0] + hours[1]):
            return bool(hours[0] < hours[1])
        return bool(self._columns.order[a] < self._columns.order[b])

    def _match(self, row: int, other: int) -> tuple[CopyKind, float, float] | None:
        """(kind, share of row's text, share of other's text), None if neither copies the other."""
        columns = self._columns
        if (
            columns.language[row] != columns.language[other]
            and columns.language[row]
            and columns.language[other]
        ):
            return self._translation(row, other)
        mine, theirs = self._shelf.shingles(row), self._shelf.shingles(other)
        if min(mine.words, theirs.words) < FEWEST_WORDS:
            return None
        found = reuse(mine, theirs)
        least = min(found.of_first, found.of_second)
        enough = OWN_SHARE if found.most >= LARGELY else OWN_SHARE_OF_HALF
        apart = abs(float(columns.hour[row] - columns.hour[other]))
        reused = REUSED_LATE if apart > LATE_HOURS else REUSED
        if found.most < reused or least < enough or found.shared < FEWEST_SHARED:
            return None
        same = least >= VERBATIM or (least >= MOSTLY and word_for_word(mine, theirs))
        if not same and other_figures(mine, theirs):
            return None
        return "verbatim" if same else "edited", found.of_first, found.of_second

    def _translation(self, row: int, other: int) -> tuple[CopyKind, float, float] | None:
        columns = self._columns
        if self._embed is None or not (columns.has_vector[row] and columns.has_vector[other]):
            return None
        if (
            columns.cosines(row, np.array([other], np.intp))[0][0] < ALIKE
            or row not in self._texts
            or other not in self._texts
        ):
            return None
        mine, theirs = self._sentences(row), self._sentences(other)
        if min(len(mine), len(theirs)) < FEWEST_SENTENCES:
            return None
        cosine = mine @ theirs.T
        partners = one_to_one(cosine)
        agreeing = int((partners >= AGREE).sum())
        if agreeing < PAIRED * len(partners) or float(partners.mean()) < PAIRED_MEAN:
            return None
        best = partners[: -(-len(partners) * 4 // 5)]
        lead = max(float(cosine[0].max()), float(cosine[:, 0].max()))
        if lead < AGREE and float(best.mean()) < SURE:
            return None
        return "translated", agreeing / len(mine), agreeing / len(theirs)

    def _sentences(self, row: int) -> NDArray[np.float32]:
        """Vectors of the first sentences of *row*'s text."""
        known = self._vectors.get(row)
        if known is not None:
            self._vectors.move_to_end(row)
            return known.astype(np.float32)
        assert self._embed is not None
        text = zlib.decompress(self._texts[row]).decode()
        parts = (part for line in prose(text) for part in sentences(line))
        found = [part for part in parts if len(part.encode()) >= _SHORTEST][:SENTENCES]
        vectors = self._embed(found) if found else np.zeros((0, 1), np.float32)
        self._vectors[row] = vectors.astype(np.float16)  # three digits: a cosine needs no more
        if len(self._vectors) > _CACHED:
            self._vectors.popitem(last=False)
        return self._vectors[row].astype(np.float32)


def one_to_one(cosine: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines of the best pairs, each row and column used once, the closest pair first."""
    left = cosine.astype(np.float32, copy=True)
    found = []
    for _ in range(min(left.shape)):
        row, column = np.unravel_index(int(left.argmax()), left.shape)
        found.append(float(left[row, column]))
        left[row, :] = -2
        left[:, column] = -2
    return np.array(found, np.float32)
