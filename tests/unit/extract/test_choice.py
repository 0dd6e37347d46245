"""Which blocks are kept, and what kind of page it is."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from kabar.extract.scorer import LAST, wanted


def chosen(likely: list[float], sizes: list[int]) -> list[int]:
    marks = wanted(np.array(likely, np.float32), np.array(sizes, np.float32))
    return [number for number, mark in enumerate(marks) if mark]


def test_sure_pages_keep_what_is_above_one_half() -> None:
    assert [1, 2, 3] == chosen([0.1, 0.99, 0.97, 0.98, 0.3, 0.05], [200] * 6)


def test_doubtful_pages_keep_what_may_be_the_text() -> None:
    assert [1, 2, 3] == chosen([0.05, 0.48, 0.45, 0.47, 0.05], [200] * 5)


def test_short_blocks_need_one_half() -> None:
    assert [1, 3] == chosen([0.05, 0.48, 0.45, 0.47, 0.05], [200, 200, 12, 200, 200])


def test_something_is_taken_when_nothing_is_likely_but_no_furniture() -> None:
    assert [0] == chosen([0.3, 0.02, 0.03], [150, 150, 150])
    assert [] == chosen([LAST / 2] * 3, [150] * 3)
    assert [] == chosen([], [])


def written() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "page_kinds", Path(__file__).parents[3] / "benchmarks" / "page_kinds.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["page_kinds"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["pages", "hard_pages"])
def test_written_pages_are_what_they_are_and_never_replace_a_feed(name: str) -> None:
    module = written()
    said, wrong, replaced = module.measure(getattr(module, name)())

    assert (sum(said.values()), 0) == (
        sum(n for (kind, found), n in said.items() if kind == found),
        replaced,
    ), wrong
