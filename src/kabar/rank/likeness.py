"""How like what a person opened a headline is, by its rarer words: for stories without topics or names."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

_WORD = re.compile(r"\w+")
STEM: Final = 6  # letters kept of a word: joins inflected forms well enough


def _stems(title: str) -> set[str]:
    return {word[:STEM] for word in _WORD.findall(title.casefold()) if len(word) > 2}


class Likeness:
    """Document frequencies of the titles seen so far, and profiles by them."""

    def __init__(self) -> None:
        self._documents = 0
        self._found: Counter[str] = Counter()

    def count(self, title: str) -> None:
        """Take in a title."""
        self._documents += 1
        self._found.update(_stems(title))

    def profile(self, titles: Sequence[str]) -> dict[str, float]:
        """Stem -> weight of what a person opened, oldest first, the newest counting most; unit length."""
        weights: dict[str, float] = {}
        for back, title in enumerate(reversed(titles)):
            for stem in _stems(title):
                weights[stem] = weights.get(stem, 0.0) + self._idf(stem) / math.sqrt(1 + back)
        return _unit(weights)

    def like(self, title: str, profile: Mapping[str, float]) -> float:
        """Cosine of *title* and *profile*, 0..1."""
        own = _unit({stem: self._idf(stem) for stem in _stems(title)})
        return sum(weight * profile.get(stem, 0.0) for stem, weight in own.items())

    def _idf(self, stem: str) -> float:
        return math.log((1 + self._documents) / (1 + self._found[stem])) + 0.1


def _unit(weights: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {stem: weight / length for stem, weight in weights.items()} if length else {}
