"""Who wrote the article: what the page declares, and the bylines that it shows."""

import math
import re
from typing import Any

from kabar.extract.blocks import Marked
from kabar.extract.bylines import BYLINE, alone, in_scripts, mentions, said
from kabar.extract.chinese_bylines import in_chinese
from kabar.extract.hints import FACT_BITS, NAME_NUMBER, TAG_BIT, name_bits
from kabar.extract.layout import Layout
from kabar.extract.named import beside
from kabar.extract.page import Page, Thing, article_thing, types_of
from kabar.extract.people import AGENCIES, agency_in, people_in
from kabar.extract.ranker import Candidate, ranked
from kabar.extract.titles import outlet_names, tidy

SOURCES = ("ld", "meta_author", "meta_article", "meta_other", "itemprop", "rel", "class_author", "class_byline", "class_other", "text", "merged",
           "link", "page_ld", "copyright", "site", "said", "alone", "labelled", "signed", "script")  # fmt: skip
METAS = {
    "meta_author": ("author",),
    "meta_article": ("article:author", "article:author_name", "og:article:author", "book:author"),
    "meta_other": ("parsely-author", "sailthru.author", "byline", "article_author", "authors", "author_name", "dc.creator", "dc.creator.name", "dcterms.creator", "byl", "citation_author", "dcsext.author",
                   "creator", "dc.contributor", "cxenseparse:author", "shareaholic:article_author_name"),
}  # fmt: skip
ENOUGH = 0.25  # below this the best candidate is more often wrong than worth showing
_WRITTEN = re.compile(
    r"(?:written|posted)?\s*by|verfasst|geschrieben|écrit|escrito|scritto|auth?or|auteur|autore|ditulis|geschreven|skriv|yazan|napisan|автор|作者",
    re.I,
)
_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)|(?i:copyright))[\s©]*(?:(?:19|20)\d\d[\d\s,–—-]*)?\s*(?:by\s+)?((?:[A-ZÀ-Þ][\w.'’-]+\s+){1,3}[A-ZÀ-Þ][\w'’-]+)"
)
_COMPANY = re.compile(
    r"\b(?:inc|ltd|llc|plc|gmbh|ag|corp(?:oration)?|company|co|group|media|news|network|press|verlag|university|institute|association)\b|\.(?:com|net|org|info|io|de|cn|uk)\b",
    re.I,
)
_PERSON = re.compile(r"(?:[A-ZÀ-Þ][\w.'’-]*\s+){1,3}[A-ZÀ-Þ][\w'’-]+")
_WORD = re.compile(r"\w+")
MOST_ELEMENTS = 40
_PICTURE = TAG_BIT["figure"] | TAG_BIT["figcaption"]


def authors_of(page: Page, layout: Layout) -> tuple[tuple[str, ...], str | None]:
    """The people, and the agency that the byline names."""
    found = author_candidates(page, layout)
    ranking = ranked(found, "authors")
    best, likely = next(iter(ranking), (None, 0.0))
    if best is not None and not _people(best):
        # An agency: people that the page names as well, at least half as likely, are worth a second look.
        best, likely = next(
            ((one, chance) for one, chance in ranking if _people(one) and chance >= 0.5 * likely),
            (best, likely),
        )
    agency = next((name for one in found if (name := _agency(one))), None)
    if best is None or likely < ENOUGH:
        return (), agency
    return _people(best), _agency(best) or agency


def _people(candidate: Candidate) -> tuple[str, ...]:
    return tuple(name for name in candidate.value if name.casefold() not in AGENCIES)


def author_candidates(page: Page, layout: Layout) -> list[Candidate]:
    """Every set of names that the page could mean, with what speaks for it."""
    stated = [*_declared(page), *_shown(page, layout), *_in_text(layout), *_of_site(page, layout)]
    outlets = outlet_names(page)
    by_names: dict[frozenset[str], dict[str, Any]] = {}
    for source, names, place in stated:
        if not names:
            continue
        key = frozenset(name.casefold() for name in names)
        entry = by_names.setdefault(key, {"names": names, "sources": set(), "places": []})
        entry["sources"].add(source)
        if place:
            entry["places"].append(place)
    mentioned = {
        name: mentions(page.source, name) for name in {entry["names"][0] for entry in by_names.values()}
    }
    related = beside([(entry["names"], entry["sources"]) for entry in by_names.values()])
    return [
        Candidate(
            entry["names"],
            "+".join(sorted(entry["sources"])),
            (*_own(entry, outlets, mentioned, len(by_names)), *row),
        )
        for entry, row in zip(by_names.values(), related, strict=True)
    ]


def _own(
    entry: dict[str, Any], outlets: set[str], mentioned: dict[str, tuple[int, bool]], candidates: int
) -> list[float]:
    """What speaks for these names themselves."""
    names, places = entry["names"], entry["places"]
    lengths = [len(name.split()) for name in names]
    nearest = min(places, key=lambda place: abs(place[0])) if places else None
    times, said_beside = mentioned[names[0]]
    return [
        *(float(source in entry["sources"]) for source in SOURCES),
        float(len(names)),
        float(min(lengths)),
        float(max(lengths)),
        float(max(len(name) for name in names)),
        float(len(places)),
        float(candidates),
        float(any("".join(_WORD.findall(name.lower())) in outlets for name in names)),
        float(any(name.islower() for name in names)),
        float(any(name.casefold() in AGENCIES for name in names)),
        float(any(character.isdigit() for name in names for character in name)),
        float(all(name[:1].isupper() for name in names)),
        math.log1p(times),
        float(said_beside),
        float(nearest is not None),
        *(nearest or [0.0] * len(PLACE_COLUMNS)),
    ]


PLACE_COLUMNS = (
    "lead_in by linked length author byline meta comment related aside footer teaser share article header li inside"
).split()


def _declared(page: Page) -> list[tuple[str, tuple[str, ...], None]]:
    found: list[tuple[str, tuple[str, ...], None]] = []
    thing = article_thing(page)
    if thing:
        found.append(("ld", _people_of(thing.get("author") or thing.get("creator"), page), None))
    for other in page.things:
        if types_of(other) & {"Person", "ProfilePage"} and isinstance(other.get("name"), str):
            found.append(("page_ld", people_in(tidy(other["name"]), declared=True), None))
    for source, keys in METAS.items():
        for key in keys:
            names: list[str] = []
            for content in page.all_meta(key):
                if not content.startswith("http"):
                    names += [name for name in people_in(tidy(content), declared=True) if name not in names]
            found.append((source, tuple(names), None))
    for label, key in (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")):
        if _WRITTEN.match(page.meta(label) or "by") and (text := page.meta(key)):
            found.append(("meta_other", people_in(tidy(text), declared=True), None))
    found += [("script", names, None) for names in in_scripts(page.html)]
    return found


def _people_of(value: Any, page: Page) -> tuple[str, ...]:
    names: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and "name" not in one and "@id" in one:
            one = next(
                (thing for thing in page.things if thing.get("@id") == one["@id"] and "name" in thing), one
            )
        name = one.get("name") if isinstance(one, dict) else one
        for text in name if isinstance(name, list) else [name]:
            if isinstance(text, str) and not text.startswith("http"):
                names += [person for person in people_in(tidy(text), declared=True) if person not in names]
    return tuple(names)


def _shown(page: Page, layout: Layout) -> list[tuple[str, tuple[str, ...], list[float]]]:
    found: list[tuple[str, tuple[str, ...], list[float]]] = []
    groups: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    places: dict[tuple[str, str], list[float]] = {}
    for marked in _people_elements(layout):
        element = marked.element
        text = text_of(element, layout.texts)
        if not 2 < len(text) < 200:
            continue
        names = people_in(text)
        if not names:
            continue
        source = _source_of(element)
        place = _place(element, text, layout)
        found.append((source, names, place))
        group = (source, str(element.get("class") or element.tag))
        groups.setdefault(group, []).append(names)
        places.setdefault(group, place)
    for group, members in groups.items():
        if 1 < len(members) <= 8:
            merged = tuple(dict.fromkeys(name for names in members for name in names))
            if len(merged) > 1:
                found.append(("merged", merged, places[group]))
    return found


def _people_elements(layout: Layout) -> list[Marked]:
    found = []
    for marked in layout.page.marked:
        element = marked.element
        if element.tag in ("body", "meta", "link", "form", "article", "main"):
            continue
        prop = element.get("itemprop") or ""
        linked = (
            element.tag == "a"
            and marked.names & FACT_BITS == 0
            and not prop
            and element.get("datetime") is None
        )
        if marked.names >> NAME_NUMBER["author"] & 1 or "author" in prop or "creator" in prop or linked:
            found.append(marked)
            if len(found) >= MOST_ELEMENTS:
                break
    return found


def text_of(element: Any, known: dict[Any, str]) -> str:
    """The text of a small element; "" of one that holds more than a byline. *known*: those of elements read before."""
    text = known.get(element)
    if text is None:
        text = known[element] = _text_of(element)
    return text


def _text_of(element: Any) -> str:
    parts: list[str] = []
    size = 0
    for text in element.itertext():
        if not text.isspace():
            parts.append(text)
            size += len(text)
            if size > 400 or len(parts) > 40:
                return ""
    return tidy(" ".join(parts))


def _source_of(element: Any) -> str:
    if element.get("itemprop"):
        return "itemprop"
    if "author" in (element.get("rel") or ""):
        return "rel"
    names = (
        f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-testid') or ''}".lower()
    )
    for word, source in (("byline", "class_byline"), ("author", "class_author"), ("autor", "class_author")):
        if word in names:
            return source
    return "link" if element.get("href") else "class_other"


def _place(element: Any, text: str, layout: Layout) -> list[float]:
    number = layout.container_of(element)
    around = layout.page.containers[number] if number >= 0 else None
    place = around.first if around else 0
    lead_in = layout.lead_in(place)
    bits = (around.any_names if around else 0) | name_bits(f"{element.get('class') or ''}")
    tags = around.any_tags if around else 0
    near = around.names if around else 0
    return [
        math.copysign(math.log1p(abs(lead_in)), lead_in),
        float(bool(BYLINE.match(text))),
        float(next(element.iter("a"), None) is not None),
        float(len(text)),
        *(float(near >> NAME_NUMBER[name] & 1) for name in ("author", "meta")),
        float(bits >> NAME_NUMBER["title"] & 1),
        *(
            float(bits >> NAME_NUMBER[name] & 1)
            for name in ("comment", "related", "aside", "footer", "teaser", "share")
        ),
        *(float(tags & TAG_BIT[tag] != 0) for tag in ("article", "header", "li")),
        float(layout.first <= place <= layout.last),
    ]


def _in_text(layout: Layout) -> list[tuple[str, tuple[str, ...], list[float]]]:
    found: list[tuple[str, tuple[str, ...], list[float]]] = []
    chinese = list(in_chinese(layout))
    listed = {number: frozenset(names) for _, names, number in chinese}
    for source, names, number in (*said(layout), *alone(layout), *chinese):
        if names and not frozenset(names) < listed.get(number, frozenset()):
            block = layout.page.blocks[number]
            element = layout.page.containers[block.container].element
            found.append((source, names, _place(element, block.text, layout)))
    return found


def _of_site(page: Page, layout: Layout) -> list[tuple[str, tuple[str, ...], None]]:
    """Whose site it is: a blog names its author in the copyright line or is called by the name."""
    found: list[tuple[str, tuple[str, ...], None]] = []
    for block in layout.page.blocks[-60:]:
        low = block.plain if len(block.text) < 160 else ""
        marked = "©" in low or "(c)" in low or "copyright" in low
        if not marked or layout.page.containers[block.container].any_tags & _PICTURE:
            continue  # a picture's credit says who took it
        if line := _COPYRIGHT.search(block.text):
            owners = people_in(line[1])
            if owners and " " in owners[0] and not _COMPANY.search(line[1][: len(owners[0])]):
                found.append(("copyright", owners, None))
    for name in (page.meta("og:site_name"), page.title.rsplit("|")[-1], page.title.rsplit(" - ")[-1]):
        if name and name != page.title and _PERSON.fullmatch(text := tidy(name)):
            found.append(("site", people_in(text, declared=True), None))
    return found[:6]


def _agency(candidate: Candidate) -> str | None:
    return next((agency for name in candidate.value if (agency := agency_in(name))), None)


def publisher_of(thing: Thing) -> str | None:
    """The name of the object's publisher."""
    publisher = thing.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return name if isinstance(name, str) else None
