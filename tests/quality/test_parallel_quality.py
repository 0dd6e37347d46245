"""Links across languages between sides as long as short articles, of which no sentence stands on both.

The parallel news sentences are numbered in the order of the news they come from, with gaps. A stretch of at least six in
which each shares a rare word with one of the two before it is taken for one article (told from the English alone); its
sentences go to the English and the Indonesian side in turn. Stretches near to each other may be one article that was cut
in two, so such pairs are not judged. Nothing was chosen on them.
"""

import re
from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

import pytest
from figures import Measured
from test_cluster_quality import annotated, clustered, rows

pytestmark = pytest.mark.quality
LEAST = 6  # sentences of a stretch
GAP = 4  # numbers left out between two sentences of one stretch, at most
RARE = 60  # sentences of all that a rare word stands in, at most
NEAR = 25  # numbers between two stretches that are not judged against each other
FLOORS = {"precision": 0.85, "recall": 0.45}
_WORD = re.compile(r"[^\W_]+")


def stretches() -> list[list[dict[str, Any]]]:
    """Sentences in their order, those of one article together; each with its `domain` and `number`."""
    found = rows("parallel", "panl_bppt")
    words = [
        {word[:7].lower() for word in _WORD.findall(row["en"]) if len(word) > 2 or word.isdigit()}
        for row in found
    ]
    spread = Counter(word for each in words for word in each)
    by_domain: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row, each in zip(found, words, strict=True):
        rare = {word for word in each if spread[word] <= RARE}
        by_domain[row["domain"]].append(row | {"number": int(row["id"].rsplit("-", 1)[1]), "rare": rare})
    result: list[list[dict[str, Any]]] = []
    for domain in sorted(by_domain):
        current: list[dict[str, Any]] = []
        for row in sorted(by_domain[domain], key=lambda row: row["number"]):
            before = current[-2:]
            follows = before and row["number"] - before[-1]["number"] <= GAP
            if not follows or not any(row["rare"] & other["rare"] for other in before):
                current = []
                result.append(current)
            current.append(row)
    return [stretch for stretch in result if len(stretch) >= LEAST]


def judged_apart(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> bool:
    """Whether two stretches are surely of different articles."""
    first, second = sorted((one, other), key=lambda stretch: int(stretch[0]["number"]))
    far = int(second[0]["number"]) - int(first[-1]["number"]) > NEAR
    return far or one[0]["domain"] != other[0]["domain"]


def test_parallel_articles_without_a_common_sentence(measured: Measured) -> None:
    found = stretches()
    sides = [
        {"title": "", "text": " ".join(row[key] for row in stretch[start::2]), "language": language}
        for stretch in found
        for language, key, start in (("en", "en", 0), ("id", "id_text", 1))
    ]
    story = clustered(annotated(sides))
    english, indonesian = story[::2], story[1::2]
    right = sum(a == b for a, b in zip(english, indonesian, strict=True))
    wrong = sum(
        (english[i] == indonesian[j]) + (english[j] == indonesian[i])
        for i, j in combinations(range(len(found)), 2)
        if judged_apart(found[i], found[j])
    )

    what = "parallel news in stretches, no sentence on both sides"
    words = sum(len(side["text"].split()) for side in sides) // len(sides)
    note = f"{len(found)} stretches, {words} words a side"
    measured(
        what,
        "links, precision",
        right / max(1, right + wrong),
        floor=FLOORS["precision"],
        target=0.98,
        note=note,
    )
    measured(what, "links, recall", right / len(found), floor=FLOORS["recall"], target=0.95, note=note)
