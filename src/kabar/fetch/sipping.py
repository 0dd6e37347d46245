"""Slow lines are listened to in sips, many of them at once, so that a hundred drips do not keep us busy.

A server that sends a byte every few milliseconds, or a stream without end, would wake the loop for each
piece, and each time the loop takes the interpreter from the thread that parses. Where several are slow,
each is deaf but for a moment now and then, in which it gives up to 256 KiB: twice a second while that is
much, ever more rarely when it is a drip. What comes meanwhile waits in the kernel, and when that is full,
at the sender.
"""

import asyncio
import math
from dataclasses import dataclass
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
DRIP_SECONDS = 4.0  # at most between sips of a line that gives little; they double until then
DRIP_BYTES = 4096  # in a sip, or less: a drip
FEW = 8  # slow lines that are no burden


@dataclass(slots=True)
class _Line:
    """A connection under way. Times are the loop's, in seconds."""

    transport: asyncio.ReadTransport
    began: float
    pause: float = SIP_SECONDS  # until the next sip
    due: float = 0.0
    deaf: bool = False
    waiting: asyncio.Future[None] | None = None


class SlowLines:
    """The connections under way; belongs to the loop's thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lines: dict[Connection, _Line] = {}  # in order of their beginning
        self._timer: asyncio.TimerHandle | None = None
        self._slow = -math.inf  # what began before is slow
        self._many = False

    def watch(self, connection: Connection) -> None:
        """Listen to it in sips once it is slow, until it is given back."""
        if connection.transport is None:
            return
        self._lines[connection] = _Line(connection.transport, self._loop.time())
        connection.add_callback(lambda: self.hurry(connection))
        if self._timer is None:
            self._timer = self._loop.call_later(SIP_SECONDS, self._sip)

    def hurry(self, connection: Connection | None) -> None:
        """Listen to it all the time: it is done with, or a person waits for what it brings."""
        line = self._lines.pop(connection, None) if connection is not None else None
        if line is not None:
            _hear(line)

    async def rest(self, connection: Connection | None, size: int) -> None:
        """Wait for the next sip when the line is slow. Whoever reads a body calls it after *size* bytes.

        aiohttp listens again whenever bytes are taken out of its buffer, so pausing has to be done here, too.
        """
        line = self._lines.get(connection) if connection is not None and self._many else None
        if line is None or line.began > self._slow:
            return
        if size > DRIP_BYTES:
            line.pause = SIP_SECONDS
            line.due = self._loop.time() + SIP_SECONDS / 2
        _pause(line)
        line.waiting = self._loop.create_future()
        try:
            await line.waiting
        finally:
            line.waiting = None

    def _sip(self) -> None:
        """Hear what slow lines have to say. The loop asks the kernel once before they are deaf again."""
        self._loop.call_soon(self._loop.call_soon, self._enough)
        now = self._loop.time()
        for line in self._lines.values():
            if line.due <= now:
                _hear(line)

    def _enough(self) -> None:
        # First of all: whatever goes wrong below, no line may stay deaf.
        self._timer = self._loop.call_later(SIP_SECONDS, self._sip) if self._lines else None
        now = self._loop.time()
        self._slow = now - SLOW_SECONDS
        slow = list(takewhile(lambda line: line.began <= self._slow, self._lines.values()))
        self._many = len(slow) > FEW
        for line in slow:
            if not self._many:
                line.due = 0.0  # heard with the next sip, and not paused again
            elif line.due <= now:
                _pause(line)
                line.due = now + line.pause - SIP_SECONDS / 2  # sips are never quite on time
                line.pause = min(2 * line.pause, DRIP_SECONDS)


def _pause(line: _Line) -> None:
    # One that is not read already has filled aiohttp's buffer, which will go on with it itself.
    if line.transport.is_reading():
        line.transport.pause_reading()
        line.deaf = True


def _hear(line: _Line) -> None:
    if line.deaf:
        line.deaf = False
        line.transport.resume_reading()
    if line.waiting is not None and not line.waiting.done():
        line.waiting.set_result(None)


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
