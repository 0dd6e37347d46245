"""Bytes to entries: every feed format met in the wild, tolerant and safe. It never raises.

`parse_feed` reads a document; `changed_entries` says which of its entries are new or edited, `said_edited` which
only say so by their date; `renamed` finds entries that only changed their guid. Nothing here knows the clock, the network or a database.
"""

from kabar.model.feed import ParsedFeed
from kabar.parse.hfeed import NOT_A_FEED, read_page
from kabar.parse.identity import changed_entries, page_identity, renamed, said_edited, touched_lately
from kabar.parse.jsonfeed import read_json
from kabar.parse.limits import MAX_BYTES
from kabar.parse.names import canonical
from kabar.parse.sitemap import ROOTS, read_sitemap
from kabar.parse.sniff import looks_like
from kabar.parse.xmlfeed import feed_root, read_feed, read_tree

__all__ = ["changed_entries", "page_identity", "parse_feed", "renamed", "said_edited", "touched_lately"]

_OTHER_XML = {
    "opml": "This is a list of feeds (OPML), not a feed; import it.",
    "html": NOT_A_FEED,
    "opensearchdescription": "This describes a search engine; it is not a feed.",
    "kml": "This is a map (KML), not a feed.",
    "svg": "This is a picture, not a feed.",
    "error": "This is an error message of a server, not a feed.",
}


def parse_feed(body: bytes, *, url: str | None = None, content_type: str | None = None) -> ParsedFeed:
    """The feed in *body*, whatever its format; never raises.

    url: where it came from, for relative addresses; content_type: the header, believed only for its
    charset and only where the bytes agree. `format` is "" when nothing was recognised, and the
    warnings then say what it looked like.
    """
    try:
        return _parse(body, url, content_type)
    except Exception as error:  # the promise of this package: a document is never worth a crash
        return ParsedFeed(format="", warnings=(f"The feed cannot be read ({type(error).__name__}).",))


def _parse(body: bytes, url: str | None, content_type: str | None) -> ParsedFeed:
    cut = len(body) > MAX_BYTES
    body = body[:MAX_BYTES] if cut else body
    looks = looks_like(body)
    if looks == "empty":
        return ParsedFeed(format="", warnings=("The answer is empty.",))
    if looks == "json":
        return read_json(body, url, content_type)
    if looks == "text":
        return ParsedFeed(format="", warnings=("This is plain text or binary data, not a feed.",))
    if looks == "html":
        return read_page(body, url, content_type)
    warnings = [f"The feed was cut at {MAX_BYTES // 1_000_000} MB."] if cut else []
    root = read_tree(body, content_type, warnings)
    if root is None:
        return ParsedFeed(format="", warnings=(*warnings, "There is no XML in it."))
    if canonical(root.tag) in ROOTS or (len(root) and canonical(root[0].tag) in ROOTS):
        return read_sitemap(root if canonical(root.tag) in ROOTS else root[0], url, warnings)
    start = feed_root(root)
    if start is None:
        local = canonical(root.tag).rpartition(":")[2]
        if local == "html":
            return read_page(body, url, content_type)
        return ParsedFeed(
            format="",
            warnings=(_OTHER_XML.get(local, f"This is XML ({local[:40]}), but not a feed."), *warnings),
        )
    return read_feed(start, url, warnings)
