"""The feed's own text as an extraction, and the choice between it and the page's."""

import re
from dataclasses import replace

import lxml.html
from lxml import etree

from kabar.extract.addresses import resolve
from kabar.extract.language import language_of
from kabar.extract.sanitize import sanitize
from kabar.model.article import Extraction, Media
from kabar.model.feed import Entry

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre figure figcaption table tr caption hr br details summary".split()
)
_SPACE = re.compile(r"\s+")
# What stands between a headline and the outlet's name or the section, at either end.
_BEFORE = re.compile(r"(?:\s[-–—]|\s*[|｜·•»›]|\s*::)\s*$")
_AFTER = re.compile(r"^\s*(?:[-–—]\s|[|｜·•«»‹›]|::)")
NOT_AN_ARTICLE = {
    "index": "the page is a list of other pages",
    "consent": "the page asks for consent instead of showing the article",
    "paywall": "the page shows only the beginning of the article",
    "error": "the page is an error page",
    "other": "the page holds no article",
    "video": "the page holds a film and little text",
}
# What a page that is no article was seen by says more than its kind does.
SEEN_BY = {
    "script_only": "the page shows its text only to browsers that run its scripts",
    "bot_wall": "the page asks for proof that a person reads it",
    "no_text": "the page holds no text",
}


def from_feed(entry: Entry, *, url: str | None = None) -> Extraction:
    """What the feed itself says about *entry*: cleaned HTML and the same as plain text.

    url: the page's address, against which relative addresses are read; the entry's own by default.
    """
    base = url or entry.url
    own = sanitize(entry.html, base_url=base) if entry.html else ""
    summary = sanitize(entry.summary_html, base_url=base) if entry.summary_html else ""
    html = own if len(plain_text(own)) >= len(plain_text(summary)) else summary
    text = plain_text(html)
    media = [_enclosure(one.url, one.media_type, one.duration_seconds, base) for one in entry.enclosures]
    image = resolve(entry.image, base, "media") if entry.image else None
    return Extraction(
        title=entry.title,
        text=text,
        html=html,
        authors=entry.authors,
        published_at=entry.published_at,
        modified_at=entry.updated_at,
        language=language_of(f"{entry.title}\n{text}", entry.language),
        canonical_url=base,
        image=image,
        media=tuple(one for one in media if one),
        tags=entry.categories,
        kind="article",
        quality=0.5 if text else 0.0,
        extractor="feed",
    )


def choose(page: Extraction | None, feed: Extraction, reason: str | None = None) -> Extraction:
    """The better of the two, with the reason when the feed's own text is shown.

    A page that is not an article never replaces the feed's text, and a page's text that is shorter
    than the feed's is taken as a failure. *reason* says why there is no page (it could not be fetched).
    """
    if page is None:
        return replace(feed, fallback_reason=reason or "the page was not read")
    words, feed_words = len(page.text.split()), len(feed.text.split())
    why = NOT_AN_ARTICLE.get(page.kind)
    if why is not None:
        why = next((SEEN_BY[one] for one in page.warnings if one in SEEN_BY), why)
    if page.kind == "video" and words >= feed_words:
        why = None
    if page.kind == "paywall" and words > feed_words:
        why = None  # a longer beginning is still more than the feed gives
    if why is None and len(page.text) < 0.8 * len(feed.text):
        why = "the page's text is shorter than the feed's own"
    if why is None and not page.text:
        why = "no text was found on the page"
    if why is None:
        return _completed(page, feed)
    return replace(
        _completed(feed, page),
        kind=page.kind if page.kind in ("paywall", "video") else "article",
        warnings=(*feed.warnings, *page.warnings),
        fallback_reason=why,
    )


def _completed(first: Extraction, other: Extraction) -> Extraction:
    """*first*, with the facts it lacks taken from *other*."""
    # An error page's or a list's facts are not the article's.
    trusted = other.kind not in ("error", "consent", "index", "other")
    if not trusted:
        return first
    return replace(
        first,
        title=_headline(first.title, other.title),
        authors=first.authors or other.authors,
        published_at=first.published_at or other.published_at,
        modified_at=first.modified_at or other.modified_at,
        language=first.language if first.language != "und" else other.language,
        site_name=first.site_name or other.site_name,
        section=first.section or other.section,
        agency=first.agency or other.agency,
        image=first.image or other.image,
        media=first.media or other.media,
        tags=first.tags or other.tags,
        trust=first.trust or other.trust,
    )


def _headline(first: str, other: str) -> str:
    """*first*, without the outlet or the section at an end of it that *other* does without."""
    if other and first != other:
        before, _, after = first.partition(other)
        if before + other + after == first and (
            (not after and _BEFORE.search(before)) or (not before and _AFTER.match(after))
        ):
            return other
    return first or other


def plain_text(html: str) -> str:
    """The text of cleaned HTML: one paragraph a line, no empty lines."""
    if "<" not in html:
        return "\n".join(
            filter(None, (_SPACE.sub(" ", line).strip() for line in _unescaped(html).split("\n")))
        )
    try:
        root = lxml.html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, ValueError):
        return ""
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            parts += ["\n"] if block else []
            parts.append(_SPACE.sub(" ", element.text or ""))
        else:
            parts += ["\n"] if block else []
            parts.append(_SPACE.sub(" ", element.tail or ""))
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _unescaped(html: str) -> str:
    return str(lxml.html.fromstring(f"<p>{html}</p>").text_content()) if "&" in html else html


def _enclosure(url: str, media_type: str | None, duration: int | None, base: str | None) -> Media | None:
    address = resolve(url, base, "media")
    if address is None:
        return None
    family = (media_type or "").partition("/")[0].lower()
    if family == "image":
        return Media(kind="image", url=address)
    if family == "video":
        return Media(kind="video", url=address, duration_seconds=duration)
    if family == "audio" or address.lower().endswith((".mp3", ".m4a", ".ogg", ".opus")):
        return Media(kind="audio", url=address, duration_seconds=duration)
    return None
