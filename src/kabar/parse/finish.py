"""A draft becomes an entry: which link, which text, which date, cut to what can be kept."""

import re

from kabar.model.feed import Enclosure, Entry
from kabar.parse.draft import Draft
from kabar.parse.identity import fingerprint
from kabar.parse.limits import MAX_TEXT, MAX_TITLE
from kabar.parse.links import web_address
from kabar.parse.markup import absolute_links, mended
from kabar.parse.media import add_enclosure, best_image, first_picture
from kabar.parse.people import language_tag

_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")


def finish(draft: Draft, language: str | None = None) -> Entry:
    """The entry that *draft* describes; `key` is its guid as published, or ""."""
    title, html, summary = draft.title or draft.extra_title, draft.content, draft.summary
    if len(title) > MAX_TITLE:
        title = title[: MAX_TITLE - 1] + "…"
        draft.doc.warn(f"A title was cut at {MAX_TITLE:,} characters.")
    if len(html) > MAX_TEXT or len(summary) > MAX_TEXT:
        html, summary = _cut(html), _cut(summary)
        draft.doc.warn(f"A text was cut at {MAX_TEXT:,} characters.")
    url = draft.orig_link or draft.link or draft.rss_link or _link_from_guid(draft)
    published = draft.published or draft.created or draft.date
    updated = draft.updated or draft.date
    page = draft.doc.base if draft.doc.base_declared else url or draft.doc.base
    html, summary = absolute_links(html, page), absolute_links(summary, page)
    print_, title, html, summary = _fingerprinted(title, url, html, summary)
    return Entry(
        key=draft.guid,
        url=url,
        title=title,
        html=html,
        summary_html=summary,
        authors=tuple(draft.authors or draft.fallback_authors),
        published_at=published,
        updated_at=updated,
        categories=tuple(draft.categories),
        language=language_tag(draft.language or language),
        enclosures=_enclosures(draft) if draft.enclosures or draft.alternate else (),
        image=best_image(draft) or first_picture(html or summary, page),
        comments_url=draft.comments,
        fingerprint=print_,
    )


def _fingerprinted(title: str, url: str | None, html: str, summary: str) -> tuple[bytes, str, str, str]:
    """The fingerprint, and the texts without what no text has."""
    words = f"{title}\0{url}\0{html}\0{summary}".encode("utf-8", "surrogatepass")
    # Windows' quotes and dashes under the numbers of control characters (&#146;) are looked for in the
    # bytes: there a single rare byte says that there is something to look for.
    if (b"\xc2" in words and _C1.search(words)) or (b"\xed" in words and _SURROGATE.search(words)):
        title, html, summary = (mended(text) for text in (title, html, summary))
        words = f"{title}\0{url}\0{html}\0{summary}".encode("utf-8", "surrogatepass")
    return fingerprint(words), title, html, summary


def _link_from_guid(draft: Draft) -> str | None:
    """A guid that is a whole address leads to the page; a bare one ("1") leads nowhere."""
    guid = draft.guid
    return web_address(guid) if guid[:8].lower().startswith(("http://", "https://")) else None


def _cut(html: str) -> str:
    """*html* up to the limit, not in the middle of a tag."""
    if len(html) <= MAX_TEXT:
        return html
    html = html[:MAX_TEXT]
    opened = html.rfind("<")
    if opened > html.rfind(">"):
        html = html[:opened]
    return html + "…"


def _enclosures(draft: Draft) -> tuple[Enclosure, ...]:
    """The media files; an entry's one duration belongs to its first sound or film."""
    if draft.alternate is not None and not draft.enclosures:
        add_enclosure(draft, *draft.alternate)
    if draft.duration is None:
        return tuple(draft.enclosures)
    found = list(draft.enclosures)
    for place, file in enumerate(found):
        if file.duration_seconds is None and not (file.media_type or "").startswith("image/"):
            found[place] = Enclosure(
                url=file.url, media_type=file.media_type, length=file.length, duration_seconds=draft.duration
            )
            break
    return tuple(found)
