"""An entry while it is read: what its elements said, before it is decided what that means."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from kabar.model.feed import Enclosure
from kabar.parse.limits import MAX_WARNINGS
from kabar.parse.links import join_base
from kabar.parse.names import XML_BASE, XML_LANG


@dataclass(slots=True)
class Document:
    """What all entries of a feed share."""

    base: str | None = None  # the feed's address, or what its root's xml:base makes of it
    form: str = ""  # the feed's format
    base_declared: bool = False  # by the root's xml:base
    has_base: bool = False  # some element below the root has xml:base
    has_lang: bool = False  # some element below root and channel has xml:lang
    language: str | None = None  # that of the entries, where none has its own
    warnings: dict[str, None] = field(default_factory=dict)  # in the order found, each once

    def warn(self, message: str) -> None:
        """Note an oddity for the source's page."""
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings[message] = None

    def base_of(self, element: etree._Element) -> str | None:
        """The base address in force at *element*."""
        if not self.has_base:
            return self.base
        base = self.base
        *around, _ = element, *element.iterancestors()  # the root's own is in the document's base
        for node in reversed(around):
            base = join_base(base, node.get(XML_BASE))
        return base

    def lang_of(self, element: etree._Element) -> str | None:
        """The language declared at *element* or around it."""
        if not self.has_lang:
            return None
        for node in (element, *element.iterancestors()):
            if (language := node.get(XML_LANG)) is not None:
                return language
        return None


class Draft:
    """One entry's (or feed's) values as its elements gave them; handlers fill it, `finish` reads it."""

    __slots__ = (
        "alternate", "authors",
        "categories",
        "comments",
        "content",
        "contents",
        "created",
        "date",
        "doc",
        "duration",
        "enclosures",
        "extra_title",
        "fallback_authors",
        "guid",
        "images",
        "language",
        "link",
        "link_is_page",
        "orig_link",
        "published",
        "rss_link",
        "summary",
        "summary_rank",
        "thumbnails",
        "title",
        "updated",
    )  # fmt: skip

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.title: str = ""
        self.extra_title: str = ""  # media, itunes, dublin core
        self.link: str | None = None  # of a link element with rel=alternate
        self.rss_link: str | None = None  # of a link element with the address as text
        self.orig_link: str | None = None
        self.guid: str = ""
        self.link_is_page = False  # what stands in link is a page, not another form of the entry
        self.content: str = ""
        self.contents: int = 0  # rank of what stands in content
        self.summary: str = ""
        self.summary_rank: int = 0
        self.authors: list[str] = []
        self.fallback_authors: list[str] = []
        self.categories: list[str] = []
        self.enclosures: list[Enclosure] = []
        self.images: list[tuple[int, str]] = []  # (how much we want it, address)
        self.thumbnails: list[str] = []
        self.comments: str | None = None
        self.language: str | None = None
        self.published: datetime | None = None
        self.updated: datetime | None = None
        self.created: datetime | None = None
        self.date: datetime | None = None
        self.alternate: tuple[str, str | None, int | None] | None = None  # another form of the enclosure
        self.duration: int | None = None


Handler = Callable[[Draft, etree._Element], None]
