"""Rounds of visits that may overlap: servers that hang hold up the end of their own round, never the next."""

import threading
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from kabar import pipeline
from kabar.errors import KabarError
from kabar.log import logger
from kabar.runtime import Runtime

MOST_ROUNDS = 32  # that wait for slow servers at once


class Poller:
    """Visits what is due, a round after the other, in threads of its own; `step` is for one caller at a time."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._threads = ThreadPoolExecutor(MOST_ROUNDS, thread_name_prefix="kabar-round")
        self._waiting: set[Future[Counter[str]]] = set()

    def step(self) -> Counter[str]:
        """Visit what is due until all of it has answered, or only slow servers have not; what came so far.

        Empty: nothing was due. `waiting` counts a round that slow servers hold up. What raises in this round is raised here; what raises later is logged.
        """
        if len(self._waiting) >= MOST_ROUNDS:
            wait(self._waiting, return_when=FIRST_COMPLETED)
        self._waiting = {late for late in self._waiting if not late.done()}
        moved_on = threading.Event()
        came: Counter[str] = Counter()

        def written(counts: Counter[str]) -> None:
            came.clear()
            came.update(counts)

        visits = self._threads.submit(pipeline.poll_sources, self._rt, written=written, stalled=moved_on.set)
        visits.add_done_callback(lambda _: moved_on.set())
        moved_on.wait()
        if visits.done():
            return visits.result()
        self._waiting.add(visits)
        visits.add_done_callback(self._finish)
        return came + Counter(waiting=1)

    def stop(self, seconds: float) -> None:
        """Give up what is still waited for; it is due again when its lease ends."""
        if self._rt.fetcher is not None:
            self._rt.fetcher.close()
        wait(self._waiting, timeout=max(seconds, 0.0))
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _finish(self, late: "Future[Counter[str]]") -> None:
        error = late.exception()
        if isinstance(error, KabarError):
            logger().error("work.failed", reason=str(error))
        elif error is not None:
            logger().error("work.failed", exc_info=error)
        else:
            self._rt.wake.set()  # there may be articles to read
