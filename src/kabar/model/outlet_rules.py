"""A person's own rules for the pages of an outlet, reading stored pages again, and reports of bad extraction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

PieceState = Literal["in", "out", "added", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletRule:
    """Which elements of an outlet's pages are its articles, and which are not."""

    outlet: str  # host without `www.`, maybe with the beginning of a path: `example.org/blog`
    keep: tuple[str, ...] = ()  # CSS selectors; with any, the text is what stands in these elements
    drop: tuple[str, ...] = ()  # CSS selectors of elements that are removed first
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectorFault:
    """What is wrong with a selector, and where: `line` and `column` from 1."""

    part: Literal["keep", "drop"]
    line: int
    column: int
    message: str
    source: str  # the selector as written

    @property
    def mark(self) -> str:
        """What stands under the selector: `^` below the mistake."""
        return " " * (self.column - 1) + "^"

    @property
    def pointer(self) -> str:
        """The selector with a mark under the mistake, and what is wrong."""
        return f"{self.source}\n{self.mark} {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One block of text of a page, and what a rule makes of it."""

    text: str
    state: PieceState  # in or out of the article as before; added or removed by the rule
    selector: str = ""  # one that a person can use for the element around it


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedPage:
    """A stored page with a rule tried out on it."""

    article: int
    title: str
    language: str
    url: str
    pieces: tuple[Piece, ...] = ()
    unmatched: tuple[str, ...] = ()  # selectors that found nothing on this page
    words_before: int = 0
    words_after: int = 0
    problem: str = ""  # the page could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """Stored pages that are read again: a job that survives the process."""

    id: int
    outlet: str = ""  # "": all
    since: datetime | None = None
    reason: Literal["asked", "rule"] = "asked"
    total: int = 0
    done: int = 0
    changed: int = 0  # articles whose text is another now
    failed: int = 0
    started_at: datetime
    ended_at: datetime | None = None
    after: int = 0  # the last article that was read: where to go on


@dataclass(frozen=True, slots=True, kw_only=True)
class BadExtraction:
    """Somebody said that an article's text is not what stands on the page."""

    id: int
    article: int
    title: str
    language: str
    outlet: str
    at: datetime
    note: str = ""
    url: str | None = None
    extractor: str = ""  # which had made the text
    quality: float = 0.0
    has_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEditor:
    """One outlet's rule on its way: as written, what is wrong with it, and what it does to stored pages."""

    outlet: str
    keep: str = ""  # as written: one selector a line
    drop: str = ""
    faults: tuple[SelectorFault, ...] = ()
    pages: tuple[TriedPage, ...] = ()
    stored: OutletRule | None = None
    stored_pages: int = 0
    article: int | None = None  # the page that is shown first
    may_save: bool = True
    undo: int | None = None  # of a save or removal that changed something
    rereading: Rereading | None = None  # what a save started


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionView:
    """How pages are read: own rules, reports, and pages that are being read again."""

    rules: tuple[OutletRule, ...] = ()
    reports: tuple[BadExtraction, ...] = ()
    rereading: Rereading | None = None  # the one under way
    last: tuple[Rereading, ...] = ()  # ended, newest first
    outlets: tuple[tuple[str, int], ...] = ()  # with stored pages: key and how many
    stored_pages: int = 0
    extractors: tuple[tuple[str, int, float], ...] = field(default=())  # name, articles, mean quality
    fallbacks: tuple[tuple[str, int], ...] = ()  # reason, articles
    may_save: bool = True
