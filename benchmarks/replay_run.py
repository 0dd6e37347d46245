"""The replay run: saved pages, served as sites, go through Kabar's whole flow; what came out is printed."""

import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from kabar import pipeline
from kabar.config import AnnotateConfig, Config, FetchConfig
from kabar.model.feed import SourceKind
from kabar.runtime import Runtime, open_runtime
from kabar.work.round import run_round

STEPS = ("poll_sources", "read_articles", "annotate_articles", "cluster_articles", "tell_stories")
LARGEST = 10
TITLES = 6  # shown of each large story
_TICKS = os.sysconf("SC_CLK_TCK")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass
class _Cost:
    """What one step took in all."""

    calls: int = 0
    cpu: float = 0.0  # seconds of this process and its children
    wall: float = 0.0


@dataclass
class _Meter:
    """Times each step and looks for the peak of memory while it is open."""

    costs: dict[str, _Cost] = field(default_factory=lambda: {name: _Cost() for name in STEPS})
    peak_mib: float = 0.0

    def __enter__(self) -> Self:
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        self._plain = {name: getattr(pipeline, name) for name in STEPS}
        for name, step in self._plain.items():
            setattr(pipeline, name, self._timed(name, step))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name, step in self._plain.items():
            setattr(pipeline, name, step)
        self._stop.set()
        self._watcher.join()

    def _timed(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        cost = self.costs[name]

        @wraps(step)
        def timed(*arguments: Any, **named: Any) -> Any:
            cpu, wall = _family()[0], time.monotonic()
            try:
                return step(*arguments, **named)
            finally:
                cost.calls += 1
                cost.cpu += _family()[0] - cpu
                cost.wall += time.monotonic() - wall

        return timed

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            self.peak_mib = max(self.peak_mib, _family()[1])


def _family() -> tuple[float, float]:
    """CPU seconds and resident MiB of this process and its children, by the kernel's account."""
    own, cpu, pages = os.getpid(), 0, 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(folder.name) == own or int(fields[1]) == own:
            cpu += sum(int(number) for number in fields[11 : 15 if int(folder.name) == own else 13])
            pages += int(fields[21])
    return cpu / _TICKS, pages * os.sysconf("SC_PAGE_SIZE") / 1048576


def replay(feeds: Sequence[str], folder: Path, *, embedder: str = "") -> None:
    """Send *feeds* through the flow with a fresh Kabar in *folder*, and print what came out."""
    config = Config(
        fetch=FetchConfig(allow_private_hosts=("127.0.0.0/8",)), annotate=AnnotateConfig(embedder=embedder)
    )
    rt = open_runtime(config, folder)
    with rt.store.write() as db:
        for url in feeds:
            db.sources.add(url, SourceKind.FEED, at=rt.clock())
    with _Meter() as meter:
        cpu, began = _family()[0], time.monotonic()
        try:
            done = run_round(rt)
        finally:
            cpu, wall = _family()[0] - cpu, time.monotonic() - began
    with rt.store.read() as db:
        articles = db.articles.totals()["articles"]
    print(f"sources   {dict(done.sources)}\nentries   {dict(done.entries)}")
    print(f"articles  {articles} stored; {dict(done.articles)}")
    _print_costs(meter, articles, cpu, wall)
    _print_contents(rt)
    rt.close()


def _print_costs(meter: _Meter, articles: int, cpu: float, wall: float) -> None:
    print(f"\n{'step':<20}{'calls':>6}{'CPU s':>9}{'wall s':>9}{'articles / CPU s':>18}{'articles / s':>14}")
    rows = [(name, cost.calls, cost.cpu, cost.wall) for name, cost in meter.costs.items()]
    for name, calls, spent, took in [*rows, ("all", 1, cpu, wall)]:
        print(
            f"{name:<20}{calls:>6}{spent:>9.1f}{took:>9.1f}"
            f"{articles / max(spent, 0.01):>18.1f}{articles / max(took, 0.01):>14.1f}"
        )
    print(f"peak memory: {meter.peak_mib:.0f} MiB with child processes")


def _print_contents(rt: Runtime) -> None:
    with rt.store.engine.connect() as connection:

        def rows(sql: str) -> list[Any]:
            return list(connection.exec_driver_sql(sql).all())

        print("\nstages    ", dict(map(tuple, rows("SELECT stage, count(*) FROM articles GROUP BY stage"))))
        print("kinds     ", dict(map(tuple, rows("SELECT kind, count(*) FROM articles GROUP BY kind"))))
        languages = rows("SELECT language, count(*) FROM articles GROUP BY language ORDER BY 2 DESC")
        print(f"languages  {len(languages)}:", " ".join(f"{name}={count}" for name, count in languages[:30]))
        polls = rows("SELECT error_kind, count(*) FROM polls WHERE NOT ok GROUP BY error_kind")
        print("failed visits by kind", dict(map(tuple, polls)))
        failed = Counter(_ADDRESS.sub("URL", error or "")[:100] for (error,) in rows(_FAILED))
        print("failed articles by reason", dict(failed))
        facts = [msgspec.json.decode(text) for (text,) in rows("SELECT facts FROM article_texts")]
        reasons = Counter(
            _ADDRESS.sub("URL", f["fallback_reason"])[:100] for f in facts if f.get("fallback_reason")
        )
        print("fall-backs by reason")
        for reason, count in reasons.most_common(15):
            print(f"  {count:>5}  {reason}")
        print("extractors", dict(Counter(str(f.get("extractor")) for f in facts)))
        empty = rows("SELECT count(*) FROM article_texts WHERE length(text) < 100")[0][0]
        print("articles with less than 100 characters of text:", empty)
        stories = rows(_STORIES)
        outlets = [len(msgspec.json.decode(row.outlets)) for row in stories]
        many = sum(row.articles > 1 for row in stories)
        print(
            f"\nstories    {len(stories)}; {many} with several articles, {sum(n > 1 for n in outlets)} of them from "
            f"several outlets, {sum(len(msgspec.json.decode(r.languages)) > 1 for r in stories)} in several languages"
        )
        for row in stories[:LARGEST]:
            print(f"\n{row.articles} articles: {row.headline[:100]}")
            for outlet, language, title in rows(_MEMBERS.format(int(row.id)))[:TITLES]:
                print(f"    {outlet[:24]:<24} {language:<5} {title[:90]}")


_FAILED = "SELECT error FROM articles WHERE stage = 'failed'"
_STORIES = (
    "SELECT id, headline, articles, outlets, languages FROM stories WHERE merged_into IS NULL "
    "AND articles > 0 ORDER BY articles DESC, id"
)
_MEMBERS = "SELECT outlet, language, title FROM articles WHERE story_id = {} ORDER BY id"
