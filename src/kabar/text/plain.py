"""Plain text out of markup, fast, for lists, search and models. Never for showing as HTML."""

import html
import re

# In turn: text, the name of a tag ("p", "/p", "!--"), text, ...
_TAGS = re.compile(r"<([!?]|/?[a-zA-Z][^\s<>/]*|/)[^<>]*>")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ENDS_LINE = frozenset(
    "/p /div /li /h1 /h2 /h3 /h4 /h5 /h6 /blockquote /tr /section /article /figcaption /dt /dd /pre br hr".split()
)
_DROPPED = frozenset("script style template noscript iframe svg math".split())


def plain_text(markup: str) -> str:
    """The readable text of *markup*, one paragraph a line; text without markup passes through."""
    if "<" in markup:
        markup = _without_tags(markup)
    if "&" in markup:
        markup = html.unescape(markup)
    if "\u200b" in markup:
        markup = markup.replace("\u200b", " ")
    # str.split() takes no-break spaces, tabs and carriage returns for spaces, too.
    lines = [" ".join(line.split()) for line in markup.split("\n")]
    return "\n".join([line for line in lines if line])


def _without_tags(markup: str) -> str:
    """*markup* with a line's end for each end of a block, and nothing for other tags."""
    if "<!--" in markup:
        markup = _COMMENT.sub("", markup)
    parts = _TAGS.split(markup.replace("\n", " "))
    kept = [parts[0]]
    dropping = ""
    for place in range(1, len(parts), 2):
        name = parts[place]
        if not name.islower():
            name = name.lower()
        if dropping:
            if name != dropping:
                continue
            dropping = ""
        elif name in _DROPPED:
            dropping = f"/{name}"
            kept.append(" ")
            continue
        elif name in _ENDS_LINE:
            kept.append("\n")
        kept.append(parts[place + 1])
    return "".join(kept)


def shorten(text: str, length: int) -> str:
    """*text* cut to at most *length* characters at a word's end, with an ellipsis when it was cut."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > length // 2 else cut).rstrip(" ,;:–-") + "…"
