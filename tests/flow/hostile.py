"""A loopback server that says any bytes: what the wild web does to a client, one path for each misdeed.

It counts requests and keeps their raw bytes, so that tests can tell what was really sent. `Canary` is a
second listener that nobody may ever reach.
"""

import asyncio
import gzip
import ssl
import threading
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import brotli
import zstandard

FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title></channel></rss>'
MIB = 1024 * 1024


def answer(body: bytes = FEED, status: str = "200 OK", **headers: str) -> bytes:
    """A well-formed answer; names of *headers* are written with `_` for `-`."""
    lines = [f"HTTP/1.1 {status}"]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("Content-Length", str(len(body)))
    lines += [f"{name}: {value}" for name, value in named.items() if value != "-"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(to: str, status: int = 302) -> bytes:
    """A redirect to *to*."""
    return answer(b"", f"{status} Moved", Location=to)


def gzip_bomb(size: int) -> bytes:
    """*size* zeros, gzipped a little at a time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(MIB)
    return b"".join([packer.compress(block) for _ in range(size // MIB)]) + packer.flush()


def brotli_bomb(size: int) -> bytes:
    """*size* zeros as brotli."""
    packer = brotli.Compressor(quality=9, lgwin=24)
    block = bytes(MIB)
    parts: list[bytes] = [packer.process(block) for _ in range(size // MIB)]
    return b"".join([*parts, packer.finish()])


def zstd_bomb(size: int) -> bytes:
    """*size* zeros as zstd."""
    packer = zstandard.ZstdCompressor(level=19).compressobj()
    block = bytes(MIB)
    return b"".join([packer.compress(block) for _ in range(size // MIB)]) + packer.flush()


Script = Callable[["Session"], Awaitable[None]]


@dataclass
class Session:
    """One request and the line back to whoever sent it."""

    path: str
    head: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Write *data* and wait until it is on its way."""
        self.writer.write(data)
        await self.writer.drain()

    def cut(self) -> None:
        """Reset the connection."""
        self.writer.transport.abort()


def say(data: bytes) -> Script:
    """Send *data*, keep the connection."""

    async def script(session: Session) -> None:
        await session.send(data)

    return script


def say_and_close(data: bytes) -> Script:
    """Send *data*, then close."""

    async def script(session: Session) -> None:
        await session.send(data)
        session.writer.close()

    return script


def say_and_reset(data: bytes) -> Script:
    """Send *data*, then reset the connection."""

    async def script(session: Session) -> None:
        await session.send(data)
        await asyncio.sleep(0.05)
        session.cut()

    return script


def drip(data: bytes, seconds: float) -> Script:
    """Send *data* one byte at a time with pauses of *seconds*."""

    async def script(session: Session) -> None:
        for position in range(len(data)):
            await session.send(data[position : position + 1])
            await asyncio.sleep(seconds)

    return script


def endless(start: bytes, block: bytes, pause: float = 0.0) -> Script:
    """Send *start*, then *block* for ever."""

    async def script(session: Session) -> None:
        await session.send(start)
        while True:
            await session.send(block)
            await asyncio.sleep(pause)

    return script


async def hang(session: Session) -> None:
    """Never answer."""
    await asyncio.sleep(3600)


@dataclass
class HostileServer:
    """Runs on its own thread; `scripts` maps paths to what happens there."""

    scripts: dict[str, Script] = field(default_factory=dict)
    requests: list[tuple[str, bytes]] = field(default_factory=list)  # (path, raw head)
    connections: int = 0
    address: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None

    def __enter__(self) -> "HostileServer":
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()

        def serve() -> None:
            asyncio.set_event_loop(self._loop)
            self._server = self._loop.run_until_complete(
                asyncio.start_server(self._serve, self.address, 0, ssl=self.tls, limit=MIB)
            )
            self.port = self._server.sockets[0].getsockname()[1]
            ready.set()
            self._loop.run_forever()
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0.01))
            self._loop.close()

        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()
        ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def url(self, path: str, host: str | None = None) -> str:
        """Address of *path* on this server."""
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{host or self.address}:{self.port}{path}"

    def heads(self, path: str) -> list[bytes]:
        """Raw heads of the requests for *path*."""
        return [head for seen, head in self.requests if seen == path]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("latin-1")
                self.requests.append((path, head))
                script = self.scripts.get(path, say(answer(b"", "404 Not Found")))
                await script(Session(path, head, reader, writer))
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


def packed(body: bytes = FEED) -> bytes:
    """*body* gzipped."""
    return gzip.compress(body)
