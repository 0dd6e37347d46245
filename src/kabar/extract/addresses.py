"""Which addresses may stand in text that is shown, and what is taken off them first."""

import re
from functools import lru_cache
from typing import Literal
from urllib.parse import urljoin, urlsplit, urlunsplit

from kabar.urls import SIGNATURES, is_tracking

Use = Literal["link", "media"]

MAX_ADDRESS = 4096  # characters; longer ones are data in disguise

# Browsers skip these before they read the scheme, so `java\tscript:` is `javascript:`.
_IGNORED = re.compile(
    "[\x00-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+"
)
# What all of these steps would leave as it is: most addresses, by far.
_USUAL = re.compile(
    r"https?://[A-Za-z0-9.-]+(?:/[\w./~%!$&()*+,;=:@-]*)?(?:\?[\w./~%!$&()*+,;=:@?-]+)?(?:#[\w./~%!$&()*+,;=:@?-]+)?",
    re.A,
)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.\-]*:", re.I)
_RASTER = re.compile(r"^data:image/(?:png|jpe?g|gif|webp|avif);base64,[a-z0-9+/=]+$", re.I)


def without_tracking(url: str) -> str:
    """*url* without the parameters that only tell where a click came from."""
    if "?" not in url:
        return url
    head, _, rest = url.partition("?")
    query, hash_mark, fragment = rest.partition("#")
    # Parts are dropped as written: decoding and encoding again would change addresses that are not ours.
    parts = query.split("&")
    names = [part.partition("=")[0] for part in parts]
    kept = [part for part, name in zip(parts, names, strict=True) if not is_tracking(name)]
    if len(kept) == len(parts) or any(name.lower() in SIGNATURES for name in names):
        return url
    return head + ("?" + "&".join(kept) if kept else "") + hash_mark + fragment


@lru_cache(maxsize=256)  # a page states the address of its picture in several places
def resolve(value: str, base_url: str | None, use: Use = "link") -> str | None:
    """The absolute address that *value* stands for, or None when it must not be shown.

    Relative addresses need *base_url*; without one they would point at whoever shows the text.
    Links may be http, https and mailto, media http, https and raster images as data.
    """
    value = value.strip()
    if len(value) <= MAX_ADDRESS and _USUAL.fullmatch(value):
        return without_tracking(value) if use == "link" else value
    bare = _IGNORED.sub("", value)
    if not bare or len(value) > MAX_ADDRESS * 16:
        return None
    if use == "media" and bare[:5].lower() == "data:":
        return bare if _RASTER.match(bare) else None
    if len(bare) > MAX_ADDRESS or (use == "link" and bare.startswith("#")):
        return None
    # Inner white space is written as browsers would send it; anything else that is ignored goes.
    value = re.sub(r"[\t\r\n\x00]", "", value).strip()
    value = _IGNORED.sub("%20", value)
    try:
        if not _SCHEME.match(bare):
            if base_url is None:
                return None
            value = urljoin(base_url, value.replace("\\", "/"))
        elif bare[:7].lower() == "mailto:":
            return (
                bare
                if use == "link" and re.fullmatch(r"mailto:[^\s<>\"'?&]+@[^\s<>\"'?&]+", bare, re.I)
                else None
            )
        parts = urlsplit(value)
        host = parts.hostname
        parts.port  # noqa: B018  (raises when it is not a number)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    if "\\" in parts.netloc or "%" in host or re.search(r"[\s<>\"'`{}|^]", parts.netloc):
        return None
    url = urlunsplit((parts.scheme.lower(), parts.netloc, parts.path, parts.query, parts.fragment))
    url = re.sub(r"[<>\"'`{}|^\\ ]", lambda found: f"%{ord(found[0]):02X}", url)
    return without_tracking(url) if use == "link" else url


_PIXEL_HOST = re.compile(
    r"(?:^|\.)(?:doubleclick\.net|google-analytics\.com|googletagmanager\.com|scorecardresearch\.com|quantserve\.com|"
    r"pixel\.wp\.com|stats\.wordpress\.com|feedsportal\.com|chartbeat\.(?:com|net)|met\.vgwort\.de|"
    r"ioam\.de|ivwbox\.de|imrworldwide\.com|2o7\.net|omtrdc\.net|hubspot\.com|list-manage\.com|rs6\.net|"
    r"addtoany\.com|pi\.pardot\.com|bat\.bing\.com|ads\.linkedin\.com|mc\.yandex\.ru|counter\.yadro\.ru|"
    r"hm\.baidu\.com|cnzz\.com)$",
    re.I,
)
_PIXEL_PATH = re.compile(
    r"(?:^|/)(?:pixel|beacon|tracking|track|count(?:er)?|blank|spacer|transparent|clear|1x1|b|p|ping|hit|open)"
    r"(?:[-_]?\d+x\d+)?\.(?:gif|png|php|aspx?|cgi|ashx)$|(?:^|/)(?:pixel|beacon|collect|impression|tracking|counter|__utm)/?$|/~r/|/~ff/|/tr/?\?|republication-tracker|/piwik\.php|/matomo\.php|"
    r"/wp-content/plugins/[^?]*track",
    re.I,
)


def is_tracking_pixel(url: str, width: str | None = None, height: str | None = None) -> bool:
    """Whether an image is there to count the reader rather than to be seen."""
    for size in (width, height):
        if size is not None and (found := re.match(r"\s*(\d+)", size)) and int(found[1]) <= 3:
            return True
    return _counts(url)


@lru_cache(maxsize=256)
def _counts(url: str) -> bool:
    if url.startswith("data:"):
        return len(url) < 200  # place holders of lazy loading
    parts = urlsplit(url)
    if _PIXEL_HOST.search(parts.hostname or "") or _PIXEL_PATH.search(parts.path):
        return True
    return bool(parts.query) and _PIXEL_PATH.search(f"{parts.path}?{parts.query}") is not None


def largest(srcset: str, at_most: int = 1600) -> str | None:
    """The address in a `srcset` that is widest without being wider than *at_most* pixels."""
    best: tuple[float, str] | None = None
    for url, width, density in re.findall(r"(\S*[^\s,])(?:\s+(?:(\d+)w|([\d.]+)x))?\s*(?:,|$)", srcset):
        try:
            size = float(width) if width else 400 * float(density or 1)
        except ValueError:
            size = 1.0
        size = size if size <= at_most else at_most / size
        if best is None or size > best[0]:
            best = (size, url)
    return best[1] if best else None
