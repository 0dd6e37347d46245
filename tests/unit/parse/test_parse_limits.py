"""Bombs and limits (group D of the reliability cases): bounded time and memory, the rest of the feed kept."""

import time

import pytest

from kabar.parse import parse_feed
from kabar.parse.limits import MAX_ENTRIES, MAX_TEXT, MAX_TITLE

GOOD = b"<item><title>Banjir</title><link>https://k.example/1</link></item>"
NESTED = b'<!DOCTYPE a [<!ENTITY a0 "ha">%s]>' % b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)


def wrapped(inside: bytes, prolog: bytes = b"") -> bytes:
    return prolog + b"<rss version='2.0'><channel>" + inside + GOOD + b"</channel></rss>"


BOMBS = {
    "billion laughs": wrapped(b"<title>&a11;</title>", NESTED),
    "in an attribute": wrapped(b"<image href='&a11;'/>", NESTED),
    "quadratic": wrapped(
        b"<title>" + b"&b;" * 60_000 + b"</title>", b'<!DOCTYPE a [<!ENTITY b "%s">]>' % (b"x" * 1_900)
    ),
    "deep, closed": wrapped(b"<item><x>" + b"<y>" * 50_000 + b"</y>" * 50_000 + b"</x></item>"),
    "deep, open": wrapped(b"<item>" + b"<y>" * 50_000),
    "deep text": wrapped(b"<item><description>" + b"<i>" * 50_000 + b"</description></item>"),
    "attributes": wrapped(b"<x " + b" ".join(b"a%d='1'" % n for n in range(40_000)) + b"/>"),
    "attributes, broken": wrapped(b"& <x " + b" ".join(b"a%d='1'" % n for n in range(40_000)) + b"/>"),
    "many marks": wrapped(b"<" * 300_000),
    "many comments": wrapped(b"<!--" * 100_000),
    "many doctypes": wrapped(b"<!DOCTYPE x [" * 50_000),
    "many sections": wrapped(b"<item><title><![CDATA[" * 20_000),
    "many titles": wrapped(b"<title>" * 100_000),
    "many scripts": wrapped(b"<item><title>" + b"&lt;script " * 60_000 + b"</title></item>"),
    "at signs": wrapped(b"<item><author>" + b"a@" * 200_000 + b"</author></item>"),
    "dates": wrapped(b"<item><pubDate>" + b"1 a " * 100_000 + b"</pubDate></item>"),
    "spaces": wrapped(b"<item><title>" + b" " * 500_000 + b"</title></item>"),
    "json depth": b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000,
    "json number": b'{"version":"https://jsonfeed.org/version/1","items":[{"id":' + b"9" * 10_000 + b"}]}",
}


@pytest.mark.case("R-084", "R-086", "R-087", "R-091", "R-094")
@pytest.mark.parametrize("name", BOMBS)
def test_bomb_goes_out(name: str) -> None:
    started = time.process_time()

    feed = parse_feed(BOMBS[name])

    assert time.process_time() - started < 5
    assert sum(len(e.title) + len(e.html) + len(e.summary_html) for e in feed.entries) < 5_000_000
    assert feed.format
    if name not in ("many sections", "json depth", "many comments", "many doctypes", "many titles"):
        assert feed.entries


@pytest.mark.case("R-085")
def test_external_entities_are_not_read(tmp_path: object) -> None:
    feed = parse_feed(
        wrapped(
            b"<title>&f;&n;kept</title>",
            b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY n SYSTEM "http://127.0.0.1:9/"><!ENTITY % p SYSTEM "http://127.0.0.1:9/d">%p;]>',
        )
    )

    assert feed.title == "&f;&n;kept"
    assert feed.entries[0].title == "Banjir"


def test_plain_abbreviation_of_a_dtd_is_read() -> None:
    assert (
        parse_feed(wrapped(b"<title>&k; Baru</title>", b'<!DOCTYPE rss [<!ENTITY k "Kota">]>')).title
        == "Kota Baru"
    )


@pytest.mark.case("R-088", "R-240")
def test_first_entries_of_a_newest_first_feed_are_kept() -> None:
    items = b"".join(b"<item><title>%d</title></item>" % n for n in range(MAX_ENTRIES + 50))

    feed = parse_feed(b"<rss version='2.0'><channel>" + items + b"</channel></rss>")

    assert (len(feed.entries), feed.entries[0].title) == (MAX_ENTRIES, "0")
    assert "only the newest" in feed.warnings[0]


@pytest.mark.case("R-088", "R-240")
def test_last_entries_of_an_oldest_first_feed_are_kept() -> None:
    items = b"".join(
        b"<item><title>%d</title><pubDate>%d-01-01</pubDate></item>" % (n, 1900 + n // 20)
        for n in range(MAX_ENTRIES + 50)
    )

    feed = parse_feed(b"<rss version='2.0'><channel>" + items + b"</channel></rss>")

    assert feed.entries[-1].title == "2049"


@pytest.mark.case("R-089", "R-245")
def test_long_title_text_and_guid_are_cut() -> None:
    feed = parse_feed(
        b"<rss version='2.0'><channel><item><title>%s</title><description>%s</description><guid>%s</guid></item></channel></rss>"
        % (b"a" * 11_000_000, b"b " * 400_000, b"g" * 1_000_000)
    )
    entry = feed.entries[0]

    assert (len(entry.title), entry.title[-1]) == (MAX_TITLE, "…")
    assert len(entry.summary_html) <= MAX_TEXT + 1
    assert len(entry.key) < 100
    assert len(feed.warnings) >= 2


@pytest.mark.case("R-241")
def test_five_hundred_enclosures_with_wrong_lengths() -> None:
    inside = b"".join(b"<enclosure url='https://k.example/%d.mp3' length='-1'/>" % n for n in range(500))

    files = (
        parse_feed(b"<rss version='2.0'><channel><item>" + inside + b"</item></channel></rss>")
        .entries[0]
        .enclosures
    )

    assert len(files) == 100
    assert {None} == {file.length for file in files}


@pytest.mark.case("R-088")
def test_huge_feed_is_cut_and_its_first_entries_kept() -> None:
    feed = parse_feed(
        b"<rss version='2.0'><channel>" + GOOD + b"<item><title>" + b"a" * 21_000_000 + b"</title></item>"
    )

    assert feed.entries[0].title == "Banjir"
    assert feed.warnings[0] == "The feed was cut at 20 MB."
