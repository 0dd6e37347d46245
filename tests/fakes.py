"""Builders that fill what a test does not care about."""

from datetime import UTC, datetime, timedelta

import numpy as np

from kabar.model.article import Annotations, Entity, Extraction, Report, Topic
from kabar.model.feed import Entry, ParsedFeed, PollState, SourceKind
from kabar.model.ids import SourceId
from kabar.model.source import Source, Visit
from kabar.model.story import Copy, Decision, Member, Placement, StoryRecord
from kabar.store import Store, Transaction

NOW = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)


def entry(key: str = "k1", **facts: object) -> Entry:
    """An entry of example.com."""
    values: dict[str, object] = {
        "key": key,
        "url": f"https://example.com/{key}",
        "title": f"Banjir di Demak {key}",
        "html": f"<p>Air naik dua meter di {key}.</p>",
        "published_at": NOW - timedelta(hours=1),
        "fingerprint": b"f" * 16,
    }
    return Entry(**(values | facts))  # type: ignore[arg-type]  # the test names real fields


def extraction(text: str = "Air naik dua meter.", **facts: object) -> Extraction:
    """An extraction of quality."""
    values: dict[str, object] = {
        "title": "Banjir di Demak",
        "text": text,
        "html": f"<p>{text}</p>",
        "language": "id",
        "quality": 0.9,
        "extractor": "test",
    }
    return Extraction(**(values | facts))  # type: ignore[arg-type]  # the test names real fields


def annotations(**facts: object) -> Annotations:
    """Annotations with one name, one topic and a vector."""
    vector = np.zeros(8, dtype=np.float32)
    vector[0] = 1.0
    values: dict[str, object] = {
        "language": "id",
        "language_confidence": 0.99,
        "entities": (Entity(name="Demak", kind="place", mentions=((13, 18),)),),
        "topics": (Topic(code="03000000", label="disaster", score=0.8),),
        "vector": vector,
        "vector_model": "test",
    }
    return Annotations(**(values | facts))  # type: ignore[arg-type]  # the test names real fields


def report(number: int, title: str = "Banjir di Demak", **facts: object) -> Report:
    """An article as clustering sees it."""
    values: dict[str, object] = {
        "id": number,
        "title": title,
        "text": "Air naik dua meter.",
        "language": "id",
        "outlet": f"Outlet {number}",
        "published_at": NOW,
        "arrived_at": NOW,
        "annotations": annotations(),
    }
    return Report(**(values | facts))  # type: ignore[arg-type]  # the test names real fields


def member(number: int, *, copy: Copy | None = None, **facts: object) -> Member:
    """An article of a story."""
    return Member(report=report(number, **facts), at=NOW + timedelta(minutes=number), copy=copy)


def record(story: int, **facts: object) -> StoryRecord:
    """A story's record."""
    values: dict[str, object] = {
        "id": story,
        "headline": "Banjir di Demak",
        "language": "id",
        "headlines": {"id": ("Banjir di Demak", 1)},
        "first_at": NOW - timedelta(hours=2),
        "last_at": NOW,
        "languages": ("id",),
        "outlets": ("Suara",),
    }
    return StoryRecord(**(values | facts))  # type: ignore[arg-type]  # the test names real fields


def add_source(db: Transaction, url: str = "https://example.com/feed") -> SourceId:
    """A feed that is due."""
    return db.sources.add(url, SourceKind.FEED, at=NOW, title="Suara")[0]


def add_articles(store: Store, count: int = 3) -> list[int]:
    """Articles that came through a feed; their ids."""
    with store.write() as db:
        source = db.sources.get(add_source(db))
        db.entries.put(source, [entry(f"k{number}") for number in range(count)], at=NOW)
        return list(db.articles.lease("read", NOW, limit=100, lease_seconds=-1))


def add_story(store: Store, articles: list[int]) -> int:
    """A story of stored articles, told."""
    with store.write() as db:
        placements = tuple(Placement(article=number, story=-1) for number in articles)
        story = db.stories.apply(Decision(placements=placements), at=NOW)[-1]
        source = db.reading.article(articles[0]).source_id
        sources = () if source is None else (source,)
        db.stories.save(record(story, articles=len(articles), source_ids=sources))
        return story


def visit(source: Source, **facts: object) -> Visit:
    """A visit that succeeded."""
    values: dict[str, object] = {
        "source": source,
        "state": PollState(next_poll_at=NOW + timedelta(hours=1)),
        "at": NOW,
        "ok": True,
        "parsed": ParsedFeed(format="rss20"),
    }
    return Visit(**(values | facts))  # type: ignore[arg-type]  # the test names real fields
