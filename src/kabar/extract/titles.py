"""The headline of a page without its outlet's name, and that name."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from kabar.extract.blocks import collapsed
from kabar.extract.headlines import evidence
from kabar.extract.hints import HIDDEN_BIT, NAME_NUMBER, TAG_BIT, name_bits
from kabar.extract.layout import Layout
from kabar.extract.page import Page, article_thing, types_of
from kabar.extract.ranker import Candidate, best_of

MAX_TITLE = 400
_SILENT = frozenset(["script", "style", "noscript", "svg", "button", "template"])
MOST = {"h1": 5, "h2": 4, "h3": 3, "named": 6}  # headings of each kind that are looked at
SOURCES = ("og", "thing", "twitter", "meta", "title", "h1", "h2", "h3", "named", "part")
_PLAIN_TAGS = frozenset(["div", "p", "span", "td", "font", "strong", "b", "header", "h4"])
HEAD_COLUMNS = ("placed order lead_in named_title named_article in_article in_title in_related in_nav in_footer in_aside in_teaser in_hidden "
                "article main header aside footer nav li hidden linked").split()  # fmt: skip
PLACED = len(SOURCES) + 21  # where the columns of headings begin
# Controls, soft hyphens and marks of direction; joiners stay, and white space is dealt with by itself.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_WORD = re.compile(r"\w+")
_NO_WORD = {code: None for code in range(128) if not _WORD.match(chr(code))}
_SPLIT = re.compile(
    r"\s+(?:[|\u2022\u00b7\u00bb\u203a\u00ab\uff5c]|::|//|[-\u2013\u2014])\s+|\s*[|\uff5c]\s*|\s*_\s*(?=[\u4e00-\u9fff])"
)
_STRONG = re.compile(r"[|\u2022\u00b7\u00bb\u203a\u00ab\uff5c_]|::|//")
_GENERIC = re.compile(
    r"^(?:home|homepage|startseite|index|blog|news|untitled|article|artikel|seite|welcome|page not found|404|"
    r"just a moment|access denied|loading|search|menu)\W*$",
    re.I,
)


def title_of(page: Page, layout: Layout) -> str:
    """The page's headline; "" when it has none."""
    shown = _shown_near(layout)
    best, _ = best_of(title_candidates(page, layout, shown), "title")
    return _as_shown(str(best.value), shown) if best else ""


def title_candidates(page: Page, layout: Layout, shown: Mapping[str, float] | None = None) -> list[Candidate]:
    """Every text that could be the headline, each spelling once, with what speaks for it.

    shown: what `_shown_near` gives, where it is known already.
    """
    shown = _shown_near(layout) if shown is None else shown
    names = outlet_names(page)
    heads = _headings(page, layout)
    declared = _declared(page)
    spelled = {_key(head.text) for head in heads}
    cleaned = {name: without_outlet(text, names, spelled) for name, text in declared.items()}
    words = {name: _words(text) for name, text in declared.items()}
    top = [head for head in heads if head.tag == "h1"]
    found: list[Candidate] = []
    seen: dict[str, int] = {}
    rows: list[list[float]] = []
    for source, text, head in [
        *((name, text, None) for name, text in cleaned.items()),
        *((head.tag, head.text, head) for head in heads),
    ]:
        key = _key(text)
        if not key:
            continue
        if key in seen:  # another source with the same spelling is one more witness
            row = rows[seen[key]]
            row[SOURCES.index(source)] = 1.0
            if head is not None and row[PLACED] == 0:
                row[PLACED:] = head.row
                found[seen[key]] = Candidate(head.text, source, ())
            continue
        own = _words(text)
        row = [float(source == one) for one in SOURCES]
        row += [_overlap(own, words[name]) if name in words else -1.0 for name in ("og", "thing", "title")]
        row += [_overlap(words[name], own) if name in words else -1.0 for name in ("og", "thing", "title")]
        row += [
            float(_named(key, names)),
            float(bool(_GENERIC.match(text))),
            len(own),
            len(text),
            float(len(top)),
            float(len(heads)),
        ]
        row += [max((_overlap(own, _words(other.text)) for other in top), default=-1.0), float(len(cleaned))]
        row += [float(text.endswith((":", "…", "..."))), float(text.isupper()), float(text[:1].islower())]
        row += [float(_key(text) == _key(cleaned.get("title", ""))), float(bool(_SPLIT.search(text)))]
        row += [float(key in shown), shown.get(key, 0.0)]
        row += head.row if head else [0.0] * len(HEAD_COLUMNS)
        seen[key] = len(found)
        rows.append(row)
        found.append(Candidate(text, source, ()))
    keys = list(seen)
    others = evidence(page, layout, [str(one.value) for one in found])
    return [
        Candidate(one.value, one.source, (*row, *_inside(key, keys), *other))
        for one, row, key, other in zip(found, rows, keys, others, strict=True)
    ]


def _declared(page: Page) -> dict[str, str]:
    thing = article_thing(page) or {}
    stated = {
        "og": page.meta("og:title"),
        "thing": thing.get("headline"),
        "twitter": page.meta("twitter:title"),
        "meta": page.meta("dc.title", "title", "headline", "sailthru.title"),
        "title": page.title,
    }
    return {name: tidy(text) for name, text in stated.items() if isinstance(text, str) and text.strip()}


def _inside(key: str, keys: list[str]) -> tuple[float, float, float, float]:
    """Whether another candidate is the end or the beginning of this one, or this one of another: a kicker, a subtitle."""
    others = [other for other in keys if other != key and len(other) >= 8]
    long = len(key) >= 8
    return (
        max((len(other) / len(key) for other in others if key.endswith(other)), default=0.0),
        max((len(other) / len(key) for other in others if key.startswith(other)), default=0.0),
        max((len(key) / len(other) for other in others if long and other.endswith(key)), default=0.0),
        max((len(key) / len(other) for other in others if long and other.startswith(key)), default=0.0),
    )


def _shown_near(layout: Layout) -> dict[str, float]:
    """The short blocks around the article's beginning, and how far above its first paragraph each stands."""
    found: dict[str, float] = {}
    for number in range(max(0, layout.first - 40), min(len(layout.page.blocks), layout.first + 3)):
        text = layout.page.blocks[number].text
        if len(text) <= 300 and (key := _key(text)):
            found[key] = math.log1p(max(0, layout.first - number))
    return found


def _as_shown(title: str, shown: Mapping[str, float]) -> str:
    """*title* up to the mark at which the page itself ends it: the section goes as well as the outlet."""
    pieces = _SPLIT.split(title)
    if len(pieces) < 2 or _key(title) in shown:
        return title
    marks = [one[0] for one in _SPLIT.finditer(title)]
    for begin, end in [
        *((0, end) for end in range(len(pieces) - 1, 0, -1)),
        *((n, len(pieces)) for n in range(1, len(pieces))),
    ]:
        text = _joined(pieces, marks, begin, end)
        if _key(text) in shown and len(text) > 0.4 * len(title):
            return text
    return title


def tidy(text: str) -> str:
    """One line without invisible characters and without entities that were escaped twice."""
    if "&" in text and ";" in text:
        text = unescape(text)
    text = text[: 4 * MAX_TITLE]
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return collapsed(text)[:MAX_TITLE]


def outlet_names(page: Page) -> set[str]:
    """Every form of the outlet's name that the page tells, as keys."""
    found = [
        page.meta("og:site_name"),
        page.meta("application-name"),
        page.meta("apple-mobile-web-app-title"),
        page.meta("al:ios:app_name"),
    ]
    found += [
        page.meta("twitter:site"),
        page.meta("publisher"),
        page.meta("dc.publisher"),
        page.meta("copyright"),
    ]
    for thing in page.things:
        kinds = types_of(thing)
        if kinds & {"WebSite", "Organization", "NewsMediaOrganization", "Corporation"}:
            found += [thing.get("name"), thing.get("alternateName")]
        publisher = thing.get("publisher")
        if isinstance(publisher, dict):
            found.append(publisher.get("name"))
    keys = {_key(one) for one in found if isinstance(one, str) and 1 < len(one) < 60}
    host = host_of(page)
    if host:
        parts = [
            part
            for part in host.split(".")
            if part not in ("www", "m", "com", "co", "org", "net", "uk", "de")
        ]
        keys |= {_key(part) for part in parts if len(part) > 3} | {
            _key(host),
            _key(host.removeprefix("www.")),
        }
    return keys - {""}


def host_of(page: Page) -> str:
    """The host that the page comes from or says it does."""
    for url in (page.url, page.meta("og:url"), *page.links.get("canonical", ())):
        try:
            host = urlsplit(url or "").hostname
        except ValueError:
            continue
        if host:
            return host
    return ""


def without_outlet(title: str, names: set[str], spelled: set[str] | None = None) -> str:
    """*title* without the parts at its ends that name the outlet or a section of it."""
    pieces = _SPLIT.split(title)
    if len(pieces) < 2:
        return title
    marks = [found[0] for found in _SPLIT.finditer(title)]
    begin, end = 0, len(pieces)
    while end - begin > 1 and _is_outlet(
        pieces[end - 1], names, strong=bool(_STRONG.search(marks[end - 2])), rest=pieces[begin : end - 1]
    ):
        if _key(_joined(pieces, marks, begin, end)) in (spelled or ()):
            break
        end -= 1
    while end - begin > 1 and _named(_key(pieces[begin]), names):
        begin += 1
    return _joined(pieces, marks, begin, end) or title


def _joined(pieces: list[str], marks: list[str], begin: int, end: int) -> str:
    text = pieces[begin]
    for number in range(begin + 1, end):
        text += marks[number - 1] + pieces[number]
    return text.strip()


def _is_outlet(piece: str, names: set[str], *, strong: bool, rest: list[str]) -> bool:
    key = _key(piece)
    if not key or _named(key, names):
        return True
    words, before = len(piece.split()), sum(len(one.split()) for one in rest)
    if re.search(r"\.(?:com|org|net|de|fr|co\.uk|info|io|cn)\b", piece, re.I) and words <= 3:
        return True
    return strong and words <= 4 and before >= max(3, words)


def _named(key: str, names: set[str]) -> bool:
    if key in names:
        return True
    return len(key) > 4 and any(
        len(name) > 4
        and 0.6 * len(key) <= len(name)
        and (key.startswith(name) or name.startswith(key) or key.endswith(name))
        for name in names
    )


@dataclass(frozen=True, slots=True)
class _Heading:
    tag: str
    text: str
    row: list[float]


def _headings(page: Page, layout: Layout) -> list[_Heading]:
    found: list[_Heading] = []
    order = {"h1": 0, "h2": 0, "h3": 0, "named": 0}
    elements = [(element, str(element.tag)) for element in page.headings]
    elements += [(element, "named") for element in _named_headlines(layout)]
    for element, tag in elements:
        if order[tag] >= MOST[tag]:
            continue
        if tag in ("h2", "h3") and not -2 < layout.lead_in(layout.place_of(element)) < 30:
            continue
        text = tidy(str(element.get("content") or "") or _visible(element))
        if not text or len(text) > 300:
            continue
        row = _heading_row(element, order[tag], layout)
        found.append(_Heading(tag, text, row))
        if tag == "h1" and (part := _main_part(element, text)):
            found.append(_Heading("part", part, row))
        order[tag] += 1
    return found


def _main_part(element: Any, text: str) -> str:
    """The longest piece of a headline that is made of several elements: without its kicker or subtitle."""
    pieces = [tidy(_visible(one)) for one in element if isinstance(one.tag, str)]
    pieces += [tidy(one.tail or "") for one in element] + [tidy(element.text or "")]
    longest = max(pieces, key=len, default="")
    return longest if 12 <= len(longest) < len(text) and 2 * len(longest) >= len(text) else ""


def _named_headlines(layout: Layout) -> list[Any]:
    found = []
    for marked in layout.page.marked:
        prop = marked.element.get("itemprop")
        if prop in ("headline", "name") or (
            marked.names >> NAME_NUMBER["title"] & 1 and marked.element.tag in _PLAIN_TAGS
        ):
            found.append(marked.element)
            if len(found) >= 12:
                break
    return found


def _heading_row(element: Any, order: int, layout: Layout) -> list[float]:
    number = layout.container_of(element)
    lead_in = layout.lead_in(layout.place_of(element))
    own = name_bits(f"{element.get('class') or ''} {element.get('id') or ''}")
    around = layout.page.containers[number] if number >= 0 else None
    bits, tags = (around.any_names, around.any_tags) if around else (0, 0)
    return [
        1.0,
        float(order),
        math.copysign(math.log1p(abs(lead_in)), lead_in),
        float(own >> NAME_NUMBER["title"] & 1),
        float(own >> NAME_NUMBER["article"] & 1),
        *(
            float(bits >> NAME_NUMBER[name] & 1)
            for name in ("article", "title", "related", "nav", "footer", "aside", "teaser", "hidden")
        ),
        *(
            float(tags & TAG_BIT[tag] != 0)
            for tag in ("article", "main", "header", "aside", "footer", "nav", "li")
        ),
        float(tags & HIDDEN_BIT != 0),
        float(
            next(element.iterdescendants("a"), None) is not None
            if len(element)
            else element.getparent() is not None and element.getparent().tag == "a"
        ),
    ]


def _visible(element: Any) -> str:
    """The text of a small element; "" of one that holds more than a headline."""
    if not len(element):
        text = str(element.text or "")
        return text if len(text) <= 1000 and element.tag not in _SILENT else ""
    parts: list[str] = []
    size = 0
    for one in element.iter():
        if one.tag not in _SILENT and one.text:
            parts.append(one.text)
            size += len(one.text)
        elif one.tag == "br":
            parts.append(" ")
        if one is not element and one.tail:
            parts.append(one.tail)
            size += len(one.tail)
        if size > 1000 or len(parts) > 60:
            return ""
    return "".join(parts)


@lru_cache(maxsize=2_000)
def _key(text: str) -> str:
    if text.isascii():
        return text.lower().translate(_NO_WORD)
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", text).lower()))


@lru_cache(maxsize=500)
def _words(text: str) -> frozenset[str]:
    low = unicodedata.normalize("NFKC", text).lower()
    return frozenset(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+", low))


def _overlap(own: frozenset[str], other: frozenset[str]) -> float:
    """How much of a heading stands in a declared title; short headings inside long titles count less."""
    both = len(own & other)
    if not both:
        return 0.0
    return both / len(own) * (1.0 if both >= 3 or both >= 0.4 * len(other) else 0.6)
