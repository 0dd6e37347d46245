"""Extraction in child processes: a page that takes too long or too much costs that page only.

The children are started when the first page comes, kept while pages come, and stopped after an idle
minute. A child that breaks a limit is killed and replaced; its page gives ExtractError.
"""

import contextlib
import multiprocessing
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from kabar.errors import ExtractError
from kabar.extract.repetition import OutletStatistics, without_repeated
from kabar.model.article import Extraction
from kabar.model.outlet_rules import OutletRule, TriedPage

PAGES_PER_CHILD = 1000  # then a fresh one: parsers never give back all of their memory
IDLE_SECONDS = 60.0
START_SECONDS = 30.0  # a child that cannot import within this time is broken


_WARM_UP = f"<html><body><h1>Warm up</h1><p>{'The first page loads the models that all others need. ' * 9}</p></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageJob:
    """One page to read."""

    html: bytes | str
    url: str | None = None
    content_type: str | None = None
    rule: OutletRule | None = None  # a person's own for pages of this outlet

    @property
    def address(self) -> str:
        """Where the page comes from, for messages."""
        return self.url or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrial:
    """One page on which a rule is tried out, against the rule of today."""

    page: PageJob  # with the rule that is tried
    article: int = 0
    today: OutletRule | None = None

    @property
    def address(self) -> str:
        """Where the page comes from, for messages."""
        return self.page.address


class _Child:
    """One process and the pipe to it."""

    def __init__(self, context: BaseContext, memory_mib: int) -> None:
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, memory_mib), daemon=True)  # type: ignore[attr-defined]  # every real context has it
        self.process.start()
        theirs.close()
        self.pages = 0
        self.ready = False

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.pipe.close()
        self.process.kill()
        self.process.join(5)


class ExtractionPool:
    """Runs `extract_article` in up to *workers* child processes; safe to share between threads.

    wall_seconds: per page; memory_mib: address space of a child beyond what it needs to start.
    """

    def __init__(self, workers: int = 1, wall_seconds: float = 10.0, memory_mib: int = 512) -> None:
        self._workers = max(1, workers)
        self._wall_seconds = wall_seconds
        self._memory_mib = memory_mib
        self._context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
        self._turns = threading.BoundedSemaphore(self._workers)
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._reaper: threading.Timer | None = None
        self._used_at = 0.0
        self._lock = threading.Lock()
        self._closed = False
        self._statistics = OutletStatistics()

    def extract(
        self, html: bytes | str, *, url: str | None = None, content_type: str | None = None
    ) -> Extraction:
        """Like `extract_article`, in a child. Raises ExtractError when the page breaks a limit or the child."""
        found = self._run(PageJob(html=html, url=url, content_type=content_type))
        assert isinstance(found, Extraction)
        return found

    def try_rule(self, trial: RuleTrial) -> TriedPage:
        """What the rule of *trial* makes of its page. Raises ExtractError as `extract` does."""
        found = self._run(trial)
        assert isinstance(found, TriedPage)
        return found

    def map(self, jobs: Iterable[PageJob]) -> Iterator[Extraction | ExtractError]:
        """The results in the order of *jobs*; a page that failed gives its error, not an exception."""
        with ThreadPoolExecutor(self._workers, "extract") as threads:
            waiting: deque[Future[Extraction | ExtractError]] = deque()
            for job in jobs:
                waiting.append(threads.submit(self._outcome, job))
                while len(waiting) > self._workers * 4:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def read_together(self, jobs: Sequence[PageJob]) -> list[Extraction | ExtractError]:
        """Like `map`, for pages that came together: what repeats on the pages of an outlet is taken out of each.

        Pages with a person's own rule are left as the rule makes them.
        """
        found = list(self.map(jobs))
        with self._lock:
            for job, one in zip(jobs, found, strict=True):
                if isinstance(one, Extraction) and one.kind == "article":
                    self._statistics.note(_outlet(job, one), one.canonical_url or job.url or "", one.text)
            for place, (job, one) in enumerate(zip(jobs, found, strict=True)):
                if isinstance(one, Extraction) and one.kind == "article" and job.rule is None:
                    lines = self._statistics.repeated(_outlet(job, one), one.text.split("\n"))
                    found[place] = without_repeated(one, lines) if lines else one
        return found

    def close(self) -> None:
        """Stop all children; the pool cannot be used afterwards."""
        self._closed = True
        with self._lock:
            if self._reaper is not None:
                self._reaper.cancel()
                self._reaper = None
        self._stop_idle()

    def __enter__(self) -> "ExtractionPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _outcome(self, job: PageJob) -> Extraction | ExtractError:
        try:
            found = self._run(job)
            assert isinstance(found, Extraction)
            return found
        except ExtractError as error:
            return error

    def _run(self, job: PageJob | RuleTrial) -> Extraction | TriedPage:
        if self._closed:
            raise ExtractError(job.address, "extraction has been shut down", kind="closed")
        with self._turns:
            child = self._child()
            try:
                answer = self._ask(child, job)
            except BaseException:
                child.stop()
                raise
            child.pages += 1
            if child.pages >= PAGES_PER_CHILD or self._closed:
                child.stop()
            else:
                self._idle.put(child)
                self._reap_later()
        if isinstance(answer, ExtractError):
            raise answer
        return answer

    def _child(self) -> _Child:
        while True:
            try:
                child = self._idle.get_nowait()
            except queue.Empty:
                return _Child(self._context, self._memory_mib)
            if child.process.is_alive():
                return child
            child.stop()

    def _ask(self, child: _Child, job: PageJob | RuleTrial) -> Extraction | TriedPage | ExtractError:
        url = job.address
        try:
            if not child.ready:
                if not child.pipe.poll(START_SECONDS):
                    raise ExtractError(url, "the extraction process did not start", kind="extract_start")
                child.pipe.recv()
                child.ready = True
            child.pipe.send(job)
            if not child.pipe.poll(self._wall_seconds):
                raise ExtractError(
                    url,
                    f"reading the page took more than {self._wall_seconds:g} s; stopped",
                    kind="extract_time",
                )
            answer = child.pipe.recv()
        except (EOFError, OSError) as error:
            raise ExtractError(
                url,
                "the page broke the extraction process (memory or a crash); only this page is lost",
                kind="extract_crash",
            ) from error
        if isinstance(answer, Extraction | TriedPage):
            return answer
        kind, message = answer
        if kind == "extract_memory":
            child.pages = PAGES_PER_CHILD
        return ExtractError(url, message, kind=kind)

    def _reap_later(self) -> None:
        self._used_at = time.monotonic()
        with self._lock:
            if self._reaper is None and not self._closed:
                self._reaper = threading.Timer(IDLE_SECONDS, self._reap)
                self._reaper.daemon = True
                self._reaper.start()

    def _reap(self) -> None:
        with self._lock:
            self._reaper = None
        if time.monotonic() - self._used_at >= IDLE_SECONDS - 1:
            self._stop_idle()
        else:
            self._reap_later()

    def _stop_idle(self) -> None:
        while True:
            try:
                self._idle.get_nowait().stop()
            except queue.Empty:
                return


def _outlet(job: PageJob, page: Extraction) -> str:
    """Pages of one host under one name: some hosts carry several outlets."""
    return f"{urlsplit(job.url or '').netloc} {page.site_name or ''}"


def _serve(pipe: Connection, memory_mib: int) -> None:
    """The child: one page after the other until the pipe closes."""
    from kabar.extract.article import extract_article
    from kabar.extract.trial import try_on

    extract_article(_WARM_UP)  # loads every model before the memory is limited
    _limit_memory(memory_mib)
    pipe.send("ready")
    while True:
        try:
            job: PageJob | RuleTrial = pipe.recv()
        except (EOFError, MemoryError):
            return  # the parent sees the closed pipe
        try:
            if isinstance(job, RuleTrial):
                pipe.send(
                    try_on(
                        job.page.html,
                        job.page.url,
                        job.page.content_type,
                        job.page.rule,
                        job.today,
                        job.article,
                    )
                )
                continue
            pipe.send(extract_article(job.html, url=job.url, content_type=job.content_type, rule=job.rule))
        except MemoryError:
            pipe.send(("extract_memory", f"the page needs more than {memory_mib} MiB; stopped"))
        except Exception as error:  # the border of the process: the parent turns it into ExtractError
            pipe.send(("extract_failed", f"the page could not be read: {type(error).__name__}: {error}"))


def _limit_memory(memory_mib: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the time limit remains
        return
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:  # macOS
        pages = 2**30 // resource.getpagesize()
    limit = pages * resource.getpagesize() + memory_mib * 2**20
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
