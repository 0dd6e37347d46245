"""Pictures, films and sound of an article: where they are, what is written under them, who made them."""

import re
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote, unquote, urljoin

from kabar.extract.addresses import is_tracking_pixel, resolve
from kabar.extract.blocks import Blocks, Placed
from kabar.extract.features import Row
from kabar.extract.films import address_in, film_key, one_line, seconds_in
from kabar.extract.hints import HIDDEN_BIT, NAMES, TAG_BIT
from kabar.extract.lazy import background_source, is_unseen, picture_source
from kabar.extract.page import Page, Thing, article_thing
from kabar.extract.people import agency_in
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
# Files and folders of small drawings. A name of many words that holds one of these is a picture's: "share-prices-fall-again".
_ICON = re.compile(
    r"(?<![a-z])(?:avatars?|gravatar|icons?|favicon|logos?|sprites?|emojis?|smil(?:e|ey|ies?)|buttons?|btn|badges?|profiles?|authors?|arrows?|share|social|flags?)(?![a-z])"
    r"(?:[\w\-]*\.|[\w\-]*/)|gravatar|\.svg(?:\?|$)",
    re.I,
)
_WORD = re.compile(r"[a-z]{2,}", re.I)
TELLING = 4  # words of a file's name from which it says what is to be seen
# One of these words stands in whatever the expression finds; looking for them first takes a tenth of the time.
_ICON_WORDS = ("avatar", "icon", "logo", "sprite", "emoji", "smil", "button", "btn", "badge", "profile", "author", "arrow", "share",
               "social", "flag", ".svg")  # fmt: skip
_CREDIT = re.compile(
    r"\s*[\(\[]?\s*(?:(?:photo(?:graph)?s?|image|picture|fotos?|bild|crédit(?: photo)?|crédito|credit|fotograf|fotoğraf|fot\.|zdjęcie|kuva|source|quelle|"
    r"фото|صورة|تصوير|عکس|צילום|फोटो|摄影?|图源?|写真|사진)\s*(?:by|credit|courtesy of|von|par|:|：|=|/|©|(?<=fot\.))\s*:?\s*|©\s*)"
    r"([^\)\]\n]{2,80})[\)\]]?\s*$|\s*[\(\[]([^()\[\]]{2,60}/[^()\[\]]{2,40}|[^()\[\]]{0,40}(?:Reuters|AFP|Getty Images|AP|dpa|EPA|Xinhua|Bloomberg)[^()\[\]]{0,30})[\)\]]\s*$",
    re.I,
)
_STOCK = re.compile(
    r"(?:getty(?: images)?|afp|istock(?:photo)?|shutterstock|alamy|imago(?: images)?|picture[- ]alliance|unsplash|pexels|pixabay|adobe stock|nurphoto|zuma|epa(?:-efe)?)(?:\s?[/ ].{0,40})?",
    re.I,
)
_SIZE = re.compile(
    r"[-_~](?:\d{2,4}x\d{2,4}|scaled)(?=\.|$)|(?<![a-z0-9])(?:[wh]|width|height)[._=-]?\d{2,4}(?!\d)", re.I
)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)$", re.I)
_CUTS = frozenset(
    "w h width height q quality fit crop auto format fm dpr resize size sizes s strip rect ver v t".split()
)
_INNER = frozenset("url src image img file path u".split())
_JOINT = re.compile(r"[-_]")
_LONG = re.compile(r"((?:\d{1,2}:)?\d{1,2}:\d{2})(?:\s+|$)")  # a film's length, written over its still
_PLAYERS = re.compile(
    r"^https?://(?:www\.)?(?:(?:youtube(?:-nocookie)?\.com/embed/|player\.vimeo\.com/video/|(?:geo\.)?dailymotion\.com/(?:embed|player)|"
    r"players\.brightcove\.net/|cdn\.jwplayer\.com/players/|content\.jwplatform\.com/|rutube\.ru/play/embed|player\.bilibili\.com/|"
    r"player\.twitch\.tv/|streamable\.com/[eos]/|facebook\.com/plugins/video)|(?:w\.soundcloud\.com/player|open\.spotify\.com/embed|"
    r"embed\.podcasts\.apple\.com|player\.simplecast|anchor\.fm/[^/]+/embed))",
    re.I,
)
_HOSTS = {
    "amp-youtube": "https://www.youtube.com/embed/", "lite-youtube": "https://www.youtube.com/embed/",
    "amp-vimeo": "https://player.vimeo.com/video/", "lite-vimeo": "https://player.vimeo.com/video/",
    "amp-dailymotion": "https://www.dailymotion.com/embed/video/",
}  # fmt: skip
_PIECES = re.compile(r"\.(?:m3u8|mpd|ism|f4m)(?:[?/#]|$)", re.I)
_AUTHOR = 1 << _NUMBER["author"]
FACE = 200  # pixels; larger pictures in a byline's box are the article's
_SOUND = re.compile(r"soundcloud|spotify|podcast|simplecast|anchor\.fm", re.I)


@dataclass(frozen=True, slots=True)
class Figure:
    """A medium and the block before which it stands."""

    before: int
    media: Media
    printed: bool = False  # the caption stands on the page; else it is the alternative text


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
        if media is None:
            continue
        key = picture_key(media.url) if media.kind == "image" else film_key(media.url)
        if key in seen:
            continue
        # What the page itself names as its picture needs no proof that it belongs to the text.
        if key != lead and not _inside(blocks, placed, likely, kept_set):
            continue
        seen.add(key)
        found.append(Figure(placed.before, media, bool(_caption(blocks, placed)[0])))
        if len(found) >= MAX_MEDIA:
            break
    return found


def lead_image(page: Page) -> str | None:
    """The picture that the page names for itself."""
    thing: Thing = article_thing(page) or {}
    for text in (page.meta("og:image:secure_url", "og:image", "og:image:url"), page.meta("twitter:image", "twitter:image:src"),
                 address_in(thing.get("image")), address_in(thing.get("thumbnailUrl")), next(iter(page.links.get("image_src", ())), None)):  # fmt: skip
        if (
            text
            and (address := resolve(text, page.base_url, "media"))
            and not address.startswith("data:")
            and not is_tracking_pixel(address)
        ):
            return address
    return None


def lead_media(page: Page, image: str) -> Media:
    """The picture that the page names for itself, with what its structured data says of it."""
    given = (article_thing(page) or {}).get("image")
    for one in given if isinstance(given, list) else [given]:
        if not isinstance(one, dict):
            continue
        address = resolve(address_in(one) or "", page.base_url, "media")
        if address and picture_key(address) == picture_key(image):
            made_by = one.get("creditText") or one.get("creator") or one.get("author")
            name = made_by.get("name") if isinstance(made_by, dict) else made_by
            return Media(kind="image", url=image, caption=one_line(one.get("caption")), credit=one_line(name))
    return Media(kind="image", url=image)


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


def split_credit(caption: str) -> tuple[str, str]:
    """The caption without the credit at its end, and the credit."""
    found = _CREDIT.search(caption)
    if not found:
        return caption, ""
    return caption[: found.start()].rstrip(" -–—|.,;:/•·"), (found[1] or found[2] or "").strip(" .")


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
    if tag in ("iframe", "embed", "amp-iframe") or tag in _HOSTS:
        address = _player_of(page, element)
        if address is None:
            return None
        caption, credit = _caption(blocks, placed)
        return Media(
            kind="audio" if _SOUND.search(address) else "video",
            url=address,
            caption=caption or one_line(element.get("title")),
            credit=credit,
        )
    if tag in ("video", "audio", "amp-video", "amp-audio"):
        given = (element, *element.iter("source"))
        sources = [url for one in given if (url := one.get("src") or one.get("data-src"))]
        # A file before a list of pieces, which few browsers play by themselves.
        source = next((url for url in sources if not _PIECES.search(url)), sources[0] if sources else None)
        address = resolve(source, page.base_url, "media") if source else None
        if not address:
            return None
        still = element.get("poster") or element.get("data-poster") or element.get("data-lazy-poster")
        poster = resolve(still or "", page.base_url, "media")
        caption, credit = _caption(blocks, placed)
        said = _LONG.match(caption)
        after = blocks.blocks[placed.before].text if placed.before < len(blocks.blocks) else ""
        length = element.get("data-duration") or element.get("duration") or (said[1] if said else after[:12])
        return Media(kind="audio" if tag in ("audio", "amp-audio") else "video", url=address, poster=poster, credit=credit,
                     caption=caption[said.end():] if said else caption, duration_seconds=seconds_in(length))  # fmt: skip
    return _image(page, blocks, placed)


def _player_of(page: Page, element: Any) -> str | None:
    """The address of somebody's player, wherever it waits: for a script, or for a reader's consent."""
    if (host := _HOSTS.get(element.tag)) and (film := element.get("data-videoid") or element.get("videoid")):
        return f"{host}{quote(film)}"
    named = [element.get(name) for name in ("data-src", "data-lazy-src", "src")]
    named += [value for name, value in element.items() if name.startswith("data-")]
    for source in named:
        address = resolve(source, page.base_url, "media") if source else None
        if address and _PLAYERS.match(address):
            return address
    return None


def _image(page: Page, blocks: Blocks, placed: Placed) -> Media | None:
    element = placed.element
    source = picture_source(element) if element.tag in ("img", "amp-img") else background_source(element)
    if not source or is_unseen(element):
        return None
    around = blocks.containers[placed.container]
    if around.any_tags & HIDDEN_BIT and not around.any_tags & TAG_BIT["figure"]:
        return None  # a hidden box of what counts
    if (
        around.names & _AUTHOR
        and not around.any_tags & TAG_BIT["figure"]
        and (_pixels(element.get("width")) or 0) <= FACE
    ):
        return None  # who wrote it
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
        caption=caption or one_line(element.get("alt")),
        credit=credit,
        width=width,
        height=height,
    )


def _is_icon(address: str) -> bool:
    low = address.partition("://")[2].partition("/")[2].lower()
    if not any(word in low for word in _ICON_WORDS):
        return False
    folder, _, name = low.partition("?")[0].rpartition("/")
    if _ICON.search(f"{folder}/"):
        return True
    return _ICON.search(name) is not None and (name.endswith(".svg") or len(_WORD.findall(name)) <= TELLING)


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
                alone = next((part for part in parts if len(parts) > 1 and _is_credit(part)), "")
                caption, credit = split_credit(" ".join([part for part in parts if part != alone][:3]))
                return caption, credit or alone
        if container.parent < 0:
            break
        number = container.parent
    return "", ""


def _is_credit(text: str) -> bool:
    return len(text) < 60 and (agency_in(text) is not None or _STOCK.fullmatch(text) is not None)


def _pixels(text: str | None) -> int | None:
    found = re.match(r"\s*(\d{1,5})(?:px)?\s*$", text or "")
    return int(found[1]) if found else None


def picture_key(url: str) -> str:
    """The same for one picture in several sizes, cuts and places: its file's name, where that says enough."""
    bare, _, query = url.partition("?")
    if query and not _FILE.search(bare):
        # A program that gives pictures: its parameters say which, and one may be the address of the picture itself.
        given = [one for one in query.split("&") if one.partition("=")[0].lower() not in _CUTS]
        for one in given:
            name, _, value = one.partition("=")
            if name.lower() in _INNER and _FILE.search(inner := unquote(value).partition("?")[0]):
                return picture_key(urljoin(url, inner))
        return f"{bare}?{'&'.join(sorted(given))}"
    bare = _SIZE.sub("", bare)
    name = bare.rpartition("/")[2].rpartition(".")[0].lower()
    telling = len(name) >= 12 and (sum(map(str.isdigit, name)) >= 3 or len(_JOINT.findall(name)) >= 3)
    return name if telling else bare
