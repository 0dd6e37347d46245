"""The background loops of `kabar serve`, for as long as the process lives.

Polling and reading each have a thread, and rounds of visits overlap: a site that hangs holds up neither the
articles that are here already nor the next visits. Deliveries of hubs have two more, where hubs are used.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from kabar import pushing
from kabar.errors import KabarError, StoreFullError
from kabar.log import logger
from kabar.model.views import Progress
from kabar.runtime import Runtime
from kabar.work.polling import Poller
from kabar.work.round import Round, work_step
from kabar.work.upkeep import look_again, run_upkeep

IDLE_SECONDS = 15.0  # between looks at the database when nothing is due
FAILED_SECONDS = 30.0  # after a failure of the flow itself
GATHER_SECONDS = 1.0  # deliveries of hubs that come within this are stored together
FIRST_BATCH = 16  # articles
FIRST_BATCHES = 3
UPKEEP_SECONDS = 6 * 3600.0
LOOK_SECONDS = 300.0


class _Loop:
    """A thread that does one thing again and again; *step* gives the seconds until there may be more to do."""

    def __init__(self, name: str, step: Callable[[], float], wake: threading.Event) -> None:
        self._step = step
        self._wake = wake
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"kabar-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        self._stopping.set()
        self._wake.set()

    def join(self, until: float) -> None:
        self._thread.join(max(until - time.monotonic(), 0.0))

    def _run(self) -> None:
        log = logger()
        while not self._stopping.is_set():
            self._wake.clear()  # before the step: what is added while it looks is not missed
            try:
                pause = self._step()
            except StoreFullError as error:
                log.error("work.paused", reason=str(error))
                pause = FAILED_SECONDS
            except KabarError as error:
                log.error("work.failed", reason=str(error))
                pause = FAILED_SECONDS
            except Exception:  # the border of the loop: a bug must not end all work
                log.exception("work.failed")
                pause = FAILED_SECONDS
            if pause and not self._stopping.is_set():
                self._wake.wait(pause)


class Worker:
    """Runs the flow in threads of its own."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._next_upkeep = time.monotonic() + 60.0
        self._next_look = time.monotonic() + LOOK_SECONDS
        self._batches = 0
        self._busy: set[str] = set()  # who is at work, for the progress line
        self._poller = Poller(rt)
        self._loops = [
            _Loop("poll", self._poll, rt.wake.listener()),
            _Loop("work", self._work, rt.wake.listener()),
        ]
        if pushing.callback_base(rt):
            self._loops.append(_Loop("hubs", self._ask_hubs, rt.wake.listener()))
            self._loops.append(_Loop("pushes", self._store_pushes, rt.inbox.filled))

    def start(self) -> None:
        """Begin."""
        assert self._rt.fetcher is not None  # opened here, so that two threads do not open two
        self._rt.inbox.is_emptied = bool(pushing.callback_base(self._rt))
        for loop in self._loops:
            loop.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Ask the loops to stop after the batch at hand, and wait at most *seconds*."""
        self._rt.inbox.is_emptied = False
        for loop in self._loops:
            loop.ask_to_stop()
        until = time.monotonic() + seconds
        for loop in self._loops:
            loop.join(until)
        self._poller.stop(until - time.monotonic())

    def _poll(self) -> float:
        """One round of visits."""
        rt, started = self._rt, time.monotonic()
        counts = self._poller.step()
        if counts:
            rt.wake.set()  # there are articles to read
            self._show("poll", done=counts["polled"])
            _log("poll.done", started, counts)
            return 0.0
        self._idle("poll")
        with rt.store.read() as db:
            due = db.sources.next_due_at()
        wait = IDLE_SECONDS if due is None else (due - rt.clock()) / timedelta(seconds=1)
        return min(max(wait, 0.5), IDLE_SECONDS)

    def _work(self) -> float:
        """One batch of articles through each step; upkeep when there are none and it is due."""
        rt, started = self._rt, time.monotonic()
        # The first batches are small, so that somebody who waits sees stories soon.
        worked = work_step(rt, Round(), limit=FIRST_BATCH if self._batches < FIRST_BATCHES else None)
        if worked:
            self._batches += 1
            self._show("work")
            _log("work.done", started, worked)
            return 0.0
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK_SECONDS
            if look_again(rt):
                return 0.0
        self._idle("work")
        if time.monotonic() >= self._next_upkeep:
            self._next_upkeep = time.monotonic() + UPKEEP_SECONDS
            run_upkeep(rt)
        return IDLE_SECONDS

    def _ask_hubs(self) -> float:
        """Subscribe, renew, unsubscribe."""
        return 0.0 if pushing.ask_hubs(self._rt) else IDLE_SECONDS

    def _store_pushes(self) -> float:
        """What hubs delivered, and what comes while that is gathered."""
        if not self._rt.inbox.is_empty:
            time.sleep(GATHER_SECONDS)
            pushing.store_inbox(self._rt)
        return IDLE_SECONDS

    def _show(self, who: str, *, done: int = 0) -> None:
        """The progress line while somebody works."""
        self._busy.add(who)
        with self._rt.store.read() as db:
            waiting = db.articles.count("read") + db.articles.count("annotate") + db.articles.count("cluster")
        self._rt.progress = Progress(what="update", done=done, total=None, found=waiting)

    def _idle(self, who: str) -> None:
        self._busy.discard(who)
        if not self._busy:
            self._rt.progress = None


def _log(event: str, started: float, found: dict[str, int]) -> None:
    counts = {name: count for name, count in found.items() if count}
    logger().info(event, ms=round((time.monotonic() - started) * 1000), **counts)
