"""Words, dates and prose: the catalogues are whole, text is in its own direction, articles are clean."""

import importlib.util
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabar import i18n
from kabar.web.players import Hall
from kabar.web.prose import prose
from kabar.web.render import browser_of, command, href, lang
from kabar.web.session import Display, Done, format_display, parse_display, seal, unseal

HALL = Hall(picture=lambda url, width: f"/image/{url}", recording=lambda url: f"/recording/{url}", words={})
ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("locale", i18n.LOCALES)
def test_catalogue_has_every_message_of_the_templates(locale: str) -> None:
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "scripts" / "catalogues.py")
    assert spec and spec.loader
    catalogues = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(catalogues)

    document, missing = catalogues.updated(locale)

    assert missing == []
    assert document == (i18n.CATALOGUES / locale / "LC_MESSAGES" / "kabar.po").read_bytes()


def test_translations_keep_their_variables() -> None:
    import re

    book = i18n.catalogue("id")
    variables = re.compile(r"%\((\w+)\)s")

    for message, text in book.single.items():
        assert sorted(variables.findall(message)) == sorted(variables.findall(text)), message


def test_plural_by_the_rule_of_the_language() -> None:
    english, indonesian = i18n.catalogue("en"), i18n.catalogue("id")

    assert english.ngettext("%(num)s outlet", "%(num)s outlets", 1) == "%(num)s outlet"
    assert english.ngettext("%(num)s outlet", "%(num)s outlets", 2) == "%(num)s outlets"
    assert indonesian.ngettext("%(num)s outlet", "%(num)s outlets", 2) == "%(num)s media"


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "en"),
        ("id", "id"),
        ("de, id;q=0.5, en;q=0.4", "id"),
        ("ms-MY", "id"),
        ("en-GB,en;q=0.9,id;q=0.8", "en"),
        (";;q=x,,", "en"),
    ],
)
def test_language_of_the_interface_follows_the_browser(header: str, locale: str) -> None:
    assert i18n.negotiate(header) == locale


@pytest.mark.parametrize(
    ("delta", "shown"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=40), "40 min ago"),
        (timedelta(minutes=119), "1 hr ago"),
        (timedelta(hours=23, minutes=59), "23 hr ago"),
        (timedelta(hours=30), "21 November"),
        (timedelta(days=400), "18 October 2025"),
        (timedelta(minutes=-25), "in 25 min"),
    ],
)
def test_times_are_relative_up_to_a_day(delta: timedelta, shown: str) -> None:
    assert i18n.relative_time(NOW - delta, now=NOW, locale="en", timezone="UTC") == shown


def test_times_are_in_the_readers_zone() -> None:
    late = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)

    assert i18n.moment(late, locale="id", timezone="Asia/Jakarta") == "Minggu, 22 November 2026, 03:30"
    assert i18n.clock(late, timezone="nowhere/else") == "20:30"


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("ar", "rtl"),
        ("fa-IR", "rtl"),
        ("he", "rtl"),
        ("ar-Latn", "ltr"),
        ("az-Arab", "rtl"),
        ("id", "ltr"),
        ("und", "ltr"),
    ],
)
def test_direction_of_a_language(language: str, direction: str) -> None:
    assert i18n.direction(language) == direction


def test_language_attributes() -> None:
    assert lang("ar") == 'lang="ar" dir="rtl"'
    assert lang("und") == 'dir="auto"'
    assert '"x' not in lang('en" onclick="x')


@given(st.text())
def test_any_label_survives_a_command(label: str) -> None:
    from urllib.parse import unquote

    label = label.encode("utf-8", "replace").decode()
    assert [unquote(word) for word in command("follow", label, "x").split(":")] == ["follow", label, "x"]


@given(st.text())
def test_any_display_cookie_is_read(value: str) -> None:
    display = parse_display(value)

    assert 0 <= display.size <= 5 and display.theme in ("system", "light", "dark")
    assert parse_display(format_display(display)) == display
    assert isinstance(display, Display)


@given(st.text(), st.text())
def test_any_done_cookie_is_read_or_refused(value: str, label: str) -> None:
    assert unseal(value, b"secret") is None
    done = Done(what="mute", label=label[:120].encode("utf-8", "replace").decode(), undo=3)
    assert unseal(seal(done, b"secret"), b"secret") == done
    assert unseal(seal(done, b"other"), b"secret") is None


def test_address_of_a_search_and_of_a_name() -> None:
    assert href("search", "a & b") == "/search/a%20%26%20b"
    assert href("entity", "person:a/b") == "/entity/person%3Aa%2Fb"


def test_browser_in_two_words() -> None:
    agent = (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
    )

    assert browser_of(agent) == ("Chrome", "Linux")
    assert browser_of("") == ("", "")


# Prose


def _clean(html: str, sentence: str = "") -> str:
    return str(prose(html, HALL, sentence=sentence))


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ('<p onclick="x" style="position:fixed" id="q" class="notice">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="/sign-out">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="HTTPS://x.example">a</a>', '<a href="HTTPS://x.example" rel="noopener noreferrer">a</a>'),
        ("<form action='/act'><button name='do' value='undo:1'>b</button></form>", "b"),
        ('<iframe srcdoc="x"></iframe><object></object><p>a</p>', "<p>a</p>"),
        ("<svg onload=alert(1)><title>t</title></svg>", ""),
        ("<h1>a</h1>", "<h2>a</h2>"),
        ("&#xfffe;", ""),
        ("\ufffea \uffff<p>b</p>", "a <p>b</p>"),
        ('<img src="data:image/svg+xml,x"><p>a</p>', "<p>a</p>"),
        ("a &lt;b&gt; <p>c</p>", "a &lt;b&gt; <p>c</p>"),
        ('<p lang="ar" dir="sideways">a</p>', '<p lang="ar">a</p>'),
    ],
)
def test_prose_is_clean(html: str, kept: str) -> None:
    assert _clean(html) == kept


def test_pictures_go_through_the_proxy_and_keep_their_place() -> None:
    assert _clean(
        '<img src="https://x.example/a.jpg" width="800" height="50%" srcset="b 2x" onerror="x">'
    ) == ('<img src="/image/https://x.example/a.jpg" width="800" loading="lazy" decoding="async" alt="">')


@pytest.mark.parametrize(
    ("html", "sentence", "marked"),
    [
        ("<p>One. Two. Three.</p>", "Two.", '<p id="here">One. <mark>Two.</mark> Three.</p>'),
        ("<p>One <b>x</b> Two. Three.</p>", "Two.", '<p id="here">One <b>x</b> <mark>Two.</mark> Three.</p>'),
        ("<p>T<b>w</b>o.</p>", "Two.", '<p id="here">T<b>w</b>o.</p>'),
        ("<p>One.</p>", "Nine.", "<p>One.</p>"),
        ("<p>a\n  b &lt;c&gt;</p>", "b <c>", '<p id="here">a <mark>b &lt;c&gt;</mark></p>'),
    ],
)
def test_sentence_is_marked_in_its_paragraph(html: str, sentence: str, marked: str) -> None:
    assert _clean(html, sentence) == marked


@given(st.text(alphabet="<>/aimgp=\"' scriptonerrosvg&;:#x0()", max_size=160))
def test_whatever_comes_only_allowed_elements_and_attributes_leave(html: str) -> None:
    from lxml.html import fragment_fromstring

    root = fragment_fromstring(_clean(html), create_parent="div")

    for element in root.iter():
        assert element.tag not in ("script", "svg", "style", "form", "iframe", "object")
        assert not [
            name for name in element.attrib if name.startswith("on") or name in ("style", "id", "class")
        ]
