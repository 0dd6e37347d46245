"""What a person is shown: one frozen value per page, filled by `service`, laid out by the web app and the API.

Contents: parts that many pages share; lists and the front page; story; article. The rest (sources, search,
follows, taste, accounts) is in `kabar.model.panels`. All times are aware UTC; all text is plain text unless it says html.
Remote picture addresses stay the publisher's own: the web app signs them for its image proxy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kabar.model.account import Target
from kabar.model.article import Kind, Media
from kabar.model.feed import Poll, SourceKind, SourceStatus
from kabar.model.frontpage import Reason
from kabar.model.story import CopyKind

# Parts that many pages share


@dataclass(frozen=True, slots=True, kw_only=True)
class Followable:
    """Something that can be followed or muted, and whether this account does."""

    target: Target
    key: str
    label: str  # in the account's language where a label exists
    state: Literal["none", "followed", "muted"] = "none"
    kind: str = ""  # person, place, organisation, ... for entities
    new: int = 0  # stories with something new since the account last looked at it
    alert: bool = False  # whether a story about it brings an alert


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    """A key point with the place it comes from."""

    text: str
    language: str
    article: int
    start: int  # code points into the article's text
    end: int
    outlet: str
    also: tuple[str, ...] = ()  # other outlets that say the same


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCard:
    """A story in a list."""

    id: int
    headline: str  # in a language the account reads, if a report has one
    language: str  # of the headline
    section: Followable | None = None
    place: str | None = None
    place_key: str | None = None  # what it is followed by
    points: tuple[PointView, ...] = ()
    outlets: tuple[str, ...] = ()  # first to report first
    languages: tuple[str, ...] = ()
    articles: int = 1
    independent: int = 1  # reports without copies
    copies: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None  # the newest report
    image: Media | None = None  # only if it says something; url is the publisher's
    lead_article: int | None = None  # the report that speaks for the story
    reasons: tuple[Reason, ...] = ()  # strongest first; parts add up to `score`
    score: float = 0.0
    discovery: bool = False
    read: bool = False
    saved: bool = False
    new_since_read: int = 0  # reports that came after the account read the story
    hidden_by: str | None = None  # the mute, rule or act that hides it, in plain words
    follow: tuple[Followable, ...] = ()  # the story itself first, then topics, entities, outlets
    follow_up: bool = False  # continues an earlier story
    tags: tuple[str, ...] = ()  # that the account's rules put on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A long job that is under way."""

    what: Literal["update", "import", "extract", "rebuild"]
    done: int
    total: int | None = None  # None: not known yet
    found: int = 0  # new articles so far


# Lists and the front page


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPageView:
    """The ranked stories of one account."""

    cards: tuple[StoryCard, ...] = ()
    order: Literal["mine", "time", "importance"] = "mine"
    page: int = 1
    has_more: bool = False
    made_at: datetime | None = None
    hidden: int = 0  # stories left out by mutes and rules
    new_since_visit: int = 0  # stories that are new since the account was last here
    sources: int = 0  # how many sources the account reads; 0: nothing to show yet
    progress: Progress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryList:
    """Stories for a plain list: saved, history, hidden."""

    cards: tuple[StoryCard, ...] = ()
    page: int = 1
    has_more: bool = False
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source in the list."""

    id: int
    title: str
    url: str
    outlet: str
    kind: SourceKind = SourceKind.FEED
    status: SourceStatus = SourceStatus.NEW
    language: str | None = None
    last_new_at: datetime | None = None
    next_poll_at: datetime | None = None
    last_error: str | None = None  # plain words, with what the person can do
    entries_per_day: float | None = None
    polls: tuple[Poll, ...] = ()  # oldest first, at most 60: the history strip
    subscribed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """Everything about one topic, entity, outlet, agency, author or language."""

    subject: Followable
    cards: tuple[StoryCard, ...] = ()
    page: int = 1
    has_more: bool = False
    total: int | None = None
    above: tuple[Followable, ...] = ()  # broader topics, widest first
    below: tuple[Followable, ...] = ()  # narrower topics that have stories
    related: tuple[Followable, ...] = ()  # often named together
    aliases: tuple[tuple[str, str], ...] = ()  # (language, name) of an entity
    sources: tuple[SourceRow, ...] = ()  # of an outlet
    trust: Mapping[str, str] = field(
        default_factory=dict
    )  # an outlet's own standards: schema.org name -> address


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """The table of contents: sections and places with stories in them."""

    topics: tuple[tuple[Followable, int], ...] = ()  # top Media Topics and how many recent stories each has
    places: tuple[tuple[Followable, int], ...] = ()
    people: tuple[tuple[Followable, int], ...] = ()
    organisations: tuple[tuple[Followable, int], ...] = ()
    outlets: tuple[tuple[Followable, int], ...] = ()
    languages: tuple[tuple[Followable, int], ...] = ()


# Story


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """One article of a story in a line, its copies folded under it."""

    article: int
    outlet: str
    title: str
    language: str
    published_at: datetime | None = None
    first_seen_at: datetime | None = None
    url: str | None = None
    agency: str | None = None
    kind: Kind = "article"
    read: bool = False
    changed: bool = False  # edited by the publisher after we first read it
    story_id: int | None = None
    copy_of: int | None = None  # the origin's article, also where that stands in another story
    copy_kind: CopyKind | None = None  # None: reporting of its own
    copy_share: float = 0.0  # 0..1 of this text that stands in the origin
    because: tuple[str, ...] = ()  # why it belongs to this story
    by_hand: bool = False  # a person put it here
    copies: tuple["ReportView", ...] = ()  # in the order in which they appeared; each with copies of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportGroup:
    """Reports of one language, those of one outlet next to each other."""

    language: str
    reports: tuple[ReportView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineItem:
    """A development: when, what, who says so."""

    at: datetime
    text: str
    language: str
    article: int
    outlet: str
    kind: Literal["first", "report", "update", "correction", "figure"] = "report"
    start: int | None = None  # where the article says so, code points into its text
    end: int | None = None
    before: str = ""  # a figure's value before and after; `text` is what is counted
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCell:
    """One outlet's number."""

    text: str  # as shown: "1,200"
    unit: str
    article: int
    start: int
    end: int
    outlet: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """What several reports count."""

    subject: str
    language: str
    agree: bool
    values: tuple[FigureCell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidView:
    """What somebody is quoted with."""

    speaker: str
    key: str  # Entity.key
    text: str
    language: str
    article: int
    start: int
    end: int
    outlet: str
    also: tuple[str, ...] = ()  # other outlets that quote it


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """A place on the small map."""

    name: str
    key: str  # Entity.key
    latitude: float
    longitude: float
    mentions: int = 1
    level: Literal["city", "region", "country"] = "city"  # what is wide is drawn as a ring, not as a dot


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """Another story, in one line."""

    id: int
    headline: str
    language: str
    at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story, whole. `card.id` differs from the asked id when that story was merged into this one."""

    card: StoryCard  # with all key points
    headlines: tuple[tuple[str, str], ...] = ()  # (language, headline) in the other languages
    timeline: tuple[TimelineItem, ...] = ()  # newest first
    reports: tuple[ReportView, ...] = ()  # reporting of their own, newest first; copies inside
    groups: tuple[ReportGroup, ...] = ()  # the same by language, those that the account reads first
    only_one: tuple[PointView, ...] = ()  # said by one outlet alone, and not among the card's points
    figures: tuple[FigureView, ...] = ()  # those that disagree first
    said: tuple[SaidView, ...] = ()  # by speaker, the most quoted first
    places: tuple[PlaceView, ...] = ()
    earlier: tuple[StoryLink, ...] = ()  # what this follows up, oldest first
    later: tuple[StoryLink, ...] = ()  # what followed, oldest first
    related: tuple[StoryLink, ...] = ()  # others about the same names; `why` holds them
    seen_at: datetime | None = None  # when the account last looked at it; what came later is new


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """A person's word on two articles: of one story, or not."""

    id: int
    kind: Literal["together", "apart"]
    article: int
    other: int
    title: str
    other_title: str
    outlet: str
    other_outlet: str
    at: datetime
    mine: bool = False


# Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A piece of the difference between two versions, in order."""

    op: Literal["same", "added", "removed", "cut"]  # cut: unchanged text left out
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """An earlier state of the article."""

    at: datetime  # when we saw the newer text
    kind: Literal["edit", "correction", "reread"]  # reread: not the outlet's doing, but ours
    since_read: bool = False  # after this account read it
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the article comes from, and how we know."""

    copy_of: ReportView | None = None  # the origin; this article's own kind and share stand below
    beyond: tuple[ReportView, ...] = ()  # whose copy the origin is itself, nearest first
    copy_kind: CopyKind | None = None
    copy_share: float = 0.0
    copied_by: tuple[ReportView, ...] = ()  # in the order in which they appeared, copies of copies among them
    independent: int = 1  # reports of the story without copies
    fetched_at: datetime | None = None
    fetched_from: str | None = None
    content_hash: str = ""  # of the page as fetched, algorithm first: "sha256:..."
    trust: Mapping[str, str] = field(
        default_factory=dict
    )  # the publisher's own statements, by schema.org name


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article as a person reads it."""

    id: int
    title: str
    language: str
    outlet: str
    text: str  # plain; key points and figures point into it
    html: str  # the sanitiser's output
    url: str | None = None  # the publisher's page
    story: StoryLink | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None
    section: Followable | None = None
    published_at: datetime | None = None
    published_day_only: bool = False
    modified_at: datetime | None = None
    first_seen_at: datetime | None = None
    image: Media | None = None  # lead picture, unless it stands in the text anyway
    media: tuple[Media, ...] = ()  # film and sound; pictures stand in html
    apart: tuple[Media, ...] = ()  # those of `media` that do not stand in html
    points: tuple[str, ...] = ()  # the page's own bullets
    follow: tuple[Followable, ...] = ()  # outlet, agency, authors, topics, entities
    kind: Kind = "article"
    quality: float = 0.0
    extractor: str = ""
    fallback_reason: str | None = None
    warnings: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)
    versions: tuple[VersionView, ...] = ()  # newest first; empty: never changed
    progress: float = 0.0  # 0..1, how far the account read
    read: bool = False
    saved: bool = False
    minutes: int | None = None  # reading time
