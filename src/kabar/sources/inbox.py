"""Deliveries of hubs that wait to be stored, so that a thousand a minute become a few writes."""

import threading

from kabar.model.hub import Push

MAX_WAITING = 1_000
MAX_BYTES = 64 * 1024 * 1024


class Inbox:
    """Filled by the web app's threads, emptied by the one that stores. Bounded: a hub sends again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Push] = []
        self._bytes = 0
        self.filled = threading.Event()
        self.is_emptied = False  # by somebody in this process; else whoever fills must empty it

    def put(self, push: Push) -> bool:
        """Keep it until it is taken; False when there is no room."""
        with self._lock:
            if len(self._waiting) >= MAX_WAITING or self._bytes + len(push.body) > MAX_BYTES:
                return False
            self._waiting.append(push)
            self._bytes += len(push.body)
        self.filled.set()
        return True

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def take(self) -> list[Push]:
        """All that wait, oldest first."""
        with self._lock:
            taken, self._waiting, self._bytes = self._waiting, [], 0
            self.filled.clear()
        return taken
