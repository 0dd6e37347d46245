"""Films and sound on the reading page: played from here on a click, or a still that leads to where they play.

A file is played through our own signed address, so the reader's browser asks nobody else, and not before the
reader presses play. Players of others (YouTube, Vimeo, ...) are programs: they are never embedded; their still
comes through the image proxy and leads to the film's page.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from kabar.i18n import duration
from kabar.model.article import Media

STREAMS = (".m3u8", ".mpd", ".ism", ".f4m")  # lists of pieces: most browsers cannot play them by themselves
FILES = (
    ".mp4",
    ".m4v",
    ".webm",
    ".ogv",
    ".mov",
    ".mp3",
    ".m4a",
    ".aac",
    ".ogg",
    ".oga",
    ".opus",
    ".wav",
    ".flac",
)
_WEB = ("https://", "http://")
_YOUTUBE = re.compile(
    r"^https?://(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed/|watch\?v=|shorts/)([\w-]{11})"
)
_SHORT = re.compile(r"^https?://youtu\.be/([\w-]{11})")
_VIMEO = re.compile(r"^https?://(?:player\.)?vimeo\.com/(?:video/)?(\d{6,12})")
_DAILYMOTION = re.compile(
    r"^https?://(?:www\.|geo\.)?dailymotion\.com/(?:embed/video|video|player[\w.]*\?video=)/?(\w+)"
)
_PLAYERS = (
    "player.twitch.tv streamable.com players.brightcove.net cdn.jwplayer.com content.jwplatform.com rutube.ru "
    "player.bilibili.com w.soundcloud.com open.spotify.com embed.podcasts.apple.com player.simplecast.com"
).split()


@dataclass(frozen=True, slots=True)
class Hall:
    """What is needed to show a film: how addresses are signed, the words, and the article's own page."""

    picture: Callable[[str, int], str]  # our address of a picture at most so wide
    recording: Callable[[str], str]  # our address of a film or sound
    words: Mapping[str, str]  # watch, listen, elsewhere, file
    page: str | None = None
    still: str | None = None  # where a film has none of its own


def sign(url: str, secret: bytes) -> str:
    """The path under which our proxy gives the film or sound at *url*."""
    packed = base64.urlsafe_b64encode(url.encode("utf-8", "replace")).decode().rstrip("=")
    return f"/recording/{_mac(packed, secret)}/{packed}"


def verify(mac: str, packed: str, secret: bytes) -> str | None:
    """The address behind a signed path; None when the signature is not ours."""
    if not hmac.compare_digest(mac.encode(), _mac(packed, secret).encode()):
        return None
    return base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()


def _mac(packed: str, secret: bytes) -> str:
    return hmac.new(secret, f"recording\0{packed}".encode(), hashlib.sha256).hexdigest()[:32]


def is_player(url: str) -> bool:
    """Whether *url* is somebody's player and no file."""
    if not url.startswith(_WEB):
        return False
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return (
        host in _PLAYERS
        or elsewhere(url)[1] is not None
        or any(
            host == name or host.endswith(f".{name}")
            for name in ("youtube.com", "vimeo.com", "dailymotion.com")
        )
    )


def is_file(url: str, *, in_place: bool = False) -> bool:
    """Whether a browser can play what stands at *url*; *in_place*: the page itself plays it as a file."""
    if not url.startswith(_WEB) or is_player(url):
        return False
    path = urlsplit(url).path.lower()
    return path.endswith(FILES) or (in_place and not path.endswith(STREAMS) and "m3u8" not in url)


def elsewhere(url: str) -> tuple[str, str | None]:
    """Where a person watches it, and a still of it when the address tells one."""
    if found := _YOUTUBE.match(url) or _SHORT.match(url):
        return (
            f"https://www.youtube.com/watch?v={found[1]}",
            f"https://i.ytimg.com/vi/{found[1]}/hqdefault.jpg",
        )
    if found := _VIMEO.match(url):
        return f"https://vimeo.com/{found[1]}", None
    if found := _DAILYMOTION.match(url):
        return (
            f"https://www.dailymotion.com/video/{found[1]}",
            f"https://www.dailymotion.com/thumbnail/video/{found[1]}",
        )
    return url, None


def figure(media: Media, hall: Hall, *, in_place: bool = False) -> Markup:
    """The film or sound with its caption: a player for a file, a still that leads away for the rest."""
    shown = _player(media, hall) if is_file(media.url, in_place=in_place) else _still(media, hall)
    below = [Markup("<span>{}</span>").format(part) for part in (media.caption,) if part]
    if media.credit:
        below.append(Markup('<span class="credit">{}</span>').format(media.credit))
    if is_file(media.url, in_place=in_place):
        if media.duration_seconds:
            below.append(Markup('<span class="figure">{}</span>').format(duration(media.duration_seconds)))
        if hall.page:
            below.append(_away(hall.page, hall.words["elsewhere"]))
    caption = Markup("<figcaption>{}</figcaption>").format(Markup(" ").join(below)) if below else Markup("")
    return Markup('<figure class="player is-{}">{}{}</figure>').format(media.kind, shown, caption)


def _player(media: Media, hall: Hall) -> Markup:
    source = hall.recording(media.url)
    if media.kind == "audio":
        return Markup('<audio controls preload="none" src="{}"></audio>').format(source)
    still = media.poster or hall.still
    poster = (
        Markup(' poster="{}"').format(hall.picture(still, 960)) if still and still.startswith(_WEB) else ""
    )
    return Markup('<video controls preload="none" playsinline{} src="{}"></video>').format(poster, source)


def _still(media: Media, hall: Hall) -> Markup:
    watch, still = elsewhere(media.url)
    target = watch if is_player(media.url) else (hall.page or watch)
    still = media.poster or still or (hall.still if media.kind == "video" else None)
    picture = (
        Markup('<img src="{}" alt="" loading="lazy" decoding="async">').format(hall.picture(still, 960))
        if still and still.startswith(_WEB)
        else ""
    )
    word = hall.words["listen" if media.kind == "audio" else "watch"]
    long = (
        Markup(' · <span class="figure">{}</span>').format(duration(media.duration_seconds))
        if media.duration_seconds
        else ""
    )
    host = Markup(" <small>{}</small>").format((urlsplit(target).hostname or "").removeprefix("www."))
    if not target.startswith(_WEB):
        return Markup("<p>{}{}</p>").format(picture, word)
    return Markup(
        '<a class="still{}" href="{}" rel="noopener noreferrer external">{}<span class="play">{}{}{}</span></a>'
    ).format("" if picture else " is-bare", target, picture, word, long, host)


def _away(url: str, word: str) -> Markup:
    if not url.startswith(_WEB):
        return Markup("")
    return Markup('<a href="{}" rel="noopener noreferrer external">{}</a>').format(url, word)
