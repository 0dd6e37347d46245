"""One complete round: poll what is due, then read, annotate, cluster and tell until nothing waits."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from kabar import pipeline
from kabar.errors import StoreBusyError
from kabar.model.views import Progress
from kabar.rereading import reread_pages
from kabar.runtime import Runtime
from kabar.work.upkeep import look_again

Report = Callable[[Progress], None]
BUSY_TRIES = 5
BUSY_WAIT_SECONDS = 1.0


@dataclass(slots=True)
class Round:
    """What a round did."""

    sources: Counter[str] = field(default_factory=Counter)  # polled, unchanged, changed, failed
    entries: Counter[str] = field(default_factory=Counter)  # new, edited
    articles: Counter[str] = field(default_factory=Counter)  # read, fallback, same, failed, annotated
    stories: Counter[str] = field(default_factory=Counter)  # new, changed
    seconds: float = 0.0
    step_seconds: dict[str, float] = field(default_factory=dict)


def run_round(rt: Runtime, *, everything: bool = False, report: Report | None = None) -> Round:
    """Run every step until nothing is left to do, telling *report* how far it is."""
    done = Round()
    started = time.monotonic()
    try:
        _poll(rt, done, everything=everything, report=report)
        look_again(rt)
        _work_off(rt, done, report=report)
    finally:
        rt.progress = None
    done.seconds = round(time.monotonic() - started, 3)
    return done


def _poll(rt: Runtime, done: Round, *, everything: bool, report: Report | None) -> None:
    def written(counts: Counter[str]) -> None:
        polled, found = done.sources["polled"] + counts["polled"], done.entries["new"] + counts["new"]
        _tell(rt, report, Progress(what="update", done=polled, found=found))

    while True:
        step = partial(pipeline.poll_sources, rt, everything=everything, written=written)
        counts = _timed(done, "poll", step)
        if not counts["polled"]:
            return
        for name in ("polled", "unchanged", "changed", "failed"):
            done.sources[name] += counts[name]
        for name in ("new", "edited"):
            done.entries[name] += counts[name]
        everything = False  # a site that led to its feed is due again at once


def _work_off(rt: Runtime, done: Round, *, report: Report | None) -> None:
    finished = 0
    while True:
        step = work_step(rt, done, tell=False)
        if not step:
            return
        finished += step["read"] + step["fallback"] + step["same"]
        with rt.store.read() as db:
            waiting = db.articles.count("read")
        progress = Progress(what="update", done=finished, total=finished + waiting, found=done.entries["new"])
        _tell(rt, report, progress)


def work_step(rt: Runtime, done: Round, *, tell: bool = True, limit: int | None = None) -> Counter[str]:
    """One batch through each step after polling; empty when nothing waited.

    tell: make the records of stories although more articles are coming; a round in the foreground makes
    them once, at its end. limit: articles in the batch, when not the configured number.
    """
    step: Counter[str] = Counter()
    read = _timed(done, "read", lambda: pipeline.read_articles(rt, limit=limit))
    step += read
    step += _timed(done, "reread", lambda: reread_pages(rt))
    done.articles += read
    annotated = _timed(done, "annotate", lambda: pipeline.annotate_articles(rt))
    step["annotated"] += annotated
    decision = _timed(done, "cluster", lambda: pipeline.cluster_articles(rt))
    step["placed"] += len(decision.placements)
    new = {placement.story for placement in decision.placements if placement.story < 0}
    done.stories["new"] += len(new)
    told = _timed(done, "tell", lambda: pipeline.tell_stories(rt)) if tell or not step["annotated"] else 0
    done.stories["changed"] += told
    step["told"] += told
    return +step


def _timed(done: Round, name: str, step: Callable[[], pipeline.T]) -> pipeline.T:
    """Run *step*, again when another process holds the database, and count its seconds."""
    started = time.monotonic()
    for attempt in range(BUSY_TRIES):
        try:
            return step()
        except StoreBusyError:
            if attempt == BUSY_TRIES - 1:
                raise
            time.sleep(BUSY_WAIT_SECONDS * 2**attempt)
        finally:
            spent = time.monotonic() - started
            done.step_seconds[name] = done.step_seconds.get(name, 0.0) + spent
            started = time.monotonic()
    raise AssertionError("unreachable")


def _tell(rt: Runtime, report: Report | None, progress: Progress) -> None:
    rt.progress = progress
    if report is not None:
        report(progress)
