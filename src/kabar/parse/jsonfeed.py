"""JSON Feed 1.0 and 1.1, also cut off or with values of the wrong type."""

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

import msgspec

from kabar.model.feed import Entry, ParsedFeed
from kabar.parse.dates import parse_date
from kabar.parse.draft import Document, Draft
from kabar.parse.encoding import decode
from kabar.parse.finish import finish
from kabar.parse.identity import identified
from kabar.parse.limits import MAX_ENTRIES, MAX_LIST, MAX_TEXT, MAX_TITLE
from kabar.parse.links import web_address
from kabar.parse.markup import clean, squash
from kabar.parse.media import add_enclosure, is_image, whole_number
from kabar.parse.people import add_person, language_tag

Object = Mapping[str, Any]  # decoded JSON: every value is checked where it is used
_VERSION = re.compile(r"jsonfeed\.org/version/(\d)(?:\.(\d))?", re.I)
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_JUNK = re.compile(rb"(?<!\\)((?:\\\\)*)\\u(?:00[01][0-8b-cBCe-fE-F]|fff[ef])")
_SURROGATES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u(?:[dD][89a-fA-F][0-9a-fA-F]{2}|00[01][0-9a-fA-F])"
)
_KNOWN = {"content_html", "content_text", "date_published", "external_url", "url"}
_NOT_JSON = "This is not JSON that can be read."


def read_json(body: bytes, url: str | None, content_type: str | None) -> ParsedFeed:
    """The JSON Feed in *body*; without a format when it is none."""
    doc = Document(base=web_address(url))
    document = _document(body, content_type, doc)
    if document is None:
        return ParsedFeed(format="", warnings=(*doc.warnings, _NOT_JSON))
    version = _VERSION.search(_text(document.get("version")))
    if version is None:
        items = document.get("items")
        if not isinstance(items, list) or not any(
            isinstance(i, dict) and _KNOWN & i.keys() for i in items[:50]
        ):
            return ParsedFeed(format="", warnings=(*doc.warnings, "This is JSON, but not a JSON Feed."))
        doc.warn("The feed does not say which version of JSON Feed it is.")
    form = f"jsonfeed{version[1]}{version[2] or '0'}" if version else "jsonfeed"
    return _feed(document, doc, form)


def _document(body: bytes, content_type: str | None, doc: Document) -> Object | None:
    try:
        # Control characters and lone surrogates can stand in JSON only as escapes.
        sound, found = _JUNK.subn(rb"\1", body) if b"\\u" in body else (body, 0)
        document = msgspec.json.decode(sound)
        if found:
            document = _cleaned(document)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        text, oddities = decode(body, content_type)
        for oddity in oddities:
            doc.warn(oddity)
        document = _lenient(text.lstrip("\ufeff \t\r\n"), str(error), doc)
        try:
            document = _cleaned(document)
        except RecursionError:
            return None
    return document if isinstance(document, dict) else None


def _cleaned(value: Any) -> Any:  # Any: decoded JSON
    """*value* with clean texts: what is left when an escape is taken out may be one again (`\\u00\\u000000`)."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return {clean(name): _cleaned(one) for name, one in value.items()}
    return value


def _lenient(text: str, problem: str, doc: Document) -> object:
    text = _SURROGATES.sub(_only_pairs, clean(text))
    try:
        return json.loads(text, strict=False, parse_int=_integer)
    except (ValueError, RecursionError):
        pass
    # Cut off or broken inside: the head as far as it goes, and every item that is whole.
    found = _ITEMS.search(text)
    if found is None:
        return None
    decoder = json.JSONDecoder(strict=False, parse_int=_integer)
    items: list[object] = []
    at = found.end()
    while len(items) < MAX_ENTRIES:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        items.append(item)
    try:
        head = json.loads(text[: found.start()].rstrip().rstrip(",") + "}", strict=False, parse_int=_integer)
    except (ValueError, RecursionError):
        head = {"version": "https://jsonfeed.org/version/1.1"} if "jsonfeed.org/version/1" in text else {}
    doc.warn(f"The JSON is broken; what could be read was: {problem[:120]}")
    return {**head, "items": items} if isinstance(head, dict) else None


def _only_pairs(match: re.Match[str]) -> str:
    """Two surrogates that belong together stay; white space stays; the rest is no text."""
    return match[0] if len(match[0]) == 12 or match[0][2:].lower() in ("0009", "000a", "000d") else ""


def _integer(digits: str) -> int:
    return int(digits) if len(digits) < 20 else 0


def _feed(document: Object, doc: Document, form: str) -> ParsedFeed:
    items = document.get("items")
    if not isinstance(items, list):
        doc.warn("The list of items is missing.")
        items = []
    if len(items) > MAX_ENTRIES:
        items = items[:MAX_ENTRIES]
        doc.warn(f"The feed has more than {MAX_ENTRIES:,} entries; only the newest are read.")
    _check_types(document, doc)
    link = web_address(_text(document.get("home_page_url")), doc.base)
    doc.base = doc.base or link
    authors = _authors(document)
    entries = []
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict):
            entries.append(_entry(item, doc, authors))
        else:
            doc.warn(f"Item {number} is not an object; it was left out.")
    entries, oddities = identified(entries)
    for oddity in oddities:
        doc.warn(oddity)
    if not entries:
        doc.warn("The feed has no entries.")
    hubs = document.get("hubs")
    known = [h for h in hubs if isinstance(h, dict)] if isinstance(hubs, list) else []
    hub = next((h.get("url") for h in known if _text(h.get("type")).lower() in ("websub", "")), None)
    return ParsedFeed(
        format=form,
        title=squash(clean(_text(document.get("title"))))[:MAX_TITLE],
        link=link,
        description=squash(clean(_text(document.get("description"))))[:MAX_TEXT],
        language=language_tag(document.get("language")),
        hub=web_address(_text(hub), doc.base),
        updated_at=max((at for e in entries if (at := e.updated_at or e.published_at)), default=None),
        self_url=web_address(_text(document.get("feed_url")), doc.base),
        next_url=web_address(_text(document.get("next_url")), doc.base),
        image=web_address(_text(document.get("icon")) or _text(document.get("favicon")), doc.base),
        entries=tuple(entries),
        warnings=tuple(doc.warnings),
    )


def _text(value: object) -> str:
    """A text, or a number as text; nothing for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def _check_types(holder: Object, doc: Document) -> None:
    for name, value in holder.items():
        wanted = _TYPES.get(name)
        if wanted is not None and value is not None and not isinstance(value, wanted):
            doc.warn(f"A value is of the wrong type and was passed over or read as text: {name}")


_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(
        "version title home_page_url feed_url description icon favicon language url external_url content_html "
        "content_text summary image banner_image date_published date_modified".split(),
        str,
    ),
    **dict.fromkeys(("items", "authors", "tags", "attachments", "hubs"), list),
    "id": (str, int, float),
    "author": dict,
}


def _entry(item: Object, doc: Document, feed_authors: list[str]) -> Entry:
    draft = Draft(doc)
    _check_types(item, doc)
    draft.guid = _text(item.get("id")).strip()
    draft.link = web_address(_text(item.get("url")), doc.base)
    draft.rss_link = web_address(_text(item.get("external_url")), doc.base)
    draft.title = squash(_text(item.get("title")))
    html = item.get("content_html")
    text = item.get("content_text")
    if isinstance(html, str) and html.strip():
        draft.content = html
    elif isinstance(text, str):
        draft.content = escape(text, quote=False).replace("\n", "<br>\n")
    if isinstance(item.get("summary"), str):
        draft.summary = escape(_text(item["summary"]), quote=False)
    draft.published = parse_date(_text(item.get("date_published")))
    draft.updated = parse_date(_text(item.get("date_modified")))
    draft.authors = _authors(item) or list(feed_authors)
    tags = item.get("tags")
    if isinstance(tags, list):
        draft.categories = list(
            dict.fromkeys(squash(_text(tag))[:300] for tag in tags[:MAX_LIST] if _text(tag).strip())
        )
    draft.language = item.get("language") if isinstance(item.get("language"), str) else None
    _attachments(item, draft)
    for rank, name in ((60, "image"), (55, "banner_image")):
        picture = web_address(_text(item.get(name)), doc.base)
        if picture is not None:
            draft.images.append((rank, picture))
    return finish(draft)


def _authors(holder: Object) -> list[str]:
    people: list[str] = []
    listed = holder.get("authors")
    for author in [*(listed[:MAX_LIST] if isinstance(listed, list) else ()), holder.get("author")]:
        if isinstance(author, dict):
            add_person(people, _text(author.get("name")))
        elif isinstance(author, str):
            add_person(people, author)
    return people


def _attachments(item: Object, draft: Draft) -> None:
    attachments = item.get("attachments")
    if not isinstance(attachments, list):
        return
    for file in attachments[:MAX_LIST]:
        if not isinstance(file, dict):
            continue
        url = web_address(_text(file.get("url")), draft.doc.base)
        media_type = _text(file.get("mime_type"))
        duration = whole_number(file.get("duration_in_seconds"))
        add_enclosure(draft, url, media_type, whole_number(file.get("size_in_bytes")), duration)
        if url is not None and is_image(media_type, url):
            draft.images.append((40, url))
