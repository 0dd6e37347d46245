"""Train the pair model of clustering, tell what vectors of news have in common, and make the table of common words.

    python scripts/train_cluster.py DATA [--out src/kabar/cluster/data] [--half 0] [--common]

DATA is the folder of evaluation data (stories/, pairs/). Only one half of every set is read, chosen by a hash
of the story (of the topic, where two events share one), so that the other half can judge. What is kept
of the texts are thresholds on features: no word, no vector. The forest is the mean of several, each grown on other
draws of pairs and without a third of the stories, so that it hangs less on which pairs were drawn. Needs scikit-learn;
takes about five CPU minutes, half of it for vectors and names. Made again it is the same byte for byte. With `--common`
the table of common words is counted anew first, and the features with it (--out must be Kabar's own folder then): look
again at forms filled in anew (tests/unit/cluster/test_lookalikes.py).
"""

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from cluster_directions import directions
from cluster_forest import Pairs, train

from kabar.annotate import Document, open_annotator
from kabar.cli.stage_cluster import parse_time
from kabar.cluster.columns import Columns
from kabar.cluster.features import PairFeatures
from kabar.cluster.meaning import Directions
from kabar.cluster.search import Candidates
from kabar.cluster.sketch import sketch
from kabar.cluster.terms import terms_of
from kabar.model.article import Report
from kabar.sample.loading import load

SETS = ("neus_train", "neus_val", "giveme5w1h", "ecbplus_train", "ecbplus_dev", "uci_titles")
LIGHT = {"ecbplus_dev": 0.5, "sample": 0.5}  # small sets count half
JUDGED = ("semeval", "semeval_translated", "tgcontest")
GROUPS = (  # windows that are learned from: each set alone, sets of a kind, and all together
    *((name,) for name in (*SETS, "sample")),
    ("neus_train", "neus_val"),
    ("ecbplus_train", "ecbplus_dev"),
    (*SETS, "sample"),
)
DRAWS = 3  # of pairs; each forest sees one
# Titles alone are alike and many: with more than this share of same pairs, what is unlike ends at the very limit.
SAME_TITLES = 0.24
POSITIVES, HARD, RANDOM = 12, 20, 5  # pairs taken of each report
FORMS = ("giveme5w1h", "neus_train", "neus_val", "sample")  # sets whose reports are filled in anew
FORM_CHARACTERS = 200  # of a text worth that
FORM_WEIGHT = 0.05
CAPITAL = re.compile(r"(?<=[a-zà-ÿа-я,] )[A-ZÀ-ÞА-Я]\w+")
CAPITAL_OR_FIGURE = re.compile(r"\d+|" + CAPITAL.pattern)
LEAST_SHARE = 0.08  # of a language's reports that a common word stands in


@dataclass(frozen=True, slots=True)
class Item:
    """A report with its story."""

    report: Report
    story: str
    set: str
    part: str  # what is in or out as a whole: the story, or the topic where two events share one


def half_of(truth: dict[str, str]) -> int:
    """0 or 1: the half of its set that a story is in; two events of one topic are in the same half."""
    return (
        crc32(("splittopic" + truth["topic"] if "topic" in truth else "split" + truth["story"]).encode()) % 2
    )


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt") as stream:
        return [json.loads(line) for line in stream]


def reports(found: Sequence[dict[str, Any]], start: int) -> list[Report]:
    """Annotated reports of *found*, numbered from *start*."""
    annotator = open_annotator()
    result = []
    for at in range(0, len(found), 16):
        batch = found[at : at + 16]
        notes = annotator.annotate(
            [Document(title=r["title"], text=r["text"], language_hint=r.get("language")) for r in batch]
        )
        for number, (row, note) in enumerate(zip(batch, notes, strict=True), start=start + at):
            result.append(
                Report(
                    id=number,
                    title=row["title"],
                    text=row["text"],
                    language=row.get("language") or note.language,
                    published_at=parse_time(row.get("published_at")),
                    annotations=note,
                )
            )
    return result


def sample_rows() -> list[dict[str, Any]]:
    """The sample newsroom's articles as rows."""
    return [
        {
            "title": article.versions[-1].headline,
            "text": "\n".join(article.versions[-1].paragraphs),
            "language": article.language,
            "published_at": article.published_at.isoformat(),
            "truth": {"story": article.event_id},
        }
        for article in load(datetime(2026, 1, 1, tzinfo=UTC)).articles
    ]


def stories(data: Path, half: int) -> dict[str, list[Item]]:
    """Set -> its reports of that half. Of the titles a third of the stories: they are many and alike."""
    result: dict[str, list[Item]] = {}
    for place, name in enumerate((*SETS, "sample")):
        found = sample_rows() if name == "sample" else rows(data / "stories" / f"{name}.jsonl.gz")
        found = [row for row in found if half_of(row["truth"]) == half]
        if name == "uci_titles":
            found = [row for row in found if crc32(f"sub{row['truth']['story']}".encode()) % 3 == 0]
        made = reports(found, place * 1_000_000)
        result[name] = [
            Item(report, name + row["truth"]["story"], name, row["truth"].get("topic", row["truth"]["story"]))
            for report, row in zip(made, found, strict=True)
        ]
    return result


def pairs_of(items: Sequence[Item], seed: int, common: Directions) -> list[Pairs]:
    """Pairs of each set in one window of *items*: those of one story, the most alike others, and some by lot."""
    rng = np.random.default_rng(seed)
    items = [items[index] for index in rng.permutation(len(items))]
    columns = Columns(directions=common)
    search = Candidates(columns)
    for item in items:
        columns.add(sketch(item.report))
    for row in range(columns.size):
        search.post(row)
    stories = np.array([item.story for item in items])
    parts = np.array([item.part for item in items])
    features = PairFeatures(columns)
    found: dict[str, list[tuple[np.ndarray, np.ndarray, np.ndarray]]] = defaultdict(list)
    for row, item in enumerate(items):
        same = np.flatnonzero(stories == item.story)
        same = same[same != row]
        if len(same) > POSITIVES:
            same = rng.choice(same, POSITIVES, replace=False)
        near = search.of(row, by_words=60, by_meaning=60)
        other = near[stories[near] != item.story]
        rows_ = np.concatenate([same, other]).astype(np.intp)
        numbers = features.of(row, rows_)
        alike = numbers[len(same) :, 0] * 0.7 + numbers[len(same) :, 1] * 2 + numbers[len(same) :, 2]
        hard = np.argsort(-alike)[:HARD]
        loose = rng.choice(len(other), min(RANDOM, len(other)), replace=False) if len(other) else hard
        keep = np.concatenate([np.arange(len(same)), len(same) + np.concatenate([hard, loose])]).astype(int)
        both = np.stack([np.full(len(keep), item.part, parts.dtype), parts[rows_[keep]]], axis=1)
        found[item.set].append((numbers[keep], (keep < len(same)).astype(float), both))
    return [
        Pairs(
            np.vstack([part[0] for part in some]),
            np.concatenate([part[1] for part in some]),
            np.concatenate([part[2] for part in some]),
            LIGHT.get(name, 1),
            SAME_TITLES if name == "uci_titles" else 1.0,
        )
        for name, some in found.items()
    ]


def judged(data: Path, half: int, common: Directions) -> list[Pairs]:
    """The judged pairs of that half, in a window of their set."""
    result = []
    for name in JUDGED:
        found = rows(data / "pairs" / f"{name}.articles.jsonl.gz")
        columns = Columns(directions=common)
        place = {row["id"]: columns.add(sketch(r)) for row, r in zip(found, reports(found, 0), strict=True)}
        features = PairFeatures(columns)
        numbers, labels, parts = [], [], []
        for pair in rows(data / "pairs" / f"{name}.jsonl.gz"):
            same, first = pair["truth"].get("same"), min(pair["a"], pair["b"])
            if same is None or crc32(("split" + first).encode()) % 2 != half:
                continue
            numbers.append(features.of(place[pair["a"]], np.array([place[pair["b"]]], np.intp))[0])
            labels.append(float(same))
            parts.append((first, first))
        result.append(Pairs(np.array(numbers), np.array(labels), np.array(parts), 0.5))
    return result


def forms(items: Sequence[Item], seed: int, common: Directions) -> list[Pairs]:
    """Reports against themselves as forms filled in anew: other figures, and other names or not.

    Market wraps, match reports and weather share nearly all of their words and are other events each day. The
    sets have few of them, so the trees would not learn what tells them apart.
    """
    rng = random.Random(seed)
    long = [item.report for item in items if len(item.report.text) >= FORM_CHARACTERS]
    chosen = [report for report in long if crc32(f"form{report.title}{report.text[:80]}".encode()) % 4 == 0]
    pool = [match.group() for report in chosen for match in CAPITAL.finditer(report.text)]
    if not pool:
        return []
    columns = Columns(directions=common)
    for item in items:
        columns.add(sketch(item.report))
    twins = []
    for number, report in enumerate(chosen):
        names = number % 3 > 0
        if not names and len(set(re.findall(r"\d+", report.text))) < 4:
            continue
        fresh: dict[str, str] = {}
        title, text = (
            filled_anew(part, fresh, pool if names else [], rng) for part in (report.title, report.text)
        )
        twins.append((report, {"title": title, "text": text, "language": report.language}))
    made = reports([row for _, row in twins], 90_000_000)
    features, numbers = PairFeatures(columns), []
    for (report, _), twin in zip(twins, made, strict=True):
        twin = replace(twin, published_at=report.published_at)
        pair = columns.add(sketch(report)), columns.add(sketch(twin))
        numbers.append(features.of(pair[0], np.array([pair[1]], np.intp))[0])
        columns.drop(pair)
    return [Pairs(np.array(numbers), np.zeros(len(numbers)), np.empty((0, 2)), FORM_WEIGHT)]


def filled_anew(text: str, fresh: dict[str, str], pool: Sequence[str], rng: random.Random) -> str:
    """*text* with other figures, and with names out of *pool* in place of its own."""

    def other(match: re.Match[str]) -> str:
        word = match.group()
        if word not in fresh:
            if word[0].isdigit():
                fresh[word] = str(rng.randint(10 ** (len(word) - 1), 10 ** len(word) - 1))
            else:
                fresh[word] = rng.choice(pool) if pool else word
        return fresh[word]

    return CAPITAL_OR_FIGURE.sub(other, text)


def common_directions(by_set: dict[str, list[Item]]) -> Directions:
    """What the vectors of all sets have in common."""
    model = by_set["sample"][0].report.annotations.vector_model
    told = [
        (
            np.array([item.report.annotations.vector for item in items], np.float32),
            [item.story for item in items],
        )
        for items in by_set.values()
    ]
    return directions(told, model)


def draws(data: Path, half: int, by_set: dict[str, list[Item]], common: Directions) -> list[list[Pairs]]:
    """The pairs of every draw: every set counts the same in every window it stands in."""
    graded = judged(data, half, common)
    result = []
    for draw in range(DRAWS):
        found = list(graded)
        for place, group in enumerate(GROUPS):
            found += pairs_of([item for name in group for item in by_set[name]], 100 * draw + place, common)
        for place, name in enumerate(FORMS):
            found += forms(by_set[name], 100 * draw + place, common)
        result.append(found)
    return result


def common_words() -> dict[str, np.ndarray]:
    """Terms that stand in many of the sample newsroom's reports of a language, and in what share of them."""
    by_language: dict[str, list[set[int]]] = defaultdict(list)
    for row in sample_rows():
        by_language[row["language"]].append({int(term) for term in terms_of(row["title"], row["text"]).ids})
    share: dict[int, float] = {}
    for sets in by_language.values():
        for term, count in Counter(term for terms in sets for term in terms).items():
            if count >= 4 and count / len(sets) >= LEAST_SHARE:
                share[term] = max(share.get(term, 0), count / len(sets))
    terms = sorted(share)
    return {
        "terms": np.array(terms, np.uint32),
        "share": np.array([share[term] for term in terms], np.float16),
    }


def main() -> None:
    """Write directions.npz and pairs.npz, and common.npz where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/kabar/cluster/data"))
    parser.add_argument("--half", type=int, default=0)
    parser.add_argument("--common", action="store_true", help="count the common words anew, too")
    options = parser.parse_args()
    by_set = stories(options.data, options.half)
    if options.common:
        np.savez_compressed(options.out / "common.npz", **common_words())
    common = common_directions(by_set)
    stored = {part: getattr(common, part).astype(np.float16) for part in ("mean", "axes", "lost")}
    np.savez_compressed(options.out / "directions.npz", model=np.array(common.model), **stored)
    model = train(draws(options.data, options.half, by_set, common))
    np.savez_compressed(options.out / "pairs.npz", **model)
    print(f"{options.out / 'pairs.npz'}: {len(model['tables'])} trees")


if __name__ == "__main__":
    main()
