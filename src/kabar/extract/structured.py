"""The article's text where the page's markup does not show it: structured data and the state of scripts."""

import html
import re
from collections.abc import Iterator
from typing import Any

from kabar.extract.features import plain
from kabar.extract.page import Page, article_thing, load_json

KEYS = frozenset(
    "articlebody body content bodyhtml contenthtml html text fulltext story bodytext richtext rendered markdown".split()
)
BRANCHES = ("children", "content", "nodes")  # of trees of rich text
LEAVES = ("text", "value", "data", "literal")
ENOUGH = 600  # characters below which a string is no article
MAX_STATES = 6
MAX_DEPTH = 24
_TAG = re.compile(r"<[^>]+>")
_BREAK = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|br|blockquote|tr|figure)\b[^>]*>", re.I)


def declared_html(page: Page) -> tuple[str, str]:
    """HTML of the article from outside of the markup, and where it was; ("", "") when there is none."""
    thing = article_thing(page) or {}
    body = thing.get("articleBody")
    if isinstance(body, str) and len(body) >= ENOUGH // 2:
        return as_html(body), "json-ld"
    if len(_TAG.sub("", steps := _instructions(thing))) >= ENOUGH:
        return steps, "json-ld"
    titles = {
        plain(one)
        for one in (page.title, page.meta("og:title"), thing.get("headline"))
        if isinstance(one, str)
    }
    best = ""
    for state in page.states[:MAX_STATES]:
        begin = state.find("{")
        loaded = load_json(state[begin:].rstrip().rstrip(";")) if begin >= 0 else None
        if loaded is None:
            continue
        for part in (*_named(loaded, titles - {""}), loaded):
            found = max((max(_strings(part), key=len, default=""), _paragraphs(part)), key=len)
            if len(found) >= ENOUGH or part is loaded:
                best = max((best, found), key=len)
                break  # what is named like the page goes before longer texts of other articles
    return (as_html(best), "state") if len(_TAG.sub("", best)) >= ENOUGH else ("", "")


def _named(value: Any, titles: set[str], depth: int = 0) -> Iterator[dict[str, Any]]:
    """Objects that carry the page's own title, inner before outer."""
    if depth > MAX_DEPTH or not titles:
        return
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _named(one, titles, depth + 1)
    if isinstance(value, dict) and any(
        isinstance(one, str) and len(one) < 400 and plain(one) in titles for one in value.values()
    ):
        yield value


def _instructions(thing: dict[str, Any]) -> str:
    """A recipe's or a how-to's description, ingredients and steps as paragraphs; "" where there are no steps."""
    steps = list(_steps(thing.get("step") or thing.get("recipeInstructions")))
    if not steps:
        return ""
    given = thing.get("recipeIngredient")
    needed = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
    told = thing.get("description")
    return "".join(as_html(one) for one in ([told] if isinstance(told, str) else []) + needed + steps)


def _steps(value: Any, depth: int = 0) -> Iterator[str]:
    """Texts of steps, of their sections and directions, in order."""
    if depth > 6:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _steps(one, depth + 1)
    elif isinstance(value, dict):
        name, text = value.get("name"), value.get("text")
        inner = value.get("itemListElement") or value.get("steps")
        # A step without directions is often named by the beginning of its own text.
        if isinstance(name, str) and not (isinstance(text, str) and text.startswith(name.rstrip(".…"))):
            yield name
        if isinstance(text, str):
            yield text
        elif inner:
            yield from _steps(inner, depth + 1)


def as_html(text: str) -> str:
    """Text or HTML -> HTML of paragraphs."""
    if "&lt;" in text and "<" not in text:
        text = html.unescape(text)
    if _BREAK.search(text):
        return text
    lines = [line.strip() for line in _TAG.sub("", html.unescape(text)).split("\n")]
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)


def _strings(value: Any, key: str = "", depth: int = 0) -> Iterator[str]:
    """Long strings under keys that hold a body."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, str):
        if key.lower().replace("_", "") in KEYS and len(value) >= ENOUGH and " " in value:
            yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, str(name), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key, depth + 1)


def _paragraphs(value: Any, depth: int = 0) -> str:
    """The longest list of paragraph objects, joined."""
    best = ""
    if depth > MAX_DEPTH:
        return best
    if isinstance(value, list) and len(value) >= 3:
        texts = [_paragraph(one) for one in value]
        if sum(map(bool, texts)) >= 0.5 * len(texts):
            best = "".join(f"<p>{text}</p>" for text in texts if text)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        found = _paragraphs(one, depth + 1)
        if len(found) > len(best):
            best = found
    return best


def _paragraph(value: Any) -> str:
    """The text of one object of a list: a string of its own, or the leaves of a tree of them."""
    if not isinstance(value, dict):
        return ""
    kind = _kind(value)
    if kind and not any(word in kind for word in ("paragraph", "text", "block", "html", "p", "unstyled")):
        return ""
    for key in ("text", "html", "content", "value", "body"):
        inner = value.get(key)
        if isinstance(inner, str) and len(inner) >= 40 and " " in inner:
            return inner
    if any(isinstance(value.get(key), list) for key in BRANCHES):
        text = "".join(_leaves(value))
        if len(text) >= 40 and " " in text:
            return html.escape(text, quote=False)
    return ""


def _kind(value: dict[str, Any]) -> str:
    for key in ("type", "_type", "nodeType", "__typename", "kind", "tag"):
        if isinstance(kind := value.get(key), str):
            return kind.lower()
    return ""


def _leaves(value: Any, depth: int = 0) -> Iterator[str]:
    """The strings of a tree of rich text in order, as editors and parsers write it: children, content; text, value, data."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _leaves(one, depth + 1)
    elif isinstance(value, dict):
        own = next((value[key] for key in LEAVES if isinstance(value.get(key), str)), None)
        if own is not None:
            yield own
            return
        for key in BRANCHES:
            if isinstance(value.get(key), list):
                yield from _leaves(value[key], depth + 1)
