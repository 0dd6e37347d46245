"""Films and sound that a page's structured data describes, joined with those that stand in the text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kabar.extract.addresses import resolve
from kabar.extract.page import Page, Thing, types_of
from kabar.model.article import Media

_FILMS = frozenset(["VideoObject", "Clip"])
_SOUNDS = frozenset(["AudioObject", "PodcastEpisode"])
_ADDRESSES = ("contentUrl", "embedUrl", "url")
_DURATION = re.compile(r"^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$", re.I)
_CLOCK = re.compile(r"^(?:(\d{1,2}):)?(\d{1,2}):(\d{2})$")
# One film of a host for films, by whichever of its addresses.
_HOSTED = re.compile(
    r"^https?://(?:www\.|player\.|geo\.)?(youtu|vimeo|dailymotion)[\w.-]*/(?:embed/video/|embed/|watch\?v=|shorts/|video/|v/|player[\w.]*\?video=)?([\w-]{6,})",
    re.I,
)


def with_declared(page: Page, shown: Sequence[Media], image: str | None) -> list[Media]:
    """*shown*, what stands in the text, with the facts that the page's data tells of it; then what only the data names.

    image: the page's lead picture, the still of a film that has none.
    """
    media = list(shown)
    for described, addresses in _described(page, image):
        place = _place(media, described, addresses)
        if place is None:
            media.append(described)
            continue
        one = media[place]
        media[place] = replace(
            one,
            duration_seconds=one.duration_seconds or described.duration_seconds,
            poster=one.poster or described.poster,
            caption=one.caption or described.caption,
        )
    return media


def seconds_in(value: Any) -> int | None:
    """Of "PT1M30S", "01:30" or a number of seconds."""
    text = str(value or "").strip()
    if found := _DURATION.match(text):
        days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
        total = int(days * 86400 + hours * 3600 + minutes * 60 + seconds)
        return total or None
    if found := _CLOCK.match(text):
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])
    return int(float(text)) if re.fullmatch(r"\d{1,6}(?:\.\d+)?", text) else None


def _place(media: list[Media], described: Media, addresses: set[str]) -> int | None:
    """Which of *media* the described one is."""
    same = [place for place, one in enumerate(media) if one.kind == described.kind]
    for place in same:
        if film_key(media[place].url) in addresses:
            return place
    return None


def _described(page: Page, image: str | None) -> list[tuple[Media, set[str]]]:
    """Each with all of its addresses."""
    found = [
        (media, addresses)
        for thing in page.things
        if types_of(thing) & (_FILMS | _SOUNDS)
        for media, addresses in _read(page, thing)
    ]
    if (
        not found
        and (url := page.meta("og:video:secure_url", "og:video:url", "og:video"))
        and (address := resolve(url, page.base_url, "media"))
    ):
        length = seconds_in(page.meta("og:video:duration", "video:duration"))
        media = Media(kind="video", url=address, duration_seconds=length, poster=image)
        return [(media, {film_key(address)})]
    return found


def _read(page: Page, thing: Thing) -> list[tuple[Media, set[str]]]:
    addresses = [
        url
        for key in _ADDRESSES
        if isinstance(value := thing.get(key), str) and (url := resolve(value, page.base_url, "media"))
    ]
    if not addresses:
        return []
    still = address_in(thing.get("thumbnailUrl") or thing.get("thumbnail"))
    media = Media(
        kind="video" if types_of(thing) & _FILMS else "audio",
        url=addresses[0],
        duration_seconds=seconds_in(thing.get("duration")),
        caption=one_line(thing.get("name") or thing.get("description")),
        poster=resolve(still, page.base_url, "media") if still else None,
    )
    return [(media, {film_key(one) for one in addresses})]


def film_key(url: str) -> str:
    """The same for one film of a host for films under all of its addresses; others have but one."""
    found = _HOSTED.match(url)
    return f"{found[1].lower()}:{found[2]}" if found else url


def one_line(value: Any) -> str:
    """A text of structured data or of an attribute without line breaks; "" for anything else."""
    return " ".join(str(value).split())[:500] if isinstance(value, str) else ""


def address_in(value: Any) -> str | None:
    """The address in what structured data gives for a picture: a string, an object, or a list of them."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl")
    return value if isinstance(value, str) else None
