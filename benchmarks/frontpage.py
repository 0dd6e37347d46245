"""How fast is a page over a large database: front page, story, search, sections, marks.

    python -m benchmarks.frontpage                                        100,000 articles, 20,000 stories
    python -m benchmarks.frontpage --articles 1000000 --stories 200000    the size that is promised

One account follows 500 things, reads 1,800 sources and has made 2,000 marks. Services are measured in CPU time of
this process. The HTTP answer is measured against a server in a process of its own, with eight readers at once
and a thread there that stores visits to sources all the while, as polling does; each reader looks at a page for
a moment before asking again (`--pause 0` for readers who do not look). `--keep FOLDER` keeps the database for the
next run. Ratios are to a floor of the same run: the bare statement for the 40 newest stories, whole rows, by the driver.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.frontpage_world import COMMON, NOW, OWNER, RARE, build

from kabar.config import Config
from kabar.model.account import MarkKind, Target
from kabar.model.feed import Entry
from kabar.model.ids import SourceId
from kabar.runtime import Runtime, open_runtime, settle_memory
from kabar.service import accounts, frontpage, reading, searching, stories
from kabar.store.kept import of_engine

READERS = 8


def clock() -> Callable[[], datetime]:
    """The time of the made-up world, going on."""
    started = time.monotonic()
    return lambda: NOW + timedelta(seconds=time.monotonic() - started)


def open_world(folder: Path) -> Runtime:
    return open_runtime(Config(), folder, clock=clock())


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measured(act: Callable[[int], object], *, times: int) -> tuple[list[float], list[float]]:
    """CPU and wall milliseconds of each of *times* calls, after two that warm up."""
    cpu, wall = [], []
    for turn in range(-2, times):
        before, began = time.process_time_ns(), time.perf_counter_ns()
        act(turn)
        if turn >= 0:
            cpu.append((time.process_time_ns() - before) / 1e6)
            wall.append((time.perf_counter_ns() - began) / 1e6)
    return cpu, wall


def services(rt: Runtime, *, times: int) -> dict[str, Callable[[int], object]]:
    """What is measured in this process."""
    with rt.store.read() as db:
        newest = [record.id for record in db.stories.candidates([], since=NOW - timedelta(days=7))]
    kinds = (MarkKind.READ, MarkKind.SAVED, MarkKind.MORE, MarkKind.FINISHED)
    driver = rt.store.engine.raw_connection()
    floor = "SELECT * FROM stories WHERE merged_into IS NULL ORDER BY last_at DESC LIMIT 40"

    def fresh(turn: int) -> object:
        """The front page as the first visitor after a start gets it: nothing kept in memory."""
        of_engine(rt.store.engine).clear()
        return frontpage.front_page(rt, OWNER)

    def marked(turn: int) -> object:
        """A mark, which teaches the account's taste something, and the front page after it."""
        reading.mark(rt, OWNER, kinds[turn % 4], story=newest[turn % len(newest)])
        return frontpage.front_page(rt, OWNER)

    def search(words: str, order: str) -> Callable[[int], object]:
        return lambda turn: searching.search(rt, OWNER, words, order=order)  # type: ignore[arg-type]  # one of two

    return {
        "floor": lambda turn: driver.cursor().execute(floor).fetchall(),
        "front page": lambda turn: frontpage.front_page(rt, OWNER),
        "front page, nothing in memory": fresh,
        "mark": lambda turn: reading.mark(rt, OWNER, kinds[turn % 4], story=newest[turn % len(newest)]),
        "mark, then front page": marked,
        "story": lambda turn: stories.story(rt, OWNER, newest[turn % len(newest)]),
        "sections": lambda turn: frontpage.sections(rt, OWNER),
        "section of a topic": lambda turn: frontpage.section(rt, OWNER, Target.TOPIC, "11000000"),
        "search newest, common word": search(COMMON, "newest"),
        "search best, common word": search(COMMON, "best"),
        "search newest, rare word": search(RARE, "newest"),
        "search best, rare word": search(RARE, "best"),
    }


# --- the server --------------------------------------------------------------------------------------


def serve(folder: Path) -> None:
    """A server over *folder* and a thread that stores visits; prints its address and a sign-in token."""
    import uvicorn

    from kabar.cli.serve import _listen
    from kabar.web.app import create_app

    rt = open_world(folder)
    token, _ = accounts.redeem_link(
        rt, accounts.new_link(rt, OWNER), address="127.0.0.1", user_agent="benchmark"
    )
    listener = _listen("127.0.0.1", 0)
    listener.listen(64)  # connections wait there until the app is ready
    settle_memory()  # as `kabar serve` does
    threading.Thread(target=store_visits, args=(rt,), daemon=True).start()
    print(json.dumps({"port": listener.getsockname()[1], "token": token}), flush=True)
    settings = uvicorn.Config(create_app(rt), log_level="error", access_log=False)
    uvicorn.Server(settings).run(sockets=[listener])


def store_visits(rt: Runtime) -> None:
    """Ten visits a second, every second one with three new entries: a busy installation's polling."""
    for turn in range(10**9):
        time.sleep(0.1)
        number = SourceId(1 + turn % 2000)
        now = rt.clock()
        fresh = [
            Entry(
                key=f"{now}{n}",
                url=f"https://outlet{number}.example/new{now}{n}",
                title="New",
                html="<p>New.</p>",
            )
            for n in range(3 if turn % 2 else 0)
        ]
        with rt.store.write() as db:
            db.entries.put(db.sources.get(number), fresh, at=now)


@contextmanager
def server(folder: Path) -> Iterator[tuple[int, str, int]]:
    """(port, token, process id) of a server that ends with the block."""
    command = [sys.executable, "-m", "benchmarks.frontpage", "--serve", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        ready = json.loads(process.stdout.readline())
        yield ready["port"], ready["token"], process.pid
    finally:
        process.kill()
        process.wait()


def cpu_seconds(process: int) -> float:
    """What *process* used so far (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def over_http(folder: Path, *, seconds: float, pause: float) -> dict[str, float]:
    """Latency of `GET /` with eight readers at once, and the server's CPU for one answer."""
    waits: list[float] = []
    with server(folder) as (port, token, process):

        def ask(connection: http.client.HTTPConnection) -> None:
            connection.request(
                "GET", "/", headers={"Cookie": f"kabar_session={token}", "Accept-Encoding": "gzip"}
            )
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200 and len(body) > 5000, (answer.status, answer.headers, body[:200])

        def reader(number: int) -> None:
            rng = random.Random(number)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            ask(connection)
            while time.monotonic() < ends:
                time.sleep(rng.uniform(0, 2 * pause))
                began = time.perf_counter()
                ask(connection)
                waits.append((time.perf_counter() - began) * 1000)

        ask(
            http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        )  # the app is ready after its first answer
        began_cpu, ends = cpu_seconds(process), time.monotonic() + seconds
        threads = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        used = cpu_seconds(process) - began_cpu
    return {
        "answers": len(waits),
        "p50_ms": round(percentile(waits, 0.5), 1),
        "p95_ms": round(percentile(waits, 0.95), 1),
        "server_cpu_ms_an_answer": round(1000 * used / (len(waits) + READERS), 1),
    }


def run(folder: Path, asked: argparse.Namespace) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    rt = open_world(folder)
    settle_memory()  # as `kabar serve` does
    floor = 1.0
    for name, act in services(rt, times=asked.times).items():
        if asked.only and asked.only not in name:
            continue
        cpu, wall = measured(act, times=asked.times)
        if name == "floor":
            floor = percentile(cpu, 0.5)
        found[name] = {
            "cpu_p50_ms": round(percentile(cpu, 0.5), 2),
            "cpu_p95_ms": round(percentile(cpu, 0.95), 2),
            "wall_p95_ms": round(percentile(wall, 0.95), 2),
            "times_floor": round(percentile(cpu, 0.5) / floor, 1),
        }
        print(name, json.dumps(found[name]), flush=True)
    rt.close()
    if not asked.only or asked.only in "http /":
        found["http /"] = over_http(folder, seconds=asked.seconds, pause=asked.pause)
        print("http /", json.dumps(found["http /"]), flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--stories", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="folder that keeps databases for the next run")
    parser.add_argument("--times", type=int, default=40, help="calls of each service")
    parser.add_argument("--seconds", type=float, default=15, help="of reading over HTTP")
    parser.add_argument(
        "--pause", type=float, default=1.0, help="seconds that a reader looks at a page, on average"
    )
    parser.add_argument("--only", help="what is measured: part of a name")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve)
        return
    with tempfile.TemporaryDirectory() as passing:
        folder = (asked.keep or Path(passing)) / f"{asked.articles}-{asked.stories}"
        if not (folder / "kabar.db").exists():
            folder.mkdir(parents=True, exist_ok=True)
            began = time.process_time()
            build(folder, articles=asked.articles, stories=asked.stories)
            print(f"built in {time.process_time() - began:.0f} s of CPU", flush=True)
        run(folder, asked)


if __name__ == "__main__":
    main()
