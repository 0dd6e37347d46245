"""Writes an outlet's feed in its own format: RSS 2.0, Atom, JSON Feed, RDF, news sitemap, and one that is broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from kabar.sample.newsroom import Outlet, SampleArticle, Version

Item = tuple[SampleArticle, Version]
LIMIT = 40  # entries a feed lists; no outlet has more


def feed_document(
    outlet: Outlet, items: Sequence[Item], root: str, *, podcast: bool = False
) -> tuple[bytes, str]:
    """The feed's bytes and content type; *root* is the outlet's address without a slash at the end."""
    kind = "podcast" if podcast else outlet.feed_kind
    write, content_type = _WRITERS[kind]
    text = write(outlet, items[:LIMIT], root)
    body = text.encode(outlet.encoding, errors="xmlcharrefreplace")
    return body, outlet.feed_type or content_type


def picture(article: SampleArticle, root: str, size: str = "large") -> str:
    """The address of the article's picture."""
    return f"{root}/media/{article.event_id}-{article.number % 3}-{size}.jpg"


def _text(outlet: Outlet, article: SampleArticle, version: Version) -> str:
    """The HTML that the feed itself carries."""
    first = version.standfirst or version.paragraphs[0].removeprefix("## ")
    if outlet.feed_text == "none":
        return ""
    if outlet.feed_text == "summary" or article.kind in {"paywall", "live"}:
        return f"<p>{escape(first)}</p>"
    return "".join(
        f"<h2>{escape(each[3:])}</h2>" if each.startswith("## ") else f"<p>{escape(each)}</p>"
        for each in version.paragraphs
    )


def _newest(items: Sequence[Item]) -> datetime:
    return max(version.at for _, version in items) if items else datetime(2000, 1, 1).astimezone()


def _rss(outlet: Outlet, items: Sequence[Item], root: str) -> str:
    entries = []
    for article, version in items:
        url = escape(root + article.path)
        body = escape(_text(outlet, article, version))
        tags = "".join(f"<category>{escape(tag)}</category>" for tag in (article.section, *article.tags))
        content = f"<content:encoded>{body}</content:encoded>" if outlet.feed_text == "full" else ""
        short = escape(version.standfirst or version.paragraphs[0].removeprefix("## "))
        entries.append(
            f"<item><title>{escape(version.headline)}</title><link>{url}</link>"
            f'<guid isPermaLink="false">{outlet.slug}-{article.number}</guid>'
            f"<pubDate>{format_datetime(article.published_at)}</pubDate>"
            f"<dc:creator>{escape(article.byline or article.credit or outlet.name)}</dc:creator>{tags}"
            f"<description>{short}</description>{content}"
            f'<media:content url="{escape(picture(article, root))}" medium="image" type="image/jpeg"/></item>'
        )
    return (
        f'<?xml version="1.0" encoding="{outlet.encoding}"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>{escape(outlet.name)}</title><link>{root}/</link>"
        f"<description>{escape(outlet.tagline)}</description><language>{outlet.language}</language>"
        f'<atom:link href="{root}{outlet.feed_path}" rel="self" type="application/rss+xml"/>'
        f"<lastBuildDate>{format_datetime(_newest(items))}</lastBuildDate><ttl>15</ttl>\n"
        + "\n".join(entries)
        + "</channel></rss>\n"
    )


def _broken(outlet: Outlet, items: Sequence[Item], root: str) -> str:
    """RSS as a hand-made script writes it: a bare ampersand, an HTML entity, cut short before the end."""
    text = _rss(outlet, items, root)
    text = text.replace("<ttl>15</ttl>", "<copyright>Deich & Söhne &nbsp; Verlag</copyright>", 1)
    return text.removesuffix("</channel></rss>\n")


def _podcast(outlet: Outlet, items: Sequence[Item], root: str) -> str:
    entries = []
    for article, version in items:
        minutes, seconds = divmod(article.duration_seconds, 60)
        entries.append(
            f"<item><title>{escape(version.headline)}</title><link>{escape(root + article.path)}</link>"
            f'<guid isPermaLink="false">{outlet.slug}-audio-{article.number}</guid>'
            f"<pubDate>{format_datetime(article.published_at)}</pubDate>"
            f"<description>{escape(' '.join(version.paragraphs))}</description>"
            f'<enclosure url="{root}/media/{article.number}.wav" length="88244" type="audio/wav"/>'
            f"<itunes:duration>{minutes}:{seconds:02d}</itunes:duration>"
            f"<itunes:author>{escape(article.byline)}</itunes:author></item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>'
        f"<title>{escape(outlet.name)} Aloud</title><link>{root}/</link><language>{outlet.language}</language>"
        f"<description>{escape(outlet.tagline)}</description><itunes:explicit>false</itunes:explicit>\n"
        + "\n".join(entries)
        + "</channel></rss>\n"
    )


def _atom(outlet: Outlet, items: Sequence[Item], root: str) -> str:
    entries = []
    for article, version in items:
        url = escape(root + article.path)
        tags = "".join(f'<category term="{escape(tag)}"/>' for tag in (article.section, *article.tags))
        entries.append(
            f'<entry><title type="html">{escape(escape(version.headline))}</title>'
            f'<link rel="alternate" type="text/html" href="{url}"/>'
            f"<id>tag:{outlet.slug}.example,2020:{article.number}</id>"
            f"<published>{_iso(article.published_at)}</published><updated>{_iso(version.at)}</updated>"
            f"<author><name>{escape(article.byline or article.credit or outlet.name)}</name></author>{tags}"
            f'<summary type="html">{escape(_text(outlet, article, version))}</summary></entry>'
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}"><title>{escape(outlet.name)}</title>'
        f"<subtitle>{escape(outlet.tagline)}</subtitle><id>tag:{outlet.slug}.example,2020:feed</id>"
        f'<link rel="self" href="{root}{outlet.feed_path}"/><link href="{root}/"/>'
        f"<updated>{_iso(_newest(items))}</updated>\n" + "\n".join(entries) + "</feed>\n"
    )


def _rdf(outlet: Outlet, items: Sequence[Item], root: str) -> str:
    urls = [escape(root + article.path) for article, _ in items]
    entries = [
        f'<item rdf:about="{url}"><title>{escape(version.headline)}</title><link>{url}</link>'
        f"<description>{escape(version.standfirst or version.paragraphs[0])}</description>"
        f"<dc:date>{_iso(article.published_at)}</dc:date>"
        f"<dc:creator>{escape(article.byline or article.credit)}</dc:creator></item>"
        for url, (article, version) in zip(urls, items, strict=True)
    ]
    return (
        f'<?xml version="1.0" encoding="{outlet.encoding}"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{root}{outlet.feed_path}"><title>{escape(outlet.name)}</title><link>{root}/</link>'
        f"<description>{escape(outlet.tagline)}</description><dc:language>{outlet.language}</dc:language><items>"
        f"<rdf:Seq>{''.join(f'<rdf:li rdf:resource={chr(34)}{url}{chr(34)}/>' for url in urls)}</rdf:Seq>"
        "</items></channel>\n" + "\n".join(entries) + "</rdf:RDF>\n"
    )


def _json(outlet: Outlet, items: Sequence[Item], root: str) -> str:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": outlet.name,
            "home_page_url": f"{root}/",
            "feed_url": f"{root}{outlet.feed_path}",
            "language": outlet.language,
            "items": [
                {
                    "id": f"{outlet.slug}-{article.number}",
                    "url": root + article.path,
                    "title": version.headline,
                    "content_html": _text(outlet, article, version),
                    "date_published": _iso(article.published_at),
                    "date_modified": _iso(version.at),
                    "authors": [{"name": article.byline or outlet.name}],
                    "tags": list(article.tags),
                    "image": picture(article, root),
                }
                for article, version in items
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def _sitemap(outlet: Outlet, items: Sequence[Item], root: str) -> str:
    entries = [
        f"<url><loc>{escape(root + article.path)}</loc><lastmod>{_iso(version.at)}</lastmod><news:news>"
        f"<news:publication><news:name>{escape(outlet.name)}</news:name>"
        f"<news:language>{outlet.language}</news:language></news:publication>"
        f"<news:publication_date>{_iso(article.published_at)}</news:publication_date>"
        f"<news:title>{escape(version.headline)}</news:title>"
        f"<news:keywords>{escape(', '.join(article.tags))}</news:keywords></news:news>"
        f"<image:image><image:loc>{escape(picture(article, root))}</image:loc></image:image></url>"
        for article, version in items
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
        ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
        + "\n".join(entries)
        + "</urlset>\n"
    )


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


_Writer = Callable[[Outlet, Sequence[Item], str], str]
_WRITERS: dict[str, tuple[_Writer, str]] = {
    "rss": (_rss, "application/rss+xml"),
    "broken": (_broken, "application/rss+xml"),
    "podcast": (_podcast, "application/rss+xml"),
    "atom": (_atom, "application/atom+xml"),
    "rdf": (_rdf, "application/rdf+xml"),
    "json": (_json, "application/feed+json"),
    "sitemap": (_sitemap, "application/xml"),
}
