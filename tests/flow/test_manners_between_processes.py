"""Two processes over one database: what a host told the one, the other keeps, too."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from fakes import add_articles
from kabar import pipeline
from kabar.config import Config
from kabar.errors import FetchError
from kabar.fetch import Answer
from kabar.model.feed import Request, SourceKind
from kabar.runtime import Runtime, open_runtime


class BusySite:
    """In the fetcher's place: every host answers 429 to everything."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def needs_rest(self, host: str) -> bool:
        return host != "127.0.0.1"

    def paused_hosts(self) -> dict[str, float]:
        return {"example.com": 3600.0} if self.asked else {}

    def get_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Answer]]:
        for request in requests:
            self.asked.append(request.url)
            error = FetchError(request.url, "429", kind="http_429", status=429, retry_after_seconds=3600)
            yield request, error

    def get_batches(
        self, requests: Iterable[Request], *, size: int, wait_seconds: float
    ) -> Iterator[list[tuple[Request, Answer]]]:
        yield from ([pair] for pair in self.get_many(requests))

    def close(self) -> None:
        pass


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Runtime, Runtime]]:
    both = open_runtime(Config(), tmp_path), open_runtime(Config(), tmp_path)
    for rt in both:
        rt.__dict__["fetcher"] = BusySite()
    yield both
    for rt in both:
        rt.close()


def _asked(rt: Runtime) -> list[str]:
    return rt.__dict__["fetcher"].asked  # type: ignore[no-any-return]  # put there above


def _add(rt: Runtime, url: str) -> None:
    with rt.store.write() as db:
        db.sources.add(url, SourceKind.FEED, at=rt.clock())


@pytest.mark.case("R-190", "R-203")
def test_pause_that_one_process_was_told_is_kept_by_the_other(two: tuple[Runtime, Runtime]) -> None:
    first, second = two
    _add(first, "https://example.com/1")
    pipeline.poll_sources(first)
    _add(first, "https://example.com/2")
    _add(first, "https://other.example/3")
    pipeline.poll_sources(second)

    assert ["https://example.com/1"] == _asked(first)
    assert ["https://other.example/3"] == _asked(second)


def test_pages_of_a_paused_host_are_not_asked_and_the_feed_stands_in(two: tuple[Runtime, Runtime]) -> None:
    first, second = two
    _add(first, "https://example.com/1")
    pipeline.poll_sources(first)
    add_articles(first.store, 2)
    counts = pipeline.read_articles(second)

    assert [] == _asked(second)
    assert 2 == counts["fallback"]


def test_pages_of_a_host_that_another_process_is_at_wait(two: tuple[Runtime, Runtime]) -> None:
    first, second = two
    add_articles(first.store, 2)
    now = first.clock()
    with first.store.write() as db:
        db.hosts.hold(["example.com"], holder=first.holder, now=now, until=now.replace(year=now.year + 1))
    counts = pipeline.read_articles(second)

    assert ([], 0) == (_asked(second), counts["fallback"] + counts["read"])
    with second.store.read() as db:
        assert 2 == db.articles.count("read")
