"""A text as hashes: how much of one text stands in another, and whether it does so word for word.

Runs of five words are hashed; of a long text only the smallest hashes are kept (FracMinHash: Irber et al.,
"Lightweight compositional analysis of metagenomes", 2022). Two texts are compared below the smaller of their
two limits, so a short text is found inside a long one. Sentences are hashed too: a text that was taken over
unchanged has the same ones, whatever dateline, caption or label stands with it on the page.
"""

import re
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.prose import prose
from kabar.text.tokens import is_unspaced, tokens

RUN = 5  # words
KEPT = 112  # hashes kept of a text
SENTENCES = 24  # sentences kept of a text
FIGURES = 24  # figures kept of a text
LEADS = 2  # sentences that are known without the dateline before them
ENDS = 2  # hashes of each: of all of it, and of what follows a dateline
FULL = 1 << 32
_CHARACTERS = 20_000  # of a text that are looked at
_MIX = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1], np.uint64)
_FIGURE = re.compile(r"\d+")
_SENTENCE = re.compile(r"(?<=[.!?…؟])[\"'”’»)]*\s+|(?<=[。！？])")
# "PORT ANSEL, April 1 (Agency) - ", "Port Ansel – ", "Port Ansel.- ", "Port Ansel, "
_DATELINE = re.compile(
    r"[^\W\d_][^.;:()–—\n]{1,40}(?:\([^)]{2,40}\)\s*)?(?:\s[-–—]{1,2}\s|\.?[–—]\s?|\.-\s?|:\s)|[^\W\d_][\w ]{1,24},\s"
)
_LOOKED_AT = 8  # sentences among which the first ones that tell are looked for
_SHORT = 4  # words: a sentence of fewer says nothing
_CAPTION = 12  # words: a shorter sentence in a line of its own may be a caption
_STRAY = 0.12  # share of a text that the other may lack although it was taken over word for word
_STRAY_SENTENCE = 18  # words of the longest sentence of that kind

Hashes = NDArray[np.uint32]
_NONE: Hashes = np.zeros(0, np.uint32)


@dataclass(frozen=True, slots=True)
class Shingles:
    """A sample of a text's runs, its sentences and its figures."""

    hashes: Hashes  # of runs: sorted, distinct, below limit
    limit: int  # of the hashes kept; FULL: all of them
    words: int  # of the text
    figures: Hashes  # sorted, distinct
    sentences: Hashes  # in their order
    lengths: NDArray[np.uint8]  # words of each sentence
    leads: Hashes  # ENDS hashes of each of the first LEADS sentences


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
        if len(_word_hashes) > 20_000:
            _word_hashes.clear()
        value = 2166136261
        for byte in word.encode():
            value = (value ^ byte) * 16777619 & 0xFFFFFFFF
        found = _word_hashes[word] = value
    return found


def shingles(text: str) -> Shingles:
    """Sample the runs of *text*."""
    lines = prose(text[:_CHARACTERS])
    parts = [(part, len(line)) for line in lines for part in _SENTENCE.split(line) if part]
    words = [tokens(part) for part, _ in parts]
    alone = [len(part) == length for part, length in parts]
    figures = sorted({crc32(figure.encode()) for line in lines for figure in _FIGURE.findall(line)})
    kept = np.array(figures[:FIGURES], np.uint32)
    bare = [tokens(_without_dateline(part)) for part, _ in parts[:_LOOKED_AT]]
    codes = np.array([_word_hash(word) for part in words for word in part], np.uint64)
    if not len(codes):
        return Shingles(_NONE, FULL, 0, kept, _NONE, np.zeros(0, np.uint8), _NONE)
    hashes = np.unique(_runs(codes))
    limit = int(hashes[KEPT]) if len(hashes) > KEPT else FULL
    return Shingles(hashes[:KEPT], limit, len(codes), kept, *_sentences(words, alone, bare))


def _without_dateline(sentence: str) -> str:
    found = _DATELINE.match(sentence)
    return sentence[found.end() :] if found else sentence


def _runs(codes: NDArray[np.uint64]) -> Hashes:
    run = min(RUN, len(codes))
    mixed = np.zeros(len(codes) - run + 1, np.uint64)
    for offset in range(run):
        mixed = (mixed ^ (codes[offset : offset + len(mixed)] * _MIX[offset])) * np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    return (mixed & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def _sentences(
    words: list[list[str]], alone: list[bool], bare: list[list[str]]
) -> tuple[Hashes, NDArray[np.uint8], Hashes]:
    """Hashes of the sentences that tell, their lengths, and hashes of the first two without a dateline."""
    found: dict[int, int] = {}
    leads: list[int] = []
    for place, (part, in_own_line) in enumerate(zip(words, alone, strict=True)):
        length = len(part) // 2 if part and is_unspaced(part[0]) else len(part)
        if length < _SHORT or (in_own_line and length < _CAPTION):
            continue
        if len(found) < LEADS and place < len(bare):
            leads += [crc32(" ".join(form).encode()) for form in (part, bare[place])]
        found.setdefault(crc32(" ".join(part).encode()), min(length, 255))
        if len(found) == SENTENCES:
            break
    return (
        np.array(list(found), np.uint32),
        np.array(list(found.values()), np.uint8),
        np.array(leads[: LEADS * ENDS], np.uint32),
    )


def reuse(first: Shingles, second: Shingles) -> Reuse:
    """How much of each text stands in the other."""
    limit = min(first.limit, second.limit)
    a, b = first.hashes, second.hashes
    if limit < FULL:
        a, b = a[: np.searchsorted(a, limit)], b[: np.searchsorted(b, limit)]
    if not len(a) or not len(b):
        return Reuse(0.0, 0.0, 0)
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return Reuse(shared / len(a), shared / len(b), shared)


def word_for_word(first: Shingles, second: Shingles) -> bool:
    """Whether two texts that share much have the same sentences, but for strays on one of the two pages."""
    if not len(first.sentences) or not len(second.sentences):
        return False
    missing = []
    for ours, theirs in ((first, second), (second, first)):
        lacking = ~np.isin(ours.sentences, theirs.sentences)
        for place in range(min(LEADS, len(lacking), len(ours.leads) // ENDS)):
            lacking[place] &= not np.isin(ours.leads[place * ENDS : (place + 1) * ENDS], theirs.leads).any()
        if len(lacking) == SENTENCES:  # what follows them is not known
            lacking[-4:] = False
        lengths = ours.lengths[lacking]
        most = _STRAY * int(ours.lengths.sum())
        if len(lengths) and (int(lengths.sum()) > most or int(lengths.max()) > _STRAY_SENTENCE):
            return False
        missing.append(len(lengths) > 0)
    return not all(missing)


def other_figures(first: Shingles, second: Shingles) -> bool:
    """Whether both texts are full of figures and these differ: a form filled in anew, not a copy."""
    ours, theirs = first.figures, second.figures
    least = min(len(ours), len(theirs))
    return least >= 3 and len(np.intersect1d(ours, theirs, assume_unique=True)) < 0.4 * least
