"""A page parsed once: its tree, its meta elements, its structured data."""

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from lxml import etree

from kabar.extract.addresses import resolve

Thing = dict[str, Any]  # one schema.org object; its shape is the publisher's affair

_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32)])  # in UTF-8 they stand for nothing else
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\]\]>\*/|;)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
MAX_THINGS = 400
HEADINGS = frozenset(["h1", "h2", "h3"])
MAX_PAGE = 8 * 2**20  # characters of a page that are read
# Elements that never hold anything and that libxml2 leaves open: what follows them would stand inside of them.
VOID = frozenset(["embed", "source", "track", "wbr", "keygen"])


@dataclass(slots=True)
class Page:
    """What all readers of one page share."""

    html: str
    url: str | None
    source: bytes  # the same in UTF-8
    root: Any  # lxml has no types for its elements
    base_url: str | None
    metas: dict[str, list[str]] = field(default_factory=dict)  # by lower-case name, property or itemprop
    links: dict[str, list[str]] = field(default_factory=dict)  # by rel
    alternates: list[str] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)  # schema.org objects of JSON-LD, flat
    states: list[str] = field(default_factory=list)  # JSON that scripts carry (__NEXT_DATA__ and the like)
    article: Thing | None = None  # the one of them that describes the page's own article
    title: str = ""  # the title element
    headings: list[Any] = field(default_factory=list)  # elements h1 to h3 in order
    language: str | None = None  # as claimed

    def meta(self, *names: str) -> str | None:
        """The first content of the first of these meta elements that has one."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return value
        return None

    def all_meta(self, name: str) -> list[str]:
        """Every content of the meta elements of this name."""
        return self.metas.get(name, [])


def parse_page(html: str, url: str | None = None) -> Page:
    """Parse *html*; an empty or broken page gives a page without elements."""
    html = html[:MAX_PAGE]
    # The plain parser: lxml.html's would ask Python for a class at every element that is touched.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    root = None
    source = html.encode("utf-8", "replace")
    with contextlib.suppress(etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        root = etree.fromstring(_without_controls(source), parser=parser)
    if root is None:
        root = etree.fromstring("<html><body></body></html>", parser=parser)
    page = Page(html=html, source=source, url=url, root=root, base_url=url)
    _read_head(page)
    page.article = _article_thing(page.things)
    return page


def _without_controls(source: bytes) -> bytes:
    """*source* without the bytes that stand for nothing on a page; few pages have any, which is seen faster."""
    codes = np.frombuffer(source, np.uint8)
    # Unsigned numbers: what is below the one that is taken off becomes large.
    if (codes < 9).any() or (codes - np.uint8(11) < 2).any() or (codes - np.uint8(14) < 18).any():
        return source.translate(None, _CONTROL_BYTES)
    return source


def drop(element: Any) -> None:
    """Take *element* out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _empty(element: Any) -> None:
    """Put what *element* holds behind it."""
    parent = element.getparent()
    inside, before, after = list(element), element.text, element.tail
    if parent is None or not (inside or before):
        return
    element.text, element.tail = None, before
    place = parent.index(element) + 1
    for number, child in enumerate(inside):
        parent.insert(place + number, child)
    if after:
        last = inside[-1] if inside else element
        last.tail = (last.tail or "") + after


def _read_head(page: Page) -> None:
    page.language = page.root.get("lang") or page.root.get("xml:lang") or None
    void: list[Any] = []
    for element in page.root.iter("meta", "link", "script", "h1", "h2", "h3", "title", "base", *VOID):
        tag = element.tag
        if tag in HEADINGS:
            page.headings.append(element)
        elif tag == "meta":
            content = element.get("content")
            if content is None:
                content = element.get("value")  # how some tools write it
            if content is None:
                continue
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                if key := element.get(attribute):
                    page.metas.setdefault(key.strip().lower(), []).append(content.strip())
        elif tag == "link":
            if (rel := element.get("rel")) and (href := element.get("href")):
                page.links.setdefault(rel.strip().lower(), []).append(href.strip())
        elif tag == "title":
            if not page.title:
                page.title = " ".join("".join(element.itertext()).split())
        elif tag in VOID:
            void.append(element)
        elif tag == "base":
            if href := element.get("href"):
                page.base_url = resolve(href, page.url) or page.base_url
        else:
            _read_script(page, element)
    for element in void:
        _empty(element)


def _read_script(page: Page, element: Any) -> None:
    kind = (element.get("type") or "").lower()
    text = element.text or ""
    if "ld+json" in kind:
        loaded = load_json(text)
        if loaded is not None:
            page.things += list(things_in(loaded))[: MAX_THINGS - len(page.things)]
    elif len(text) > 800 and ("json" in kind or "__NEXT_DATA__" in text[:400] or "_STATE__" in text[:400]):
        page.states.append(text)


def load_json(text: str) -> Any:
    """JSON as publishers write it: wrapped in comments, with stray controls and commas; None if hopeless."""
    text = text.strip()
    if not text:
        return None
    for attempt in (str, _repaired):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _repaired(text: str) -> str:
    for _ in range(2):
        text = _WRAPPING.sub("", text).strip()
    return _TRAILING_COMMA.sub(r"\1", _CONTROLS.sub(" ", text))


def things_in(value: Any, depth: int = 0) -> Iterator[Thing]:
    """Every object with a type, outer before inner, the main entity of a page before its rest."""
    if depth > 6:
        return
    if isinstance(value, list):
        for one in value:
            yield from things_in(one, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in (
            "@graph",
            "mainEntity",
            "mainEntityOfPage",
            "itemListElement",
            "video",
            "hasPart",
            "item",
            "review",
        ):
            if isinstance(value.get(key), list | dict):
                yield from things_in(value[key], depth + 1)


def types_of(thing: Thing) -> set[str]:
    """The types of an object without their namespace."""
    kinds = thing.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in listed if kind}


_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|Blog$|Column|Recipe|HowTo)$")


def article_thing(page: Page) -> Thing | None:
    """The object that describes the page's own article: the one with most to say."""
    return page.article


def _article_thing(things: list[Thing]) -> Thing | None:
    best: tuple[int, Thing] | None = None
    for thing in things:
        if not any(_ARTICLE.search(kind) for kind in types_of(thing)):
            continue
        if "ClaimReview" in types_of(thing):
            continue
        says = sum(
            key in thing
            for key in ("headline", "datePublished", "author", "articleBody", "publisher", "image")
        )
        if best is None or says > best[0]:
            best = (says, thing)
    return best[1] if best else None
