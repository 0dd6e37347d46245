"""Pictures, films and sound of an article: where they are, what is written under them, who made them."""

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from kabar.extract.addresses import is_tracking_pixel, largest, resolve
from kabar.extract.blocks import Blocks, Placed
from kabar.extract.features import Row
from kabar.extract.hints import NAMES
from kabar.extract.page import Page, Thing, article_thing, types_of
from kabar.model.article import Media

MAX_MEDIA = 60
LEAD_IN = (
    5  # blocks before the first paragraph among which its picture may stand: byline, date, share buttons
)
MIN_SIDE = 60  # pixels; smaller pictures are icons
_NUMBER = {name: number for number, name in enumerate(NAMES)}
_FOREIGN = sum(
    1 << _NUMBER[name] for name in ("related", "advert", "share", "comment", "newsletter", "footer", "nav")
)
_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazyload",
    "data-image",
    "data-hi-res-src",
    "data-full-src",
    "data-url",
    "data-echo",
)
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PLACEHOLDER = re.compile(
    r"^data:|(?:placeholder|blank|spacer|transparent|loading|lazy|1x1|pixel|grey|gray)[\w\-]*\.(?:gif|png|svg|jpe?g)",
    re.I,
)
_ICON = re.compile(
    r"(?:avatar|gravatar|icon|logo|sprite|emoji|smil|button|badge|profile|author|arrow|share|social|flag)[\w\-]*[./_]|\.svg(?:\?|$)",
    re.I,
)
# One of these words stands in whatever the two expressions find; looking for them first takes a tenth of the time.
_PLACEHOLDER_WORDS = (
    "data:",
    "placeholder",
    "blank",
    "spacer",
    "transparent",
    "loading",
    "lazy",
    "1x1",
    "pixel",
    "grey",
    "gray",
)
_ICON_WORDS = ("avatar", "icon", "logo", "sprite", "emoji", "smil", "button", "badge", "profile", "author", "arrow", "share",
               "social", "flag", ".svg")  # fmt: skip
_CREDIT = re.compile(
    r"\s*[\(\[]?\s*(?:(?:photo(?:graph)?s?|image|picture|foto|bild|crédit(?: photo)?|crédito|credit|fotograf|source|quelle|摄影?|图源?|写真)\s*(?:by|credit|courtesy of|von|par|:|：|/|©)\s*:?\s*|©\s*)"
    r"([^\)\]\n]{2,80})[\)\]]?\s*$|\s*[\(\[]([^()\[\]]{2,60}/[^()\[\]]{2,40}|[^()\[\]]{0,40}(?:Reuters|AFP|Getty Images|AP|dpa|EPA|Xinhua|Bloomberg)[^()\[\]]{0,30})[\)\]]\s*$",
    re.I,
)
_DURATION = re.compile(r"^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$", re.I)
_CLOCK = re.compile(r"^(?:(\d{1,2}):)?(\d{1,2}):(\d{2})$")
_SIZE = re.compile(
    r"[-_~](?:\d{2,4}x\d{2,4}|scaled)(?=\.|$)|(?<![a-z0-9])(?:[wh]|width|height)[._=-]?\d{2,4}(?!\d)", re.I
)
_JOINT = re.compile(r"[-_]")
_LONG = re.compile(r"((?:\d{1,2}:)?\d{1,2}:\d{2})(?:\s+|$)")  # a film's length, written over its still
_PLAYERS = re.compile(
    r"^https?://(?:www\.)?(?:(?:youtube(?:-nocookie)?\.com/embed/|player\.vimeo\.com/video/|(?:geo\.)?dailymotion\.com/(?:embed|player)|"
    r"players\.brightcove\.net/|cdn\.jwplayer\.com/players/|content\.jwplatform\.com/|rutube\.ru/play/embed|player\.bilibili\.com/|"
    r"player\.twitch\.tv/|streamable\.com/[eos]/|facebook\.com/plugins/video)|(?:w\.soundcloud\.com/player|open\.spotify\.com/embed|"
    r"embed\.podcasts\.apple\.com|player\.simplecast|anchor\.fm/[^/]+/embed))",
    re.I,
)
_SOUND = re.compile(r"soundcloud|spotify|podcast|simplecast|anchor\.fm", re.I)


@dataclass(frozen=True, slots=True)
class Figure:
    """A medium and the block before which it stands."""

    before: int
    media: Media


def figures_of(page: Page, blocks: Blocks, likely: Row, kept: tuple[int, ...]) -> list[Figure]:
    """Pictures and players inside the article, in order, each once."""
    if not kept:
        return []
    found: list[Figure] = []
    seen: set[str] = set()
    kept_set = set(kept)
    lead = picture_key(lead_image(page) or "")
    for placed in blocks.media:
        if not kept[0] - LEAD_IN <= placed.before <= kept[-1] + 1:
            continue
        media = _read(page, blocks, placed)
        if media is None or (key := picture_key(media.url)) in seen:
            continue
        # What the page itself names as its picture needs no proof that it belongs to the text.
        if key != lead and not _inside(blocks, placed, likely, kept_set):
            continue
        seen.add(key)
        found.append(Figure(placed.before, media))
        if len(found) >= MAX_MEDIA:
            break
    return found


def declared_media(page: Page) -> list[Media]:
    """Films and sound that the page's structured data describes."""
    found = []
    for thing in page.things:
        kinds = types_of(thing)
        if not kinds & {"VideoObject", "AudioObject", "PodcastEpisode", "Clip"}:
            continue
        address = next(
            (
                url
                for key in ("contentUrl", "embedUrl", "url")
                if isinstance(thing.get(key), str) and (url := resolve(thing[key], page.base_url, "media"))
            ),
            None,
        )
        if not address:
            continue
        still = thing.get("thumbnailUrl") or thing.get("thumbnail")
        poster = resolve(text, page.base_url, "media") if (text := _address(still)) else None
        found.append(
            Media(kind="video" if kinds & {"VideoObject", "Clip"} else "audio", url=address, duration_seconds=seconds_in(thing.get("duration")),
                  caption=_line(thing.get("name") or thing.get("description")), poster=poster)
        )  # fmt: skip
    if (
        not found
        and (url := page.meta("og:video:secure_url", "og:video:url", "og:video"))
        and (address := resolve(url, page.base_url, "media"))
    ):
        found.append(
            Media(
                kind="video",
                url=address,
                duration_seconds=seconds_in(page.meta("og:video:duration", "video:duration")),
                poster=lead_image(page),
            )
        )
    return found


def lead_image(page: Page) -> str | None:
    """The picture that the page names for itself."""
    thing: Thing = article_thing(page) or {}
    for text in (page.meta("og:image:secure_url", "og:image", "og:image:url"), page.meta("twitter:image", "twitter:image:src"),
                 _address(thing.get("image")), _address(thing.get("thumbnailUrl")), next(iter(page.links.get("image_src", ())), None)):  # fmt: skip
        if (
            text
            and (address := resolve(text, page.base_url, "media"))
            and not address.startswith("data:")
            and not is_tracking_pixel(address)
        ):
            return address
    return None


def figure_html(figure: Figure) -> str:
    """A figure element; players other than the browser's own become a link."""
    one = figure.media
    caption = " ".join(part for part in (one.caption, f"({one.credit})" if one.credit else "") if part)
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    address = escape(one.url)
    if one.kind == "image":
        return f'<figure><img src="{address}" alt="{escape(one.caption)}">{below}</figure>'
    if _PLAYERS.match(one.url):
        return f'<figure><p><a href="{address}">{escape(one.caption or one.url)}</a></p></figure>'
    still = f' poster="{escape(one.poster)}"' if one.poster and one.kind == "video" else ""
    return f'<figure><{one.kind} src="{address}"{still}></{one.kind}>{below}</figure>'


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


def split_credit(caption: str) -> tuple[str, str]:
    """The caption without the credit at its end, and the credit."""
    found = _CREDIT.search(caption)
    if not found:
        return caption, ""
    return caption[: found.start()].rstrip(" -–—|."), (found[1] or found[2] or "").strip(" .")


def _inside(blocks: Blocks, placed: Placed, likely: Row, kept: set[int]) -> bool:
    number = placed.container
    container = blocks.containers[number]
    if container.any_names & _FOREIGN and not container.any_names & 1:
        return False
    for _ in range(6):
        container = blocks.containers[number]
        own = (
            container.tag == "figure" or container.names >> _NUMBER["caption"] & 1
        )  # its caption, and no text
        if container.last - container.first >= 2 and not own:
            inside = likely[container.first : container.last] > 0.5
            around = blocks.blocks[container.first : container.last]
            if sum(one.link_chars for one in around) > 0.6 * sum(len(one.text) for one in around):
                return False  # a box of links elsewhere
            # Mostly text, or all of the text: a smaller box of something else would have been met before.
            return float(inside.mean()) >= 0.4 or (
                container.first <= min(kept) and max(kept) < container.last
            )
        if container.parent < 0:
            return False
        number = container.parent
    return placed.before in kept


def _read(page: Page, blocks: Blocks, placed: Placed) -> Media | None:
    element = placed.element
    tag = element.tag
    if tag in ("img", "amp-img"):
        return _image(page, blocks, placed)
    if tag in ("iframe", "embed", "amp-youtube"):
        source = element.get("src") or element.get("data-src") or ""
        if tag == "amp-youtube" and element.get("data-videoid"):
            source = f"https://www.youtube.com/embed/{element.get('data-videoid')}"
        address = resolve(source, page.base_url, "media")
        if not address or not _PLAYERS.match(address):
            return None
        return Media(
            kind="audio" if _SOUND.search(address) else "video",
            url=address,
            caption=_line(element.get("title")),
        )
    if tag in ("video", "audio", "amp-video"):
        first = element.find(".//source")
        source = (
            element.get("src") or element.get("data-src") or (first.get("src") if first is not None else None)
        )
        address = resolve(source, page.base_url, "media") if source else None
        if not address:
            return None
        poster = resolve(element.get("poster") or "", page.base_url, "media")
        caption, credit = _caption(blocks, placed)
        said = _LONG.match(caption)
        after = blocks.blocks[placed.before].text if placed.before < len(blocks.blocks) else ""
        length = element.get("data-duration") or element.get("duration") or (said[1] if said else after[:12])
        return Media(kind="audio" if tag == "audio" else "video", url=address, poster=poster, credit=credit,
                     caption=caption[said.end():] if said else caption, duration_seconds=seconds_in(length))  # fmt: skip
    return None


def _image(page: Page, blocks: Blocks, placed: Placed) -> Media | None:
    element = placed.element
    source = next(
        (value for name in _LAZY if (value := element.get(name)) and not value.startswith("{")), None
    )
    if not source:
        sets = [element.get(name) for name in _SETS]
        parent = element.getparent()
        if parent is not None and parent.tag == "picture":
            sets += [one.get(name) for one in parent.iter("source") for name in _SETS]
        source = next((best for one in sets if one and (best := largest(one))), None)
    plain = element.get("src")
    if not source or (
        plain and not _is_placeholder(plain) and not element.get("data-srcset") and source.startswith("data:")
    ):
        source = plain
    if not source or _is_placeholder(source):
        return None
    width, height = _pixels(element.get("width")), _pixels(element.get("height"))
    if any(side is not None and side < MIN_SIDE for side in (width, height)):
        return None
    address = resolve(source, page.base_url, "media")
    if (
        not address
        or is_tracking_pixel(address, element.get("width"), element.get("height"))
        or _is_icon(address)
    ):
        return None
    caption, credit = _caption(blocks, placed)
    return Media(
        kind="image",
        url=address,
        caption=caption or _line(element.get("alt")),
        credit=credit,
        width=width,
        height=height,
    )


def _is_placeholder(address: str) -> bool:
    low = address.lower()
    return any(word in low for word in _PLACEHOLDER_WORDS) and _PLACEHOLDER.search(address) is not None


def _is_icon(address: str) -> bool:
    low = address.lower()
    return any(word in low for word in _ICON_WORDS) and _ICON.search(address) is not None


def _caption(blocks: Blocks, placed: Placed) -> tuple[str, str]:
    """The text under a picture: its figcaption, else the block after it that is named a caption."""
    number = placed.container
    for _ in range(4):
        container = blocks.containers[number]
        if container.tag == "figure" or (
            container.names >> _NUMBER["caption"] & 1 and container.last - container.first in (1, 2)
        ):
            parts = [
                block.text
                for block in blocks.blocks[container.first : container.last]
                if len(block.text) < 600
            ]
            # A credit is often printed by itself and once more inside of the caption.
            parts = [
                part for part in dict.fromkeys(parts) if not any(part != one and part in one for one in parts)
            ]
            if parts:
                return split_credit(" ".join(parts[:3]))
        if container.parent < 0:
            break
        number = container.parent
    return "", ""


def _pixels(text: str | None) -> int | None:
    found = re.match(r"\s*(\d{1,5})(?:px)?\s*$", text or "")
    return int(found[1]) if found else None


def _line(value: Any) -> str:
    return " ".join(str(value).split())[:500] if isinstance(value, str) else ""


def _address(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl")
    return value if isinstance(value, str) else None


def picture_key(url: str) -> str:
    """The same for one picture in several sizes, cuts and places: its file's name, where that says enough."""
    bare = _SIZE.sub("", url.partition("?")[0])
    name = bare.rpartition("/")[2].rpartition(".")[0].lower()
    telling = len(name) >= 12 and (sum(map(str.isdigit, name)) >= 3 or len(_JOINT.findall(name)) >= 3)
    return name if telling else bare
