"""Extraction in child processes."""

import os
import signal

import pytest

from kabar.errors import ExtractError
from kabar.extract.pool import ExtractionPool, PageJob
from kabar.model.article import Extraction

GOOD = (
    "<html><body><article><p>"
    + "The council voted on Tuesday to reopen the line. " * 10
    + "</p></article></body></html>"
)


@pytest.mark.case("R-092")
def test_pages_come_back_in_order_and_a_killed_child_costs_one_page() -> None:
    with ExtractionPool(workers=1, wall_seconds=20) as pool:
        assert "The council" in pool.extract(GOOD).text
        child = pool.children._idle.get_nowait()
        os.kill(child.process.pid, signal.SIGSTOP)  # it will not answer in time
        pool.children._idle.put(child)
        pool.children.wall_seconds = 0.5
        with pytest.raises(ExtractError, match=r"more than 0\.5 s"):
            pool.extract(GOOD)
        pool.children.wall_seconds = 20
        results = list(
            pool.map([PageJob(html=GOOD, url=f"https://news.example/{number}") for number in range(3)])
        )

    assert [f"https://news.example/{number}" for number in range(3)] == [
        one.canonical_url for one in results if isinstance(one, Extraction)
    ]


@pytest.mark.case("R-092")
def test_page_that_needs_too_much_memory_fails_alone() -> None:
    with ExtractionPool(workers=1, wall_seconds=60, memory_mib=150) as pool:
        big, good = pool.map([PageJob(html="<p>" + "word " * 12_000_000), PageJob(html=GOOD)])

    assert isinstance(big, ExtractError)
    assert isinstance(good, Extraction)


def test_closed_pool_refuses() -> None:
    pool = ExtractionPool()
    pool.close()

    with pytest.raises(ExtractError, match="shut down"):
        pool.extract(GOOD)
