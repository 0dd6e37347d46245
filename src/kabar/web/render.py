"""Templates: Jinja2 with autoescape, and the words, times and addresses that they use."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Context
from markupsafe import Markup, escape

from kabar import __version__, i18n
from kabar.errors import NotFoundError
from kabar.model.account import Target
from kabar.model.article import Media
from kabar.model.feed import Poll
from kabar.model.views import ArticleView, FigureCell, FigureView, PointView, ReportView
from kabar.rank.explain import leading_parts
from kabar.web import csrf, images, players
from kabar.web.prose import prose
from kabar.web.session import Done
from kabar.web.troubles import in_words
from kabar.web.visit import Problem, Visit

TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """All templates, compiled once."""

    def __init__(self) -> None:
        self._environment = _environment()

    def page(self, visit: Visit, template: str, values: Mapping[str, object]) -> str:
        """The template's text for *visit*."""
        with _let_go():
            return self._environment.get_template(template).render(**context(visit), **values)

    def sentence(self, visit: Visit, done: Done) -> str:
        """What the undo bar says."""
        return self._block(visit, "done", done=done)

    def problem(self, visit: Visit, problem: Problem) -> str:
        """What the error page says, in one line."""
        return self._block(visit, "problem", problem=problem)

    def progress(self, visit: Visit, name: str, job: object) -> str:
        """How far a long job came: the macro *name* of the shared sentences."""
        return self._block(visit, name, job=job)

    def _block(self, visit: Visit, name: str, **values: object) -> str:
        with _let_go():
            module = self._environment.get_template("words.html").make_module(context(visit))
            words: Markup = getattr(module, name)(*values.values())
            return " ".join(words.striptags().split())


_opened: ContextVar[list[Context] | None] = ContextVar("opened", default=None)


class _Context(Context):
    """A template's variables, noted so that they can be let go of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # as Jinja2 makes it
        super().__init__(*args, **kwargs)
        if (opened := _opened.get()) is not None:
            opened.append(self)


@contextmanager
def _let_go() -> Iterator[None]:
    """Take apart what was rendered.

    A macro knows its variables and they know the macro, so that each page with all that it shows would wait for
    the garbage collector: a tenth of a second for six pages, in which nobody is answered.
    """
    opened: list[Context] = []
    before = _opened.set(opened)
    try:
        yield
    finally:
        _opened.reset(before)
        for one in opened:
            one.vars.clear()
            one.blocks.clear()
            one.parent = {}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,
    )
    environment.context_class = _Context
    # Newstyle: variables are escaped into the translation. The callables come with each page's locale.
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # by the extension
    environment.globals["Target"] = Target
    for name in environment.list_templates():  # at the start, not in somebody's first visit
        environment.get_template(name)
    return environment


def context(visit: Visit) -> dict[str, Any]:  # Any: what templates may hold
    """Everything that templates can use besides the page's own values."""
    house, locale = visit.house, visit.locale
    here = visit.request.url.path + (f"?{visit.request.url.query}" if visit.request.url.query else "")
    return {
        **_words(locale),
        **_times(visit),
        "visit": visit,
        "account": visit.account,
        "display": visit.display,
        "done": visit.done,
        "here": here if visit.request.method == "GET" else "/",
        "path": visit.request.url.path,
        "version": __version__,
        "asset": house.assets.url,
        "token": lambda: csrf.make(house.secret, visit.owner),
        "picture": lambda media, width=640: _picture(visit, media, width),
        "proxied": lambda url, width=640: images.sign(url, width, visit.picture_secret),
        "prose": lambda view, sentence="": prose(
            view.html, hall(visit, view), media=view.media, sentence=sentence
        ),
        "player": lambda view, media: players.figure(media, hall(visit, view)),
        "with_query": lambda **changes: _with_query(visit, changes),
    }


@lru_cache(maxsize=len(i18n.LOCALES))
def _words(locale: str) -> Mapping[str, Any]:
    book = i18n.catalogue(locale)

    @lru_cache(maxsize=2000)
    def fixed(message: str) -> Markup:
        return Markup(book.gettext(message)) % {}  # noqa: S704  (ours)

    def gettext(message: str, **values: object) -> Markup:
        if not values:
            return fixed(message)
        return Markup(book.gettext(message)) % values  # noqa: S704  (ours; Markup escapes the values)

    def ngettext(one: str, many: str, num: int, **values: object) -> Markup:
        shown = {"num": i18n.number(num, locale=locale), **values}
        return Markup(book.ngettext(one, many, num)) % shown  # noqa: S704

    @lru_cache(maxsize=20_000)
    def row(text: str, part: int, signal: str, target: str | None, acts: tuple[str, ...]) -> Markup:
        return reason_row(book.gettext(text), i18n.signed(part, locale=locale), signal, target, acts, text)

    return {
        "locale": locale,
        "gettext": gettext,
        "ngettext": ngettext,
        "_": gettext,
        # Sentences from elsewhere: escaped, maybe known.
        "plain": lambda message: in_words(str(message), book.gettext),
        "name_of": lambda item: name_of(book.gettext(item.label), item.target),
        "lang": lang,
        "direction": i18n.direction,
        "language_name": lambda code: i18n.language_name(code, locale),
        "number": lambda value: i18n.number(value, locale=locale),
        "signed": lambda hundredths: i18n.signed(hundredths, locale=locale),
        "leading_parts": leading_parts,
        "reason_row": lambda reason, part, acts: row(reason.text, part, reason.signal, reason.target, acts),
        "percent": lambda value: i18n.percent(value, locale=locale),
        "listing": lambda items: i18n.listing(list(items), locale=locale),
        "duration": i18n.duration,
        "href": href,
        "command": command,
        "strength_step": strength_step,
        "sentence_href": sentence_href,
        "by_value": by_value,
        "later_by": lambda copy, origin: later_by(copy, origin, locale),
        "strip": history_strip,
        "browser_of": browser_of,
    }


def _times(visit: Visit) -> dict[str, Any]:  # Any: callables for templates
    locale, timezone, now = visit.locale, visit.timezone, visit.now

    def when(at: datetime | None, *, day_only: bool = False) -> Markup:
        """<time>, relative up to a day, exact on hover and for screen readers."""
        if at is None:
            return Markup("")
        exact = i18n.moment(at, locale=locale, timezone=timezone)
        shown = (
            i18n.day(at, now=now, locale=locale, timezone=timezone)
            if day_only
            else i18n.relative_time(at, now=now, locale=locale, timezone=timezone)
        )
        return Markup(f'<time datetime="{at.isoformat()}" title="{escape(exact)}">{escape(shown)}</time>')  # noqa: S704

    def exactly(at: datetime | None) -> Markup:
        if at is None:
            return Markup("")
        exact = i18n.moment(at, locale=locale, timezone=timezone)
        return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), exact)

    return {
        "now": now,
        "when": when,
        "exactly": exactly,
        "said": lambda at: i18n.relative_time(at, now=now, locale=locale, timezone=timezone),
        "exact": lambda at: "" if at is None else i18n.moment(at, locale=locale, timezone=timezone),
        "today": i18n.moment(now, locale=locale, timezone=timezone).rsplit(", ", 1)[0],
        "day_of": lambda at: i18n.day(at, now=now, locale=locale, timezone=timezone),
        "short_day_of": lambda at: i18n.short_day(at, locale=locale, timezone=timezone),
        "clock": lambda at: i18n.clock(at, timezone=timezone),
    }


@lru_cache(maxsize=500)
def lang(language: str | None) -> Markup:
    """`lang` and `dir` attributes for text in *language*; `dir=auto` when it is not known."""
    if not language or language == "und":
        return Markup('dir="auto"')
    return Markup('lang="{}" dir="{}"').format(language, i18n.direction(language))


_PATHS: Mapping[Target, str] = {
    Target.TOPIC: "/topic/{}",
    Target.ENTITY: "/entity/{}",
    Target.OUTLET: "/outlet/{}",
    Target.AGENCY: "/agency/{}",
    Target.AUTHOR: "/author/{}",
    Target.LANGUAGE: "/language/{}",
    Target.SOURCE: "/sources/{}",
    Target.STORY: "/story/{}",
    Target.SEARCH: "/search/{}",
}


@lru_cache(maxsize=20_000)
def href(target: Target | str, key: object) -> str:
    """The page of something that can be followed."""
    return _PATHS[Target(target)].format(quote(str(key), safe=""))


def target_of(word: str) -> Target:
    """The target that a path names; NotFoundError for another word."""
    try:
        return Target(word)
    except ValueError:
        raise NotFoundError("There is no such page.") from None


def name_of(label: str, target: Target | str) -> str:
    """How a label stands in a head or a list: topics are lower case in their standard, not on a page."""
    return label[:1].upper() + label[1:] if target == Target.TOPIC else label


def command(*parts: object) -> str:
    """The value of a button that acts: words joined so that keys may hold anything."""
    return ":".join(_word(part.value if isinstance(part, Target) else str(part)) for part in parts)


def reason_row(
    said: str, part: str, signal: str, target: str | None, acts: tuple[str, ...], text: str
) -> Markup:
    """A line of the sum: reason, part, and what can be done about it.

    Not a template: a page has hundreds of them, most as they were the last time. acts: the words for change,
    more, less, not this.
    """
    change, *steps = acts
    buttons = Markup("")
    if signal == "rule":
        buttons = Markup('<a class="link" href="/rules">{}<span class="hide"> {}</span></a>').format(
            change, said
        )
    elif target:
        buttons = Markup("\n").join(
            Markup(
                '<button class="link" form="acts" name="do" value="{}">{}<span class="hide">: {}</span></button>'
            ).format(command("taste", target, act, text), word, said)
            for act, word in zip(("more", "less", "not"), steps, strict=True)
        )
    row = '<tr><th scope="row">{}</th><td class="figure">{}</td><td class="row-acts">{}</td></tr>'
    return Markup(row).format(said, part, buttons)  # noqa: S704  (ours; it escapes the values)


@lru_cache(maxsize=20_000)
def _word(text: str) -> str:
    return text if text.isalnum() and text.isascii() else quote(text, safe=" ")


def sentence_href(point: PointView) -> str:
    """The reading page at the sentence of a key point."""
    return f"/article/{point.article}?from={point.start}&to={point.end}#here"


def by_value(figure: FigureView) -> list[tuple[str, list[FigureCell]]]:
    """The numbers of a figure in their order, each with everybody who says it."""
    found: dict[str, list[FigureCell]] = {}
    for cell in figure.values:
        found.setdefault(cell.text, []).append(cell)
    return list(found.items())


def strength_step(strength: float) -> float:
    """The nearest of the strengths that a follow is offered: a little, usual, much."""
    return 0.5 if strength < 0.75 else 1.0 if strength < 1.4 else 2.0


def later_by(copy: ReportView, origin: ReportView, locale: str) -> str:
    """How long after its origin a copy appeared: "40 min"; empty when that is not known or not so."""
    one, other = origin.published_at or origin.first_seen_at, copy.published_at or copy.first_seen_at
    if one is None or other is None or other <= one:
        return ""
    return i18n.span(other - one, locale=locale)


def _picture(visit: Visit, media: Media | None, width: int) -> Markup:
    """`src`, `srcset` and the place that a picture keeps before it loads."""
    if media is None or not media.url.startswith(("https://", "http://")):
        return Markup("")
    secret = visit.picture_secret
    source = media.poster if media.kind != "image" and media.poster else media.url
    wider = next((size for size in images.WIDTHS if size >= 2 * width), images.WIDTHS[-1])
    tall = round(width * media.height / media.width) if media.width and media.height else round(width * 2 / 3)
    return Markup('src="{}" srcset="{} 1x, {} 2x" width="{}" height="{}"').format(
        images.sign(source, width, secret),
        images.sign(source, width, secret),
        images.sign(source, wider, secret),
        width,
        tall,
    )


def hall(visit: Visit, view: ArticleView) -> players.Hall:
    """What films and pictures of an article need."""
    secret = visit.picture_secret
    gettext = _words(visit.locale)["gettext"]
    return players.Hall(
        picture=lambda url, width: images.sign(url, width, secret),
        recording=lambda url: players.sign(url, secret),
        words={
            "watch": gettext("Watch at the outlet"),
            "listen": gettext("Listen at the outlet"),
            "elsewhere": gettext("At the outlet"),
        },
        page=view.url,
        # A page that is about a film shows its picture as the film's still, once.
        still=view.image.url if view.image and view.kind == "video" else None,
    )


def _with_query(visit: Visit, changes: Mapping[str, object]) -> str:
    query = {**visit.request.query_params, **{name: str(value) for name, value in changes.items()}}
    query = {name: value for name, value in query.items() if value and not (name == "page" and value == "1")}
    return visit.request.url.path + (f"?{urlencode(query)}" if query else "")


def history_strip(polls: Sequence[Poll]) -> Markup:
    """The last visits of a source as small bars: the taller, the more entries were new; failures in their own colour."""
    bars: list[Markup] = []
    for index, poll in enumerate(polls[-60:]):
        height = min(16, 3 + poll.new_entries * 2) if poll.ok else 8
        kind = ("new" if poll.new_entries else "quiet") if poll.ok else "failed"
        bars.append(
            Markup('<rect class="{}" x="{}" y="{}" width="3" height="{}"/>').format(
                kind, index * 4, 17 - height, height
            )
        )
    width = max(1, len(bars)) * 4
    return Markup(
        '<svg class="strip" viewBox="0 0 {} 18" width="{}" height="18" aria-hidden="true">{}</svg>'
    ).format(width, width, Markup("").join(bars))


# What a User-Agent header says, the more specific first: nearly all of them claim to be Mozilla and Safari.
_BROWSERS = ("Firefox", "Edg", "OPR", "SamsungBrowser", "Chrome", "Chromium", "Safari", "curl", "Python")
_BROWSER_NAMES = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet"}
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "CrOS", "Linux")
_SYSTEM_NAMES = {"Mac OS X": "macOS", "CrOS": "ChromeOS"}


def browser_of(user_agent: str) -> tuple[str, str]:
    """Browser and system in a word each; empty where it does not say."""
    browser = next((name for name in _BROWSERS if name in user_agent), "")
    system = next((name for name in _SYSTEMS if name in user_agent), "")
    return _BROWSER_NAMES.get(browser, browser), _SYSTEM_NAMES.get(system, system)
