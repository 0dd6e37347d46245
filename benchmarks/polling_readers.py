"""Those who poll in the polling benchmark, each in a process of its own that is told when to begin.

`python -m benchmarks.polling_readers kabar FOLDER < URLS` reads addresses up to an empty line, prints
{"ready": ...}, then does a round for each line "round" and prints what it cost.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

Round = Callable[[], dict[str, int]]


def kabar(folder: Path, urls: list[str]) -> tuple[Round, Callable[[str], int]]:
    """Kabar's own polling; each round a day after the last, so that every source is due."""
    from kabar import pipeline
    from kabar.config import Config, FetchConfig
    from kabar.model.feed import SourceKind
    from kabar.runtime import open_runtime
    from kabar.service.searching import search  # noqa: F401  # what a server has loaded anyway
    from kabar.store.search import parse_query

    timeout = float(os.environ.get("BENCH_TIMEOUT_SECONDS", "60"))
    config = Config(fetch=FetchConfig(allow_private_hosts=("127.0.0.0/8",), timeout_seconds=timeout))
    ahead = timedelta()
    rt = open_runtime(config, folder, clock=lambda: datetime.now(UTC) + ahead)
    with rt.store.write() as db:
        for url in urls:
            db.sources.add(url, SourceKind.FEED, at=rt.clock())
    assert rt.fetcher is not None

    def one_round() -> dict[str, int]:
        nonlocal ahead
        found: dict[str, int] = {}
        while (counts := pipeline.poll_sources(rt))["polled"]:
            for name, count in counts.items():
                found[name] = found.get(name, 0) + count
        ahead += timedelta(hours=25)
        return found

    def count(word: str) -> int:
        with rt.store.read() as db:
            _, total = db.reading.search(parse_query(word), account=None, limit=1)
        return total

    return one_round, count


def floor(folder: Path, urls: list[str]) -> tuple[Round, Callable[[str], int]]:
    """The bare script."""
    from benchmarks.polling_floor import Floor

    script = Floor(folder, urls)
    return lambda: {"new": script.round()}, script.count


def main() -> None:
    """Serve rounds over standard input and output."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    urls = []
    for line in sys.stdin:
        if not line.strip():
            break
        urls.append(line.strip())
    one_round, count = {"kabar": kabar, "floor": floor}[name](folder, urls)
    _reset_peak()
    idle, idle_file = _status("VmRSS"), _status("RssFile")
    print(json.dumps({"ready": True, "start_cpu": round(_cpu(), 2), "idle_mib": round(idle)}), flush=True)
    profile = os.environ.get("BENCH_PROFILE")
    for number, line in enumerate(sys.stdin):
        words = line.split()
        if words[0] == "count":
            print(json.dumps({"found": count(words[1])}), flush=True)
            continue
        _reset_peak()
        cpu, wall = _cpu(), time.monotonic()
        found = _profiled(one_round, f"{profile}.{number}") if profile else one_round()
        result = {
            "cpu_seconds": round(_cpu() - cpu, 3),
            "wall_seconds": round(time.monotonic() - wall, 2),
            "mib_above_idle": round(_status("VmHWM") - idle),
            "of_it_file_mib": round(
                _status("RssFile") - idle_file
            ),  # the database, mapped: the kernel's to take back
            "new": found.get("new", 0),
            "failed": found.get("failed", 0),
        }
        print(json.dumps(result), flush=True)


def _profiled(one_round: Round, file: str) -> dict[str, int]:
    import cProfile

    profiler = cProfile.Profile()
    found = profiler.runcall(one_round)
    profiler.dump_stats(file)
    return found


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _status(field: str) -> float:
    """A line of the kernel's account of this process, in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _reset_peak() -> None:
    """Forget the peak of memory so far."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        print("the peak of memory cannot be reset here: it counts the start, too", file=sys.stderr)


if __name__ == "__main__":
    main()
