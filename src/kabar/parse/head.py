"""What each element of a feed's head means: title, site, languages, how often to come back."""

from collections.abc import Callable
from datetime import datetime

from lxml import etree

from kabar.parse.dates import parse_date
from kabar.parse.draft import Document
from kabar.parse.fields import heading
from kabar.parse.links import web_address
from kabar.parse.markup import text_of
from kabar.parse.media import whole_number
from kabar.parse.names import RDF_RESOURCE, canonical

_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_TTL = 366 * 86_400


class Head:
    """What the head of a feed says, while it is read."""

    __slots__ = (
        "description", "doc", "frequency", "hub", "image", "language", "link", "logo", "other_description", "other_title",
        "period", "published", "rss_link", "self_url", "skip_days", "skip_hours", "title", "ttl", "updated",
    )  # fmt: skip

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.title = ""
        self.other_title = ""
        self.description = ""
        self.other_description = ""
        self.link: str | None = None
        self.rss_link: str | None = None
        self.language: str | None = None
        self.updated: datetime | None = None
        self.published: datetime | None = None
        self.ttl: int | None = None
        self.period: int | None = None
        self.frequency = 1
        self.skip_hours: set[int] = set()
        self.skip_days: set[int] = set()
        self.hub: str | None = None
        self.self_url: str | None = None
        self.image: str | None = None
        self.logo: str | None = None

    @property
    def ttl_seconds(self) -> int | None:
        """The longest pause the feed asks for, or None."""
        asked = [self.ttl] if self.ttl else []
        if self.period:
            asked.append(self.period // self.frequency)
        return min(max(asked), MAX_TTL) if asked else None


HeadHandler = Callable[[Head, etree._Element], None]


def _title(head: Head, element: etree._Element) -> None:
    head.title = head.title or heading(element)


def _atom_title(head: Head, element: etree._Element) -> None:
    head.title = head.title or heading(element, atom=True)


def _other_title(head: Head, element: etree._Element) -> None:
    head.other_title = head.other_title or heading(element)


def _description(head: Head, element: etree._Element) -> None:
    head.description = head.description or heading(element)


def _atom_description(head: Head, element: etree._Element) -> None:
    head.description = head.description or heading(element, atom=True)


def _other_description(head: Head, element: etree._Element) -> None:
    head.other_description = head.other_description or heading(element)


def _link(head: Head, element: etree._Element) -> None:
    href = element.get("href")
    base = head.doc.base_of(element)
    if href is None:
        url = web_address(element.text or element.get(RDF_RESOURCE), base)
        head.rss_link = url or head.rss_link
        if head.doc.base is None:
            head.doc.base = url
        return
    rel = (element.get("rel") or "alternate").strip().lower().rpartition("/")[2]
    url = web_address(href, base)
    if url is None:
        return
    if rel == "hub":
        head.hub = head.hub or url
    elif rel == "self":
        head.self_url = head.self_url or url
    elif rel == "alternate" and (head.link is None or (element.get("type") or "").lower() == "text/html"):
        head.link = url


def _language(head: Head, element: etree._Element) -> None:
    head.language = head.language or (element.text or "").strip()


def _updated(head: Head, element: etree._Element) -> None:
    head.updated = parse_date(element.text) or head.updated


def _published(head: Head, element: etree._Element) -> None:
    head.published = parse_date(element.text) or head.published


def _ttl(head: Head, element: etree._Element) -> None:
    minutes = whole_number(element.text)
    if minutes:
        head.ttl = min(minutes * 60, MAX_TTL)


def _period(head: Head, element: etree._Element) -> None:
    head.period = _PERIODS.get((element.text or "").strip().lower())


def _frequency(head: Head, element: etree._Element) -> None:
    head.frequency = whole_number(element.text) or 1


def _skip_hours(head: Head, element: etree._Element) -> None:
    for child in element:
        hour = whole_number(text_of(child))
        if hour is not None and hour <= 24:
            head.skip_hours.add(hour % 24)


def _skip_days(head: Head, element: etree._Element) -> None:
    for child in element:
        day = text_of(child).strip().lower()
        if day in _DAYS:
            head.skip_days.add(_DAYS.index(day))


def _image(head: Head, element: etree._Element) -> None:
    raw = element.get("href") or element.get("url") or element.get(RDF_RESOURCE)
    for child in element:
        if canonical(child.tag) == "url":
            raw = child.text
    head.image = web_address(raw, head.doc.base_of(element)) or head.image


def _logo(head: Head, element: etree._Element) -> None:
    if canonical(element.tag).endswith("logo") or head.logo is None:
        head.logo = web_address(element.text or element.get("href"), head.doc.base_of(element)) or head.logo


HANDLERS: dict[str, HeadHandler] = {
    "title": _title,
    "atom:title": _atom_title,
    "dc:title": _other_title,
    "itunes:title": _other_title,
    "media:title": _other_title,
    "description": _description,
    "subtitle": _description,
    "tagline": _description,
    "abstract": _description,
    "atom:subtitle": _atom_description,
    "atom:tagline": _atom_description,
    "dc:description": _other_description,
    "itunes:summary": _other_description,
    "itunes:subtitle": _other_description,
    "googleplay:description": _other_description,
    "link": _link,
    "atom:link": _link,
    "language": _language,
    "dc:language": _language,
    "lastbuilddate": _updated,
    "updated": _updated,
    "atom:updated": _updated,
    "modified": _updated,
    "atom:modified": _updated,
    "dcterms:modified": _updated,
    "pubdate": _published,
    "dc:date": _published,
    "dcterms:created": _published,
    "atom:published": _published,
    "ttl": _ttl,
    "sy:updateperiod": _period,
    "sy:updatefrequency": _frequency,
    "skiphours": _skip_hours,
    "skipdays": _skip_days,
    "image": _image,
    "itunes:image": _image,
    "googleplay:image": _image,
    "media:thumbnail": _image,
    "logo": _logo,
    "icon": _logo,
    "atom:logo": _logo,
    "atom:icon": _logo,
}
