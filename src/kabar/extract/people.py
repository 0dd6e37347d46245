"""A byline as written -> the names of people, and the agency that stands among them."""

import re
import unicodedata
from functools import lru_cache

from kabar.extract.named import likeness

MAX_PEOPLE = 12

AGENCIES: dict[str, str] = {
    "reuters": "Reuters", "thomson reuters": "Reuters", "associated press": "AP", "the associated press": "AP", "ap": "AP", "afp": "AFP",
    "agence france-presse": "AFP", "agence france presse": "AFP", "dpa": "dpa", "deutsche presse-agentur": "dpa", "apa": "APA", "sda": "SDA",
    "keystone-sda": "SDA", "efe": "EFE", "agencia efe": "EFE", "ansa": "ANSA", "antara": "ANTARA", "bernama": "Bernama", "xinhua": "Xinhua",
    "xinhua news agency": "Xinhua", "新华社": "Xinhua", "新华网": "Xinhua", "kyodo": "Kyodo", "kyodo news": "Kyodo", "共同通信": "Kyodo",
    "jiji": "Jiji", "jiji press": "Jiji", "时事": "Jiji", "yonhap": "Yonhap", "yonhap news": "Yonhap", "yonhap news agency": "Yonhap", "연합뉴스": "Yonhap", "tass": "TASS", "тасс": "TASS",
    "ria novosti": "RIA Novosti", "риа новости": "RIA Novosti", "interfax": "Interfax", "интерфакс": "Interfax", "bloomberg": "Bloomberg",
    "bloomberg news": "Bloomberg", "upi": "UPI", "pti": "PTI", "press trust of india": "PTI", "ani": "ANI", "ians": "IANS", "pap": "PAP",
    "ritzau": "Ritzau", "ntb": "NTB", "tt": "TT", "stt": "STT", "anp": "ANP", "belga": "Belga", "lusa": "Lusa", "anadolu agency": "Anadolu",
    "anadolu": "Anadolu", "anadolu ajansı": "Anadolu", "dha": "DHA", "irna": "IRNA", "press association": "PA", "pa media": "PA",
    "aap": "AAP", "the canadian press": "The Canadian Press", "canadian press": "The Canadian Press", "中新社": "CNS", "中新网": "CNS",
    "sid": "SID", "kna": "KNA", "epd": "epd", "agência brasil": "Agência Brasil", "europa press": "Europa Press", "ukrinform": "Ukrinform",
    "укринформ": "Ukrinform", "press association (pa)": "PA", "cna": "CNA", "中央社": "CNA", "vna": "VNA",
}  # fmt: skip

_LEAD = re.compile(
    r"^\W*(?:(?:text|tekst|words|interview|redaktion)\s*(?:&|\+|und|and|og)\s*(?:fotos?|photos?|bilder?|pictures?)\s*[:：]?|"
    r"(?:written|authored|posted|published|reported|reviewed|edited|created|submitted|story|interview|text|words|articles?|pressemitteilung|im wortlaut|escribe|verfasst|geschrieben|"
    r"veröffentlicht|publié|escrito|publicado|scritto|ditulis|napisał\w*|gepostet|erstellt|eingestellt)\s*(?:by|von|par|por|da|oleh|przez)?|"
    r"by|von|par|por|oleh|autor(?:in|en|es|a)?|author[s]?|auteur|autore|penulis|reporter|editor|redaktur|redacción|source|skrevet av|"
    r"av|af|door|tekst|text|di|da|作者|文|记者|記者|责任编辑|編集委員|автор|текст)\s*(?:[:：/|]|\b)\s*(?=\S)",
    re.I,
)
# Who made the pictures, runs the site or comments is not who wrote the article.
_OTHERS = re.compile(
    r"^\W*(?:photo(?:graph)?s?|foto(?:graf)?s?|bild(?:er)?|illustrations?|image|design|code|hosted|powered|bereitgestellt|provided|reviewed|(?:fact[- ])?checked|geprüft)\b\s*(?:[:：]|by\b|von\b)|"
    r"\b(?:sagt|says|said|schreibt|dit|dice|meint)\s*:?\s*$",
    re.I,
)
_REST = re.compile(
    r"(?:[.,]\s+(?:all|tous|alle|todos|used)|[.,]?\s+(?:all\s+rights\b.*|tous\s+droits\b.*|alle\s+rechte\b.*|todos\s+(?:los|os)\b.*|hosted by\b.*|"
    r"(?:quelle|source|fuente|fonte)\s*:.*|follow\b.*|learn more|read more))\.?\s*$",
    re.I,
)
_BY = re.compile(r"^\W*(?:(?:written|posted) )?(?:by|von|oleh)\s*:?\s+(?=\S)", re.I)
_BY_INSIDE = re.compile(
    r"^.{0,60}?\b(?:by|von|par|por|oleh|autor(?:in)?|author|作者)\b\s*:?\s+(?=[^\W\d_])", re.I
)
_EMAIL = re.compile(r"[\w.+\-]+\s*(?:@|\[at\]|\(at\))\s*[\w\-]+\.[\w.\-]+")
_HANDLE = re.compile(r"(?:\(|\b(?:on )?twitter:?\s*)?@\w+\)?")
_BRACKETS = re.compile(r"\s*[\(\[（【].*?[\)\]）】]")
_OPENING = re.compile(r"[\(\[（【]")
_DIGIT = re.compile(r"\d")
_WRAPPED = re.compile(r"\s*[\(\[（【]([^\(\[（【]*)[\)\]）】]\s*")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_WHEN = re.compile(
    r"\b(?:on|am|le|el|il|at|um|vom|published|updated|posted|last|first|aktualisiert|stand|veröffentlicht|publié|"
    r"mis à jour|publicado|actualizado)\b\W*(?=.{0,25}\d).*$|"
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? \d{1,2}\b.*$|"
    r"\b\w+\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}.*$|\b\d{1,2}[./\- ]\S{1,12}[./\- ]\d{2,4}.*$|"
    r"\d{1,2}:\d\d.*$|\b\d+ (?:min|hours?|days?|weeks?|months?|years?|comments?|posts?|articles?)\b.*$",
    re.I,
)
_JOIN = re.compile(
    r"\s*(?:\b(?i:edited|reviewed|fact[- ]checked|photos?|photographs|medically reviewed|illustrations?) by\b|;|\||•|·|/|\n|\t|、|，|\s&\s|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bdan\b|\bi\b|\boraz\b|\bog\b|\boch\b|\ben\b|\bwith\b|\bim Gespräch mit\b|\bmit\b|\bи\b|&amp;)\s*"
)
# The same in large letters, which may be of a name as well: "JANE DOE AND JOHN ROE".
_JOIN_LARGE = re.compile(r"\s+(?:And|AND|Und|UND|Et|ET|Och|OCH|Og|OG|Oraz|ORAZ|With|WITH)\s+")
_FOR = re.compile(r"((?:[^\W\d_][\w.'’-]*\s+){1,3}[^\W\d_][\w.'’-]*),?\s+(?:for|For|FOR)\s+\S.*", re.S)
_AFTER = re.compile(r"\s+(?:[-–—]\s+.*|\b(?:in|for|from|aus|für|at|of|is|was|has)\b\s.*)$")
_ROLE = re.compile(
    r"\b(?:ceo|cto|cfo|editor|reporter|writer|correspondent|journalist|columnist|contributor|producer|staff|author|analyst|founder|ceo|director|manager|"
    r"redakteur\w*|redaktion|korrespondent\w*|autor\w*|chef\w*|photograph\w*|fotograf\w*|professor|ph\.?d|m\.?d|jr|rn|rd|mba|esq|expert|"
    r"specialist|head|senior|president|fellow|consultant|blogger|strategist|coach|officer|associate|assistant|news|desk|bureau|team|"
    r"magazine|times|post|media|press|inc|ltd|gmbh|llc|journalistin|freelance|special to|contributing|published|updated|reviewer|reviewed)\b",
    re.I,
)
_OFFICE = re.compile(
    r"ceo|cto|cfo|editor|reporter|writer|correspondent|journalist|columnist|contributor|producer|author|analyst|founder|director|manager|"
    r"redakteur\w*|korrespondent\w*|photograph\w*|fotograf\w*|professor|consultant|blogger|journalistin|published|updated|reviewer|reviewed",
    re.I,
)
_INITIALS = re.compile(r"[^\W\d_]\. ?[^\W\d_]\.?(?: ?[^\W\d_]\.?)?$")
_TITLED = re.compile(
    r"\s(?:expert|specialist|editor|writer|reporter|correspondent|contributor|development|redakteur(?:in)?|manager|director)$",
    re.I,
)
_SUFFIX = re.compile(
    r"^(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|md|mba|j\.?d|esq|rn|rd|rdn|dds|cpa|cfp|cfa|dnp|msc|ma|ms|bsc|pt|dpt|do|mph)\.?$",
    re.I,
)
_NOT_NAMES = re.compile(
    r"^(?:by|and|share|follow|learn more|authorization|account|my account|log ?out|sign out|sign up|fact checked|expert review\w*|staff writer|author|authors|read more|about|more|comments?|reply|home|contact|subscribe|login|sign in|facebook|twitter|email|"
    r"print|image|photo|view|all posts|posts?|unknown|none|null|undefined|anonymous|guest|n/a|date|written|posted|published|updated|"
    r"twitter|linkedin|instagram|website|rss|menu|search|see|profile|bio|articles?|news|blog|permalink|no comments|leave|on|in|um|am|uhr|von|name|publiziert(?: am)?|gepostet|erstellt|member login|log ?in|register|责任编辑|编辑|来源|archiv|archives?|webmaster|datum|quelle|no author|e-mail|see full bio|create account|information|see all|all rights reserved|zuletzt geändert|(?:mon|tues|wednes|thurs|fri|satur|sun)day|impressum|kommentare?|gast|category|tags?)$",
    re.I,
)


@lru_cache(maxsize=500)  # the same line stands in several elements and is stated by several sources
def people_in(text: str, *, declared: bool = False) -> tuple[str, ...]:
    """The names in a byline, in their order; empty when none looks like a name.

    declared: the text is a field for names, not a line of prose, so "for" and "of" belong to a name.
    """
    text = unicodedata.normalize("NFC", " ".join(text.replace("\xad", "").split(" ")))
    # What has none of the signs that an expression needs is not looked through with it.
    if "@" in text or "at]" in text or "at)" in text:
        text = _EMAIL.sub(" ", text)
    if "://" in text or "www." in text:
        text = _URL.sub(" ", text)
    if not declared and _OTHERS.search(text):
        return ()
    text = _REST.sub("", text)
    if _OPENING.search(text):
        if whole := _WRAPPED.fullmatch(text):
            text = whole[1]
        text = _BRACKETS.sub(" ", text)
    if "@" in text:
        text = _HANDLE.sub(" ", text)
    for _ in range(2):
        text = (_BY if declared else _LEAD).sub("", text.strip(), count=1)
    if len(text) > 40 and (inside := _BY_INSIDE.match(text)):
        text = text[inside.end() :]
    if _DIGIT.search(text):
        text = _WHEN.sub("", text)
    large = _JOIN_LARGE.split(text)
    if len(large) > 1 and all(" " in part and likeness(part)[0] for part in large):
        text = " and ".join(large)
    names: list[str] = []
    for piece in _JOIN.split(text):
        for name in _by_comma(piece):
            name = _one(name, declared=declared)
            if names and _TITLED.search(name):  # "Jo Field, Home and Security Expert"
                continue
            if name and name.casefold() not in {one.casefold() for one in names}:
                names.append(name)
    return tuple(names[:MAX_PEOPLE])


def agency_in(text: str) -> str | None:
    """The news agency that a byline or credit names."""
    for piece in [text, *re.split(r"\s*(?:[,;|/()\-–—]|\band\b|\bund\b|\bdan\b|\s{2,})\s*", text)]:
        if found := AGENCIES.get(piece.strip(" .").casefold()):
            return found
    return None


def _by_comma(piece: str) -> list[str]:
    parts = [part.strip() for part in piece.split(",") if part.strip()]
    if (
        len(parts) == 2
        and all(re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)?", part) for part in parts)
        and not _ROLE.search(parts[1])
    ):
        if _SUFFIX.match(parts[1]):
            return [parts[0]]
        return [f"{parts[1]} {parts[0]}"]  # "Doe, Jane"
    kept: list[str] = []
    for part in parts:
        if _SUFFIX.match(part):
            continue
        # After the first name a part with a role word or of one word is a role or a place, not a person.
        if kept and (_ROLE.search(part) or len(part.split()) < 2 or part[:4].casefold() == "for "):
            continue
        kept.append(part)
    return kept


def _is_like_a_person(name: str) -> bool:
    """Whether lists of names speak for it, and no word of it is usually written small: no "Campaign for …"."""
    first, last, common = likeness(name)
    return first + last - common >= 1


def _one(text: str, *, declared: bool = False) -> str:
    text = text.strip(" \t\n-–—|:•·,.*&+\"“”'’")
    if (written := _FOR.fullmatch(text)) and _is_like_a_person(written[1]):
        text = written[1].rstrip(",")  # "Jane Doe for the Gazette"
    if not declared:
        text = _LEAD.sub("", _AFTER.sub("", text), count=1).strip(' \t-–—|:•·,*"“”')
    if not text or len(text) > 50 or _NOT_NAMES.match(text):
        return ""
    words = text.split()
    while len(words) > 2 and _OFFICE.fullmatch(words[-1]):  # "Jane Doe CEO"; not "The Diggs Team"
        words.pop()
    text = " ".join(words)
    if len(words) > 6 or (any(character.isdigit() for character in text) and len(words) > 1):
        return ""
    letters = sum(character.isalpha() for character in text)
    least = 0.5 if len(words) == 1 or _INITIALS.match(text) else 0.7  # pen names with digits, "R. R."
    if letters < 2 or letters < least * len(text.replace(" ", "")):
        return ""
    if text.isupper() and len(text) > 4:
        text = text.title()
    return text
