"""Finding the feeds of a site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabar.sources.discover import Found, find_candidates, sitemaps_in_robots

URL = "https://warta.example/rubrik/"


def urls(html: str, *, guess: bool = False) -> list[str]:
    return [candidate.url for candidate in find_candidates(html.encode(), URL, guess=guess)]


def test_declared_feeds_come_first_and_comments_last() -> None:
    html = """<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
    <link rel="alternate" type="application/atom+xml" href="atom.xml"><link rel=alternate type=text/html href=/en/>
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">
    <a href="/rss">RSS</a>"""

    assert urls(html) == [
        "https://warta.example/rubrik/atom.xml",
        "https://warta.example/comments/feed/",
        "https://warta.example/rss",
    ]


@pytest.mark.parametrize(
    "href",
    ["/rss", "/feed/", "/feeds/world.xml", "/index.rdf", "/news.atom", "/?feed=rss2", "/rss/dunia", "feed:https://warta.example/x"],
)  # fmt: skip
def test_link_that_looks_like_a_feed_is_a_candidate(href: str) -> None:
    assert len(urls(f'<a href="{href}">x</a>')) == (0 if href.startswith("feed:") else 1)


@pytest.mark.parametrize(
    "href", ["/feedback", "/rss.png", "/news", "javascript:alert('rss')", "mailto:rss@x.example", "#rss"]
)
def test_other_links_are_not(href: str) -> None:
    assert urls(f'<a href="{href}">x</a>') == []


def test_base_element_is_respected() -> None:
    html = (
        '<base href="https://cdn.example/x/"><link rel="alternate" type="application/rss+xml" href="f.xml">'
    )

    assert urls(html) == ["https://cdn.example/x/f.xml"]


def test_feed_scheme_is_unwrapped() -> None:
    html = '<link rel="alternate" type="application/rss+xml" href="feed:https://warta.example/f">'

    assert urls(html) == ["https://warta.example/f"]


@pytest.mark.case("R-050")
def test_other_schemes_are_no_candidates() -> None:
    html = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{href}">'
        for href in ("file:///etc/passwd", "ftp://x/f", "javascript:1", "data:,x")
    )

    assert urls(html) == []


@pytest.mark.case("R-233")
def test_usual_places_are_guessed_last() -> None:
    found = find_candidates(b'<a href="/rss">RSS</a>', URL)

    assert found[0].found is Found.LINKED
    assert {c.found for c in found[1:]} == {Found.GUESSED}
    assert "https://warta.example/feed/" in [c.url for c in found]
    assert len({c.url for c in found}) == len(found)


def test_sitemaps_of_robots_txt_news_first() -> None:
    robots = "User-agent: *\nSitemap: https://x.example/all.xml\nsitemap: https://x.example/news.xml\n"

    assert sitemaps_in_robots(robots) == ["https://x.example/news.xml", "https://x.example/all.xml"]


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(junk: bytes) -> None:
    find_candidates(junk, URL)
    find_candidates(b"<link rel=alternate type=application/rss+xml href='" + junk + b"'>", URL)
