"""Many slow servers at once: nothing of what they send is lost, and they do not keep Kabar busy."""

import asyncio
import ssl
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from aiohttp.client_proto import ResponseHandler
from hostile import HostileServer, Script, Session, answer, drip, hang

from kabar.fetch import FetchSettings, open_fetcher
from kabar.fetch.settings import Kind
from kabar.fetch.sipping import FEW
from kabar.model.feed import Fetched, Request

LINES = FEW + 4
ALLOWED = FetchSettings(allow_private_hosts=("127.0.0.0/8", "slow.test"))


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[int]]:
    """How often something was read, by the length of what came."""
    seen: Counter[int] = Counter()
    original = ResponseHandler.data_received

    def counted(self: ResponseHandler, data: bytes) -> None:
        seen[len(data)] += bool(data)
        original(self, data)

    monkeypatch.setattr(ResponseHandler, "data_received", counted)
    yield seen


def blocks(body: bytes, seconds: float) -> Script:
    """Send *body*, 64 KiB every *seconds*."""

    async def script(session: Session) -> None:
        await session.send(answer(b"", Content_Length=str(len(body))))
        for start in range(0, len(body), 65536):
            await session.send(body[start : start + 65536])
            await asyncio.sleep(seconds)

    return script


def bodies(
    server: HostileServer, settings: FetchSettings, *, kind: Kind, host: str | None = None
) -> list[bytes]:
    """What each path of *server* gives, all asked at once."""
    requests = [Request(url=server.url(path, host), kind=kind) for path in server.scripts]
    with open_fetcher(settings) as fetcher:
        answers = {request.url: found for request, found in fetcher.get_many(requests)}
    return [
        found.body if isinstance(found := answers[r.url], Fetched) else repr(found).encode() for r in requests
    ]


def test_many_drips_are_read_in_sips(pieces: Counter[int]) -> None:
    body = b"x" * 200
    scripts = {f"/{n}": drip(answer(body), 0.01) for n in range(LINES)}
    with HostileServer(scripts) as server:
        assert bodies(server, ALLOWED, kind="hub") == [body] * LINES
    sent = LINES * len(answer(body))
    assert sum(pieces.values()) < sent / 2


def test_few_drips_are_read_as_they_come(pieces: Counter[int]) -> None:
    body = b"x" * 200
    scripts = {f"/{n}": drip(answer(body), 0.01) for n in range(FEW)}
    with HostileServer(scripts) as server:
        assert bodies(server, ALLOWED, kind="hub") == [body] * FEW
    assert pieces[1] > FEW * len(answer(body)) / 2


@pytest.mark.parametrize("kind", ["page", "image"])
@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
def test_large_slow_bodies_come_whole(tmp_path: Path, kind: Kind, secure: bool) -> None:
    authority = trustme.CA()
    (tmp_path / "ca.pem").write_bytes(authority.cert_pem.bytes())
    settings = replace(
        ALLOWED, ca_file=str(tmp_path / "ca.pem"), hosts={"slow.test": ("127.0.0.1",)}, obey_robots=False
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if secure else None
    if context:
        authority.issue_cert("slow.test").configure_cert(context)
    wanted = [bytes((n, block)) * 32768 for n in range(LINES) for block in range(24)]
    wanted = [b"".join(wanted[n * 24 : n * 24 + 24]) for n in range(LINES)]
    scripts = {f"/{n}": blocks(body, 0.05) for n, body in enumerate(wanted)}
    with HostileServer(scripts, tls=context) as server:
        assert bodies(server, settings, kind=kind, host="slow.test") == wanted


def test_slow_server_that_comes_to_its_senses_is_heard(pieces: Counter[int]) -> None:
    """Servers that hang make the lines many; one of them answers late, keeps the line, and is asked again."""

    async def late(session: Session) -> None:
        await asyncio.sleep(1.2)
        await session.send(answer(b"late"))

    scripts = {f"/{n}": hang for n in range(LINES)} | {"/late": late}
    settings = replace(ALLOWED, timeout_seconds=3.0)
    with HostileServer(scripts) as server:
        assert bodies(server, settings, kind="hub")[-1] == b"late"
