"""A person who uses this Kabar: wishes, deeds, and what ranking has learned from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kabar.model.ids import AccountId


class Target(StrEnum):
    """What can be followed or muted."""

    TOPIC = "topic"  # key: Media Topic code
    ENTITY = "entity"  # key: Entity.key
    OUTLET = "outlet"  # key: outlet name
    SOURCE = "source"  # key: SourceId as text
    AGENCY = "agency"
    AUTHOR = "author"
    LANGUAGE = "language"
    STORY = "story"  # key: StoryId as text
    SEARCH = "search"  # key: the query


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who reads, and how they like it."""

    id: AccountId
    name: str
    languages: tuple[str, ...] = ()  # that the person reads, best first; empty: any
    timezone: str = "UTC"
    locale: str = "en"  # of the interface
    widen: float = 0.3  # 0 "only mine" .. 1 "widen my view"
    is_admin: bool = False
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A wish: more of this (strength above 0) or none of it (muted)."""

    target: Target
    key: str
    label: str  # as shown
    strength: float = 1.0
    muted: bool = False
    alert: bool = False
    created_at: datetime | None = None
    alert_at: datetime | None = None  # when the alert was switched on


class MarkKind(StrEnum):
    """What an account did with a story or an article."""

    READ = "read"
    FINISHED = "finished"  # read to the end
    SAVED = "saved"
    MORE = "more"  # more like this
    LESS = "less"  # less like this
    HIDDEN = "hidden"
    SKIPPED = "skipped"  # shown, passed over


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One deed on one story, with what the story was about at that moment."""

    story: int
    kind: MarkKind
    at: datetime
    topics: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    language: str = "und"
    signals: Mapping[str, float] = field(default_factory=dict)  # value of each signal at that moment, if kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """What ranking has learned; every line can be read, edited and deleted by the person."""

    weights: Mapping[str, float] = field(default_factory=dict)  # "topic:16000000" -> -1..1
    signals: Mapping[str, float] = field(
        default_factory=dict
    )  # learned weight of each signal; absent: the prior
    sides: Mapping[str, str] = field(default_factory=dict)  # outlet -> its side, as the person sees it
    learned_at: datetime | None = None
