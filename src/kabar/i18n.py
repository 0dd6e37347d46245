"""Words, dates and numbers in a person's language: gettext catalogues read with Babel, CLDR for the rest.

The English text in a template is the message's id; `locale/<code>/LC_MESSAGES/kabar.po` has the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError, dates, lists, numbers
from babel.messages.pofile import read_po

LOCALES = ("en", "id")
CATALOGUES = Path(__file__).parent / "locale"

# Scripts written from right to left; languages that use them unless a script subtag says otherwise.
_RTL_SCRIPTS = frozenset({"arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg"})
_RTL_LANGUAGES = frozenset(
    {"ar", "arz", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
)

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Catalogue:
    """The translations of one locale."""

    locale: str
    single: Mapping[str, str]
    plural: Mapping[str, tuple[str, ...]]

    def gettext(self, message: str) -> str:
        """*message* in this locale, else as it is."""
        return self.single.get(message) or message

    def ngettext(self, one: str, many: str, count: int) -> str:
        """*one* or *many* by this locale's plural rule for *count*."""
        forms = self.plural.get(one)
        if forms is None:
            return one if count == 1 else many
        index = 0 if len(forms) == 1 else int(count != 1)
        return forms[min(index, len(forms) - 1)] or (one if count == 1 else many)


@lru_cache(maxsize=len(LOCALES))
def catalogue(locale: str) -> Catalogue:
    """The catalogue of *locale*, one of LOCALES."""
    single: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    path = CATALOGUES / locale / "LC_MESSAGES" / "kabar.po"
    with path.open("rb") as stream:
        for message in read_po(stream, locale=locale):
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.id, tuple | list):
                plural[message.id[0]] = tuple(message.string or ())
            else:
                single[str(message.id)] = str(message.string)
    return Catalogue(locale, single, plural)


def negotiate(accept_language: str) -> str:
    """The best of LOCALES for an Accept-Language header; English when none fits."""
    wishes: list[tuple[float, str]] = []
    for part in accept_language[:500].split(","):
        code, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((float(weight) if weight else 1.0, code.split("-")[0].lower()))
        except ValueError:
            continue
    for _, code in sorted(wishes, key=lambda wish: -wish[0]):
        code = {"ms": "id", "in": "id"}.get(
            code, code
        )  # Malay readers are nearer to Indonesian than to English
        if code in LOCALES:
            return code
    return "en"


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """`rtl` or `ltr` for text in *language* (BCP 47)."""
    parts = language.lower().split("-")
    for part in parts[1:]:
        if len(part) == 4 and part.isalpha():
            return "rtl" if part in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RTL_LANGUAGES else "ltr"


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo:
    """The time zone called *name*; UTC when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@lru_cache(maxsize=16)
def _locale(code: str) -> Locale:
    return Locale.parse(code)


@lru_cache(maxsize=512)
def language_name(language: str, locale: str) -> str:
    """What *language* is called in *locale*: "Indonesian", "bahasa Indonesia"; the code when unknown."""
    try:
        name = Locale.parse(language, sep="-").get_display_name(locale)
    except (UnknownLocaleError, ValueError):
        name = _locale(locale).languages.get(language.split("-")[0])
    return name or language


@lru_cache(maxsize=1024)
def _span(seconds: int, unit: Literal["minute", "hour"], locale: str) -> str:
    words = dates.format_timedelta(
        seconds,
        granularity=unit,
        threshold=100.0,  # never to the next unit: 90 minutes are an hour, 23 hours are no day
        add_direction=True,
        format="short",
        locale=locale,
    )
    return words.replace(".", "")  # "40 min ago": CLDR's full stops would litter a line of facts


@lru_cache(maxsize=4096)
def _date(of: date, pattern: str, locale: str) -> str:
    return dates.format_date(of, pattern, locale=locale)


def relative_time(at: datetime, *, now: datetime, locale: str, timezone: str) -> str:
    """Up to a day as "40 minutes ago" (or "in 5 minutes"), then as a date in the reader's zone."""
    delta = now - at
    seconds = delta.total_seconds()
    if abs(seconds) < _MINUTE:
        return (
            catalogue(locale).gettext("just now")
            if seconds >= 0
            else catalogue(locale).gettext("in a moment")
        )
    if abs(seconds) < _DAY:
        unit: Literal["minute", "hour"] = "minute" if abs(seconds) < _HOUR else "hour"
        step = _MINUTE if unit == "minute" else _HOUR
        whole = int(abs(seconds) // step) * step
        return _span(whole if seconds < 0 else -whole, unit, locale)
    return day(at, now=now, locale=locale, timezone=timezone)


def day(at: datetime, *, now: datetime, locale: str, timezone: str) -> str:
    """A date in the reader's zone: "2 April", with the year when it is another one."""
    local = at.astimezone(zone(timezone))
    pattern = "d MMMM" if local.year == now.astimezone(zone(timezone)).year else "d MMMM y"
    return _date(local.date(), pattern, locale)


def short_day(at: datetime, *, locale: str, timezone: str) -> str:
    """A date in the reader's zone where there is little room: "2 Apr"."""
    return _date(at.astimezone(zone(timezone)).date(), "d MMM", locale)


def moment(at: datetime, *, locale: str, timezone: str) -> str:
    """The exact time in words, in the reader's zone: "Tuesday, 2 April 2024 at 05:13"."""
    local = at.astimezone(zone(timezone))
    return f"{_date(local.date(), 'EEEE, d MMMM y', locale)}, {local:%H:%M}"


def weekdays(locale: str) -> tuple[str, ...]:
    """The days of the week by name, Monday first."""
    return tuple(_locale(locale).days["stand-alone"]["wide"][number] for number in range(7))


def clock(at: datetime, *, timezone: str) -> str:
    """The time of day in the reader's zone: "05:13"."""
    return f"{at.astimezone(zone(timezone)):%H:%M}"


@lru_cache(maxsize=4096)
def number(value: float, *, locale: str) -> str:
    """A number with the locale's separators: 1,200 or 1.200."""
    return numbers.format_decimal(value, locale=locale)


@lru_cache(maxsize=64)
def _decimal_mark(locale: str) -> str:
    return numbers.get_decimal_symbol(locale)


def signed(hundredths: int, *, locale: str) -> str:
    """Hundredths with their sign and both digits: +0.31, in Indonesian −0,07."""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'−' if hundredths < 0 else '+'}{whole}{_decimal_mark(locale)}{rest:02d}"


def percent(value: float, *, locale: str) -> str:
    """A share of one as whole percent."""
    return numbers.format_percent(value, locale=locale)


def listing(items: Sequence[str], *, locale: str) -> str:
    """Words joined as the locale does: "a, b and c"."""
    return lists.format_list(list(items), locale=locale) if items else ""


def span(length: timedelta, *, locale: str) -> str:
    """How long something took, in its largest unit: "40 min", "2 days"."""
    return dates.format_timedelta(length, format="short", threshold=1.5, locale=locale)


def duration(seconds: int) -> str:
    """Minutes and seconds of a film or sound: "2:42", "1:02:03"."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
