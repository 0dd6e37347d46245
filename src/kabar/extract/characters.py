"""What can be counted of the characters of all blocks of a page at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float32]

_IS_DIGIT, _IS_UPPER, _IS_LOWER, _IS_WIDE, _IS_SPACE, _IS_COMMA, _IS_QUOTE, _IS_STOP, _IS_END, _IS_COLON = (
    1 << bit for bit in range(10)
)


def _classes() -> NDArray[np.uint16]:
    """What each character of the first plane is; those beyond share the last place."""
    table = np.zeros(0x10000, np.uint16)
    for bit, members in (
        (_IS_DIGIT, "0123456789٠١٢٣٤٥٦٧٨٩"), (_IS_SPACE, " "), (_IS_COMMA, ",，、،"), (_IS_QUOTE, '"“„«「'), (_IS_STOP, ".?!。？！"),
        (_IS_END, ".!?…。！？”\"'»）)]؟"), (_IS_COLON, ":："),
    ):  # fmt: skip
        table[[ord(one) for one in members]] |= bit
    for low, high in (("A", "Z"), ("\u00c0", "\u00de"), ("\u0410", "\u042f")):
        table[ord(low) : ord(high) + 1] |= _IS_UPPER
    for low, high in (("a", "z"), ("\u00df", "\u00ff"), ("\u0430", "\u045f")):
        table[ord(low) : ord(high) + 1] |= _IS_LOWER
    for first, last in (
        (0xE00, 0xEFF),
        (0x1000, 0x109F),
        (0x1780, 0x17FF),
        (0x3040, 0x30FF),
        (0x3400, 0x9FFF),
        (0xAC00, 0xD7AF),
    ):
        table[first : last + 1] |= _IS_WIDE
    return table


_CLASSES = _classes()
_PLACES = 21  # bits of one of three counts in a sum: two million characters of a kind in one block
_HELD = (1 << _PLACES) - 1


def _together(*kinds: int) -> NDArray[np.int64]:
    """For each character 1 in the place of each of these kinds: added up, all are counted at once."""
    table = np.zeros(len(_CLASSES), np.int64)
    for place, kind in enumerate(kinds):
        table |= ((_CLASSES & kind) != 0).astype(np.int64) << _PLACES * place
    return table


_DIGITS_UPPER_SPACES = _together(_IS_DIGIT, _IS_UPPER, _IS_SPACE)
_COMMAS_QUOTES_WIDE = _together(_IS_COMMA, _IS_QUOTE, _IS_WIDE)
_STOPS = (_CLASSES & _IS_STOP) != 0


def counts_of(texts: Sequence[str]) -> dict[str, Row]:
    """One value a text by name: its size, its words, how much of it is of which kind, how it begins and ends."""
    codes = _codes("".join(texts)).astype(np.intp)  # as numpy looks things up by
    sizes = np.array(list(map(len, texts)), dtype=np.int64)
    ends = sizes.cumsum()
    starts = ends - sizes
    chars = sizes.astype(np.float32)
    first = np.add.reduceat(_DIGITS_UPPER_SPACES.take(codes), starts)
    second = np.add.reduceat(_COMMAS_QUOTES_WIDE.take(codes), starts)
    digits, upper, spaces, commas, quotes, wide = (
        ((numbers >> _PLACES * place) & _HELD).astype(np.float32)
        for numbers in (first, second)
        for place in range(3)
    )
    words = spaces + 1 + wide / 2
    begin, end = _CLASSES[codes[starts]], _CLASSES[codes[ends - 1]]
    values = {
        "chars": chars, "log_chars": np.log1p(chars), "words": words, "word_chars": chars / words, "wide": wide / chars,
        "commas": 100 * commas / (chars + 20), "terminals": 100 * _sentences(codes, starts) / (chars + 20), "quotes": quotes,
        "digits": digits / chars, "upper": upper / chars, "ends": (end & _IS_END) != 0, "colon": (end & _IS_COLON) != 0,
        "first_upper": (begin & _IS_UPPER) != 0, "first_lower": (begin & _IS_LOWER) != 0, "first_digit": (begin & _IS_DIGIT) != 0,
    }  # fmt: skip
    return {name: value.astype(np.float32, copy=False) for name, value in values.items()}


def _codes(text: str) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """The number of each character; those beyond the first plane have its last."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), np.uint8)
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) == 2 * len(text):
        return np.frombuffer(units, np.uint16)
    all_of_them = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(all_of_them, len(_CLASSES) - 1).astype(np.uint16)


def _sentences(codes: NDArray[np.intp], starts: NDArray[np.int64]) -> Row:
    """Of each text the full stops before a space, at the end of all, or of scripts without spaces."""
    stops = np.flatnonzero(_STOPS.take(codes))
    counts = (codes[stops] > 127) | (codes[np.minimum(stops + 1, len(codes) - 1)] == ord(" "))
    counts |= stops == len(codes) - 1
    where = np.searchsorted(starts, stops[counts], side="right") - 1
    return np.bincount(where, minlength=len(starts)).astype(np.float32)
