"""Pages that mark up their entries with microformats (h-feed, h-entry)."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kabar.model.feed import Entry, ParsedFeed
from kabar.parse.dates import parse_date
from kabar.parse.draft import Document, Draft
from kabar.parse.encoding import decode
from kabar.parse.finish import finish
from kabar.parse.identity import identified
from kabar.parse.limits import MAX_ENTRIES, MAX_TITLE
from kabar.parse.links import join_base, web_address
from kabar.parse.markup import absolute_links, plain, squash
from kabar.parse.people import add_person, language_tag

NOT_A_FEED = "This is a web page, not a feed."


def read_page(body: bytes, url: str | None, content_type: str | None) -> ParsedFeed:
    """The h-entries of a page; without a format when it has none."""
    if b"h-entry" not in body and b"h-feed" not in body:
        return ParsedFeed(format="", warnings=(NOT_A_FEED,))
    text, oddities = decode(body, content_type)
    tree = LexborHTMLParser(text)
    doc = Document(base=web_address(url))
    doc.warnings.update(dict.fromkeys(oddities))
    found = tree.css_first("base[href]")
    if found is not None:
        doc.base = join_base(doc.base, found.attributes.get("href"))
    feed = tree.css_first(".h-feed") or tree.root
    if feed is None:
        return ParsedFeed(format="", warnings=(NOT_A_FEED,))
    nodes = [node for node in feed.css(".h-entry") if not _inside_entry(node)][:MAX_ENTRIES]
    if not nodes:
        return ParsedFeed(format="", warnings=(NOT_A_FEED,))
    entries, warnings = identified([_entry(node, doc) for node in nodes])
    for warning in warnings:
        doc.warn(warning)
    title = tree.css_first("title")
    page = tree.css_first("html")
    return ParsedFeed(
        format="hfeed",
        title=squash(title.text())[:MAX_TITLE] if title is not None else "",
        link=doc.base,
        language=language_tag(page.attributes.get("lang")) if page is not None else None,
        entries=tuple(entries),
        warnings=tuple(doc.warnings),
    )


def _inside_entry(node: LexborNode) -> bool:
    """Whether the entry is part of another, as comments are."""
    parent = node.parent
    for _ in range(100):
        if parent is None:
            return False
        if "h-entry" in (parent.attributes.get("class") or "").split():
            return True
        parent = parent.parent
    return True


def _entry(node: LexborNode, doc: Document) -> Entry:
    draft = Draft(doc)
    for part in node.css(
        ".p-name, .u-url, .e-content, .p-summary, .dt-published, .dt-updated, .p-author, .p-category, .u-photo, .u-uid"
    ):
        classes = (part.attributes.get("class") or "").split()
        href = part.attributes.get("href") or part.attributes.get("src")
        moment = part.attributes.get("datetime") or part.attributes.get("value") or part.text()
        if "p-name" in classes and not draft.title:
            draft.title = squash(part.text())
        if "u-url" in classes and draft.link is None:
            draft.link = web_address(href, doc.base)
        if "u-uid" in classes and not draft.guid:
            draft.guid = web_address(href, doc.base) or ""
        if "e-content" in classes and not draft.content:
            draft.content = absolute_links(part.inner_html or "", doc.base)
        if "p-summary" in classes and not draft.summary:
            draft.summary = absolute_links(part.inner_html or "", doc.base)
        if "dt-published" in classes and draft.published is None:
            draft.published = parse_date(squash(moment))
        if "dt-updated" in classes and draft.updated is None:
            draft.updated = parse_date(squash(moment))
        if "p-author" in classes:
            add_person(draft.authors, part.text())
        if "p-category" in classes and len(draft.categories) < 100:
            draft.categories.append(squash(part.text())[:300])
        if "u-photo" in classes and (picture := web_address(href, doc.base)):
            draft.images.append((50, picture))
    if draft.title and draft.title == squash(plain(draft.content)):
        draft.title = ""  # a note: its text is its name
    return finish(draft)
