"""Whose report it is and from where: agency and dateline, read off the text's beginning and end.

"JAKARTA (Antara) - ", "LONDON, April 2 (Reuters) - ", "新华社北京4月2日电", "القدس (رويترز) -". A credit at the
end ("Reporting by ...; Reuters", "(dpa)") names the agency too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

BEGINNING = 260  # characters in which a dateline stands
ENDING = 160

# Canonical name -> forms that newsrooms write, in any script.
AGENCIES: Mapping[str, tuple[str, ...]] = {
    "AAP": ("AAP", "Australian Associated Press"),
    "AFP": (
        "AFP",
        "Agence France-Presse",
        "Agence France Presse",
        "أ ف ب",
        "ا ف ب",
        "أ.ف.ب",
        "ا.ف.ب",
        "فرانس برس",
        "法新社",
        "АФП",
    ),
    "AP": ("AP", "The Associated Press", "Associated Press", "أ ب", "أسوشيتد برس", "美联社", "美聯社", "АП"),
    "ANI": ("ANI",),
    "ANSA": ("ANSA", "Ansa"),
    "Antara": ("ANTARA", "Antara", "ANTARA News", "Antaranews", "LKBN Antara", "ANTARA/HO"),
    "ANP": ("ANP",),
    "APA": ("APA",),
    "Belga": ("Belga", "BELGA"),
    "Bernama": ("BERNAMA", "Bernama"),
    "Bloomberg": ("Bloomberg", "Bloomberg News", "彭博社", "彭博"),
    "CNA": ("中央社", "CNA"),
    "China News Service": ("中新社", "中新网", "中新網", "China News Service"),
    "Canadian Press": ("The Canadian Press", "Canadian Press", "CP"),
    "DPA": ("dpa", "DPA", "dpa-AFX", "德新社", "د ب أ", "د.ب.أ", "ДПА"),
    "EFE": ("EFE", "Efe", "Agencia EFE", "埃菲社"),
    "Europa Press": ("EUROPA PRESS", "Europa Press"),
    "Interfax": ("Interfax", "Интерфакс", "ИНТЕРФАКС"),
    "IRNA": ("IRNA", "ایرنا", "إرنا"),
    "Jiji": ("Jiji", "Jiji Press", "時事", "時事通信"),
    "KCNA": ("KCNA", "朝中社", "조선중앙통신"),
    "Kyodo": ("Kyodo", "Kyodo News", "共同", "共同通信", "共同社"),
    "Lusa": ("Lusa", "LUSA"),
    "NTB": ("NTB",),
    "RIA Novosti": ("РИА Новости", "РИА НОВОСТИ", "RIA Novosti", "RIA"),
    "PA Media": ("PA Media", "Press Association"),
    "PAP": ("PAP",),
    "PTI": ("PTI", "Press Trust of India"),
    "Reuters": (
        "Reuters",
        "REUTERS",
        "Thomson Reuters",
        "رويترز",
        "路透社",
        "路透",
        "ロイター",
        "Рейтер",
        "로이터",
        "रॉयटर्स",
    ),
    "Ritzau": ("Ritzau",),
    "SDA": ("sda", "Keystone-SDA", "SDA"),
    "SPA": ("SPA", "واس"),
    "TASS": ("TASS", "ТАСС", "塔斯社", "تاس"),
    "TT": ("TT", "/TT/"),
    "Ukrinform": ("Ukrinform", "Укринформ", "Укрінформ"),
    "UPI": ("UPI",),
    "WAFA": ("WAFA", "وفا"),
    "WAM": ("WAM", "وام"),
    "Xinhua": ("Xinhua", "XINHUA", "新华社", "新華社", "شينخوا", "Синьхуа"),
    "Yonhap": ("Yonhap", "연합뉴스", "聯合新聞通訊社", "韩联社", "韓聯社"),
    "Anadolu": ("Anadolu", "AA", "Anadolu Agency", "الأناضول", "Anadolu Ajansı"),
    "MENA": ("MENA", "أ ش أ"),
    "Petra": ("بترا",),
    "SANA": ("SANA", "سانا"),
}
_NAME_OF: Mapping[str, str] = {form: name for name, forms in AGENCIES.items() for form in forms}
_LONGEST_FIRST = "|".join(re.escape(form) for form in sorted(_NAME_OF, key=len, reverse=True))
# Short capital forms mean an agency only inside brackets or after a credit's cue.
_PLAIN = "|".join(
    re.escape(form) for form in sorted(_NAME_OF, key=len, reverse=True) if len(form) > 3 or not form.isascii()
)

_DASH = r"\s*(?:[-–—―]{1,2}|:|\.-|/)\s*"
_DAY = (
    r"(?:\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|(?:[^\W\d_]{3,12}\.?\s+\d{1,2}|\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?)"
    r"(?:,?\s+(?:de\s+)?\d{4})?)"
)
_PLACE = r"(?P<place>[^\W\d_][\w.'’`-]*(?:[ ,/]+(?:[^\W\d_][\w.'’`-]*)){0,5}?)"
_BRACKET = r"[(（\[](?P<agency>[^()（）\[\]]{2,60})[)）\]]"
# PLACE, day (AGENCY) -   |   PLACE, AGENCY -   |   PLACE, day -
_WITH_AGENCY = re.compile(rf"^\W*{_PLACE}(?:[,،]?\s*{_DAY})?\s*,?\s*{_BRACKET}(?:{_DASH}|\s)")
_COMMA_AGENCY = re.compile(rf"^\W*{_PLACE}\s*[,،/.]\s*(?P<agency>{_LONGEST_FIRST})\s*(?:[-–—]{{1,2}}|:|\.)\s")
# "МОСКВА, 2 апр — РИА Новости." and "MOSCOW, April 2. /TASS/."
_AGENCY_AFTER = re.compile(
    rf"^\W*{_PLACE}\s*,\s*{_DAY}\s*[.,]?\s*[-–—/]{{1,2}}\s*(?P<agency>{_LONGEST_FIRST})\s*(?:/\.?|[.:]|[-–—])\s"
)
_BRACKET_FIRST = re.compile(rf"^\W{{0,2}}{_BRACKET}{_DASH}")
_SITE = re.compile(
    r"^\W*(?P<site>[\w-]+(?:\.(?i:com|co\.id|id|net|org|tv|news|co))+)\s*[,|]\s*(?P<place>[^\W\d_][\w'’.-]*"
    r"(?: [^\W\d_][\w'’.-]*){0,3})\s*[-–—]{1,2}\s"
)
_CAPITAL_PLACE = re.compile(
    rf"^\W*(?P<place>[^\W\d_a-z][^\W\d_a-zß-ÿ.'’-]{{2,}}(?:[ ,/]+[^\W\d_a-z][^\W\d_a-zß-ÿ.'’-]+){{0,3}})(?:, [^\W\d_][\w.' ]{{1,20}})?(?:,\s*{_DAY})?\s*[-–—]{{1,2}}\s"
)
_DAY_PLACE = re.compile(rf"^\W*{_PLACE},\s*{_DAY}\s*[-–—]{{1,2}}\s")
_CHINESE = re.compile(
    rf"^\W*[(（]?(?P<agency>{_LONGEST_FIRST})?(?P<place>[\u4e00-\u9fff]{{2,8}}?)(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:综合|綜合)?(?:电|電|讯|訊)"
)
_JAPANESE = re.compile(
    r"^\W*[［\[【](?P<place>[^\d\s\]］】]{2,10})(?:\s*\d{1,2}日)?\s*(?P<agency>ロイター|共同|時事|AFP|AP)?[\]］】]"
)
_KOREAN = re.compile(r"^\W*[(\[](?P<place>[가-힣]{2,6})=(?P<agency>[가-힣A-Z]{2,8})[)\]]")
_CREDIT = re.compile(
    rf"(?:\((?:[^()]{{0,40}}[/;, ])?(?P<bracket>{_LONGEST_FIRST})(?:[/;, ][^()]{{0,40}})?\)|"
    rf"(?:[Ss]ource|[Ss]umber|[Qq]uelle|[Ff]uente|[Mm]it Material von|[Aa]vec|[Cc]on|[Cc]redit|[Vv]ia|[Rr]eporting by|[Ee]diting by)"
    rf"[^.\n]{{0,60}}?(?P<cue>\b(?:{_PLAIN})\b)|"
    rf"(?:^|\n)\W*(?P<alone>{_LONGEST_FIRST})\W*)\s*$"
)
_INLINE = re.compile(rf"[(（]\s*(?P<agency>{_LONGEST_FIRST})\s*[)）]")
_NOT_PLACES = frozenset(
    "update exclusive breaking live watch video opinion analysis factbox explainer read photo foto baca".split()
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Agency and dateline of a text, and where the report itself begins."""

    agency: str | None = None
    dateline: str | None = None  # the place, as written
    body_start: int = 0  # code points into the text


def find_origin(text: str) -> Origin:
    """Agency and dateline of *text*: what its first line and its credit say; nothing is guessed."""
    begin = len(text) - len(text.lstrip())
    head = text[begin : begin + BEGINNING].split("\n", 1)[0]
    found = _from_head(head)
    if found is None:
        rest = text[begin + len(head) : begin + len(head) + 200].lstrip("\n").split("\n", 1)[0]
        # A byline or a caption may stand first.
        found = _from_head(rest) if len(head) < 80 and rest else None
        found = Origin(found.agency, found.dateline) if found else Origin()
    else:
        found = Origin(found.agency, found.dateline, begin + found.body_start)
    if found.agency is None:
        return Origin(_from_credit(text) or _inline(head), found.dateline, found.body_start)
    return found


def _from_head(head: str) -> Origin | None:
    for pattern in (
        _CHINESE,
        _JAPANESE,
        _KOREAN,
        _AGENCY_AFTER,
        _COMMA_AGENCY,
        _WITH_AGENCY,
        _SITE,
        _DAY_PLACE,
        _CAPITAL_PLACE,
    ):
        match = pattern.match(head)
        if not match:
            continue
        groups = match.groupdict()
        agency = agency_name(groups.get("agency"))
        if pattern is _WITH_AGENCY and agency is None and not head[: match.start("agency")].isupper():
            continue  # "Someone (45) said" is no dateline
        place = _clean_place(
            groups.get("place"),
            agency_found=agency is not None,
            strict=pattern is _WITH_AGENCY and agency is None,
        )
        if place or agency:
            return Origin(agency, place, match.end())
    match = _BRACKET_FIRST.match(head)
    if match and (agency := agency_name(match["agency"])):
        return Origin(agency, None, match.end())
    return None


def _clean_place(place: str | None, *, agency_found: bool, strict: bool = False) -> str | None:
    if not place:
        return None
    place = place.strip(" ,./-")
    words = place.split()
    if not words or len(place) > 40 or words[0].casefold().strip(",") in _NOT_PLACES:
        return None
    if not agency_found and not place[0].isupper() and not "\u4e00" <= place[0] <= "\u9fff":
        return None  # a script without capitals gives no sign that this is a name
    if place[0].islower() or (strict and not place.replace(".", "").replace(" ", "").isupper()):
        return None
    lower = sum(word[0].islower() and len(word) > 3 for word in words)
    return None if lower else place


def agency_name(written: str | None) -> str | None:
    """The agency that *written* names, in its usual form; None when it names none we know."""
    if not written:
        return None
    written = written.strip()
    if written in _NAME_OF:
        return _NAME_OF[written]
    for part in re.split(r"[/;,|]| - | and | dan |/", written):
        if part.strip() in _NAME_OF:
            return _NAME_OF[part.strip()]
    return None


def _from_credit(text: str) -> str | None:
    match = _CREDIT.search(text[-ENDING:].rstrip())
    return _NAME_OF[match["bracket"] or match["cue"] or match["alone"]] if match else None


def _inline(head: str) -> str | None:
    match = _INLINE.search(head)
    return _NAME_OF[match["agency"]] if match else None
