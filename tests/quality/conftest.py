"""Figures that quality tests measure: each is held to its floor and kept for docs/accuracy.md.

A test hands over what it found, `measured("set", "metric", value, floor=0.9)`; when it has handed over everything, it
fails if a figure is on the wrong side of its floor. Each test leaves one file under .kabar/quality/, from which
scripts/accuracy.py makes the page.
"""

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from figures import Measured

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
RESULTS = ROOT / ".kabar" / "quality"
FIGURES = pytest.StashKey[Measured]()


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Measured:
    """Hand over figures: `measured(set, metric, value, floor=…, target=…, note=…)`."""
    taken = Measured()
    request.node.stash[FIGURES] = taken
    return taken


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    yield
    taken = item.stash.get(FIGURES, None)
    if taken and taken.missed:
        pytest.fail("\n".join(["below what is pinned:", *taken.missed]), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" or report.outcome != "passed":
        keep(item, report.outcome)
    return report


def keep(item: pytest.Item, outcome: str) -> None:
    """Leave what one test found, under a name of its own: processes that share the work do not meet."""
    taken = item.stash.get(FIGURES, None)
    name = item.nodeid.rpartition("/")[2]
    row = {
        "test": name,
        "part": re.sub(r"^test_|_quality$", "", item.path.stem),
        "line": item.location[1] or 0,
        "outcome": outcome,
        "figures": [asdict(figure) for figure in taken.figures] if taken else [],
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / (re.sub(r"[^\w.\[\]-]+", "_", name) + ".json")
    path.write_text(json.dumps(row, ensure_ascii=False, indent=1), encoding="utf-8")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not SHARED.is_dir():
        terminalreporter.write_line(
            f"No evaluation data beside the project ({SHARED.name}/ next to its folder): what needs it was skipped."
        )
