"""Serves the farm on loopback from a process of its own, so that its work is nobody else's CPU.

    http://127.0.0.1:PORT/17.rss       a feed: ETag, Last-Modified, gzip, 304
    http://127.0.0.1:PORT/_change/5    lets 5 percent of the feeds grow by one entry
    http://127.0.0.1:PORT/_delay/50    from now on every answer takes 50 ms
    http://127.0.0.1:PORT/_counts      what was asked since the last time: {"200": n, "304": n, "bytes": n}

As wild feeds are: 62 % RSS 2.0, 35 % Atom, 3 % RDF.
"""

import asyncio
import gzip
import json
import multiprocessing
import random
import time
import zlib
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import Queue
from types import TracebackType
from typing import Self
from urllib.request import urlopen

from benchmarks.farm import FarmFeed, make_feed

START_SECONDS = 300.0


def format_of(number: int) -> str:
    """The format of feed *number*: spread evenly, so that any smaller farm has the same mixture."""
    place = number * 37 % 100
    return "rss" if place < 62 else "atom" if place < 97 else "rdf"


@dataclass(slots=True)
class _Served:
    etag: bytes
    head: bytes  # validators and type, for a 200
    packed: bytes
    newer: int = 0


class _Farm:
    """The feeds as they are at the moment."""

    def __init__(self, feeds: int, entries: int) -> None:
        self.entries = entries
        self.delay = 0.0
        self.counts = {"200": 0, "304": 0, "bytes": 0}
        self.by_path: dict[bytes, _Served] = {}
        self.numbers = range(feeds)
        self.changes = 0
        for number in self.numbers:
            self._put(number, 0)

    def _put(self, number: int, newer: int) -> None:
        feed = make_feed(number, entries=self.entries, newer=newer, format=format_of(number))
        self.by_path[f"/{feed.name}".encode()] = self._served(feed, newer)

    def _served(self, feed: FarmFeed, newer: int) -> _Served:
        etag = b'"%s"' % sha256(feed.body).hexdigest()[:20].encode()
        day = f"Mon, 05 Jan 2026 {newer % 24:02d}:00:00 GMT"
        head = f"Last-Modified: {day}\r\nContent-Type: {feed.media_type}\r\n".encode()
        return _Served(etag, head, gzip.compress(feed.body, 6, mtime=0), newer)

    def change(self, percent: int) -> int:
        self.changes += 1
        chosen = random.Random(self.changes).sample(self.numbers, max(1, len(self.numbers) * percent // 100))
        for number in chosen:
            path = f"/{number}.{format_of(number)}".encode()
            self._put(number, self.by_path[path].newer + 1)
        return len(chosen)


class _Connection(asyncio.Protocol):
    """HTTP/1.1, as little of it as clients need."""

    def __init__(self, farm: _Farm) -> None:
        self._farm = farm
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
            answer = self._answer(head)
            if self._farm.delay:
                asyncio.get_running_loop().call_later(self._farm.delay, self._transport.write, answer)
            else:
                self._transport.write(answer)

    def _answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1]
        if path.startswith(b"/_"):
            return _say(b"200 OK", b"Content-Type: application/json\r\n", self._control(path.decode()))
        served = self._farm.by_path.get(path)
        if served is None:
            return _say(b"404 Not Found", b"", b"")
        counts = self._farm.counts
        lower = head.lower()
        validators = b"ETag: " + served.etag + b"\r\n" + served.head
        if b"if-none-match: " + served.etag in lower:
            counts["304"] += 1
            return b"HTTP/1.1 304 Not Modified\r\n" + validators + b"\r\n"
        body = served.packed
        if b"gzip" in lower:
            validators += b"Content-Encoding: gzip\r\n"
        else:
            body = zlib.decompress(body, 31)
        counts["200"] += 1
        counts["bytes"] += len(body)
        return _say(b"200 OK", validators, body)

    def _control(self, path: str) -> bytes:
        name, _, value = path.removeprefix("/_").partition("/")
        if name == "delay":
            self._farm.delay = int(value) / 1000
            return b"{}"
        if name == "change":
            return json.dumps({"changed": self._farm.change(int(value))}).encode()
        counts, self._farm.counts = self._farm.counts, {"200": 0, "304": 0, "bytes": 0}
        return json.dumps(counts).encode()


def _say(status: bytes, headers: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, headers, len(body), body)


def _serve(ports: "Queue[int]", feeds: int, entries: int) -> None:
    farm = _Farm(feeds, entries)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        # All of 127.0.0.0/8 leads here: a feed can have a host of its own.
        server = await loop.create_server(lambda: _Connection(farm), "0.0.0.0", 0, backlog=2048)
        ports.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


class FarmServer:
    """The farm, served; use as a context manager."""

    def __init__(self, feeds: int, *, entries: int = 30) -> None:
        context = multiprocessing.get_context("spawn")
        self._ports: Queue[int] = context.Queue()
        self._process: SpawnProcess = context.Process(
            target=_serve, args=(self._ports, feeds, entries), daemon=True
        )
        self.feeds = feeds
        self.port = 0

    def __enter__(self) -> Self:
        self._process.start()
        deadline = time.monotonic() + START_SECONDS
        while self._ports.empty():
            if not self._process.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the farm did not start")
            time.sleep(0.1)
        self.port = self._ports.get()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.join(10)

    def urls(self, *, own_hosts: bool = False) -> list[str]:
        """The address of each feed, all on one host or each on a host of its own."""
        return [
            f"http://{host_of(n) if own_hosts else '127.0.0.1'}:{self.port}/{n}.{format_of(n)}"
            for n in range(self.feeds)
        ]

    def control(self, what: str) -> dict[str, int]:
        """Ask one of the `/_` addresses."""
        with urlopen(f"http://127.0.0.1:{self.port}/_{what}", timeout=60) as answer:
            found: dict[str, int] = json.loads(answer.read())
        return found


def host_of(number: int) -> str:
    """A loopback address for feed *number* alone."""
    return f"127.1.{number // 250}.{number % 250 + 1}"
