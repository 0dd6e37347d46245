"""Element names: many namespaces and spellings, one canonical name ("media:content", "item").

RSS, and Atom under RSS names, have no prefix; Atom has "atom:". Names are lower case.
"""

import re
from functools import lru_cache

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
RDF_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"

# Looked for inside the lower-cased address, in this order: people write them with and without www,
# slash, https, and with old versions.
_SPACES = (
    ("w3.org/2005/atom", "atom"),
    ("purl.org/atom/ns", "atom"),
    ("purl.org/atom-", "atom"),
    ("example.com/necho", "atom"),
    ("example.com/newformat", "atom"),
    ("purl.org/echo", "atom"),
    ("purl.org/pie", "atom"),
    ("uri/of/echo", "atom"),
    ("purl.org/rss/1.0/modules/rss091", ""),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/rss/1.0/modules/slash", "slash"),
    ("purl.org/rss/1.0/modules/syndication", "sy"),
    ("purl.org/rss/1.0/modules/dcterms", "dcterms"),
    ("purl.org/rss/1.0/modules/email", "email"),
    ("purl.org/rss/1.0/modules/", "?"),
    ("purl.org/rss/", ""),
    ("purl.org/net/rss", ""),
    ("my.netscape.com/rdf", ""),
    ("my.netscape.com/publish", ""),
    ("channel.netscape.com/rdf", ""),
    ("backend.userland.com", ""),
    ("blogs.law.harvard.edu/tech/rss", ""),
    ("cyber.law.harvard.edu/rss", ""),
    ("rssnamespace.org/feedburner", "feedburner"),
    ("search.yahoo.com/mrss", "media"),
    ("video.search.yahoo.com", "media"),
    ("www.rssboard.org/media-rss", "media"),
    ("itunes.com/", "itunes"),
    ("podcastindex.org", "podcast"),
    ("podcastnamespace", "podcast"),
    ("google.com/schemas/play-podcasts", "googleplay"),
    ("purl.org/dc/elements", "dc"),
    ("purl.org/metadata/dublin_core", "dc"),
    ("purl.org/dc/terms", "dcterms"),
    ("purl.org/syndication/thread", "thr"),
    ("georss.org", "georss"),
    ("wellformedweb.org", "wfw"),
    ("w3.org/1999/xhtml", "xhtml"),
    ("w3.org/1999/02/22-rdf-syntax-ns", "rdf"),
    ("google.com/schemas/sitemap-news", "news"),
    ("google.com/schemas/sitemap-image", "image"),
    ("google.com/schemas/sitemap-video", "video"),
    ("sitemaps.org/schemas/sitemap", "sm"),
    ("google.com/schemas/sitemap", "sm"),
)
_PREFIXES = {prefix for _, prefix in _SPACES} | {"admin"}
_ALIASES = {"dcterm": "dcterms", "yt": "?", "a10": "atom", "atom10": "atom", "xhtml2": "xhtml"}
_TAG = re.compile(r"\{([^}]*)\}(.*)", re.S)


def prefix_of(namespace: str) -> str:
    """The canonical prefix of a namespace's address; "?" for one that nobody here reads."""
    lowered = namespace.strip().lower()
    if not lowered:
        return ""
    for part, prefix in _SPACES:
        if part in lowered:
            return prefix
    return "?"


def canonical(tag: object) -> str:
    """The canonical name of an lxml tag: "{http://purl.org/dc/elements/1.1/}creator" -> "dc:creator"."""
    return _canonical(tag) if isinstance(tag, str) else "?"  # comments and the like


@lru_cache(maxsize=4_096)
def _canonical(tag: str) -> str:
    match = _TAG.match(tag)
    if match is not None:
        prefix, local = prefix_of(match[1]), match[2].lower()
        # A prefix that nobody declared, inside a default namespace.
        if ":" in local:
            return canonical(local)
    else:
        prefix, colon, local = tag.lower().rpartition(":")
        if colon:
            prefix = _ALIASES.get(prefix, prefix)
            prefix = {"rss": "", "content10": "content"}.get(prefix, prefix)
            if prefix not in _PREFIXES:
                prefix = "?"
    return f"{prefix}:{local}" if prefix else local
