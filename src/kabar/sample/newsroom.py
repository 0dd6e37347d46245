"""The nouns of the sample newsroom: outlets, events, articles with their versions, and the truth about them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A fictional publisher with its own design, its own feed and its own bad habits."""

    slug: str
    name: str
    language: str  # BCP 47: en, id, de, es, ar, zh-Hans
    template: str  # file of templates/ without .html
    tagline: str = ""
    town: str = ""
    agency: bool = False  # a wire service that others copy
    feed_kind: str = "rss"  # rss, atom, json, rdf, sitemap, broken, dead, none
    feed_path: str = "/feed.xml"
    subscribe_path: str = ""  # what a reader subscribes to, where that is not feed_path
    feed_text: str = "summary"  # full, summary, none
    article_path: str = "/{section}/{id}"
    encoding: str = "utf-8"
    feed_type: str = ""  # content type of the feed, where it is not the right one
    section: str = "World"
    accent: str = "#1b4965"
    validators: bool = True  # sends ETag and Last-Modified


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; what every report of it should be grouped by."""

    id: str
    title: str
    topics: tuple[str, ...]  # IPTC Media Topics, top level, most fitting first
    place: str
    scene: str  # what its pictures show: a name of pictures.SCENES
    palette: str  # a name of pictures.PALETTES
    facts: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()  # figures on which the reports disagree
    follows: str = ""  # the event that this one grew out of
    near_misses: tuple[str, ...] = ()  # events that look alike and are others


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What an article's page said from a moment on."""

    at: datetime
    headline: str
    standfirst: str
    points: tuple[str, ...]
    paragraphs: tuple[str, ...]
    note: str = ""  # a printed correction; empty for a first version and for a silent edit


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """One report by one outlet, with everything that its page prints."""

    id: str
    event_id: str
    outlet: str
    language: str
    kind: str  # article, video, podcast, live, paywall, consent
    path: str  # under the outlet's root, with a leading slash
    versions: tuple[Version, ...]  # oldest first, at least one
    byline: str = ""
    credit: str = ""  # the agency named under the headline
    dateline: str = ""
    section: str = ""
    caption: str = ""
    tags: tuple[str, ...] = ()
    duration_seconds: int = 0
    copy_of: str = ""  # id of the article that this one repeats
    copy_kind: str = ""  # verbatim, edited, translated
    topics: tuple[str, ...] = ()

    @property
    def published_at(self) -> datetime:
        """When the first version appeared."""
        return self.versions[0].at

    @property
    def number(self) -> int:
        """A stable number for addresses and comment ids."""
        return zlib.crc32(self.id.encode()) % 900_000 + 100_000

    def version_at(self, moment: datetime) -> Version | None:
        """What the page says at *moment*; None before it is published."""
        current = None
        for version in self.versions:
            if version.at <= moment:
                current = version
        return current

    @property
    def silent_edits(self) -> int:
        """How many changes were made without saying so."""
        return sum(not version.note for version in self.versions[1:]) if self.kind != "live" else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTruth:
    """What is true of one article; `path` joins it to what was stored."""

    id: str
    event_id: str
    outlet: str
    language: str
    path: str  # as served below one address for all: /<outlet>/...
    kind: str
    published_at: datetime
    headline: str
    copy_of: str
    copy_kind: str
    topics: tuple[str, ...]
    facts: tuple[str, ...]
    near_misses: tuple[str, ...]
    paragraphs: tuple[str, ...]  # the text that an extractor should find, first version


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSource:
    """Something to subscribe to, and how it behaves."""

    url: str
    title: str
    language: str
    section: str
    outlet: str
    behaviour: str = "ok"  # ok, discover, broken, dead, refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """All outlets, events and articles, dated so that the last one is minutes old at `anchor`."""

    anchor: datetime
    outlets: tuple[Outlet, ...]
    events: tuple[Event, ...]
    articles: tuple[SampleArticle, ...]  # oldest first

    def outlet(self, slug: str) -> Outlet:
        """The outlet with this slug; KeyError if there is none."""
        return {each.slug: each for each in self.outlets}[slug]

    def event(self, event_id: str) -> Event:
        """The event with this id; KeyError if there is none."""
        return {each.id: each for each in self.events}[event_id]

    def of_outlet(self, slug: str, *, at: datetime | None = None) -> Sequence[SampleArticle]:
        """The articles of one outlet that are out at *at* (all, if None), newest first."""
        mine = [each for each in self.articles if each.outlet == slug]
        if at is not None:
            mine = [each for each in mine if each.published_at <= at]
        return sorted(mine, key=lambda each: (each.published_at, each.id), reverse=True)

    def truth(self) -> list[SampleTruth]:
        """The truth about every article, oldest first."""
        return [self._truth(article) for article in self.articles]

    def _truth(self, article: SampleArticle) -> SampleTruth:
        event = self.event(article.event_id)
        first = article.versions[0]
        return SampleTruth(
            id=article.id,
            event_id=article.event_id,
            outlet=article.outlet,
            language=article.language,
            path=f"/{article.outlet}{article.path}",
            kind=article.kind,
            published_at=article.published_at,
            headline=first.headline,
            copy_of=article.copy_of,
            copy_kind=article.copy_kind,
            topics=article.topics,
            facts=event.facts,
            near_misses=event.near_misses,
            paragraphs=tuple(each.removeprefix("## ") for each in first.paragraphs),
        )


SPAN = timedelta(days=10)  # no article is older than this at the anchor
