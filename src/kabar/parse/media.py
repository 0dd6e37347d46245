"""Pictures, films and sound of an entry: enclosures, Media RSS, iTunes, podcast index."""

import re

from lxml import etree

from kabar.model.feed import Enclosure
from kabar.parse.draft import Draft
from kabar.parse.limits import MAX_LIST
from kabar.parse.links import web_address
from kabar.parse.markup import text_of
from kabar.parse.names import canonical

_IMAGE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:[?#]|$)", re.I)
_SOUND_OR_FILM = re.compile(r"\.(?:mp3|m4a|aac|ogg|oga|opus|mp4|m4v|webm|mov|flac|wav|m3u8)(?:[?#]|$)", re.I)
_ISO_DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?", re.I)
_NUMBER = re.compile(r"\s*(\d{1,18})(?:\.\d+)?\s*(?:bytes)?\s*", re.I)


def whole_number(text: object) -> int | None:
    """A count as feeds write it; None for what is negative, empty or no number."""
    if text is None:
        return None
    if type(text) is str and len(text) < 18 and text.isascii() and text.isdigit():
        return int(text)
    if isinstance(text, int | float) and not isinstance(text, bool):
        text = f"{text:.0f}" if abs(text) < 1e18 else ""
    if not isinstance(text, str):
        return None
    match = _NUMBER.fullmatch(text.replace(",", "")) if len(text) < 40 else None
    return int(match[1]) if match else None


def seconds(text: str | None) -> int | None:
    """A duration: seconds, minutes:seconds, hours:minutes:seconds, or ISO 8601."""
    text = (text or "").strip()
    if not text or len(text) > 40:
        return None
    if text[0] in "pP":
        match = _ISO_DURATION.fullmatch(text)
        if match is None:
            return None
        days, hours, minutes, rest = (int(part or 0) for part in match.groups())
        return ((days * 24 + hours) * 60 + minutes) * 60 + rest or None
    total = 0
    for part in text.split(":"):
        number = whole_number(part) if part.strip() else 0
        if number is None:
            return None
        total = total * 60 + number
    return total if 0 < total < 10**8 else None


def add_enclosure(
    draft: Draft, url: str | None, media_type: str | None, length: int | None, duration: int | None = None
) -> None:
    """Note a media file once."""
    if url is None or len(draft.enclosures) >= MAX_LIST:
        return
    for known in draft.enclosures:
        if known.url == url:
            return
    media_type = (media_type or "").strip().lower()[:100] or None
    draft.enclosures.append(
        Enclosure(url=url, media_type=media_type, length=length, duration_seconds=duration)
    )


def enclosure(draft: Draft, element: etree._Element) -> None:
    """RSS's own, also in its old forms: the address in another attribute or as text."""
    raw = element.get("url") or element.get("href") or element.get(_RDF_RESOURCE) or element.get(_ENC_URL)
    if raw is None:
        attributes = {str(name).rpartition("}")[2].lower(): value for name, value in element.items()}
        raw = attributes.get("url") or attributes.get("resource") or element.text
    media_type = element.get("type") or element.get(_ENC_TYPE)
    url = web_address(raw, draft.doc.base_of(element))
    add_enclosure(draft, url, media_type, whole_number(element.get("length") or element.get(_ENC_LENGTH)))
    if url and is_image(media_type, url):
        draft.images.append((40, url))


_RDF_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
_ENC = "{http://purl.oclc.org/net/rss_2.0/enc#}"
_ENC_URL, _ENC_TYPE, _ENC_LENGTH = f"{_ENC}url", f"{_ENC}type", f"{_ENC}length"


def is_image(media_type: str | None, url: str) -> bool:
    """Whether a file is a picture, by its type or else its name."""
    if media_type and "/" in media_type:
        return media_type.strip().lower().startswith("image/")
    return _IMAGE_NAME.search(url) is not None


def media_content(draft: Draft, element: etree._Element) -> None:
    """media:content: a picture becomes the entry's image, sound and film an enclosure."""
    url = web_address(element.get("url"), draft.doc.base_of(element))
    medium = (element.get("medium") or "").strip().lower()
    media_type = element.get("type")
    if url is not None:
        if medium == "image" or (medium not in ("video", "audio") and is_image(media_type, url)):
            width = whole_number(element.get("width")) or 0
            if not 0 < width < 10:  # a tracking pixel
                draft.images.append((100_000 + min(width, 99_999), url))
        elif (
            medium in ("video", "audio")
            or (media_type or "").lower().startswith(("video/", "audio/"))
            or _SOUND_OR_FILM.search(url)
        ):
            kind = media_type or None
            add_enclosure(
                draft, url, kind, whole_number(element.get("fileSize")), seconds(element.get("duration"))
            )
    if len(element):
        for child in element:
            _media_child(draft, child)


def media_group(draft: Draft, element: etree._Element) -> None:
    """media:group: other forms of one thing."""
    for child in element:
        _media_child(draft, child)


def _media_child(draft: Draft, child: etree._Element) -> None:
    name = canonical(child.tag)
    if name == "media:content":
        media_content(draft, child)
    elif name == "media:thumbnail":
        thumbnail(draft, child)
    elif name == "media:title" and not draft.extra_title:
        draft.extra_title = text_of(child)
    elif name == "media:description" and draft.summary_rank < 1:
        draft.summary, draft.summary_rank = text_of(child), 1


def thumbnail(draft: Draft, element: etree._Element) -> None:
    """media:thumbnail: a picture, smaller."""
    url = web_address(element.get("url") or element.text, draft.doc.base_of(element))
    if url is not None:
        draft.thumbnails.append(url)


def linked_image(draft: Draft, element: etree._Element) -> None:
    """itunes:image, googleplay:image, RSS's image inside an item."""
    raw = element.get("href") or element.get("url") or element.text
    for child in element:
        if canonical(child.tag) in ("url", "image:loc"):
            raw = child.text
    url = web_address(raw, draft.doc.base_of(element))
    if url is not None:
        draft.images.append((50, url))


def podcast_images(draft: Draft, element: etree._Element) -> None:
    """podcast:images: a srcset, the widest last."""
    for part in (element.get("srcset") or "")[:20_000].split(","):
        address, _, _ = part.strip().partition(" ")
        url = web_address(address, draft.doc.base_of(element))
        if url is not None:
            draft.images.append((45, url))


def alternate_enclosure(draft: Draft, element: etree._Element) -> None:
    """podcast:alternateEnclosure: other forms of the enclosure; counts where there is no plain one."""
    for child in element:
        if canonical(child.tag) == "podcast:source":
            url = web_address(child.get("uri"), draft.doc.base_of(element))
            if url is not None and draft.alternate is None:
                draft.alternate = (url, element.get("type"), whole_number(element.get("length")))
            return


def best_image(draft: Draft) -> str | None:
    """The picture that stands for the entry."""
    if draft.images:
        return max(draft.images, key=lambda image: image[0])[1]
    return draft.thumbnails[0] if draft.thumbnails else None


_SRC = re.compile(r"(?<![\w-])src\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_TINY = re.compile(r"\b(?:width|height)\s*=\s*[\"']?\s*[0-3](?:px)?[\"'\s/>]", re.I)
# What most pictures look like: an absolute address with nothing to undo, and no size that could be tiny.
_PLAIN_IMG = re.compile(
    r' (?:(?:class|alt|loading)="[^"<>]{0,200}" )?src="(https?://[\w.-]+/[^\s\\<>"&@\x00-\x1f\x7f]{0,1000})"'
    r'(?: (?:class|alt|loading|title)="[^"<>]{0,500}")* ?/?>'
)
_LOOKED_AT = 20_000  # characters of a text in which its picture stands, if it has one


def first_picture(html: str, base: str | None) -> str | None:
    """The first picture in *html* that is none for counting readers."""
    at = html.find("<img", 0, _LOOKED_AT)
    if at >= 0 and (plain := _PLAIN_IMG.match(html, at + 4)) is not None:
        return plain[1]
    while at >= 0:
        end = html.find(">", at, at + 5_000)
        attributes = html[at + 4 : end] + " " if end > 0 else ""
        if not (("th=" in attributes or "ht=" in attributes) and _TINY.search(attributes)):
            url = web_address(_source(attributes), base)
            if url is not None:
                return url
        at = html.find("<img", at + 4, _LOOKED_AT)
    return None


def _source(attributes: str) -> str:
    start = attributes.find(' src="') + 6
    end = attributes.find('"', start)
    if start > 5 and end > 0:
        raw = attributes[start:end]
    else:
        found = _SRC.search(attributes)
        raw = found[found.lastindex or 1] if found is not None else ""
    return raw.replace("&amp;", "&") if "&" in raw else raw
