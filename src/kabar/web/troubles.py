"""What is wrong with a source or a rule, in the person's language: stored in English, translated sentence by sentence."""

import re
from collections.abc import Callable, Mapping

# Sentences of other layers with a number, a name or an address in them; the longer of two that fit first.
FORMS = (
    "%(host)s is no host name.",
    "Port %(port)s is not used for web pages; list it under [fetch] allow_ports if it is.",
    "%(wall)s stands before this site and takes Kabar for an unwanted robot (status %(status)s).",
    "%(wall)s stands before this site and takes Kabar for an unwanted robot.",
    "The answer is larger than %(size)s MiB when unpacked.",
    "The answer is larger than %(size)s MiB.",
    "The server packed its answer as %(name)s, which was not asked for.",
    "The answer is packed wrongly (%(why)s).",
    "The server sends on to nowhere (status %(status)s).",
    "The address sends on more than %(times)s times.",
    "%(host)s asked to be left alone; %(minutes)s minutes of that are left.",
    "%(host)s: its robots.txt cannot be read.",
    "%(host)s: its robots.txt asks robots to stay out.",
    "The server did not finish its answer within %(seconds)s seconds.",
    "The server's answer breaks the rules of HTTP (%(why)s).",
    # Mistakes in rules
    "there is no field %(name)s; did you mean %(near)s?",
    "there is no field %(name)s; there are %(fields)s",
    "a rule starts with %(words)s; did you mean %(near)s?",
    "a rule starts with %(words)s",
    "there are more than %(number)s rules",
    "at most %(number)s repeats",
    "the number must be above 0 and at most %(number)s",
    "this set of characters cannot be read: %(why)s",
    "%(what)s is not known here",
)
_SENTENCE = re.compile(r"(?<=[.:]) (?=[A-Z])")
_STATUS = re.compile(r"\(status (\d{3})\)")


def in_words(message: str, gettext: Callable[[str], str]) -> str:
    """*message* translated as a whole, or each of its sentences that is known; the others stay as they are."""
    whole = gettext(message)
    if whole != message:
        return whole
    return " ".join(_one(sentence, gettext) for sentence in _SENTENCE.split(message))


def pattern(sentence: str) -> str:
    """The sentence as it stands in the catalogue: without the numbers, names and addresses in it."""
    return _fill(sentence)[0]


def sentences(message: str) -> list[str]:
    """What a message is translated by."""
    return [pattern(sentence) for sentence in _SENTENCE.split(message)]


def _one(sentence: str, gettext: Callable[[str], str]) -> str:
    form, values = _fill(sentence)
    said = gettext(form)
    for name, value in values.items():
        said = said.replace(f"%({name})s", value)
    return sentence if said == form and values else said


def _fill(sentence: str) -> tuple[str, Mapping[str, str]]:
    """The form that *sentence* has, and what stands in its gaps."""
    for form, gaps in _GAPS.items():
        if found := gaps.fullmatch(sentence):
            return form, found.groupdict()
    found = _STATUS.search(sentence)
    return _STATUS.sub("(status %(status)s)", sentence), {"status": found[1]} if found else {}


def _gaps(form: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", form)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    )


_GAPS = {form: _gaps(form) for form in FORMS}
