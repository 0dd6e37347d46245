"""Feeds as text: Atom and JSON Feed, written so that nothing in a title or a text can break out of its place."""

import hashlib
import hmac
import json
import re
import uuid
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from kabar import i18n
from kabar.model.notices import IssueStory
from kabar.model.syndication import FeedDocument, FeedItem

ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
# What XML 1.0 cannot hold, however it is written.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ET.register_namespace("", ATOM)


def atom(document: FeedDocument, *, base: str, address: str, secret: bytes) -> bytes:
    """An Atom feed. base: our own address without a slash at its end; address: this feed's own."""
    feed = ET.Element(_name("feed"), {_XML_LANG: document.locale})
    _add(feed, "title", feed_title(document))
    _add(feed, "id", _urn(address, secret))
    _add(feed, "updated", _time(document.updated_at))
    _add(ET.SubElement(feed, _name("author")), "name", "Kabar")
    _add(feed, "generator", "Kabar")
    _link(feed, "self", address, kind="application/atom+xml")
    _link(feed, "alternate", base + quote(document.path), kind="text/html")
    for item in document.items:
        _entry(feed, item, document, base=base, secret=secret)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: ET.Element, item: FeedItem, document: FeedDocument, *, base: str, secret: bytes) -> None:
    language = {_XML_LANG: item.language} if _LANGUAGE.fullmatch(item.language) else {}
    entry = ET.SubElement(feed, _name("entry"), language)
    _add(entry, "id", _urn(item.path, secret))
    _add(entry, "title", item.title)
    _link(entry, "alternate", base + item.path, kind="text/html")
    if external := _external(item):
        _link(entry, "related", external)
    if item.published_at:
        _add(entry, "published", _time(item.published_at))
    _add(entry, "updated", _time(item.updated_at or document.updated_at))
    for outlet in item.outlets[:1]:
        _add(ET.SubElement(entry, _name("author")), "name", outlet)
    for tag in item.tags:
        ET.SubElement(entry, _name("category"), {"term": _clean(tag)})
    _add(entry, "content", _html(item, document.locale, base), type="html")


def json_feed(document: FeedDocument, *, base: str, address: str, secret: bytes) -> bytes:
    """A JSON Feed 1.1."""
    said: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed_title(document),
        "home_page_url": base + quote(document.path),
        "feed_url": address,
        "language": document.locale,
        "items": [_json_item(item, document, base=base, secret=secret) for item in document.items],
    }
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")


def _json_item(item: FeedItem, document: FeedDocument, *, base: str, secret: bytes) -> dict[str, object]:
    said: dict[str, object] = {
        "id": _urn(item.path, secret),
        "url": base + item.path,
        "title": item.title,
        "content_html": _html(item, document.locale, base),
        "date_modified": _time(item.updated_at or document.updated_at),
        "authors": [{"name": outlet} for outlet in item.outlets[:1]],
        "_kabar": {"reasons": list(item.reasons)},
    }
    if external := _external(item):
        said["external_url"] = external
    if item.published_at:
        said["date_published"] = _time(item.published_at)
    if _LANGUAGE.fullmatch(item.language):
        said["language"] = item.language
    if item.tags:
        said["tags"] = list(item.tags)
    return said


def feed_title(document: FeedDocument) -> str:
    """What the feed is called in a list of feeds."""
    return f"Kabar · {document.title or i18n.catalogue(document.locale).gettext('Front page')}"


def _html(item: FeedItem, locale: str, base: str) -> str:
    """Key points, how many report it, and the reasons; every text is escaped."""
    if item.stories:
        return "".join(_story_html(story, base, locale) for story in item.stories)
    points = "".join(f"<li>{escape(text)} <i>{escape(outlet)}</i></li>" for text, outlet in item.points)
    parts = [f"<ul>{points}</ul>"] if points else []
    if item.reports > 1:
        count = len(item.outlets)
        words = i18n.catalogue(locale).ngettext("%(num)s outlet", "%(num)s outlets", count)
        number = i18n.number(count, locale=locale)
        parts.append(f"<p>{escape(words % {'num': number})}: {escape(', '.join(item.outlets))}</p>")
    if item.reasons:
        parts.append("<p>" + ". ".join(escape(reason.rstrip(".")) for reason in item.reasons) + ".</p>")
    return "".join(parts) or f"<p>{escape(item.title)}</p>"


def _story_html(story: IssueStory, base: str, locale: str) -> str:
    """A story of a digest."""
    points = "".join(f"<li>{escape(p.text)} <i>{escape(p.outlet)}</i></li>" for p in story.points)
    why = " ".join(escape(reason.rstrip(".")) + "." for reason in story.reasons)
    head = f'<h3><a href="{escape(base)}/story/{story.id}">{escape(story.headline)}</a></h3>'
    outlets = f"<p>{escape(i18n.listing(story.outlets, locale=locale))}</p>"
    return head + (f"<ul>{points}</ul>" if points else "") + outlets + (f"<p>{why}</p>" if why else "")


def _external(item: FeedItem) -> str:
    url = item.external_url or ""
    return url if url.startswith(("https://", "http://")) else ""


def _urn(text: str, secret: bytes) -> str:
    """The same for the same thing, whatever our address is; says nothing about it to others."""
    path = re.sub(r"^https?://[^/]*", "", text)
    digest = hmac.new(secret, f"feed\0{path}".encode(), hashlib.sha256).digest()
    return uuid.UUID(bytes=digest[:16], version=5).urn


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _name(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, _name(tag), attributes).text = _clean(text)


def _link(parent: ET.Element, rel: str, address: str, *, kind: str = "") -> None:
    attributes = {"rel": rel, "href": _clean(address)} | ({"type": kind} if kind else {})
    ET.SubElement(parent, _name("link"), attributes)
