"""How long the fuzzers run, with which seed, and what they say when they are through.

KABAR_FUZZ_SECONDS is the time of all of tests/fuzz together; each test takes its share.
"""

import math
import os
import random
from collections import Counter

TOTAL = float(os.environ.get("KABAR_FUZZ_SECONDS", "12"))
SEED = int(os.environ.get("KABAR_FUZZ_SEED", "0")) or random.SystemRandom().randrange(1 << 30)


def seconds(share: float) -> float:
    """A test's part of the time."""
    return TOTAL * share


def examples(share: float, *, a_second: int) -> int:
    """As many examples of hypothesis as fit into a test's part of the time."""
    return max(50, int(seconds(share) * a_second))


class Tries:
    """Counts tries by how long they took: millions of them in a few numbers."""

    def __init__(self) -> None:
        self._by_step: Counter[int] = Counter()  # steps of a tenth
        self._slowest = 0.0

    def add(self, seconds: float, count: int = 1) -> None:
        """*count* tries took *seconds* each."""
        self._slowest = max(self._slowest, seconds)
        self._by_step[math.ceil(math.log(max(seconds, 1e-6), 1.1))] += count

    def report(self, name: str) -> None:
        """One line on what was tried; `pytest -s` shows it."""
        left = total = self._by_step.total()
        for step in sorted(self._by_step):
            left -= self._by_step[step]
            if left <= total * 0.01:
                break
        print(
            f"\nfuzz: {name}: {total:,} tries, 99 in 100 within {1.1**step * 1000:.1f} ms, "
            f"slowest {self._slowest * 1000:.0f} ms, seed {SEED}"
        )
