"""Where a picture really is: pages name it in sets, in attributes for scripts, in styles; and whether it is there to be seen."""

import re
from typing import Any

from kabar.extract.addresses import largest

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
# What scripts call it is their own affair: an address of a picture in any attribute of theirs, or a set of some.
_PICTURE = re.compile(r"^(?!data:)[^\s{}]+\.(?:jpe?g|png|webp|avif|gif)(?:[?#]\S*)?$", re.I)
_SET = re.compile(r"^[^\s{}]+\s+\d+w(?:\s*,|\s*$)")
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*['\"]?([^'\")]+)", re.I)
# The whole name of a file that stands in a picture's place: "grey-wolf.jpg" is a picture.
_PLACEHOLDER = re.compile(
    r"^data:|(?:placeholder|blank|spacer|transparent|loading|lazy|1x1|pixel|grey|gray)[\w\-]*\.(?:gif|svg)(?:[?#]|$)|"
    r"(?:^|/)(?:(?>(?:lazy|pre)?load(?:ing|er)?|placeholders?|blank|spacer|transparent|lazy|1x1|pixel|grey|gray|default|empty|dummy|no|bg|"
    r"image|img|picture|photo|thumb(?:nail)?|news|article|post|card|square|light|dark|white|black|min|small|large|px|x|v|\d)[\-_.]*)+\.(?:png|jpe?g|webp)(?:[?#]|$)",
    re.I,
)
# One of these words stands in whatever the expression finds; looking for them first takes a tenth of the time.
_PLACEHOLDER_WORDS = (
    "data:",
    "placeholder",
    "blank",
    "spacer",
    "transparent",
    "load",
    "lazy",
    "1x1",
    "pixel",
    "grey",
    "gray",
)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:^|[;\s])(?:width|height)\s*:\s*[0-3](?:\.\d+)?(?:px)?\s*(?:!important\s*)?(?:;|$)|"
    r"opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)",
    re.I,
)
_SHRUNK = re.compile(
    r"(?:^|[;\s])(?:width|height)\s*:\s*[0-3](?:\.\d+)?(?:px)?\s*(?:!important\s*)?(?:;|$)", re.I
)


def picture_source(element: Any) -> str | None:
    """The address that an image element stands for as written; None for a place holder."""
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
        source = _for_scripts(element)
    return source


def background_source(element: Any) -> str | None:
    """The address of the picture that an element without text has as its background."""
    found = _BACKGROUND.search(element.get("style") or "")
    if found and not _is_placeholder(found[1]):
        return found[1]
    return _for_scripts(element)


def is_unseen(element: Any) -> bool:
    """Whether its own style or attributes keep an image from being seen: it is there to count."""
    style = element.get("style") or ""
    if style and _SHRUNK.search(style):
        return True
    hidden = element.get("hidden") is not None or (bool(style) and _UNSEEN.search(style) is not None)
    # What a script shows later is hidden until then.
    return hidden and not any(element.get(name) for name in (*_LAZY, *_SETS[:2]))


def hides(style: str) -> bool:
    """Whether a style keeps an image from being seen."""
    return _UNSEEN.search(style) is not None


def _for_scripts(element: Any) -> str | None:
    for name, value in element.items():
        if name.startswith("data-") and len(value) < 4096:
            if _PICTURE.match(value) and not _is_placeholder(value):
                return str(value)
            if _SET.match(value) and (best := largest(value)):
                return best
    return None


def _is_placeholder(address: str) -> bool:
    low = address.lower()
    for word in _PLACEHOLDER_WORDS:
        if word in low:
            return _PLACEHOLDER.search(address) is not None
    return False
