"""`kabar keypoints`: the sentences that say what happened, figures side by side, who said what, what each report added."""

import functools
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from kabar.annotate import Annotator, Document, open_annotator
from kabar.cli import jsonl
from kabar.keypoints import developments, summarize
from kabar.model.article import Annotations, Report
from kabar.model.story import KeyPoint

DEFAULT_COUNT = 4


class _Article(msgspec.Struct):
    """An article of the line; `id` is copied through."""

    id: str | int
    title: str | None = None
    text: str | None = None
    language: str | None = None
    outlet: str | None = None
    url: str | None = None
    published_at: datetime | None = None


class _Story(msgspec.Struct):
    """One input line."""

    articles: list[_Article]
    count: int | None = None
    languages: list[str] | None = None


@functools.cache
def _annotator() -> Annotator:
    """Names and quotations of the articles; its embedder is read when a story of several articles first needs it."""
    return open_annotator()


def handle(line: Mapping[str, Any]) -> dict[str, Any]:
    """What the story page tells of one story: its key points, figures, quotations and developments."""
    story = msgspec.convert(dict(line), _Story, strict=False)
    notes = _annotator().annotate_words(
        [
            Document(title=article.title or "", text=article.text or "", language_hint=article.language)
            for article in story.articles
        ]
    )
    reports = [
        _report(number, article, note)
        for number, (article, note) in enumerate(zip(story.articles, notes, strict=True))
    ]
    summary = summarize(
        reports,
        count=DEFAULT_COUNT if story.count is None else story.count,
        languages=story.languages or (),
        embed=_annotator().embedder.embed if len(reports) > 1 else None,
    )
    ids = [article.id for article in story.articles]
    return {
        "points": [_point(point, ids) for point in summary.points],
        "figures": [
            {
                "subject": figure.subject,
                "values": [
                    {
                        "value": value.value,
                        "unit": value.unit,
                        "article": ids[value.article],
                        "start": value.start,
                        "end": value.end,
                    }
                    for value in figure.values
                ],
                "agree": figure.agree,
            }
            for figure in summary.figures
        ],
        "statements": [
            {
                "speaker": said.speaker,
                "text": said.text,
                "article": ids[said.article],
                "start": said.start,
                "end": said.end,
                "also": [ids[number] for number in said.also],
            }
            for said in summary.statements
        ],
        "developments": [_point(point, ids) for point in developments(reports)],
    }


def _report(number: int, article: _Article, note: Annotations) -> Report:
    return Report(
        id=number,
        title=article.title or "",
        text=article.text or "",
        language=article.language or note.language,
        outlet=article.outlet or "",
        url=article.url,
        published_at=article.published_at,
        annotations=note,
    )


def _point(point: KeyPoint, ids: Sequence[str | int]) -> dict[str, Any]:
    return {
        "text": point.text,
        "article": ids[point.article],
        "start": point.start,
        "end": point.end,
        "also": [ids[number] for number in point.also],
    }


if __name__ == "__main__":
    sys.exit(jsonl.run(handle, sys.argv[1] if len(sys.argv) > 1 else "-"))
