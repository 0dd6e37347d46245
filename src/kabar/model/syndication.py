"""Feeds that Kabar gives out: their addresses, and what stands in them."""

from dataclasses import dataclass
from datetime import datetime

from kabar.model.account import Target
from kabar.model.notices import IssueStory


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A feed that somebody may read with a token; the token itself is not kept."""

    id: int
    account: int
    target: Target | None  # None: the front page
    key: str
    label: str
    created_at: datetime
    used_at: datetime | None = None  # last read, to the hour


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsView:
    """All feeds of an account, and the one that is being asked for."""

    rows: tuple[FeedRow, ...] = ()
    made: FeedRow | None = None  # made just now
    token: str = ""  # of `made`: shown this once
    asked: tuple[Target | None, str, str] | None = None  # (target, key, label) that could be made


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """A story, or a report of a story that is followed."""

    path: str  # our page: /story/12
    title: str
    language: str
    published_at: datetime | None
    updated_at: datetime | None
    external_url: str | None = None  # the publisher's page
    points: tuple[tuple[str, str], ...] = ()  # (sentence, outlet)
    outlets: tuple[str, ...] = ()
    reports: int = 1
    reasons: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    stories: tuple[IssueStory, ...] = ()  # of a digest, which is one item


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """What a feed says."""

    title: str  # "" for the front page
    path: str  # of the page that it stands for
    locale: str
    updated_at: datetime
    items: tuple[FeedItem, ...] = ()
