"""Cost and memory of clustering as the window fills: a curve over a stream of generated variants.

    python -m benchmarks.clustering [--at 2500,5000,10000,20000,50000,100000] [--measure 400] [--annotate 200]

Between two points the window is filled with `load` (reports in their stories, as after a restart);
at each point `--measure` further reports are placed and timed.

Reports are variants of the sample newsroom: the names, figures and half of the words of an event are
replaced, so that a stream of any length has new events, several reports of each, and its own rare
words. Vectors of the stream are made without the model (the vector of the pattern, turned by a random
rotation of the event's own), because embedding costs the same for every report; `--annotate N`
measures annotation with the real model on N reports and adds it: the sample newsroom's own texts first, then variants of
them, none twice, so that nothing is answered from what was asked before. Reading the models is printed on a line of its
own and counts for no report. CPU seconds, one thread.
"""

import argparse
import os
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zlib import crc32

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from kabar.annotate import Annotator, Document, open_annotator
from kabar.cluster import Window
from kabar.model.article import Annotations, Report
from kabar.sample.loading import load

BATCH = 16
START = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = "ba be di do fa ga ka ki la le lo ma mi na no pa po ra ri sa so ta te to va wi za".split()


def patterns() -> list[Report]:
    """The sample newsroom's reports, in their order."""
    found = []
    for number, article in enumerate(load(START).articles):
        version = article.versions[-1]
        text = "\n".join(version.paragraphs)
        if len(text) > 300:
            found.append(Report(id=number, title=version.headline, text=text, language=article.language))
    return found


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4)))


def variant(pattern: Report, event: int, number: int, vector: np.ndarray) -> Report:
    """*pattern* as a report of another *event*: its own names and figures, some words of its own."""
    swap: dict[str, str] = {}
    of_report = random.Random(number)

    def change(word: str) -> str:
        if word[:1].isupper() or word[:1].isdigit() or crc32(f"{word}{event}".encode()) % 3 == 0:
            if word not in swap:
                fresh = random.Random(f"{word}{event}")
                swap[word] = str(fresh.randint(2, 9999)) if word[0].isdigit() else _word(fresh).title()
            return swap[word]
        return _word(of_report) if of_report.random() < 0.2 else word

    text = "\n".join(" ".join(change(word) for word in line.split()) for line in pattern.text.split("\n"))
    noise = np.random.default_rng(event).standard_normal(len(vector)) * 0.9
    noise += np.random.default_rng(number).standard_normal(len(vector)) * 0.35
    turned = vector + (noise / np.sqrt(len(vector))).astype(np.float32)
    turned /= np.linalg.norm(turned)
    return replace(
        pattern,
        id=number,
        title=" ".join(change(word) for word in pattern.title.split()),
        text=text,
        outlet=f"outlet{of_report.randint(1, 200)}.example",
        published_at=START + timedelta(seconds=number * 6),
        annotations=Annotations(language=pattern.language, vector=turned, vector_model="bench"),
    )


def stream(count: int, base: list[Report], vectors: np.ndarray) -> Iterator[tuple[Report, int]]:
    """*count* reports, each with the number of its event; an event has one to twelve, spread over some hours of the stream."""
    rng = random.Random(7)
    open_events: list[tuple[int, int, int]] = []  # event, pattern, reports to come
    event = 0
    for number in range(count):
        if len(open_events) < 400 or rng.random() < 0.3:
            event += 1
            open_events.append((event, rng.randrange(len(base)), rng.choice((1, 1, 2, 3, 5, 12))))
        place = rng.randrange(len(open_events))
        which, pattern, left = open_events[place]
        yield variant(base[pattern], which, number, vectors[pattern]), which
        if left > 1:
            open_events[place] = (which, pattern, left - 1)
        else:
            open_events[place] = open_events[-1]
            open_events.pop()


def peak_mib() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", default="2500,5000,10000,20000,50000,100000", help="reports in the window")
    parser.add_argument("--measure", type=int, default=400, help="reports placed and timed at each point")
    parser.add_argument("--annotate", type=int, default=200, help="reports annotated with the real model")
    options = parser.parse_args()
    points = [int(text) for text in options.at.split(",")]

    base = patterns()
    annotator = open_annotator()
    print(f"reading the models: {loading(annotator, base):.1f} s, once")
    embedder = annotator.embedder
    vectors = np.vstack([embedder.embed([f"{report.title}\n{report.text[:900]}"]) for report in base])
    annotation = annotating(annotator, base, vectors, options.annotate)
    print(f"annotation: {annotation * 1e3:.1f} ms a report ({1 / max(annotation, 1e-9):.0f} per CPU second)")

    window = Window(embed=embedder.embed)
    reports = stream(points[-1] + (len(points) + 1) * options.measure, base, vectors)
    print("  in window   cluster ms   with annotation, per CPU s   peak MiB   stories")
    for point in points:
        while len(window) < point:
            window.load([next(reports) for _ in range(min(500, point - len(window)))])
        each = placing(window, [next(reports)[0] for _ in range(options.measure)])
        rate = 1 / (each + annotation)
        print(
            f"{point:11,d} {each * 1e3:12.2f} {rate:28.0f} {peak_mib():10.0f} {window.stories:9,d}",
            flush=True,
        )


def loading(annotator: Annotator, base: list[Report]) -> float:
    """CPU seconds until all that is read at the first use is read: the title of a report in each language."""
    start = time.process_time()
    first = {report.language: Document(title="", text=report.title) for report in base}
    annotator.annotate(list(first.values()))
    return time.process_time() - start


def annotating(annotator: Annotator, base: list[Report], vectors: np.ndarray, count: int) -> float:
    """CPU seconds a report for annotating *count* texts, none of them twice."""
    texts = base + [
        variant(base[number % len(base)], 10_000_000 + number, number, vectors[number % len(base)])
        for number in range(1, count - len(base) + 1)
    ]
    start = time.process_time()
    for at in range(0, min(count, len(texts)), BATCH):
        batch = texts[at : min(at + BATCH, count)]
        annotator.annotate([Document(title=report.title, text=report.text) for report in batch])
    return (time.process_time() - start) / max(count, 1)


def placing(window: Window, reports: list[Report]) -> float:
    """CPU seconds a report for placing *reports*."""
    start = time.process_time()
    for at in range(0, len(reports), BATCH):
        batch = reports[at : at + BATCH]
        window.place(batch, now=batch[-1].published_at or START)
    return (time.process_time() - start) / len(reports)


if __name__ == "__main__":
    main()
