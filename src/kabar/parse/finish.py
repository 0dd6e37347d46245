"""A draft becomes an entry: which link, which text, which date, cut to what can be kept."""

from kabar.model.feed import Enclosure, Entry
from kabar.parse.draft import Draft
from kabar.parse.identity import fingerprint
from kabar.parse.limits import MAX_TEXT, MAX_TITLE
from kabar.parse.links import web_address
from kabar.parse.markup import plain
from kabar.parse.media import best_image, first_picture
from kabar.parse.people import language_tag


def finish(draft: Draft, language: str | None = None) -> Entry:
    """The entry that *draft* describes; `key` is its guid as published, or ""."""
    title = draft.title or (plain(draft.extra_title) if draft.extra_title else "")
    if len(title) > MAX_TITLE:
        title = title[: MAX_TITLE - 1] + "…"
        draft.doc.warn(f"A title was cut at {MAX_TITLE:,} characters.")
    html, summary = draft.content, draft.summary
    if len(html) > MAX_TEXT or len(summary) > MAX_TEXT:
        html, summary = _cut(html), _cut(summary)
        draft.doc.warn(f"A text was cut at {MAX_TEXT:,} characters.")
    url = draft.orig_link or draft.link or draft.rss_link or _link_from_guid(draft)
    published, updated = draft.published, draft.updated
    if draft.created is not None:
        if published is None:
            published = draft.created
        elif updated is None:
            updated = draft.created
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
        enclosures=_enclosures(draft) if draft.enclosures else (),
        image=best_image(draft) or first_picture(html or summary, url or draft.doc.base),
        comments_url=draft.comments,
        fingerprint=fingerprint(title, url, html, summary),
    )


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
