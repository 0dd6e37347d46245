"""The language of a text as BCP 47; the page's own claim only decides between neighbours."""

import re
from functools import lru_cache
from typing import Any

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


@lru_cache(maxsize=1)
def _identifier() -> Any:  # the library is untyped
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str, claimed: str | None = None) -> str:
    """The language that *text* is written in; `und` when there is too little of it."""
    sample = text[:_LONG_ENOUGH]
    letters = sum(character.isalpha() for character in sample)
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
