"""Looking up the words of one text in the gazetteer, in the forms that languages inflect them to."""

import re
from collections.abc import Sequence
from functools import lru_cache

from kabar.annotate.entity_tokens import Word
from kabar.annotate.gazetteer import Gazetteer, fold

GAPS = frozenset((" ", "-", "\u2010", "\u2011", " & ", "\u00a0", "&"))
DOTTED = frozenset((". ", "."))
_CYRILLIC = re.compile(r"[а-яіїєґ]")
_CYRILLIC_ENDINGS = tuple(
    fold("ами ями ого ому ыми ими ском ской ой ом ым им ем ей ою ею ов ев ах ях а у е и ы ю я о").split()
)
_POLISH_ENDINGS = tuple("owie owi iem em ach ami iego ego iej ej om ie a u e y i".split())
_AFFIXED = re.compile(
    r"^(?P<first>meng|meny|mem|men|me|peng|peny|pem|pen|per|pe|ber|ter|di|ke|se)?(?P<stem>.{3,}?)(?P<last>kan|annya|an|i|nya|lah|kah|pun)?$"
)
_SOFTENED = {
    "mem": "p",
    "pem": "p",
    "men": "t",
    "pen": "t",
    "meny": "s",
    "peny": "s",
    "meng": "k",
    "peng": "k",
}


@lru_cache(maxsize=16384)
def base_forms(folded: str, language: str) -> tuple[str, ...]:
    """*folded* and what it may be the inflected form of, likeliest first."""
    forms = [folded]
    endings: tuple[str, ...]
    closers: tuple[str, ...]
    if _CYRILLIC.search(folded):
        endings, closers = _CYRILLIC_ENDINGS, ("", "а", "я", "ь", "и", "ия", "о")
    elif language == "pl":
        endings, closers = _POLISH_ENDINGS, ("", "a", "o", "e")
    else:
        if len(folded) > 4 and folded.endswith("s") and language in ("de", "nl", "sv", "da", "no"):
            forms.append(folded[:-1])  # genitive: Berlins, Merkels
        return tuple(forms)
    for ending in endings:
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            stem = folded[: -len(ending)]
            forms += [stem + closer for closer in closers]
    return tuple(dict.fromkeys(forms))


@lru_cache(maxsize=16384)
def indonesian_stems(folded: str) -> tuple[str, ...]:
    """What an Indonesian or Malay word may be derived from."""
    match = _AFFIXED.match(folded)
    if not match:
        return ()
    stem, first = match["stem"], match["first"] or ""
    whole = folded[len(first) :]
    return tuple(
        dict.fromkeys((stem, whole, _SOFTENED.get(first, "") + stem, _SOFTENED.get(first, "") + whole))
    )


class NameLookup:
    """The words of one text beside the gazetteer."""

    def __init__(self, words: Sequence[Word], gazetteer: Gazetteer, language: str) -> None:
        self.words = words
        self.gazetteer = gazetteer
        self.language = language
        self.common = gazetteer.common_indonesian if language in ("id", "ms") else gazetteer.common

    def is_common(self, word: Word) -> bool:
        """Whether texts usually write the word small."""
        common = self.common
        if word.folded in common:
            return True
        if self.language in ("id", "ms") and len(word.folded) > 4:
            return any(stem in common for stem in indonesian_stems(word.folded))
        return False

    def match(self, first: int, end: int, *, small: bool = False) -> tuple[int, int] | None:
        """(words, index) of the longest gazetteer name that starts at *first*; *small*: it may end small."""
        words, gazetteer = self.words, self.gazetteer
        word = words[first]
        plain = word.text.replace(".", "")
        if word.upper and plain in gazetteer.exact and not (first + 1 < end and words[first + 1].gap == "-"):
            single: tuple[int, int] | None = (1, gazetteer.exact[plain])
        else:
            single = None
        for form in base_forms(word.folded, self.language):
            longest = min(gazetteer.longest_from(form), end - first)
            for length in range(longest, 0, -1):
                if not words[first + length - 1].capital and not (small and length > 1):
                    continue
                if length == 1:
                    index = gazetteer.lookup(form)
                    if index is not None and not single:
                        return 1, index
                    continue
                if any(
                    words[k].gap not in GAPS and words[k].gap not in DOTTED
                    for k in range(first + 1, first + length)
                ):
                    continue
                rest = [words[k].folded for k in range(first + 1, first + length)]
                for last in base_forms(rest[-1], self.language)[:8]:
                    index = gazetteer.lookup(" ".join([form, *rest[:-1], last]))
                    if index is not None:
                        return length, index
        return single
