"""How much do hostile servers slow the healthy ones? Fetches 800 feeds alone, then beside 200 hostile ones.

`python -m benchmarks.isolation [--healthy 800] [--hostile 200] [--delay-ms 50]` prints the seconds until
the last healthy feed had arrived, and the memory. Bombs, drips, endless streams and servers that never answer.
"""

import argparse
import asyncio
import json
import multiprocessing
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/flow"))

from hostile import HostileServer, Session, answer, drip, endless, gzip_bomb, hang, packed, say

from kabar.fetch import FetchSettings, open_fetcher
from kabar.model.feed import Fetched, Request

FEED = packed(
    b"<rss><channel>" + b"<item><title>An entry of no interest</title></item>" * 2000 + b"</channel></rss>"
)


def _serve(ports: "multiprocessing.Queue[int]", delay: float) -> None:
    """The servers, in a process of their own."""

    async def healthy(session: Session) -> None:
        await asyncio.sleep(delay)
        await session.send(answer(FEED, Content_Encoding="gzip"))

    bomb = gzip_bomb(256 * 1024 * 1024)
    block = bytes(65536)
    scripts = {
        "/healthy": healthy,
        "/0": say(answer(bomb, Content_Encoding="gzip")),
        "/1": drip(answer(bytes(100_000)), 0.05),
        "/2": endless(b"HTTP/1.1 200 OK\r\n\r\n", block, 0.05),
        "/3": hang,
    }
    with HostileServer(scripts) as server:
        ports.put(server.port)
        time.sleep(600)


def _round(port: int, healthy: int, hostile: int, timeout: float) -> float:
    """Seconds until the last healthy feed came."""
    total = healthy + hostile
    every = total // hostile if hostile else total + 1
    bad = set(range(0, every * hostile, every))
    hosts = {f"h{n}.test": ("127.0.0.1",) for n in range(total)}
    settings = FetchSettings(allow_private_hosts=("127.0.0.0/8",), hosts=hosts, timeout_seconds=timeout)
    requests = [
        Request(url=f"http://h{n}.test:{port}/{n // every % 4 if n in bad else 'healthy'}", tag=n)
        for n in range(total)
    ]
    with open_fetcher(settings) as fetcher:
        began = last = time.monotonic()
        good = 0
        for request, found in fetcher.get_many(requests):
            if request.tag not in bad:
                assert isinstance(found, Fetched), found
                last = time.monotonic()
                good += 1
                if good == healthy:
                    break
        return last - began


def measure(
    healthy: int = 800, hostile: int = 200, delay: float = 0.05, timeout: float = 60.0
) -> dict[str, float]:
    """Seconds alone and beside hostile servers, their ratio, and the peak of memory in MiB."""
    context = multiprocessing.get_context("spawn")
    ports: multiprocessing.Queue[int] = context.Queue()
    server = context.Process(target=_serve, args=(ports, delay), daemon=True)
    server.start()
    try:
        port = ports.get(timeout=60)
        alone = min(_round(port, healthy, 0, timeout) for _ in range(2))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        beside = min(_round(port, healthy, hostile, timeout) for _ in range(2))
    finally:
        server.terminate()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {
        "alone_seconds": round(alone, 2),
        "beside_seconds": round(beside, 2),
        "ratio": round(beside / alone, 3),
        "memory_grown_mib": round(grown),
    }


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--healthy", type=int, default=800)
    parser.add_argument("--hostile", type=int, default=200)
    parser.add_argument("--delay-ms", type=float, default=50)
    given = parser.parse_args()
    print(json.dumps(measure(given.healthy, given.hostile, given.delay_ms / 1000)))


if __name__ == "__main__":
    main()
