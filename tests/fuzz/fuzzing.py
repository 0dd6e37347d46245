"""How long the fuzzers run, with which seed, and what they say when they are through.

KABAR_FUZZ_SECONDS is the time of all of tests/fuzz together; each test takes its share.
"""

import os
import random
from collections.abc import Sequence

TOTAL = float(os.environ.get("KABAR_FUZZ_SECONDS", "12"))
SEED = int(os.environ.get("KABAR_FUZZ_SEED", "0")) or random.SystemRandom().randrange(1 << 30)


def seconds(share: float) -> float:
    """A test's part of the time."""
    return TOTAL * share


def examples(share: float, *, a_second: int) -> int:
    """As many examples of hypothesis as fit into a test's part of the time."""
    return max(50, int(seconds(share) * a_second))


def report(name: str, spent: Sequence[float]) -> None:
    """One line on what was tried (`pytest -s` shows it), with the seconds of each try."""
    ordered = sorted(spent)
    slow = ordered[int(len(ordered) * 0.99)] if ordered else 0.0
    print(
        f"\nfuzz: {name}: {len(ordered):,} tries, 99 in 100 within {slow * 1000:.1f} ms, "
        f"slowest {ordered[-1] * 1000 if ordered else 0:.0f} ms, seed {SEED}"
    )
