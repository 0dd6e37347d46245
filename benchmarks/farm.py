"""A farm of made-up feeds for measuring: the same bytes every time, no foreign text, some of them changing.

`farm(n)` gives *n* feeds in turn as RSS 2.0, Atom 1.0, RDF and JSON Feed, each of about 100 kB with 30
entries. `farm(n, changed=0.05, round=1)` gives the same farm an hour later: in one feed of twenty a new
entry stands on top, the others are byte for byte as before.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from html import escape

FORMATS = ("rss", "atom", "rdf", "json")
MEDIA_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}
START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
_ONSETS = "b c d f g h j k l m n p r s t w y ng ny br kr pr st tr".split()
_VOWELS = "a e i o u ai au é ö ü".split()


@dataclass(frozen=True, slots=True)
class FarmFeed:
    """One feed of the farm, ready to be served or parsed."""

    name: str  # path below the server's root: "17.atom"
    format: str
    media_type: str
    body: bytes
    entries: int


@dataclass(frozen=True, slots=True)
class _Item:
    number: int  # of the item in its feed, for ever the same
    link: str
    title: str
    summary: str
    html: str
    author: str
    tags: tuple[str, ...]
    at: datetime


@cache
def _words() -> tuple[str, ...]:
    """Four thousand made-up words, a few of them in other scripts so that text is not plain ASCII."""
    rng = random.Random(1)
    words = [
        "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.randint(1, 4)))
        for _ in range(3900)
    ]
    words += ["".join(chr(rng.randint(0x0430, 0x044F)) for _ in range(rng.randint(3, 9))) for _ in range(60)]
    words += ["".join(chr(rng.randint(0x4E00, 0x4FFF)) for _ in range(rng.randint(2, 5))) for _ in range(40)]
    return tuple(words)


def _sentence(rng: random.Random, least: int = 6, most: int = 22) -> str:
    words = rng.choices(_words(), k=rng.randint(least, most))
    return " ".join([words[0].capitalize(), *words[1:]])


def _item(feed: int, number: int, size: int) -> _Item:
    rng = random.Random(feed * 100_003 + number)
    link = f"https://outlet{feed}.example/{2026}/{number}/{rng.choice(_ONSETS)}{rng.randrange(10**6)}?a=1&b={number}"
    paragraphs = [f'<p><a href="https://outlet{feed}.example/tag/{number}">{_sentence(rng)}</a>.</p>']
    paragraphs.append(
        f'<p><img src="https://outlet{feed}.example/i/{number}.jpg" alt="{_sentence(rng, 3, 6)}" /></p>'
    )
    length = sum(map(len, paragraphs))
    while length < size:
        text = ". ".join(_sentence(rng) for _ in range(rng.randint(2, 5)))
        paragraphs.append(f"<p>{text} &amp; <em>{_sentence(rng, 2, 4)}</em>.</p>")
        length += len(paragraphs[-1])
    return _Item(
        number=number,
        link=link,
        title=f"{_sentence(rng, 5, 12)} & {_sentence(rng, 1, 3)}",
        summary=". ".join(_sentence(rng) for _ in range(2)) + ".",
        html="\n".join(paragraphs),
        author=_sentence(rng, 2, 2).title(),
        tags=tuple(rng.sample(_words(), 3)),
        at=START + timedelta(minutes=37 * number + feed),
    )


def _rss(feed: int, items: list[_Item]) -> str:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">\n<channel>'
        f"<title>Outlet {feed}</title><link>https://outlet{feed}.example/</link><description>Farm feed {feed}</description>"
        f'<atom:link href="https://outlet{feed}.example/feed.xml" rel="self" type="application/rss+xml"/>'
        f"<language>en-GB</language><lastBuildDate>{format_datetime(items[0].at)}</lastBuildDate><ttl>60</ttl>\n"
    )
    body = "".join(
        f"<item><title>{escape(i.title)}</title><link>{escape(i.link)}</link><dc:creator><![CDATA[{i.author}]]></dc:creator>"
        f"<pubDate>{format_datetime(i.at)}</pubDate>"
        + "".join(f"<category><![CDATA[{tag}]]></category>" for tag in i.tags)
        + f'<guid isPermaLink="false">https://outlet{feed}.example/?p={i.number}</guid>'
        f"<description><![CDATA[{i.summary}]]></description><content:encoded><![CDATA[{i.html}]]></content:encoded>"
        f'<media:content url="https://outlet{feed}.example/i/{i.number}.jpg" medium="image" width="640" height="360"/></item>\n'
        for i in items
    )
    return f"{head}{body}</channel></rss>\n"


def _atom(feed: int, items: list[_Item]) -> str:
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f'<title type="text">Outlet {feed}</title><link rel="alternate" type="text/html" href="https://outlet{feed}.example/"/>'
        f'<link rel="self" href="https://outlet{feed}.example/atom.xml"/><id>https://outlet{feed}.example/</id>'
        f"<updated>{items[0].at.isoformat()}</updated><subtitle>Farm feed {feed}</subtitle>\n"
    )
    body = "".join(
        f'<entry><title type="html">{escape(escape(i.title, quote=False), quote=False)}</title>'
        f'<link rel="alternate" type="text/html" href="{escape(i.link)}"/>'
        f"<id>{escape(i.link)}</id><author><name>{i.author}</name></author>"
        f"<published>{i.at.strftime('%Y-%m-%dT%H:%M:%SZ')}</published><updated>{i.at.isoformat()}</updated>"
        + "".join(f'<category term="{tag}"/>' for tag in i.tags)
        + f'<summary type="html">{escape(i.summary)}</summary><content type="html">{escape(i.html, quote=False)}</content></entry>\n'
        for i in items
    )
    return f"{head}{body}</feed>\n"


def _rdf(feed: int, items: list[_Item]) -> str:
    listed = "".join(f'<rdf:li rdf:resource="{escape(i.link)}"/>' for i in items)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/">\n'
        f'<channel rdf:about="https://outlet{feed}.example/"><title>Outlet {feed}</title><link>https://outlet{feed}.example/</link>'
        f"<description>Farm feed {feed}</description><dc:language>en</dc:language>"
        f"<items><rdf:Seq>{listed}</rdf:Seq></items></channel>\n"
    )
    body = "".join(
        f'<item rdf:about="{escape(i.link)}"><title>{escape(i.title)}</title><link>{escape(i.link)}</link>'
        f"<description>{escape(i.summary)}</description><dc:creator>{i.author}</dc:creator><dc:date>{i.at.isoformat()}</dc:date>"
        + "".join(f"<dc:subject>{tag}</dc:subject>" for tag in i.tags)
        + f"<content:encoded><![CDATA[{i.html}]]></content:encoded></item>\n"
        for i in items
    )
    return f"{head}{body}</rdf:RDF>\n"


def _json(feed: int, items: list[_Item]) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Outlet {feed}",
        "home_page_url": f"https://outlet{feed}.example/",
        "feed_url": f"https://outlet{feed}.example/feed.json",
        "language": "en",
        "items": [
            {
                "id": i.link,
                "url": i.link,
                "title": i.title,
                "content_html": i.html,
                "summary": i.summary,
                "date_published": i.at.isoformat(),
                "authors": [{"name": i.author}],
                "tags": list(i.tags),
            }
            for i in items
        ],
    }
    return json.dumps(document, ensure_ascii=False)


_WRITERS = {"rss": _rss, "atom": _atom, "rdf": _rdf, "json": _json}


def make_feed(
    number: int, *, entries: int = 30, kilobytes: int = 100, newer: int = 0, format: str = ""
) -> FarmFeed:
    """Feed *number* of the farm; *newer* entries have come on top (and as many fallen off the end)."""
    kind = format or FORMATS[number % len(FORMATS)]
    size = max(200, int(kilobytes * 850 / entries) - 900)  # letters; some take two bytes or three
    items = [_item(number, entries + newer - 1 - k, size) for k in range(entries)]
    return FarmFeed(
        f"{number}.{kind}", kind, MEDIA_TYPES[kind], _WRITERS[kind](number, items).encode(), entries
    )


def farm(
    count: int,
    *,
    entries: int = 30,
    kilobytes: int = 100,
    changed: float = 0.0,
    round: int = 0,
    format: str = "",
) -> Iterator[FarmFeed]:
    """*count* feeds; in round *round* each feed has grown by an entry with chance *changed* a round."""
    for number in range(count):
        newer = sum(random.Random(f"{number}/{r}").random() < changed for r in range(1, round + 1))
        yield make_feed(number, entries=entries, kilobytes=kilobytes, newer=newer, format=format)
