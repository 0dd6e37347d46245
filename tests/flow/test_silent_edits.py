"""An outlet that edits its articles after we read them: with a note, and without one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kabar import pipeline
from kabar.cli.sample import allow_sample
from kabar.config import Config
from kabar.model.account import MarkKind
from kabar.model.feed import SourceKind
from kabar.model.ids import AccountId, ArticleId
from kabar.model.views import ArticleView
from kabar.runtime import Runtime, open_runtime
from kabar.sample import server
from kabar.sample.server import SampleServer
from kabar.service import reading
from kabar.work.round import Round, work_step
from kabar.work.upkeep import look_again

ANCHOR = datetime(2026, 11, 20, 12, tzinfo=UTC)


class World:
    """The sample's agency, read at times of the test's choice."""

    def __init__(self, rt: Runtime, server: SampleServer, clock: list[datetime]) -> None:
        self.rt, self.server, self.clock = rt, server, clock
        with rt.store.write() as db:
            self.me = db.accounts.create("owner", is_admin=True, at=clock[0])
            source = next(one for one in server.sources() if one.outlet == "meridian")
            db.sources.add(source.url, SourceKind.FEED, at=clock[0], title=source.title)

    def read_at(self, at: datetime) -> int:
        """Poll and read everything as it stands then; how many requests that took."""
        self.clock[0] = at
        before = self.server.requests
        pipeline.poll_sources(self.rt, everything=True)
        while pipeline.read_articles(self.rt):
            pass
        return self.server.requests - before

    def article(self, name: str) -> ArticleView:
        """The article of the sample with this name."""
        found = next(one for one in self.server.newsroom.articles if one.id == name)
        with self.rt.store.read() as db:
            number = db.articles.find(self.server.root(found.outlet) + found.path)
        assert number is not None
        return reading.article(self.rt, self.me, number)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = [ANCHOR]
    rt = open_runtime(allow_sample(Config()), tmp_path, clock=lambda: clock[0])
    with SampleServer(now=lambda: clock[0], anchor=ANCHOR) as server:
        yield World(rt, server, clock)
    rt.close()


def times(world: World, name: str) -> list[datetime]:
    found = next(one for one in world.server.newsroom.articles if one.id == name)
    return [version.at for version in found.versions]


def test_silent_edit_is_found_and_shown_word_by_word(world: World) -> None:
    first, second = times(world, "selmora-quake-meridian")
    world.read_at(first + timedelta(minutes=5))
    before = world.article("selmora-quake-meridian")
    reading.mark(world.rt, world.me, MarkKind.READ, article=before.id)
    world.read_at(second + timedelta(minutes=5))

    after = world.article("selmora-quake-meridian")
    (version,) = after.versions
    assert ("edit", True) == (version.kind, version.since_read)
    added = " ".join(change.text for change in version.changes if change.op == "added")
    removed = " ".join(change.text for change in version.changes if change.op == "removed")
    assert added.strip() and removed.strip()
    assert added.split()[0] in f"{after.title}\n{after.text}"
    assert removed.split()[0] in f"{before.title}\n{before.text}"
    assert before.text != after.text


def test_correction_with_a_note_is_called_one(world: World) -> None:
    first, second = times(world, "chips-meridian")
    world.read_at(first + timedelta(minutes=5))
    world.read_at(second + timedelta(minutes=5))

    view = world.article("chips-meridian")
    assert ["correction"] == [version.kind for version in view.versions]
    assert not view.versions[0].since_read


@pytest.mark.case("R-206")
def test_page_is_asked_for_again_only_when_its_feed_says_that_it_changed(world: World) -> None:
    first, second = times(world, "selmora-quake-meridian")
    world.read_at(first + timedelta(minutes=5))
    quiet = world.read_at(first + timedelta(minutes=20))
    edited = world.read_at(second + timedelta(minutes=5))

    assert 1 == quiet, "the feed alone"
    assert edited >= 2
    assert AccountId(1) == world.me


def test_page_out_of_reach_at_an_edit_keeps_the_text(world: World) -> None:
    first, second = times(world, "selmora-quake-meridian")
    world.read_at(first + timedelta(minutes=5))
    before = world.article("selmora-quake-meridian")
    path = next(one.path for one in world.server.newsroom.articles if one.id == "selmora-quake-meridian")
    world.server._by_path.pop(("meridian", path))  # the page is gone, the feed still names it
    world.read_at(second + timedelta(minutes=5))

    after = world.article("selmora-quake-meridian")
    assert (before.text, None) == (after.text, after.fallback_reason)
    assert () == after.versions


def work_off(world: World) -> None:
    while work_step(world.rt, Round()):
        pass


def look_at(world: World, at: datetime) -> int:
    """Look again at what was opened, without a visit to the feed; how many requests that took."""
    world.clock[0] = at
    before = world.server.requests
    look_again(world.rt)
    work_off(world)
    return world.server.requests - before


def test_edit_that_no_feed_tells_is_found_where_somebody_opened_the_article(world: World) -> None:
    first, second = times(world, "selmora-quake-meridian")
    opened = first + timedelta(minutes=5)
    world.read_at(opened)
    work_off(world)
    before = world.article("selmora-quake-meridian")
    reading.opened(world.rt, world.me, article=before.id)
    look_at(world, max(second, opened + timedelta(hours=1)) + timedelta(minutes=5))

    after = world.article("selmora-quake-meridian")
    assert before.text != after.text
    assert [("edit", True)] == [(version.kind, version.since_read) for version in after.versions]


def test_what_was_opened_is_looked_at_three_times_and_nothing_else_is(world: World) -> None:
    first, _ = times(world, "selmora-quake-meridian")
    opened = first + timedelta(minutes=5)
    world.read_at(opened)
    work_off(world)
    reading.opened(world.rt, world.me, article=world.article("selmora-quake-meridian").id)
    hours = (0.5, 1.1, 1.2, 5, 6.1, 7, 12, 24.1, 25, 30, 71, 80)
    asked = {hour: look_at(world, opened + timedelta(hours=hour)) for hour in hours}

    assert {1.1, 6.1, 24.1} == {hour for hour, requests in asked.items() if requests}
    assert 3 == sum(asked.values())


def test_looks_that_were_missed_are_one(world: World) -> None:
    first, _ = times(world, "selmora-quake-meridian")
    opened = first + timedelta(minutes=5)
    world.read_at(opened)
    work_off(world)
    reading.mark(world.rt, world.me, MarkKind.SAVED, article=world.article("selmora-quake-meridian").id)

    assert 1 == look_at(world, opened + timedelta(hours=50))
    assert 0 == look_at(world, opened + timedelta(hours=51))


def test_pages_are_not_looked_at_again_where_pages_are_not_read(world: World) -> None:
    first, _ = times(world, "selmora-quake-meridian")
    opened = first + timedelta(minutes=5)
    world.read_at(opened)
    work_off(world)
    reading.opened(world.rt, world.me, article=world.article("selmora-quake-meridian").id)
    flow = msgspec.structs.replace(world.rt.config.flow, read_pages=False)
    world.rt.config = msgspec.structs.replace(world.rt.config, flow=flow)

    assert 0 == look_at(world, opened + timedelta(hours=2))


SHELL = "<html><head><title>Loading</title></head><body><div id=app></div><script src=/app.js></script></body></html>"
GONE = "<html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>The page you look for is not here.</p></body></html>"


@pytest.mark.parametrize("instead", ["shell", "not found", "sample"])
def test_page_that_gives_less_than_before_keeps_the_text_and_the_stored_page(
    world: World, monkeypatch: pytest.MonkeyPatch, instead: str
) -> None:
    first, second = times(world, "selmora-quake-meridian")
    world.read_at(first + timedelta(minutes=5))
    before = world.article("selmora-quake-meridian")
    with world.rt.store.read() as db:
        page = db.pages.get(ArticleId(before.id))
    some = "".join(f"<p>{part}</p>" for part in before.text.split("\n")[:2] if part)
    sample = f"<html><head><title>{before.title}</title></head><body><article><h1>{before.title}</h1>{some}</article></body></html>"
    body = {"shell": SHELL, "not found": GONE, "sample": sample}[instead]
    monkeypatch.setattr(server, "article_page", lambda *_, **__: body.encode())
    world.read_at(second + timedelta(minutes=5))

    after = world.article("selmora-quake-meridian")
    with world.rt.store.read() as db:
        assert page == db.pages.get(ArticleId(before.id))
    assert (before.text, None, ()) == (after.text, after.fallback_reason, after.versions)
