"""Who may ask which host when: one request at a time per host, a rest in between, a pause when told so.

Lives on the fetcher's event loop; nothing here is safe from another thread. Hosts wait in lanes. A request
that takes long moves aside, so that slow hosts do not hold up the others.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

SWEEP_SECONDS = 0.02
_MANY_LANES = 4096


class Batch(Protocol):
    """Whoever waits for results, and may have enough of them for the moment."""

    stalled: list["Lane"]

    def is_full(self) -> bool:
        """Whether no further request of this batch should start now."""
        ...


class Turn(Protocol):
    """One request that waits for its turn."""

    batch: Batch | None
    started: float
    aside: bool


@dataclass(slots=True)
class Lane:
    """The queue before one host."""

    host: str
    parallel: int
    waiting: deque[Turn | asyncio.Future[None]] = field(default_factory=deque)
    active: int = 0
    free_at: float = 0.0  # loop time of the earliest next start
    queued: bool = False  # stands in the ready line, on a timer, or with a full batch


class HostQueue:
    """Starts waiting requests in order, as hosts and the number of requests at once allow."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        start: Callable[[Turn, Lane], None],
        *,
        concurrency: int,
        slow_seconds: float,
        max_slow: int,
        parallel: Callable[[str], int],
    ) -> None:
        self._loop = loop
        self._start = start
        self._concurrency = concurrency
        self._slow_seconds = slow_seconds
        self._max_slow = max_slow
        self._parallel = parallel  # host -> requests at once
        self._lanes: dict[str, Lane] = {}
        self._ready: deque[Lane] = deque()
        self._later: deque[Lane] = deque()  # hosts that hung the last time: when nobody else is ready
        self._hung: set[str] = set()
        self._running: dict[int, Turn] = {}  # by id(), in order of their start
        self._busy = 0
        self._aside = 0
        self._sweeper: asyncio.TimerHandle | None = None

    def lane(self, host: str) -> Lane:
        """The lane of *host*."""
        found = self._lanes.get(host)
        if found is None:
            if len(self._lanes) >= _MANY_LANES:
                self._forget_idle()
            found = self._lanes[host] = Lane(host, self._parallel(host))
        return found

    def enter(self, turn: Turn, host: str) -> None:
        """Put *turn* at the end of its host's lane."""
        lane = self.lane(host)
        lane.waiting.append(turn)
        if not lane.queued:
            self._offer(lane)
            self._pump()

    async def change(self, turn: Turn, old: Lane, new: Lane, gap: float) -> None:
        """Give up the place on *old* and wait for one on *new*; meanwhile others may start."""
        self.step_aside(turn)
        self.leave(old, gap)
        came = self._loop.create_future()
        new.waiting.appendleft(came)
        if not new.queued:
            self._offer(new)
            self._pump()
        try:
            await came
        except asyncio.CancelledError:
            if came.done() and not came.cancelled():
                self.leave(new, 0.0)
            raise

    def step_aside(self, turn: Turn) -> None:
        """Let another request start although this one is not over."""
        if not turn.aside:
            turn.aside = True
            self._aside += 1
            self._busy -= 1
            self._running.pop(id(turn), None)
            self._pump()

    def leave(self, lane: Lane, gap: float) -> None:
        """A request on *lane* is over; the next may start after *gap* seconds."""
        lane.active -= 1
        lane.free_at = max(lane.free_at, self._loop.time() + gap) if gap else lane.free_at
        if lane.waiting and not lane.queued:
            self._offer(lane)

    def note(self, host: str, *, hung: bool) -> None:
        """Remember whether *host* used up its time: then it comes last in the next round."""
        if hung:
            self._hung.add(host)
        elif self._hung:
            self._hung.discard(host)

    def done(self, turn: Turn) -> None:
        """*turn* is over; its place goes to the next."""
        if turn.aside:
            self._aside -= 1
        else:
            self._busy -= 1
            self._running.pop(id(turn), None)
        self._pump()

    def resume(self, batch: Batch) -> None:
        """The batch has room again."""
        stalled, batch.stalled = batch.stalled, []
        for lane in stalled:
            self._line_up(lane)
        self._pump()

    def forget(self, batch: Batch) -> None:
        """Drop what still waits for *batch*."""
        for lane in self._lanes.values():
            if lane.waiting:
                lane.waiting = deque(
                    turn
                    for turn in lane.waiting
                    if isinstance(turn, asyncio.Future) or turn.batch is not batch
                )
        self.resume(batch)

    def drain(self) -> list[Turn]:
        """Take out everything that waits."""
        out = []
        for lane in self._lanes.values():
            out += [turn for turn in lane.waiting if not isinstance(turn, asyncio.Future)]
            lane.waiting.clear()
        self._ready.clear()
        self._later.clear()
        if self._sweeper:
            self._sweeper.cancel()
        return out

    def _offer(self, lane: Lane) -> None:
        """Line *lane* up if its host may be asked, or set a timer for when it may."""
        if not lane.waiting or lane.active >= lane.parallel:
            return
        lane.queued = True
        wait = lane.free_at - self._loop.time()
        if wait > 0:
            self._loop.call_later(wait, self._rested, lane)
        else:
            self._line_up(lane)

    def _rested(self, lane: Lane) -> None:
        self._line_up(lane)
        self._pump()

    def _line_up(self, lane: Lane) -> None:
        (self._later if lane.host in self._hung else self._ready).append(lane)

    def _pump(self) -> None:
        while line := self._ready or self._later:
            lane = line[0]
            if not lane.waiting:
                line.popleft()
                lane.queued = False
                continue
            turn = lane.waiting[0]
            # A request that is under way and changed its host needs no new place among the busy ones.
            if isinstance(turn, asyncio.Future):
                self._next(line)
                if turn.cancelled():
                    self.leave(lane, 0.0)
                else:
                    turn.set_result(None)
                continue
            if self._busy >= self._concurrency:
                return
            if turn.batch is not None and turn.batch.is_full():
                line.popleft()
                turn.batch.stalled.append(lane)  # stays `queued`: resume() lines it up again
                continue
            self._next(line)
            turn.started = self._loop.time()
            turn.aside = False
            self._busy += 1
            self._running[id(turn)] = turn
            if self._sweeper is None:
                self._sweeper = self._loop.call_later(SWEEP_SECONDS, self._sweep)
            self._start(turn, lane)

    def _next(self, line: deque[Lane]) -> None:
        lane = line.popleft()
        lane.waiting.popleft()
        lane.active += 1
        lane.queued = False
        self._offer(lane)

    def _sweep(self) -> None:
        """Move aside what takes long: twenty hanging hosts must not use up all places."""
        self._sweeper = None
        limit = self._loop.time() - self._slow_seconds
        for turn in list(self._running.values()):
            if turn.started > limit or self._aside >= self._max_slow:
                break
            self.step_aside(turn)
        if self._running:
            self._sweeper = self._loop.call_later(SWEEP_SECONDS, self._sweep)

    def _forget_idle(self) -> None:
        now = self._loop.time()
        idle = [
            host
            for host, lane in self._lanes.items()
            if not lane.waiting and not lane.active and not lane.queued and lane.free_at <= now
        ]
        for host in idle:
            del self._lanes[host]


class Pauses:
    """Hosts that asked to be left alone, and until when (seconds of any one clock)."""

    FIRST_SECONDS = 300.0  # after a 429 that names no time; doubles with each further one
    MAX_SECONDS = 86400.0

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._strikes: dict[str, int] = {}

    def pause(self, host: str, seconds: float | None, *, now: float) -> None:
        """Leave *host* alone for *seconds*, None: as the row of such answers suggests.

        A longer pause that was set before is never shortened.
        """
        strikes = self._strikes[host] = self._strikes.get(host, 0) + 1
        if seconds is None:
            seconds = min(self.FIRST_SECONDS * 2 ** min(strikes - 1, 16), self.MAX_SECONDS)
        self._until[host] = max(self._until.get(host, 0.0), now + seconds)

    def answered(self, host: str) -> None:
        """*host* gave an answer: the next pause starts small again."""
        if self._strikes:
            self._strikes.pop(host, None)

    def all(self, *, now: float) -> dict[str, float]:
        """Every host that must be left alone, and for how many seconds yet."""
        return {host: until - now for host, until in dict(self._until).items() if until > now}

    def remaining(self, host: str, *, now: float) -> float:
        """Seconds for which *host* must still be left alone; 0.0 when it may be asked."""
        until = self._until.get(host)
        if until is None:
            return 0.0
        if until <= now:
            del self._until[host]
            return 0.0
        return until - now
