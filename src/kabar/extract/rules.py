"""A person's own rule for an outlet's pages: which elements are the article, which are not.

`check` says what is wrong with selectors and where; `rule_for` finds the rule of an address; `leave_out` and
`kept_only` apply one while a page is read; `pieces_of` shows what it did, block by block.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit

import numpy as np
from cssselect import HTMLTranslator
from cssselect.parser import SelectorError, SelectorSyntaxError
from lxml import etree

from kabar.extract.blocks import INLINE, Blocks, blocks_of
from kabar.extract.page import HEADINGS, Page, drop
from kabar.extract.scorer import Answers
from kabar.model.article import Extraction
from kabar.model.outlet_rules import OutletRule, Piece, SelectorFault
from kabar.urls import host_of, normal_form

RULE = "your rule"  # how the extractor is called where a rule chose the text
MOST_SELECTORS = 40  # of each kind
MOST_CHARACTERS = 300  # of one selector
MOST_PIECES = 400
_PLACE = re.compile(r" at (\d+)>")
_GIVEN = re.compile(r", got <(EOF|[A-Z]+ '(?P<what>.*)') at \d+>$")
_HOST = re.compile(r"[^\s/?#@'\"<>\\]+")
_BARE = ("www.", "m.", "amp.")
_NAME = re.compile(r"-?[A-Za-z_][\w-]*$")
_CHANGING = re.compile(r"\d{3,}|^(?:css|sc|jsx|js|svelte|emotion)-|__\w{5,}$|_[0-9a-zA-Z]{5,}$")
_SAYS_NOTHING = frozenset("html body div span p section article main".split())


@dataclass(frozen=True, slots=True)
class Applied:
    """What a rule found on a page."""

    kept: tuple[Any, ...] = ()  # lxml elements
    unmatched: tuple[str, ...] = ()


def lines_of(text: str) -> tuple[str, ...]:
    """The selectors of a text area: one a line."""
    return tuple(line.strip() for line in text.replace("\0", " ").splitlines() if line.strip())


def check(part: Literal["keep", "drop"], text: str) -> tuple[SelectorFault, ...]:
    """What is wrong with the selectors in *text*, one a line, each with its place."""
    faults = []
    count = 0
    for number, line in enumerate(text.replace("\0", " ").splitlines(), 1):
        source = line.strip()
        if not source:
            continue
        count += 1
        found = _fault(source)
        if count > MOST_SELECTORS:
            found = (0, f"more than {MOST_SELECTORS} selectors; join some with a comma")
        if found is not None:
            column, message = found
            column = min(column, len(source)) + 1
            faults.append(
                SelectorFault(part=part, line=number, column=column, message=message, source=source)
            )
    return tuple(faults)


def _fault(source: str) -> tuple[int, str] | None:
    """Where (from 0) and what is wrong with one selector; None: nothing."""
    if len(source) > MOST_CHARACTERS:
        return MOST_CHARACTERS, f"longer than {MOST_CHARACTERS} characters"
    try:
        etree.XPath(HTMLTranslator().css_to_xpath(source))
    except SelectorSyntaxError as error:
        place = _PLACE.search(str(error))
        return (int(place[1]) if place else 0), _in_words(str(error))
    except SelectorError as error:
        words = str(error)
        named = re.search(r":{1,2}([\w-]+)", words)
        if "Pseudo-elements" in words:
            return source.find("::"), "pseudo-elements are no elements of the page"
        if named:
            return max(0, source.find(f":{named[1]}")), f":{named[1]} is not known here"
        place = _PLACE.search(words)
        return (int(place[1]) if place else 0), _in_words(words)
    except (etree.XPathSyntaxError, RecursionError):
        return 0, "this selector cannot be used"
    return None


def _in_words(said: str) -> str:
    given = _GIVEN.search(said)
    what = given["what"] if given else None
    if given is not None and what is None:
        return "something is missing at the end"
    if what is not None:
        return f"{what.strip() or 'a blank'} cannot stand here"
    return "this is no series of numbers" if said.startswith("Invalid series") else said.partition(" at ")[0]


def rule_key(url: str) -> str:
    """The outlet of an address, as rules name it: its host without `www.`.

    On a host that is a bare number the first part of the path is the outlet, too.
    """
    keys = _keys(url)
    if not keys:
        return ""
    host = keys[-1].partition(":")[0].strip("[]")
    try:
        ip_address(host)
    except ValueError:
        return keys[-1]
    return keys[-2] if len(keys) > 1 else keys[-1]


def clean_key(text: str) -> str:
    """What a person typed for an outlet, an address or a host, as rules name it; "" when it is neither."""
    text = text.strip()
    if not text or len(text) > 300:
        return ""
    normal = normal_form(text if "://" in text else f"http://{text}")
    if normal is None or not _HOST.fullmatch(host_of(normal)):
        return ""
    parts = urlsplit(normal)
    return _bare(host_of(normal)) + parts.path.rstrip("/")


def rule_for(url: str, rules: Mapping[str, OutletRule]) -> OutletRule | None:
    """The rule that fits *url* best: the longest beginning of its address."""
    if not rules:
        return None
    return next((rules[key] for key in _keys(url) if key in rules), None)


def _keys(url: str) -> list[str]:
    """All that may name the outlet of an address, longest first, the bare host last."""
    host = _bare(host_of(url))
    if not host:
        return []
    try:
        steps = [step for step in urlsplit(url).path.split("/") if step][:4]
    except ValueError:
        steps = []
    return ["/".join((host, *steps[:count])) for count in range(len(steps), -1, -1)]


def _bare(host: str) -> str:
    return next((host.removeprefix(prefix) for prefix in _BARE if host.startswith(prefix)), host)


@lru_cache(maxsize=256)
def _compiled(selector: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def leave_out(page: Page, rule: OutletRule) -> Applied:
    """Remove what *rule* drops from the page's tree; say what it keeps there and what it did not find."""
    unmatched = []
    for selector in rule.drop:
        found = _select(page.root, selector)
        if not found:
            unmatched.append(selector)
        for element in found:
            if element.getparent() is not None and element.tag not in ("html", "body", "head"):
                drop(element)
    page.headings = list(page.root.iter(*HEADINGS))
    kept = []
    for selector in rule.keep:
        found = _select(page.root, selector)
        kept += found
        if not found:
            unmatched.append(selector)
    return Applied(tuple(kept), tuple(unmatched))


def _select(root: Any, selector: str) -> list[Any]:
    try:
        found = _compiled(selector)(root)
    except (etree.XPathError, SelectorError):
        return []
    return [one for one in found if isinstance(one.tag, str)] if isinstance(found, list) else []


def kept_only(blocks: Blocks, answers: Answers, applied: Applied) -> Answers:
    """The model's answers with its doubts removed: what stands in a kept element is the article, nothing else is."""
    if not applied.kept:
        return answers
    wanted = {_holder(element) for element in applied.kept}
    inside: list[bool] = []
    for container in blocks.containers:
        above = container.parent >= 0 and inside[container.parent]
        inside.append(above or container.element in wanted)
    likely = np.array([float(inside[block.container]) for block in blocks.blocks], dtype=np.float32)
    return replace(answers, likely=likely, asked=False) if likely.any() else answers


def _holder(element: Any) -> Any:
    """The block-level element that holds *element*: text is kept by blocks."""
    while element.tag in INLINE and element.getparent() is not None:
        element = element.getparent()
    body = element.find("body") if element.tag == "html" else None
    return element if body is None else body


def with_rule(found: Extraction, rule: OutletRule, applied: Applied) -> Extraction:
    """*found*, saying that a rule had a part in it; where the rule names the text, that is an article."""
    if rule.keep and not applied.kept:
        missing = "Your rule for this outlet found nothing to keep on this page; the usual way was taken."
        return replace(found, warnings=(*found.warnings, missing))
    if not applied.kept:
        used = len(applied.unmatched) < len(rule.drop)
        return replace(found, extractor=f"{found.extractor}, {RULE}") if used else found
    return replace(found, kind="article" if found.kind == "other" else found.kind, extractor=RULE)


def pieces_of(page: Page, before: str, after: str) -> tuple[Piece, ...]:
    """Every block of an untouched page with its part in the article's text before and after a rule."""
    blocks = blocks_of(page.root)
    old, new = _known(before), _known(after)
    found = []
    for block in blocks.blocks[:MOST_PIECES]:
        key = _plain(block.text)
        if not key:
            continue
        was, will = key in old, key in new
        state: Literal["in", "out", "added", "removed"] = (
            ("in" if will else "removed") if was else ("added" if will else "out")
        )
        element = blocks.containers[block.container].element
        found.append(Piece(text=block.text[:400], state=state, selector=selector_of(element)))
    return tuple(found)


def _known(text: str) -> set[str]:
    return {_plain(line) for line in text.split("\n")}


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def selector_of(element: Any) -> str:
    """A short selector for *element* or the nearest one around it that has a lasting name; "" when none has."""
    tail = ""
    for _ in range(6):
        if element is None or not isinstance(element.tag, str) or element.tag in ("body", "html"):
            return ""
        name = _named(element)
        if name:
            return f"{name}{tail}"
        if not tail and element.tag not in _SAYS_NOTHING:
            tail = f" {element.tag}"
        element = element.getparent()
    return ""


def _named(element: Any) -> str:
    lasting = [
        one for one in (element.get("class") or "").split() if _NAME.match(one) and not _CHANGING.search(one)
    ]
    if lasting:
        return f"{element.tag}.{'.'.join(lasting[:2])}"
    identity = element.get("id") or ""
    if _NAME.match(identity) and not _CHANGING.search(identity):
        return f"{element.tag}#{identity}"
    return element.tag if element.tag in ("aside", "figure", "figcaption", "footer", "nav") else ""
