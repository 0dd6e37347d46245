"""Whole pages, written for these tests."""

import time
from datetime import UTC, datetime

import pytest

from kabar.extract import choose, extract_article, from_feed
from kabar.extract.blocks import blocks_of
from kabar.extract.page import parse_page
from kabar.model.article import Extraction
from kabar.model.feed import Entry

PARAGRAPHS = [
    "The council of Northbridge voted on Tuesday to reopen the old tram line, ending a dispute that had lasted for more than nine years.",
    "Mayor Helen Ward said the first trams would run in spring, with twelve stops between the harbour and the hospital on the hill.",
    "“People here remember the bell of number four,” she said, “and many of them asked me about it in every single meeting we held.”",
    "Opponents warned that the cost, put at 48 million, would leave little for the repair of schools in the eastern districts.",
    "An independent study found that about 9,000 passengers a day would use the line once the new housing estate is finished.",
    "Work on the tracks begins next month and will close parts of Station Road at night, the transport office said in a statement.",
]
URL = "https://www.northern-post.example/city/2023/05/09/tram-line-returns"


def page(
    body: str = "",
    head: str = "",
    title: str = "Tram line returns to Northbridge after nine years - Northern Post",
) -> str:
    return f"""<!doctype html><html lang="en"><head><title>{title}</title><meta property="og:site_name" content="Northern Post">{head}</head><body>
    <header class="site-header"><a href="/">Northern Post</a><ul class="menu"><li><a href="/city">City</a></li><li><a href="/world">World</a></li></ul></header>
    <main>{body}</main>
    <footer class="footer"><p>© 2023 Northern Post. All rights reserved.</p><a href="/privacy">Privacy policy</a></footer></body></html>"""


def article_body() -> str:
    text = "".join(f"<p>{one}</p>" for one in PARAGRAPHS[:3])
    more = "".join(f"<p>{one}</p>" for one in PARAGRAPHS[3:])
    return f"""<article><h1>Tram line returns to Northbridge after nine years</h1>
    <div class="byline">By <a rel="author" href="/author/tom-reed">Tom Reed</a> and <a rel="author" href="/author/ana-silva">Ana Silva</a></div>
    <time datetime="2023-05-09T17:30:00+01:00" class="published">9 May 2023</time>
    <div class="share-buttons"><a href="#">Share on Facebook</a> <a href="#">Tweet</a></div>
    <figure><img src="/blank.gif" data-src="/img/tram.jpg" width="800" height="500"><figcaption>A tram in 1974. Photo: City Archive</figcaption></figure>
    <div class="article-body">{text}<div class="ad-slot"><p>Advertisement</p></div>
    <blockquote class="pull-quote"><p>People here remember the bell of number four</p></blockquote>{more}</div>
    <div class="newsletter-signup"><p>Sign up for our newsletter and get the news in your inbox every morning.</p></div>
    <div class="related"><h3>Related stories</h3><ul><li><a href="/a">Harbour bridge closed for repairs until June</a></li><li><a href="/b">School roofs: council asks for more money</a></li></ul></div>
    <div id="comments"><h3>Leave a comment</h3><p>Your email address will not be published.</p></div></article>"""


HEAD = """<meta property="og:title" content="Tram line returns to Northbridge after nine years">
<meta property="og:image" content="https://www.northern-post.example/img/tram-large.jpg"><meta property="article:section" content="City">
<link rel="canonical" href="https://www.northern-post.example/city/2023/05/09/tram-line-returns">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Tram line returns to Northbridge after nine years",
"datePublished":"2023-05-09T17:30:00+01:00","dateModified":"2023-05-10T08:00:00+01:00","author":[{"@type":"Person","name":"Tom Reed"},{"@type":"Person","name":"Ana Silva"}],
"publisher":{"@type":"NewsMediaOrganization","name":"Northern Post","correctionsPolicy":"https://www.northern-post.example/corrections"},"isAccessibleForFree":true}</script>"""


@pytest.fixture(scope="module")
def found() -> Extraction:
    return extract_article(page(article_body(), HEAD), url=URL)


def test_text_is_the_paragraphs_and_nothing_else(found: Extraction) -> None:
    assert PARAGRAPHS == [line for line in found.text.split("\n") if len(line) > 60]
    for noise in (
        "Share",
        "Advertisement",
        "newsletter",
        "Related",
        "email address",
        "All rights",
        "Harbour bridge",
    ):
        assert noise not in found.text


def test_pull_quote_is_not_printed_twice(found: Extraction) -> None:
    assert 1 == found.text.count("the bell of number four")


def test_facts(found: Extraction) -> None:
    assert "Tram line returns to Northbridge after nine years" == found.title
    assert {"Tom Reed", "Ana Silva"} == set(found.authors)
    assert datetime(2023, 5, 9, 16, 30, tzinfo=UTC) == found.published_at
    assert datetime(2023, 5, 10, 7, 0, tzinfo=UTC) == found.modified_at
    assert ("en", "Northern Post", "City", URL) == (
        found.language,
        found.site_name,
        found.section,
        found.canonical_url,
    )
    assert {
        "correctionsPolicy": "https://www.northern-post.example/corrections",
        "isAccessibleForFree": "true",
    } == dict(found.trust)


def test_lazy_picture_has_its_caption_and_credit(found: Extraction) -> None:
    picture = next(one for one in found.media if one.url.endswith("/img/tram.jpg"))

    assert ("A tram in 1974", "City Archive") == (picture.caption, picture.credit)
    assert '<img src="https://www.northern-post.example/img/tram.jpg"' in found.html


def test_article_is_believed(found: Extraction) -> None:
    assert "article" == found.kind
    assert found.quality > 0.6


def test_canonical_address_never_leads_to_another_host_or_the_home_page() -> None:
    for address in ("https://evil.example/other", "https://www.northern-post.example/"):
        head = f'<link rel="canonical" href="{address}">'

        assert URL == extract_article(page(article_body(), head), url=URL).canonical_url


def test_article_in_a_table_page_of_the_last_century_is_found() -> None:
    cells = "".join(f"<br><br>&nbsp;&nbsp;{one}" for one in PARAGRAPHS)
    html = f"""<html><head><title>Tram line returns</title></head><body><table><tr><td width=150><a href=a>Home</a><br><a href=b>City</a><br><a href=c>Sport</a></td>
    <td><font size=5><b>Tram line returns</b></font><br>{cells}</td></tr></table></body></html>"""

    text = extract_article(html).text

    assert all(one in text for one in PARAGRAPHS)
    assert "Sport" not in text


def test_text_of_a_script_built_page_comes_from_its_data() -> None:
    body = "\\n".join(PARAGRAPHS).replace('"', "")
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Tram line returns","articleBody":"{body}"}}</script>'

    found = extract_article(page("<div id=app></div>", head), url=URL)

    assert PARAGRAPHS[5] in found.text
    assert "json-ld" == found.extractor


@pytest.mark.parametrize(
    ("kind", "html"),
    [
        ("error", page("<h1>404 - Page not found</h1><p>The page you are looking for does not exist.</p>", title="Page not found")),
        ("error", "<html><head><title>Just a moment...</title></head><body><p>Checking your browser before accessing the site.</p></body></html>"),
        ("other", "<html><head><title>News</title><script src=a.js></script><script src=b.js></script></head><body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>"),
        ("consent", "<html><head><title>Before you continue</title></head><body><h1>We value your privacy</h1><p>We and our partners use cookies to store personal data and need your consent to show personalised ads. You may accept all or manage your consent.</p><p>Our partners process personal data on the basis of consent. See our cookie policy and privacy notice.</p><button>Accept all cookies</button></body></html>"),
        ("paywall", page(f"<article><h1>Tram line returns to Northbridge after nine years</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><div class='paywall'><p>Subscribe to continue reading. Already a subscriber? Log in.</p></div></article>", '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Tram line returns","isAccessibleForFree":false}</script>')),
        ("index", page("<h1>City</h1>" + "".join(f"<div class='teaser'><h2><a href='/story/{n}'>The council decides about street number {n} once more</a></h2></div>" for n in range(30)), '<meta property="og:type" content="website">', title="City - Northern Post")),
    ],
)  # fmt: skip
def test_what_is_not_an_article_is_told_apart(kind: str, html: str) -> None:
    assert kind == extract_article(html, url="https://www.northern-post.example/x").kind


def test_live_blog_is_told_apart() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Tram vote live"}</script>'
    )

    assert "live" == extract_article(page(article_body(), head), url=URL).kind


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "\x00\x00",
        "<html>",
        "plain words",
        "<div>" * 3000 + "x",
        "<table>" * 500 + "y",
        "<p>" + "a" * 100_000,
    ],
)
def test_broken_pages_do_not_raise(html: str) -> None:
    assert isinstance(extract_article(html), Extraction)


@pytest.mark.parametrize("piece", ["<div>", "<b>x", "<table><tr><td>", "<h1>", "x<br>"])
def test_time_stays_small_on_nested_pages(piece: str) -> None:
    begun = time.process_time()

    extract_article(piece * 30_000 + "end")

    assert time.process_time() - begun < 5


def entry(**changes: object) -> Entry:
    fields: dict[str, object] = {
        "key": "1",
        "url": URL,
        "title": "Tram line returns",
        "summary_html": "<p>The council voted <b>yes</b>.</p><script>x</script>",
    }
    return Entry(**{**fields, **changes})  # type: ignore[arg-type]  # keyword arguments of a builder


def test_feed_text_is_cleaned_and_plain() -> None:
    found = from_feed(entry())

    assert ("The council voted yes.", "<p>The council voted <b>yes</b>.</p>", "feed") == (
        found.text,
        found.html,
        found.extractor,
    )


def test_escaped_markup_in_a_feed_is_shown_as_written() -> None:
    assert "<b>x</b>" == from_feed(entry(summary_html="&lt;b&gt;x&lt;/b&gt;")).text


@pytest.mark.parametrize("kind", ["index", "consent", "error", "other"])
@pytest.mark.case("R-268")
def test_page_that_is_no_article_never_replaces_the_feed(kind: str) -> None:
    wrong = Extraction(title="Cookies", text="Accept all cookies. " * 50, kind=kind)  # type: ignore[arg-type]  # the cases are kinds

    chosen = choose(wrong, from_feed(entry()))

    assert "The council voted yes." == chosen.text
    assert "Tram line returns" == chosen.title
    assert chosen.fallback_reason is not None


@pytest.mark.case("R-274")
def test_shorter_page_keeps_the_feed_text() -> None:
    short = Extraction(title="Tram line returns", text="Read on.", authors=("Tom Reed",))

    chosen = choose(short, from_feed(entry()))

    assert "The council voted yes." == chosen.text
    assert ("Tom Reed",) == chosen.authors


def test_good_page_wins_without_a_reason(found: Extraction) -> None:
    chosen = choose(found, from_feed(entry()))

    assert found.text == chosen.text
    assert chosen.fallback_reason is None


@pytest.mark.parametrize(
    ("on_the_page", "headline"),
    [
        ("Northern Post - Tram line returns", "Tram line returns"),
        ("Tram line returns | City | Northern Post", "Tram line returns"),
        ("Tram line returns after nine years", "Tram line returns after nine years"),
        ("Analysis: Tram line returns", "Analysis: Tram line returns"),
        ("North-Tram line returns", "North-Tram line returns"),
        ("", "Tram line returns"),
    ],
)
def test_feed_tells_where_the_outlets_name_begins_in_a_title(on_the_page: str, headline: str) -> None:
    page = Extraction(title=on_the_page, text="The council voted yes, and trams run again in spring.")

    assert headline == choose(page, from_feed(entry())).title


def test_page_that_was_not_read_says_why() -> None:
    assert "404 Not Found" == choose(None, from_feed(entry()), "404 Not Found").fallback_reason


def _with_lead(figure: str, *, head: str = "") -> str:
    text = "".join(
        f"<p>On Monday night the river rose by {n + 2} metres in district {n}, and {n * 3} families left home.</p>"
        for n in range(6)
    )
    return (
        f"<html><head>{head}</head><body><main><article><h1>River rises</h1><p class='byline'>By Ayu Sari</p>"
        f"<ul class='share'><li><a href='#'>Share</a></li><li><a href='#'>Post</a></li><li><a href='#'>Mail</a></li></ul>"
        f"{figure}<div class='body'>{text}</div></article></main></body></html>"
    )


def test_picture_above_the_first_paragraph_stands_in_place_with_caption_and_credit() -> None:
    figure = (
        "<figure><img src='/river-large.jpg' alt='x'><figcaption><span>The river at night.</span>"
        "<span class='credit'>Photo: Ayu Sari</span></figcaption></figure>"
    )
    found = extract_article(_with_lead(figure), url="https://example.org/a")

    (picture,) = [one for one in found.media if one.kind == "image"]
    assert "https://example.org/river-large.jpg" == picture.url
    assert ("The river at night", "Ayu Sari") == (picture.caption, picture.credit)
    assert found.html.index("river-large") < found.html.index("On Monday")


def test_length_over_a_film_is_its_duration_and_no_caption() -> None:
    figure = (
        "<figure><video src='/a.mp4' poster='/a.jpg'></video><span>02:42</span>"
        "<figcaption>Cameras filmed it all.</figcaption></figure>"
    )
    found = extract_article(_with_lead(figure), url="https://example.org/a")

    (film,) = [one for one in found.media if one.kind == "video"]
    assert (162, "Cameras filmed it all.", "https://example.org/a.jpg") == (
        film.duration_seconds,
        film.caption,
        film.poster,
    )


def test_sound_takes_the_length_written_after_it() -> None:
    found = extract_article(
        _with_lead("<audio controls src='/talk.mp3'></audio><span class='duration'>26:14</span>"),
        url="https://example.org/a",
    )

    (sound,) = [one for one in found.media if one.kind == "audio"]
    assert ("https://example.org/talk.mp3", 1574) == (sound.url, sound.duration_seconds)


def test_pictures_of_related_stories_are_left_out() -> None:
    box = (
        "<div class='teasers'><p><img src='/other.jpg'></p><p><a href='/b'>Another story</a></p>"
        "<p><a href='/c'>And one more</a></p></div>"
    )
    found = extract_article(_with_lead(box), url="https://example.org/a")

    assert () == found.media


def test_one_picture_in_several_sizes_and_places_is_shown_once() -> None:
    figure = (
        "<figure><img src='/cut/16-9/river-rises-at-night-2026.jpg'><img src='/cut/4-3/river-rises-at-night-2026.jpg?w=635'>"
        "<img src='https://cdn.example/river-rises-at-night-2026-1440x810.jpg'></figure>"
    )
    head = "<meta property='og:image' content='https://example.org/lead/river-rises-at-night-2026.jpg'>"
    found = extract_article(_with_lead(figure, head=head), url="https://example.org/a")

    assert 1 == len(found.media) == found.html.count("<img")


def test_pictures_with_names_that_say_nothing_are_not_taken_for_one() -> None:
    figure = "<figure><img src='/a/large.jpg'></figure><figure><img src='/b/large.jpg'></figure>"

    assert 2 == len(extract_article(_with_lead(figure), url="https://example.org/a").media)


def test_caption_neither_repeats_the_headline_nor_its_own_credit() -> None:
    figures = (
        "<figure><img src='/river.jpg' alt='River rises'></figure>"
        "<figure><img src='/bridge.jpg'><span>City archive</span><figcaption><p>City archive</p><p>City archive The bridge.</p></figcaption></figure>"
    )
    found = extract_article(_with_lead(figures), url="https://example.org/a")

    assert ["", "City archive The bridge."] == [one.caption for one in found.media]


def test_list_of_teasers_with_links_laid_over_them_is_no_text() -> None:
    cards = "".join(
        f"<li><div class='wrapper'><div class='image'><a href='/other/{n}' title='Other'></a><img data-src='/teaser-{n}.jpg'></div>"
        f"<div class='content'><h3>Another report, number {n}</h3><p>0{n}.11.2026 What the harbour means for the town, and why nobody"
        " had asked for it before this long and rainy summer was over.</p></div></div></li>"
        for n in range(1, 7)
    )
    found = extract_article(
        _with_lead(f"</div><ul class='col-3'>{cards}</ul><div>"), url="https://example.org/a"
    )

    assert "Another report" not in found.text
    assert "teaser" not in found.html


def test_indents_of_the_page_are_not_kept() -> None:
    found = extract_article(
        "<html><body><div>"
        + "<p>\u3000\u3000周一晚上，河水上涨了两米，三个区的居民离开了家，市政府说堤坝很旧。</p>" * 2
        + "".join(
            f"<p>\u3000\u3000第{n}区的学校今天关闭，学生在家上课，老师说明天会告诉家长新的时间。</p>"
            for n in range(5)
        )
        + "</div></body></html>"
    )

    assert "\u3000" not in found.html


POINTS = (
    "<ul><li>•The river rose by eight metres in a single night, the most in forty years</li><li>Schools are closed until Friday</li>"
    "<li>Four hundred families have left their homes along the northern bank</li></ul>"
)


def test_points_above_the_text_are_whole_and_not_said_again_in_it() -> None:
    found = extract_article(
        _with_lead(
            f"<p class='lead'>The night on which the river came over the wall of the old harbour.</p>{POINTS}"
        )
    )

    assert 3 == len(found.key_points)
    assert "The river rose by eight metres in a single night, the most in forty years" == found.key_points[0]
    assert "Four hundred families" not in found.html


def test_list_that_a_sentence_introduces_is_text() -> None:
    page = _with_lead(
        f"<p>This is what the council of the harbour town has known since the early morning of Monday:</p>{POINTS}"
    )
    found = extract_article(page)

    assert () == found.key_points
    assert "Four hundred families" in found.html


FORM = (
    "<div class='box'><form action='/in'><p>Please type the address with which you are registered at the harbour newspaper.</p>"
    "<input type='email' name='m'><p>The password must be eight characters long and contain a digit.</p><input type='password'></form></div>"
)


def test_what_a_form_says_is_no_text_but_a_form_around_the_page_is() -> None:
    page = _with_lead(FORM)

    assert "password" not in extract_article(page).text
    around = page.replace("<main>", "<form id='all'><input type='text' name='q'><main>").replace(
        "</main>", "</main></form>"
    )
    assert 6 == extract_article(around).text.count("On Monday night")


def test_name_of_the_outlet_is_not_the_headline() -> None:
    head = "<meta property='og:title' content='River rises'><meta property='og:site_name' content='River rises - Harbour Post'>"

    assert "Harbour Post" == extract_article(_with_lead("", head=head)).site_name


@pytest.mark.parametrize(
    ("stated", "host", "name"),
    [
        ("Harbour Gazette - News of the coast since 1911", "www.harbourgazette.example", "Harbour Gazette"),
        ("Küsten Bote | Alles von der See", "kuesten-bote.example", "Küsten Bote"),
        ("News of the coast - Harbour Gazette", "harbourgazette.example", "Harbour Gazette"),
        ("HG - Harbour Gazette", "hg.example", "HG"),
        ("Ministry of Harbours - MOHA", "moha.example", "Ministry of Harbours - MOHA"),
        ("Anna Berg - Sea Trade", "annabergseatrade.example", "Anna Berg"),
        ("Bulletin - News of the coast", "harbour.example", "Bulletin - News of the coast"),
        ("Harbour-Gazette", "harbour.example", "Harbour-Gazette"),
    ],
)
def test_outlet_is_named_without_its_slogan(stated: str, host: str, name: str) -> None:
    head = f"<meta property='og:site_name' content='{stated}'>"

    assert name == extract_article(_with_lead("", head=head), url=f"https://{host}/a").site_name


def test_headline_is_no_outlet_and_a_stroke_no_section() -> None:
    title = "The depot on Harbour Street is rebuilt"
    head = f"<meta property='og:title' content='{title}'><meta property='og:site_name' content='{title}'><meta property='article:section' content='/'>"
    found = extract_article(_with_lead("", head=head), url="https://gazette.example/a")

    assert ("gazette.example", None) == (found.site_name, found.section)


def test_long_address_around_many_blocks_is_not_written_with_each() -> None:
    parsed = parse_page(f"<a href='/{'x' * 50_000}'>" + "<h2>Depot closed</h2>" * 2_000)
    blocks = blocks_of(parsed.root).blocks

    assert len(blocks) == 2_000
    assert sum(len(block.markup) for block in blocks) < 2_000 * 5_000
    assert "xxxx" not in extract_article(f"<p>{PARAGRAPHS[0]} <a href='/{'x' * 5_000}'>there</a></p>").html
