"""Find the feeds of a site from one of its pages: what it declares, what it links to, where feeds usually lie.

Never fetches: the caller asks the candidates in order and keeps the first that is a feed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_BYTES = 3 * 1024 * 1024
MAX_CANDIDATES = 60
_MAX_ANCHORS = 5000

FEED_TYPES = frozenset(
    """application/rss+xml application/atom+xml application/rdf+xml application/feed+json text/rss+xml
    application/x-rss+xml application/rss text/rss text/atom+xml""".split()
)
_GENERIC_TYPES = frozenset({"application/json", "application/xml", "text/xml"})

# Where common publishing systems put their feeds, most common first.
WELL_KNOWN = (
    "/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss", "/feed", "/rss/", "/feed.json",
    "/feeds/posts/default", "/?feed=rss2", "/index.rdf", "/news/rss.xml", "/blog/feed/", "/blog/rss.xml",
    "/blog/atom.xml",
)  # fmt: skip
NEWS_SITEMAPS = (
    "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/googlenews.xml", "/sitemaps/news.xml",
    "/robots.txt",
)  # fmt: skip

_LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._?=&-])(?:rss2?|atom|feeds?|rdf|jsonfeed)(?:$|[/._?=&-])|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
_NO_FEED = re.compile(
    r"\.(?:png|jpe?g|gif|svg|css|js|ico|pdf|mp3|mp4|zip)(?:$|\?)|feedback|comments?/feed", re.IGNORECASE
)
_FEED_HOSTS = frozenset(
    {"feeds.feedburner.com", "feedpress.me", "feeds.simplecast.com", "feeds.megaphone.fm"}
)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Found(IntEnum):
    """How a candidate was found: the smaller, the likelier."""

    DECLARED = 0  # <link rel="alternate">
    LINKED = 1  # an ordinary link that looks like a feed
    SITEMAP = 2  # a news sitemap the page or robots.txt names
    GUESSED = 3  # nothing says so, but feeds often lie there


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address where a feed may be."""

    url: str
    title: str = ""
    found: Found = Found.DECLARED
    comments: bool = False  # a feed of comments: rarely wanted


def find_candidates(body: bytes, url: str, *, guess: bool = True) -> list[Candidate]:
    """Where the feeds of the page *body* at *url* may be, likeliest first, each address once.

    Empty when the page is no HTML and *guess* is False. Never raises on any bytes.
    """
    found: list[Candidate] = []
    tree = LexborHTMLParser(body[:MAX_BYTES].replace(b"\x00", b""))
    base = _base(tree, url)
    found += _declared(tree, base)
    found += _linked(tree, base)
    if guess:
        found += _guessed(url)
    return _once(found, url)


def sitemaps_in_robots(robots: str) -> list[str]:
    """Addresses of the sitemaps that a robots.txt names, those for news first."""
    urls = list(dict.fromkeys(_SITEMAP_LINE.findall(robots)))
    return sorted(urls, key=lambda url: "news" not in url.lower())[:MAX_CANDIDATES]


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return _join(url, (node.attributes.get("href") or "") if node else "") or url


def _join(base: str, href: str) -> str | None:
    """*href* as an absolute http(s) address without fragment, or None."""
    href = href.strip()
    if href.lower().startswith("feed:"):
        rest = href[5:]
        href = rest if rest.lower().startswith(("http:", "https:")) else f"http:{rest}"
    try:
        joined = urljoin(base, href).partition("#")[0]
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc and len(joined) <= 4096 else None


def _declared(tree: LexborHTMLParser, base: str) -> Iterable[Candidate]:
    for node in tree.css("link[href]"):
        attributes = node.attributes
        rel = (attributes.get("rel") or "").lower().split()
        kind = (attributes.get("type") or "").lower().partition(";")[0].strip()
        href = attributes.get("href") or ""
        title = (attributes.get("title") or "").strip()
        by_type = kind in FEED_TYPES or (kind in _GENERIC_TYPES and _is_feed_path(href))
        # WordPress offers its API and oEmbed as alternates of type application/json.
        if (
            "alternate" in rel and by_type and "oembed" not in href and "/wp-json/" not in href
        ) or "feed" in rel:
            address = _join(base, href)
        elif "sitemap" in rel and "news" in href.lower():
            address = _join(base, href)
            if address:
                yield Candidate(url=address, title=title, found=Found.SITEMAP)
            continue
        else:
            continue
        if address:
            yield Candidate(url=address, title=title, comments=_of_comments(address, title))


def _linked(tree: LexborHTMLParser, base: str) -> Iterable[Candidate]:
    for node in tree.css("a[href]")[:_MAX_ANCHORS]:
        href = node.attributes.get("href") or ""
        kind = (node.attributes.get("type") or "").lower()
        if not (kind in FEED_TYPES or _is_feed_path(href)):
            continue
        address = _join(base, href)
        if address is None:
            continue
        title = _label(node)
        yield Candidate(url=address, title=title, found=Found.LINKED, comments=_of_comments(address, title))


def _label(node: LexborNode) -> str:
    attributes = node.attributes
    text = node.text(deep=True, separator=" ").strip() or attributes.get("title") or ""
    return " ".join((text or attributes.get("aria-label") or "").split())[:200]


def _is_feed_path(href: str) -> bool:
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    if (parts.hostname or "") in _FEED_HOSTS:
        return True
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return _LOOKS_LIKE_FEED.search(path) is not None and _NO_FEED.search(path) is None


def _of_comments(url: str, title: str) -> bool:
    return "comment" in url.lower() or "comment" in title.lower()


def _guessed(url: str) -> Iterable[Candidate]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return
    root = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    section = parts.path.rpartition("/")[0]
    if section.strip("/"):
        yield Candidate(url=f"{root}{section}/feed/", found=Found.GUESSED)
        yield Candidate(url=f"{root}{section}/rss.xml", found=Found.GUESSED)
    for path in WELL_KNOWN + NEWS_SITEMAPS[:-1]:
        yield Candidate(url=root + path, found=Found.GUESSED)


def _once(found: Iterable[Candidate], page: str) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for candidate in found:
        if candidate.url != page:
            best.setdefault(candidate.url, candidate)
    ordered = sorted(best.values(), key=lambda c: (c.found, c.comments))
    return ordered[:MAX_CANDIDATES]
