"""Every format gives the same entry."""

from datetime import UTC, datetime

import pytest

from kabar.model.feed import Enclosure, ParsedFeed
from kabar.parse import parse_feed

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
  xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Kota &amp; Desa</title><link>https://kota.example/</link><description>Warta</description><language>id_ID</language>
<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>
<skipHours><hour>0</hour><hour>24</hour><hour>5</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://kota.example/rss"/>
<item><title>Banjir surut</title><link>https://kota.example/1</link><guid isPermaLink="false">kota-1</guid>
<dc:creator>Sri Wahyuni</dc:creator><pubDate>Wed, 04 Mar 2026 05:06:07 GMT</pubDate><category>Cuaca</category>
<description>Air surut.</description><content:encoded><![CDATA[<p>Air sudah surut.</p>]]></content:encoded>
<enclosure url="https://kota.example/1.mp3" type="audio/mpeg" length="1200"/><itunes:duration>1:02:03</itunes:duration>
<comments>https://kota.example/1#komentar</comments></item></channel></rss>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id-ID"><title>Kota &amp; Desa</title>
<link href="https://kota.example/"/><subtitle>Warta</subtitle>
<entry><id>kota-1</id><title type="html">Banjir &lt;b&gt;surut&lt;/b&gt;</title><link href="https://kota.example/1"/>
<author><name>Sri Wahyuni</name></author><published>2026-03-04T12:06:07+07:00</published><category term="c1" label="Cuaca"/>
<summary>Air surut.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Air sudah surut.</p></div></content>
<link rel="enclosure" href="https://kota.example/1.mp3" type="audio/mpeg" length="1200"/>
<link rel="replies" href="https://kota.example/1#komentar"/></entry></feed>"""

ATOM03 = b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Kota &amp; Desa</title><tagline>Warta</tagline>
<link rel="alternate" href="https://kota.example/"/><entry><id>kota-1</id><title>Banjir surut</title>
<link rel="alternate" href="https://kota.example/1"/><author><name>Sri Wahyuni</name></author><issued>2026-03-04T05:06:07Z</issued>
<summary>Air surut.</summary><content type="text/html" mode="escaped">&lt;p&gt;Air sudah surut.&lt;/p&gt;</content></entry></feed>"""

RDF = b"""<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="https://kota.example/"><title>Kota &amp; Desa</title><link>https://kota.example/</link>
<description>Warta</description><items><rdf:Seq><rdf:li rdf:resource="https://kota.example/1"/></rdf:Seq></items></channel>
<item rdf:about="kota-1"><title>Banjir surut</title><link>https://kota.example/1</link><description>Air surut.</description>
<dc:creator>Sri Wahyuni</dc:creator><dc:date>2026-03-04T05:06:07Z</dc:date><dc:subject>Cuaca</dc:subject>
<content:encoded>&lt;p&gt;Air sudah surut.&lt;/p&gt;</content:encoded></item></rdf:RDF>"""

JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Kota & Desa", "home_page_url": "https://kota.example/",
"description": "Warta", "language": "id-ID", "items": [{"id": "kota-1", "url": "https://kota.example/1", "title": "Banjir surut",
"summary": "Air surut.", "content_html": "<p>Air sudah surut.</p>", "date_published": "2026-03-04T05:06:07Z",
"authors": [{"name": "Sri Wahyuni"}], "tags": ["Cuaca"],
"attachments": [{"url": "https://kota.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1200, "duration_in_seconds": 3723}]}]}"""


@pytest.mark.case("R-244")
@pytest.mark.parametrize(
    ("form", "body"),
    [("rss20", RSS), ("atom10", ATOM), ("atom03", ATOM03), ("rdf", RDF), ("jsonfeed11", JSON)],
)
def test_same_entry_in_every_format(form: str, body: bytes) -> None:
    feed = parse_feed(body)
    entry = feed.entries[0]

    assert (form, "Kota & Desa", "https://kota.example/", "Warta") == (
        feed.format,
        feed.title,
        feed.link,
        feed.description,
    )
    assert (entry.key, entry.url, entry.title) == ("kota-1", "https://kota.example/1", "Banjir surut")
    assert entry.authors == ("Sri Wahyuni",)
    assert entry.published_at == AT
    assert (entry.html, entry.summary_html) == ("<p>Air sudah surut.</p>", "Air surut.")
    assert len(entry.fingerprint) == 16
    assert feed.warnings == ()


def test_rss_head_says_when_to_come_back() -> None:
    feed = parse_feed(RSS)

    assert feed.ttl_seconds == 3600
    assert (feed.skip_hours, feed.skip_days) == ((0, 5), (6,))
    assert (feed.hub, feed.self_url) == ("https://hub.example/", "https://kota.example/rss")
    assert feed.language == "id-ID"


@pytest.mark.parametrize("body", [RSS, JSON])
def test_enclosure_with_length_and_duration(body: bytes) -> None:
    sound = Enclosure(
        url="https://kota.example/1.mp3", media_type="audio/mpeg", length=1200, duration_seconds=3723
    )

    assert (sound,) == parse_feed(body).entries[0].enclosures


@pytest.mark.parametrize("body", [RSS, ATOM])
def test_comments_and_categories(body: bytes) -> None:
    entry = parse_feed(body).entries[0]

    assert entry.comments_url == "https://kota.example/1#komentar"
    assert entry.categories == ("Cuaca",)


@pytest.mark.case("R-244")
def test_cdf() -> None:
    feed = parse_feed(
        b'<CHANNEL HREF="http://kota.example/" LASTMOD="2004-04-07T04:05"><TITLE>Kota</TITLE><ABSTRACT>Warta</ABSTRACT>'
        b'<ITEM HREF="http://kota.example/1" LASTMOD="1998.11.05T08:15-0500"><TITLE>Satu</TITLE><ABSTRACT>Isi</ABSTRACT></ITEM></CHANNEL>'
    )

    assert (feed.format, feed.title, feed.link) == ("cdf", "Kota", "http://kota.example/")
    assert (
        feed.entries[0].url,
        feed.entries[0].title,
        feed.entries[0].summary_html,
    ) == ("http://kota.example/1", "Satu", "Isi")
    assert datetime(1998, 11, 5, 13, 15, tzinfo=UTC) == feed.entries[0].updated_at


def test_news_sitemap() -> None:
    feed = parse_feed(
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        b"<url><loc>https://kota.example/1</loc><news:news><news:publication><news:name>Kota</news:name><news:language>id</news:language>"
        b"</news:publication><news:publication_date>2026-03-04T05:06:07Z</news:publication_date><news:title>Banjir</news:title></news:news></url></urlset>"
    )
    entry = feed.entries[0]

    assert (
        feed.format,
        entry.url,
        entry.title,
        entry.published_at,
        entry.language,
    ) == ("sitemap", "https://kota.example/1", "Banjir", AT, "id")


def test_sitemap_index_has_no_entries_but_a_note() -> None:
    feed = parse_feed(
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://k.example/a</loc></sitemap></sitemapindex>'
    )

    assert (feed.format, feed.entries) == ("sitemapindex", ())
    assert "index of sitemaps" in feed.warnings[0]


def test_page_with_h_entries() -> None:
    feed = parse_feed(
        b'<!doctype html><html lang="id"><title>Catatan</title><div class="h-feed"><article class="h-entry">'
        b'<a class="u-url p-name" href="/1">Satu</a> <time class="dt-published" datetime="2026-03-04T05:06:07Z"></time>'
        b'<div class="p-comment h-entry"><a class="u-url p-name" href="/k">Komentar</a></div></article></div></html>',
        url="https://kota.example/",
    )

    assert (feed.format, len(feed.entries)) == ("hfeed", 1)
    assert (
        feed.entries[0].url,
        feed.entries[0].title,
        feed.entries[0].published_at,
    ) == ("https://kota.example/1", "Satu", AT)


@pytest.mark.case("R-233", "R-234")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"<!DOCTYPE html><html><body>Hello</body></html>", "web page"),
        (b'{"a": 1}', "not a JSON Feed"),
        (b"just words", "plain text"),
        (b"<opml version='2.0'><body/></opml>", "OPML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "plain text or binary"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: bytes, said: str) -> None:
    feed = parse_feed(body)

    assert (feed.format, feed.entries) == ("", ())
    assert said in feed.warnings[0]


def entry_of(inside: str, around: str = 'xmlns:media="http://search.yahoo.com/mrss/"') -> ParsedFeed:
    return parse_feed(f'<rss version="2.0" {around}><channel><item>{inside}</item></channel></rss>'.encode())


def test_picture_of_media_rss_is_the_widest() -> None:
    feed = entry_of(
        '<media:group><media:content url="https://k.example/s.jpg" medium="image" width="90"/>'
        '<media:content url="https://k.example/l.jpg" medium="image" width="900"/></media:group>'
        '<media:thumbnail url="https://k.example/t.jpg"/>'
    )

    assert feed.entries[0].image == "https://k.example/l.jpg"
    assert feed.entries[0].enclosures == ()


def test_film_of_media_rss_is_an_enclosure() -> None:
    feed = entry_of(
        '<media:content url="https://k.example/f.mp4" medium="video" fileSize="7" duration="65"/>'
    )

    assert (Enclosure(url="https://k.example/f.mp4", length=7, duration_seconds=65),) == feed.entries[
        0
    ].enclosures


def test_first_picture_of_the_text_but_no_pixel() -> None:
    feed = entry_of(
        "<description>&lt;img src='https://t.example/p.gif' width='1' height='1'&gt;&lt;img src='https://k.example/a.jpg'&gt;</description>"
    )

    assert feed.entries[0].image == "https://k.example/a.jpg"


def test_feedburner_link_leads_to_the_page() -> None:
    feed = entry_of(
        "<link>https://feeds.example/~r/1</link><f:origLink>https://kota.example/1</f:origLink>",
        'xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"',
    )

    assert feed.entries[0].url == "https://kota.example/1"


def test_author_mail_gives_way_to_the_name() -> None:
    assert entry_of("<author>sri@kota.example (Sri Wahyuni)</author>").entries[0].authors == ("Sri Wahyuni",)
    assert entry_of("<author>Sri Wahyuni &lt;sri@kota.example&gt;</author>").entries[0].authors == (
        "Sri Wahyuni",
    )


def test_title_that_is_only_a_tag_stays_readable() -> None:
    assert entry_of("<title>&lt;audio&gt;</title>").entries[0].title == "<audio>"


def test_title_that_is_only_a_picture_is_its_words() -> None:
    title = "<title>&lt;img src='a.png' alt=\"Banjir\"&gt;</title>"

    assert entry_of(title).entries[0].title == "Banjir"


def test_title_that_is_only_a_script_is_empty() -> None:
    assert entry_of("<title>&lt;script&gt;x()&lt;/script&gt;</title>").entries[0].title == ""


def test_xhtml_title_is_plain_text() -> None:
    feed = parse_feed(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Air '
        b"<b>surut</b><script>x()</script></div></title></entry></feed>"
    )

    assert feed.entries[0].title == "Air surut"


def test_base64_content() -> None:
    feed = parse_feed(
        b'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><content type="text/html" mode="base64">'
        b"PHA+QWlyPC9wPg==</content></entry></feed>"
    )

    assert feed.entries[0].html == "<p>Air</p>"


def test_alternate_enclosure_counts_only_without_a_plain_one() -> None:
    around = 'xmlns:podcast="https://podcastindex.org/namespace/1.0"'
    other = '<podcast:alternateEnclosure type="audio/opus"><podcast:source uri="https://k.example/1.opus"/></podcast:alternateEnclosure>'
    plain = '<enclosure url="https://k.example/1.mp3" type="audio/mpeg"/>'

    assert [f.url for f in entry_of(other + plain, around).entries[0].enclosures] == [
        "https://k.example/1.mp3"
    ]
    assert [f.url for f in entry_of(other, around).entries[0].enclosures] == ["https://k.example/1.opus"]


def test_link_written_by_an_html_serialiser() -> None:
    assert entry_of("<link/>https://k.example/1<title>t</title>").entries[0].url == "https://k.example/1"


def test_page_is_preferred_to_other_forms() -> None:
    feed = parse_feed(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>It&amp;#8217;s</title><link type="application/json" '
        b'href="https://k.example/1.json"/><link href="https://k.example/1"/></entry></feed>'
    )

    assert (feed.entries[0].url, feed.entries[0].title) == ("https://k.example/1", "It’s")
