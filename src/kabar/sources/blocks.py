"""A page without a feed becomes a source: find its repeating blocks, save a rule, apply it, notice its end.

`propose` gives up to three rules with samples for a person to choose from; `apply_rule` turns the page of a
later visit into a feed; `renew` looks for the rule anew when it no longer matches. A rule is plain JSON:

    {"version": 1, "block": [["main"], ["ul", "latest"], ["li", "card"]]}

that is the path of tags and lasting classes down to a block. Blocks are elements with the same path that
each hold a link of their own whose text could be a headline.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kabar.errors import ParseError
from kabar.model.feed import Entry, ParsedFeed

VERSION = 1
MAX_BYTES = 3 * 1024 * 1024
MAX_RULES = 3
SAMPLES = 3
MIN_BLOCKS = 3
MAX_ENTRIES = 200
_MAX_LINKS = 4000
_MAX_CLIMB = 5  # from a link up to its block
_DEPTH = 4  # how much of the path above a block names it
_BORING = frozenset("nav footer header aside form menu".split())
_BORING_NAME = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|footer|breadcrumb|share|social|cookie|login|pagination|pager|tags?)(?:$|[-_ ])",
    re.I,
)
_CHANGING = re.compile(
    r"\d|active|first|last|odd|even|current|selected|visible|loaded|^css-|^sc-|^js-|_[0-9a-zA-Z]{5,}$", re.I
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_DATE_IN_PATH = re.compile(r"/(20\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

Step = tuple[str, ...]  # a tag and its lasting classes
Rule = Mapping[str, Any]  # JSON: lists and strings


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One entry that a rule finds."""

    title: str
    url: str
    summary: str = ""
    published_at: datetime | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A rule and what it would bring."""

    rule: Rule
    count: int
    samples: tuple[Sample, ...]
    score: float


def propose(body: bytes | str, url: str) -> list[Proposal]:
    """Up to three rules for the page *body* at *url*, best first; empty when nothing repeats."""
    tree = _parse(body)
    found: list[tuple[Proposal, frozenset[str]]] = []
    for path, nodes in _groups(tree, url).items():
        samples = _read(nodes, url)
        if len(samples) >= MIN_BLOCKS:
            rule = {"version": VERSION, "block": [list(step) for step in path]}
            proposal = Proposal(
                rule=rule, count=len(samples), samples=tuple(samples[:SAMPLES]), score=_score(samples)
            )
            found.append((proposal, frozenset(sample.url for sample in samples)))
    # A card, its heading and its link give the same entries: the one that knows most about them stands for all.
    found.sort(key=lambda pair: -pair[0].score)
    chosen: list[tuple[Proposal, frozenset[str]]] = []
    for proposal, urls in found:
        if all(len(urls & other) < 0.6 * min(len(urls), len(other)) for _, other in chosen):
            chosen.append((proposal, urls))
    return [proposal for proposal, _ in chosen[:MAX_RULES]]


def is_rule(value: object) -> bool:
    """Whether *value*, from outside, can be applied as a rule."""
    return isinstance(value, Mapping) and _path_of_rule(value) is not None


def apply_rule(body: bytes | str, url: str, rule: Rule) -> ParsedFeed | None:
    """The page as a feed; None when the rule has stopped matching."""
    tree = _parse(body)
    path = _path_of_rule(rule)
    if path is None:
        return None
    nodes = [node for node in tree.css(path[-1][0]) if _matches(node, path)]
    samples = _read(nodes, url)
    if len(samples) < MIN_BLOCKS:
        return None
    title = tree.css_first("title")
    return ParsedFeed(
        format="page",
        title=" ".join(title.text().split())[:300] if title else "",
        link=url,
        entries=tuple(_entry(sample) for sample in samples[:MAX_ENTRIES]),
    )


def renew(body: bytes | str, url: str, rule: Rule, *, known: Sequence[str] = ()) -> Proposal | None:
    """The best rule for a page on which *rule* no longer matches, or None.

    known: addresses of entries seen before; a rule that finds some of them is the same list, moved.
    """
    proposals = propose(body, url)
    if not proposals:
        return None
    before = set(known)
    path = _path_of_rule(rule)
    tag = path[-1][0] if path else ""

    def likeness(proposal: Proposal) -> tuple[int, bool, float]:
        again = apply_rule(body, url, proposal.rule)
        urls = {entry.url for entry in again.entries} if again else set()
        steps = proposal.rule["block"]
        return len(urls & before), steps[-1][0] == tag, proposal.score

    return max(proposals, key=likeness)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """A page source's visit: the page as a feed, and what changed."""

    parsed: ParsedFeed
    rule: Rule | None = None  # the rule to store, when the old one had ended
    notice: str | None = None  # what to tell the person then


def read_page(body: bytes | str, url: str, rule: Rule | None, *, known: Sequence[str] = ()) -> PageRead:
    """Read a page source with its *rule*, or with one found anew when that no longer matches.

    known: addresses of entries seen before. Raises ParseError (`no_blocks`) when no list is left.
    """
    parsed = apply_rule(body, url, rule) if rule is not None else None
    if parsed is not None:
        return PageRead(parsed=parsed)
    found = renew(body, url, rule or {}, known=known)
    parsed = apply_rule(body, url, found.rule) if found is not None else None
    if found is None or parsed is None:
        raise ParseError(url, "no list of headlines is left on the page", kind="no_blocks")
    if rule is None:
        return PageRead(parsed=parsed, rule=found.rule)
    first = found.samples[0].title
    notice = f"the page was rebuilt; its list was found anew and begins with “{first}”"
    return PageRead(parsed=parsed, rule=found.rule, notice=notice)


# --- finding


def _parse(body: bytes | str) -> LexborHTMLParser:
    data = body.encode("utf-8", "replace") if isinstance(body, str) else body
    return LexborHTMLParser(data[:MAX_BYTES].replace(b"\x00", b""))


def _groups(tree: LexborHTMLParser, url: str) -> dict[tuple[Step, ...], list[LexborNode]]:
    """Elements that hold one headline each, by their path, in the order of the page."""
    by_path: dict[tuple[Step, ...], dict[int, LexborNode]] = defaultdict(dict)
    for anchor in tree.css("a[href]")[:_MAX_LINKS]:
        if not _is_story_link(anchor, url) or _in_boring_place(anchor):
            continue
        node: LexborNode | None = anchor
        for _ in range(_MAX_CLIMB):
            if node is None or node.tag in ("body", "html", "main"):
                break
            by_path[_path(node)].setdefault(node.mem_id, node)
            node = node.parent
    return {path: list(nodes.values()) for path, nodes in by_path.items() if MIN_BLOCKS <= len(nodes) <= 500}


def _step(node: LexborNode) -> Step:
    classes = (node.attributes.get("class") or "").split()
    lasting = sorted({name for name in classes if not _CHANGING.search(name)})[:3]
    return (node.tag or "", *lasting)


def _path(node: LexborNode) -> tuple[Step, ...]:
    steps: list[Step] = []
    here: LexborNode | None = node
    while here is not None and len(steps) < _DEPTH and here.tag not in ("html", None):
        steps.append(_step(here))
        here = here.parent
    return tuple(reversed(steps))


def _matches(node: LexborNode, path: Sequence[Step]) -> bool:
    """Whether *node* and those above it have the tags and at least the classes of *path*."""
    here: LexborNode | None = node
    for step in reversed(path):
        if here is None or here.tag != step[0]:
            return False
        if len(step) > 1:
            classes = (here.attributes.get("class") or "").split()
            if not set(step[1:]) <= set(classes):
                return False
        here = here.parent
    return not _in_boring_place(node)


def _path_of_rule(rule: Rule) -> list[Step] | None:
    """The path of a stored rule; None when it is not one of ours."""
    steps = rule.get("block")
    if not isinstance(steps, list | tuple) or not steps:
        return None
    path = []
    for step in steps:
        if not isinstance(step, list | tuple) or not step or not all(isinstance(part, str) for part in step):
            return None
        path.append(tuple(step))
    return path if re.fullmatch(r"[a-zA-Z][\w-]*", path[-1][0]) else None


def _is_story_link(anchor: LexborNode, url: str) -> bool:
    address = _absolute(anchor.attributes.get("href"), url)
    if address is None or address == url:
        return False
    parts, page = urlsplit(address), urlsplit(url)
    if parts.hostname is None or _site(parts.hostname) != _site(page.hostname or ""):
        return False
    return parts.path not in ("", "/", page.path)


def _site(host: str) -> str:
    return ".".join(host.lower().split(".")[-2:])


def _in_boring_place(node: LexborNode) -> bool:
    here: LexborNode | None = node
    for _ in range(12):
        if here is None or here.tag in ("body", "html"):
            return False
        inside_article = here.tag == "article"
        if inside_article:
            return False
        if here.tag in _BORING or _BORING_NAME.search(here.attributes.get("class") or ""):
            return True
        here = here.parent
    return False


def _absolute(href: str | None, base: str) -> str | None:
    if not href:
        return None
    try:
        joined = urljoin(base, href.strip()).partition("#")[0]
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc and len(joined) <= 4096 else None


# --- reading blocks


def _read(nodes: Sequence[LexborNode], url: str) -> list[Sample]:
    """One sample for each block that has a headline and a link that no block before it had."""
    samples: dict[str, Sample] = {}
    for node in nodes[:MAX_ENTRIES]:
        sample = _sample(node, url)
        if sample is not None:
            known = samples.get(sample.url)
            if known is None or len(known.title) < len(sample.title):
                samples[sample.url] = sample
    return list(samples.values())


def _sample(node: LexborNode, url: str) -> Sample | None:
    heading = next((found for tag in _HEADINGS if (found := node.css_first(tag)) is not None), None)
    anchor = _headline_link(node, heading, url)
    if anchor is None:
        return None
    address = _absolute(anchor.attributes.get("href"), url)
    title = _text(heading) if heading is not None else ""
    title = (
        title or _text(anchor) or anchor.attributes.get("title") or anchor.attributes.get("aria-label") or ""
    )
    title = " ".join(title.split())[:1000]
    if address is None or len(title) < 8:
        return None
    image = node.css_first("img")
    source = None
    if image is not None:
        source = image.attributes.get("src") or image.attributes.get("data-src")
        source = None if source and source.startswith("data:") else source
    return Sample(
        title=title,
        url=address,
        summary=_summary(node, title),
        published_at=_time(node, address),
        image=_absolute(source, url),
    )


def _headline_link(node: LexborNode, heading: LexborNode | None, url: str) -> LexborNode | None:
    if node.tag == "a":
        return node if _is_story_link(node, url) else None
    inside = heading.css("a[href]") if heading is not None else []
    around = heading.parent if heading is not None else None
    candidates = list(inside)
    if around is not None and around.tag == "a":
        candidates.append(around)
    links = [a for a in node.css("a[href]") if _is_story_link(a, url)]
    candidates += sorted(links, key=lambda a: -len(_text(a)))
    return next((a for a in candidates if _is_story_link(a, url)), None)


def _text(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())


def _summary(node: LexborNode, title: str) -> str:
    texts = [_text(paragraph) for paragraph in node.css("p")]
    longest = max((text for text in texts if text != title), key=len, default="")
    return longest[:1000] if len(longest) >= 20 else ""


def _time(node: LexborNode, address: str) -> datetime | None:
    for found in node.css("time[datetime]"):
        when = _moment(found.attributes.get("datetime") or "")
        if when is not None:
            return when
    in_path = _DATE_IN_PATH.search(urlsplit(address).path)
    if in_path:
        year, month, day = (int(part) for part in in_path.groups())
        try:
            return datetime(year, month, day, tzinfo=UTC)
        except ValueError:
            return None
    return None


def _moment(text: str) -> datetime | None:
    found = _DATE.search(text)
    if found is None:
        return None
    try:
        when = datetime.fromisoformat(found[0])
    except ValueError:
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def _entry(sample: Sample) -> Entry:
    return Entry(
        key=sample.url,
        url=sample.url,
        title=sample.title,
        summary_html=_escaped(sample.summary),
        published_at=sample.published_at,
        image=sample.image,
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _score(samples: Sequence[Sample]) -> float:
    """How much a list looks like news: long different headlines, one link each, dates and texts beside them."""
    count = len(samples)
    titles = [sample.title for sample in samples]
    words = sum(min(len(title), 90) for title in titles) / count / 90.0
    different = len(set(titles)) / count
    dated = sum(sample.published_at is not None for sample in samples) / count
    texts = sum(bool(sample.summary) for sample in samples) / count
    pictures = sum(sample.image is not None for sample in samples) / count
    folders = Counter(urlsplit(sample.url).path.rpartition("/")[0] for sample in samples)
    alike = folders.most_common(1)[0][1] / count
    size = float(min(count, 30)) ** 0.5
    richness = 1.0 + 0.5 * dated + 0.4 * texts + 0.2 * pictures + 0.2 * alike
    return float(size * words * words * different * richness)
