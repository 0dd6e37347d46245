"""What repeats on the pages of one outlet is not the article: cookie text, teasers, mottos, author boxes.

A bounded memory of the paragraphs of each host's last pages; `pipeline.py` feeds it a batch at a time, before
it asks. Nothing is taken from a page of which most would go: that is the same article at another address.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import lxml.html
from lxml import etree

from kabar.extract.features import plain
from kabar.extract.sanitize import sanitize
from kabar.model.article import Extraction

HOSTS = 500
PAGES = 20  # of a host that are remembered
LINES = 120  # of a page
ENOUGH = 3  # pages that must hold a line
SHORT = 40  # characters; a short line may be a heading that several articles need ("Background")
EDGE = 3  # lines at either end among which a short one may go
OFTEN = 0.2  # share of the remembered pages
SAME = 0.5  # share of its lines from which a page is a remembered one again
MOST = 0.4  # share of a text that may go


@dataclass(slots=True)
class _Seen:
    address: str
    lines: frozenset[int]
    long: frozenset[int]  # those of paragraphs: short ones are the same on different articles, too


@dataclass(slots=True)
class _Host:
    pages: deque[_Seen] = field(default_factory=lambda: deque(maxlen=PAGES))


class OutletStatistics:
    """The paragraphs of the last pages of each host. Not shared between threads."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def note(self, host: str, address: str, text: str) -> None:
        """Remember the lines of a page; a page that is known already, or mostly so, takes the older one's place."""
        lines = text.split("\n")[:LINES]
        new = _Seen(
            address,
            frozenset(_fingerprint(line) for line in lines),
            frozenset(_fingerprint(line) for line in lines if len(line) >= SHORT),
        )
        if not new.long:
            return
        own = self._hosts.setdefault(host, _Host())
        self._hosts.move_to_end(host)
        while len(self._hosts) > HOSTS:
            self._hosts.popitem(last=False)
        for place, old in enumerate(own.pages):
            shared = len(new.long & old.long)
            if old.address == address or shared > SAME * min(len(new.long), len(old.long)):
                own.pages[place] = new
                return
        own.pages.append(new)

    def repeated(self, host: str, lines: Iterable[str]) -> set[str]:
        """Which of *lines* stand on so many of the host's pages that they belong to none."""
        own = self._hosts.get(host)
        if own is None or len(own.pages) < ENOUGH:
            return set()
        counts = Counter(line for page in own.pages for line in page.lines)
        total = len(own.pages)
        found = set()
        for line in lines:
            seen = counts[_fingerprint(line)]
            if seen >= ENOUGH and seen >= OFTEN * total:
                found.add(line)
        return found


def without_repeated(extraction: Extraction, repeated: set[str]) -> Extraction:
    """*extraction* without the lines in *repeated*; unchanged when that would be most of it."""
    lines = extraction.text.split("\n")
    # Between paragraphs a short line is a heading, and outlets use theirs again ("What we like").
    first = next((place for place, line in enumerate(lines) if line not in repeated), 0)
    repeated = {
        line
        for place, line in enumerate(lines)
        if line in repeated and (len(line) >= SHORT or place < max(EDGE, first) or place >= len(lines) - EDGE)
    }
    kept = [line for line in lines if line not in repeated]
    gone = len(extraction.text) - sum(map(len, kept))
    if len(kept) == len(lines) or gone > MOST * len(extraction.text):
        return extraction
    keys = {plain(line) for line in lines if line in repeated}
    return replace(extraction, text="\n".join(kept), html=_without(extraction.html, keys))


def _without(html: str, keys: set[str]) -> str:
    try:
        root = lxml.html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, ValueError):
        return html
    for element in list(root.iter("p", "li", "h2", "h3", "h4", "h5", "h6", "td", "th", "pre")):
        parent = element.getparent()
        if parent is not None and plain("".join(element.itertext())) in keys:
            element.drop_tree()
            if parent is not root and len(parent) == 0 and not (parent.text or "").strip():
                parent.drop_tree()
    inner = (root.text or "") + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in root
    )
    return sanitize(inner)


def _fingerprint(line: str) -> int:
    return hash(plain(line))
