"""A plain text file, as a copied or badly extracted page leaves it -> article.

Title, key points, byline facts and paragraphs, each once; labels, buttons, promotion and forms gone.
"""

import re
from datetime import datetime
from html import escape

from kabar.extract.dates import moments_in
from kabar.extract.furniture import is_furniture, without_menu
from kabar.extract.language import language_of
from kabar.extract.people import agency_in, people_in
from kabar.extract.sanitize import sanitize
from kabar.model.article import Extraction

MENU = 14  # lines among which a menu above the headline ends
CAPTION = 200  # characters that a caption with its credit may have
SENTENCE = 60  # characters from which a line without a full stop still counts as a paragraph
_BULLET = re.compile(r"^\s*[•●▪◦‣*·–—-]\s+(?=\S)")
_LABEL = re.compile(
    r"(?:advertisements?|anzeige|werbung|publicité|publicidad|pubblicità|iklan|reklama?|реклама|广告|廣告|広告|광고|إعلان)(?=[\W_]|[A-ZÀ-Þ]|$|iklan|adver)",
    re.I,
)
_BUTTON = re.compile(
    r"\s*\+\s*(?:follow(?:ing)?|ikuti|folgen|suivre|seguir|segui|关注|關注|フォロー|팔로우|متابعة|takip et|подписаться)",
    re.I,
)
_MORE = re.compile(
    r"(?:learn more|read more|find out more|pelajari lebih lanjut|selengkapnya|mehr erfahren|en savoir plus|más información|saiba mais|了解更多|詳しくはこちら)\W*",
    re.I,
)
_PUBLISHED = re.compile(
    r"(?:published|posted|veröffentlicht|publié|publicado|pubblicato|diterbitkan|dipublikasikan|terbit|опубликовано|发布|發佈|更新|updated)\s*(?:on|am|le|el)?\s*(?:[:：]\s*|(?=\d))",
    re.I,
)
_TIME_FIRST = re.compile(
    r"\d{1,2}[:.]\d\d\s?(?:am|pm)?(?:\s?\(?[a-z]{2,4}(?:\s?[+\-]\d{1,2})?)?\W{0,3}$", re.I
)
_DAY = re.compile(r"\d{1,2}\.? \w+ \d{4}|\w+ \d{1,2},? \d{4}|\d{4}[-/]\d\d?[-/]\d\d?")
_FORM = re.compile(
    r"leave a (?:reply|comment)|(?:your )?e-?mail address will not be published|required fields are marked|post a comment|join the conversation|"
    r"schreib(?:en sie)? einen kommentar|laisser un commentaire|deja (?:una respuesta|un comentario)|tinggalkan (?:balasan|komentar)|发表评论|發表評論",
    re.I,
)
_DURATION = re.compile(r"^\s*(?:\d{1,2}:)?\d{1,2}:\d{2}\s*$")
_ENDS = tuple(".!?…。！？”\"'»：:;)")
_GLUED = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_WORD = re.compile(r"\w+")
_BY = re.compile(r"\s*(?:by|von|par|por|oleh|door|av|af|автор)\s*:?\s+", re.I)
_SIGNED = re.compile(r"[.!?”\"]\s*[-–—(]?\s*([A-Z][A-Za-z]{1,11}(?: [A-Z][a-z]+)?)\)?$")
_PICTURED = re.compile(
    r"(?:(?:file )?photo(?:graph)?s?|image|picture|foto|bild|crédit photo|crédito|fot\.|фото|摄影?|写真|사진)\s*[:：=/©]\s*[^.:]{2,60}$|©\s*[^.:]{2,60}$",
    re.I,
)
_QUOTES = "\"“”„«»'‘’,. "


def from_text(text: str) -> Extraction:
    """The article in *text*; the first line that is not empty is its headline."""
    lines = _lines(text)
    if not lines:
        return Extraction(title="", text="", kind="other", extractor="text")
    first = _headline(lines)
    title, rest = lines[first].strip(), lines[first + 1 :]
    facts = _Facts()
    points: list[str] = []
    paragraphs: list[str] = []
    caption = ""
    after_duration = False
    for line in rest:
        if _FORM.search(line):
            break
        if _DURATION.match(line):
            after_duration = True
            continue
        if bullet := _BULLET.match(line):
            points.append(" ".join(line[bullet.end() :].split()))
            continue
        line = " ".join(line.split())
        if is_furniture(line) or (not paragraphs and facts.read(line)):
            continue
        if after_duration:  # what stands under a film is its caption
            after_duration, caption = False, line
            continue
        if caption:
            line, caption = _without_caption(line, caption), ""
        if not paragraphs:
            line = without_menu(line)
        if _is_paragraph(line) and not _is_caption(line) and not _said(line, paragraphs):
            paragraphs.append(line)
    paragraphs = facts.signed(_without_quotes(paragraphs))
    body = "\n".join(paragraphs)
    html = "".join(f"<p>{escape(one, quote=False)}</p>" for one in paragraphs)
    return Extraction(
        title=title,
        text=body,
        html=sanitize(html),
        authors=tuple(facts.authors),
        published_at=facts.published_at,
        published_day_only=facts.day_only,
        language=language_of(f"{title}\n{body}"),
        section=facts.section,
        agency=facts.agency,
        key_points=tuple(points),
        tags=tuple(facts.topics),
        kind="article" if paragraphs else "other",
        quality=0.6 if len(body) > 500 else 0.3 if body else 0.0,
        extractor="text",
        warnings=("time_zone_unknown",) if facts.published_at and not facts.day_only else (),
    )


class _Facts:
    """What the lines between headline and text say, beside promotion."""

    def __init__(self) -> None:
        self.topics: list[str] = []
        self.authors: list[str] = []
        self.agency: str | None = None
        self.section: str | None = None
        self.published_at: datetime | None = None
        self.day_only = False

    def read(self, line: str) -> bool:
        """Take the facts out of *line*; whether it was a line of facts or promotion and nothing else."""
        if not self.authors and len(line) < SENTENCE and (by := _BY.match(line)):
            self.authors = list(people_in(line[by.end() :]))
            if self.authors:
                return True
        bare, buttons = _unlabelled(line), _BUTTON.search(line)
        published = _PUBLISHED.search(bare)
        if not buttons and not published and not _MORE.search(bare):
            return not bare or (len(bare) < SENTENCE and not bare.endswith(_ENDS))
        if published:
            self._date(bare[published.end() :])
            bare = bare[: published.start()]
        *followed, last = _BUTTON.split(bare)
        for piece in followed:
            topic = piece.strip(" |·,-")
            if agency := agency_in(topic):
                self.agency = agency
            elif topic and topic not in self.topics:
                self.topics.append(topic)
        if _MORE.search(last):
            place = _MORE.split(last)[-1].strip()
            if place and len(place) < SENTENCE:
                self.section = " / ".join(_sections(place))
        return True

    def signed(self, paragraphs: list[str]) -> list[str]:
        """*paragraphs* without the agency's name behind the last full stop."""
        last = paragraphs[-1] if paragraphs else ""
        if (found := _SIGNED.search(last)) and (agency := agency_in(found[1])):
            self.agency = self.agency or agency
            return [*paragraphs[:-1], last[: found.start(1)].rstrip(" -–—(")]
        return paragraphs

    def _date(self, text: str) -> None:
        found = next(iter(moments_in(text[:60])), None)
        if found is None:
            return
        day = _DAY.search(text)
        clock = _TIME_FIRST.search(text[: day.start()]) if day and not found.timed else None
        if day and clock:
            found = next(iter(moments_in(f"{day[0]} {clock[0]}")), found)
        self.published_at, self.day_only = found.at, not found.timed


def _headline(lines: list[str]) -> int:
    """Which line is the headline: the first, unless a menu of short ones stands above a longer one."""
    for number, line in enumerate(lines[:MENU]):
        words = line.split()
        if len(words) > 2 or not line.isascii():
            return number if number > 1 and len(words) > 3 and not line.rstrip().endswith(".") else 0
    return 0


def _is_caption(line: str) -> bool:
    """`The bridge at dawn. PHOTO: REUTERS`: what stands under a picture, with who took it."""
    return len(line) < CAPTION and _PICTURED.search(line) is not None


def _without_quotes(paragraphs: list[str]) -> list[str]:
    """*paragraphs* without those that only repeat, word for word, a part of another: pull quotes."""
    return [
        one
        for one in paragraphs
        if not (30 <= len(bare := one.strip(_QUOTES)) <= 400)
        or not any(bare in other and len(other) > len(one) for other in paragraphs)
    ]


def _lines(text: str) -> list[str]:
    """Lines that hold something; one that only continues an indented rest of the line above is joined to it."""
    lines: list[str] = []
    blank = True
    for line in text.replace("\r", "").split("\n"):
        if not line.strip():
            blank = True
            continue
        continues = (
            line.startswith(("   ", "\t")) and not _BULLET.match(line) and len(line.split()) <= 3 and lines
        )
        if continues and not lines[-1].rstrip().endswith(_ENDS) and (not blank or len(lines) > 1):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line)
        blank = False
    return lines


def _unlabelled(line: str) -> str:
    while found := _LABEL.match(line):
        line = line[found.end() :].lstrip()
    return line


def _sections(place: str) -> list[str]:
    """Names that a page printed without a space between them."""
    return [name.strip() for name in _GLUED.split(place) if name.strip()]


def _is_paragraph(line: str) -> bool:
    words = len(line.split())
    return bool(line) and (
        len(line) >= SENTENCE or (line.endswith(_ENDS) and (words >= 4 or len(line) >= 12))
    )


def _said(line: str, paragraphs: list[str]) -> bool:
    return any(_alike(line, one) for one in paragraphs)


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 0.2 * max(len(one), len(other)):
        return False
    return (
        one.casefold() == other.casefold()
        or _share(_WORD.findall(one.lower()), _WORD.findall(other.lower())) > 0.9
    )


def _share(one: list[str], other: list[str]) -> float:
    return 2 * len(set(one) & set(other)) / max(1, len(set(one)) + len(set(other)))


def _without_caption(line: str, caption: str) -> str:
    """*line* without a second copy of the *caption* glued to its beginning."""
    words, own = line.split(), caption.split()
    head = [word.lower() for word in words[: len(own)]]
    if len(own) >= 4 and _share(head, [word.lower() for word in own]) >= 0.75:
        return " ".join(words[len(own) :])
    return line
