"""What polling costs: a farm of 1,000 feeds x 30 entries on loopback, read by Kabar and by others in one run.

    python -m benchmarks.polling [--feeds 200] [--only kabar floor] [--json FILE] [--hostile]

Rounds: everything new, nothing changed, 5 percent of the feeds with a new entry, nothing changed with 50 ms
until each answer. CPU seconds (user and system) are those of the reader alone, the farm has a process of
its own. `--hostile` measures instead how much 20 percent of hostile feeds slow the healthy ones.
Beside Kabar stand a bare script (polling_floor.py), newsboat (a Debian package) and lemon24/reader, which is
installed into an environment of its own on first use; who cannot be had is left out with a word.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from benchmarks.polling_farm import FarmServer

ROUNDS = ("all new", "unchanged", "5 % changed", "unchanged, 50 ms")
READERS = ("floor", "kabar", "newsboat", "reader")
SEARCHED = ("hu", "bungaku")  # words of the farm, to prove that what was stored can be found
READER_FOLDER = Path(tempfile.gettempdir()) / "kabar-benchmark-reader"
ROOT = Path(__file__).parents[1]
Row = dict[str, Any]  # figures by name, JSON

READER_SCRIPT = """
import json, resource, sys, time
from reader import make_reader
urls = []
for line in sys.stdin:
    if not line.strip(): break
    urls.append(line.strip())
reader = make_reader(sys.argv[1] + "/reader.sqlite", search_enabled=True)
for url in urls: reader.add_feed(url, allow_invalid_url=True)
def cpu(): u = resource.getrusage(resource.RUSAGE_SELF); return u.ru_utime + u.ru_stime
def status(name):
    return next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith(name)) / 1024
idle = status("VmRSS:")
print(json.dumps({"ready": True, "start_cpu": cpu(), "idle_mib": round(idle)}), flush=True)
for line in sys.stdin:
    try: open("/proc/self/clear_refs", "w").write("5")
    except OSError: pass
    a, w = cpu(), time.monotonic()
    reader.update_feeds(scheduled=False, workers=10)
    b, x = cpu(), time.monotonic()
    reader.update_search()
    print(json.dumps({"cpu_seconds": round(b - a, 3), "wall_seconds": round(x - w, 2),
        "index_cpu_seconds": round(cpu() - b, 3), "mib_above_idle": round(status("VmHWM:") - idle),
        "new": reader.get_entry_counts().total}), flush=True)
"""


class _Child:
    """A reader in a process of its own, which does a round when told."""

    def __init__(self, command: Sequence[str], urls: Sequence[str], *, timeout_seconds: float = 60.0) -> None:
        environment = {**os.environ, "BENCH_TIMEOUT_SECONDS": str(timeout_seconds)}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self.ready = self.ask("\n".join(urls) + "\n")

    def ask(self, line: str) -> Row:
        """Say a line, hear a line."""
        self._in.write(line + "\n")
        self._in.flush()
        heard = self._out.readline()
        if not heard:
            raise RuntimeError(f"the reader ended: exit {self._process.wait()}")
        found: Row = json.loads(heard)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._in.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()


class _Newsboat:
    """newsboat keeps nothing running: each round is a process."""

    def __init__(self, program: str, folder: Path, urls: Sequence[str]) -> None:
        (folder / "urls").write_text("".join(f"{url}\n" for url in urls))
        (folder / "config").write_text("reload-threads 4\n")
        self._command = [program, "-u", str(folder / "urls"), "-c", str(folder / "cache.db")]
        self._command += ["-C", str(folder / "config"), "-x", "reload"]
        self.ready: Row = {"idle_mib": 0, "start_cpu": 0.0}

    def ask(self, _: str) -> Row:
        """One reload."""
        began = time.monotonic()
        process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, env={**os.environ, "TERM": "dumb"}
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return {
            "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
            "wall_seconds": round(time.monotonic() - began, 2),
            "mib_above_idle": round(usage.ru_maxrss / 1024),
        }


@contextmanager
def _opened(name: str, folder: Path, urls: Sequence[str]) -> Iterator[_Child | _Newsboat | str]:
    """The reader called *name*, or a word on why it cannot be had."""
    if name in ("kabar", "floor"):
        with _Child([sys.executable, "-m", "benchmarks.polling_readers", name, str(folder)], urls) as child:
            yield child
    elif name == "newsboat":
        program = shutil.which("newsboat")
        yield _Newsboat(program, folder, urls) if program else "not installed (Debian: newsboat)"
    else:
        python = _reader_python()
        if python is None:
            yield "reader could not be installed"
            return
        with _Child([str(python), "-c", READER_SCRIPT, str(folder)], urls) as child:
            yield child


def _reader_python() -> Path | None:
    """An interpreter that has lemon24/reader; made when there is none."""
    python = READER_FOLDER / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(READER_FOLDER)], check=True)
    works = [str(python), "-c", "import reader, reader._parser.feedparser"]
    if subprocess.run(works, capture_output=True).returncode:
        # Its feedparser imports sgmllib, which nothing brings any more.
        wanted = ["reader", "sgmllib3k"]
        subprocess.run([str(python), "-m", "pip", "install", "-q", *wanted], capture_output=True)
    return python if subprocess.run(works, capture_output=True).returncode == 0 else None


def measure(feeds: int, readers: Sequence[str]) -> dict[str, list[Row] | str]:
    """The figures of each reader, round by round; a word instead where it cannot be had."""
    found: dict[str, list[Row] | str] = {}
    for name in readers:
        # A fresh farm for each: its changes are the same ones.
        with (
            FarmServer(feeds) as farm,
            tempfile.TemporaryDirectory(prefix="kabar-bench-") as folder,
            _opened(name, Path(folder), farm.urls()) as reader,
        ):
            found[name] = reader if isinstance(reader, str) else _rounds(farm, reader, name)
            _say(name, found[name])
    return found


def _rounds(farm: FarmServer, reader: _Child | _Newsboat, name: str) -> list[Row]:
    rows = []
    for title in ROUNDS:
        if title == "5 % changed":
            farm.control("change/5")
        farm.control("delay/50" if title.endswith("ms") else "delay/0")
        if name == "newsboat" and title == "unchanged":
            reader.ask("round")  # it keeps no validators of its very first fetch; this reload gets them
        farm.control("counts")
        row = reader.ask("round")
        row |= {"round": title, "answers": farm.control("counts"), **reader.ready}
        if isinstance(reader, _Child) and name != "reader" and title == "all new":
            row["found"] = {word: reader.ask(f"count {word}")["found"] for word in SEARCHED}
        rows.append(row)
    return rows


def _say(name: str, rows: list[Row] | str) -> None:
    print(f"{name}: {'measured' if isinstance(rows, list) else rows}", file=sys.stderr, flush=True)


def measure_hostile(feeds: int, *, timeout_seconds: float, runs: int = 4) -> Row:
    """Seconds until the last healthy feed is stored, alone and with a fifth of hostile feeds beside them.

    Alone and beside in turn, since machines become slower and faster; the best of each counts, all are told.
    """
    from benchmarks.polling_hostile import HostileFarm, seconds_until_stored

    alone: list[tuple[float, float]] = []
    beside: list[tuple[float, float]] = []
    with FarmServer(feeds) as farm:
        healthy = farm.urls(own_hosts=True)
        with HostileFarm() as hostile:
            bad = hostile.urls(feeds // 4)
            for _ in range(runs):
                alone.append(seconds_until_stored(healthy, [], timeout_seconds))
                beside.append(seconds_until_stored(healthy, bad, timeout_seconds))
    row: Row = {"healthy": feeds, "hostile": len(bad)}
    for place, unit in enumerate(("seconds", "cpu_seconds")):
        best = {"alone": min(run[place] for run in alone), "beside": min(run[place] for run in beside)}
        row |= {f"{name}_{unit}": round(value, 2) for name, value in best.items()}
        row["ratio" if unit == "seconds" else "cpu_ratio"] = round(best["beside"] / best["alone"], 3)
    row["all_alone_seconds"] = [round(wall, 2) for wall, _ in alone]
    row["all_beside_seconds"] = [round(wall, 2) for wall, _ in beside]
    return row


def _table(found: dict[str, list[Row] | str]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| reader | round | CPU s | x floor | wall s | MiB above idle | answers |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    floor = found.get("floor")
    for name, rows in found.items():
        if isinstance(rows, str):
            lines.append(f"| {name} | {rows} | | | | | |")
            continue
        for number, row in enumerate(rows):
            least = floor[number]["cpu_seconds"] if isinstance(floor, list) else 0
            times = f"{row['cpu_seconds'] / least:.1f}" if least else ""
            cpu = f"{row['cpu_seconds']:.2f}"
            if "index_cpu_seconds" in row:
                cpu += f" + {row['index_cpu_seconds']:.2f} index"
            asked = f"{row['answers']['200']} x 200, {row['answers']['304']} x 304"
            memory = str(row["mib_above_idle"])
            if row.get("of_it_file_mib", 0) > 1:
                memory += f" ({row['of_it_file_mib']} mapped file)"
            lines.append(
                f"| {name} | {row['round']} | {cpu} | {times} | {row['wall_seconds']:.1f} | {memory} | {asked} |"
            )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--feeds", type=int, default=1000)
    options.add_argument("--only", nargs="+", choices=READERS, default=READERS)
    options.add_argument("--hostile", action="store_true", help="measure hostile feeds instead")
    options.add_argument("--timeout", type=float, default=60.0, help="of hostile requests, seconds")
    options.add_argument("--json", type=Path, help="write all figures there, too")
    chosen = options.parse_args()
    if chosen.hostile:
        row = measure_hostile(chosen.feeds, timeout_seconds=chosen.timeout)
        print(json.dumps(row))
        found: object = row
    else:
        found = measure(chosen.feeds, chosen.only)
        print(_table(found))
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
