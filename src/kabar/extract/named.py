"""What is known of sets of names beside each other: how like people they are, and who names more or fewer."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Sequence, Set
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np

from kabar.extract.trees import open_arrays

Names = tuple[str, ...]
LISTS = Path(__file__).parent / "names.npz"  # scripts/build_gazetteer.py makes it
LISTING = (
    "ld",
    "meta_author",
    "meta_other",
    "class_byline",
    "class_author",
    "text",
    "merged",
    "labelled",
    "alone",
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_UNSPACED = re.compile(r"[\u3400-\u9fff·]{2,4}")
_NONE = -9.0  # how like people those are who are not there


def beside(sets: Sequence[tuple[Names, Set[str]]]) -> list[list[float]]:
    """For each set of names, with the sources that name it: what the other sets are to it, and how like people they all are."""
    keys = [frozenset(name.casefold() for name in names) for names, _ in sets]
    sources = [float(len(named_by)) for _, named_by in sets]
    own = [_people(names) for names, _ in sets]
    mean, least = [one[6] for one in own], [one[7] for one in own]
    top = sorted(range(len(sets)), key=lambda place: -mean[place])[:2]
    alone = {name for key in keys if len(key) == 1 for name in key}
    sharing: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        for name in key:
            sharing.setdefault(name, []).append(place)
    rows = []
    for number, key in enumerate(keys):
        near = {place for name in key for place in sharing[name]}
        more = [place for place in near if key < keys[place]]
        fewer = [place for place in near if keys[place] < key]
        rival = next((mean[place] for place in top if place != number), _NONE)
        rows.append(
            [
                float(bool(more)),
                float(bool(fewer)),
                *_listed(sets, more),
                *_listed(sets, fewer),
                float(len(near)),
                *own[number],
                sources[number],
                max((least[place] for place in more), default=_NONE),
                max((sources[place] for place in more), default=0.0),
                max((least[place] for place in fewer), default=_NONE),
                max((sources[place] for place in fewer), default=0.0),
                rival - mean[number],
                max(sources) - sources[number],
                sum(name in alone for name in key) / len(key),
                float(min((len(keys[place]) for place in more), default=0)),
            ]
        )
    return rows


def _listed(sets: Sequence[tuple[Names, Set[str]]], places: Sequence[int]) -> list[float]:
    if not places:
        return [0.0] * len(LISTING)
    found = set().union(*(sets[place][1] for place in places))
    return [float(source in found) for source in LISTING]


def _people(names: Names) -> list[float]:
    parts = [likeness(name) for name in names]
    first, last, common = zip(*parts, strict=True)
    person = [one + two - 1.5 * three for one, two, three in parts]
    size = len(parts)
    return [
        sum(first) / size, min(first), sum(last) / size, min(last), sum(common) / size, max(common), sum(person) / size, min(person),
    ]  # fmt: skip


@lru_cache(maxsize=2_000)
def likeness(name: str) -> tuple[float, float, float]:
    """Whether it begins with a given name, whether it ends with a family's, and the share of words that are written small."""
    words = [_folded(word) for word in _WORD.findall(name)]
    if not words:
        return 0.0, 0.0, 0.0
    if _UNSPACED.fullmatch(name):
        return 1.0, 1.0, 0.0
    first = float(_known("first", words[0]) or _known("first", words[0].split("-")[0]))
    if not first and any(_known("first", word) for word in words[1:-1]):
        first = 0.5
    last = float(len(words) > 1 and (_known("last", words[-1]) or _known("last", words[-1].rsplit("-")[-1])))
    return first, last, sum(len(word) > 2 and _known("common", word) for word in words) / len(words)


def _known(kind: str, word: str) -> bool:
    """Whether the list has *word*; one of a hundred thousand others would be taken for one of its words."""
    numbers = _lists()[kind]
    number = crc32(word.encode())
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number


@lru_cache(maxsize=1)
def _lists() -> dict[str, "array[int]"]:
    """Given names, family names and words that are usually written small: the sums of each, sorted, instead of 18 MB of words."""
    return {
        kind: array("I", numbers.astype(np.uintc).tobytes()) for kind, numbers in open_arrays(LISTS).items()
    }


def _folded(word: str) -> str:
    """Small and without accents, as `kabar.annotate.gazetteer.fold` has it."""
    small = word.casefold()
    if small.isascii():
        return small
    return "".join(one for one in unicodedata.normalize("NFKD", small) if not unicodedata.combining(one))
