"""Where an article comes from and how we know: all of it, to be shown, kept and quoted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kabar.model.article import Kind
from kabar.model.story import CopyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """An article whose text is this one's, or of which this one's is."""

    article: int
    outlet: str
    title: str
    language: str
    url: str | None
    published_at: datetime | None
    first_seen_at: datetime | None
    copy_of: int | None  # whose copy it is
    kind: CopyKind | None  # how it was copied from there; None: an original
    share: float  # 0..1 of its text that stands in that one


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was fetched, when, and its fingerprint."""

    fetched_from: str | None = None
    fetched_at: datetime | None = None
    page_hash: str = ""  # of the page as fetched, algorithm first: "sha256:..."
    text_hash: str = ""  # of the text that was taken out of it, UTF-8
    extractor: str = ""
    quality: float = 0.0
    fallback_reason: str | None = None  # why it is the feed's own text
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenanceRecord:
    """The provenance of one article, complete."""

    article: int
    title: str
    language: str
    outlet: str
    url: str | None
    kind: Kind
    authors: tuple[str, ...] = ()
    agency: str | None = None
    dateline: str | None = None
    published_at: datetime | None = None
    published_day_only: bool = False
    modified_at: datetime | None = None  # as the publisher says
    first_seen_at: datetime | None = None
    changes_seen: tuple[datetime, ...] = ()  # when we saw its text change, oldest first
    origins: tuple[Relative, ...] = ()  # whose copy it is, and whose copy that is, nearest first
    copy_kind: CopyKind | None = None
    copy_share: float = 0.0
    copies: tuple[Relative, ...] = ()  # in the order in which they appeared, copies of copies among them
    story: int | None = None
    independent_reports: int = 1  # outlets of the story that report it on their own
    independent_outlets: tuple[str, ...] = ()
    standards: Mapping[str, str] = field(default_factory=dict)  # the publisher's own, by schema.org name
    evidence: Evidence = field(default_factory=Evidence)
