"""The post: decide on alerts, make digests, send; once, or in a thread of its own beside the flow.

A mail server that hangs must not hold up polling, so it is not one of the flow's steps.
"""

import threading
from datetime import datetime, timedelta

from kabar.digest import sending
from kabar.digest.issues import make_due
from kabar.digest.looking import look
from kabar.errors import KabarError
from kabar.log import logger
from kabar.runtime import Runtime

EVERY_SECONDS = 30.0
LOOK_ANYWAY = timedelta(minutes=10)  # also when no story changed: quiet hours end


def run_post(rt: Runtime) -> int:
    """All of it once; return how many messages arrived."""
    look(rt)
    make_due(rt)
    return sending.deliver(rt)


class Post:
    """Does it again and again in a thread."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kabar-post", daemon=True)
        self._looked: tuple[int, bool] | None = None
        self._looked_at: datetime | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Ask it to stop after the message at hand, and wait at most *seconds*."""
        self._stop.set()
        self._rt.posting.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        log = logger()
        while not self._stop.is_set():
            try:
                self._once()
            except KabarError as error:
                log.error("post.failed", reason=str(error))
            except Exception:  # the border of the loop: a bug must not end all sending
                log.exception("post.failed")
            self._rt.posting.wait(EVERY_SECONDS)
            self._rt.posting.clear()

    def _once(self) -> None:
        rt = self._rt
        with rt.store.read() as db:
            state = (db.stories.revision(), bool(db.stories.stale(limit=1)))
        now = rt.clock()
        rested = self._looked_at is None or now - self._looked_at >= LOOK_ANYWAY
        if state != self._looked or rested:
            look(rt)
            self._looked, self._looked_at = state, now
        make_due(rt)
        sending.deliver(rt)
