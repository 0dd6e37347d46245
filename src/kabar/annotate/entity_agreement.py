"""What a whole text says of its names: one kind a name, short forms with their full names, abbreviations explained.

A sentence alone often cannot tell whether "Marsa" is a town or a woman; the page as a whole can. Precision
counts for more than recall here: what is left over stands on follow buttons.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kabar.annotate import entity_cues as cues
from kabar.annotate.entity_lookup import base_forms
from kabar.annotate.entity_tokens import Word
from kabar.annotate.gazetteer import OWN, Gazetteer
from kabar.model.article import EntityKind

_ABBREVIATED = re.compile(r"[(（]\s*[\"“]?([A-Z][A-Z0-9-]{1,9})[\"”]?\s*[)）]")
_LONGEST_EXPANSION = 10  # words looked back from the bracket


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the text that names something."""

    start: int
    end: int
    kind: EntityKind
    name: str
    known: int | None  # index in the gazetteer
    folded: tuple[str, ...]
    score: float = 9.0  # how much speaks for the kind
    whole: tuple[str, ...] = ()  # the folded full name that this is a short form of


def agree(
    mentions: Iterable[Mention], text: str, words: Sequence[Word], data: Gazetteer, language: str
) -> list[Mention]:
    """*mentions* as the whole text has them, in order; those that it shows to be no names are left out."""
    found = sorted(mentions, key=lambda mention: (mention.start, -mention.end))
    small = {word.folded for word in words if not word.capital}
    found = [one for one in found if not _is_written_small(one, small, data)]
    found = _abbreviations(found, text, words)
    found = _whole_names(found, data, language)
    return _one_kind(found, language)


def _is_written_small(mention: Mention, small: set[str], data: Gazetteer) -> bool:
    """A word that the same text writes small, too, names nobody: "Finance", "Wakil"."""
    return (
        (mention.known is None or data.known[mention.known].weight < OWN)
        and len(mention.folded) == 1
        and mention.folded[0] in small
        and not mention.name.isupper()
    )


# --- abbreviations that the text explains: "Badan Pusat Statistik (BPS)"


def _abbreviations(found: list[Mention], text: str, words: Sequence[Word]) -> list[Mention]:
    explained: dict[str, Mention | None] = {}
    for match in _ABBREVIATED.finditer(text):
        letters = match[1].replace("-", "").casefold()
        first = _expansion(letters, match.start(), words)
        if first is None:
            continue
        begin = words[first].start
        inside = [one for one in found if begin <= one.start and one.end <= match.start()]
        whole = next((one for one in inside if one.start == begin and one.end >= match.start() - 2), None)
        explained.setdefault(match[1], whole)
    if not explained:
        return found
    kept: list[Mention] = []
    for one in found:
        if one.known is not None or one.name not in explained:
            kept.append(one)
        elif (whole := explained[one.name]) is not None:
            # The abbreviation and what it stands for are one thing.
            kept.append(replace(one, kind=whole.kind, known=whole.known, whole=whole.folded, score=9.0))
    return kept


def _expansion(letters: str, end: int, words: Sequence[Word]) -> int | None:
    """Index of the first of the words before *end* whose first letters are *letters*."""
    before = [index for index, word in enumerate(words) if word.end <= end and word.end > end - 160]
    wanted = len(letters) - 1
    for index in reversed(before[-_LONGEST_EXPANSION:]):
        word = words[index]
        if word.folded.startswith(letters[wanted]) and (
            word.capital or word.folded not in cues.NAME_PARTICLES
        ):
            if wanted == 0:
                return index
            wanted -= 1
        elif word.folded not in cues.NAME_PARTICLES and word.capital:
            return None
    return None


# --- short forms


def _whole_names(found: list[Mention], data: Gazetteer, language: str) -> list[Mention]:
    """One word of a person's full name, standing alone, is that person: by the last word, else by another."""
    people = [one for one in found if one.kind == "person" and len(one.folded) > 1]
    by_last: dict[str, Mention] = {}
    by_any: dict[str, Mention] = {}
    unclear: set[str] = set()
    for person in people:
        by_last.setdefault(base_forms(person.folded[-1], language)[0], person)
        for word in person.folded[:-1]:
            if len(word) < 3 or word in cues.NAME_PARTICLES:
                continue
            other = by_any.setdefault(word, person)
            if other.folded[-1] != person.folded[-1]:
                unclear.add(word)  # two Marias
    settled = []
    for one in found:
        whole = None
        if len(one.folded) == 1 and (one.known is None or _is_surname_of_another(one, by_last, data)):
            word = one.folded[0]
            forms = base_forms(word, language)[:6]
            whole = next((by_last[form] for form in forms if form in by_last), None)
            if whole is None and word not in unclear:
                whole = by_any.get(word)
        if whole is None:
            settled.append(one)
        else:
            settled.append(
                replace(one, kind="person", known=whole.known, whole=whole.folded, score=whole.score)
            )
    return settled


def _is_surname_of_another(one: Mention, by_last: dict[str, Mention], data: Gazetteer) -> bool:
    """Whether a known surname belongs, in this text, to somebody else: "Vance" beside "Teodor Vance"."""
    other = by_last.get(one.folded[0])
    if other is None or one.known is None or other.known == one.known:
        return False
    return data.known[one.known].kind == "person" or data.known[one.known].weight < OWN


# --- one kind


def _one_kind(found: list[Mention], language: str) -> list[Mention]:
    """The same unknown name has one kind in one text: that for which most speaks."""
    votes: dict[tuple[str, ...], Counter[EntityKind]] = defaultdict(Counter)
    known: dict[tuple[str, ...], int] = {}
    for one in found:
        if one.known is not None and not one.whole:
            known.setdefault(one.folded, one.known)
        elif not one.whole:
            votes[one.folded][one.kind] += min(one.score, 4.0)  # type: ignore[assignment]  # a Counter adds floats as well
    settled = []
    for one in found:
        if one.known is None and not one.whole:
            kinds = votes[one.folded]
            one = replace(one, kind=max(kinds, key=lambda kind: (kinds[kind], kind)))
        settled.append(one)
    return settled
