"""How many entries a CPU second each feed parser reads: `python -m benchmarks.parsing [--feeds 40] [--rounds 5]`.

The parsers take turns on the same farm (see farm.py); the best round of each counts, so that a busy
machine disturbs the comparison little. Figures are CPU time of this process.
"""

import argparse
import json
import time
import warnings
from collections.abc import Callable, Sequence

import fastfeedparser
import feedparser
from benchmarks.farm import FORMATS, FarmFeed, farm
from lxml import etree

from kabar.parse import parse_feed

Read = Callable[[bytes], object]


def tree_only(body: bytes) -> object:
    """What lxml needs before anybody has looked at anything: the floor of every parser on top of it."""
    return None if body[:1] == b"{" else etree.fromstring(body, etree.XMLParser(resolve_entities=False))


def measure(parsers: dict[str, tuple[Read, Sequence[FarmFeed]]], rounds: int) -> dict[str, float]:
    """Best CPU seconds an entry for each parser."""
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, (read, feeds) in parsers.items():
            started = time.process_time()
            for feed in feeds:
                read(feed.body)
            spent = (time.process_time() - started) / sum(feed.entries for feed in feeds)
            best[name] = min(best.get(name, spent), spent)
    return best


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--feeds", type=int, default=40)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    warnings.simplefilter("ignore")
    feeds = list(farm(chosen.feeds))
    few = feeds[: min(8, len(feeds))]  # feedparser reads 30 entries in the time others read 1,000
    parsers: dict[str, tuple[Read, Sequence[FarmFeed]]] = {
        "kabar": (parse_feed, feeds),
        "fastfeedparser": (fastfeedparser.parse, feeds),
        "feedparser": (feedparser.parse, [feed for feed in few if feed.format != "json"]),
        "lxml, tree only": (tree_only, [feed for feed in feeds if feed.format != "json"]),
    }
    for kind in FORMATS:
        parsers[f"kabar, {kind}"] = (parse_feed, [feed for feed in feeds if feed.format == kind])
    best = measure(parsers, chosen.rounds)
    size = sum(len(feed.body) for feed in feeds) / len(feeds)
    rows = {
        name: {
            "entries_per_cpu_second": round(1 / spent),
            "times_feedparser": round(best["feedparser"] / spent, 1),
            "times_fastfeedparser": round(best["fastfeedparser"] / spent, 2),
        }
        for name, spent in best.items()
    }
    if chosen.json:
        print(json.dumps({"feeds": len(feeds), "bytes_per_feed": round(size), "parsers": rows}))
        return
    print(
        f"{len(feeds)} feeds of {size / 1000:.0f} kB with {feeds[0].entries} entries, best of {chosen.rounds} rounds"
    )
    print(f"{'parser':<18}{'entries / CPU s':>16}{'x feedparser':>14}{'x fastfeedparser':>18}")
    for name, row in rows.items():
        print(
            f"{name:<18}{row['entries_per_cpu_second']:>16,}{row['times_feedparser']:>14}{row['times_fastfeedparser']:>18}"
        )


if __name__ == "__main__":
    main()
