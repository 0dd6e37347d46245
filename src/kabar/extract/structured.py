"""The article's text where the page's markup does not show it: structured data and the state of scripts."""

import html
import re
from collections.abc import Iterator
from typing import Any

from kabar.extract.page import Page, article_thing, load_json

KEYS = frozenset(
    "articlebody body content bodyhtml contenthtml html text fulltext story bodytext richtext rendered markdown".split()
)
ENOUGH = 600  # characters below which a string is no article
MAX_STATES = 6
MAX_DEPTH = 24
_TAG = re.compile(r"<[^>]+>")
_BREAK = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|br|blockquote|tr|figure)\b[^>]*>", re.I)


def declared_html(page: Page) -> tuple[str, str]:
    """HTML of the article from outside of the markup, and where it was; ("", "") when there is none."""
    body = (article_thing(page) or {}).get("articleBody")
    if isinstance(body, str) and len(body) >= ENOUGH // 2:
        return as_html(body), "json-ld"
    best = ""
    for state in page.states[:MAX_STATES]:
        begin = state.find("{")
        loaded = load_json(state[begin:].rstrip().rstrip(";")) if begin >= 0 else None
        if loaded is None:
            continue
        found = max(_strings(loaded), key=len, default="")
        joined = _paragraphs(loaded)
        best = max((best, found, joined), key=len)
    return (as_html(best), "state") if len(_TAG.sub("", best)) >= ENOUGH else ("", "")


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
    if not isinstance(value, dict):
        return ""
    kind = str(value.get("type") or value.get("__typename") or value.get("kind") or "").lower()
    if kind and not any(word in kind for word in ("paragraph", "text", "block", "html", "p")):
        return ""
    for key in ("text", "html", "content", "value", "body"):
        inner = value.get(key)
        if isinstance(inner, str) and len(inner) >= 40 and " " in inner:
            return inner
    return ""
