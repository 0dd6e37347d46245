"""Cost and memory of clustering as the window fills: a curve over a stream of generated variants.

    python benchmarks/clustering.py [--reports 100000] [--annotate 400] [--step 10000]

Reports are variants of the sample newsroom: the names, figures and half of the words of an event are
replaced, so that a stream of any length has new events, several reports of each, and its own rare
words. Vectors of the stream are made without the model (the vector of the pattern, turned by a random
rotation of the event's own), because embedding costs the same for every report; `--annotate N`
measures annotation with the real model on N reports and adds it. CPU seconds, one thread.
"""

import argparse
import os
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from kabar.annotate import Document, open_annotator
from kabar.cluster import Window
from kabar.model.article import Annotations, Report
from kabar.sample.loading import load

START = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = "ba be di do fa ga ka ki la le lo ma mi na no pa po ra ri sa so ta te to va wi za".split()


def patterns() -> list[Report]:
    """The sample newsroom's reports, in their order."""
    found = []
    for number, article in enumerate(load(START).articles):
        version = article.versions[-1]
        text = "\n".join(version.paragraphs)
        if len(text) > 300:
            found.append(
                Report(id=number, title=version.headline, text=text, language=article.language)
            )
    return found


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4)))


def variant(pattern: Report, event: int, number: int, vector: np.ndarray) -> Report:
    """*pattern* as a report of another *event*: its own names and figures, some words of its own."""
    swap: dict[str, str] = {}
    of_event, of_report = random.Random(event), random.Random(number)

    def change(word: str) -> str:
        if word[:1].isupper() or word[:1].isdigit() or hash((word, event)) % 3 == 0:
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
    del of_event
    return replace(
        pattern,
        id=number,
        title=" ".join(change(word) for word in pattern.title.split()),
        text=text,
        outlet=f"outlet{of_report.randint(1, 200)}.example",
        published_at=START + timedelta(seconds=number * 6),
        annotations=Annotations(language=pattern.language, vector=turned, vector_model="bench"),
    )


def stream(count: int, base: list[Report], vectors: np.ndarray) -> Iterator[Report]:
    """*count* reports; an event has one to twelve, spread over some hours of the stream."""
    rng = random.Random(7)
    open_events: list[tuple[int, int, int]] = []  # event, pattern, reports to come
    event = 0
    for number in range(count):
        if len(open_events) < 400 or rng.random() < 0.3:
            event += 1
            open_events.append((event, rng.randrange(len(base)), rng.choice((1, 1, 2, 3, 5, 12))))
        place = rng.randrange(len(open_events))
        which, pattern, left = open_events[place]
        yield variant(base[pattern], which, number, vectors[pattern])
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
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--annotate", type=int, default=400, help="reports annotated with the real model")
    parser.add_argument("--step", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=16)
    options = parser.parse_args()

    base = patterns()
    annotator = open_annotator()
    embedder = annotator.embedder
    vectors = np.vstack([embedder.embed([report.title + "\n" + report.text[:900]]) for report in base])
    sample = [base[index % len(base)] for index in range(options.annotate)]
    start = time.process_time()
    for at in range(0, len(sample), 16):
        annotator.annotate([Document(title=r.title, text=r.text) for r in sample[at : at + 16]])
    annotation = (time.process_time() - start) / max(len(sample), 1)
    print(f"annotation: {annotation * 1e3:.1f} ms a report ({1 / max(annotation, 1e-9):.0f} per CPU second)")

    window = Window(embed=embedder.embed)
    batch: list[Report] = []
    spent = mark = 0.0
    print("  in window   cluster ms   with annotation, per CPU s   peak MiB   stories")
    for number, report in enumerate(stream(options.reports, base, vectors), start=1):
        batch.append(report)
        if len(batch) == options.batch or number == options.reports:
            start = time.process_time()
            window.place(batch, now=START + timedelta(seconds=number * 6))
            spent += time.process_time() - start
            batch = []
        if number % options.step == 0:
            each = (spent - mark) / options.step
            mark = spent
            rate = 1 / (each + annotation)
            print(f"{number:11,d} {each * 1e3:12.2f} {rate:28.0f} {peak_mib():10.0f} {window.stories:9,d}", flush=True)


if __name__ == "__main__":
    main()
