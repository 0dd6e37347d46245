"""The language of a text as BCP 47; the page's own claim only decides between neighbours."""

import re
from collections import Counter
from functools import lru_cache
from typing import Any

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LONG_ENOUGH = 400  # characters; more does not change the answer
_KANA = re.compile("[\u3041-\u30ff]")
# Characters that only one of the two Chinese ways of writing uses, the most frequent of each.
_SIMPLIFIED = frozenset("们这国说时过对会发经长为个来后里么样还进没动开关问间头学业东车门见电语书马鸟爱觉")
_TRADITIONAL = frozenset("們這國說時過對會發經長為個來後裡麼樣還進沒動開關問間頭學業東車門見電語書馬鳥愛覺")
# Pairs that py3langid cannot tell apart on news and where a page's claim is better than a coin.
_NEIGHBOURS = (
    frozenset({"id", "ms", "jv"}),
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"hr", "bs", "sr", "sl"}),
    frozenset({"cs", "sk"}),
    frozenset({"pt", "gl"}),
    frozenset({"es", "gl", "ca"}),
    frozenset({"zu", "xh"}),
    frozenset({"af", "nl"}),
    frozenset({"hi", "mr", "ne"}),
    frozenset({"fa", "ur", "ar", "ps"}),
)


class _Identifier(LanguageIdentifier):  # type: ignore[misc]  # the library is untyped
    """The library's, which walks through all bytes of a text at once instead of one after the other."""

    __slots__ = ("_found", "_moves", "_reach", "_rows")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._moves = np.frombuffer(self.tk_nextmove, self.tk_nextmove.typecode)
        self._rows = np.array(self.tk_row, np.intp) << 8
        self._found = np.array(self.tk_output, np.int32)
        self._reach = self._longest()

    def _longest(self) -> int:
        """How many bytes at most a place in the automaton tells of: those before them do not matter to it."""
        table, rows = self._moves.reshape(-1, 256), self._rows >> 8
        unread, known = np.ones(len(table), bool), np.zeros(len(rows), bool)
        known[0] = True
        ends, length = np.zeros(1, np.intp), 0
        while len(ends):
            new = np.unique(rows[ends])
            new = new[unread[new]]  # many places share a line of the table
            unread[new] = False
            reached = np.zeros(len(rows), bool)
            reached[table[new].ravel()] = True
            ends = np.flatnonzero(reached & ~known)
            known |= reached
            length += bool(len(ends))
        return length

    def _raw_score(self, text: bytes) -> Any:
        read = np.frombuffer(text, np.uint8).astype(np.intp)
        places = np.zeros(len(read), np.intp)
        for before in range(min(self._reach, len(read)) - 1, -1, -1):
            rows = self._rows.take(places[before:])
            places[before:] = self._moves.take(rows + read[: len(read) - before])
        found = self._found.take(places)
        visits = Counter(found[found >= 0].tolist())
        return self._sparse_score(visits, self.nb_ptc) if visits else super()._raw_score(text)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    return _Identifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str, claimed: str | None = None) -> str:
    """The language that *text* is written in; `und` when there is too little of it."""
    sample = text[:_LONG_ENOUGH]
    letters = sum(map(str.isalpha, sample))
    claim = re.split(r"[-_]", claimed.strip())[0].lower() if claimed else ""
    if letters < 20:
        return claim if re.fullmatch(r"[a-z]{2,3}", claim) else "und"
    found, certainty = _identifier().classify(sample)
    language = str(found)
    if claim and claim != language:
        near = any(claim in group and language in group for group in _NEIGHBOURS)
        if near or (letters < 120 and certainty < 0.99):
            language = claim
    if language == "no":
        language = "nb"
    if language == "zh":
        return "ja" if len(_KANA.findall(sample)) > letters / 20 else _chinese(sample)
    return language


def _chinese(text: str) -> str:
    simplified = sum(character in _SIMPLIFIED for character in text)
    traditional = sum(character in _TRADITIONAL for character in text)
    # Characters in both sets count for neither.
    both = sum(character in _SIMPLIFIED and character in _TRADITIONAL for character in text)
    return "zh-Hant" if traditional - both > simplified - both else "zh-Hans"
