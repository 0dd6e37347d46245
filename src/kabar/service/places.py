"""Where the places of a story lie, for its small map.

The table is the gazetteer's places with their coordinates (scripts/build_places.py). It is kept as one text and searched:
a story asks for a handful of places, and a dictionary of 34,000 would cost every process ten megabytes.
"""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

from kabar.model.story import StoryEntity
from kabar.model.views import PlaceView

MOST = 8  # dots on a map of 300 pixels
Level = Literal["city", "region", "country"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the table."""

    latitude: float
    longitude: float
    level: Level
    country: str  # code of two letters; empty for seas


@lru_cache(maxsize=1)
def _table() -> str:
    packed = files("kabar.service").joinpath("places.tsv.gz").read_bytes()
    return "\n" + gzip.decompress(packed).decode()


def spots(key: str, name: str) -> list[Spot]:
    """Every place that goes by *key* or else by *name*, the largest first."""
    return _read(key) or _read(f"place:{name.casefold()}")


@lru_cache(maxsize=1024)
def _read(key: str) -> list[Spot]:
    table, found = _table(), []
    if "\t" in key or "\n" in key:
        return []
    at = table.find(f"\n{key}\t")
    while at >= 0 and table.startswith(f"{key}\t", at + 1):  # namesakes stand one after the other
        end = table.index("\n", at + 1)
        _, latitude, longitude, level, country = table[at + 1 : end].split("\t")
        found.append(Spot(float(latitude), float(longitude), cast(Level, level), country))
        at = end
    return found


def places_of(entities: Sequence[StoryEntity]) -> tuple[PlaceView, ...]:
    """The places among *entities* that a map can show, most named first.

    Of namesakes the one in a country that the story names, else the largest. A country is left out when
    a place in it is shown: the smaller one says more. Where nobody knows the place that most reports name, what is
    named in passing is not shown: a map of it alone would say that the story happened there.
    """
    most = max((entity.articles for entity in entities if entity.kind == "place"), default=0)
    named = [
        (entity, found)
        for entity in entities
        if entity.kind == "place" and (found := spots(entity.key, entity.name))
    ]
    if not any(entity.articles == most for entity, _ in named):
        named = [(entity, found) for entity, found in named if 2 * entity.articles > most]
    countries = {found[0].country for _, found in named if found[0].level == "country"}
    chosen = [
        (entity, next((spot for spot in found if spot.country in countries), found[0]))
        for entity, found in named
    ]
    inside = {spot.country for _, spot in chosen if spot.level != "country"}
    shown = [
        (entity, spot) for entity, spot in chosen if spot.level != "country" or spot.country not in inside
    ]
    return tuple(
        PlaceView(
            name=entity.name,
            key=entity.key,
            latitude=spot.latitude,
            longitude=spot.longitude,
            mentions=entity.articles,
            level=spot.level,
        )
        for entity, spot in shown[:MOST]
    )
