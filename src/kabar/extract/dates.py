"""Dates as people and machines write them on pages -> moments, in many languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

EARLIEST = 1990

_MONTHS = (
    "january jan januar jänner jaenner janvier enero ene gennaio gen janeiro januari styczeń stycznia января янв ocak leden ledna januára tammikuuta januar. janv gener ianuarie január siječnja يناير जनवरी มกราคม tháng-1",
    "february feb februar février fevrier fév febrero febbraio fevereiro fev februari luty lutego февраля фев şubat únor února februára helmikuuta févr febrer februarie február veljače فبراير peb फ़रवरी กุมภาพันธ์ feber",
    "march mar märz maerz mrz mär mars marzo março marco maart maret marzec marca марта мар mart březen března maaliskuuta març martie március ožujka مارس मार्च มีนาคม mrt",
    "april apr avril abril abr aprile kwiecień kwietnia апреля апр nisan duben dubna apríla huhtikuuta avr aprilie április travnja أبريل अप्रैल เมษายน",
    "may mai mayo maggio mag maio mei maj maja мая май mayıs květen května mája toukokuuta maig május svibnja مايو मई พฤษภาคม",
    "june jun juni juin junio giugno giu junho czerwiec czerwca июня июн haziran červen června júna kesäkuuta juny iunie június lipnja يونيو जून มิถุนายน",
    "july jul juli juillet julio luglio lug julho lipiec lipca июля июл temmuz červenec července júla heinäkuuta juil juliol iulie július srpnja يوليو जुलाई กรกฎาคม",
    "august aug août aout agosto ago augustus agustus agu sierpień sierpnia августа авг ağustos srpen srpna augusta elokuuta agost kolovoza أغسطس अगस्त สิงหาคม augusti augusztus",
    "september sep sept septembre septiembre set settembre setembro wrzesień września сентября сен eylül září septembra syyskuuta setembre septembrie szeptember rujna سبتمبر सितंबर กันยายน",
    "october oct oktober okt octobre octubre ottobre ott outubro out październik października октября окт ekim říjen října októbra lokakuuta octubre octombrie október listopada أكتوبر अक्टूबर ตุลาคม",
    "november nov novembre noviembre novembro listopad ноября ноя kasım listopadu novembra marraskuuta noiembrie studenoga نوفمبر नवंबर พฤศจิกายน",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desember des grudzień grudnia декабря дек aralık prosinec prosince decembra joulukuuta desembre decembrie prosinca ديسمبر दिसंबर ธันวาคม",
)  # fmt: skip
MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}

_ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+\-]\d\d:?\d\d|[+\-]\d\d)?)?(?!\d)",
    re.I,
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?:T?(\d\d)(\d\d)(\d\d)?)?(?!\d)")
_YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?[年/.\-]\s?(\d{1,2})\s?[月/.\-]\s?(\d{1,2})(?!\d)(?:\s?日)?(?:\D{0,6}(\d{1,2}):(\d\d))?"
)
_KOREAN = re.compile(r"((?:19|20)\d\d)년\s?(\d{1,2})월\s?(\d{1,2})일")
_NUMERIC = re.compile(
    r"(?<![\d.,/])(\d{1,2})\s?([./\-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d\d|\d\d)(?![\d/]|\.\d)(?:\D{1,12}(\d{1,2})[:.](\d\d)\s?(am|pm|a\.m\.|p\.m\.)?)?",
    re.I,
)
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?(?:\s+(?:de|of|d'))?[\s\-.]+([^\W\d_]{3,12}|tháng-\d)\.?,?(?:\s+(?:de|del))?[\s\-]*((?:19|20)\d\d)"
    r"(?:\D{1,14}(\d{1,2})[:.h](\d\d)\s?(am|pm|a\.m\.|p\.m\.)?)?",
    re.I,
)
_MONTH_FIRST = re.compile(
    r"(?<![^\W\d_])([^\W\d_]{3,12})\.?[\s\-]+(\d{1,2})(?:st|nd|rd|th|\.)?,?[\s\-]+((?:19|20)\d\d)(?:\D{1,14}(\d{1,2}):(\d\d)\s?(am|pm|a\.m\.|p\.m\.)?)?",
    re.I,
)
_YEAR_WORDS = re.compile(r"(?<!\d)((?:19|20)\d\d)[\s,]+([^\W\d_]{3,12})\.?\s+(\d{1,2})(?!\d)", re.I)
_RFC = re.compile(r"(\d{1,2}) (\w{3}) ((?:19|20)\d\d) (\d\d):(\d\d)(?::(\d\d))? ?(GMT|UTC|[+\-]\d{4})?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/\-_]?(\d{1,2})[/\-_]?(\d{1,2})(?=[/\-_.]|$)|[/\-_.]((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?([0-2]\d|3[01])(?!\d)"
)
_DAY_IN_ADDRESS = re.compile(r"[/\-_](\d{1,2})-(\d{1,2})-((?:19|20)\d\d)(?=[/\-_.]|$)")
_MONTH_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})(?=[/\-_.]|$)", re.I)
_OFFSET = re.compile(r"([+\-])(\d\d):?(\d\d)?")
# Names of zones as outlets print them behind a time, in hours from UTC. CST is missing: it is Chicago's and China's.
ZONES = {
    "GMT": 0, "UTC": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "SAST": 2, "EEST": 3, "MSK": 3,
    "IST": 5.5, "WIB": 7, "HKT": 8, "SGT": 8, "WITA": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EDT": -4, "EST": -5, "CDT": -5, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
}  # fmt: skip
_ZONE = re.compile(
    rf"\s?(?:Uhr\s?)?\(?({'|'.join(ZONES)})(?:\b|(?=[A-Z][a-z]))(?:\s?([+\-]\d{{1,2}})(?::?(\d\d))?\b)?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date that was read, and how."""

    at: datetime  # aware; midnight UTC when only the day is known
    timed: bool  # a time of day was given
    zoned: bool  # with its zone
    shape: str  # iso, ymd, dmy, mdy, words, address, epoch


def read_moment(text: str) -> Moment | None:
    """The first date in a machine-readable value (an attribute, a meta element, structured data)."""
    text = text.strip()[:80]
    if _EPOCH.match(text):
        return _epoch(int(text[:10]))
    return next(iter(moments_in(text)), None)


def moments_in(text: str, *, month_first: bool = False) -> Iterator[Moment]:
    """Every date in *text*. month_first: read 3/4/2020 as 4 March."""
    # What has none of these signs is not looked through for the shapes that need them.
    dashed = "-" in text
    numbered = dashed or "/" in text or "." in text
    if _YEAR.search(text) is None:
        if numbered:
            yield from _in_numbers(text, month_first)
        return
    for found in _ISO.finditer(text) if dashed else ():
        yield from _made(
            found[1], found[2], found[3], found[4], found[5], None, found[7] or _zone_behind(found), "iso"
        )
    for found in _RFC.finditer(text) if ":" in text else ():
        if month := MONTH_OF.get(found[2].lower()):
            yield from _made(
                found[3], month, found[1], found[4], found[5], None, found[7] or _zone_behind(found), "words"
            )
            return
    for found in _KOREAN.finditer(text) if "년" in text else ():
        yield from _made(found[1], found[2], found[3], None, None, None, None, "ymd")
    for found in _YEAR_FIRST.finditer(text) if numbered or "年" in text else ():
        if not _ISO.match(text, found.start()):
            yield from _made(
                found[1], found[2], found[3], found[4], found[5], None, _zone_behind(found), "ymd"
            )
    yield from _in_words(text)
    if numbered:
        yield from _in_numbers(text, month_first)
    for found in _COMPACT.finditer(text) if len(text) < 20 else ():
        yield from _made(found[1], found[2], found[3], found[4], found[5], None, None, "ymd")


def _in_words(text: str) -> Iterator[Moment]:
    """Dates with the month's name."""
    for found in _DAY_FIRST.finditer(text):
        if month := MONTH_OF.get(found[2].lower()):
            yield from _made(
                found[3], month, found[1], found[4], found[5], found[6], _zone_behind(found), "words"
            )
    for found in _MONTH_FIRST.finditer(text):
        if month := MONTH_OF.get(found[1].lower()):
            yield from _made(
                found[3], month, found[2], found[4], found[5], found[6], _zone_behind(found), "words"
            )
    for found in _YEAR_WORDS.finditer(text):
        if month := MONTH_OF.get(found[2].lower()):
            yield from _made(found[1], month, found[3], None, None, None, None, "words")


def _in_numbers(text: str, month_first: bool) -> Iterator[Moment]:
    """Dates of days and months in numbers."""
    for found in _NUMERIC.finditer(text):
        day, month_, year = int(found[1]), int(found[3]), int(found[4])
        year += 0 if year > 99 else 2000 if year < 60 else 1900
        shape = "dmy"
        if (found[2] == "/" and month_first and day <= 12) or month_ > 12:
            day, month_, shape = month_, day, "mdy"
        yield from _made(year, month_, day, found[5], found[6], found[7], _zone_behind(found), shape)


def _zone_behind(found: re.Match[str]) -> str | None:
    return zone_at(found.string, found.end())


def zone_at(text: str, place: int) -> str | None:
    """The zone that stands there, as +HHMM: `CET`, `(EST)`, `GMT+8`."""
    named = _ZONE.match(text, place)
    if named is None:
        return None
    hours = ZONES[named[1]] + int(named[2] or 0)
    minutes = round(abs(hours) * 60) + int(named[3] or 0)
    return f"{'-' if hours < 0 else '+'}{minutes // 60:02d}{minutes % 60:02d}"


def moment_in_address(url: str) -> Moment | None:
    """The day that an address names, as /2020/03/04/ or 2020-03-04."""
    path = url.partition("?")[0]
    found = _IN_ADDRESS.search(path)
    if not found:
        if by_month := _MONTH_IN_ADDRESS.search(path):
            month = MONTH_OF.get(by_month[2].lower(), 0)
            return next(_made(by_month[1], month, by_month[3], None, None, None, None, "address"), None)
        if by_day := _DAY_IN_ADDRESS.search(path):
            month, day = int(by_day[2]), int(by_day[1])
            day, month = (month, day) if month > 12 else (day, month)
            return next(_made(by_day[3], month, day, None, None, None, None, "address"), None)
        return None
    return next(
        _made(
            found[1] or found[4],
            found[2] or found[5],
            found[3] or found[6],
            None,
            None,
            None,
            None,
            "address",
        ),
        None,
    )


def _made(
    year: str | int,
    month: str | int,
    day: str | int,
    hour: str | None,
    minute: str | None,
    half: str | None,
    zone: str | None,
    shape: str,
) -> Iterator[Moment]:
    try:
        at = datetime(int(year), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return
    if at.year < EARLIEST or at.year > 2100:
        return
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59:
        yield Moment(at, False, False, shape)
        return
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    at = at.replace(hour=hours, minute=int(minute))
    if zone is None:
        yield Moment(at, True, False, shape)
        return
    offset = _OFFSET.match(zone)
    if offset:
        shift = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        shift = -shift if offset[1] == "-" else shift
        if abs(shift) < timedelta(hours=24):
            at = at.replace(tzinfo=timezone(shift))
    yield Moment(at, True, True, shape)


def _epoch(seconds: int) -> Moment | None:
    at = datetime.fromtimestamp(seconds, tz=UTC)
    return Moment(at, True, True, "epoch") if EARLIEST <= at.year <= 2100 else None
