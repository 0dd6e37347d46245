"""Quotations in a text: what stands between quotation marks, and is speech by its length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SHORTEST = 15  # characters: shorter quotation marks stand around words, not around speech
SHORTEST_DENSE = 7  # the same in scripts that need fewer characters
LONGEST = 900
_PAIRS = (("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ('"', '"'))
_INVERTED = ("»", "«")  # German and Danish books; only where a text opens with it
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _pattern(pairs: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile(
        "|".join(
            rf"{re.escape(opening)}[^{re.escape(opening + closing)}\n]{{1,{LONGEST}}}{re.escape(closing)}"
            for opening, closing in pairs
        )
    )


_QUOTED = _pattern(_PAIRS)
_QUOTED_INVERTED = _pattern((*(pair for pair in _PAIRS if pair[0] != "«"), _INVERTED))


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks; offsets are code points into the text, marks not counted."""

    start: int
    end: int


def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations in *text* of a sentence's length, in order."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Quotation]:
    inverted = -1 < text.find("»") < (text.find("«") if "«" in text else len(text))
    # Short ones are matched too, else the space between two of them would be taken for a third.
    for match in (_QUOTED_INVERTED if inverted else _QUOTED).finditer(text):
        start, end = match.start() + 1, match.end() - 1
        dense = _DENSE.search(text, start, end) is not None
        if end - start < (SHORTEST_DENSE if dense else SHORTEST) or (
            not dense and " " not in text[start:end]
        ):
            continue
        yield Quotation(start, end)
