"""`kabar keypoints`: the sentences that say what happened, and the figures side by side."""

import functools
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from kabar.cli import jsonl
from kabar.keypoints import summarize
from kabar.model.article import Report

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
def _embed() -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """The embedder, opened when a story of several articles first needs it: most input has single ones."""
    from kabar.annotate.embedding import open_embedder

    return open_embedder().embed


def handle(line: Mapping[str, Any]) -> dict[str, Any]:
    """Key points and figures of one story."""
    story = msgspec.convert(dict(line), _Story, strict=False)
    reports = [
        Report(
            id=number,
            title=article.title or "",
            text=article.text or "",
            language=article.language or "und",
            outlet=article.outlet or "",
            url=article.url,
            published_at=article.published_at,
        )
        for number, article in enumerate(story.articles)
    ]
    summary = summarize(
        reports,
        count=DEFAULT_COUNT if story.count is None else story.count,
        languages=story.languages or (),
        embed=_embed() if len(reports) > 1 else None,
    )
    ids = [article.id for article in story.articles]
    return {
        "points": [
            {
                "text": point.text,
                "article": ids[point.article],
                "start": point.start,
                "end": point.end,
                "also": [ids[number] for number in point.also],
            }
            for point in summary.points
        ],
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
    }


if __name__ == "__main__":
    sys.exit(jsonl.run(handle, sys.argv[1] if len(sys.argv) > 1 else "-"))
