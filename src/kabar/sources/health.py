"""What is wrong with a source and what a person can do, in plain words; whether it has fallen silent."""

import math
from datetime import datetime, timedelta

from kabar.errors import SourceError
from kabar.model.feed import PollState, SourceStatus

SILENT_AT_LEAST = timedelta(days=7)
SILENT_AT_MOST = timedelta(days=180)
SILENT_ENTRIES = 20  # so many should have come: by chance alone that happens once in 500 million times
_RATE_DAYS = 7.0  # time constant of PollState.entries_per_day

_TRY_LATER = "Nothing to do for now: Kabar tries again by itself, less and less often."
ADVICE = {
    "timeout": _TRY_LATER,
    "connect_timeout": _TRY_LATER,
    "connect": _TRY_LATER,
    "reset": _TRY_LATER,
    "truncated": _TRY_LATER,
    "bad_response": _TRY_LATER,
    "bad_encoding": _TRY_LATER,
    "http_500": _TRY_LATER,
    "http_502": _TRY_LATER,
    "http_503": _TRY_LATER,
    "http_504": _TRY_LATER,
    "dns": "Check the spelling of the address; if the site moved, add its new one.",
    "tls": "Open the site in a browser: if that warns too, only its owner can repair it.",
    "tls_expired": "Only the site's owner can renew it; Kabar goes on trying.",
    "tls_not_yet_valid": "Check the date and time of this machine.",
    "tls_untrusted": "If the site is yours, add its certificate to this machine's trusted ones.",
    "tls_wrong_name": "Check the spelling of the address; another name of the site may work.",
    "unreachable": "Check this machine's own connection.",
    "captive_portal": "Sign in to the network first.",
    "http_401": "The feed needs a name and password; ask the publisher for a public address.",
    "http_402": "Ask the publisher for a feed that subscribers may use.",
    "http_403": "Ask the publisher to let feed readers in, or look for another address of the feed.",
    "http_404": "Look on the site for its new feed; Kabar goes on trying, at last once a week.",
    "http_429": "Kabar waits as long as the site wants. Fewer sources of this host would help.",
    "http_451": "The publisher may not show it where this machine stands.",
    "gone": "Polling stopped; the articles stay. If it was a mistake, resume the source.",
    "bot_wall": "Ask the publisher to let feed readers through, or look for another address of the feed.",
    "too_large": "Look for a shorter feed of the same site, or raise [fetch] max_feed_mib.",
    "redirect_loop": "Open the site in a browser and add the address where it ends.",
    "bad_redirect": "Open the site in a browser and add the address where it ends.",
    "private_address": "",  # the message itself says what to do
    "port": "",
    "scheme": "Add an address that begins with https:// or http://.",
    "bad_url": "Check the spelling of the address.",
    "robots": "Articles of this site are shown as its feed gives them.",
    "empty": _TRY_LATER,
    "not_a_feed": "The site shows a web page in the feed's place: look on it for its new feed.",
    "no_blocks": "The page was rebuilt: check the samples of the rule that was found anew, or remove the source.",
    "own_address": "",
}


def duration(seconds: float) -> str:
    """A length of time in words: `40 seconds`, `5 minutes`, `3 hours`, `2 days`."""
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 1.5 * size or seconds == size:
            count = round(seconds / size)
            return f"{count} {name}{'s' if count != 1 else ''}"
    count = max(round(seconds), 1)
    return f"{count} second{'s' if count != 1 else ''}"


def explain(error: SourceError) -> str:
    """What went wrong and what the person can do, in one or two sentences."""
    what = str(error).strip().rstrip(".")
    what = what[:1].upper() + what[1:]
    advice = advice_for(error.kind)
    return f"{what}. {advice}" if advice else f"{what}."


def advice_for(kind: str) -> str:
    """What a person can do about an error of that *kind*; "" when there is nothing to add."""
    if kind in ADVICE:
        return ADVICE[kind]
    if kind.startswith("http_5"):
        return _TRY_LATER
    return _TRY_LATER if not kind.startswith("http_4") else ADVICE["http_403"]


def usual_rate(rate: float | None, spoke_at: datetime | None, *, now: datetime) -> float:
    """Entries a day when the source last spoke, at *spoke_at*: since then the smoothed *rate* only fades."""
    if rate is None or spoke_at is None:
        return 0.0
    days = min(max((now - spoke_at).total_seconds() / 86400.0, 0.0), 365.0)
    return rate * math.exp(days / _RATE_DAYS)


def is_silent(rate: float | None, spoke_at: datetime | None, *, now: datetime) -> bool:
    """Whether a source that used to speak has said nothing for far longer than usual.

    rate: its smoothed entries a day; spoke_at: when an entry last appeared.
    """
    usual = usual_rate(rate, spoke_at, now=now)
    if usual <= 0.0 or spoke_at is None:
        return False
    expected = timedelta(days=min(SILENT_ENTRIES / usual, SILENT_AT_MOST.days))
    return now - spoke_at >= max(expected, SILENT_AT_LEAST)


def notice(before: PollState, after: PollState, *, title: str, now: datetime) -> str | None:
    """What people should be told when a source's health changed; None when nothing is worth a word."""
    if before.status is after.status:
        return None
    if after.status is SourceStatus.SILENT and after.last_new_at is not None:
        quiet = duration((now - after.last_new_at).total_seconds())
        return f"{title} has fallen silent: nothing new for {quiet}, though it answers."
    if after.status is SourceStatus.GONE:
        return f"{title} is gone. {after.last_error or ''}".strip()
    if after.status is SourceStatus.OK and before.status is SourceStatus.SILENT:
        return f"{title} speaks again."
    return None
