"""Numbers as reports write them, with what they count: "1,2 juta jiwa", "$3.4bn", "3万人", "killing five people"."""

import re
from dataclasses import dataclass
from typing import Final

from kabar.text.lexicon import (
    CLAUSE_ENDS,
    EVENTS,
    MULTIPLIERS,
    NO_COUNT_AFTER,
    NO_COUNT_BEFORE,
    NUMBER_WORDS,
    ROUGH_BEFORE,
    SIGNS,
    TEENS,
    UNITS,
)
from kabar.text.words import STOPWORDS, stem

# Languages that write 1.234,5
_COMMA_DECIMAL: Final = frozenset(
    (
        "id",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "ru",
        "tr",
        "pl",
        "sv",
        "da",
        "nb",
        "no",
        "fi",
        "cs",
        "uk",
        "ro",
        "el",
    )
)
_GROUPED = re.compile(r"\d{1,3}(?:([.,\u00a0\u202f’'])\d{3})+(?!\d)")
_GROUPED_DECIMAL = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f’']\d{3})+[.,]\d{1,2}")
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,\u00a0\u202f’']\d+)*)|(?P<sign>(?:US|A|C|S|HK)?[$€£¥₹₽₩฿])|(?P<han>[\u3400-\u9fff])"
    r"|(?P<word>[^\W\d_]+(?:['’.-](?=[^\W\d_])[^\W\d_]+)*)|(?P<percent>[%٪]|°[cC])|(?P<mark>[^\s\w])"
)
_HAN_PAIRS: Final = frozenset(
    word for word in (*EVENTS, *UNITS) if len(word) > 1 and "\u3400" <= word[0] <= "\u9fff"
)
_ARABIC_PREFIX: Final = re.compile(r"^[وف](?=[\u0621-\u064a]{3})")  # "and", written onto the word
_AHEAD: Final = 7  # tokens after a number among which what it counts is looked for
_BEHIND: Final = 4


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
        slack = 0.03 if self.rough or other.rough else 0.005
        return large - small <= slack * large


@dataclass(slots=True)  # not frozen: one for each word of a text, and freezing costs three times the making
class _Token:
    kind: str
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower()


def numbers(text: str, *, language: str = "und") -> list[Number]:
    """The counts and amounts in *text*, without dates, times, ages, years and numbering."""
    tongue = language.split("-")[0]
    tokens = [
        _Token(match.lastgroup or "", match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]
    worded = NUMBER_WORDS.get("id" if tongue == "ms" else tongue, {})
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        # Most words are no number: that is told here, before anything is called for them.
        if token.kind != "number" and not (
            token.kind == "word" and ((low := token.text.lower()) in worded or "-" in low)
        ):
            at += 1
            continue
        value, after, scaled = _value(tokens, at, tongue)
        if value is not None and (number := _number(tokens, at, after, value, scaled=scaled)):
            found.append(number)
        at = max(after, at + 1)
    return found


def parse_digits(digits: str, language: str) -> float | None:
    """The value of digits with their separators, as *language* writes them; None for dates and addresses."""
    if _GROUPED.fullmatch(digits):
        separator = digits[len(re.match(r"\d+", digits).group())]  # type: ignore[union-attr]  # it begins with digits
        alone = digits.count(separator) == 1
        decimal = "," if language in _COMMA_DECIMAL else "."
        if not (alone and separator == decimal):
            return float(re.sub(r"\D", "", digits))
    if len(re.findall(r"\D", digits)) > 1 and not _GROUPED_DECIMAL.fullmatch(digits):
        return None
    whole, mark, rest = digits, "", ""
    if found := re.search(r"([.,])(\d+)$", digits):
        mark, rest, whole = found.group(1), found.group(2), digits[: found.start()]
    whole = re.sub(r"\D", "", whole)
    return float(f"{whole}.{rest}") if mark else float(whole)


def _value(tokens: list[_Token], at: int, language: str) -> tuple[float | None, int, bool]:
    """The number that starts at a token: its value, the token after it, whether a multiplier made it."""
    token = tokens[at]
    value: float | None = None
    after = at + 1
    if token.kind == "number":
        value = parse_digits(token.text, language)
    elif token.kind == "word":
        value = _word_value(token.low, language)
        if (
            value is not None
            and after < len(tokens)
            and tokens[after].low in TEENS
            and language in ("id", "ms")
        ):
            times, plus = TEENS[tokens[after].low]
            value = value * (times or 1.0) + plus
            after += 1
    if value is None:
        return None, after, False
    scaled = False
    while after < len(tokens) and (factor := MULTIPLIERS.get(tokens[after].low)):
        if tokens[after].low == "m" and not _has_sign(tokens, at):
            break  # metres, unless it is money
        value, after, scaled = value * factor, after + 1, True
    return value, after, scaled


def _word_value(word: str, language: str) -> float | None:
    table = NUMBER_WORDS.get("id" if language == "ms" else language, {})
    if word in table:
        return table[word]
    first, dash, second = word.partition("-")
    if dash and first in table and second in table and table[first] >= 20 > table[second]:
        return table[first] + table[second]
    return None


def _has_sign(tokens: list[_Token], at: int) -> bool:
    return at > 0 and (tokens[at - 1].kind == "sign" or tokens[at - 1].text in SIGNS)


def _number(tokens: list[_Token], at: int, after: int, value: float, *, scaled: bool) -> Number | None:
    before = tokens[at - 1] if at else None
    sign = SIGNS.get(before.text) if before else None
    if sign is None and before is not None and before.text == "." and at > 1 and tokens[at - 2].text == "Rp":
        sign = "IDR"
    rough = any(token.low in ROUGH_BEFORE for token in tokens[max(0, at - 3) : at])
    start, end = tokens[at].start, tokens[after - 1].end
    if sign is not None and before is not None:
        return Number(value=value, unit=sign, start=before.start, end=end, known=True, rough=rough)
    if _counts_nothing(tokens, at, after, value, scaled=scaled):
        return None
    unit, known = _unit(tokens, at, after)
    return Number(value=value, unit=unit, start=start, end=end, known=known, rough=rough) if unit else None


def _counts_nothing(tokens: list[_Token], at: int, after: int, value: float, *, scaled: bool) -> bool:
    before = tokens[at - 1] if at else None
    following = tokens[after] if after < len(tokens) else None
    glued_before = before is not None and before.end == tokens[at].start and before.kind in ("mark", "word")
    if glued_before and before is not None and (before.kind == "word" or before.text in "-–—/:.#"):
        return True  # G20, COVID-19, 2:1, 3/4
    if (
        following is not None
        and following.start == tokens[after - 1].end
        and following.text in ("/", ":", "-", "–")
    ):
        return True
    if following is not None and following.low in NO_COUNT_AFTER:
        return True
    if before is not None and before.text == "(" and following is not None and following.text == ")":
        return True  # an age after a name
    if before is not None and before.low in NO_COUNT_BEFORE and not scaled and value < 2200:
        # "in 12 villages" counts, "in 2019" and "March 7" do not.
        return before.low not in ("in", "pada", "at", "tahun") or 1900 <= value <= 2100
    return not scaled and tokens[at].text.isdigit() and 1900 <= value <= 2100


def _unit(tokens: list[_Token], at: int, after: int) -> tuple[str, bool]:
    """What the number counts: an event after it, else before it, else the thing named right after it."""
    thing = noun = ""
    for place, token in enumerate(tokens[after : after + _AHEAD]):
        if token.kind == "number" or (token.kind == "mark" and token.text not in "'\"“”‘’-"):
            break
        if token.low in CLAUSE_ENDS and (thing or noun or place):
            break
        word = _known_word(tokens, after + place)
        if word == token.low[1:] and word in EVENTS and place:
            break  # "and injured", written as one word
        if word in EVENTS:
            return EVENTS[word], True
        if not thing and word in UNITS:
            thing = UNITS[word]
            if thing not in ("people", "soldier", "house"):
                return thing, True
        elif not noun and token.kind == "word" and word not in STOPWORDS and len(word) > 2:
            noun = stem(word)
    for place in range(at - 1, max(-1, at - 1 - _BEHIND), -1):
        if tokens[place].kind in ("number", "mark") or tokens[place].low in (
            "and",
            "dan",
            "und",
            "et",
            "y",
            "e",
            "и",
        ):
            break
        word = _known_word(tokens, place)
        if word in EVENTS:
            return EVENTS[word], True
    return (thing, True) if thing else (noun, False)


def _known_word(tokens: list[_Token], place: int) -> str:
    """The word there, with the next one where the lexicon has the two together."""
    token = tokens[place]
    if token.kind == "han" and place + 1 < len(tokens) and token.text + tokens[place + 1].text in _HAN_PAIRS:
        return token.text + tokens[place + 1].text
    if place + 1 < len(tokens) and f"{token.low}-{tokens[place + 1].low}" in EVENTS:
        return f"{token.low}-{tokens[place + 1].low}"  # "korban jiwa"
    return _ARABIC_PREFIX.sub("", token.low)
