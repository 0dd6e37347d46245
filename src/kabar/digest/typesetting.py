"""Alerts and digests as text and as a page for mail: readable without the other, and without asking anybody for anything.

Styles stand in the tags, because mail programs drop style sheets; the few rules in the head are for dark screens. There
is no picture and no address but our own and the publishers', so that opening a mail tells nobody.
"""

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kabar import i18n
from kabar.model.account import Account
from kabar.model.notices import Alert, Issue, Message
from kabar.model.story import StoryRecord
from kabar.service.cards import Reader, headline_for

TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 72  # columns of the text
SIGNATURE = "-- "  # mail programs know by it where the text ends
MOST_PUSHED = 240  # characters that a notification shows
INK = {
    "paper": "background-color:#fbfaf6",
    "ink": "color:#1b1a17",
    "quiet": "color:#5d584e",
    "accent": "color:#1c4f86",
    "followed": "color:#2a6a3b",
    "rule": "border-top:1px solid #d8d3c7",
    "strong": "border-top:3px double #1b1a17",
    "serif": "font-family:Georgia,'Times New Roman','Noto Serif',serif",
    "sans": "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif",
}


@lru_cache(maxsize=2)
def _environment(kind: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=kind == "html",  # noqa: S701  (the other kind is plain text)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # by the extension
    return environment


def _context(locale: str, timezone: str, *, html: bool) -> dict[str, Any]:  # Any: what templates may hold
    book = i18n.catalogue(locale)

    def told(message: str, values: Mapping[str, object]) -> str:
        if html:
            return Markup(message) % values  # noqa: S704  (ours; Markup escapes the values)
        return message % values

    def gettext(message: str, **values: object) -> str:
        return told(book.gettext(message), values)

    def ngettext(one: str, many: str, num: int, **values: object) -> str:
        return told(book.ngettext(one, many, num), {"num": i18n.number(num, locale=locale), **values})

    return {
        "gettext": gettext,
        "ngettext": ngettext,
        "_": gettext,
        "locale": locale,
        "direction": i18n.direction,
        "style": lambda *names: Markup(";".join(INK[name] for name in names)),  # noqa: S704  (ours)
        "clock": lambda at: i18n.clock(at, timezone=timezone),
        "moment": lambda at: i18n.moment(at, locale=locale, timezone=timezone),
        "weekday": lambda at: i18n.moment(at, locale=locale, timezone=timezone).rpartition(", ")[0],
        "short_day": lambda at: i18n.short_day(at, locale=locale, timezone=timezone),
        "number": lambda value: i18n.number(value, locale=locale),
        "listing": lambda items: i18n.listing(list(items), locale=locale),
        "lang": _lang,
        "wrap": wrap,
        "capital": lambda text: text[:1].upper() + text[1:],
    }


def _lang(language: str) -> Markup:
    if not language or language == "und":
        return Markup('dir="auto"')
    return Markup('lang="{}" dir="{}"').format(language, i18n.direction(language))


def wrap(text: str, indent: int = 0, first: str | None = None) -> str:
    """*text* in lines of 72 columns, every one indented; characters that take two columns count twice."""
    margin = " " * indent
    lines = [""]
    for word in _words(text):
        if _columns(lines[-1]) + _columns(word.rstrip()) > WIDTH - indent and lines[-1].strip():
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += word
    start = margin if first is None else first
    return "\n".join((start if n == 0 else margin) + line.rstrip() for n, line in enumerate(lines))


def _words(text: str) -> list[str]:
    """Pieces at whose end a line may break: words, and single characters of scripts without spaces."""
    found: list[str] = []
    for word in " ".join(text.split()).split(" "):
        if any(_is_wide(letter) for letter in word):
            found += list(word)
        elif len(word) > WIDTH and "://" not in word:
            found += textwrap.wrap(word, WIDTH - 8)
        else:
            found.append(word)
        found[-1] += " "
    return found


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _columns(text: str) -> int:
    return sum(2 if _is_wide(letter) else 0 if unicodedata.combining(letter) else 1 for letter in text)


def digest_message(issue: Issue, person: Account, *, base: str, stop: str = "") -> Message:
    """A digest for one way out. base: our own address; stop: the link that ends it there, for mail."""
    values = {"issue": issue, "base": base, "stop": stop, "settings": f"{base}/alerts"}
    context = _context(person.locale, person.timezone, html=False)
    title = _digest_title(issue, context)
    return Message(
        title=title,
        text=_render("digest.txt", person, title=title, **values),
        html=_render("digest.html", person, title=title, **values),
        url=f"{base}/digests/{issue.id}" if issue.id else f"{base}/day",
        tag="digest",
        language=person.locale,
    )


def _digest_title(issue: Issue, context: Mapping[str, Any]) -> str:
    day = context["weekday"](issue.at)
    name = (
        context["gettext"]("Your week in Kabar, %(day)s", day=day)
        if issue.rhythm == "weekly"
        else context["gettext"]("Your day in Kabar, %(day)s", day=day)
    )
    return str(name)


def alert_message(
    alerts: Sequence[Alert],
    records: Mapping[int, StoryRecord],
    reader: Reader,
    *,
    held: int,
    base: str,
    now: datetime,
    stop: str = "",
) -> Message:
    """One message for all stories that are due together; each stands in it once."""
    person = reader.account
    stories = []
    for alert in alerts:
        record = records[alert.occasion.story]
        headline, language, _ = headline_for(record, person)
        points = alert.news or tuple(point.text for point in record.summary_in(language).points[:2])
        stories.append(
            {
                "id": record.id,
                "headline": headline,
                "language": language,
                "points": points[:3],
                "outlets": record.outlets,
                "independent": record.independent,
                "why": alert.occasion.why,
                "update": alert.kind == "update",
                "at": record.last_at,
            }
        )
    context = _context(person.locale, person.timezone, html=False)
    title = str(stories[0]["headline"])
    if len(stories) > 1:
        title = str(context["ngettext"]("%(num)s story for you", "%(num)s stories for you", len(stories)))
    elif stories[0]["update"]:
        title = str(context["gettext"]("New in: %(headline)s", headline=title))
    values = {"stories": stories, "base": base, "held": held, "now": now, "stop": stop}
    settings = f"{base}/alerts"
    one = len(stories) == 1
    return Message(
        title=title,
        text=_render("alert.txt", person, title=title, settings=settings, **values),
        html=_render("alert.html", person, title=title, settings=settings, **values),
        url=f"{base}/story/{stories[0]['id']}" if one else f"{base}/alerts",
        tag=f"story-{stories[0]['id']}" if one else f"stories-{now:%Y%m%d%H%M%S}",
        language=person.locale,
    )


def trial_message(person: Account, *, base: str, stop: str = "") -> Message:
    """What the test button sends."""
    context = _context(person.locale, person.timezone, html=False)
    title = str(context["gettext"]("A test from Kabar"))
    values = {"base": base, "stop": stop, "settings": f"{base}/alerts"}
    return Message(
        title=title,
        text=_render("test.txt", person, title=title, **values),
        html=_render("test.html", person, title=title, **values),
        url=f"{base}/alerts",
        tag="test",
        language=person.locale,
    )


def _render(template: str, person: Account, **values: Any) -> str:  # Any: what templates may hold
    kind = template.rpartition(".")[2]
    context = _context(person.locale, person.timezone, html=kind == "html")
    text = _environment(kind).get_template(template).render(**context, **values)
    return text if kind == "html" else _tidy(text)


def _tidy(text: str) -> str:
    """No blanks at the ends of lines, and never more than one blank line."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line if line == SIGNATURE else line.rstrip())
    return "\n".join(lines).strip("\n") + "\n"


def short(message: Message) -> str:
    """A few words for where there is little room: the text without its head and its foot."""
    body = message.text.split(f"\n{SIGNATURE}\n")[0].partition("\n\n")[2] or message.text
    words = " ".join(body.split())
    return words if len(words) <= MOST_PUSHED else words[: MOST_PUSHED - 1].rsplit(" ", 1)[0] + "…"
