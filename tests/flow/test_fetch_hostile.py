"""The guarded client against a server that does everything wrong."""

import gzip
import resource
import time
from collections.abc import Iterator

import pytest
from hostile import (
    FEED,
    MIB,
    HostileServer,
    Script,
    answer,
    brotli_bomb,
    drip,
    endless,
    gzip_bomb,
    hang,
    packed,
    redirect,
    say,
    say_and_close,
    say_and_reset,
    zstd_bomb,
)

from kabar.errors import FetchError, GoneError
from kabar.fetch import Fetcher, FetchSettings, open_fetcher
from kabar.model.feed import Fetched, Request

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
START = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture(scope="module")
def fetcher() -> Iterator[Fetcher]:
    settings = FetchSettings(
        timeout_seconds=1.5, connect_seconds=1.0, allow_private_hosts=("127.0.0.0/8",), slow_seconds=0.2
    )
    with open_fetcher(settings) as running:
        yield running


def kind_of(
    fetcher: Fetcher, server: HostileServer, script: Script, *, path: str = "/x", **facts: object
) -> str:
    """The kind of error that *script* gives."""
    server.scripts[path] = script
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(Request(url=server.url(path), **facts))  # type: ignore[arg-type]
    assert str(caught.value)
    return caught.value.kind


def body_of(fetcher: Fetcher, server: HostileServer, script: Script, *, path: str = "/x") -> bytes:
    server.scripts[path] = script
    found = fetcher.fetch(Request(url=server.url(path)))
    assert isinstance(found, Fetched)
    return found.body


# --- bombs and packing


BOMB_BYTES = 256 * MIB
_BOMBS = {"gzip": gzip_bomb, "br": brotli_bomb, "zstd": zstd_bomb}


@pytest.mark.case("R-075", "R-077", "R-079")
@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_bomb_stops_at_the_decoded_limit(fetcher: Fetcher, server: HostileServer, encoding: str) -> None:
    bomb = _BOMBS[encoding](BOMB_BYTES)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    kind = kind_of(fetcher, server, say(answer(bomb, Content_Encoding=encoding)))

    assert kind == "too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.case("R-080")
@pytest.mark.parametrize("encoding", ["gzip, gzip", ",".join(["gzip"] * 200), "br, gzip", "compress", "xyz"])
def test_only_one_encoding_is_undone(fetcher: Fetcher, server: HostileServer, encoding: str) -> None:
    assert (
        kind_of(fetcher, server, say(answer(packed(packed()), Content_Encoding=encoding))) == "bad_encoding"
    )


@pytest.mark.case("R-081")
def test_announced_gzip_that_is_plain_is_read(fetcher: Fetcher, server: HostileServer) -> None:
    assert body_of(fetcher, server, say(answer(FEED, Content_Encoding="gzip"))) == FEED


@pytest.mark.case("R-081")
def test_junk_behind_gzip_is_ignored(fetcher: Fetcher, server: HostileServer) -> None:
    assert body_of(fetcher, server, say(answer(packed() + b"junk", Content_Encoding="gzip"))) == FEED


@pytest.mark.case("R-081")
def test_gzip_that_nobody_announced_stays_bytes(fetcher: Fetcher, server: HostileServer) -> None:
    assert gzip.decompress(body_of(fetcher, server, say(answer(packed())))) == FEED


@pytest.mark.case("R-083")
@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_packed_body_cut_in_the_middle_is_an_error(
    fetcher: Fetcher, server: HostileServer, encoding: str
) -> None:
    import brotli
    import zstandard

    text = bytes(range(256)) * 200
    pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.ZstdCompressor().compress}
    whole = pack[encoding](text)

    assert (
        kind_of(fetcher, server, say(answer(whole[: len(whole) // 2], Content_Encoding=encoding)))
        == "truncated"
    )


def test_damaged_gzip_is_an_error(fetcher: Fetcher, server: HostileServer) -> None:
    whole = bytearray(packed(bytes(range(256)) * 50))
    whole[-6] ^= 0xFF  # the checksum

    assert kind_of(fetcher, server, say(answer(bytes(whole), Content_Encoding="gzip"))) == "bad_encoding"


# --- size and time


@pytest.mark.case("R-254", "R-197")
@pytest.mark.parametrize(
    "start",
    [START + b"\r\n", CHUNKED, START + b"Content-Length: 99999999999\r\n\r\n"],
    ids=["close", "chunked", "length"],
)
def test_endless_body_stops_at_the_limit(fetcher: Fetcher, server: HostileServer, start: bytes) -> None:
    block = b"10000\r\n" + bytes(65536) + b"\r\n" if start == CHUNKED else bytes(65536)

    assert kind_of(fetcher, server, endless(start, block)) == "too_large"


@pytest.mark.case("R-043")
@pytest.mark.parametrize("kind", ["image", "icon", "page"])
def test_endless_picture_stops_at_its_limit(fetcher: Fetcher, server: HostileServer, kind: str) -> None:
    script = endless(b"HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\n\r\n", bytes(65536))
    server.scripts["/robots.txt"] = say(answer(b"", "404 No"))

    assert kind_of(fetcher, server, script, kind=kind) == "too_large"


@pytest.mark.case("R-252")
def test_dripped_body_meets_the_deadline(fetcher: Fetcher, server: HostileServer) -> None:
    began = time.monotonic()

    assert kind_of(fetcher, server, drip(answer(bytes(10_000)), 0.05)) == "timeout"
    assert time.monotonic() - began < 3


@pytest.mark.case("R-252")
def test_dripped_headers_meet_the_deadline(fetcher: Fetcher, server: HostileServer) -> None:
    assert kind_of(fetcher, server, drip(START + b"X: " + b"y" * 5000, 0.02)) == "timeout"


@pytest.mark.case("R-251")
def test_server_that_never_answers_meets_the_deadline(fetcher: Fetcher, server: HostileServer) -> None:
    assert kind_of(fetcher, server, hang) == "timeout"


@pytest.mark.case("R-252")
def test_deadline_covers_all_hops_together(fetcher: Fetcher, server: HostileServer) -> None:
    def slowly(to: str) -> Script:
        async def script(session: object) -> None:
            import asyncio

            await asyncio.sleep(0.6)
            await session.send(redirect(to))  # type: ignore[attr-defined]

        return script

    for hop in range(4):
        server.scripts[f"/slow{hop}"] = slowly(f"/slow{hop + 1}")
    began = time.monotonic()

    assert kind_of(fetcher, server, slowly("/slow1"), path="/slow0") == "timeout"
    assert time.monotonic() - began < 2.5


@pytest.mark.case("R-251")
def test_closed_port_is_named(fetcher: Fetcher) -> None:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(Request(url="http://127.0.0.1:9/"))
    assert caught.value.kind in ("port", "connect")
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(Request(url="http://127.0.0.1:40999/"))
    assert caught.value.kind == "connect"


# --- headers and framing


@pytest.mark.case("R-255")
@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(2000)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * MIB + b"\r\n\r\n",
        b"HTTP/1.1 200 " + b"y" * MIB + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"z" * MIB + b": y\r\n\r\n",
    ],
    ids=["2000 headers", "1 MB value", "1 MB status", "1 MB name"],
)
def test_too_many_or_too_long_headers_are_an_error(
    fetcher: Fetcher, server: HostileServer, raw: bytes
) -> None:
    assert kind_of(fetcher, server, say_and_close(raw + FEED)) in ("bad_response", "reset")


@pytest.mark.case("R-255")
def test_endless_headers_are_an_error(fetcher: Fetcher, server: HostileServer) -> None:
    assert kind_of(fetcher, server, endless(b"HTTP/1.1 200 OK\r\n", b"X-Y: zzzzzzzzzzzzzzzz\r\n" * 100)) in (
        "bad_response",
        "timeout",
    )


@pytest.mark.case("R-256", "R-257", "R-273")
@pytest.mark.parametrize(
    "script",
    [
        say_and_close(CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n"),
        say_and_close(CHUNKED + b"5\r\nhello\r\n"),
        say_and_close(CHUNKED + b"ffffffff\r\nhello"),
        say_and_close(answer(FEED, Content_Length="5000")),
        say_and_reset(answer(FEED, Content_Length="5000")),
        say_and_reset(CHUNKED + b"5\r\nhello\r\n"),
        say_and_close(answer(FEED, Content_Length="-5")),
        say_and_close(answer(FEED, Content_Length="12abc")),
        say_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhellooo"),
    ],
)
def test_broken_framing_is_an_error(fetcher: Fetcher, server: HostileServer, script: Script) -> None:
    assert kind_of(fetcher, server, script) in ("truncated", "bad_response", "reset")


@pytest.mark.case("R-256")
def test_both_lengths_never_give_a_part_as_the_whole(fetcher: Fetcher, server: HostileServer) -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    server.scripts["/both"] = say_and_close(raw)
    try:
        found = fetcher.fetch(Request(url=server.url("/both")))
    except FetchError as error:
        assert error.kind == "bad_response"
    else:
        assert isinstance(found, Fetched) and found.body == b"hello"


@pytest.mark.case("R-257")
def test_too_short_length_is_an_error_or_cuts_exactly(fetcher: Fetcher, server: HostileServer) -> None:
    server.scripts["/short"] = say_and_close(answer(b"12345678", Content_Length="4"))
    try:
        found = fetcher.fetch(Request(url=server.url("/short")))
    except FetchError as error:
        assert error.kind == "bad_response"
    else:
        assert isinstance(found, Fetched) and found.body == b"1234"


@pytest.mark.case("R-273")
def test_connection_that_drops_at_once_is_asked_twice_at_most(
    fetcher: Fetcher, server: HostileServer
) -> None:
    async def drop(session: object) -> None:
        session.cut()  # type: ignore[attr-defined]

    assert kind_of(fetcher, server, drop, path="/drop") == "reset"
    assert len(server.heads("/drop")) <= 2


@pytest.mark.case("R-272")
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("204 No Content", "bad_response"),
        ("206 Partial Content", "bad_response"),
        ("226 IM Used", "bad_response"),
        ("300 Multiple Choices", "bad_response"),
        ("304 Not Modified", "bad_response"),
        ("999 Denied", "bad_response"),
        ("401 Unauthorized", "http_401"),
        ("403 Forbidden", "http_403"),
        ("404 Not Found", "http_404"),
        ("451 Withheld", "http_451"),
        ("500 Oops", "http_500"),
        ("511 Sign in", "captive_portal"),
    ],
)
def test_status_of_no_use_is_named(fetcher: Fetcher, server: HostileServer, status: str, kind: str) -> None:
    length = "-" if status[:3] in ("204", "304") else "0"
    assert kind_of(fetcher, server, say(answer(b"", status, Content_Length=length))) == kind


@pytest.mark.case("R-272")
def test_flood_of_1xx_meets_the_deadline(fetcher: Fetcher, server: HostileServer) -> None:
    flood = endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20, 0.001)

    assert kind_of(fetcher, server, flood) in ("timeout", "bad_response")


@pytest.mark.case("R-272")
@pytest.mark.parametrize(
    "raw", [b"<rss>0.9</rss>", b"\x00\x01\x02", b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1\r\n\r\n", b""]
)
def test_what_is_no_http_is_an_error(fetcher: Fetcher, server: HostileServer, raw: bytes) -> None:
    assert kind_of(fetcher, server, say_and_close(raw)) in ("bad_response", "reset")


@pytest.mark.case("R-200")
def test_410_is_gone(fetcher: Fetcher, server: HostileServer) -> None:
    server.scripts["/gone"] = say(answer(b"", "410 Gone"))
    with pytest.raises(GoneError):
        fetcher.fetch(Request(url=server.url("/gone")))


@pytest.mark.case("R-264")
@pytest.mark.parametrize(
    "content_type", ["text/html", "application/octet-stream", "-", "text/xml; charset=bogus", "\xff"]
)
def test_any_content_type_hands_the_body_on(
    fetcher: Fetcher, server: HostileServer, content_type: str
) -> None:
    assert body_of(fetcher, server, say(answer(FEED, Content_Type=content_type))) == FEED
