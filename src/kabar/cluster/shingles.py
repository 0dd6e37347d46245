"""Runs of five words as a sample of hashes: how much of one text stands in another.

All runs are hashed; of a long text only the smallest hashes are kept (FracMinHash: Irber et al., "Lightweight
compositional analysis of metagenomes", 2022). Two texts are compared below the smaller of their two
limits, so a short text is found inside a long one.
"""

import re
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kabar.text.tokens import tokens

RUN = 5  # words
KEPT = 112  # hashes kept of a text
_CHARACTERS = 20_000  # of a text that are looked at
_FULL = 1 << 32
_MIX = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1], np.uint64)
_FIGURES = 40  # figures kept of a text
_FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Shingles:
    """A sample of a text's runs."""

    packed: bytes  # hashes, sorted, distinct, below limit: 4 bytes each
    limit: int  # of the hashes kept; 2**32: all of them
    words: int  # of the text
    numbers: bytes  # its figures, hashed and sorted, 4 bytes each

    @property
    def hashes(self) -> NDArray[np.uint32]:
        """The runs' hashes."""
        return np.frombuffer(self.packed, np.uint32)

    @property
    def figures(self) -> NDArray[np.uint32]:
        """The figures' hashes."""
        return np.frombuffer(self.numbers, np.uint32)


@dataclass(frozen=True, slots=True)
class Reuse:
    """How much two texts have in common, as shares of their runs."""

    of_first: float
    of_second: float
    shared: int  # hashes seen in both

    @property
    def most(self) -> float:
        """Share of the text that is reused more: the shorter one, as a rule."""
        return max(self.of_first, self.of_second)


_word_hashes: dict[str, int] = {}


def _word_hash(word: str) -> int:
    found = _word_hashes.get(word)
    if found is None:
        if len(_word_hashes) > 40_000:
            _word_hashes.clear()
        value = 2166136261
        for byte in word.encode():
            value = (value ^ byte) * 16777619 & 0xFFFFFFFF
        found = _word_hashes[word] = value
    return found


def shingles(text: str) -> Shingles:
    """Sample the runs of *text*."""
    text = text[:_CHARACTERS]
    words = tokens(text)
    found = sorted({crc32(figure.encode()) for figure in _FIGURE.findall(text)})
    figures = np.array(found[:_FIGURES], np.uint32).tobytes()
    if not words:
        return Shingles(b"", _FULL, 0, figures)
    codes = np.fromiter((_word_hash(word) for word in words), np.uint64, len(words))
    run = min(RUN, len(codes))
    mixed = np.zeros(len(codes) - run + 1, np.uint64)
    for offset in range(run):
        mixed = (mixed ^ (codes[offset : offset + len(mixed)] * _MIX[offset])) * np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    hashes = np.unique((mixed & np.uint64(0xFFFFFFFF)).astype(np.uint32))
    if len(hashes) > KEPT:
        limit = int(hashes[KEPT])
        return Shingles(hashes[:KEPT].tobytes(), limit, len(words), figures)
    return Shingles(hashes.tobytes(), _FULL, len(words), figures)


def reuse(first: Shingles, second: Shingles) -> Reuse:
    """How much of each text stands in the other."""
    limit = min(first.limit, second.limit)
    a, b = first.hashes, second.hashes
    if limit < _FULL:
        a, b = a[: np.searchsorted(a, limit)], b[: np.searchsorted(b, limit)]
    if not len(a) or not len(b):
        return Reuse(0.0, 0.0, 0)
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return Reuse(shared / len(a), shared / len(b), shared)


def other_figures(first: Shingles, second: Shingles) -> bool:
    """Whether both texts are full of figures and these differ: a form filled in anew, not a copy."""
    ours, theirs = first.figures, second.figures
    least = min(len(ours), len(theirs))
    return least >= 3 and len(np.intersect1d(ours, theirs, assume_unique=True)) < 0.4 * least
