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


def test_rebuilt_page_is_known_again_by_the_stories_it_showed(server: HostileServer, rt: Runtime) -> None:
    """Of two lists on the rebuilt page, the one with the stories that were read is the source's."""
    address = show(server, page())
    outcome = subscribing.add(rt, AccountId(1), address)
    subscribing.add_page(rt, AccountId(1), address, outcome.proposals[0].rule)
    assert pipeline.poll_sources(rt)["new"] == len(TITLES)
    others = "".join(
        f"<li class='unit'><h3><a href='/2026/03/barang-pilihan-nomor-{n}'>Barang pilihan nomor {n} dari toko kami</a></h3>"
        "<p>Baru</p></li>"
        for n in range(9)
    )
    rebuilt = page("tile").replace(b"<li", b"<div").replace(b"</li>", b"</div>")
    rebuilt = rebuilt.replace(b"<ul class='latest'>", b"<div class='stream'>").replace(b"</ul>", b"</div>")
    rebuilt = rebuilt.replace(b"<main>", f"<main><ul class='grid'>{others}</ul>".encode())
    show(server, rebuilt)

    assert pipeline.poll_sources(rt, everything=True)["new"] == 0
    with rt.store.read() as db:
        (source,) = [s for s in db.sources.all() if s.kind is SourceKind.PAGE]
        ((_, notice),) = db.sources.notices()
    assert source.state.error_kind is None
    assert "found anew" in notice and any(title in notice for title in TITLES)


def json_feed(numbers: range, following: str | None) -> bytes:
    items = [{"id": str(n), "url": f"https://warta.example/{n}", "title": f"Kabar {n}"} for n in numbers]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Warta", "items": items}
    return json.dumps(feed | ({"next_url": following} if following else {})).encode()


def test_json_feed_is_followed_to_older_documents_a_few_at_first_and_none_later(
    server: HostileServer, rt: Runtime
) -> None:
    for number in range(9):
        body = json_feed(range(number * 2, number * 2 + 2), server.url(f"/p{number + 1}", "127.0.0.1"))
        server.scripts[f"/p{number}"] = say(answer(body))
    with rt.store.write() as db:
        db.sources.add(server.url("/p0", "127.0.0.1"), SourceKind.FEED, at=rt.clock())

    assert pipeline.poll_sources(rt)["new"] == 8  # the feed and three more
    asked = len(server.requests)
    assert pipeline.poll_sources(rt, everything=True)["new"] == 0
    assert len(server.requests) == asked + 1


@pytest.mark.parametrize("following", ["https://other.example/2", "javascript:x", "{own}", "http://[::1"])
def test_json_feed_that_leads_elsewhere_or_to_itself_ends_there(
    server: HostileServer, rt: Runtime, following: str
) -> None:
    own = server.url("/p0", "127.0.0.1")
    server.scripts["/p0"] = say(answer(json_feed(range(2), following.replace("{own}", own))))
    with rt.store.write() as db:
        db.sources.add(own, SourceKind.FEED, at=rt.clock())

    assert pipeline.poll_sources(rt)["new"] == 2
    assert len(server.requests) == 1
