"""Agreement with other parsers' own test files, field by field.

What is left out and why stands in parse_left_out.json; docs/reference/feed-formats.md has the table.
"""

import importlib
import json
import sys
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from figures import Measured

from kabar.cli.jsonl import handle as guarded
from kabar.cli.stage_parse import handle

SHARED = Path(__file__).parents[3] / "shared"
LEFT_OUT = json.loads((Path(__file__).parent / "parse_left_out.json").read_text())
# file -> least share of fields that match after the left-out ones; every row must be handled.
FLOORS = {
    "feedparser": 0.998,
    "gofeed": 0.999,
    "w3c_feedvalidator": 0.998,
    "lemon24_reader": 0.999,
    "simplepie": 0.999,
}
WITHOUT_LEAVING_OUT = {"feedparser": 0.992, "gofeed": 0.998, "w3c_feedvalidator": 0.985, "simplepie": 0.999}

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(
        not (SHARED / "data/feeds").is_dir(), reason="the evaluation data is not here (../shared/data/feeds)"
    ),
]

Row = dict[str, Any]  # rows of the evaluation files are free-form JSON


def left_out(name: str, row_id: str, field: str) -> bool:
    """Whether a field's expectation makes no sense for a news reader."""
    for reason in LEFT_OUT:
        for file, row_pattern, field_pattern in reason["rows"]:
            if (
                file == name
                and fnmatchcase(row_id, row_pattern)
                and (field == field_pattern or fnmatchcase(field, field_pattern))
            ):
                return True
    return False


def scored(name: str, *, all_fields: bool) -> dict[str, Any]:
    """The scorer's result for one file."""
    sys.path.insert(0, str(SHARED / "tools/score"))
    scorer, reading = importlib.import_module("feeds"), importlib.import_module("common")
    rows: list[Row] = list(reading.read_rows(str(SHARED / f"data/feeds/{name}.jsonl.gz")))
    out = [guarded(handle, row) for row in rows]
    if not all_fields:
        for row in rows:
            fields = row["truth"].get("fields") or {}
            row["truth"]["fields"] = {f: v for f, v in fields.items() if not left_out(name, row["id"], f)}
    result: dict[str, Any] = scorer.score(rows, out)
    return result


@pytest.mark.parametrize("name", FLOORS)
def test_fields_agree(name: str, measured: Measured) -> None:
    result = scored(name, all_fields=False)

    measured(name, "feeds handled", result["handled"], floor=1.0)
    measured(name, "fields that match", result["match"], floor=FLOORS[name])
    assert result["errors"] == 0
    assert result.get("failures_seen", 1.0) == 1.0


@pytest.mark.parametrize("name", WITHOUT_LEAVING_OUT)
def test_fields_agree_with_nothing_left_out(name: str, measured: Measured) -> None:
    value = scored(name, all_fields=True)["match"]
    measured(name, "fields that match, nothing left out", value, floor=WITHOUT_LEAVING_OUT[name])


def test_little_is_left_out() -> None:
    counted: Counter[str] = Counter()
    for name in FLOORS:
        reading = importlib.import_module("common")
        for row in reading.read_rows(str(SHARED / f"data/feeds/{name}.jsonl.gz")):
            counted[name] += sum(
                left_out(name, row["id"], field) for field in row["truth"].get("fields") or {}
            )

    assert sum(counted.values()) <= 75
