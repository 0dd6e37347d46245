"""Hosts that threads of one process are at: the last to leave gives a host back to other processes."""

import threading
from collections import Counter
from collections.abc import Iterable


class HostClaims:
    """Counts, for each host, who is at it. Inside the process the fetcher sees to order and rests."""

    def __init__(self) -> None:
        self.changing = threading.RLock()  # held while the store is told, too, so that both stay in step
        self._at: Counter[str] = Counter()

    def enter(self, hosts: Iterable[str]) -> None:
        """Be at *hosts*."""
        with self.changing:
            self._at.update(set(hosts))

    def leave(self, hosts: Iterable[str]) -> set[str]:
        """Be at them no more; return those that nobody is at now."""
        with self.changing:
            names = set(hosts)
            self._at.subtract(names)
            left = {name for name in names if self._at[name] <= 0}
            for name in left:
                del self._at[name]
        return left
