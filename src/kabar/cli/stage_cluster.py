"""`kabar cluster`: which reports are about one event, and which copy which.

Unlike the other stages this one has a memory: lines are annotated in batches (in parallel), put into one
window in the order of arrival, and written when the input ends, or each at once with `online`.
"""

import functools
import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from kabar.annotate import Annotator, Document, open_annotator
from kabar.cli import jsonl
from kabar.cluster import Window
from kabar.model.article import Annotations, Report
from kabar.model.story import Decision, Placement

BATCH = 16  # lines annotated together
WINDOW_REPORTS = 150_000  # kept in memory; of a longer input the first ones are forgotten
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class _Line(msgspec.Struct):
    """One input line; unknown fields are ignored."""

    title: str | None = None
    text: str | None = None
    language: str | None = None
    published_at: str | None = None
    outlet: str | None = None
    url: str | None = None


@functools.cache
def _annotator() -> Annotator:
    return open_annotator()


def annotate(lines: list[_Line]) -> list[Annotations]:
    """Annotations of *lines*, made in this process."""
    return _annotator().annotate(
        [
            Document(title=line.title or "", text=line.text or "", language_hint=line.language)
            for line in lines
        ]
    )


def parse_time(text: str | None) -> datetime | None:
    """An RFC 3339 time or a day, in UTC; None for anything else, which is no reason to refuse a report."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def report_of(number: int, line: _Line, annotations: Annotations) -> Report:
    """The report of input line *number*."""
    return Report(
        id=number,
        title=(line.title or "").strip(),
        text=line.text or "",
        language=line.language or annotations.language,
        outlet=line.outlet or "",
        url=line.url,
        published_at=parse_time(line.published_at),
        annotations=annotations,
    )


@dataclass(slots=True)
class _Answer:
    """What is known about one input line so far."""

    line_id: object
    error: Exception | None = None
    placement: Placement | None = None


class _Run:
    """Lines in, answers out: the window and what it has said."""

    def __init__(self) -> None:
        self.window = Window(embed=_embed)
        self.answers: list[_Answer] = []
        self._now = _LONG_AGO
        self._became: dict[int, int] = {}  # story that ended -> story it became

    def add(self, lines: list[tuple[object, _Line | Exception]], notes: list[Annotations]) -> None:
        """Place the lines that could be read."""
        reports = []
        found = iter(notes)
        for line_id, line in lines:
            answer = _Answer(line_id)
            self.answers.append(answer)
            if isinstance(line, Exception):
                answer.error = line
                continue
            report = report_of(len(self.answers) - 1, line, next(found))
            self._now = max(self._now, report.published_at or self._now)
            reports.append(report)
        self._note(self.window.place(reports, now=self._now))
        surplus = len(self.window) - WINDOW_REPORTS
        if surplus > BATCH:
            self.window.forget_first(surplus)

    def settle(self) -> None:
        """Look at everything once more, now that all of it is known."""
        self._note(self.window.settle())

    def _note(self, decision: Decision) -> None:
        for placement in decision.placements:
            self.answers[placement.article].placement = placement
        self._became.update(decision.merged)

    def line(self, answer: _Answer) -> dict[str, Any]:
        """The output line of *answer*, as things stand."""
        if answer.error is not None or answer.placement is None:
            return jsonl.error_line(answer.line_id, answer.error or ValueError("not placed"))
        placement = answer.placement
        story = placement.story
        while story in self._became:
            story = self._became[story]
        copy = placement.copy
        return {
            "id": answer.line_id,
            "story": f"s{abs(story)}",
            "copy_of": self.answers[copy.of].line_id if copy else None,
            "copy_kind": copy.kind if copy else None,
            "copy_share": round(copy.share, 3) if copy else None,
            "joined_because": list(placement.because),
        }


def _embed(texts: Any) -> Any:
    """Sentence vectors for translated copies; Any: the window names the types."""
    return _annotator().embedder.embed(list(texts))


def _read(stream: Iterator[jsonl.Line | Exception]) -> Iterator[tuple[object, _Line | Exception]]:
    for line in stream:
        if isinstance(line, Exception):
            yield None, line
            continue
        try:
            yield line.get("id"), msgspec.convert(line, _Line)
        except msgspec.ValidationError as error:
            yield line.get("id"), error


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor | None]:
    if workers <= 1:
        yield None
        return
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield pool


Batch = list[tuple[object, _Line | Exception]]


def _batches(lines: Iterator[tuple[object, _Line | Exception]], size: int) -> Iterator[Batch]:
    batch: Batch = []
    for line in lines:
        batch.append(line)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _annotated(
    batches: Iterator[Batch], pool: ProcessPoolExecutor | None, workers: int
) -> Iterator[tuple[Batch, list[Annotations]]]:
    """Each batch with its annotations, in order, whatever the number of workers."""
    waiting: list[tuple[Batch, Future[list[Annotations]]]] = []
    for batch in batches:
        good = [line for _, line in batch if isinstance(line, _Line)]
        if pool is None:
            yield batch, annotate(good)
            continue
        waiting.append((batch, pool.submit(annotate, good)))
        if len(waiting) > workers * 3:
            first, future = waiting.pop(0)
            yield first, future.result()
    for batch, future in waiting:
        yield batch, future.result()


def run(name: str, *, online: bool = False, workers: int = 1) -> int:
    """Cluster every line of *name* (`-`: standard input) to standard output; return the exit status."""
    current = _Run()
    out = sys.stdout.buffer
    workers = 1 if online else workers
    with jsonl.open_input(name) as stream, jsonl.progress("reports") as advance, _pool(workers) as pool:
        batches = _batches(_read(jsonl.read_lines(stream)), 1 if online else BATCH)
        for batch, notes in _annotated(batches, pool, workers):
            current.add(batch, notes)
            advance(len(batch))
            if online:
                jsonl.write_line(out, current.line(current.answers[-1]))
    if not online:
        current.settle()
        for answer in current.answers:
            jsonl.write_line(out, current.line(answer))
    failed = any(answer.error for answer in current.answers)
    return jsonl.EXIT_SOME_FAILED if failed else 0


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--online"]
    sys.exit(run(arguments[0] if arguments else "-", online="--online" in sys.argv))
