"""Hostile feeds beside healthy ones: how long until the last healthy feed is stored and searchable?

Bombs (256 MiB of zeros), drips, endless streams and servers that never answer, each on a host of its own.
"""

import asyncio
import multiprocessing
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import Queue
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kabar.config import Config, FetchConfig
from kabar.errors import FetchError
from kabar.model.feed import SourceKind
from kabar.runtime import open_runtime
from kabar.work.polling import Poller

if TYPE_CHECKING:
    from hostile import Session  # of the tests

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/flow"))

LOOK_SECONDS = 0.05
GIVE_UP_SECONDS = 900.0


class Drips:
    """Answers a byte at a time, twenty a second, all lines in one go: dripping must cost the server little."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._lines: dict[asyncio.StreamWriter, int] = {}
        self._dripping: asyncio.Task[None] | None = None

    async def __call__(self, session: "Session") -> None:
        """Drip on this line, too, until it is cut."""
        self._lines[session.writer] = 0
        self._dripping = self._dripping or asyncio.create_task(self._drip())
        try:
            await session.reader.read()
        finally:
            del self._lines[session.writer]

    async def _drip(self) -> None:
        while True:
            for line, place in self._lines.items():
                line.write(self._data[place : place + 1])
                self._lines[line] = place + 1
            await asyncio.sleep(0.05)


def _serve(ports: "Queue[int]") -> None:
    from hostile import HostileServer, answer, endless, gzip_bomb, hang, say

    scripts = {
        "/0": say(answer(gzip_bomb(256 * 1024 * 1024), Content_Encoding="gzip")),
        "/1": Drips(answer(bytes(100_000))),
        "/2": endless(b"HTTP/1.1 200 OK\r\n\r\n", bytes(65536), 0.05),
        "/3": hang,
    }
    with HostileServer(scripts, address="0.0.0.0") as server:
        ports.put(server.port)
        time.sleep(3600)


class HostileFarm:
    """The hostile servers, in a process of their own."""

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        ports: Queue[int] = context.Queue()
        self._process: SpawnProcess = context.Process(target=_serve, args=(ports,), daemon=True)
        self._process.start()
        self._port = ports.get(timeout=60)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.join(10)

    def urls(self, count: int) -> list[str]:
        """*count* addresses, four kinds of misdeed in turn."""
        return [f"http://127.2.{n // 250}.{n % 250 + 1}:{self._port}/{n % 4}" for n in range(count)]


def seconds_until_stored(
    healthy: list[str], hostile: list[str], timeout_seconds: float
) -> tuple[float, float]:
    """Poll all of them with a fresh Kabar; (wall, CPU) until every healthy feed is stored."""
    every = len(healthy) // len(hostile) if hostile else 0
    fetch = FetchConfig(allow_private_hosts=("127.0.0.0/8",), timeout_seconds=timeout_seconds)
    with tempfile.TemporaryDirectory(prefix="kabar-bench-") as folder:
        rt = open_runtime(Config(fetch=fetch), Path(folder))
        with rt.store.write() as db:
            for number, url in enumerate(healthy):
                if every and number % every == 0 and number // every < len(hostile):
                    db.sources.add(hostile[number // every], SourceKind.FEED, at=datetime.now(UTC))
                db.sources.add(url, SourceKind.FEED, at=datetime.now(UTC))
        assert rt.fetcher is not None
        poller, enough = Poller(rt), threading.Event()
        polling = threading.Thread(target=_poll, args=(poller, enough), daemon=True)
        began, used = time.monotonic(), time.process_time()
        polling.start()
        while time.monotonic() - began < GIVE_UP_SECONDS:
            time.sleep(LOOK_SECONDS)
            with rt.store.engine.connect() as connection:
                good = connection.exec_driver_sql("SELECT count(*) FROM sources WHERE status = 'ok'").scalar()
            if good == len(healthy):
                break
        spent = time.monotonic() - began, time.process_time() - used
        enough.set()
        poller.stop(10.0)
        polling.join(60)
        rt.close()
    return spent


def _poll(poller: Poller, enough: threading.Event) -> None:
    """What is due, as `kabar serve` does it."""
    while not enough.is_set():
        try:
            if not poller.step():
                time.sleep(0.1)
        except FetchError:  # the fetcher was closed
            return
