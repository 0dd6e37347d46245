"""What the window keeps of a report: numbers only, a few kilobytes, made once when it arrives."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.terms import PERSON, PLACE, Terms, terms_of
from kabar.model.article import Entity, Report

NO_TIME = float("nan")
_SCRIPTS = (
    *("LATIN", "CYRILLIC", "ARABIC", "CJK", "HANGUL", "GREEK", "HEBREW", "THAI"),
    *("DEVANAGARI", "BENGALI", "TAMIL", "GEORGIAN", "ARMENIAN"),
)
_ONE_SCRIPT = {"HIRAGANA": "CJK", "KATAKANA": "CJK"}
HEAD_CHARACTERS = 500  # of a text: places and persons named there say where and who
_ROLES = {"place": PLACE, "person": PERSON}
_SAMPLE = 60  # letters looked at to tell the script


@dataclass(frozen=True, slots=True)
class Sketch:
    """One report as the pair model sees it."""

    article: int
    terms: Terms
    vector: NDArray[np.float32] | None  # (d,), unit length
    vector_model: str
    language: str  # primary subtag, "und" if unknown
    script: int
    hour: float  # hours since 1970, NaN when nobody says
    seen: float  # hours since 1970: published, else arrived, else NaN


def script_of(text: str) -> int:
    """A small number for the writing system of most letters of *text*; 0 if there are none we know."""
    votes: dict[int, int] = {}
    seen = 0
    for character in text:
        if not character.isalpha():
            continue
        seen += 1
        if seen > _SAMPLE:
            break
        number = 1 if character < "\u0250" else _script_number(character)
        votes[number] = votes.get(number, 0) + 1
    return max(votes, key=lambda number: (votes[number], -number)) if votes else 0


def _script_number(character: str) -> int:
    name = unicodedata.name(character, "").split(" ", 1)[0]
    name = _ONE_SCRIPT.get(name, name)
    return _SCRIPTS.index(name) + 1 if name in _SCRIPTS else 0


def hour_of(at: datetime | None) -> float:
    """*at* in hours since 1970, NaN for None."""
    return at.timestamp() / 3600 if at is not None else NO_TIME


def _roles(entities: Iterable[Entity]) -> dict[str, int]:
    """Key of each name -> PLACE or PERSON if it is one and stands in the head, else 0."""
    found: dict[str, int] = {}
    for entity in entities:
        leading = (
            not entity.mentions or entity.mentions[0][0] < HEAD_CHARACTERS
        )  # of the title alone: no mentions
        found[entity.key] = found.get(entity.key, 0) | (_ROLES.get(entity.kind, 0) if leading else 0)
    return found


def sketch(report: Report) -> Sketch:
    """Reduce *report* to numbers; its annotations give vector, names and (if it has none) language."""
    said = report.annotations
    language = report.language if report.language != "und" else said.language
    return Sketch(
        article=report.id,
        # In their own order, so that the same report is the same numbers in every process.
        terms=terms_of(report.title, report.text, dict(sorted(_roles(said.entities).items()))),
        vector=said.vector,
        vector_model=said.vector_model,
        language=language.split("-")[0].lower(),
        script=script_of(report.title + " " + report.text[:200]),
        hour=hour_of(report.published_at),
        seen=hour_of(report.published_at or report.arrived_at),
    )
