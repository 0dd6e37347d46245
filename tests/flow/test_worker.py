"""The background loops: reading does not wait for polling, and what is added is noticed at once."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from kabar.config import Config
from kabar.errors import FetchError
from kabar.fetch import Answer
from kabar.fetch.claims import HostClaims
from kabar.model.feed import Fetched, Request, SourceKind
from kabar.pipeline import STALLED
from kabar.runtime import Runtime
from kabar.store import open_store
from kabar.work.polling import Poller
from kabar.work.worker import Worker

TEXT = "Petani di lembah itu memanen padi lebih awal tahun ini karena hujan datang terlambat. " * 8
FEED = "<rss version='2.0'><channel><title>W</title>{}</channel></rss>"
ITEM = "<item><guid>{0}</guid><title>Panen {0}</title><link>https://example.com/{0}</link></item>"


class Web:
    """In the fetcher's place: feeds that answer, and one that hangs until the test lets it go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.hangs = threading.Event()

    def needs_rest(self, host: str) -> bool:
        return True

    def paused_hosts(self) -> dict[str, float]:
        return {}

    def get_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Answer]]:
        for request in requests:
            if "hang" in request.url:
                self.hangs.set()
                self.let_go.wait(60)
                yield request, FetchError(request.url, "gave up", kind="timeout")
                continue
            body = (
                FEED.format(ITEM.format(1)) if "feed" in request.url else f"<article><p>{TEXT}</p></article>"
            )
            yield request, Fetched(url=request.url, status=200, body=body.encode())

    def get_batches(self, requests: Iterable[Request], **_: object) -> Iterator[list[tuple[Request, Answer]]]:
        for request in requests:
            if "hang" in request.url:
                yield from [[]] * STALLED  # nothing came for a moment, and for another
            yield list(self.get_many([request]))

    def close(self) -> None:
        self.let_go.set()


@pytest.fixture
def rt(tmp_path: Path) -> Iterator[Runtime]:
    opened = Runtime(Config(), tmp_path, open_store(None, tmp_path))
    opened.__dict__["fetcher"] = Web()
    yield opened
    opened.close()


def add(rt: Runtime, url: str) -> None:
    with rt.store.write() as db:
        db.sources.add(url, SourceKind.FEED, at=rt.clock())
    rt.wake.set()


def until(true: Callable[[], bool]) -> bool:
    for _ in range(600):
        if true():
            return True
        time.sleep(0.05)
    return False


def test_visits_and_reading_go_on_while_a_visit_hangs(rt: Runtime) -> None:
    web: Web = rt.__dict__["fetcher"]
    add(rt, "https://hang.example/feed")
    worker = Worker(rt)
    worker.start()
    try:
        assert web.hangs.wait(30)
        add(rt, "https://example.com/feed")

        def visited_and_read() -> bool:
            with rt.store.read() as db:
                visited = any(source.state.last_success_at for source in db.sources.all())
                return visited and db.articles.count("read") == 0

        assert until(visited_and_read)
        assert not web.let_go.is_set()
    finally:
        worker.stop()


def test_what_hangs_is_given_up_at_the_end(rt: Runtime) -> None:
    web: Web = rt.__dict__["fetcher"]
    add(rt, "https://hang.example/feed")
    poller = Poller(rt)

    assert poller.step() == {"waiting": 1}
    assert poller.step() == {}
    poller.stop(10)

    with rt.store.read() as db:
        (source,) = db.sources.all()
    assert web.let_go.is_set()
    assert source.state.last_error is not None


def test_host_is_given_back_by_the_last_who_is_at_it() -> None:
    claims = HostClaims()
    claims.enter({"a.example", "b.example"})
    claims.enter({"a.example"})

    assert claims.leave({"a.example", "b.example"}) == {"b.example"}
    assert claims.leave({"a.example"}) == {"a.example"}
