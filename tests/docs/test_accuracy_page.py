"""The accuracy page holds what the quality tests last measured, and every part of it has its words."""

import sys
from pathlib import Path

import accuracy
import pytest


def test_page_is_what_the_figures_give() -> None:
    assert accuracy.page(accuracy.kept()) == accuracy.PAGE.read_text(encoding="utf-8"), (
        "run `python scripts/accuracy.py`"
    )


def test_every_quality_test_file_has_words_on_the_page() -> None:
    files = {
        path.stem.removeprefix("test_").removesuffix("_quality") for path in accuracy.TESTS.glob("test_*.py")
    }

    assert set() == files - accuracy.PARTS.keys(), "add it to PARTS in scripts/accuracy.py"


def test_a_run_that_skipped_something_is_not_complete() -> None:
    rows = [
        {"test": f"{path.name}::test_it", "part": "parse", "line": 1, "outcome": "passed", "figures": []}
        for path in accuracy.TESTS.glob("test_*.py")
    ]

    assert [] == accuracy.whole(rows)
    assert ["test_a.py::test_b was skipped"] == accuracy.whole(
        [*rows, {"test": "test_a.py::test_b", "part": "a", "line": 1, "outcome": "skipped", "figures": []}]
    )
    assert 1 == len(accuracy.whole(rows[1:]))


def test_merging_replaces_only_the_tests_that_ran() -> None:
    def row(test: str, part: str, value: float) -> accuracy.Row:
        return {"test": test, "part": part, "line": 1, "outcome": "passed", "figures": [{"value": value}]}

    before = [row("a", "parse", 0.1), row("b", "rank", 0.2)]
    found = accuracy.merged(before, [row("b", "rank", 0.3), row("c", "copies", 0.4)])

    assert [("a", 0.1), ("c", 0.4), ("b", 0.3)] == [(r["test"], r["figures"][0]["value"]) for r in found]


def test_merging_names_results_that_are_older_than_the_code(tmp_path: Path) -> None:
    code = tmp_path / "kabar" / "parse" / "feeds.py"
    code.parent.mkdir(parents=True)
    code.write_text("pass")
    made = code.stat().st_mtime
    rows = [
        {"test": "test_parse_quality.py::test_a", "part": "parse", "at": made - 60},
        {"test": "test_parse_quality.py::test_b", "part": "parse", "at": made + 60},
        {"test": "test_rank_quality.py::test_c", "part": "rank", "at": made - 60},
    ]

    assert ["test_parse_quality.py::test_a is older than feeds.py"] == accuracy.older(
        rows, tmp_path / "kabar", tmp_path / "tests"
    )


def test_every_part_names_what_it_measures() -> None:
    assert accuracy.PARTS.keys() == accuracy.MEASURED.keys()
    packages = {one for named in accuracy.MEASURED.values() for one in named} | set(accuracy.GROUND)
    assert all((accuracy.ROOT / "src" / "kabar" / one).is_dir() for one in packages)


def test_merging_is_refused_until_it_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = [{"value": 1.0}]
    stale = [
        {
            "test": "test_parse_quality.py::test_a",
            "part": "parse",
            "line": 1,
            "outcome": "passed",
            "at": 0.0,
            "figures": figures,
        }
    ]
    monkeypatch.setattr(accuracy, "results", lambda: stale)
    monkeypatch.setattr(accuracy, "KEPT", tmp_path / "measured.json")
    monkeypatch.setattr(accuracy, "PAGE", tmp_path / "accuracy.md")
    monkeypatch.setattr(accuracy, "page", lambda rows: str(len(rows)))
    monkeypatch.setattr(sys, "argv", ["accuracy.py", "--merge"])

    assert 1 == accuracy.main()
    assert "test_parse_quality.py::test_a is older than" in capsys.readouterr().err
    assert not accuracy.PAGE.exists()
    monkeypatch.setattr(sys, "argv", ["accuracy.py", "--merge", "--older"])
    assert 0 == accuracy.main()
    assert "1" == accuracy.PAGE.read_text()
