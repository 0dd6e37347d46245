"""Stories and pairs, one setting for all sets, on the half that nothing was chosen on.

What the figures mean and how the halves are made: docs/reference/story-accuracy.md.
"""

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from figures import Measured

from kabar.annotate import Document, open_annotator
from kabar.cli.stage_cluster import parse_time
from kabar.cluster import Window, pair_scores
from kabar.model.article import Report
from kabar.sample.loading import load

pytestmark = pytest.mark.quality
SHARED = Path(__file__).parents[2].parent / "shared"
NOW = datetime(2026, 4, 2, tzinfo=UTC)

# B-cubed F1 on the other half, final state; measured figures are up to 0.03 above (machine to machine the
# last digits of vectors differ, and one report more or less moves a small set by 0.01).
STORY_FLOORS = {"neus_val": 0.90, "giveme5w1h": 0.94, "ecbplus_dev": 0.88, "ecbplus_train": 0.89}
PEARSON_FLOORS = {"semeval": 0.80, "semeval_translated": 0.78}
AVERAGE_PRECISION_FLOOR = 0.85  # tgcontest
PARALLEL_FLOORS = (0.90, 0.35)  # precision and recall
# Stretches of parallel news
LEAST = 6  # sentences of a stretch
GAP = 4  # numbers left out between two sentences of one stretch, at most
RARE = 60  # sentences of all that a rare word stands in, at most
NEAR = 25  # numbers between two stretches that are not judged against each other
STRETCH_FLOORS = {"precision": 0.85, "recall": 0.65}
WORD = re.compile(r"[^\W_]+")
TARGETS = {
    "neus_val": 0.88,
    "giveme5w1h": 0.94,
    "ecbplus_dev": 0.90,
    "ecbplus_train": 0.90,
    "semeval": 0.78,
    "semeval_translated": 0.75,
}


def rows(*parts: str) -> list[dict[str, Any]]:
    path = SHARED.joinpath("data", *parts).with_suffix(".jsonl.gz")
    path = path.parent / f"{parts[-1]}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{path} is absent: the evaluation data is not part of Kabar")
    with gzip.open(path, "rt") as stream:
        return [json.loads(line) for line in stream]


def scorer(name: str) -> Any:
    sys.path.insert(0, str(SHARED / "tools" / "score"))
    return __import__(name)


def other_half(truth: dict[str, str]) -> bool:
    name = "topic" + truth["topic"] if "topic" in truth else truth["story"]
    return crc32(("split" + name).encode()) % 2 == 1


def annotated(found: list[dict[str, Any]]) -> list[Report]:
    annotator = open_annotator()
    reports = []
    for at in range(0, len(found), 16):
        batch = found[at : at + 16]
        notes = annotator.annotate(
            [Document(title=r["title"], text=r["text"], language_hint=r.get("language")) for r in batch]
        )
        for number, (row, note) in enumerate(zip(batch, notes, strict=True), start=at):
            reports.append(
                Report(
                    id=number,
                    title=row["title"],
                    text=row["text"],
                    language=row.get("language") or note.language,
                    outlet=row.get("outlet") or "",
                    published_at=parse_time(row.get("published_at")),
                    annotations=note,
                )
            )
    return reports


def clustered(reports: list[Report]) -> list[str]:
    window = Window()
    for at in range(0, len(reports), 16):
        window.place(reports[at : at + 16], now=NOW)
    window.settle()
    return [str(window.story_of(report.id)) for report in reports]


# Decision 0157: what happened on this half had a say in one rule of linkage.
SEEN = {
    "ecbplus_dev": "; this half had a say in a setting",
    "ecbplus_train": "; this half was looked at for a setting",
}


@pytest.mark.parametrize("name", sorted(STORY_FLOORS))
def test_stories(name: str, measured: Measured) -> None:
    found = [row for row in rows("stories", name) if other_half(row["truth"])]
    score = scorer("stories").bcubed([row["truth"]["story"] for row in found], clustered(annotated(found)))

    note = f"{len(found)} reports{SEEN.get(name, '')}"
    measured(name, "stories, B-cubed precision", score["precision"], note=note)
    measured(name, "stories, B-cubed recall", score["recall"], note=note)
    measured(
        name,
        "stories, B-cubed F1",
        score["f1"],
        floor=STORY_FLOORS[name],
        target=TARGETS.get(name),
        note=note,
    )


def newsroom() -> tuple[list[Report], list[str]]:
    articles = load(NOW).articles
    found = [
        {
            "title": a.versions[-1].headline,
            "text": "\n".join(a.versions[-1].paragraphs),
            "language": a.language,
            "outlet": a.outlet,
            "published_at": a.published_at.isoformat(),
        }
        for a in articles
    ]
    return annotated(found), [a.event_id for a in articles]


def test_sample_newsroom_across_languages(measured: Measured) -> None:
    reports, events = newsroom()
    answers = clustered(reports)
    lines = list(zip(events, answers, [report.language for report in reports], strict=True))
    pairs = [(a[0] == b[0], a[1] == b[1]) for i, a in enumerate(lines) for b in lines[:i] if a[2] != b[2]]
    right = sum(same and joined for same, joined in pairs)
    recall = right / sum(same for same, _ in pairs)
    precision = right / sum(joined for _, joined in pairs)

    what = "sample newsroom, across languages"
    measured(what, "links, precision", precision, floor=0.98, target=0.98)
    measured(what, "links, recall", recall, floor=0.96, target=0.95)


def test_parallel_pages_without_a_common_sentence(measured: Measured) -> None:
    """Pages of which the English side has the sentences that the Indonesian side has not, and the other way round."""
    pages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows("parallel", "ud_pud"):
        pages[row["id"][:-3]].append(row)
    found, stories = [], []
    for page, sentences in pages.items():
        if len(sentences) < 4:
            continue
        for language, key, part in (("en", "en", sentences[::2]), ("id", "id_text", sentences[1::2])):
            found.append({"title": "", "text": " ".join(row[key] for row in part), "language": language})
            stories.append(page)
    reports = annotated(found)
    lines = list(zip(stories, clustered(reports), [report.language for report in reports], strict=True))
    pairs = [(a[0] == b[0], a[1] == b[1]) for i, a in enumerate(lines) for b in lines[:i] if a[2] != b[2]]
    right = sum(same and joined for same, joined in pairs)

    what = "parallel pages, no sentence on both sides"
    note = f"{len(found) // 2} pages of two or three sentences a side"
    precision = right / max(1, sum(joined for _, joined in pairs))
    recall = right / sum(same for same, _ in pairs)
    measured(what, "links, precision", precision, floor=PARALLEL_FLOORS[0], target=0.98, note=note)
    measured(what, "links, recall", recall, floor=PARALLEL_FLOORS[1], target=0.95, note=note)


def stretches() -> list[list[dict[str, Any]]]:
    """Sentences in their order, those of one article together; each with its `domain` and `number`.

    The parallel news sentences are numbered in the order of the news they come from, with gaps. A run in which each
    shares a rare word with one of the two before it is taken for one article, told from the English alone.
    """
    found = rows("parallel", "panl_bppt")
    words = [
        {word[:7].lower() for word in WORD.findall(row["en"]) if len(word) > 2 or word.isdigit()}
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
    """The sentences of a stretch go to its two sides in turn; nothing was chosen on them."""
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
        floor=STRETCH_FLOORS["precision"],
        target=0.98,
        note=note,
    )
    measured(
        what, "links, recall", right / len(found), floor=STRETCH_FLOORS["recall"], target=0.95, note=note
    )


def test_order_of_arrival_matters_little(measured: Measured) -> None:
    reports, events = newsroom()
    backwards = [replace(report) for report in reversed(reports)]
    forward = scorer("stories").bcubed(events, clustered(reports))
    back = scorer("stories").bcubed(events[::-1], clustered(backwards))

    difference = abs(forward["f1"] - back["f1"])
    measured("sample newsroom, newest first", "stories, B-cubed F1, difference", difference, most=0.04)


def judged(name: str) -> dict[str, Any]:
    articles = rows("pairs", f"{name}.articles")
    place = {row["id"]: number for number, row in enumerate(articles)}
    pairs = [
        row for row in rows("pairs", name) if crc32(("split" + min(row["a"], row["b"])).encode()) % 2 == 1
    ]
    scores = pair_scores(annotated(articles), [(place[row["a"]], place[row["b"]]) for row in pairs])
    lines = [{"id": row["id"], "score": score} for row, score in zip(pairs, scores, strict=True)]
    found: dict[str, Any] = scorer("pairs").score(pairs, lines)
    return found


@pytest.mark.parametrize("name", sorted(PEARSON_FLOORS))
def test_graded_pairs(name: str, measured: Measured) -> None:
    value = judged(name)["similarity"]["pearson"]
    measured(name, "pairs, Pearson", value, floor=PEARSON_FLOORS[name], target=TARGETS[name])


def test_same_event_pairs(measured: Measured) -> None:
    value = judged("tgcontest")["same"]["ap"]
    measured("tgcontest", "pairs, average precision", value, floor=AVERAGE_PRECISION_FLOOR, target=0.93)
