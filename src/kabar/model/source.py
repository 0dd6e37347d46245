"""A source as it is stored, and what one visit brought."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kabar.model.feed import Entry, ParsedFeed, PollState, SourceKind
from kabar.model.ids import ArticleId, EntryId, SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Anything that Kabar can poll."""

    id: SourceId
    url: str
    kind: SourceKind
    title: str = ""
    site_url: str | None = None
    outlet: str = ""
    language: str | None = None
    rule: Mapping[str, Any] | None = None  # for pages without a feed; JSON of sources.blocks
    added_at: datetime | None = None
    paused: bool = False
    state: PollState = field(default_factory=PollState)
    warnings: tuple[str, ...] = ()
    attempt: int = 0  # number of the lease that holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit to a source, decided and ready to be written."""

    source: Source
    state: PollState  # from now on
    at: datetime
    ok: bool
    parsed: ParsedFeed | None = None  # None: not modified, or failed
    new: int = 0  # entries that were not known
    title: str | None = None  # new title of the source, when it had none
    rule: Mapping[str, Any] | None = None  # changed rule of a page source
    notice: str | None = None  # something the person should know
    moved_to: str | None = None  # proven new address


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What writing a batch of visits changed."""

    new: int = 0  # entries
    edited: int = 0
    articles: int = 0  # new articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An article that waits for its page to be read."""

    id: ArticleId
    entry_id: EntryId | None
    source_id: SourceId | None
    url: str | None
    entry: Entry
    attempt: int
    stored_text: str = ""
