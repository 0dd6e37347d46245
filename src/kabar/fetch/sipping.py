"""Slow lines are listened to in sips, all of them at once, so that a hundred drips do not keep us busy.

A server that sends a byte every few milliseconds, or a stream without end, would wake the loop for each
piece. Where several are slow, each is deaf but for a moment twice a second, in which it gives up to 256 KiB;
what comes meanwhile waits in the kernel, and when that is full, at the sender.
"""

import asyncio
import math
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp.connector import Connection

if TYPE_CHECKING:
    from aiohttp.client import ClientTimeout
    from aiohttp.client_reqrep import ClientRequest
    from aiohttp.tracing import Trace

SLOW_SECONDS = 0.5  # from the first byte sent
SIP_SECONDS = 0.5  # between sips: half a mebibyte a second, more than any feed needs within its time
FEW = 8  # slow lines that are no burden


class SlowLines:
    """The connections under way; belongs to the loop's thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._began: dict[Connection, float] = {}  # in order of time
        self._deaf: set[asyncio.ReadTransport] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._next = asyncio.Event()
        self._slow = -math.inf  # what began before is slow
        self._many = False

    def watch(self, line: Connection) -> None:
        """Listen to *line* in sips once it is slow, until it is given back."""
        self._began[line] = self._loop.time()
        transport = line.transport
        line.add_callback(lambda: self._over(line, transport))
        if self._timer is None:
            self._timer = self._loop.call_later(SIP_SECONDS, self._sip)

    def hurry(self, line: Connection | None) -> None:
        """Listen to *line* all the time: a person waits for what it brings."""
        if line is not None and self._began.pop(line, None) is not None:
            self._hear(line.transport)

    async def rest(self, line: Connection | None) -> None:
        """Wait for the next sip when *line* is slow. Whoever reads a body calls it after each piece.

        aiohttp listens again whenever a piece is taken out of its buffer, so pausing has to be done here, too.
        """
        if line is not None and self._many and self._began.get(line, math.inf) <= self._slow:
            self._pause(line)
            await self._next.wait()

    def _over(self, line: Connection, transport: asyncio.Transport | None) -> None:
        self._began.pop(line, None)
        self._hear(transport)

    def _hear(self, transport: asyncio.ReadTransport | None) -> None:
        if transport in self._deaf:
            self._deaf.discard(transport)
            transport.resume_reading()

    def _sip(self) -> None:
        """Hear what the slow lines have to say. The loop asks the kernel once before they are deaf again."""
        heard, self._deaf = self._deaf, set()
        for transport in heard:
            transport.resume_reading()
        self._next.set()
        self._next = asyncio.Event()
        self._loop.call_soon(self._loop.call_soon, self._enough)

    def _enough(self) -> None:
        self._slow = self._loop.time() - SLOW_SECONDS
        slow = list(takewhile(lambda line: self._began[line] <= self._slow, self._began))
        self._many = len(slow) > FEW
        if self._many:
            for line in slow:
                self._pause(line)
        self._timer = self._loop.call_later(SIP_SECONDS, self._sip) if self._began else None

    def _pause(self, line: Connection) -> None:
        transport = line.transport
        # One that is not read already has filled aiohttp's buffer, which will go on with it itself.
        if transport is not None and transport.is_reading():
            transport.pause_reading()
            self._deaf.add(transport)


class SippingConnector(aiohttp.TCPConnector):
    """A pool of connections whose slow ones are listened to in sips."""

    def __init__(self, lines: SlowLines, **options: Any) -> None:
        super().__init__(**options)
        self._lines = lines

    async def connect(
        self, req: "ClientRequest", traces: "list[Trace]", timeout: "ClientTimeout"
    ) -> Connection:
        """A connection as aiohttp gives it, watched."""
        line = await super().connect(req, traces, timeout)
        self._lines.watch(line)
        return line
