"""Articles about one event, what clustering decides, and what a story says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kabar.model.article import Report, Topic

CopyKind = Literal["verbatim", "edited", "translated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """This article's text is another's."""

    of: int  # ArticleId of the origin
    kind: CopyKind
    share: float  # 0..1, how much of this article's text stands in the origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where one article belongs now."""

    article: int  # ArticleId
    story: int  # StoryId; negative: a new story, numbered within this decision
    copy: Copy | None = None
    because: tuple[str, ...] = ()  # in plain words: "names in common: Rafah, Netanyahu"
    similarity: float = 1.0  # to the story, 0..1


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What clustering wants written: all of it in one transaction."""

    placements: tuple[Placement, ...] = ()  # new and moved articles
    merged: tuple[tuple[int, int], ...] = ()  # (story that ends, story it became); ids redirect
    follow_ups: tuple[tuple[int, int], ...] = ()  # (later story, earlier story)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoint:
    """A sentence of an article that says what happened."""

    text: str
    article: int
    start: int  # code points into the article's text
    end: int
    also: tuple[int, ...] = ()  # articles that say the same


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureValue:
    """One number with its place."""

    value: float
    unit: str
    article: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What several reports count, and whether they agree."""

    subject: str
    values: tuple[FigureValue, ...]
    agree: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody is quoted with."""

    speaker: str  # Entity.name
    key: str  # Entity.key, by which the speaker is followed
    text: str
    article: int
    start: int  # code points into the article's text
    end: int
    also: tuple[int, ...] = ()  # articles that quote the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Key points, figures and quotations of a story."""

    points: tuple[KeyPoint, ...] = ()
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()  # by speaker, the most quoted first


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """A story as ranking sees it: everything a signal may use, read in a few queries."""

    id: int
    headline: str
    language: str  # of the headline
    languages: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()  # names, first to report first
    sources: tuple[int, ...] = ()  # SourceIds
    articles: int = 1
    independent: int = 1  # reports without copies
    first_at: datetime | None = None
    last_at: datetime | None = None  # the newest report
    topics: tuple[str, ...] = ()  # Media Topic codes, strongest first
    entities: tuple[str, ...] = ()  # Entity.key, most named first
    names: Mapping[str, str] = field(default_factory=dict, repr=False)  # Entity.key -> what it is called
    agencies: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    section: str | None = None
    # Entries a day of the slowest of its sources, infinite where none is known; None: to be counted.
    slowest_rate: float | None = None
    vector: object | None = field(default=None, repr=False)  # Vector of the story, if it is loaded
    targets: tuple[str, ...] = field(
        default=(), repr=False
    )  # `rank.targets.story_targets`, where made already


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEntity:
    """A name that a story's articles share."""

    key: str  # Entity.key
    name: str
    kind: str
    articles: int  # how many name it


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRecord:
    """A story as it is stored: all that lists, pages and ranking need without its articles."""

    id: int
    headline: str
    language: str  # of the headline
    headlines: Mapping[str, tuple[str, int]] = field(default_factory=dict)  # language -> (headline, article)
    first_at: datetime
    last_at: datetime
    articles: int = 1
    independent: int = 1
    languages: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    source_ids: tuple[int, ...] = ()
    topics: tuple[Topic, ...] = ()  # strongest first
    entities: tuple[StoryEntity, ...] = ()  # most named first
    agencies: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    section: str | None = None
    image: str | None = None
    image_article: int | None = None
    summaries: Mapping[str, Summary] = field(default_factory=dict)  # by language; one for each of `languages`
    developments: tuple[KeyPoint, ...] = ()  # what each report added, oldest first
    revision: int = 0
    follow_up_of: int | None = None
    merged_into: int | None = None

    def summary_in(self, language: str) -> Summary:
        """What the story says, in *language* where a report has it, else in that of the headline."""
        return self.summaries.get(language) or self.summaries.get(self.language) or Summary()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article of a story with what the story's record takes from it."""

    report: Report
    at: datetime  # published, never after first seen
    copy: Copy | None = None
    source_id: int | None = None
    image: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    kind: str = "article"
    quality: float = 0.0
    because: tuple[str, ...] = ()
    modified_at: datetime | None = None
    changed_at: datetime | None = None  # when we last saw its text change
