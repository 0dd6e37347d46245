"""The accuracy page holds what the quality tests last measured, and every part of it has its words."""

import accuracy


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
