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


def fold(text: str) -> str:
    """Lower case, one width, no diacritics: `Żółć` -> `zolc`, `ＡＢＣ` -> `abc`, `أحمد` -> `احمد`."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_SPECIAL)
    folded = unicodedata.normalize("NFC", _LATIN_MARKS.sub("", folded))
    if _ARABIC.search(folded):
        folded = _ARABIC_MARKS.sub("", folded).translate(_ARABIC_FOLD)
    return folded


def _arabic_stem(token: str) -> str:
    stem = _ARABIC_PREFIX.sub("", token, count=1)
    return stem if len(stem) >= 3 else token


def tokens(text: str) -> list[str]:
    """The search terms of *text* in order; characters of unspaced scripts are one term each."""
    found = _TOKEN.findall(fold(text))
    if not text.isascii() and _ARABIC.search(text):
        return [_arabic_stem(token) if "\u0621" <= token[0] <= "\u064a" else token for token in found]
    return found


def indexed(text: str) -> str:
    """*text* as a search index takes it: terms between spaces.

    ASCII passes as it is (an index splits it in the same places, faster than we can).
    """
    if text.isascii():
        return text.replace("_", " ")
    return " ".join(tokens(text))


def is_unspaced(token: str) -> bool:
    """Whether *token* is one character of a script that writes without spaces."""
    return bool(_IS_UNSPACED.match(token))
