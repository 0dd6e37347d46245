"""What annotation costs: articles per CPU second by part, load time, memory.

    .venv/bin/python -m benchmarks.annotation [FILE]

FILE holds JSON Lines with `title` and `text` (gzip when it ends in .gz); without it made-up articles are used.
"""

import gzip
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kabar.annotate import Document, open_annotator
from kabar.annotate.annotator import find_amounts
from kabar.annotate.dateline import find_origin
from kabar.annotate.embedding import embedding_report, embedding_text
from kabar.annotate.entities import find_entities
from kabar.annotate.language import identify, sample
from kabar.annotate.said import find_quotes

MOST = 300
PARAGRAPH = (
    "The council of {0} approved the budget for the harbour on Monday, Mayor Jane Doe said. Work will begin in "
    "spring and cost {1} million dollars, according to the Ministry of Transport. Residents of {0} had waited since "
    "the flood of last year, when the United Nations sent help. "
)


def documents(name: str | None) -> list[Document]:
    if name is None:
        towns = ("Jakarta", "Rotterdam", "Lisbon", "Busan", "Valparaíso")
        return [
            Document(title=f"{town} repairs its harbour", text=PARAGRAPH.format(town, number) * 5)
            for number, town in enumerate(towns * (MOST // len(towns)))
        ]
    raw = gzip.open(name, "rt") if name.endswith(".gz") else Path(name).open()  # noqa: SIM115 -- closed below
    with raw as stream:
        rows = [json.loads(line) for line in stream]
    rows = rows[:: max(1, len(rows) // MOST)][:MOST]
    return [Document(title=row.get("title") or "", text=row.get("text") or "") for row in rows]


def timed(label: str, work: Callable[[], object], count: int) -> None:
    start = time.process_time()
    work()
    spent = time.process_time() - start
    print(f"{label:12s} {1000 * spent / count:7.2f} ms an article {count / spent:9.0f} a CPU second")


def main() -> None:
    start = time.process_time()
    annotator = open_annotator()
    annotator.annotate([Document(title="Paris", text="Officials met in Paris on Monday.")])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"load {time.process_time() - start:.2f} CPU s, peak {peak:.0f} MiB")
    docs = documents(sys.argv[1] if len(sys.argv) > 1 else None)
    print(f"{len(docs)} articles of {sum(len(d.text) for d in docs) // len(docs)} characters")
    languages = [identify(sample(d.title, d.text)).language for d in docs]
    pairs = list(zip(docs, languages, strict=True))
    texts = [embedding_text(d.title, d.text) for d in docs]
    timed("vectors", lambda: annotator.embedder.embed(texts), len(docs))
    timed("language", lambda: [identify(sample(d.title, d.text)) for d in docs], len(docs))
    timed("names", lambda: [find_entities(d.text, language=language) for d, language in pairs], len(docs))
    named = [(d.text, find_entities(d.text, language=language)) for d, language in pairs]
    timed("quotations", lambda: [find_quotes(text, entities) for text, entities in named], len(docs))
    timed("amounts", lambda: [find_amounts(d.text, language) for d, language in pairs], len(docs))
    timed("dateline", lambda: [find_origin(d.text) for d in docs], len(docs))
    timed("all, batch", lambda: annotator.annotate(docs), len(docs))
    timed("all, single", lambda: [annotator.annotate([d]) for d in docs], len(docs))
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    print(embedding_report())


if __name__ == "__main__":
    main()
