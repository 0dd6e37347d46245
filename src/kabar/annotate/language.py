"""Which language is this: BCP 47 tag and how sure we are.

The identifier is py3langid; around it: scripts that one language owns, function words that part close
languages, how common a language is in the news, and what the feed or page declares.
"""

import itertools
import re
import threading
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kabar.annotate.giving_back import give_back
from kabar.annotate.language_tables import (
    FUNCTION_WORDS,
    HINTED,
    PREFERRED,
    PRIOR,
    RARE,
    SAME_LANGUAGE,
    SCRIPTS,
    SIMPLIFIED,
    TRADITIONAL,
)

UNKNOWN = "und"
SAMPLE_CHARACTERS = 600  # headline and lead; more text changes nothing (docs/decisions/0041-language.md)
SURE_ENOUGH = 0.2  # bare headlines below this were right two times in three, other texts hardly ever
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+|[@#]\w+")
SHORT = 60  # characters: of a text below this the words alone say little, so the source is believed more
_SCRIPT_SHARE = 0.5  # of the letters

# Words found, as language -> (weight, words); entries ending in "_" are kept out: both languages have them.
_MARKERS: Mapping[str, tuple[float, frozenset[str]]] = {
    language: (weight, frozenset(word for word in words.split() if not word.endswith("_")))
    for language, (weight, words) in FUNCTION_WORDS.items()
}


@dataclass(frozen=True, slots=True)
class Guess:
    """An answer of `identify`."""

    language: str  # BCP 47; "und" when not sure enough
    confidence: float  # 0..1


def primary(tag: str | None) -> str:
    """The language of a tag, by the code Kabar uses: `zh-TW` is `zh`, `in` is `id`."""
    code = re.split(r"[-_]", (tag or UNKNOWN).strip().lower())[0]
    return SAME_LANGUAGE.get(code, code)


def sample(title: str, text: str) -> str:
    """What the language is judged by: headline and lead without addresses and handles."""
    return _NOISE.sub(" ", f"{title[:SAMPLE_CHARACTERS]}\n{text[:SAMPLE_CHARACTERS]}").strip()


def identify(text: str, *, hint: str | None = None, prefer: Sequence[str] = ()) -> Guess:
    """Language of *text*; *hint* is what the source declares, *prefer* what the configuration expects.

    Both only tip the scale: a hint decides a bare title, not a page.
    """
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return Guess(UNKNOWN, 0.0)
    script, share = _script(letters)
    hinted = primary(hint)
    if share >= _SCRIPT_SHARE and (language := _by_script(script, text, hinted)):
        return Guess(_tagged(language, text), round(min(0.99, 0.6 + 0.4 * share), 3))
    return _by_model(text, hinted, tuple(primary(tag) for tag in prefer))


def _script(letters: Sequence[str]) -> tuple[str, float]:
    counts = Counter(ord(letter) >> 5 for letter in letters)
    found: Counter[str] = Counter()
    for block, count in counts.items():
        found[_block_script(block)] += count
    if found["ja"] and found["Hani"] and found["ja"] * 12 > found["Hani"]:
        found["ja"] += found.pop("Hani")  # Japanese is written with both
    name, count = found.most_common(1)[0]
    return name, count / len(letters)


@lru_cache(maxsize=4096)
def _block_script(block: int) -> str:
    point = block << 5
    for first, last, name in SCRIPTS:
        if first <= point <= last:
            return name
    return ""


def _by_script(script: str, text: str, hinted: str) -> str | None:
    """The language that the script alone decides; None where the identifier must."""
    if script == "Hani":
        return "ja" if hinted == "ja" and len(text) < 40 else "zh"
    if script == "Hebr":
        return (
            "yi" if re.search(r"[ײװױ]|[אי][\u05b7\u05b8]|\b(?:און|איז|פון|דער|האט|מיט|ניט)\b", text) else "he"
        )
    if script == "Ethi":
        return "ti" if len(re.findall(r"\b(?:እዩ|ናይ|ኣብ|ከም|እቲ|ድማ|እዚ)\b", text)) >= 1 else "am"
    if script == "Tibt":
        return "dz" if hinted == "dz" else "bo"
    if script == "Arab" and len(re.findall(r"[ێۆڵڕ]|ە\b", text)) >= 2:
        return "ug" if re.search(r"[ۇۈې]", text) else "ckb"
    return script if script.islower() and script else None


def _tagged(language: str, text: str) -> str:
    if language != "zh":
        return language
    simplified = sum(character in SIMPLIFIED for character in text)
    traditional = sum(character in TRADITIONAL for character in text)
    if simplified == traditional:
        return "zh"
    return "zh-Hans" if simplified > traditional else "zh-Hant"


class _Identifier:
    """py3langid, its labels folded onto ours, loaded once."""

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        self.model: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
        # Both are lists of whole numbers; as arrays they take a seventh of the room.
        self.model._rowbase = array("q", self.model._rowbase)
        self.model.tk_output = array("q", self.model.tk_output)
        classes = [SAME_LANGUAGE.get(label, label) for label in self.model.nb_classes]
        self.labels = sorted({*classes, *FUNCTION_WORDS} - {"zxx"})
        self.position = {label: index for index, label in enumerate(self.labels)}
        # Languages that the model lacks borrow the score of their nearest relative.
        self.borrowed = {"su": "jv"}
        self.columns = np.array([self.position.get(label, -1) for label in classes])
        self.prior = np.array([PRIOR.get(label, RARE) for label in self.labels], dtype=np.float64)

    def scores(self, text: str) -> NDArray[np.float64]:
        """One score a label, a difference of 1.0 meaning e times likelier; length is allowed for."""
        encoded: bytes = self.model._encode(text)
        raw = np.asarray(self.model._raw_score(encoded), dtype=np.float64)
        raw /= max(len(encoded), 1) ** 0.5
        folded = np.full(len(self.labels), -np.inf)
        known = self.columns >= 0
        np.maximum.at(folded, self.columns[known], raw[known])
        for language, relative in self.borrowed.items():
            folded[self.position[language]] = folded[self.position[relative]] - 1.0
        return folded


_identifier: _Identifier | None = None
_lock = threading.Lock()


def _loaded() -> _Identifier:
    global _identifier
    with _lock:
        if _identifier is None:
            _identifier = _Identifier()
            give_back()
        return _identifier


def _marker_scores(text: str) -> dict[str, float]:
    words = [word.casefold() for word in _WORD.findall(text)]
    found = {*words, *(f"{first}_{second}" for first, second in itertools.pairwise(words))}
    scale = max(len(words), 6) ** 0.5 / 2.5  # many words are more evidence, but not word for word
    return {
        language: weight * len(found & markers) / scale for language, (weight, markers) in _MARKERS.items()
    }


def _by_model(text: str, hinted: str, prefer: Sequence[str]) -> Guess:
    identifier = _loaded()
    scores = identifier.scores(text) + identifier.prior
    for language, score in _marker_scores(text).items():
        scores[identifier.position[language]] += score
    trust = HINTED * (1 + max(0.0, 1 - len(text) / SHORT))
    for language, bonus in ((hinted, trust), *((tag, PREFERRED) for tag in prefer)):
        if language in identifier.position:
            scores[identifier.position[language]] += bonus
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    best = int(chances.argmax())
    confidence = round(float(chances[best]), 3)
    language = _tagged(identifier.labels[best], text)
    if confidence < SURE_ENOUGH:
        return Guess(UNKNOWN, confidence)
    return Guess(language, confidence)
