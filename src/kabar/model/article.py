"""One page at one canonical URL: text, facts, media, and what models say about it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]  # (d,), unit length
Kind = Literal["article", "index", "video", "live", "consent", "paywall", "error", "other"]
_LAST_LATIN = 0x24F
EntityKind = Literal["person", "place", "organisation", "event", "work"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, film or sound of an article."""

    kind: Literal["image", "video", "audio"]
    url: str
    duration_seconds: int | None = None
    caption: str = ""
    credit: str = ""
    poster: str | None = None  # still picture of a film
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What the page says, without what surrounds it."""

    title: str
    text: str  # plain text, one paragraph a line
    html: str = ""  # safe to show: always the sanitiser's output
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None  # UTC
    modified_at: datetime | None = None  # UTC
    published_day_only: bool = False  # the page gives a day without a time
    published_zone: str | None = None  # that the page states with it, as "+07:00"
    modified_zone: str | None = None
    language: str = "und"  # of the text, BCP 47
    site_name: str | None = None
    canonical_url: str | None = None
    section: str | None = None
    agency: str | None = None
    image: str | None = None
    media: tuple[Media, ...] = ()
    key_points: tuple[str, ...] = ()  # the page's own bullets above the text
    tags: tuple[str, ...] = ()  # the page's own topics and keywords
    kind: Kind = "article"
    quality: float = 0.0  # 0..1, belief that `text` is the whole article and nothing else
    extractor: str = ""  # which one won
    fallback_reason: str | None = None  # why the feed's own text is shown instead
    trust: Mapping[str, str] = field(
        default_factory=dict
    )  # the publisher's own statements, by schema.org name
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, place or organisation that the text names."""

    name: str  # canonical, in the gazetteer's main form, else as written
    kind: EntityKind
    wikidata: str | None = None  # Q-number
    mentions: tuple[tuple[int, int], ...] = ()  # code points into `text`

    @property
    def key(self) -> str:
        """One string by which the entity is followed, equal across languages where it is linked."""
        return self.wikidata or f"{self.kind}:{_plain(self.name)}"


def _plain(name: str) -> str:
    """Small, and in Latin letters without accents: "Lucía" and "Lucia" are one."""
    small = name.casefold()
    if small.isascii() or any(ord(character) > _LAST_LATIN for character in small):
        return small
    return "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """An IPTC Media Topic."""

    code: str  # eight digits
    label: str  # English
    score: float  # 0..1


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words that an article puts between quotation marks, and who speaks them."""

    start: int  # code points into `text`, marks not counted
    end: int
    speaker: str  # Entity.name
    key: str  # Entity.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number of an article with what it counts."""

    start: int  # code points into `text`
    end: int
    value: float
    unit: str  # one word in all languages ("killed", "USD", "percent"), else the stem of the noun after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """What models say about an article."""

    language: str = "und"
    language_confidence: float = 0.0
    entities: tuple[Entity, ...] = ()
    topics: tuple[Topic, ...] = ()
    agency: str | None = None
    dateline: str | None = None
    quotes: tuple[Quote, ...] = ()
    amounts: tuple[Amount, ...] = ()
    vector: Vector | None = None
    vector_model: str = ""  # name and version; vectors of different models never mix


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An article as clustering and key points see it."""

    id: int  # ArticleId in the product, the line's number in `kabar cluster`
    title: str
    text: str
    language: str = "und"
    outlet: str = ""  # the publisher's name or host
    url: str | None = None
    published_at: datetime | None = None
    arrived_at: datetime | None = None
    annotations: Annotations = field(default_factory=Annotations)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as it is kept: the line in lists, and the whole of it when `text` was asked for."""

    id: int
    title: str
    language: str
    outlet: str
    at: datetime  # published, never after first seen: what lists are sorted by
    first_seen_at: datetime
    url: str | None = None
    source_id: int | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    changed_at: datetime | None = None
    section: str | None = None
    agency: str | None = None
    dateline: str | None = None
    image: str | None = None
    kind: Kind = "article"
    quality: float = 0.0
    words: int = 0
    topics: tuple[Topic, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    amounts: tuple[Amount, ...] = ()
    stage: str = "done"
    error: str | None = None
    story_id: int | None = None
    copy_of: int | None = None
    copy_kind: Literal["verbatim", "edited", "translated"] | None = None
    copy_share: float = 0.0
    because: tuple[str, ...] = ()
    text: str = ""
    html: str = ""
    media: tuple[Media, ...] = ()
    key_points: tuple[str, ...] = ()
    trust: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    extractor: str = ""
    fallback_reason: str | None = None
    published_day_only: bool = False
    content_hash: str = ""
    fetched_at: datetime | None = None
    fetched_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion:
    """An earlier state of an article."""

    seen_at: datetime  # when it was first seen
    replaced_at: datetime
    title: str
    text: str
    cause: Literal["edit", "reread"] = "edit"  # why it was replaced: by the publisher, or by reading it anew
