"""What a person is shown besides stories: sources, search, follows, taste, accounts, the installation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from kabar.model.account import Account, Follow
from kabar.model.feed import SourceStatus
from kabar.model.hub import HubState
from kabar.model.views import Followable, Progress, ReportView, SourceRow, StoryCard

# Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesView:
    """All sources of an account, those with problems first."""

    rows: tuple[SourceRow, ...] = ()
    counts: Mapping[SourceStatus, int] = field(default_factory=dict)
    progress: Progress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HubView:
    """A hub that pushes a source's news, or was asked to."""

    host: str
    state: HubState
    lease_until: datetime | None = None
    error: str | None = None  # why it does not, in plain words


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source, whole."""

    row: SourceRow
    site_url: str | None = None
    description: str = ""
    format: str = ""
    error_kind: str | None = None
    failures: int = 0
    first_failure_at: datetime | None = None
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    interval_seconds: int | None = None
    moved_to: str | None = None
    paused: bool = False
    articles: int = 0
    warnings: tuple[str, ...] = ()
    recent: tuple[ReportView, ...] = ()
    hub: HubView | None = None  # who pushes its news, or was asked to
    subject: Followable | None = None  # the source as something to follow


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProposal:
    """A list of headlines on a page without a feed, which could be followed."""

    rule: Mapping[str, Any]  # JSON of sources.blocks
    count: int  # entries that it finds now
    samples: tuple[tuple[str, str], ...]  # (title, address) of the first three


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOutcome:
    """What adding an address led to."""

    added: tuple[SourceRow, ...] = ()
    known: tuple[SourceRow, ...] = ()  # followed already
    article: int | None = None  # the address was a single page
    choices: tuple[tuple[str, str], ...] = ()  # (address, title): several feeds found, none added yet
    proposals: tuple[PageProposal, ...] = ()  # a page without a feed: lists found on it, none added yet
    undo: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What an OPML import led to."""

    added: int = 0
    known: int = 0
    refused: tuple[tuple[str, str], ...] = ()  # (address, reason)
    undo: int | None = None


# Search, follows, taste


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """An article that was found."""

    report: ReportView
    snippet: tuple[tuple[str, bool], ...] = ()  # (text, is a hit)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """A query, how it was understood, and what was found."""

    query: str
    order: Literal["newest", "best"] = "newest"
    hits: tuple[SearchHit, ...] = ()
    total: int = 0
    page: int = 1
    has_more: bool = False
    understood: tuple[tuple[str, str], ...] = ()  # ("outlet", "Antara"), ("words", "banjir"), ...
    problems: tuple[tuple[int, str], ...] = ()  # (code point in the query, what is wrong there)
    follow: Followable | None = None  # the query as a saved search


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowsView:
    """Everything an account follows and mutes."""

    follows: tuple[tuple[Follow, int], ...] = ()  # with the number of new stories
    mutes: tuple[tuple[Follow, int], ...] = ()  # with the number of stories hidden now
    suggestions: tuple[Followable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpView:
    """A list that ends: since the last visit, the day, the week."""

    which: Literal["since", "day", "week"]
    cards: tuple[StoryCard, ...] = ()
    goes_on: tuple[StoryCard, ...] = ()  # stories that were read and have something new
    followed: tuple[tuple[Follow, int], ...] = ()  # with the number of stories that have something new
    since: datetime
    until: datetime
    known: bool = True  # False: the account was never here before
    left: int = 0  # further stories of that time


@dataclass(frozen=True, slots=True, kw_only=True)
class TasteLine:
    """One thing that was learned."""

    key: str  # "topic:16000000"
    label: str
    weight: float  # -1 less .. 1 more
    marks: int = 0  # how many deeds it rests on
    edited: bool = False  # set by the person, no longer learned


@dataclass(frozen=True, slots=True, kw_only=True)
class TasteView:
    """The whole profile."""

    lines: tuple[TasteLine, ...] = ()  # strongest first
    signals: tuple[tuple[str, float, float], ...] = ()  # (signal, this account's weight, the prior)
    signals_set: tuple[str, ...] = ()  # those that the person set, no longer learned
    widen: float = 0.3
    marks: int = 0
    learned_at: datetime | None = None
    sides: tuple[tuple[str, str], ...] = ()  # (outlet, side), by side
    outlets: tuple[str, ...] = ()  # of the account's sources, to choose from


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoEntry:
    """Something that can still be taken back."""

    id: int
    what: str  # the act: follow, mute, read, save, remove_source, ...
    label: str
    at: datetime
    undone: bool = False


# Accounts and the installation


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that is signed in."""

    id: int
    account: int
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    user_agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account's settings."""

    account: Account
    has_password: bool = False
    sessions: tuple[Session, ...] = ()
    accounts: tuple[Account, ...] = ()  # everyone, for an admin; else empty
    languages: tuple[tuple[str, int], ...] = ()  # (code, articles) that the sources offer


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterGroup:
    """A bundle of real public feeds to begin with."""

    key: str
    language: str
    label: str
    sources: int
    names: tuple[str, ...] = ()  # of the sources
    dropped: tuple[str, ...] = ()  # names of those that proved dead here, and are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeView:
    """The choices of the first minute."""

    languages: tuple[tuple[str, int], ...] = ()  # (code, articles here)
    topics: tuple[Followable, ...] = ()
    starters: tuple[StarterGroup, ...] = ()
    sources: int = 0  # there already


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutView:
    """What this installation is and holds."""

    version: str
    sources: int = 0
    articles: int = 0
    stories: int = 0
    languages: int = 0
    database: str = ""  # "SQLite 3.51.3"
    models: tuple[tuple[str, str], ...] = ()  # (name and version, licence)
    started_at: datetime | None = None
    last_round_at: datetime | None = None
    problems: tuple[str, ...] = ()  # what `kabar doctor` would say, for an admin
