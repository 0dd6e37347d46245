"""Where answers send the client, and what it sends and remembers."""

from collections.abc import Iterator

import pytest
from hostile import (
    HostileServer,
    Script,
    answer,
    packed,
    redirect,
    say,
)

from kabar.errors import FetchError
from kabar.fetch import Fetcher, FetchSettings, open_fetcher
from kabar.model.feed import Fetched, NotModified, Request, Validators


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


# --- redirects


@pytest.mark.case("R-259")
def test_redirect_loop_stops_after_five_hops(fetcher: Fetcher, server: HostileServer) -> None:
    assert kind_of(fetcher, server, say(redirect("/loop")), path="/loop") == "redirect_loop"
    assert len(server.heads("/loop")) == 6


@pytest.mark.case("R-259")
def test_redirect_without_location_is_an_error(fetcher: Fetcher, server: HostileServer) -> None:
    assert kind_of(fetcher, server, say(answer(b"", "302 Found"))) == "bad_redirect"


@pytest.mark.case("R-259")
def test_five_hops_are_followed(fetcher: Fetcher, server: HostileServer) -> None:
    for hop in range(5):
        server.scripts[f"/hop{hop}"] = say(redirect(f"hop{hop + 1}" if hop < 4 else "/end"))
    server.scripts["/end"] = say(answer())

    found = fetcher.fetch(Request(url=server.url("/hop0")))

    assert isinstance(found, Fetched) and found.url == server.url("/end") and found.moved_to is None


@pytest.mark.case("R-199")
@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ((301,), "/m1"),
        ((308, 301), "/m2"),
        ((301, 302), "/m1"),
        ((302, 301), None),
        ((307,), None),
        ((303,), None),
    ],
)
def test_only_an_unbroken_permanent_chain_is_a_move(
    fetcher: Fetcher, server: HostileServer, statuses: tuple[int, ...], moved_to: str | None
) -> None:
    for hop, status in enumerate(statuses):
        server.scripts[f"/m{hop}"] = say(redirect(f"/m{hop + 1}", status))
    server.scripts[f"/m{len(statuses)}"] = say(answer())

    found = fetcher.fetch(Request(url=server.url("/m0")))

    assert found.moved_to == (server.url(moved_to) if moved_to else None)


@pytest.mark.case("R-050", "R-058")
@pytest.mark.parametrize(
    "to",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "dict://127.0.0.1:11211/",
        "data:text/xml,<rss/>",
        "jar:http://x!/",
        "unix:/var/run/docker.sock",
        "javascript:alert(1)",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:80/",
        "http://[::ffff:169.254.169.254]/",
        "http://10.0.0.1/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://user:pass@example.com/",
        "//169.254.169.254/",
        "http://127.0.0.1:22/",
    ],
)
def test_redirect_to_a_forbidden_place_is_refused(fetcher: Fetcher, server: HostileServer, to: str) -> None:
    assert kind_of(fetcher, server, say(redirect(to))) in ("scheme", "bad_url", "private_address", "port")


@pytest.mark.case("R-058")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("hops", [1, 2, 3])
def test_every_hop_is_judged(fetcher: Fetcher, server: HostileServer, status: int, hops: int) -> None:
    for hop in range(hops - 1):
        server.scripts[f"/p{hop}"] = say(redirect(f"/p{hop + 1}", status))
    last = say(redirect("http://192.168.1.1/", status))
    server.scripts[f"/p{hops - 1}"] = last

    assert kind_of(fetcher, server, server.scripts["/p0"], path="/p0") == "private_address"


@pytest.mark.case("R-058", "R-277")
def test_refresh_header_and_meta_refresh_are_not_followed(fetcher: Fetcher, server: HostileServer) -> None:
    page = b'<html><meta http-equiv="refresh" content="0;url=/refreshed">'
    server.scripts["/refreshed"] = say(answer())

    assert body_of(fetcher, server, say(answer(page, Refresh="0; url=/refreshed"))) == page
    assert server.heads("/refreshed") == []


# --- what is sent and remembered


@pytest.mark.case("R-177", "R-179")
@pytest.mark.parametrize(
    ("etag", "modified"),
    [
        ('"abc"', None),
        ('W/"weak"', "Sat, 01 Jan 2000 00:00:00 GMT"),
        ("unquoted-etag", "yesterday, or so"),
        ('"quo"te"d"', "1700000000"),
        ('"a, b"', "Thu, 01 Jan 1970 00:00:00 +0000"),
    ],
)
def test_validators_go_back_byte_for_byte(
    fetcher: Fetcher, server: HostileServer, etag: str, modified: str | None
) -> None:
    path = f"/validators{abs(hash(etag))}"
    server.scripts[path] = say(answer(ETag=etag, Last_Modified=modified or "-"))
    first = fetcher.fetch(Request(url=server.url(path)))
    server.scripts[path] = say(answer(b"", "304 Not Modified", Content_Length="-"))

    second = fetcher.fetch(Request(url=server.url(path), validators=first.validators))

    assert isinstance(second, NotModified)
    sent = server.heads(path)[-1]
    assert b"\r\nIf-None-Match: " + etag.encode() + b"\r\n" in sent
    if modified is None:
        assert b"If-Modified-Since" not in sent
    else:
        assert b"\r\nIf-Modified-Since: " + modified.encode() + b"\r\n" in sent


@pytest.mark.case("R-182")
def test_304_brings_its_own_validators_and_age(fetcher: Fetcher, server: HostileServer) -> None:
    raw = answer(
        b"", "304 Not Modified", Content_Length="-", ETag='"two"', Cache_Control="max-age=7200", Age="200"
    )
    server.scripts["/304"] = say(raw)

    found = fetcher.fetch(Request(url=server.url("/304"), validators=Validators(etag='"one"')))

    assert isinstance(found, NotModified)
    assert found.validators == Validators(etag='"two"')
    assert found.freshness.max_age_seconds == 7000


@pytest.mark.case("R-204", "R-070")
def test_request_says_who_asks_and_nothing_more(server: HostileServer) -> None:
    settings = FetchSettings(allow_private_hosts=("127.0.0.1",), contact_url="https://news.example/contact")
    server.scripts["/hello"] = say(answer(Set_Cookie="id=1; Path=/"))
    server.scripts["/hello?a=%2F&b=c+d"] = say(answer())
    with open_fetcher(settings) as fetcher:
        fetcher.fetch(Request(url=server.url("/hello?a=%2F&b=c+d")))
        fetcher.fetch(Request(url=server.url("/hello")))

    head = server.heads("/hello")[-1]
    names = {line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:] if line}
    assert names == {b"host", b"user-agent", b"accept", b"accept-encoding"}
    assert b"User-Agent: Kabar/" in head and b"(+https://news.example/contact)" in head
    assert b"application/atom+xml" in head and b"gzip" in head
    assert len(server.heads("/hello?a=%2F&b=c+d")) == 1  # the query is sent as written


@pytest.mark.case("R-063")
def test_proxy_in_the_environment_is_ignored(server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    server.scripts["/direct"] = say(answer())
    with open_fetcher(FetchSettings(allow_private_hosts=("127.0.0.1",))) as fetcher:
        assert isinstance(fetcher.fetch(Request(url=server.url("/direct"))), Fetched)


@pytest.mark.case("R-265")
@pytest.mark.parametrize(
    "raw",
    [
        answer(b"<html><title>Just a moment...</title></html>", "403 Forbidden", Server="cloudflare"),
        answer(b"", "403 Forbidden", cf_mitigated="challenge"),
        answer(b"<!doctype html><html>Making sure you&#39;re not a bot!</html>"),
        answer(b"<html></html>", "403 Forbidden", Server="AkamaiGHost"),
        answer(b"", "405 Not Allowed", x_amzn_waf_action="captcha"),
        answer(packed(b"<html>_Incapsula_Resource</html>"), "403 Forbidden", Content_Encoding="gzip"),
    ],
)
def test_bot_wall_is_named(fetcher: Fetcher, server: HostileServer, raw: bytes) -> None:
    assert kind_of(fetcher, server, say(raw)) == "bot_wall"


@pytest.mark.case("R-265")
def test_article_about_a_bot_wall_is_no_bot_wall(fetcher: Fetcher, server: HostileServer) -> None:
    page = b"<html><body><article><p>Sites say 'Just a moment...' and</p></article></body></html>"

    assert body_of(fetcher, server, say(answer(page))) == page
