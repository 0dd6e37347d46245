"""The embedded gazetteer: names of places, people and organisations in many languages and scripts.

Built by scripts/build_gazetteer.py. For scripts with capitals, names are looked up by words; for the
others an automaton finds them inside the running text.
"""

import gzip
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

from kabar.annotate.giving_back import give_back
from kabar.errors import ModelError
from kabar.model.article import EntityKind

OWN = 9  # weight of our own lists; below: the number of zeros in a city's population
LONGEST = 256  # characters that a name in a script without capitals has at most, and one more
SHORT = 3  # forms of this many letters or fewer count only as written, in capitals
_Z_DROPPED_MINIMUM = 6  # shorter names without their z are other words


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the gazetteer."""

    name: str
    kind: EntityKind
    wikidata: str | None
    weight: int


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """The form by which names are looked up: small, without accents."""
    folded = word.casefold()
    if folded.isascii():
        return folded
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def words_of(name: str) -> list[str]:
    """The folded words of a name, as the tokeniser of texts parts them."""
    cleaned = "".join(c if c.isalnum() or c in "'’" else " " for c in name)
    return [fold(word.replace("’", "'")) for word in cleaned.split()]


def has_capitals(character: str) -> bool:
    """Whether the character's script has capitals."""
    return character.lower() != character.upper()


class Gazetteer:
    """Lookup tables; read-only after construction."""

    def __init__(self) -> None:
        self.known: list[Known] = []
        self.by_words: dict[str, int] = {}  # folded words joined by blanks -> index into `known`
        self.exact: dict[str, int] = {}  # short forms, as written
        self._longest: dict[str, int] = {}  # first word -> words of the longest name, where that is not one
        self._same: dict[str, str] = {}  # while building: each word once in memory, whichever lists have it
        self.first_names = self._words("first_names.txt.gz")
        self.last_names = self._words("last_names.txt.gz")
        self.common = self._words("common_words.txt.gz")
        self.common_indonesian = self.common | self._words("common_words_id.txt.gz")
        self.automaton: Any = None  # pyahocorasick has no type information
        self._build(data_lines("gazetteer.tsv.gz"))
        self._same.clear()

    def _words(self, name: str) -> frozenset[str]:
        # A set made of a set takes no more room than it needs.
        return frozenset({self._one(fold(word)) for word in data_lines(name)})

    def _one(self, word: str) -> str:
        return self._same.setdefault(word, word)

    def _build(self, lines: Iterable[str]) -> None:
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for line in lines:
            kind, wikidata, weight, name, aliases = line.split("\t")
            index = len(self.known)
            self.known.append(Known(name, cast(EntityKind, kind), wikidata or None, int(weight)))
            for alias in aliases.split("|"):
                if has_capitals(alias[0]):
                    self._add(alias, index)
                elif alias not in automaton:
                    automaton.add_word(alias, index * LONGEST + len(alias))
        for folded, index in self._without_z().items():
            self._put(folded.split(), index)
        self.own_names = frozenset(known.name for known in self.known if known.weight == OWN)
        automaton.make_automaton()
        self.automaton = automaton

    def _add(self, alias: str, index: int) -> None:
        letters = sum(character.isalpha() for character in alias)
        if letters <= SHORT or (alias.isupper() and letters <= 5):
            self.exact.setdefault(alias.replace(".", "").replace("-", ""), index)
            if letters <= SHORT:
                return
        self._put(words_of(alias), index)

    def _put(self, words: list[str], index: int) -> None:
        if not words:
            return
        self.by_words.setdefault(self._one(" ".join(words)), index)
        if len(words) > self.longest_from(words[0]):
            self._longest[self._one(words[0])] = len(words)

    def _without_z(self) -> Mapping[str, int]:
        """Our own names as machine translation maims them: "Tachi Hanegbi", "Gaa"; only unambiguous ones."""
        found: dict[str, int | None] = {}
        for folded, index in self.by_words.items():
            known = self.known[index]
            if "z" not in folded or known.weight < OWN:
                continue
            maimed = folded.replace("z", "")
            short = len(maimed.replace(" ", "")) < _Z_DROPPED_MINIMUM
            doubled = "aa" in maimed and "aa" not in folded  # "Gaa": no other word looks like it
            taken = maimed in self.by_words or maimed in self.common_indonesian or maimed in self.first_names
            if taken or (short and not doubled):
                continue
            found[maimed] = None if maimed in found and found[maimed] != index else index
        return {folded: index for folded, index in found.items() if index is not None}

    def longest_from(self, folded: str) -> int:
        """How many words the longest name has that begins with that word: 1 also where there is none."""
        return self._longest.get(folded, 1)

    def lookup(self, folded: str) -> int | None:
        """Index of the entity with that name (folded words joined by blanks)."""
        return self.by_words.get(folded)

    def in_running_text(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(start, end, index) of names in scripts without capitals, longest first where they overlap."""
        end_of_last = 0
        for last, packed in self.automaton.iter_long(text):
            index, length = divmod(packed, LONGEST)
            start = last - length + 1
            if start < end_of_last:
                continue
            end_of_last = last + 1
            yield start, last + 1, index


def data_lines(name: str) -> list[str]:
    """The lines of a packed data file. Raises ModelError."""
    try:
        packed = (files("kabar.annotate") / "data" / name).read_bytes()
        return gzip.decompress(packed).decode().split("\n")
    except (OSError, EOFError) as error:
        raise ModelError(f"kabar/annotate/data/{name} cannot be read ({error}); reinstall kabar") from error


@lru_cache(maxsize=1024)
def main_name(wikidata: str) -> str:
    """What the gazetteer calls the entity; "" when it does not know it."""
    return next((known.name for known in gazetteer().known if known.wikidata == wikidata), "")


def find_name(name: str) -> Known | None:
    """The entity that has *name* in any language, by the same tables by which texts are read."""
    tables = gazetteer()
    index = tables.lookup(" ".join(words_of(name)))
    if index is None:
        index = tables.exact.get(name)
    if index is None and not has_capitals(name[:1]):
        index = next((i for start, end, i in tables.in_running_text(name) if end - start == len(name)), None)
    return None if index is None else tables.known[index]


_gazetteer: Gazetteer | None = None
_lock = threading.Lock()


def gazetteer() -> Gazetteer:
    """The gazetteer, read once per process."""
    global _gazetteer
    with _lock:
        if _gazetteer is None:
            _gazetteer = Gazetteer()
            give_back()
        return _gazetteer
