"""JSON Lines in, JSON Lines out: the runner under every stage command.

One line out for each line in, in the same order, flushed as it goes; a document that cannot be
handled gives a line with its error and the others go on.
"""

import gzip
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Line = Mapping[str, Any]  # one decoded JSON object: its shape is the stage's affair
Handler = Callable[[Line], dict[str, Any]]

EXIT_SOME_FAILED = 3
BATCH = 8  # lines a worker takes at once: enough to hide the hand-over, few enough to flush often


def error_line(line_id: object, error: Exception) -> dict[str, Any]:
    """The line for a document that could not be handled."""
    return {"id": line_id, "error": {"kind": type(error).__name__, "message": str(error)}}


@contextmanager
def open_input(name: str) -> Iterator[IO[bytes]]:
    """Open `-` (standard input), a file, or a gzip file (name ending in .gz) for reading bytes."""
    if name == "-":
        yield sys.stdin.buffer
    elif name.endswith(".gz"):
        with gzip.open(name, "rb") as packed:
            yield cast(IO[bytes], packed)  # typeshed does not count GzipFile as IO, though it reads like one
    else:
        with Path(name).open("rb") as stream:
            yield stream


def read_lines(stream: IO[bytes]) -> Iterator[Line | Exception]:
    """Decode each non-empty line; a line that is not a JSON object comes out as the exception."""
    for number, raw in enumerate(stream, start=1):
        if not raw.strip():
            continue
        try:
            line = msgspec.json.decode(raw)
        except msgspec.DecodeError as error:
            yield ValueError(f"line {number} is not JSON: {error}")
            continue
        if isinstance(line, dict):
            yield line
        else:
            yield ValueError(f"line {number} is not a JSON object")


def handle(handler: Handler, line: Line | Exception) -> dict[str, Any]:
    """Run *handler* on one line; its failure is a line too."""
    if isinstance(line, Exception):
        return error_line(None, line)
    try:
        return {"id": line.get("id"), **handler(line)}
    except Exception as error:  # the border of the command: one bad document must not stop the others
        return error_line(line.get("id"), error)


def _handle_batch(handler: Handler, lines: list[Line | Exception]) -> list[dict[str, Any]]:
    return [handle(handler, line) for line in lines]


def _batches(lines: Iterator[Line | Exception], size: int) -> Iterator[list[Line | Exception]]:
    batch: list[Line | Exception] = []
    for line in lines:
        batch.append(line)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _results(
    handler: Handler, lines: Iterator[Line | Exception], workers: int
) -> Iterator[list[dict[str, Any]]]:
    if workers <= 1:
        for line in lines:
            yield [handle(handler, line)]
        return
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        pending: list[Future[list[dict[str, Any]]]] = []
        for batch in _batches(lines, BATCH):
            pending.append(pool.submit(_handle_batch, handler, batch))
            while pending and (len(pending) > workers * 4 or pending[0].done()):
                yield pending.pop(0).result()
        for future in pending:
            yield future.result()


def write_line(out: BinaryIO, line: Mapping[str, Any]) -> None:
    """Write one object as a line and flush it."""
    out.write(msgspec.json.encode(line) + b"\n")
    out.flush()


def run(handler: Handler, name: str, *, workers: int = 1, label: str = "documents") -> int:
    """Send every line of *name* through *handler* to standard output; return the exit status.

    *handler* must be picklable (a module-level function) when *workers* is above one.
    """
    failed = 0
    out = sys.stdout.buffer
    with open_input(name) as stream, progress(label) as advance:
        for lines in _results(handler, read_lines(stream), workers):
            for line in lines:
                failed += "error" in line
                write_line(out, line)
            advance(len(lines))
    return EXIT_SOME_FAILED if failed else 0


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error when that is a terminal, nothing otherwise; yields `advance(n)`."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    from rich.console import Console

    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda n: bar.advance(task, n)
