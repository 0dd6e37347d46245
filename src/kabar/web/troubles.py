"""What is wrong with a source, in the person's language: stored in English, translated sentence by sentence."""

import re
from collections.abc import Callable

_SENTENCE = re.compile(r"(?<=[.:]) (?=[A-Z])")
_STATUS = re.compile(r"\(status (\d{3})\)")


def in_words(message: str, gettext: Callable[[str], str]) -> str:
    """*message* translated as a whole, or each of its sentences that is known; the others stay as they are."""
    whole = gettext(message)
    if whole != message:
        return whole
    return " ".join(_one(sentence, gettext) for sentence in _SENTENCE.split(message))


def pattern(sentence: str) -> str:
    """The sentence as it stands in the catalogue: without the number of the answer."""
    return _STATUS.sub("(status %(status)s)", sentence)


def sentences(message: str) -> list[str]:
    """What a message is translated by."""
    return [pattern(sentence) for sentence in _SENTENCE.split(message)]


def _one(sentence: str, gettext: Callable[[str], str]) -> str:
    key = pattern(sentence)
    found = _STATUS.search(sentence)
    said = gettext(key)
    return said.replace("%(status)s", found[1]) if found else said
