"""What each element of an entry means: one function an element name, one table.

Names are canonical (see `names`); an element that is not in the table is not read.
"""

from html import escape, unescape

from lxml import etree

from kabar.parse.dates import parse_date
from kabar.parse.draft import Draft, Handler
from kabar.parse.limits import MAX_LIST, MAX_NAME
from kabar.parse.links import web_address
from kabar.parse.markup import absolute_links, from_base64, inner, looks_html, plain, squash, text_of
from kabar.parse.media import (
    add_enclosure,
    alternate_enclosure,
    enclosure,
    linked_image,
    media_content,
    media_group,
    podcast_images,
    seconds,
    thumbnail,
    whole_number,
)
from kabar.parse.names import RDF_RESOURCE, canonical
from kabar.parse.people import add_person

# How much a text is the whole article, where a feed gives several.
SNIPPET, TEASER, DESCRIPTION, BODY, CONTENT, ENCODED = 1, 2, 3, 4, 5, 6


def rich(draft: Draft, element: etree._Element, *, atom: bool = False) -> str:
    """The element's value as HTML, by its type and mode where it has them."""
    kind = element.get("type")
    if len(element):
        value = inner(element)
    elif kind == "html" or (kind is None and not atom and element.get("mode") is None):
        value = element.text or ""
    else:
        value = _typed(element, (kind or "").strip().lower(), atom=atom)
    doc = draft.doc
    # Without xml:base, addresses in a text are relative to its own page: see finish.
    return absolute_links(value, doc.base_of(element)) if doc.has_base else value


def _typed(element: etree._Element, kind: str, *, atom: bool) -> str:
    text = element.text or ""
    mode = (element.get("mode") or "").strip().lower()
    if mode == "base64" or (kind and not _is_text(kind)):
        decoded = from_base64(text)
        if decoded is None:
            return text if mode != "base64" and "/" not in kind else ""
        return decoded if "html" in kind or looks_html(decoded) else escape(decoded, quote=False)
    if "html" in kind or (not atom and looks_html(text)):
        return text
    return escape(text, quote=False)


def _is_text(kind: str) -> bool:
    return (
        kind in ("text", "html", "xhtml")
        or kind.startswith("text/")
        or kind.endswith(("+xml", "/xml", "json"))
        or "/" not in kind
    )


def heading(element: etree._Element, *, atom: bool = False) -> str:
    """The element's value as one line of plain text."""
    if len(element):
        return plain(inner(element))
    text = element.text or ""
    kind = element.get("type")
    if kind == "html":
        return plain(text)
    mode = element.get("mode")
    if mode == "base64" or (kind and not _is_text(kind.strip().lower())):
        return plain(from_base64(text) or text)
    if kind is not None:
        return plain(text) if "html" in kind.lower() else squash(text)
    if not atom or mode is not None:
        return plain(text)
    # Says nothing of its type, which means text; escaped twice it is all the same, and people see "&#8217;".
    return squash(unescape(text) if "&" in text and looks_html(text) else text)


def _title(draft: Draft, element: etree._Element) -> None:
    if not draft.title:
        draft.title = heading(element)


def _atom_title(draft: Draft, element: etree._Element) -> None:
    if not draft.title:
        draft.title = heading(element, atom=True)


def _other_title(draft: Draft, element: etree._Element) -> None:
    if not draft.extra_title:
        draft.extra_title = heading(element)


def _link(draft: Draft, element: etree._Element) -> None:
    href = element.get("href")
    if href is None and element.get("rel") is not None:
        href = element.text
    if href is not None:
        _atom_link(draft, element, href)
        return
    text = element.text or element.get(RDF_RESOURCE)
    if not text and (element.tail or "").lstrip()[:4] == "http":
        text = element.tail  # written by an HTML serialiser: <link/>https://...
    if text and (url := web_address(text, draft.doc.base_of(element))) is not None:
        draft.rss_link = url


def _atom_link(draft: Draft, element: etree._Element, href: str) -> None:
    rel = element.get("rel") or "alternate"
    if rel not in ("alternate", "enclosure", "replies", "related", "via"):
        rel = rel.strip().lower().rpartition("/")[2]
    url = web_address(href, draft.doc.base_of(element))
    if url is None:
        return
    kind = element.get("type")
    if rel == "alternate":
        is_page = kind is None or kind in _PAGES or kind.lower() in _PAGES
        # The first page; another form of the entry (JSON, PDF) only until a page comes.
        if draft.link is None or (is_page and not draft.link_is_page):
            draft.link, draft.link_is_page = url, is_page
    elif rel == "enclosure":
        add_enclosure(draft, url, kind, whole_number(element.get("length")))
        if kind and kind.lower().startswith("image/"):
            draft.images.append((40, url))
    elif rel == "replies" and (draft.comments is None or (kind or "").lower() == "text/html"):
        draft.comments = url


_PAGES = ("text/html", "application/xhtml+xml")


def _guid(draft: Draft, element: etree._Element) -> None:
    if not draft.guid:
        draft.guid = text_of(element).strip()


def _orig_link(draft: Draft, element: etree._Element) -> None:
    draft.orig_link = web_address(element.text, draft.doc.base_of(element)) or draft.orig_link


def _text_at(rank: int, *, atom: bool = False) -> Handler:
    """A handler for a summary of that rank."""

    def handler(draft: Draft, element: etree._Element) -> None:
        if rank > draft.summary_rank and (value := rich(draft, element, atom=atom)) and not value.isspace():
            draft.summary, draft.summary_rank = value, rank
        elif rank == draft.summary_rank == DESCRIPTION and not draft.contents:
            # Both a description and a summary: what comes second is not lost.
            draft.content, draft.contents = rich(draft, element, atom=atom), SNIPPET

    return handler


def _content_at(rank: int, *, atom: bool = False) -> Handler:
    """A handler for full text of that rank."""

    def handler(draft: Draft, element: etree._Element) -> None:
        if rank != ENCODED and (source := element.get("src")) is not None:
            _content_elsewhere(draft, element, source)
        if rank > draft.contents and (value := rich(draft, element, atom=atom)) and not value.isspace():
            draft.content, draft.contents = value, rank

    return handler


def _content_elsewhere(draft: Draft, element: etree._Element, source: str) -> None:
    url = web_address(source, draft.doc.base_of(element))
    kind = element.get("type") or ""
    if url and kind.lower().startswith(("audio/", "video/", "image/")):
        add_enclosure(draft, url, kind, None)
    elif url and draft.rss_link is None:
        draft.rss_link = url


def _author(draft: Draft, element: etree._Element) -> None:
    if len(element) == 0:
        add_person(draft.authors, element.text or "")
        return
    name = mail = ""
    for child in element:
        local = _LOCAL[child.tag]
        if local == "name" and not name:
            name = text_of(child)
        elif local == "email" and not mail:
            mail = text_of(child)
        elif local in ("person", "description", "agent"):  # FOAF and the like inside dc:creator
            _author(draft, child)
    add_person(draft.authors, name or mail)


def _other_author(draft: Draft, element: etree._Element) -> None:
    add_person(draft.fallback_authors, text_of(element))


def _credit(draft: Draft, element: etree._Element) -> None:
    if (element.get("role") or "").strip().lower() in ("author", "writer", "reporter"):
        add_person(draft.fallback_authors, text_of(element))


def _category(draft: Draft, element: etree._Element) -> None:
    if (label := element.get("label") or text_of(element) or element.get("term")) is not None:
        _add_category(draft, label)


def _add_category(draft: Draft, text: str) -> None:
    if "<" in text or "&" in text or len(text) > MAX_NAME:
        name = plain(text)[:MAX_NAME]
    else:
        name = " ".join(text.split())
    known = draft.categories
    if name and name not in known and len(known) < MAX_LIST:
        known.append(name)


def _itunes_category(draft: Draft, element: etree._Element) -> None:
    _add_category(draft, element.get("text") or element.text or "")
    for child in element:
        _add_category(draft, child.get("text") or "")


def _keywords(draft: Draft, element: etree._Element) -> None:
    for word in (element.text or "")[:20_000].split(","):
        _add_category(draft, word)


def _published(draft: Draft, element: etree._Element) -> None:
    draft.published = parse_date(element.text) or draft.published
    if draft.published is None and (element.text or "").strip():
        draft.doc.warn(f"A date cannot be read: {squash(element.text or '')[:60]}")


def _updated(draft: Draft, element: etree._Element) -> None:
    draft.updated = parse_date(element.text) or draft.updated
    if draft.updated is None and (element.text or "").strip():
        draft.doc.warn(f"A date cannot be read: {squash(element.text or '')[:60]}")


def _date(draft: Draft, element: etree._Element) -> None:
    """A date that does not say of what: of publication and of change, where nothing else is said."""
    draft.date = parse_date(element.text) or draft.date


def _created(draft: Draft, element: etree._Element) -> None:
    draft.created = parse_date(element.text) or draft.created


def _comments(draft: Draft, element: etree._Element) -> None:
    draft.comments = web_address(element.text, draft.doc.base_of(element)) or draft.comments


def _language(draft: Draft, element: etree._Element) -> None:
    draft.language = element.text or draft.language


def _duration(draft: Draft, element: etree._Element) -> None:
    draft.duration = seconds(element.text) or draft.duration


HANDLERS: dict[str, Handler] = {
    "title": _title,
    "atom:title": _atom_title,
    "dc:title": _other_title,
    "dcterms:title": _other_title,
    "media:title": _other_title,
    "itunes:title": _other_title,
    "news:title": _other_title,
    "link": _link,
    "atom:link": _link,
    "guid": _guid,
    "id": _guid,
    "atom:id": _guid,
    "feedburner:origlink": _orig_link,
    "description": _text_at(DESCRIPTION),
    "summary": _text_at(DESCRIPTION),
    "atom:summary": _text_at(DESCRIPTION, atom=True),
    "abstract": _text_at(DESCRIPTION),
    "dc:description": _text_at(TEASER),
    "dcterms:abstract": _text_at(TEASER),
    "itunes:summary": _text_at(TEASER),
    "googleplay:description": _text_at(TEASER),
    "itunes:subtitle": _text_at(SNIPPET),
    "media:description": _text_at(SNIPPET),
    "body": _content_at(BODY),
    "xhtml:body": _content_at(BODY),
    "xhtml:div": _content_at(BODY),
    "fullitem": _content_at(BODY),
    "content": _content_at(CONTENT),
    "atom:content": _content_at(CONTENT, atom=True),
    "content:encoded": _content_at(ENCODED),
    "encoded": _content_at(ENCODED),
    "author": _author,
    "atom:author": _author,
    "dc:creator": _author,
    "dcterms:creator": _author,
    "dc:author": _author,
    "itunes:author": _other_author,
    "googleplay:author": _other_author,
    "podcast:person": _other_author,
    "media:credit": _credit,
    "category": _category,
    "atom:category": _category,
    "dc:subject": _category,
    "dcterms:subject": _category,
    "media:category": _category,
    "itunes:category": _itunes_category,
    "googleplay:category": _itunes_category,
    "itunes:keywords": _keywords,
    "media:keywords": _keywords,
    "pubdate": _published,
    "published": _published,
    "atom:published": _published,
    "issued": _published,
    "atom:issued": _published,
    "dcterms:issued": _published,
    "updated": _updated,
    "atom:updated": _updated,
    "modified": _updated,
    "atom:modified": _updated,
    "dcterms:modified": _updated,
    "created": _created,
    "atom:created": _created,
    "dcterms:created": _created,
    "dc:date": _date,
    "dcterms:date": _date,
    "date": _date,
    "tags": _keywords,
    "comments": _comments,
    "dc:language": _language,
    "language": _language,
    "enclosure": enclosure,
    "media:content": media_content,
    "media:group": media_group,
    "media:thumbnail": thumbnail,
    "itunes:image": linked_image,
    "googleplay:image": linked_image,
    "podcast:images": podcast_images,
    "podcast:alternateenclosure": alternate_enclosure,
    "image": linked_image,
    "itunes:duration": _duration,
}


class _Locals(dict[object, str]):
    """Tag as lxml gives it -> its name without prefix."""

    def __missing__(self, tag: object) -> str:
        local = canonical(tag).rpartition(":")[2]
        if len(self) < 1_000:
            self[tag] = local
        return local


_LOCAL = _Locals()


class Table(dict[object, Handler | None]):
    """Tag as lxml gives it -> handler; learns a tag's canonical name when it is first met."""

    def __init__(self, handlers: dict[str, Handler]) -> None:
        super().__init__()
        self._handlers = handlers

    def __missing__(self, tag: object) -> Handler | None:
        handler = self._handlers.get(canonical(tag))
        if len(self) < 5_000:  # a hostile feed may have a new name for every element
            self[tag] = handler
        return handler


ENTRY_TABLE = Table(HANDLERS)
