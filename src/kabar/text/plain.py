"""Plain text out of markup, fast, for lists, search and models. Never for showing as HTML."""

import html
import re

_BLOCK_END = re.compile(
    r"</(?:p|div|li|h[1-6]|blockquote|tr|section|article|figcaption|dt|dd|pre)>|<br\s*/?>|<hr\s*/?>", re.I
)
_DROP = re.compile(r"<(script|style|template|noscript|iframe|svg|math)\b.*?(?:</\1\s*>|$)", re.I | re.S)
_TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u200b]+")
_NEWLINES = re.compile(r" ?\n[ \n]*")


def plain_text(markup: str) -> str:
    """The readable text of *markup*, one paragraph a line; text without markup passes through."""
    if "<" not in markup:
        text = html.unescape(markup) if "&" in markup else markup
    else:
        flat = _SPACES.sub(" ", markup.replace("\n", " "))
        text = html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", _DROP.sub(" ", flat))))
    return _NEWLINES.sub("\n", _SPACES.sub(" ", text)).strip()


def shorten(text: str, length: int) -> str:
    """*text* cut to at most *length* characters at a word's end, with an ellipsis when it was cut."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > length // 2 else cut).rstrip(" ,;:–-") + "…"
