"""`kabar annotate`: language, names, topics, agency, dateline, quotations and amounts of a document."""

import functools
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from kabar.annotate import Annotator, Document, open_annotator
from kabar.cli import jsonl


class _Line(msgspec.Struct):
    """One input line; unknown fields are ignored."""

    text: str | None = None
    title: str | None = None
    language: str | None = None


@functools.cache
def _annotator() -> Annotator:
    return open_annotator()


def handle(line: Mapping[str, Any]) -> dict[str, Any]:
    """Annotate one document: the output line without its id."""
    asked = msgspec.convert(line, _Line)
    document = Document(title=asked.title or "", text=asked.text or "", language_hint=asked.language)
    found = _annotator().annotate([document])[0]
    return {
        "language": found.language,
        "language_confidence": found.language_confidence,
        "entities": [
            {
                "name": entity.name,
                "kind": entity.kind,
                **({"wikidata": entity.wikidata} if entity.wikidata else {}),
                "mentions": [list(span) for span in entity.mentions],
            }
            for entity in found.entities
        ],
        "topics": [
            {"code": f"medtop:{topic.code}", "label": topic.label, "score": topic.score}
            for topic in found.topics
        ],
        "agency": found.agency,
        "dateline": found.dateline,
        "quotes": [
            {"start": quote.start, "end": quote.end, "speaker": quote.speaker} for quote in found.quotes
        ],
        "amounts": [
            {"start": one.start, "end": one.end, "value": one.value, "unit": one.unit}
            for one in found.amounts
        ],
    }


if __name__ == "__main__":
    sys.exit(jsonl.run(handle, sys.argv[1] if len(sys.argv) > 1 else "-"))
