"""RSS, RDF, Atom and CDF: a tree, walked once.

A well-formed document goes straight to the parser; one that it refuses is repaired first.
"""

import re
from collections.abc import Iterator

from lxml import etree

from kabar.model.feed import Entry, ParsedFeed
from kabar.parse.dates import parse_date
from kabar.parse.draft import Document, Draft
from kabar.parse.encoding import charset_of, declared_in, decode
from kabar.parse.fields import ENTRY_TABLE
from kabar.parse.finish import finish
from kabar.parse.head import HANDLERS, Head
from kabar.parse.identity import identified
from kabar.parse.limits import MAX_ENTRIES, MAX_TEXT, MAX_TITLE
from kabar.parse.links import join_base, web_address
from kabar.parse.names import RDF_ABOUT, XML_BASE, XML_LANG, canonical
from kabar.parse.people import language_tag
from kabar.parse.repair import ROOT, repair

_FEEDS = frozenset(("rss", "rdf:rdf", "feed", "atom:feed", "channel", "entry", "atom:entry"))
_CONTAINERS = _FEEDS - {"entry", "atom:entry"} | {"items", ROOT}
_ITEMS = frozenset(("item", "entry", "atom:entry"))
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.S)
# Asked of the tree once, so that no element is asked in vain.
_XML_ATTRIBUTES = etree.XPath("//@xml:*")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[<>]*>", re.I)


def read_tree(body: bytes, content_type: str | None, warnings: list[str]) -> etree._Element | None:
    """The root element of *body*, repaired where need be; None when there is no element at all."""
    strict = _strict_bytes(body, content_type)
    if strict is not None:
        try:
            return etree.fromstring(strict, _parser())
        except etree.XMLSyntaxError as error:
            problem = str(error).partition(", line")[0][:160]
    else:
        problem = ""
    text, oddities = decode(body, content_type)
    warnings += oddities
    bare = _DECLARATION.sub("", text, count=1)
    if not problem and "<!DOCTYPE" in bare[:4_000].upper():
        problem = "it defines names of its own"
    if not problem or oddities:  # perhaps the encoding was all that was wrong
        try:
            return etree.fromstring(bare.encode(), _parser("utf-8"))
        except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
            problem = str(error).partition(", line")[0][:160]
    warnings.append(f"The feed is not well-formed XML and was repaired: {problem}")
    return _parsed_after_repair(text)


_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>\s*(?:<!DOCTYPE[^\[<>]*>)?", re.I)


def _parser(encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=False,
    )


def _strict_bytes(body: bytes, content_type: str | None) -> bytes | None:
    """*body* as the parser can take it at once; None when its encoding or its DTD needs a look first."""
    if body[:3] == b"\xef\xbb\xbf":
        body = body[3:]
    if (
        body[:1] != b"<"
        or declared_in(body) not in ("", "utf-8", "utf8")
        or charset_of(content_type) not in ("", "utf-8", "utf8")
    ):
        return None
    prolog = _PROLOG.match(body)
    after = prolog.end() if prolog else 0
    if body[after : after + 9].upper() == b"<!DOCTYPE":
        doctype = _DOCTYPE.match(body, after)
        if doctype is None:
            return None
        body = body[:after] + body[doctype.end() :]
    return body


def _parsed_after_repair(text: str) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,  # undeclared prefixes are all that is left
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=True,  # a title may be larger than libxml2's own limit; entities are gone by now
    )
    try:
        return etree.fromstring(repair(text).encode("utf-8", "ignore"), parser)
    except etree.XMLSyntaxError:
        return None


def feed_root(root: etree._Element) -> etree._Element | None:
    """The element that a feed begins with, at the root or below; None when there is none."""
    if canonical(root.tag) in _FEEDS:
        return root
    local = root.tag.rpartition("}")[2].lower() if isinstance(root.tag, str) else ""
    if local in ("rss", "feed", "rdf", "channel", "entry"):
        _forget_namespace(root)
        return root
    for number, element in enumerate(root.iter(etree.Element)):
        if number > 200:
            return None
        if canonical(element.tag) in _FEEDS:
            # Several roots in a row are read as one feed.
            return root if root.tag == ROOT else element
    return None


def _forget_namespace(root: etree._Element) -> None:
    """A default namespace that nobody knows means nothing."""
    unknown = str(root.tag).rpartition("}")[0] + "}"
    for element in root.iter(etree.Element):
        if isinstance(element.tag, str) and element.tag.startswith(unknown):
            element.tag = element.tag[len(unknown) :]


def format_of(root: etree._Element) -> str:
    """Which format and version the root element says it is."""
    if root.tag == ROOT:
        inner = next((e for e in root.iter(etree.Element) if canonical(e.tag) in _FEEDS), None)
        return format_of(inner) if inner is not None else ""
    name = canonical(root.tag)
    version = "".join(c for c in (root.get("version") or "") if c.isdigit())[:3]
    if name == "rss":
        return (
            f"rss{version}"
            if version in ("20", "090", "091", "092", "093", "094")
            else "rss20"
            if version[:1] == "2"
            else "rss"
        )
    if name == "rdf:rdf":
        return "rdf"
    if name == "channel":
        if "rss1.1" in str(root.tag):
            return "rss11"
        href = any(key.lower() == "href" for key in root.keys())  # noqa: SIM118 - lxml's own mapping
        return "cdf" if href or root.tag == "CHANNEL" else "rss"
    if "2005/atom" in str(root.tag).lower():
        return "atom10"
    return (
        f"atom{version}"
        if version in ("01", "02", "03", "10")
        else "atom03"
        if "purl.org/atom" in str(root.tag)
        else "atom"
    )


def read_feed(root: etree._Element, url: str | None, warnings: list[str]) -> ParsedFeed:
    """The feed below *root* (see `feed_root`)."""
    doc = Document(base=web_address(url))
    doc.form = format_of(root)
    _note_bases_and_languages(root, doc)
    doc.warnings.update(dict.fromkeys(warnings))
    head = Head(doc)
    root_language = root.get(XML_LANG)
    items = _walk(root, head)
    if len(items) > MAX_ENTRIES:
        items = _newest(items)
        doc.warn(f"The feed has more than {MAX_ENTRIES:,} entries; only the newest are read.")
    entries = _entries(items, doc)
    entries, oddities = identified(entries)
    for oddity in oddities:
        doc.warn(oddity)
    if not entries:
        doc.warn("The feed has no entries.")
    return ParsedFeed(
        format=doc.form,
        title=(head.title or head.other_title)[:MAX_TITLE],
        link=head.link or head.rss_link,
        description=(head.description or head.other_description)[:MAX_TEXT],
        language=language_tag(head.language) or language_tag(root_language),
        updated_at=head.updated or head.published,
        ttl_seconds=head.ttl_seconds,
        skip_hours=tuple(sorted(head.skip_hours)),
        skip_days=tuple(sorted(head.skip_days)),
        hub=head.hub,
        self_url=head.self_url,
        image=head.image or head.logo,
        entries=tuple(entries),
        warnings=tuple(doc.warnings),
    )


def _note_bases_and_languages(root: etree._Element, doc: Document) -> None:
    """What the root says of both holds for all; elements are asked one by one only where one says more."""
    channels = (
        [root, *(child for child in root if canonical(child.tag) == "channel")] if len(root) < 4 else [root]
    )
    for value in _XML_ATTRIBUTES(root):
        holder = value.getparent()
        if value.attrname == XML_LANG:
            if any(holder is channel for channel in channels):
                doc.language = str(value)
            else:
                doc.has_lang = True
        elif value.attrname == XML_BASE and holder is root:
            doc.base, doc.base_declared = join_base(doc.base, str(value)), True
        elif value.attrname == XML_BASE:
            doc.has_base = True


def _walk(root: etree._Element, head: Head) -> list[etree._Element]:
    """Fill *head* and return the elements of the entries, in the order of the document."""
    items: list[etree._Element] = []
    if canonical(root.tag) in _ITEMS:
        return [root]
    stack: list[Iterator[etree._Element]] = [iter(root)]
    names: dict[object, str] = {}
    _cdf_head(root, head)
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        tag = element.tag
        name = names.get(tag) or names.setdefault(tag, canonical(tag))
        if name in _ITEMS:
            items.append(element)
        elif name in _CONTAINERS:
            if name == "channel":
                _cdf_head(element, head)
            stack.append(iter(element))
        elif (handler := HANDLERS.get(name)) is not None:
            handler(head, element)
    return items


def _cdf_head(channel: etree._Element, head: Head) -> None:
    if channel.tag in ("CHANNEL", "Channel", "channel"):
        attributes = {name.lower(): value for name, value in channel.items()}
        head.updated = head.updated or parse_date(attributes.get("lastmod"))
        if "href" in attributes and head.rss_link is None:
            head.rss_link = web_address(attributes["href"], join_base(head.doc.base, attributes.get("base")))


def _newest(items: list[etree._Element]) -> list[etree._Element]:
    """As many as are read, from the end of the document that is newer."""
    doc = Document()
    first, last = (_entry(item, doc) for item in (items[0], items[-1]))
    early, late = (e.published_at or e.updated_at for e in (first, last))
    if early is not None and late is not None and late > early:
        return items[-MAX_ENTRIES:]
    return items[:MAX_ENTRIES]


def _entries(items: list[etree._Element], doc: Document) -> list[Entry]:
    entries = []
    for number, item in enumerate(items, start=1):
        try:
            entries.append(_entry(item, doc))
        except (ValueError, TypeError, OverflowError, LookupError, RecursionError) as error:
            doc.warn(f"Entry {number} cannot be read ({type(error).__name__}); the others were.")
    return entries


def _entry(item: etree._Element, doc: Document) -> Entry:
    draft = Draft(doc)
    table = ENTRY_TABLE
    for child in item:
        handler = table[child.tag]
        if handler is not None:
            handler(draft, child)
    if doc.form[:5] not in ("rss20", "atom1"):
        _from_attributes(item, draft)
    return finish(draft, doc.lang_of(item) if doc.has_lang else doc.language)


def _from_attributes(item: etree._Element, draft: Draft) -> None:
    """Where RDF and CDF say it: guid, address and date in the item's own tag."""
    about = item.get(RDF_ABOUT)
    if about is not None:
        if not draft.guid:
            draft.guid = about.strip()
    elif (not draft.guid and not draft.title and not draft.rss_link) or item.tag in ("ITEM", "Item"):
        _cdf_item(item, draft)
    elif (href := item.get("href")) is not None and draft.rss_link is None:
        draft.rss_link = web_address(href, draft.doc.base_of(item))


def _cdf_item(item: etree._Element, draft: Draft) -> None:
    attributes = {str(name).lower(): value for name, value in item.items()}
    base = join_base(draft.doc.base_of(item), attributes.get("base"))
    if "href" in attributes:
        draft.rss_link = draft.rss_link or web_address(attributes["href"], base)
    if "lastmod" in attributes:
        draft.updated = draft.updated or parse_date(attributes["lastmod"])
