"""What an entity is called: in other languages, scripts and spellings, as far as the gazetteer and CLDR know."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, cast

from kabar.annotate.gazetteer import data_lines, fold
from kabar.annotate.language import identify
from kabar.annotate.settings import NAME_LANGUAGES
from kabar.model.article import Entity, EntityKind

_ENOUGH: Final = (
    6  # of smaller cities, several bear one name: what they are called elsewhere would be guessed
)
# Scripts that one language, or nearly only one, is written in.
_BY_SCRIPT: Final = (
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ur", re.compile(r"[ٹڈڑے]")),
    ("fa", re.compile(r"[پچژگکی]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityNames:
    """The names of one entity."""

    name: str  # as entities and stories have it
    kind: EntityKind
    wikidata: str | None
    names: tuple[tuple[str, str], ...]  # (language, name); "und" where the script does not tell

    def in_language(self, language: str) -> str:
        """What it is called in that language; its usual name where that is not known."""
        wanted = language.split("-")[0]
        exact = (name for code, name in self.names if code == language)
        near = (name for code, name in self.names if code.split("-")[0] == wanted)
        return next(exact, None) or next(near, self.name)


@cache
def names_of(key: str) -> EntityNames | None:
    """All that is known of the names of the entity with that `Entity.key`; None when the gazetteer has it not."""
    known = _entries().get(key)
    if known is None:
        return None
    kind, wikidata, name, aliases = known
    found = _of_territory(wikidata) if wikidata else []
    said = {alias for _, alias in found}
    found += [(_language_of(alias), alias) for alias in aliases if alias not in said]
    return EntityNames(name=name, kind=kind, wikidata=wikidata, names=tuple(found))


def also_called(key: str, *, languages: Sequence[str] = (), most: int = 12) -> tuple[tuple[str, str], ...]:
    """(language, name) of other names of the entity; () when none is known.

    Those in *languages* come first, then one of each script, then further spellings.
    """
    known = names_of(key)
    if known is None:
        return ()
    seen = {fold(known.name)}
    found = []
    for language, name in known.names:
        if fold(name) not in seen:
            seen.add(fold(name))
            found.append((language, name))
    # One of each script first, then the others: a reader sees at once that it is the same in all of them.
    scripts: dict[str, int] = {}
    ranked = []
    for language, name in found:
        script = language.split("-")[0] if not name[0].isascii() and _script(name) else "Latn"
        scripts[script] = scripts.get(script, 0) + 1
        ranked.append((scripts[script], language, name))
    wanted = {language.split("-")[0] for language in languages}
    ranked.sort(key=lambda item: (item[1].split("-")[0] not in wanted, item[0]))
    return tuple((language, name) for _, language, name in ranked[:most])


@cache
def _entries() -> Mapping[str, tuple[EntityKind, str | None, str, tuple[str, ...]]]:
    found: dict[str, tuple[EntityKind, str | None, str, tuple[str, ...]]] = {}
    for line in data_lines("gazetteer.tsv.gz"):
        kind, wikidata, weight, name, aliases = line.split("\t")
        if int(weight) < _ENOUGH:
            continue
        entity = Entity(name=name, kind=cast(EntityKind, kind), wikidata=wikidata or None)
        found.setdefault(entity.key, (entity.kind, entity.wikidata, name, tuple(aliases.split("|"))))
    return found


@cache
def _codes() -> Mapping[str, str]:
    """Wikidata id of countries and territories -> their ISO 3166 code."""
    text = (files("kabar.annotate") / "data" / "territories.txt").read_text("utf-8")
    return {wikidata: code for code, wikidata in (pair.split() for pair in text.strip().split(";"))}


def _of_territory(wikidata: str) -> list[tuple[str, str]]:
    """(language, name) of a country or territory, out of CLDR."""
    from babel import Locale

    code = _codes().get(wikidata)
    if code is None:
        return []
    found = []
    for language in NAME_LANGUAGES:
        name = Locale.parse(language.replace("-", "_")).territories.get(code)
        if name:
            found.append((language, re.sub(r"\s*\(.*?\)|（.*?）", "", name)))
    return found


def _language_of(alias: str) -> str:
    language = _script(alias)
    if language == "zh":
        return identify(alias, hint="zh").language
    return language or "und"


def _script(alias: str) -> str | None:
    return next((language for language, pattern in _BY_SCRIPT if pattern.search(alias)), None)
