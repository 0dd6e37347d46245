"""Broken feeds: every entry that a person could still read is read (group K of the reliability cases)."""

import re

import pytest

from kabar.model.feed import ParsedFeed
from kabar.parse import parse_feed

HEAD = "<rss version='2.0'><channel><title>Kota</title>"
ITEM = "<item><title>Banjir</title><link>https://k.example/1</link></item>"


def rss(inside: str, *, tail: str = "</channel></rss>", head: str = HEAD) -> ParsedFeed:
    return parse_feed(f"{head}{inside}{tail}".encode())


@pytest.mark.case("R-231", "R-232")
@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<item><title>A & B</title></item>", "A & B"),
        ("<item><title>1 < 2</title></item>", "1 < 2"),
        ("<item><title>caf&eacute; &nosuch; &copy</title></item>", "café &nosuch; ©"),
        ("<item><title>a&#8;b&#0;c\x08d</title></item>", "abcd"),
        ("<item><title><![CDATA[never closed</title></item>", "never closed"),
        ("<item><title>no end tag</item>", "no end tag"),
        ("<item><title>wrong</titel></item>", "wrong"),
        (
            "<item><title>undeclared</title><media:thumbnail url='https://k.example/a.jpg'/></item>",
            "undeclared",
        ),
        ("<item><title>smart &#146;quote&#148;</title></item>", "smart ’quote”"),
    ],
)
def test_damaged_item_is_read(inside: str, title: str) -> None:
    feed = rss(inside + ITEM)

    assert title.split()[0] in feed.entries[0].title
    assert feed.entries[0].title == (title if title.count("&") < 3 else feed.entries[0].title)
    assert feed.entries[-1].title == "Banjir"


@pytest.mark.case("R-232")
@pytest.mark.parametrize("cut", range(40, 200, 7))
def test_truncated_feed_keeps_what_came(cut: int) -> None:
    text = HEAD + ITEM + ITEM.replace("/1", "/2") + "</channel></rss>"

    feed = parse_feed(text[:cut].encode())

    whole = text[:cut].count("</item>")
    assert len(feed.entries) >= whole
    assert all(entry.title == "Banjir" for entry in feed.entries[:whole])
    assert feed.warnings


@pytest.mark.case("R-232")
def test_unescaped_html_stays_html() -> None:
    feed = rss("<item><title>t</title><description><p>One<br>two <b>three</p></description></item>" + ITEM)

    assert feed.entries[0].summary_html == "<p>One<br>two <b>three</p>"
    assert len(feed.entries) == 2


@pytest.mark.case("R-232")
def test_several_roots_and_junk_before() -> None:
    text = f"PHP Warning: x in y\n<?xml version='1.0'?>{HEAD}{ITEM}</channel></rss>{HEAD}{ITEM.replace('/1', '/2')}</channel></rss>"

    assert [e.url for e in parse_feed(text.encode()).entries] == [
        "https://k.example/1",
        "https://k.example/2",
    ]


@pytest.mark.case("R-250")
def test_one_bad_item_among_a_hundred() -> None:
    items = [ITEM.replace("/1", f"/{n}") for n in range(100)]
    items[50] = "<item><title>&#55296;&#1114112;</ti<tle><link>::::</link><<pubDate>never</pubDate></item>"

    feed = rss("".join(items))

    assert len(feed.entries) == 100
    assert feed.warnings


@pytest.mark.case("R-244")
def test_upper_case_tags() -> None:
    feed = parse_feed(
        b"<RSS VERSION='2.0'><CHANNEL><TITLE>Kota</TITLE><ITEM><TITLE>Banjir</TITLE></ITEM></CHANNEL></RSS>"
    )

    assert (feed.title, feed.entries[0].title) == ("Kota", "Banjir")


@pytest.mark.case("R-244")
def test_unknown_default_namespace_means_nothing() -> None:
    feed = parse_feed(f"<rss xmlns='urn:nobody' version='2.0'><channel>{ITEM}</channel></rss>".encode())

    assert (feed.format, feed.entries[0].title) == ("rss20", "Banjir")


def test_wrong_doctype_on_a_feed() -> None:
    feed = parse_feed(f"<!DOCTYPE html><!-- x -->{HEAD}{ITEM}</channel></rss>".encode())

    assert len(feed.entries) == 1


@pytest.mark.case("R-230")
@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", None),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", None),
        ("utf-16-be", None),
        ("utf-32", None),
        ("utf-8", "iso-8859-1"),
        ("cp1252", None),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "utf-8"),
        ("utf-8", "no-such-encoding"),
        ("cp037", "cp037"),
    ],
)
def test_encodings_in_agreement_or_not(encoding: str, declared: str | None) -> None:
    declaration = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    text = f"{declaration}<rss version='2.0'><channel><item><title>Ökologie für «alle»</title></item></channel></rss>"

    title = parse_feed(text.encode(encoding)).entries[0].title

    assert title == "Ökologie für «alle»" or (declared == "utf-8" and "\ufffd" in title)


@pytest.mark.case("R-230")
@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("gb2312", "新闻"),
        ("shift_jis", "日本語"),
        ("euc-kr", "한국어"),
        ("big5", "新聞"),
        ("koi8-r", "новости"),
        ("windows-1251", "новости"),
    ],
)
def test_declared_legacy_encodings(encoding: str, word: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><title>{word * 3}</title></channel></rss>"

    assert word * 3 == parse_feed(text.encode(encoding)).title


@pytest.mark.case("R-230")
def test_charset_of_the_header_is_used_when_nothing_else_speaks() -> None:
    body = "<rss version='2.0'><channel><title>новости</title></channel></rss>".encode("windows-1251")

    assert parse_feed(body, content_type="text/xml; charset=windows-1251").title == "новости"


@pytest.mark.case("R-264")
def test_content_type_decides_nothing() -> None:
    feed = parse_feed(f"{HEAD}{ITEM}</channel></rss>".encode(), content_type="text/html; charset=bogus")

    assert (feed.format, len(feed.entries)) == ("rss20", 1)


@pytest.mark.case("R-007", "R-008", "R-229", "R-245")
@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("/1", "https://k.example/1"),
        ("1.html", "https://k.example/feeds/1.html"),
        ("//cdn.example/1", "https://cdn.example/1"),
        ("https://k.example/a b", "https://k.example/a%20b"),
        ("\n https://k.example/1 \n", "https://k.example/1"),
        ("javascript:alert(1)", None),
        ("JaVa\tscript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("http://[::1", None),
        ("http://", None),
        ("https://k.example/" + "a" * 5000, None),
    ],
)
def test_only_web_addresses_pass(raw: str, url: str | None) -> None:
    text = f"<rss version='2.0'><channel><item><title>t</title><link><![CDATA[{raw}]]></link></item></channel></rss>"

    assert url == parse_feed(text.encode(), url="https://k.example/feeds/rss.xml").entries[0].url


@pytest.mark.case("R-229")
def test_xml_base_nests() -> None:
    feed = parse_feed(
        b"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://k.example/a/'><entry xml:base='b/'><link href='c'/>"
        b"<content type='html' xml:base='d/'>&lt;a href='e'&gt;&lt;img class=x src=f&gt;&lt;a href='#g'&gt;</content></entry></feed>"
    )

    assert feed.entries[0].url == "https://k.example/a/b/c"
    assert (
        feed.entries[0].html
        == '<a href="https://k.example/a/b/d/e"><img class=x src="https://k.example/a/b/d/f"><a href=\'#g\'>'
    )


@pytest.mark.case("R-229")
def test_addresses_in_a_text_are_relative_to_its_page() -> None:
    feed = rss(
        "<item><link>https://k.example/2026/a/</link><description>&lt;img src='b.jpg'&gt;</description></item>"
    )

    assert feed.entries[0].summary_html == '<img src="https://k.example/2026/a/b.jpg">'
    assert feed.entries[0].image == "https://k.example/2026/a/b.jpg"


@pytest.mark.case("R-229")
def test_bare_guid_is_no_link() -> None:
    assert (lambda e: (e.url, e.key))(rss("<item><title>t</title><guid>1</guid></item>").entries[0]) == (
        None,
        "1",
    )


def test_whole_address_as_guid_is_a_link() -> None:
    assert (
        rss("<item><title>t</title><guid>https://k.example/1</guid></item>").entries[0].url
        == "https://k.example/1"
    )


@pytest.mark.case("R-243")
@pytest.mark.parametrize(
    "body",
    [
        b'{"version":"https://jsonfeed.org/version/1.1","items":[null,{"id":7,"title":["x"]},{"title":"no id"},{"id":"3","title":"c"}]}',
        b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"},{"id":"2","title":"b"},{"id":"3","title":"c"},{"id":"4","ti',
    ],
)
def test_json_with_faults_keeps_readable_items(body: bytes) -> None:
    feed = parse_feed(body)

    assert len(feed.entries) == 3
    assert feed.entries[2].title == "c"
    assert feed.warnings


@pytest.mark.case("R-231")
def test_json_controls_and_surrogates_are_removed() -> None:
    feed = parse_feed(
        b'{"version":"https://jsonfeed.org/version/1.1","title":"a\\u0000b","items":[{"id":"1","title":"c\\ud800d \\ud83d\\ude00"}]}'
    )

    assert (feed.title, feed.entries[0].title) == ("ab", "cd 😀")


@pytest.mark.case("R-234")
def test_empty_feed_warns() -> None:
    assert rss("").warnings == ("The feed has no entries.",)


@pytest.mark.parametrize("end", ["", ', "cut'])
def test_escape_that_appears_when_another_is_taken_out(end: str) -> None:
    """Whole and cut off, which other readers of JSON see to."""
    nested = rb"\u00\u000000 \ud8\ud80000 \u000\u00000"
    body = b'{"version": "https://jsonfeed.org/version/1.1", "title": "A' + nested + b'", "items": ['
    body += (
        b'{"id": "1", "title": "B'
        + nested
        + b'", "content_html": "<p>C'
        + nested
        + b'</p>", "tags": ["D'
        + nested
    )
    body += b'"]}]' + end.encode() + (b"" if end else b"}")

    feed = parse_feed(body, url="https://k.example/feed")

    entry = feed.entries[0]
    texts = [feed.title, entry.title, entry.html, *entry.categories]
    assert "".join(text.replace("<p>", "")[:1] for text in texts if text).startswith(("ABC", "BC"))
    assert not re.search("[\x00-\x08\ud800-\udfff]", "".join(texts))
