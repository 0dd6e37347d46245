"""What is dialled: names, certificates and addresses as seen by a listener that nobody may reach."""

import gzip
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import trustme
from hostile import HostileServer, answer, redirect, say

from kabar.errors import FetchError, RefusedError
from kabar.fetch import FetchSettings, open_fetcher
from kabar.model.feed import Fetched, Request

SSRF = Path(__file__).parents[2].parent / "shared/data/security/ssrf_cujanovic.jsonl.gz"


@pytest.fixture
def canary() -> Iterator[HostileServer]:
    """A listener on loopback that is not allowed: any connection fails the test."""
    with HostileServer() as listener:
        yield listener
        assert listener.connections == 0


def refused(url: str, settings: FetchSettings, lookup: object = None) -> str:
    facts = {"lookup": lookup} if lookup else {}
    with open_fetcher(settings, **facts) as fetcher, pytest.raises(RefusedError) as caught:  # type: ignore[arg-type]
        fetcher.fetch(Request(url=url))
    return caught.value.kind


@pytest.mark.case("R-054")
@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "x.localhost", "inner.test", "localhost."])
def test_name_of_a_private_address_is_refused(canary: HostileServer, name: str) -> None:
    kind = refused(canary.url("/", name), FetchSettings(), lambda host: ["127.0.0.1", "::1"])

    assert kind == "private_address"


@pytest.mark.case("R-055")
def test_private_one_of_two_addresses_is_never_dialled(canary: HostileServer) -> None:
    def lookup(host: str) -> Sequence[str]:
        return ["127.0.0.1", "203.0.114.1"]  # the second is public, and nobody answers there

    settings = FetchSettings(connect_seconds=0.3, timeout_seconds=1)
    with open_fetcher(settings, lookup=lookup) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch(Request(url=canary.url("/", "both.test")))

    assert caught.value.kind in ("connect_timeout", "unreachable", "connect", "timeout")


@pytest.mark.case("R-057")
def test_address_that_was_checked_is_the_one_dialled(canary: HostileServer) -> None:
    """A name that turns private on the second look is looked up once for each connection."""
    asked: list[str] = []

    def lookup(host: str) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with HostileServer(address="127.0.0.2") as allowed:
        allowed.scripts["/"] = say(answer())
        settings = FetchSettings(
            allow_private_hosts=("127.0.0.2",), hosts={"turning.test": ("127.0.0.2",)}, timeout_seconds=2
        )
        with open_fetcher(settings, lookup=lookup) as fetcher:
            found = fetcher.fetch(Request(url=allowed.url("/", "turning.test")))
            with pytest.raises(RefusedError):
                fetcher.fetch(Request(url=canary.url("/", "other.test")))

    assert isinstance(found, Fetched)
    assert b"Host: turning.test:" in allowed.heads("/")[0]
    assert asked == ["other.test"]


@pytest.mark.case("R-069")
def test_only_the_allowed_private_host_is_asked(canary: HostileServer) -> None:
    with HostileServer() as bridge:
        bridge.scripts["/"] = say(answer())
        settings = FetchSettings(
            allow_private_hosts=(f"bridge.lan:{bridge.port}",),
            hosts={"bridge.lan": ("127.0.0.1",), "evil.test": ("127.0.0.1",)},
        )
        with open_fetcher(settings) as fetcher:
            assert isinstance(fetcher.fetch(Request(url=bridge.url("/", "bridge.lan"))), Fetched)
            for url in (
                bridge.url("/", "evil.test"),
                bridge.url("/"),
                canary.url("/", "bridge.lan"),
                "http://169.254.169.254/",
            ):
                with pytest.raises(RefusedError):
                    fetcher.fetch(Request(url=url))


@pytest.mark.case("R-069")
def test_link_local_stays_refused_even_when_listed() -> None:
    settings = FetchSettings(allow_private_hosts=("0.0.0.0/0", "metadata.test"))

    assert refused("http://169.254.169.254/latest/", settings) == "private_address"
    assert refused("http://metadata.test/", settings, lambda _: ["169.254.169.254"]) == "private_address"


@pytest.mark.case("R-064")
def test_open_and_closed_private_ports_look_the_same(canary: HostileServer) -> None:
    with open_fetcher(FetchSettings()) as fetcher:
        messages = set()
        for port in (canary.port, 40998, 8080):
            with pytest.raises(RefusedError) as caught:
                fetcher.fetch(Request(url=f"http://127.0.0.1:{port}/"))
            messages.add(str(caught.value))

    assert len(messages) == 1


@pytest.mark.case("R-067")
def test_a_thousand_private_addresses_are_refused_without_a_packet(canary: HostileServer) -> None:
    requests = [Request(url=canary.url(f"/{n}", f"127.0.{n % 256}.1")) for n in range(1000)]
    with open_fetcher(FetchSettings()) as fetcher:
        found = [result for _, result in fetcher.get_many(requests)]

    assert len(found) == 1000 and all(isinstance(result, RefusedError) for result in found)


@pytest.mark.case("R-068")
def test_own_address_is_refused() -> None:
    settings = FetchSettings(refuse_hosts=("news.example", "reader.example:8443"))

    assert refused("https://news.example/feed", settings) == "own_address"
    assert refused("https://reader.example:8443/feed", settings) == "own_address"


@pytest.mark.case("R-278")
def test_name_server_that_never_answers_frees_the_caller() -> None:
    stop = threading.Event()

    def lookup(host: str) -> Sequence[str]:
        stop.wait(10)
        return []

    settings = FetchSettings(timeout_seconds=0.5)
    try:
        with open_fetcher(settings, lookup=lookup) as fetcher, pytest.raises(FetchError) as caught:
            fetcher.fetch(Request(url="http://slow-dns.test/"))
    finally:
        stop.set()
    assert caught.value.kind == "timeout"


@pytest.mark.case("R-251")
def test_unknown_name_is_named() -> None:
    def lookup(host: str) -> Sequence[str]:
        raise OSError("no such name")

    with open_fetcher(FetchSettings(), lookup=lookup) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch(Request(url="http://nowhere.test/"))
    assert caught.value.kind == "dns"


# --- certificates


def tls_server(context: ssl.SSLContext) -> HostileServer:
    server = HostileServer(tls=context)
    server.scripts["/"] = say(answer())
    return server


def context_for(authority: trustme.CA, name: str, **facts: object) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, **facts).configure_cert(context)  # type: ignore[arg-type]
    return context


def tls_settings(tmp_path: Path, authority: trustme.CA) -> FetchSettings:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return FetchSettings(
        ca_file=str(path), allow_private_hosts=("127.0.0.0/8",), hosts={"secure.test": ("127.0.0.1",)}
    )


@pytest.mark.case("R-262")
def test_right_certificate_is_accepted(tmp_path: Path) -> None:
    authority = trustme.CA()
    settings = tls_settings(tmp_path, authority)
    with tls_server(context_for(authority, "secure.test")) as server, open_fetcher(settings) as fetcher:
        assert isinstance(fetcher.fetch(Request(url=server.url("/", "secure.test"))), Fetched)


@pytest.mark.case("R-262")
@pytest.mark.parametrize("fault", ["wrong name", "expired", "unknown authority", "old protocol"])
def test_wrong_certificate_is_named_and_nothing_is_sent(tmp_path: Path, fault: str) -> None:
    import datetime

    authority = trustme.CA()
    settings = tls_settings(tmp_path, authority)
    if fault == "wrong name":
        context = context_for(authority, "another.test")
    elif fault == "expired":
        past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        context = context_for(authority, "secure.test", not_after=past)
    elif fault == "unknown authority":
        context = context_for(trustme.CA(), "secure.test")
    else:
        context = context_for(authority, "secure.test")
        with pytest.warns(DeprecationWarning):
            context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.minimum_version = ssl.TLSVersion.TLSv1
    expected = {
        "wrong name": "tls_wrong_name",
        "expired": "tls_expired",
        "unknown authority": "tls_untrusted",
        "old protocol": "tls",
    }
    with (
        tls_server(context) as server,
        open_fetcher(settings) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.fetch(Request(url=server.url("/", "secure.test")))

    assert caught.value.kind == expected[fault]
    assert server.requests == []


# --- public lists of tricks


@pytest.mark.quality
@pytest.mark.case("R-058", "R-059", "R-060")
@pytest.mark.skipif(not SSRF.exists(), reason="the evaluation data is not beside the project")
def test_no_known_trick_reaches_a_private_address() -> None:
    """Every name resolves to an inner address; public literals are dialled nowhere."""
    dialled: list[str] = []
    inner = ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1"]
    rows = [json.loads(line) for line in gzip.decompress(SSRF.read_bytes()).splitlines()]
    settings = FetchSettings(timeout_seconds=0.5, connect_seconds=0.2, per_host_gap_seconds=0.0)
    with open_fetcher(settings, lookup=lambda host: inner) as fetcher, HostileServer() as canary:
        make = fetcher._session.connector._socket_factory  # type: ignore[union-attr]  # the last look before dialling

        def watched(info: tuple[object, ...]) -> object:
            made = make(info)
            dialled.append(str(info[4][0]))  # type: ignore[index]
            return made

        fetcher._session.connector._socket_factory = watched  # type: ignore[union-attr]
        urls = [url for row in rows for url in (row["payload"], f"http://{row['payload']}/")]
        found = [result for _, result in fetcher.get_many(Request(url=url) for url in urls)]
        for payload in ("127.0.0.1", "[::1]", "2130706433", "0x7f.1", "127.1", "0", "[::]", "localhost"):
            with pytest.raises(RefusedError):
                fetcher.fetch(Request(url=f"http://{payload}:{canary.port}/"))

    assert canary.connections == 0
    assert all(isinstance(result, FetchError) for result in found)
    assert [text for text in dialled if not ipaddress.ip_address(text).is_global] == []


def test_redirect_from_public_to_private_name_is_refused() -> None:
    with HostileServer() as canary, HostileServer(address="127.0.0.2") as allowed:
        allowed.scripts["/"] = say(redirect(canary.url("/", "inner.test")))
        settings = FetchSettings(allow_private_hosts=("127.0.0.2",), hosts={"inner.test": ("127.0.0.1",)})

        assert refused(allowed.url("/"), settings) == "private_address"
        assert canary.connections == 0
