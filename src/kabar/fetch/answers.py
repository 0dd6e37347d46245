"""Read what the headers of an answer say: when to come back, what to send next time, what went wrong."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from kabar.errors import FetchError, GoneError
from kabar.fetch.walls import wall_name
from kabar.model.feed import Freshness, Validators

MAX_WAIT_SECONDS = 31 * 86400  # longest that a server may send us away; it once said 16 years
_MAX_VALIDATOR = 1024
KEPT = ("link", "x-hub-self", "content-language", "x-robots-tag", "content-disposition", "date", "age", "etag",
        "last-modified", "cache-control", "expires", "content-range")  # fmt: skip

STATUS_WORDS = {
    400: "the server did not understand the question",
    401: "the server wants a name and password",
    402: "the server wants money for this address",
    403: "the server refuses to answer",
    404: "there is nothing at this address",
    406: "the server has no format that Kabar reads",
    408: "the server gave up waiting",
    429: "the server says that it is asked too often",
    451: "the page is withheld for legal reasons",
    500: "the server has an internal fault",
    502: "the server behind this site does not answer",
    503: "the site is out of service for the moment",
    504: "the server behind this site does not answer",
    511: "the network wants a sign-in before anything else",
}

Headers = Mapping[str, str]


def http_date(text: str | None) -> datetime | None:
    """A date in one of HTTP's forms, or None."""
    if not text:
        return None
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _whole(text: str | None) -> int | None:
    """A non-negative whole number of at most twelve digits, or None."""
    digits = (text or "").strip().strip('"')
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None


def retry_after_seconds(headers: Headers, *, now: datetime) -> int | None:
    """Seconds of Retry-After, from now; a date is counted from the server's own Date."""
    text = headers.get("Retry-After")
    if text is None:
        return None
    seconds = _whole(text)
    if seconds is None:
        until = http_date(text)
        if until is None:
            return None
        seconds = int((until - (http_date(headers.get("Date")) or now)).total_seconds())
    return min(max(seconds, 0), MAX_WAIT_SECONDS)


def max_age_seconds(headers: Headers, *, now: datetime) -> int | None:
    """How long the answer stays fresh: Cache-Control less Age, else Expires; None when nothing is said."""
    control = headers.get("Cache-Control")
    if control:
        for part in control.lower().split(","):
            name, _, value = part.strip().partition("=")
            if name == "max-age":
                seconds = _whole(value)
                if seconds is not None:
                    return min(max(seconds - (_whole(headers.get("Age")) or 0), 0), MAX_WAIT_SECONDS)
            elif name in ("no-cache", "no-store"):
                return 0
    expires = headers.get("Expires")
    if expires is None:
        return None
    until = http_date(expires)
    if until is None:
        return 0  # "0" and "-1" mean "already stale"
    seconds = int((until - (http_date(headers.get("Date")) or now)).total_seconds())
    return min(max(seconds, 0), MAX_WAIT_SECONDS)


def freshness(headers: Headers, *, now: datetime) -> Freshness:
    """What the answer says about coming back."""
    return Freshness(
        max_age_seconds=max_age_seconds(headers, now=now),
        retry_after_seconds=retry_after_seconds(headers, now=now),
    )


def _sendable(value: str | None) -> str | None:
    """A validator that can be sent back byte for byte; others are as good as none."""
    if not value or len(value) > _MAX_VALIDATOR:
        return None
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return None  # bytes that are no UTF-8 would change on their way back
    return None if any((c < " " and c != "\t") or c == "\x7f" for c in value) else value


def validators(headers: Headers) -> Validators:
    """ETag and Last-Modified exactly as received; malformed ones too, for the server knows its own."""
    return Validators(
        etag=_sendable(headers.get("ETag")), last_modified=_sendable(headers.get("Last-Modified"))
    )


def status_error(url: str, status: int, headers: Headers, body: bytes, *, now: datetime) -> FetchError:
    """The failure that an answer with *status* is; *body* (its first bytes) helps to name bot walls."""
    retry = retry_after_seconds(headers, now=now)
    wall = wall_name(status, headers, body)
    if wall is not None:
        return FetchError(
            url,
            f"{wall} stands before this site and takes Kabar for an unwanted robot (status {status})",
            kind="bot_wall",
            status=status,
            retry_after_seconds=retry,
        )
    words = STATUS_WORDS.get(status)
    if status == 410:
        return GoneError(
            url, "the publisher says that this address is gone for good", kind="gone", status=410
        )
    if status == 511:
        return FetchError(url, f"{words} (status 511)", kind="captive_portal", status=status)
    if words is None:
        words = "the server has a fault" if status >= 500 else "the server gave an answer of no use"
    kind = f"http_{status}" if 400 <= status < 600 else "bad_response"
    return FetchError(url, f"{words} (status {status})", kind=kind, status=status, retry_after_seconds=retry)
