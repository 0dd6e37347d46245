"""Numbers as reports write them, with their units: "1,2 juta jiwa", "$3.4bn", "三万人", "five people"."""

import re
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = r"\d{1,3}(?:[.,   ’']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_NUMBER = re.compile(rf"(?<![\w.,:/-])(?P<sign>[$€£¥₹₽₩฿])?\s?(?P<digits>{_DIGITS})(?![\d:/])")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_NEAR: Final = 5  # words after a number among which its unit is looked for
# Languages that write 1.234,5
_COMMA_DECIMAL = frozenset(
    "id de fr es it pt nl ru tr pl sv da nb no fi cs sk uk ro hu el vi ca hr sr sl bg".split()
)
_MONTH = re.compile(
    r"(?i)^(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|agu|agt|sep|o[ck]t|nov|de[cs]|januari|februari|mei|juni|juli"
    r"|enero|abril|août|avril|mai|juin|juillet|янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number with what it counts."""

    value: float
    unit: str  # a word of the lexicon ("percent", "USD", "killed", "km"), or a stem of the noun after it
    start: int
    end: int
    known: bool  # the unit stands in the lexicon, so it is one in every language
    rough: bool = False  # "more than", "about"

    def agrees(self, other: "Number") -> bool:
        """Whether the two may be one count: equal, or one the other rounded."""
        if self.unit != other.unit:
            return False
        small, large = sorted((abs(self.value), abs(other.value)))
        if large == small:
            return True
        slack = 0.03 if self.rough or other.rough else 0.005
        return large - small <= slack * large


def numbers(text: str, *, language: str = "und") -> list[Number]:
    """The counts and amounts in *text*, without dates, times, ages, years and numbering."""
    return []
