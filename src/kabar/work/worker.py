"""The background loop of `kabar serve`: one batch of each step in turn, for as long as the process lives."""

import threading
import time
from datetime import timedelta

from kabar import pipeline
from kabar.errors import KabarError, StoreFullError
from kabar.log import logger
from kabar.model.views import Progress
from kabar.runtime import Runtime
from kabar.work.round import Round, work_step
from kabar.work.upkeep import run_upkeep

IDLE_SECONDS = 15.0  # between looks at the database when nothing is due
FAILED_SECONDS = 30.0  # after a failure of the flow itself
FIRST_BATCH = 16  # articles
FIRST_BATCHES = 3
UPKEEP_SECONDS = 6 * 3600.0


class Worker:
    """Runs the flow in a thread of its own."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kabar-work", daemon=True)
        self._next_upkeep = time.monotonic() + 60.0
        self._batches = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Ask it to stop after the batch at hand, and wait at most *seconds*."""
        self._stop.set()
        self._rt.wake.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        log = logger()
        while not self._stop.is_set():
            try:
                pause = 0.0 if self._step() else self._idle()
            except StoreFullError as error:
                log.error("work.paused", reason=str(error))
                pause = FAILED_SECONDS
            except KabarError as error:
                log.error("work.failed", reason=str(error))
                pause = FAILED_SECONDS
            except Exception:  # the border of the loop: a bug must not end all work
                log.exception("work.failed")
                pause = FAILED_SECONDS
            if pause:
                self._rt.progress = None
                self._rt.wake.wait(pause)
                self._rt.wake.clear()

    def _step(self) -> bool:
        """One batch of everything; whether there was anything to do."""
        rt, started = self._rt, time.monotonic()
        polled = pipeline.poll_sources(rt)
        done = Round()
        # The first batches are small, so that somebody who waits sees stories soon.
        worked = work_step(rt, done, limit=FIRST_BATCH if self._batches < FIRST_BATCHES else None)
        self._batches += bool(worked)
        if not polled and not worked:
            return False
        with rt.store.read() as db:
            waiting = db.articles.count("read") + db.articles.count("annotate") + db.articles.count("cluster")
        rt.progress = Progress(what="update", done=polled["polled"], total=None, found=waiting)
        counts = {name: count for name, count in (polled + worked).items() if count}
        logger().info("work.done", ms=round((time.monotonic() - started) * 1000), **counts)
        return True

    def _idle(self) -> float:
        """Seconds until there may be something to do; upkeep happens here, when it is due."""
        if time.monotonic() >= self._next_upkeep:
            self._next_upkeep = time.monotonic() + UPKEEP_SECONDS
            run_upkeep(self._rt)
        with self._rt.store.read() as db:
            due = db.sources.next_due_at()
        if due is None:
            return IDLE_SECONDS
        wait = (due - self._rt.clock()) / timedelta(seconds=1)
        return min(max(wait, 0.5), IDLE_SECONDS)
