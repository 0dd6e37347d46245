"""What a visit leaves behind: entries and validators together, one request for all who read."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kabar import pipeline
from kabar.config import Config
from kabar.fetch import Answer
from kabar.model.feed import Fetched, Request, SourceKind, Validators
from kabar.model.ids import AccountId
from kabar.model.source import Visit
from kabar.runtime import Runtime
from kabar.store import open_store
from kabar.store.sources import Sources

URL = "https://example.com/feed"
START = datetime(2026, 4, 2, 12, tzinfo=UTC)
TEXT = "Petani di lembah itu memanen padi lebih awal tahun ini karena hujan datang terlambat. " * 8


class Site:
    """In the fetcher's place: a feed whose items the test changes, and a page for each."""

    def __init__(self) -> None:
        self.items: list[int] = [1, 2, 3]
        self.asked: list[Request] = []
        self.page = f"<article><p>{TEXT}</p></article>".encode()

    def needs_rest(self, host: str) -> bool:
        return True

    def paused_hosts(self) -> dict[str, float]:
        return {}

    def get_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Answer]]:
        for request in requests:
            self.asked.append(request)
            body = self._feed().encode() if request.url == URL else self.page
            given = Validators(etag=f'"{len(self.asked)}"')
            yield request, Fetched(url=request.url, status=200, body=body, validators=given)

    def get_batches(
        self, requests: Iterable[Request], *, size: int, wait_seconds: float
    ) -> Iterator[list[tuple[Request, Answer]]]:
        yield list(self.get_many(requests))

    def close(self) -> None:
        pass

    def _feed(self) -> str:
        items = "".join(
            f"<item><guid>{n}</guid><title>Panen raya {n}</title><link>https://example.com/{n}</link></item>"
            for n in self.items
        )
        return f"<rss version='2.0'><channel><title>Warta</title>{items}</channel></rss>"


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def rt(tmp_path: Path) -> Iterator[Runtime]:
    opened = Runtime(Config(), tmp_path, open_store(None, tmp_path), Clock())
    opened.__dict__["fetcher"] = Site()
    with opened.store.write() as db:
        number, _ = db.sources.add(URL, SourceKind.FEED, at=START)
        for name in ("Ayu", "Budi"):
            db.subscriptions.add(
                AccountId(db.accounts.create(name, is_admin=False, at=START)), number, at=START
            )
    yield opened
    opened.close()


def site(rt: Runtime) -> Site:
    return rt.__dict__["fetcher"]  # type: ignore[no-any-return]  # put there above


def poll(rt: Runtime) -> int:
    """How many entries a visit a day later brings."""
    assert isinstance(rt.clock, Clock)
    rt.clock.now += timedelta(days=1)
    return pipeline.poll_sources(rt)["new"]


@pytest.mark.case("R-185")
def test_crash_before_the_visit_is_recorded_keeps_neither_entries_nor_validators(
    rt: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(self: Sources, visits: list[Visit]) -> None:
        raise RuntimeError("the power went off")

    with monkeypatch.context() as patched:
        patched.setattr(Sources, "record", crash)
        with pytest.raises(RuntimeError, match="power"):
            poll(rt)
    with rt.store.read() as db:
        source = db.sources.all()[0]
        assert ({}, Validators()) == (db.sources.entry_counts(), source.state.validators)
    assert 3 == poll(rt)


@pytest.mark.case("R-207")
def test_two_readers_cost_one_request(rt: Runtime) -> None:
    poll(rt)

    assert [URL] == [request.url for request in site(rt).asked]


@pytest.mark.case("R-235")
def test_item_that_leaves_the_feed_stays(rt: Runtime) -> None:
    poll(rt)
    site(rt).items = [4]

    assert 1 == poll(rt)
    with rt.store.read() as db:
        assert [4] == list(db.sources.entry_counts().values())


@pytest.mark.case("R-223")
def test_items_without_dates_are_as_old_as_our_first_sight_and_keep_their_order(rt: Runtime) -> None:
    poll(rt)
    first = rt.clock()
    site(rt).items = [4, 1, 2, 3]
    poll(rt)
    with rt.store.read() as db:
        lines = db.reading.of_source(db.sources.all()[0].id, limit=10)

    assert "Panen raya 4" == lines[0].title
    assert [first] * 3 == [line.first_seen_at for line in lines[1:]]
    assert [line.id for line in lines] == sorted((line.id for line in lines), reverse=True)


@pytest.mark.case("R-206")
def test_page_that_was_read_is_not_fetched_again(rt: Runtime) -> None:
    poll(rt)
    pipeline.read_articles(rt)
    poll(rt)
    pipeline.read_articles(rt)

    pages = [request.url for request in site(rt).asked if request.kind == "page"]
    assert sorted(pages) == [f"https://example.com/{n}" for n in (1, 2, 3)]


@pytest.mark.case("R-270")
def test_link_to_a_file_keeps_the_text_of_the_feed_and_says_what_it_is(rt: Runtime) -> None:
    site(rt).items = [1]
    poll(rt)
    site(rt).page = b"%PDF-1.7\n%\xe2\xe3 binary"
    pipeline.read_articles(rt)

    with rt.store.read() as db:
        line = db.reading.article(1)
    assert line.title == "Panen raya 1"
    assert line.fallback_reason is not None and "a PDF document" in line.fallback_reason
