"""Feeds that give their entries other guids, formats or addresses: nothing comes twice, nothing is lost."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from fakes import NOW, add_source
from fakes import entry as make_entry
from kabar import pipeline
from kabar.config import Config
from kabar.model.feed import Entry, Fetched, ParsedFeed
from kabar.runtime import Runtime
from kabar.store import Store
from kabar.visiting import Reading


@pytest.fixture
def rt(store: Store, tmp_path: Path) -> Runtime:
    with store.write() as db:
        add_source(db)
    return Runtime(Config(), tmp_path, store, clock=lambda: NOW)


def item(number: int, guid: str, **facts: object) -> Entry:
    values: dict[str, object] = {"url": f"https://example.com/{number}", "fingerprint": bytes([number]) * 16}
    return make_entry(guid, **(values | facts))


def visit(rt: Runtime, entries: Sequence[Entry]) -> tuple[int, int]:
    """How many entries were new and edited."""
    with rt.store.write() as db:
        source = db.sources.lease_due(NOW, limit=1, everything=True, lease_seconds=-1)[0]
    parsed = ParsedFeed(format="rss20", entries=tuple(entries))
    answer = Fetched(url=source.url, status=200, body=b"")
    counts = pipeline._write_visits(rt, [Reading(source=source, at=NOW, response=answer, parsed=parsed)])
    return counts["new"], counts["edited"]


def stored(rt: Runtime) -> int:
    with rt.store.read() as db:
        return sum(db.sources.entry_counts().values())


@pytest.mark.case("R-218")
def test_new_guids_on_every_visit_bring_nothing_twice(rt: Runtime) -> None:
    assert (3, 0) == visit(rt, [item(n, f"a{n}") for n in range(3)])
    assert (0, 0) == visit(rt, [item(n, f"b{n}") for n in range(3)])
    assert (1, 0) == visit(rt, [item(n, f"c{n}") for n in range(4)])
    assert 4 == stored(rt)


@pytest.mark.case("R-238")
def test_feed_that_changes_its_format_goes_on(rt: Runtime) -> None:
    visit(rt, [item(n, f"tag:example.com,2026:{n}", url=f"http://example.com/{n}") for n in range(3)])

    assert (0, 0) == visit(rt, [item(n, f"https://example.com/{n}") for n in range(3)])
    assert (0, 1) == visit(rt, [item(2, "2", fingerprint=b"other words here")])
    assert 3 == stored(rt)


def test_pages_with_many_entries_tell_nothing(rt: Runtime) -> None:
    front = "https://example.com/live"
    visit(rt, [item(n, f"a{n}", url=front) for n in range(2)])

    assert (1, 0) == visit(rt, [item(7, "b", url=front)])


def test_entry_beside_its_namesake_is_another(rt: Runtime) -> None:
    visit(rt, [item(1, "a")])

    assert (1, 0) == visit(rt, [item(1, "a"), item(2, "b", url="https://example.com/1")])


@pytest.mark.case("R-236")
def test_purged_entry_does_not_return_under_another_guid(rt: Runtime) -> None:
    visit(rt, [item(1, "a")])
    with rt.store.write() as db:
        db.entries.purge(NOW.replace(year=NOW.year + 1), keep=())

    assert (0, 0) == visit(rt, [item(1, "b")])


def test_later_date_of_an_edit_reads_the_page_again_once(rt: Runtime) -> None:
    """Same words: that is an edit of the page, which only its date tells."""

    def dated(minutes: int) -> list[Entry]:
        edited = NOW - timedelta(hours=1) + timedelta(minutes=minutes)
        return [item(1, "a", published_at=NOW - timedelta(hours=5), updated_at=edited), item(2, "b")]

    assert (2, 0) == visit(rt, dated(0))
    assert (0, 0) == visit(rt, dated(0))
    assert (0, 1) == visit(rt, dated(10))
    assert (0, 0) == visit(rt, dated(10))
