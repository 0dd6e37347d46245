"""Addresses in feeds: made absolute, and only http and https pass."""

import re
from urllib.parse import urljoin, urlsplit

from kabar.parse.limits import MAX_URL

_PLAIN = re.compile(r"https?://[^\s/?#\\<>\"@:]+(?::\d{1,5})?(?:[/?#][^\s\\<>\"\x00-\x1f\x7f]*)?")
_JUNK = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def web_address(raw: str | None, base: str | None = None) -> str | None:
    """*raw* as an absolute http or https address, or None when it is none."""
    if not raw:
        return None
    if _PLAIN.fullmatch(raw):
        return raw if len(raw) <= MAX_URL else None
    raw = _JUNK.sub("", raw[: 2 * MAX_URL].strip())
    if not raw or len(raw) > MAX_URL:
        return None
    return _absolute(raw.replace(" ", "%20"), base)


def _absolute(raw: str, base: str | None) -> str | None:
    try:
        if raw.startswith("//") and not base:
            raw = "https:" + raw
        elif (base and not _SCHEME.match(raw)) or (
            base and raw.lower().startswith(("http:", "https:")) and "//" not in raw[:8]
        ):
            raw = urljoin(base, raw)
        parts = urlsplit(raw)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return None
    return raw if len(raw) <= MAX_URL else None


def join_base(outer: str | None, inner: str | None) -> str | None:
    """The base address inside an element whose xml:base is *inner*; an unusable one changes nothing."""
    if not inner:
        return outer
    return web_address(inner.strip(), outer) or outer
