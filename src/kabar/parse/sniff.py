"""Which kind of document is this: judged by its content, never by what the server calls it."""

import re
from typing import Literal

Looks = Literal["empty", "json", "html", "xml", "text"]

_SKIP = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.S)
_HTML = re.compile(r"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.S | re.I)
_FEED = re.compile(r"<(?:[\w-]+:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)[\s>]", re.I)


def looks_like(body: bytes) -> Looks:
    """What *body* begins like."""
    head = body[:4_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff").decode("latin-1").lstrip()
    if not head:
        return "empty"
    if head[0] in "{[":
        return "json"
    skipped = _SKIP.match(head)
    rest = head[skipped.end() :] if skipped else head
    if _HTML.match(rest):
        # A feed with the wrong DOCTYPE on top is still a feed.
        doctype = _DOCTYPE.match(rest)
        return "xml" if doctype is not None and _FEED.match(rest, doctype.end()) else "html"
    if head[0] == "<":
        return "xml"
    # Words of a broken server before the feed are passed over.
    return (
        "xml"
        if _FEED.search(head) or b"<\x4f" in body[:4] or body.startswith(b"\x4c\x6f\xa7\x94")
        else "text"
    )
