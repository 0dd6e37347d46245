"""Cookies: who is signed in, what was just done, how this browser likes to read.

Contents: names and flags; the session; the visitor before sign-in; the last act (for the undo bar); display.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, fields, replace
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

YEAR_SECONDS = 365 * 24 * 3600
SESSION_SECONDS = 30 * 24 * 3600
DONE_SECONDS = 120  # how long the last act waits for a page that shows it

Theme = Literal["system", "light", "dark"]


# Names and flags


def is_https(request: Request, base_url: str | None) -> bool:
    """Is the browser's side of this installation https?"""
    return (base_url or str(request.url)).startswith("https://")


def cookie_name(name: str, *, https: bool) -> str:
    """`__Host-` binds a cookie to exactly this host, but needs https, which loopback has not."""
    return f"__Host-kabar_{name}" if https else f"kabar_{name}"


def set_cookie(
    response: Response, name: str, value: str, *, https: bool, seconds: int, script_reads: bool = False
) -> None:
    """Set one of our cookies."""
    response.set_cookie(
        cookie_name(name, https=https),
        value,
        max_age=seconds,
        path="/",
        secure=https,
        httponly=not script_reads,
        samesite="lax",
    )


def drop_cookie(response: Response, name: str, *, https: bool) -> None:
    """Remove one of our cookies."""
    response.delete_cookie(
        cookie_name(name, https=https), path="/", secure=https, httponly=True, samesite="lax"
    )


def read_cookie(request: Request, name: str, *, https: bool) -> str:
    """One of our cookies, or nothing."""
    return request.cookies.get(cookie_name(name, https=https), "")


# Where to go afterwards


def safe_next(target: str | None, *, default: str = "/") -> str:
    """*target* when it is a path of ours, else *default*: never another site, however it is spelt."""
    if not target or len(target) > 2000 or not target.startswith("/"):
        return default
    if "\\" in target or any(ord(letter) < 33 or ord(letter) == 127 for letter in target):
        return default
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or target.startswith("//"):
        return default
    if parts.path.lower().startswith(("/%2f", "/%5c")) or "//" in parts.path[:2]:
        return default
    return target


# The last act


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was just done, for one sentence and an undo button on the next page."""

    what: str  # the act; the sentence is in the templates
    label: str = ""
    undo: int | None = None
    count: int = 1


def seal(done: Done, secret: bytes) -> str:
    """A cookie's value that cannot be forged: what stands in it is shown on our page."""
    body = json.dumps([done.what, done.label[:120], done.undo, done.count], ensure_ascii=False)
    packed = base64.urlsafe_b64encode(body.encode("utf-8", "replace")).decode().rstrip("=")
    return f"{packed}.{_mac(packed, secret)}"


def unseal(value: str, secret: bytes) -> Done | None:
    """The act in a cookie; None when there is none or it is not ours."""
    packed, _, mac = value.partition(".")
    if not packed or not hmac.compare_digest(mac.encode(), _mac(packed, secret).encode()):
        return None
    what, label, undo, count = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    return Done(what=what, label=label, undo=undo, count=count)


def _mac(packed: str, secret: bytes) -> str:
    return hmac.new(secret, f"done\0{packed}".encode(), hashlib.sha256).hexdigest()[:32]


# How this browser likes to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """Theme and type; of the browser, not of the account: a phone is not a desk."""

    theme: Theme = "system"
    size: int = 2  # 0..5
    measure: int = 1  # 0 narrow, 1 usual, 2 wide
    spacing: int = 1  # 0 tight, 1 usual, 2 loose


_THEMES: dict[str, Theme] = {"system": "system", "light": "light", "dark": "dark"}
_LIMITS = {"size": 5, "measure": 2, "spacing": 2}


def parse_display(value: str) -> Display:
    """Read the cookie; what is not understood keeps its default."""
    display = Display()
    for part in value[:200].split("."):
        name, _, setting = part.partition("-")
        display = with_setting(display, name, setting)
    return display


def with_setting(display: Display, name: str, setting: str) -> Display:
    """*display* with one setting changed; unchanged when it is none."""
    if name == "theme" and setting in _THEMES:
        return replace(display, theme=_THEMES[setting])
    if name in _LIMITS and setting.isascii() and setting.isdigit() and int(setting) <= _LIMITS[name]:
        match name:
            case "size":
                return replace(display, size=int(setting))
            case "measure":
                return replace(display, measure=int(setting))
            case _:
                return replace(display, spacing=int(setting))
    return display


def format_display(display: Display) -> str:
    """The cookie's value."""
    return ".".join(f"{field.name}-{getattr(display, field.name)}" for field in fields(display))
