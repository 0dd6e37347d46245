"""The dates people write in feeds: RFC 822, ISO 8601, and what lies between, in many languages.

`parse_date` never raises and never guesses a day: an impossible date is None. A date without a zone is
taken as UTC. Whether a date lies in the future is the caller's to decide: there is no clock here.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

# Years outside are mistakes ("0001-01-01" and 1 January 1970 00:00 stand for "no date" in many programs).
FIRST_YEAR, LAST_YEAR = 1800, 2200

_MONTH_STRICT = {
    f" {name} ": f"-{number:02}-"
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)
}
_ZULU = {" GMT": "Z", " UTC": "Z", " UT": "Z", " Z": "Z", " +0000": "Z", " -0000": "Z"}
_TIME = r"(\d{1,2})\s*[:.]\s*(\d{1,2})(?:\s*[:.]\s*(\d{1,2})(?:[.,]\d+)?)?"
_CLOCK = re.compile(_TIME + r"\s*(?:([ap])\.?m\b\.?)?", re.I)
_ZONE = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d{2})?\b|\b([A-Z]{1,5})\b\s*(?:\(.*\))?\s*$", re.I)
_DAY_MONTH_YEAR = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|°)?[\s./-]*(?:de |of )?([^\W\d_]{3,})[\s.,/-]*(?:de |del )?(\d{4}|\d{2})(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:.*?\s)?(\d{4})(?!\d)")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})[-\s]+(\d{1,2})(?!\d)")
_ISO_LOOSE = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?|(\d{2})(\d{2})?|-?(\d{3}))?(?!\d)"
    r"(?:[T\s_]+(?:" + _TIME + r"|(\d{2})(\d{2})(\d{2})?)?)?",
    re.I,
)
_SHORT_ISO = re.compile(r"(\d{2})-(\d{2})(?:-(\d{2}))?(?:T|$)|-(\d{2})(\d{2})?$")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?(\d))?", re.I)
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNIX = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_DIGITS = re.compile(r"\d{14}")

# Months as news sites write them; a word counts by its whole form or its first letters. Where two
# languages disagree on a word it is left out.
_MONTHS = (
    "january jan januari janvier jänner januar enero ene janeiro gennaio gen stycznia sty ocak leden ledna január januára januarie ιαν ιανουαριου янв января январь січня",
    "february feb februari pebruari februar févr février fevrier fev febrero fevereiro febbraio lutego lut şubat subat února február februára februarie φεβ φεβρουαριου фев февраля лютого",
    "march mar maret mac maart mrt märz mär mars marzo março marco marca mart března březen március márc marec martie μαρ μαρτ μαρτιου мар марта березня",
    "april apr avril avr abril abr aprile kwietnia kwi nisan nis dubna duben április ápr apríla aprilie απρ απριλιου апр апреля квітня",
    "may mei mai mayo maio maggio mag maja mayıs mayis května květen május máj μαι μαϊ μαιου μαϊου мая май травня",
    "june jun juni juin junho junio giugno giu czerwca cze haziran haz června červen június jún jun iunie ιουν ιουνιου июн июня червня",
    "july jul juli julai juillet juil julho julio luglio lug lipca lip temmuz tem července červenec július júl iulie ιουλ ιουλιου июл июля липня",
    "august aug agustus agu ags ogos augustus août aout agosto ago sierpnia sie ağustos agustos ağu srpna srpen augusztus augusta αυγ αυγουστου авг августа серпня",
    "september sep sept septembre septiembre set setembro settembre września wrz eylül eylul eyl září szeptember szept septembra septembrie σεπ σεπτ σεπτεμβριου сен сент сентября вересня",
    "october oct oktober okt octobre octubre outubro out ottobre ott października paź ekim eki října říjen október októbra octombrie οκτ οκτωβριου окт октября жовтня",
    "november nov nopember novembre noviembre novembro listopada lis kasım kasim kas listopadu noviembre novembra noiembrie νοε νοεμβριου ноя ноября листопада",
    "december dec desember des disember dis décembre decembre déc dezember dez diciembre dic dezembro dicembre grudnia gru aralık aralik ara prosince prosinec decembra decembrie δεκ δεκεμβριου дек декабря грудня",
)
_ZONES = {
    "z": 0, "ut": 0, "gmt": 0, "utc": 0, "wet": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180,
    "nst": -210, "ndt": -150, "brt": -180, "art": -180, "clt": -240, "bst": 60, "cet": 60, "cest": 120, "mez": 60,
    "mesz": 120, "met": 60, "mest": 120, "west": 60, "eet": 120, "eest": 180, "msk": 180, "msd": 240, "sast": 120, "wat": 60,
    "cat": 120, "eat": 180, "trt": 180, "pkt": 300, "ict": 420, "wib": 420, "wita": 480, "wit": 540, "sgt": 480,
    "myt": 480, "hkt": 480, "pht": 480, "awst": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660,
    "acst": 570, "acdt": 630, "nzst": 720, "nzdt": 780, "et": -300, "ct": -360, "mt": -420, "pt": -480,
    # RFC 822's military letters have their signs mixed up; RFC 2822 says to read them as UTC.
    "a": 0, "n": 0, "m": 0, "y": 0,
}  # fmt: skip


def _bare(word: str) -> str:
    """The word without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))


_MONTH_OF = {_bare(word): number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}


def _month(word: str) -> int | None:
    bare = _bare(word)
    return _MONTH_OF.get(bare) or _MONTH_OF.get(bare[:3])


def parse_date(text: str | None) -> datetime | None:
    """The moment that *text* names, in UTC; None when there is none that we can read or that can be."""
    if not text:
        return None
    # Nearly every feed writes "Sat, 03 Jan 2026 10:00:00 +0000" or ISO 8601: the library reads both, the
    # first with its parts put in order.
    try:
        if text[3:5] == ", ":
            iso = f"{text[12:16]}{_MONTH_STRICT[text[7:12]]}{text[5:7]}T{text[17:25]}{_ZULU.get(text[25:]) or text[26:]}"
            moment = datetime.fromisoformat(iso)
        else:
            moment = datetime.fromisoformat(text)
            if not text[:4].isdigit():
                return None
    except (ValueError, KeyError):
        return _loose(text[:100].strip())
    zone = moment.tzinfo
    if zone is None:
        moment = moment.replace(tzinfo=UTC)
    elif zone is not UTC:
        moment = moment.astimezone(UTC)
    return _possible(moment)


def _possible(moment: datetime) -> datetime | None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR or moment == _EPOCH:
        return None
    return moment


@lru_cache(maxsize=512)
def _loose(text: str) -> datetime | None:
    """Read what is left: pieces in any order. Cached, as odd dates come in rows."""
    try:
        moment = _pieces(text)
        return _possible(moment) if moment is not None else None
    except (ValueError, OverflowError):
        return None


def _pieces(text: str) -> datetime | None:
    text = unicodedata.normalize("NFKC", text)
    if _UNIX.fullmatch(text):
        return datetime.fromtimestamp(float(text) / (1000 if len(text.partition(".")[0]) > 10 else 1), UTC)
    if _DIGITS.fullmatch(text):
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    day, rest = _day(text)
    if day is None:
        return None
    hours = 0
    clock = _CLOCK.search(rest)
    seconds = 0
    if clock is not None:
        hours, minutes, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if (
            (clock[4] and clock[4].lower() == "p" and hours < 12)
            or ("오후" in rest and hours < 12)
            or ("下午" in rest and hours < 12)
        ):
            hours += 12
        elif clock[4] and clock[4].lower() == "a" and hours == 12:
            hours = 0
        if hours > 24 or minutes > 59 or second > 60 or (hours == 24 and (minutes or second)):
            return None
        seconds = minutes * 60 + min(second, 59)
        rest = rest[clock.end() :]
    zone = _zone(rest) if clock is not None else timedelta()
    return day + timedelta(hours=hours, seconds=seconds) - zone


def _zone(rest: str) -> timedelta:
    found = _ZONE.search(rest)
    if found is None:
        return timedelta()
    if found[1]:
        hours, minutes = int(found[2]), int(found[3] or 0)
        if hours > 15 or minutes > 59:
            return timedelta()
        return timedelta(minutes=hours * 60 + minutes) * (1 if found[1] == "+" else -1)
    return timedelta(minutes=_ZONES.get(found[4].lower(), 0))


def _day(text: str) -> tuple[datetime | None, str]:
    """Midnight of the day that *text* names, and what is left of the text."""
    if (found := _EAST_ASIAN.search(text)) is not None:
        return _midnight(int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    if (found := _WEEK.match(text)) is not None:
        return _midnight_of_week(int(found[1]), int(found[2]), int(found[3] or 1)), text[found.end() :]
    if (found := _ISO_LOOSE.match(text)) is not None and not _month_follows(text, found):
        return _iso_day(found), text[found.end(6) if found[6] else _end_of_day(found) :]
    if (found := _SHORT_ISO.match(text)) is not None:
        return _short_iso_day(found), text[found.end() :]
    for pattern, order in ((_DAY_MONTH_YEAR, (2, 1, 3)), (_MONTH_DAY_YEAR, (1, 2, 3))):
        for found in pattern.finditer(text):
            month = _month(found[order[0]])
            if month is not None:
                rest = (
                    text[: found.start()] + " " + text[found.end() :] if pattern is _DAY_MONTH_YEAR else text
                )
                return _midnight(_full_year(found[3]), month, int(found[order[1]])), rest
    if (found := _NUMERIC.search(text)) is not None:
        return _numeric_day(found), text[found.end() :]
    return None, text


def _month_follows(text: str, found: re.Match[str]) -> bool:
    return bool(re.match(r"[\s-]*[^\W\d_]{3,}", text[found.end(1) :])) and not found[2] and not found[4]


def _end_of_day(found: re.Match[str]) -> int:
    return max(found.end(group) for group in (1, 2, 3, 4, 5))


def _iso_day(found: re.Match[str]) -> datetime | None:
    year = int(found[1])
    if found[6]:
        return _midnight(year, 1, 1, int(found[6]) - 1)
    return _midnight(year, int(found[2] or found[4] or 1), int(found[3] or found[5] or 1))


def _short_iso_day(found: re.Match[str]) -> datetime | None:
    if found[1]:
        return _midnight(_full_year(found[1]), int(found[2]), int(found[3] or 1))
    return _midnight(_full_year(found[4]), int(found[5] or 1), 1)


def _numeric_day(found: re.Match[str]) -> datetime | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    # Slashes are American unless the first number cannot be a month; dots and dashes are day first.
    if found[2] == "/" and first <= 12:
        return _midnight(year, first, second)
    return _midnight(year, second, first)


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def _midnight(year: int, month: int, day: int, later: int = 0) -> datetime | None:
    return datetime(year, month, day, tzinfo=timezone.utc) + timedelta(days=later)  # noqa: UP017


def _midnight_of_week(year: int, week: int, day: int) -> datetime | None:
    return datetime.fromisocalendar(year, week, day).replace(tzinfo=UTC)
