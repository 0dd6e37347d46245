"""Work in child processes with limits: what takes too long or too much costs itself only.

The children are started when the first job comes, kept while jobs come, and stopped after an idle
minute. A child that breaks a limit is killed and replaced; its job gives ChildError.
"""

import contextlib
import gc
import multiprocessing
import os
import queue
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from kabar.errors import ChildError

JOBS_PER_CHILD = 1000  # then a fresh one: parsers and decoders never give back all of their memory
IDLE_SECONDS = 60.0
START_SECONDS = 30.0  # a child that cannot import within this time is broken

Handler = Callable[[Any], Any]  # from a job to its answer; both travel between processes


class _Child:
    """One process and the pipe to it."""

    def __init__(self, context: BaseContext, prepare: Callable[[], Handler], memory_mib: int) -> None:
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, prepare, memory_mib), daemon=True)  # type: ignore[attr-defined]  # every real context has it
        self.process.start()
        theirs.close()
        self.jobs = 0
        self.ready = False

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.pipe.close()
        self.process.kill()
        self.process.join(5)


class _GoneError(Exception):
    """A child does not take a job any more."""


class ChildPool:
    """Runs jobs in up to *workers* child processes; safe to share between threads.

    prepare: a function of a module; called once in each child, before its memory is limited, it loads what the jobs
    need and gives the function that answers them. wall_seconds: per job; memory_mib: address space of a child beyond
    what it needs to start.
    """

    def __init__(
        self, prepare: Callable[[], Handler], *, workers: int, wall_seconds: float, memory_mib: int
    ) -> None:
        self.workers = max(1, workers)
        self.wall_seconds = wall_seconds
        self.memory_mib = memory_mib
        self._prepare = prepare
        self._context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
        self._turns = threading.BoundedSemaphore(self.workers)
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._reaper: threading.Timer | None = None
        self._used_at = 0.0
        self._lock = threading.Lock()
        self._closed = False

    def run(self, job: Any) -> Any:
        """The answer to *job*. Raises ChildError when the job breaks a limit or its child."""
        if self._closed:
            raise ChildError("closed", "the child processes have been stopped")
        with self._turns:
            child, answer = self._answered(job)
            child.jobs += 1
            if child.jobs >= JOBS_PER_CHILD or self._closed:
                child.stop()
            else:
                self._idle.put(child)
                self._reap_later()
        if isinstance(answer, ChildError):
            raise answer
        return answer

    def close(self) -> None:
        """Stop all children; the pool cannot be used afterwards."""
        self._closed = True
        with self._lock:
            if self._reaper is not None:
                self._reaper.cancel()
                self._reaper = None
        self._stop_idle()

    def _answered(self, job: Any) -> tuple[_Child, Any]:
        child = self._child()
        while True:
            try:
                return child, self._ask(child, job)
            except _GoneError as error:
                child.stop()
                if child.jobs == 0:
                    raise ChildError("crash", "broke the child process (memory or a crash)") from error
                # It ended while it waited: the job is not to blame, and a fresh child gets it.
                child = _Child(self._context, self._prepare, self.memory_mib)
            except BaseException:
                child.stop()
                raise

    def _child(self) -> _Child:
        while True:
            try:
                child = self._idle.get_nowait()
            except queue.Empty:
                return _Child(self._context, self._prepare, self.memory_mib)
            if child.process.is_alive():
                return child
            child.stop()

    def _ask(self, child: _Child, job: Any) -> Any:
        try:
            if not child.ready:
                if not child.pipe.poll(START_SECONDS):
                    raise ChildError("start", "the child process did not start")
                child.pipe.recv()
                child.ready = True
            try:
                child.pipe.send(job)
            except OSError as error:
                raise _GoneError from error
            if not child.pipe.poll(self.wall_seconds):
                raise ChildError("time", f"took more than {self.wall_seconds:g} s; stopped")
            kind, answer = child.pipe.recv()
        except (EOFError, OSError) as error:
            raise ChildError("crash", "broke the child process (memory or a crash)") from error
        if kind == "answer":
            return answer
        if kind == "memory":
            child.jobs = JOBS_PER_CHILD
        return ChildError(kind, answer)

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


def _serve(pipe: Connection, prepare: Callable[[], Handler], memory_mib: int) -> None:
    """The child: one job after the other until the pipe closes."""
    answer = prepare()
    settle()
    _limit_memory(memory_mib)
    pipe.send("ready")
    while True:
        try:
            job = pipe.recv()
        except (EOFError, MemoryError):
            return  # the parent sees the closed pipe
        try:
            pipe.send(("answer", answer(job)))
        except MemoryError:
            pipe.send(("memory", f"needs more than {memory_mib} MiB; stopped"))
        except Exception as error:  # the border of the process: the parent turns it into ChildError
            pipe.send(("failed", f"{type(error).__name__}: {error}"))


def settle() -> None:
    """What is loaded stays: the garbage collector looks through it no more, and less often through the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


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
