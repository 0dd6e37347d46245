"""The written form of terms, kept for explanations only: the newest spelling, of a bounded number of terms."""

from collections.abc import Mapping

KEPT = 12_000


class Wording:
    """Term number -> a word as it was written."""

    def __init__(self) -> None:
        self._words: dict[int, str] = {}

    def learn(self, written: Mapping[int, str]) -> None:
        """Remember how terms were written; the longest unused ones are forgotten."""
        for term, word in written.items():
            self._words.pop(term, None)
            self._words[term] = word
        while len(self._words) > KEPT:
            del self._words[next(iter(self._words))]

    def of(self, term: int) -> str:
        """How *term* was written, empty if that is forgotten."""
        return self._words.get(term, "")
