"""What comes in: sources, requests and answers, and the entries of a feed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A media file that an entry points to."""

    url: str
    media_type: str | None = None
    length: int | None = None  # bytes, as the feed claims
    duration_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as a feed published it."""

    key: str  # identity inside its feed: guid, else link, else fingerprint
    url: str | None  # absolute; None when the feed names no page
    title: str  # plain text
    html: str = ""  # the feed's own full content, not yet safe to show
    summary_html: str = ""  # the feed's own summary, not yet safe to show
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None  # UTC; None when the feed gives none we can read
    updated_at: datetime | None = None  # UTC
    categories: tuple[str, ...] = ()
    language: str | None = None  # as declared, BCP 47
    enclosures: tuple[Enclosure, ...] = ()
    image: str | None = None
    comments_url: str | None = None
    fingerprint: bytes = b""  # 16 bytes; changes when title, url or text change


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed document and its entries, newest first as published."""

    format: str  # rss20, atom10, rdf, jsonfeed11, sitemap, cdf, ...; "" when nothing was recognised
    title: str = ""
    link: str | None = None  # the site's page
    description: str = ""
    language: str | None = None
    updated_at: datetime | None = None
    ttl_seconds: int | None = None  # the longest of ttl and sy:update*, as declared
    skip_hours: tuple[int, ...] = ()  # 0..23, UTC
    skip_days: tuple[int, ...] = ()  # 0 Monday .. 6 Sunday
    hub: str | None = None  # WebSub hub
    self_url: str | None = None
    next_url: str | None = None  # JSON Feed: where older entries go on
    image: str | None = None
    entries: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()  # oddities, in words for the source's page


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes a request conditional; sent back byte for byte."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One GET that the guarded client may send."""

    url: str
    kind: Literal["feed", "page", "image", "icon", "media", "hub"] = "feed"  # decides limits and Accept
    span: tuple[int, int] | None = None  # first and last byte that are wanted: an answer may then be partial
    validators: Validators = field(default_factory=Validators)
    tag: int = 0  # the caller's own number, handed back with the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """What the answer says about coming back."""

    max_age_seconds: int | None = None  # Cache-Control less Age, else Expires; None when absent
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A complete, decoded answer."""

    url: str  # the address that answered, after redirects
    status: int
    body: bytes
    content_type: str = ""
    validators: Validators = field(default_factory=Validators)
    freshness: Freshness = field(default_factory=Freshness)
    moved_to: str | None = None  # the end of an unbroken chain of 301/308 from the asked address
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names; only the useful ones


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """304: nothing new. A value, not a failure."""

    url: str
    validators: Validators = field(default_factory=Validators)  # as sent with the 304, else empty
    freshness: Freshness = field(default_factory=Freshness)
    moved_to: str | None = None


Response = Fetched | NotModified


class SourceKind(StrEnum):
    """How a source is read."""

    FEED = "feed"  # RSS, Atom, RDF, CDF, JSON Feed
    SITEMAP = "sitemap"  # a news sitemap
    PAGE = "page"  # a page without a feed: repeating blocks become entries
    MANUAL = "manual"  # pages and files that a person added one by one; never polled


class SourceStatus(StrEnum):
    """A source's health in one word."""

    NEW = "new"
    OK = "ok"
    FAILING = "failing"
    SILENT = "silent"  # answers, but what used to speak has fallen silent
    GONE = "gone"  # 410, or 404 for long: polling stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """All that scheduling knows of one source; stored with it, changed only by `sources.schedule`."""

    next_poll_at: datetime | None = None  # earliest next poll; never sooner than Retry-After
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None  # when an entry last appeared
    failures: int = 0  # in a row
    first_failure_at: datetime | None = None  # of the present row
    last_error: str | None = None  # in plain words, with what the person can do
    error_kind: str | None = None  # a word for scripts: timeout, dns, http_404, bot_wall, not_a_feed, ...
    status: SourceStatus = SourceStatus.NEW
    interval_seconds: int | None = None  # the present adaptive interval
    moved_to: str | None = None  # where permanent redirects point
    moved_seen: int = 0  # how many polls in a row said so
    moved_since: datetime | None = None
    validators: Validators = field(default_factory=Validators)
    validators_since: datetime | None = None  # when they were first received (dropped after 8 days)
    entries_per_day: float | None = None  # smoothed rate of publication
    not_before_at: datetime | None = None  # the server's Retry-After; a manual refresh waits for it too
    ttl_seconds: int | None = None  # what the feed last declared, for the answers that bring no feed
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    hub: str | None = None  # WebSub hub that the feed last named, and its topic there
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One visit in the history strip."""

    at: datetime
    ok: bool
    new_entries: int = 0
    error_kind: str | None = None
