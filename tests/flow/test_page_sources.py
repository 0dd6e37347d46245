"""A page without a feed, from its address to its articles, against a server on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hostile import HostileServer, answer, say

from kabar import pipeline
from kabar.cli import cli
from kabar.config import Config
from kabar.errors import InputError
from kabar.model.feed import SourceKind
from kabar.model.ids import AccountId
from kabar.runtime import Runtime, open_runtime
from kabar.service import subscribing

TITLES = (
    "Air mulai surut di tiga kecamatan",
    "Jembatan lama ditutup untuk perbaikan",
    "Panen raya dimulai lebih awal tahun ini",
    "Sekolah dibuka kembali hari Senin",
)


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture
def rt(tmp_path: Path) -> Iterator[Runtime]:
    config = Config()
    local = msgspec.structs.replace(config.fetch, allow_private_hosts=("127.0.0.0/8",))
    opened = open_runtime(msgspec.structs.replace(config, fetch=local), tmp_path)
    with opened.store.write() as db:
        db.accounts.create("owner", is_admin=True, at=opened.clock())
    yield opened
    opened.close()


def page(block: str = "card") -> bytes:
    cards = "".join(
        f"<li class='{block}'><h3><a href='/2026/03/0{n}/berita-{n}'>{title}</a></h3><p>Isi singkat.</p></li>"
        for n, title in enumerate(TITLES, start=1)
    )
    return f"<html><title>Warta</title><main><ul class='latest'>{cards}</ul></main></html>".encode()


def show(server: HostileServer, body: bytes) -> str:
    """Let the server give *body* at its front page; its address."""
    server.scripts["/"] = say(answer(body, Content_Type="text/html"))
    return server.url("/", "127.0.0.1")


def test_page_without_a_feed_becomes_a_source(server: HostileServer, rt: Runtime) -> None:
    url = show(server, page())
    offered = subscribing.add(rt, AccountId(1), url)
    assert not offered.added
    best = offered.proposals[0]
    assert (list(TITLES[:3]), 4) == ([title for title, _ in best.samples], best.count)

    row = subscribing.add_page(rt, AccountId(1), url, best.rule).added[0]
    counts = pipeline.poll_sources(rt)

    assert SourceKind.PAGE == row.kind
    assert (4, 0) == (counts["new"], counts["failed"])
    recent = subscribing.source(rt, AccountId(1), row.id).recent
    assert set(TITLES) == {report.title for report in recent}


def test_rebuilt_page_goes_on_and_people_are_told(server: HostileServer, rt: Runtime) -> None:
    url = show(server, page())
    best = subscribing.add(rt, AccountId(1), url).proposals[0]
    row = subscribing.add_page(rt, AccountId(1), url, best.rule).added[0]
    pipeline.poll_sources(rt)
    show(server, page("teaser"))
    with rt.store.write() as db:
        db.sources.make_due(row.id, at=rt.clock())  # type: ignore[arg-type]  # a row's id is a source's
    counts = pipeline.poll_sources(rt)

    with rt.store.read() as db:
        kept = db.sources.find(url)
        notices = db.sources.notices()
    assert (0, 0) == (counts["new"], counts["failed"])
    assert kept is not None
    assert kept.rule not in (None, best.rule)
    assert any("was rebuilt" in text for _, text in notices)


def test_rule_from_elsewhere_is_refused(server: HostileServer, rt: Runtime) -> None:
    with pytest.raises(InputError, match="no rule"):
        subscribing.add_page(rt, AccountId(1), show(server, page()), {"block": [["li, script"]]})


def test_command_shows_the_lists_and_takes_one(server: HostileServer, tmp_path: Path) -> None:
    url = show(server, page())
    env = {"KABAR_FETCH__ALLOW_PRIVATE_HOSTS": "127.0.0.0/8"}

    def kabar(*arguments: str) -> str:
        done = CliRunner().invoke(cli, ["--data", str(tmp_path), *arguments], env=env)
        assert done.exit_code == 0, done.output
        return done.output

    assert TITLES[0] in kabar("add", url)
    offered = json.loads(kabar("add", url, "--json"))
    assert (0, 4) == (offered["added"], offered["proposals"][0]["lists"][0]["count"])
    assert 1 == json.loads(kabar("add", "--page", "1", url, "--json"))["added"]
    assert 1 == json.loads(kabar("add", url, "--json"))["known"]
