"""Floors of extraction on the quarter of the sites that the shipped models were not trained on."""

import base64
import gzip
import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from figures import Measured

from kabar.cli.stage_extract import to_line
from kabar.extract import extract_article, from_text

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data" / "extraction"
MOST = int(
    os.environ.get("KABAR_QUALITY_PAGES", "120")
)  # pages of a set; the floors hold for these and for all

pytestmark = [
    pytest.mark.quality,
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no evaluation data at {DATA}"),
]

# Set, measure, floor: two points below what was measured, docs/reference/extraction-accuracy.md.
FLOORS = {
    "wcxb_dev_articles": {"word": 0.935, "title": 0.90, "authors": 0.83, "date": 0.85},
    "trafilatura_eval": {"segments": 0.93, "title": 0.90, "authors": 0.75, "date": 0.885},
    "readability": {"shingle": 0.97},
    "chinese_wced": {"shingle": 0.945},
    "newspaper3k": {"shingle": 0.79},
    "htmldate": {"date": 0.95},
    "postlight": {"title": 0.94, "authors": 0.81, "date": 0.94},
}
TARGETS = {
    ("wcxb_dev_articles", "word"): 0.96,
    ("wcxb_dev_articles", "title"): 0.93,
    ("wcxb_dev_articles", "authors"): 0.85,
    ("wcxb_dev_articles", "date"): 0.93,
    ("trafilatura_eval", "segments"): 0.945,
    ("trafilatura_eval", "title"): 0.93,
    ("trafilatura_eval", "authors"): 0.85,
    ("trafilatura_eval", "date"): 0.93,
    ("newspaper3k", "shingle"): 0.86,
    ("chinese_wced", "shingle"): 0.85,
    ("htmldate", "date"): 0.93,
    ("postlight", "title"): 0.93,
    ("postlight", "authors"): 0.85,
    ("postlight", "date"): 0.93,
}
METRICS = {
    "word": "text, words, F1",
    "shingle": "text, runs of words, F1",
    "segments": "text, marked passages, F1",
    "title": "headline, near",
    "authors": "authors, F1",
    "date": "day of publication, F1",
}


def module(path: Path) -> ModuleType:
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    return module(SHARED / "tools" / "score" / "extract.py")


def held_out(name: str) -> list[dict[str, Any]]:
    training = module(ROOT / "scripts" / "train_extract.py")
    rows = []
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            html = row.get("html") or base64.b64decode(row["html_base64"]).decode("utf-8", "replace")
            if training.fold_of(training.site_of(row, html)) == 0:
                rows.append(row)
                if len(rows) >= MOST:
                    break
    return rows


@pytest.mark.parametrize("name", FLOORS)
def test_set_stays_above_its_floors(name: str, scorer: ModuleType, measured: Measured) -> None:
    pytest.importorskip(
        "sklearn", reason="the split by site is defined in the training script, which needs scikit-learn"
    )
    rows = held_out(name)
    out = [
        {
            "id": row["id"],
            **to_line(
                extract_article(row.get("html") or base64.b64decode(row["html_base64"]), url=row.get("url"))
            ),
        }
        for row in rows
    ]
    scores = scorer.score(rows, out)
    facts = scores.get("metadata", {})
    got = {
        "word": scores.get("word", {}).get("f1"),
        "shingle": scores.get("shingle", {}).get("f1"),
        "segments": scores.get("segments", {}).get("f1"),
        "title": facts.get("title", {}).get("near"),
        "authors": facts.get("authors", {}).get("f1"),
        "date": facts.get("published_at", {}).get("f1"),
    }
    for key, floor in FLOORS[name].items():
        measured(
            name,
            METRICS[key],
            got[key],
            floor=floor,
            target=TARGETS.get((name, key)),
            note=f"{len(rows)} pages",
        )
    articles = sum(one["kind"] == "article" for one in out) / len(out)
    # Some pages of newspaper3k hold their text in scripts that were not kept.
    measured(name, "taken for articles", articles, floor=0.88 if name == "newspaper3k" else 0.93)
    if name == "wcxb_dev_articles":
        _measure_estimate(rows, out, scorer, measured)


def _measure_estimate(
    rows: list[dict[str, Any]], out: list[dict[str, Any]], scorer: ModuleType, measured: Measured
) -> None:
    """How far the estimate of quality is from how often texts were right, on average and at its top."""
    said = [float(one["quality"]) for one in out]
    right = [
        scorer.word_prf(row["truth"]["text"], one["text"])[2] >= 0.9
        for row, one in zip(rows, out, strict=True)
    ]
    sure = [good for estimate, good in zip(said, right, strict=True) if estimate >= 0.9]
    measured(
        "wcxb_dev_articles",
        "estimate of quality, mean error",
        abs(sum(said) / len(said) - sum(right) / len(right)),
        most=0.08,
    )
    measured("wcxb_dev_articles", "right where the estimate is 0.9", sum(sure) / max(1, len(sure)), floor=0.9)


@pytest.mark.parametrize(("name", "floor"), [("pages", 0.95), ("hard_pages", 0.85)])
def test_kinds_of_written_pages(name: str, floor: float, measured: Measured) -> None:
    kinds = module(ROOT / "benchmarks" / "page_kinds.py")
    said, wrong, replaced = kinds.measure(getattr(kinds, name)())

    right = sum(count for (kind, found), count in said.items() if kind == found) / sum(said.values())
    measured(f"written pages ({name})", "kind of page", right, floor=floor, note="; ".join(wrong[:3]))
    assert 0 == replaced


def test_seed_article_leaves_headline_points_facts_and_paragraphs() -> None:
    found = from_text((SHARED / "design" / "seed-article.txt").read_text(encoding="utf-8"))

    assert 2 == len(found.key_points)
    assert 13 == len(found.text.split("\n"))
    assert "Reuters" == found.agency
    for noise in ("Iklan", "FOLLOW", "myNEWS", "Leave a Reply", "02:42", "Tiang"):
        assert noise not in found.text
