"""Words for search, the same on every database: what is indexed and what is asked for pass through here.

Letters are folded (case, width, diacritics), Arabic words lose their joined particles, and scripts that
write without spaces are cut into characters, so that a phrase of characters finds every substring.
"""

import re
import unicodedata

# Scripts written without spaces between words: Han, kana, Thai, Lao, Khmer, Myanmar, Tibetan.
_UNSPACED = (
    r"\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
    r"\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"
)
_TOKEN = re.compile(
    rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:[^\W_{_UNSPACED}]|[\u0300-\u036f\u064b-\u0652\u0900-\u0dff])*"
)
_ASCII_TOKEN = re.compile("[a-z0-9]+")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_ARABIC = re.compile("[\u0621-\u064a]")
_ARABIC_FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""}
)
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670]")
# Particles that Arabic joins to the next word: and, so, with, like, for, the, and their chains.
_ARABIC_PREFIX = re.compile("^(?:(?:و|ف)?(?:ال|بال|كال|لل)|(?:و|ف)(?=\\w{4}))")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_HAS_SPECIAL = re.compile("[ßøđłæœıþ]")
LONGEST_KEPT = 24  # characters of a piece whose terms are kept in mind
MOST_KEPT = 60_000  # pieces, about 10 MB


def fold(text: str) -> str:
    """Lower case, one width, no diacritics: `Żółć` -> `zolc`, `ＡＢＣ` -> `abc`, `أحمد` -> `احمد`."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    if _HAS_SPECIAL.search(folded):
        folded = folded.translate(_SPECIAL)
    folded = unicodedata.normalize("NFC", _LATIN_MARKS.sub("", folded))
    if _ARABIC.search(folded):
        folded = _ARABIC_MARKS.sub("", folded).translate(_ARABIC_FOLD)
    return folded


def _arabic_stem(token: str) -> str:
    stem = _ARABIC_PREFIX.sub("", token, count=1)
    return stem if len(stem) >= 3 else token


def tokens(text: str) -> list[str]:
    """The search terms of *text* in order; characters of unspaced scripts are one term each."""
    if text.isascii():
        return _ASCII_TOKEN.findall(text.lower())
    found: list[str] = []
    for terms in map(_TERMS.__getitem__, text.split()):
        found += _ASCII_TOKEN.findall(terms.lower()) if terms.isascii() else terms.split()
    return found


def indexed(text: str) -> str:
    """*text* as a search index takes it: terms between spaces.

    ASCII passes as it is (an index splits it in the same places, faster than we can).
    """
    text = text.replace("_", " ")
    return text if text.isascii() else " ".join(map(_TERMS.__getitem__, text.split()))


class _Terms(dict[str, str]):
    """The terms of pieces without spaces in them; no term reaches over a space, so pieces can be taken alone.

    Words come again and again and are kept in mind; whole sentences of unspaced scripts are not.
    """

    def __missing__(self, piece: str) -> str:
        made = piece if piece.isascii() else _make_terms(piece)
        if len(piece) <= LONGEST_KEPT:
            if len(self) >= MOST_KEPT:
                self.clear()
            self[piece] = made
        return made


def _make_terms(piece: str) -> str:
    folded = fold(piece)
    found = _TOKEN.findall(folded)
    if _ARABIC.search(folded):
        found = [_arabic_stem(token) if "\u0621" <= token[0] <= "\u064a" else token for token in found]
    return " ".join(found)


_TERMS = _Terms()


def is_unspaced(token: str) -> bool:
    """Whether *token* is one character of a script that writes without spaces."""
    return bool(_IS_UNSPACED.match(token))
