"""Whose text is this: finds, for a report, the earlier one that it repeats, edits or translates.

In one language by shared runs of words; across languages by sentences whose vectors agree one by one.
Only reports that clustering found alike are compared, so the cost does not grow with the window.
"""

import sys
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.columns import Columns
from kabar.cluster.shingles import Shingles, other_figures, reuse, shingles
from kabar.model.article import Report
from kabar.model.story import Copy, CopyKind
from kabar.text.sentences import sentences

Embed = Callable[[Sequence[str]], NDArray[np.float32]]  # n texts -> (n, d), rows of unit length

REUSED = 0.5  # share of the shorter text's runs that makes a copy
OWN_SHARE = 0.2  # and at least so much of the copying text
VERBATIM = 0.995  # share, both ways, of a copy that was not edited
FEWEST_SHARED = 4  # runs: fewer are a phrase
FEWEST_WORDS = 12  # of a text that can be called a copy

AGREE = 0.60  # cosine of two sentences that say the same in two languages
PAIRED = 0.65  # share of the shorter text's sentences with a partner of their own
PAIRED_MEAN = 0.68  # mean cosine of the partners: independent reports of one event stay below
ALIKE = 0.50  # cosine of two reports' vectors below which no translation is looked for
SENTENCES = 14  # of a text that are embedded
FEWEST_SENTENCES = 3
_SHORTEST = 25  # characters of a sentence worth comparing; 10 where characters are words
_TEXT_CHARACTERS = 4_000
_TEXT_BYTES = 16 << 20  # of compressed texts kept for translations
_CACHED = 256  # reports whose sentence vectors are kept


@dataclass(frozen=True, slots=True)
class _Source:
    """What is kept of a report for copies."""

    shingles: Shingles
    outlet: str
    agency: str


class CopyFinder:
    """Remembers texts of the window's reports and tells copies among them."""

    def __init__(self, columns: Columns, embed: Embed | None) -> None:
        self._columns = columns
        self._embed = embed
        self._sources: dict[int, _Source] = {}
        self._texts: OrderedDict[int, bytes] = OrderedDict()  # row -> compressed text, oldest first
        self._bytes = 0
        self._vectors: OrderedDict[int, NDArray[np.float32]] = OrderedDict()  # of sentences

    def add(self, row: int, report: Report) -> None:
        """Remember the text of *row*."""
        self._sources[row] = _Source(
            shingles(report.text or report.title),
            sys.intern(report.outlet.casefold()),
            sys.intern((report.annotations.agency or "").casefold()),
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
        for row in rows:
            self._sources.pop(row, None)
            self._vectors.pop(row, None)
            self._bytes -= len(self._texts.pop(row, b""))

    def find(self, row: int, others: Sequence[int]) -> dict[int, Copy]:
        """Copies that *row* brings to light: itself, or others that were published after it.

        others: rows that are alike, best first. The keys are rows, the copies name articles.
        """
        best: dict[int, tuple[float, int, Copy]] = {}
        for other in others:
            match = self._match(row, other)
            if match is None:
                continue
            kind, share_of_row, share_of_other = match
            later, earlier = (row, other) if self._first(other, row) else (other, row)
            share = share_of_row if later == row else share_of_other
            copy = Copy(of=int(self._columns.article[earlier]), kind=kind, share=round(share, 3))
            # The closest text is the origin; of texts equally close the one that came first.
            rank = (round(share, 1), -int(self._columns.order[earlier]), copy)
            if later not in best or rank[:2] > best[later][:2]:
                best[later] = rank
        return {later: rank[2] for later, rank in best.items()}

    def _first(self, a: int, b: int) -> bool:
        """Whether *a* is the origin if one of two rows copies the other."""
        one, other = self._sources[a], self._sources[b]
        if other.agency and other.agency in one.outlet:
            return True
        if one.agency and one.agency in other.outlet:
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
        mine, theirs = self._sources[row].shingles, self._sources[other].shingles
        if min(mine.words, theirs.words) < FEWEST_WORDS:
            return None
        found = reuse(mine, theirs)
        least = min(found.of_first, found.of_second)
        if found.most < REUSED or least < OWN_SHARE or found.shared < FEWEST_SHARED:
            return None
        if least < VERBATIM and other_figures(mine, theirs):
            return None
        return "verbatim" if least >= VERBATIM else "edited", found.of_first, found.of_second

    def _translation(self, row: int, other: int) -> tuple[CopyKind, float, float] | None:
        columns = self._columns
        if self._embed is None or not (columns.has_vector[row] and columns.has_vector[other]):
            return None
        if (
            columns.cosines(row, np.array([other], np.intp))[0] < ALIKE
            or row not in self._texts
            or other not in self._texts
        ):
            return None
        mine, theirs = self._sentences(row), self._sentences(other)
        if min(len(mine), len(theirs)) < FEWEST_SENTENCES:
            return None
        partners = one_to_one(mine @ theirs.T)
        agreeing = int((partners >= AGREE).sum())
        if agreeing < PAIRED * len(partners) or float(partners.mean()) < PAIRED_MEAN:
            return None
        return "translated", agreeing / len(mine), agreeing / len(theirs)

    def _sentences(self, row: int) -> NDArray[np.float32]:
        """Vectors of the first sentences of *row*'s text."""
        known = self._vectors.get(row)
        if known is not None:
            self._vectors.move_to_end(row)
            return known
        assert self._embed is not None
        text = zlib.decompress(self._texts[row]).decode()
        found = [part for part in sentences(text) if len(part.encode()) >= _SHORTEST][:SENTENCES]
        vectors = self._embed(found) if found else np.zeros((0, 1), np.float32)
        self._vectors[row] = vectors
        if len(self._vectors) > _CACHED:
            self._vectors.popitem(last=False)
        return vectors


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
