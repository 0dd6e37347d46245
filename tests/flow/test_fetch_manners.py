"""Pace, pauses and robots.txt as a server sees them."""

import itertools
import time
from collections.abc import Iterator

import pytest
from hostile import HostileServer, Session, answer, redirect, say

from kabar.errors import FetchError, RefusedError
from kabar.fetch import Fetcher, FetchSettings, open_fetcher
from kabar.model.feed import Fetched, Request

GAP = 0.3


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


def polite(**facts: object) -> Fetcher:
    """A fetcher that treats *.test as ordinary hosts, with a short gap."""
    names = {f"h{n}.test": ("127.0.0.1",) for n in range(20)}
    settings = {
        "allow_private_hosts": ("127.0.0.0/8",),
        "hosts": names,
        "parallel_on_private_hosts": 1,
        "private_gap_seconds": facts.get("per_host_gap_seconds", GAP),
        "per_host_gap_seconds": GAP,
        "timeout_seconds": 3,
        **facts,
    }
    return open_fetcher(FetchSettings(**settings))  # type: ignore[arg-type]


@pytest.mark.case("R-203")
def test_one_request_at_a_time_and_a_gap_for_each_host(server: HostileServer) -> None:
    times: list[float] = []
    running = most = 0

    async def script(session: Session) -> None:
        nonlocal running, most
        import asyncio

        running += 1
        most = max(most, running)
        times.append(time.monotonic())
        await asyncio.sleep(0.05)
        running -= 1
        await session.send(answer())

    server.scripts["/p"] = script
    with polite() as fetcher:
        requests = [Request(url=server.url("/p", "h1.test"), tag=n) for n in range(6)]
        found = [result for _, result in fetcher.get_many(requests)]

    assert all(isinstance(result, Fetched) for result in found)
    assert most == 1
    assert min(after - before for before, after in itertools.pairwise(times)) >= GAP
    assert server.connections == 1


def test_name_of_an_allowed_private_host_needs_no_rest(server: HostileServer) -> None:
    server.scripts["/p"] = say(answer())
    settings = FetchSettings(allow_private_hosts=("127.0.0.1",), hosts={"lan.test": ("127.0.0.1",)})
    with open_fetcher(settings) as fetcher:
        began = time.monotonic()
        requests = [Request(url=server.url("/p", "lan.test"), tag=n) for n in range(50)]
        assert all(isinstance(found, Fetched) for _, found in fetcher.get_many(requests))

    assert time.monotonic() - began < 2.0
    assert server.connections > 1


@pytest.mark.case("R-203")
def test_gap_holds_between_calls_and_threads(server: HostileServer) -> None:
    server.scripts["/p"] = say(answer())
    with polite() as fetcher:
        fetcher.fetch(Request(url=server.url("/p", "h1.test")))
        began = time.monotonic()
        fetcher.fetch(Request(url=server.url("/p", "h2.test")))
        other = time.monotonic() - began
        fetcher.fetch(Request(url=server.url("/p", "h1.test")))

    assert other < GAP / 2
    assert time.monotonic() - began >= GAP * 0.9


def test_redirect_to_another_host_waits_for_that_hosts_turn(server: HostileServer) -> None:
    server.scripts["/go"] = say(redirect(server.url("/p", "h2.test")))
    server.scripts["/p"] = say(answer())
    with polite() as fetcher:
        fetcher.fetch(Request(url=server.url("/p", "h2.test")))
        began = time.monotonic()
        found = fetcher.fetch(Request(url=server.url("/go", "h1.test")))

    assert isinstance(found, Fetched)
    assert time.monotonic() - began >= GAP * 0.8


def test_hosts_that_redirect_to_each_other_do_not_block(server: HostileServer) -> None:
    server.scripts["/a"] = say(redirect(server.url("/end", "h2.test")))
    server.scripts["/b"] = say(redirect(server.url("/end", "h1.test")))
    server.scripts["/end"] = say(answer())
    with polite(per_host_gap_seconds=0.02) as fetcher:
        requests = [Request(url=server.url("/a", "h1.test")), Request(url=server.url("/b", "h2.test"))] * 5
        found = [result for _, result in fetcher.get_many(requests)]

    assert len(found) == 10 and all(isinstance(result, Fetched) for result in found)


@pytest.mark.case("R-190", "R-191")
@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [("429 Slow", "120", 120), ("503 Busy", "120", 120), ("429 Slow", "-", 300)],
)
def test_whole_host_is_left_alone_after_a_refusal(
    server: HostileServer, status: str, header: str, seconds: int
) -> None:
    server.scripts["/no"] = say(answer(b"", status, Retry_After=header))
    server.scripts["/yes"] = say(answer())
    with polite() as fetcher:
        with pytest.raises(FetchError):
            fetcher.fetch(Request(url=server.url("/no", "h1.test")))
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(Request(url=server.url("/yes", "h1.test")))
        elsewhere = fetcher.fetch(Request(url=server.url("/yes", "h2.test")))

    assert caught.value.kind == "host_paused"
    assert seconds - 3 <= (caught.value.retry_after_seconds or 0) <= seconds + 1
    assert isinstance(elsewhere, Fetched)
    assert len(server.heads("/yes")) == 1


@pytest.mark.case("R-191")
def test_503_without_a_time_pauses_nobody_else(server: HostileServer) -> None:
    server.scripts["/no"] = say(answer(b"", "503 Busy"))
    server.scripts["/yes"] = say(answer())
    with polite(per_host_gap_seconds=0.0) as fetcher:
        with pytest.raises(FetchError):
            fetcher.fetch(Request(url=server.url("/no", "h1.test")))
        assert isinstance(fetcher.fetch(Request(url=server.url("/yes", "h1.test"))), Fetched)


@pytest.mark.case("R-205")
def test_robots_txt_is_obeyed_for_pages_and_asked_once(server: HostileServer) -> None:
    rules = b"User-agent: *\nDisallow: /private\n"
    server.scripts |= {"/robots.txt": say(answer(rules)), "/open": say(answer()), "/private/x": say(answer())}
    with polite(per_host_gap_seconds=0.0) as fetcher:
        assert isinstance(fetcher.fetch(Request(url=server.url("/open", "h1.test"), kind="page")), Fetched)
        with pytest.raises(RefusedError) as caught:
            fetcher.fetch(Request(url=server.url("/private/x", "h1.test"), kind="page"))
        feed = fetcher.fetch(Request(url=server.url("/private/x", "h1.test")))

    assert caught.value.kind == "robots"
    assert isinstance(feed, Fetched)
    assert len(server.heads("/robots.txt")) == 1
    assert len(server.heads("/private/x")) == 1


@pytest.mark.case("R-205")
@pytest.mark.parametrize(
    ("status", "allowed"), [("404 No", True), ("403 No", True), ("500 No", False), ("429 No", False)]
)
def test_missing_robots_txt_allows_and_a_broken_one_forbids(
    server: HostileServer, status: str, allowed: bool
) -> None:
    server.scripts |= {"/robots.txt": say(answer(b"", status)), "/page": say(answer())}
    with polite(per_host_gap_seconds=0.0) as fetcher:
        request = Request(url=server.url("/page", "h1.test"), kind="page")
        if allowed:
            assert isinstance(fetcher.fetch(request), Fetched)
        else:
            with pytest.raises(FetchError):
                fetcher.fetch(request)
    assert len(server.heads("/page")) == int(allowed)


@pytest.mark.case("R-205")
def test_page_is_asked_a_gap_after_robots_txt(server: HostileServer) -> None:
    times: dict[str, float] = {}

    async def script(session: Session) -> None:
        times[session.path] = time.monotonic()
        await session.send(answer(b""))

    server.scripts |= {"/robots.txt": script, "/page": script}
    with polite() as fetcher:
        fetcher.fetch(Request(url=server.url("/page", "h1.test"), kind="page"))

    assert times["/page"] - times["/robots.txt"] >= GAP


@pytest.mark.case("R-205", "R-058")
def test_redirected_page_obeys_the_robots_txt_where_it_ends(server: HostileServer) -> None:
    server.scripts |= {
        "/robots.txt": say(answer(b"User-agent: Kabar\nDisallow: /secret")),
        "/page": say(redirect("/secret")),
        "/secret": say(answer()),
    }
    with polite(per_host_gap_seconds=0.0) as fetcher, pytest.raises(RefusedError):
        fetcher.fetch(Request(url=server.url("/page", "h1.test"), kind="page"))
    assert server.heads("/secret") == []


@pytest.mark.case("R-044")
def test_icons_and_pictures_have_limits_of_their_own(server: HostileServer) -> None:
    server.scripts["/icon"] = say(answer(bytes(200 * 1024)))
    with polite() as fetcher:
        with pytest.raises(RefusedError) as caught:
            fetcher.fetch(Request(url=server.url("/icon", "h1.test"), kind="icon"))
        picture = fetcher.fetch(Request(url=server.url("/icon", "h2.test"), kind="image"))

    assert caught.value.kind == "too_large"
    assert isinstance(picture, Fetched)


@pytest.mark.case("R-065", "R-213")
def test_post_is_guarded_and_follows_nothing(server: HostileServer) -> None:
    server.scripts |= {"/hub": say(answer(b"", "202 Accepted")), "/away": say(redirect("/hub"))}
    with polite(per_host_gap_seconds=0.0) as fetcher:
        found = fetcher.post(
            server.url("/hub", "h1.test"),
            b"hub.mode=subscribe",
            content_type="application/x-www-form-urlencoded",
        )
        with pytest.raises(FetchError):
            fetcher.post(server.url("/away", "h1.test"), b"x", content_type="text/plain")
        with pytest.raises(RefusedError):
            fetcher.post("http://10.0.0.1/hub", b"x", content_type="text/plain")

    head = server.heads("/hub")[0]
    assert found.status == 202 and head.startswith(b"POST /hub") and b"Content-Length: 18" in head
    assert len(server.heads("/hub")) == 1
