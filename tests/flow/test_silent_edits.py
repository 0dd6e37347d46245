"""An outlet that edits its articles after we read them: with a note, and without one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kabar import pipeline
from kabar.cli.sample import allow_sample
from kabar.config import Config
from kabar.model.account import MarkKind
from kabar.model.feed import SourceKind
from kabar.model.ids import AccountId
from kabar.model.views import ArticleView
from kabar.runtime import Runtime, open_runtime
from kabar.sample.server import SampleServer
from kabar.service import reading

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
