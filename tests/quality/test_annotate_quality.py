"""Annotation: pinned floors on languages, names and topics that people marked.

Only the half of each set that nothing was chosen on is scored, and of the large sets a sample.
"""

import gzip
import importlib.util
import json
import sys
import zlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from figures import Measured

from kabar.cli.stage_annotate import handle

pytestmark = pytest.mark.quality

SHARED = Path(__file__).resolve().parents[3] / "shared"
Row = dict[str, Any]

# A little under what was measured; docs/reference/annotation-accuracy.md has the figures and what they mean.
ENTITY_FLOORS = {
    ("wikineural", "de"): 0.70,
    ("wikineural", "en"): 0.69,
    ("wikineural", "es"): 0.72,
    ("wikineural", "fr"): 0.69,
    ("wikineural", "it"): 0.70,
    ("wikineural", "nl"): 0.73,
    ("wikineural", "pl"): 0.73,
    ("wikineural", "pt"): 0.72,
    ("wikineural", "ru"): 0.63,
    ("idner_news", "id"): 0.66,
    ("indolem_nerui", "id"): 0.70,
    ("indolem_nerugm", "id"): 0.60,
}
# Of what is called a name: what people see on follow buttons. Wikipedia's marks are patchier than news', Indonesian ones most.
PRECISION_FLOORS = {
    "de": 0.83, "en": 0.85, "es": 0.80, "fr": 0.80, "it": 0.79, "nl": 0.85, "pl": 0.87, "pt": 0.82, "ru": 0.79, "id": 0.57,
}  # fmt: skip
LANGUAGE_FLOORS = {"sib200": 0.955, "tgcontest_categories": 0.99, "wikineural": 0.985, "click_id": 0.945}
TOPIC_FLOORS = {"sib200": 0.50, "bbc_topics": 0.78, "tgcontest_categories": 0.72}
SIB_TOPIC_FLOORS = {"en": 0.73, "id": 0.71, "de": 0.71, "es": 0.73, "ar": 0.69, "zh-Hans": 0.72, "ja": 0.73}
STEP = {"sib200": 12, "click_id": 10, "wikineural": 3, "bbc_topics": 4}  # one row in so many


def scorer() -> ModuleType:
    folder = SHARED / "tools" / "score"
    if not (folder / "annotate.py").exists():
        pytest.skip("the evaluation data is not beside the project")
    sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location("score_annotate", folder / "annotate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def held_out(name: str) -> list[Row]:
    with gzip.open(SHARED / "data" / "annotate" / f"{name}.jsonl.gz", "rt") as stream:
        rows = map(json.loads, stream)
        chosen = [(row, zlib.crc32(str(row["truth"].get("index", row["id"])).encode())) for row in rows]
    return [row for row, number in chosen if number % 2 == 1 and number // 2 % STEP.get(name, 1) == 0]


def answers(rows: list[Row]) -> list[Row]:
    return [{"id": row["id"], **handle(row)} for row in rows]


@pytest.mark.parametrize("name", sorted({name for name, _ in ENTITY_FLOORS}))
def test_names(name: str, measured: Measured) -> None:
    score = scorer().score
    rows = held_out(name)
    output = answers(rows)

    for (one, language), floor in ENTITY_FLOORS.items():
        if one == name:
            part = [row for row in rows if row["truth"].get("language", "id") == language]
            found = score(part, output)["entities"]
            value, precision = found["strict"]["f1"], found["span"]["precision"]
            measured(f"{name}, {language}", "names, exact span and kind, F1", value, floor=floor)
            measured(
                f"{name}, {language}",
                "names, exact span, precision",
                precision,
                floor=PRECISION_FLOORS[language],
            )


@pytest.mark.parametrize("name", sorted(LANGUAGE_FLOORS))
def test_languages(name: str, measured: Measured) -> None:
    score = scorer().score
    rows = held_out(name)
    for row in rows:
        row["truth"].setdefault("language", "id")
    value = score(rows, answers(rows))["language"]["accuracy"]

    measured(name, "language, accuracy", value, floor=LANGUAGE_FLOORS[name])


@pytest.mark.parametrize("name", sorted(TOPIC_FLOORS))
def test_topics(name: str, measured: Measured) -> None:
    score = scorer().score
    rows = [row for row in held_out(name) if row["truth"].get("topics")]
    output = answers(rows)
    value = score(rows, output)["topics"]["accuracy"]

    measured(name, "topic, accuracy", value, floor=TOPIC_FLOORS[name])
    if name == "sib200":  # some thirty sentences a language, so the floors are lower by 0.06
        for language, floor in SIB_TOPIC_FLOORS.items():
            part = [row for row in rows if row["truth"]["language"] == language]
            value = score(part, output)["topics"]["accuracy"]
            measured(f"{name}, {language}", "topic, accuracy", value, floor=round(floor - 0.06, 3))
