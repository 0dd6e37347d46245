"""Text and mark-up of elements: plain titles, inner mark-up, absolute links inside HTML.

Nothing here makes HTML safe to show; that is the sanitiser's work, and it comes last.
"""

import base64
import binascii
import re
from collections.abc import Callable
from html import escape, unescape

from lxml import etree

from kabar.parse.limits import MAX_TEXT
from kabar.parse.links import web_address

_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|![^<>]*|\?[^<>]*)>")
_BLOCK = re.compile(r"<(?:br|/?(?:p|div|li|ul|ol|h[1-6]|tr|td|blockquote))\b[^<>]*>", re.I)
_ALT = re.compile(r"<img\b[^<>]*?\salt\s*=\s*\"([^\"<>]+)\"", re.I)
_DROPPED = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style|applet|noscript)\b[^<>]*>.*?(?:</\1\s*>|$)", re.I | re.S
)
_LOOKS_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+\d?);")
_XMLNS = re.compile(r"\sxmlns(?::[\w.-]+)?=(?:\"[^\"]*\"|'[^']*')")
_OPENED = re.compile(r"<[a-zA-Z][^<>]*>")
_ADDRESS = re.compile(
    r"(\s(?:href|src|poster|cite|longdesc|data|action|background)\s*=\s*)"
    r"(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))",
    re.I,
)
_ABSOLUTE = ('"http://', '"https://', "'http://", "'https://", '"#', '"mailto:', '"data:')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_WINDOWS = {code: bytes((code,)).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


def squash(text: str) -> str:
    """White space as one space."""
    return " ".join(text.split())


def clean(text: str) -> str:
    """Without the characters that no text has and no database keeps: controls, lone surrogates."""
    return _CONTROL.sub("", text) if _CONTROL.search(text) else text


def mended(text: str) -> str:
    """With Windows' characters for C1 control characters, and without what is no text at all."""
    return clean(text.translate(_WINDOWS))


def plain(text: str) -> str:
    """HTML as one line of plain text; what is nothing but tags stays as it was written."""
    if "<" not in text and ("&" not in text or ";" not in text):
        return " ".join(text.split())
    if "<" not in text and text.count("&") == text.count("&amp;"):
        return " ".join(text.replace("&amp;", "&").split())
    bare = text = text[:MAX_TEXT]
    if "<" in text:
        text = _DROPPED.sub(" ", text)
        bare = _TAG.sub("", _BLOCK.sub(" ", text))
    if bare := squash(unescape(bare)):
        return bare
    # Nothing but tags: a picture is called by its words, and a post about "<audio>" still has a title.
    described = _ALT.search(text)
    return squash(unescape(described[1] if described else text))


def looks_html(text: str) -> bool:
    """Whether an undeclared text holds tags or character references."""
    return ("<" in text or "&" in text) and _LOOKS_HTML.search(text) is not None


def has_markup(element: etree._Element) -> bool:
    """Whether there are elements inside."""
    return len(element) > 0


def text_of(element: etree._Element) -> str:
    """All text inside, without mark-up."""
    if len(element):
        return "".join(str(part) for part in element.itertext())
    return element.text or ""


def inner(element: etree._Element) -> str:
    """The mark-up inside as HTML without namespaces; a single `div` that only wraps it is taken off."""
    if len(element) == 1 and not (element.text or "").strip():
        only = element[0]
        wraps = _local(only) in ("div", "body") and not only.get("class") and not (only.tail or "").strip()
        element = only if wraps else element
    for child in element.iterdescendants():
        if isinstance(child.tag, str):
            child.tag = _local(child) or "span"
    parts = [escape(element.text or "", quote=False)]
    parts += [_serialised(child) for child in element]
    return "".join(parts)


def _local(element: etree._Element) -> str:
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return re.sub(r"[^\w.-]", "", tag.rpartition("}")[2].rpartition(":")[2])


def _serialised(element: etree._Element) -> str:
    return _XMLNS.sub("", etree.tostring(element, encoding="unicode", method="html", with_tail=True))


def from_base64(text: str) -> str | None:
    """Decoded text, or None when it is not base64 of text."""
    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def absolute_links(html: str, base: str | None) -> str:
    """*html* with its relative addresses made absolute; the rest of it untouched."""
    if not base or "<" not in html or _all_absolute(html):
        return html
    replace = _absolute_to(base)
    return _OPENED.sub(lambda tag: _ADDRESS.sub(replace, tag[0]), html)


def _all_absolute(html: str) -> bool:
    """Whether no address needs a base: the quick look that nearly all texts pass.

    One letter is found many times faster than four, so the equals signs are visited.
    """
    at = html.find("=")
    while at >= 0:
        if not html.startswith(_ABSOLUTE, at + 1) and (
            html.endswith("href", 0, at) or html.endswith("src", 0, at)
        ):
            return False
        at = html.find("=", at + 1)
    return True


def _absolute_to(base: str) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        raw = next(value for value in (*match.groups()[1:], "") if value is not None)
        if not raw or raw.startswith(("#", "data:", "mailto:")):
            return match[0]
        address = web_address(unescape(raw), base)
        return f'{match[1]}"{escape(address)}"' if address else match[0]

    return replace
