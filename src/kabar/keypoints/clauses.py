"""Whether a clause of one sentence tells what the whole sentence of another report tells.

A long sentence says several things, so its vector is near to none of them: "A quake struck the islands, killing 44 and
bringing down a school" and "The rescue service confirms that the school has come down" seem to be two facts.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kabar.keypoints.candidates import Candidate
from kabar.model.article import Report

# Cosine of vectors, one language. Chosen while reading the sample newsroom's points (decision 0145).
CLAUSE_TELLS: Final = 0.41
_LEAST_WORDS: Final = 5  # less is a time, a place, a speaker
_LEAST_CHARACTERS: Final = 8  # the same, where no spaces stand between words
_BORDER = re.compile(r"[,;:—–]\s|[，；：、،؛]\s*|\s(?:and|y|e|und|et|en|dan|и|و)\s")
_UNSPACED_FROM: Final = "\u2e80"


class Clauses:
    """The clauses of candidates, with vectors made when they are first asked for."""

    def __init__(
        self,
        found: Sequence[Candidate],
        reports: Sequence[Report],
        meaning: NDArray[np.float32] | None,
        embed: Callable[[Sequence[str]], NDArray[np.float32]] | None,
    ) -> None:
        """*meaning*: vectors of *found* (n, d), unit length; without them nothing is told twice."""
        self._found = found
        self._tongues = [report.language.split("-")[0] for report in reports]
        self._meaning = meaning
        self._embed = embed
        self._known: dict[int, NDArray[np.float32]] = {}

    def told(self, index: int, taken: Sequence[int]) -> bool:
        """Whether candidate *index* and one of *taken*, of another report in its language, tell one thing."""
        if self._meaning is None:
            return False
        mine = self._found[index].report
        others = [
            other
            for other in taken
            if self._found[other].report != mine
            and self._tongues[self._found[other].report] == self._tongues[mine]
        ]
        return any(self._tells(index, other) or self._tells(other, index) for other in others)

    def _tells(self, index: int, whole: int) -> bool:
        assert self._meaning is not None  # `told` asks before
        parts = self._vectors(index)
        return len(parts) > 0 and bool((parts @ self._meaning[whole] >= CLAUSE_TELLS).any())

    def _vectors(self, index: int) -> NDArray[np.float32]:
        if index not in self._known:
            parts = clauses(self._found[index].text)
            self._known[index] = self._embed(parts) if parts and self._embed else np.zeros((0, 0), np.float32)
        return self._known[index]


def clauses(text: str) -> list[str]:
    """The parts of a sentence that could stand alone; none where it has only one."""
    parts = [part.strip() for part in _BORDER.split(text)]
    return [part for part in parts if part != text.strip() and _is_long(part)]


def _is_long(part: str) -> bool:
    if part[:1] >= _UNSPACED_FROM:
        return len(part) >= _LEAST_CHARACTERS
    return len(part.split()) >= _LEAST_WORDS
