"""When the article was published and changed: what the page declares, and the dates that it shows."""

import math
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from kabar.extract.authors import text_of
from kabar.extract.blocks import Marked
from kabar.extract.dates import Moment, moment_in_address, moments_in, read_moment
from kabar.extract.hints import NAME_NUMBER, TAG_BIT, name_bits
from kabar.extract.keyed import keyed, pairs_of
from kabar.extract.layout import Layout
from kabar.extract.page import Page, article_thing
from kabar.extract.ranker import Candidate, best_of

SOURCES = ("ld", "ld_created", "ld_modified", "ld_other", "meta_published", "meta_date", "meta_modified", "itemprop", "itemprop_modified", "time",
           "time_pub", "class", "text", "text_end", "address", "title", "image", "script", "meta_other")  # fmt: skip
PUBLISHED_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished", "article.published",
    "parsely-pub-date", "sailthru.date", "publish_date", "publish-date", "pubdate", "published_at", "article_date_original", "publication_date",
    "originalpublicationdate", "citation_publication_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "displaydate", "rnews:datepublished", "bt:pubdate", "cxenseparse:recs:publishtime", "date.created", "datecreated", "created", "pdate",
    "article:publish_time", "published-date", "publisheddate", "publishdate", "publication-date", "article.created", "ptime", "release_date", "published", "dc.created", "last-published",
)  # fmt: skip
DATE_METAS = ("date", "dc.date", "dcterms.date", "article:post_date", "article_date", "article:date", "timestamp", "og:pubdate", "og:regdate",
              "time", "citation_date", "citation_online_date", "dateissued", "dc.date.available")  # fmt: skip
MODIFIED_METAS = ("article:modified_time", "og:updated_time", "article:modified", "og:modified_time", "datemodified", "dcterms.modified",
                  "dc.date.modified", "last-modified", "lastmod", "lastmodified", "modified", "revised", "article:updated_time", "date.modified")  # fmt: skip
ENOUGH = 0.08
LONG = 240  # characters of a block; dates inside of longer ones are the story's
MOST_ELEMENTS = 80
_DATE_BITS = 1 << NAME_NUMBER["meta"] | 1 << NAME_NUMBER["author"]
_DIGIT = re.compile(r"\d")
_SCRIPT = re.compile(r"\"(?=[acdfpACDFP])(?:datePublished|publishedAt|published_at|publishDate|pubDate|publish_date|firstPublished|created_at|publicationDate|date_published|"
                     r"datePublication|published|publishedDate|articleDate|pubdate|first_published_at|displayDate)\\?\"\s*:\s*\\?\"([^\"\\]{8,40})", re.I)  # fmt: skip
_KEYS = pairs_of("ar", "cr", "da", "di", "fi", "pu")  # how those keys begin
_COMMENT = re.compile(r"<!--[^>]{0,200}?((?:19|20)\d\d-\d\d-\d\d[ T]\d\d:\d\d)")
_BEFORE_PUBLISHED = re.compile(
    r"publi|posted|veröff|erstellt|created|date|datum|vom|am|on|发布|发表|時間|时间|日期|fecha|data|terbit|written|gepostet",
    re.I,
)
_BEFORE_MODIFIED = re.compile(
    r"updat|modif|aktualis|geändert|mis à jour|actualiz|edited|revised|更新|stand|changed|last|zuletzt|reviewed",
    re.I,
)
Stated = tuple[str, Moment, list[float] | None]


def published_of(page: Page, layout: Layout) -> tuple[Moment | None, Moment | None]:
    """When the article was published, and when it was last changed."""
    best, likely = best_of(date_candidates(page, layout), "date")
    published: Moment | None = best.value if best and likely >= ENOUGH else None
    thing = article_thing(page) or {}
    modified = next(
        (
            moment
            for text in (thing.get("dateModified"), page.meta(*MODIFIED_METAS))
            if isinstance(text, str) and (moment := read_moment(text))
        ),
        None,
    )
    if modified and published and modified.at.date() < published.at.date() - timedelta(days=1):
        modified = None
    return published, modified


def date_candidates(page: Page, layout: Layout) -> list[Candidate]:
    """Every day that the page names where an article's date may stand, with what speaks for it."""
    stated = [*_declared(page), *_shown(page, layout), *_in_text(page, layout)]
    days: dict[date, list[Stated]] = {}
    for one in stated:
        days.setdefault(one[1].at.date(), []).append(one)
    if not days:
        return []
    newest, oldest = max(days), min(days)
    counts = Counter({day: len(members) for day, members in days.items()})
    declared = next(
        (one[1].at.date() for one in stated if one[0] in ("ld", "meta_published", "itemprop", "time_pub")),
        None,
    )
    candidates = []
    for day, members in days.items():
        sources = Counter(source for source, _, _ in members)
        row = [float(min(sources[source], 3)) for source in SOURCES]
        best = min(
            (member for member in members), key=lambda member: (not member[1].timed, not member[1].zoned)
        )[1]
        preferred = next(
            (
                one[1]
                for source in ("ld", "meta_published", "itemprop", "time_pub", "time")
                for one in members
                if one[0] == source and one[1].timed
            ),
            best,
        )
        row += [
            math.log1p((newest - day).days),
            math.log1p((day - oldest).days),
            float(len(days)),
            float(counts[day]),
        ]
        row += [
            float(sum(abs((other - day).days) == 1 for other in days)),
            float(sum(abs((other - day).days) <= 31 for other in days)),
        ]
        row += [
            -1.0 if declared is None else math.log1p(abs((declared - day).days)),
            float(declared is not None and day < declared),
        ]
        row += [
            float(any(one[1].timed for one in members)),
            float(any(one[1].shape == "mdy" for one in members)),
            float(day.day == 1 and day.month == 1),
        ]
        row += [float(day.year), float(day.day == 1)]
        places = [one[2] for one in members if one[2]]
        closest = min(places, key=lambda place: abs(place[0]), default=None)
        first = min(places, key=lambda place: place[-1], default=None)
        row += [float(len(places)), *(closest or [0.0] * PLACE_COLUMNS), first[-1] if first else -1.0]
        candidates.append(Candidate(preferred, "+".join(sorted(sources)), tuple(row)))
    return candidates


PLACE_COLUMNS = 17


def _declared(page: Page) -> list[Stated]:
    found: list[Stated] = []

    def add(source: str, text: Any) -> None:
        if isinstance(text, str) and (moment := read_moment(text)):
            found.append((source, moment, None))

    thing = article_thing(page) or {}
    add("ld", thing.get("datePublished"))
    add("ld_created", thing.get("dateCreated") or thing.get("uploadDate"))
    add("ld_modified", thing.get("dateModified"))
    for other in page.things:
        if other is not thing:
            add("ld_other", other.get("datePublished") or other.get("uploadDate"))
    for source, keys in (
        ("meta_published", PUBLISHED_METAS),
        ("meta_date", DATE_METAS),
        ("meta_modified", MODIFIED_METAS),
    ):
        for key in keys:
            for content in page.all_meta(key)[:2]:
                add(source, content)
    for key in ("description", "og:description", "keywords", "og:title"):
        for moment in moments_in((page.meta(key) or "")[:300]):
            found.append(("meta_other", moment, None))
    addresses = [page.url, *page.links.get("canonical", ())[:1], page.meta("og:url")]
    address = next((at for url in addresses if url and (at := moment_in_address(url))), None)
    if address:
        found.append(("address", address, None))
    for url in (page.meta("og:image"),):
        if url and (at := moment_in_address(url)):
            found.append(("image", at, None))
    for one in moments_in(page.title[:200]):
        found.append(("title", one, None))
    for stated in [*islice(keyed(_SCRIPT, page, _KEYS), 4), *islice(_COMMENT.finditer(page.html), 1)]:
        add("script", stated[1])
    return found


def _shown(page: Page, layout: Layout) -> list[Stated]:
    found: list[Stated] = []
    american = _american(page)
    for marked in _date_elements(layout):
        element = marked.element
        if element.tag in ("body", "html", "meta", "script", "style", "link", "form"):
            if (
                element.tag in ("meta", "link")
                and (prop := element.get("itemprop"))
                and (moment := read_moment(element.get("content") or ""))
            ):
                found.append(("itemprop_modified" if "odif" in prop else "itemprop", moment, None))
            continue
        prop = element.get("itemprop") or element.get("property") or ""
        text = text_of(element, layout.texts)
        value = (
            element.get("datetime")
            or element.get("content")
            or (element.get("title") if element.tag in ("abbr", "span") else None)
        )
        moment = read_moment(value) if value else None
        moments = (
            [moment]
            if moment
            else list(moments_in(text, month_first=american))[:2]
            if len(text) < 200
            else []
        )
        source = (
            "itemprop_modified" if "odified" in prop else "itemprop" if "date" in prop.lower() else "class"
        )
        if element.tag == "time" and source == "class":
            own = (element.get("class") or "").lower()
            source = (
                "time_pub"
                if element.get("pubdate") is not None or "publ" in own or "entry-date" in own
                else "time"
            )
        for one in moments:
            found.append((source, one, _place(element, text, "", layout)))
    return found


def _date_elements(layout: Layout) -> list[Marked]:
    found = []
    for marked in layout.page.marked:
        element = marked.element
        prop = element.get("itemprop") or ""
        if marked.names & _DATE_BITS or element.tag in ("time", "abbr") or "date" in prop.lower():
            found.append(marked)
            if len(found) >= MOST_ELEMENTS:
                break
    return found


def _in_text(page: Page, layout: Layout) -> list[Stated]:
    found: list[Stated] = []
    american = _american(page)
    for number, block in enumerate(layout.page.blocks):
        text = block.text
        if len(text) > LONG and abs(number - layout.first) >= 2:
            continue
        if not _DIGIT.search(text, 0, LONG):
            continue
        for one in list(moments_in(text[:LONG], month_first=american))[:3]:
            element = layout.page.containers[block.container].element
            source = "text_end" if number > layout.last else "text"
            found.append((source, one, _place(element, text, text[:60], layout, number)))
        if len(found) > 60:
            break
    return found


def _american(page: Page) -> bool:
    language = (page.language or page.meta("og:locale") or "en-us").lower().replace("_", "-")
    return language in ("en", "en-us", "")


def _place(element: Any, text: str, before: str, layout: Layout, number: int | None = None) -> list[float]:
    at = layout.container_of(element)
    around = layout.page.containers[at] if at >= 0 else None
    place = number if number is not None else around.first if around else 0
    lead_in = layout.lead_in(place)
    bits = (around.any_names if around else 0) | name_bits(f"{element.get('class') or ''}")
    tags = around.any_tags if around else 0
    near = (around.names if around else 0) | name_bits(f"{element.get('class') or ''}")
    lead = before or text[:60]
    return [
        math.copysign(math.log1p(abs(lead_in)), lead_in),
        float(bool(_BEFORE_PUBLISHED.search(lead))),
        float(bool(_BEFORE_MODIFIED.search(lead))),
        math.log1p(len(text)),
        *(float(near >> NAME_NUMBER[name] & 1) for name in ("meta", "author")),
        *(
            float(bits >> NAME_NUMBER[name] & 1)
            for name in ("comment", "related", "aside", "footer", "teaser", "title")
        ),
        *(float(tags & TAG_BIT[tag] != 0) for tag in ("article", "header", "li")),
        float(layout.first <= place <= layout.last),
        math.log1p(place),
    ]


def zone_of(moment: Moment | None) -> str | None:
    """The offset that the page states with a time, as "+07:00"; None without one."""
    if moment is None or not moment.zoned or stored_as(moment)[1]:
        return None
    return moment.at.isoformat()[-6:]


def stored_as(moment: Moment) -> tuple[datetime, bool]:
    """The moment in UTC, and whether only its day is known."""
    if not moment.timed:
        return moment.at, True
    if moment.zoned and moment.at.utcoffset() and (moment.at.hour, moment.at.minute) == (0, 0):
        # Midnight where the outlet is: a system that keeps days only. In UTC it could be the day before.
        return moment.at.replace(tzinfo=UTC), True
    return moment.at.astimezone(UTC), False
