"""Broken XML of feeds made well-formed, losing as little as possible.

Used only for documents that an XML parser refuses. It knows which elements of feeds hold text: whatever
stands between their tags, closed or not, becomes that text. All other tags are balanced on a stack.
Time is linear in the document's length.
"""

import re
from functools import lru_cache
from html import escape

from kabar.parse.entities import References, defined_in
from kabar.parse.markup import clean

MAX_DEPTH = 100  # feeds nest ten deep; what is deeper is an attack
MAX_ATTRIBUTES = 50
ROOT = "kabar-document"

_ITEMS = ("item", "entry")
_STRUCTURE = r"item|entry|channel|feed|rss|rdf:rdf"
# Elements whose content is text, or HTML that should have been escaped.
_TEXT = frozenset(
    "title description summary content content:encoded encoded body xhtml:body fullitem subtitle tagline info rights copyright "
    "abstract guid id link pubdate comments category published updated modified issued created lastbuilddate language ttl "
    "generator docs managingeditor webmaster source:title dc:title dc:creator dc:date dc:subject dc:description dc:language "
    "dc:rights dc:publisher dcterms:created dcterms:modified dcterms:issued itunes:summary itunes:subtitle itunes:author "
    "itunes:title itunes:duration itunes:keywords itunes:explicit media:title media:description media:keywords media:credit "
    "googleplay:description googleplay:author feedburner:origlink news:title news:publication_date news:keywords name email uri "
    "url loc lastmod atom:title atom:summary atom:content atom:id atom:updated atom:published atom:name".split()
)
_SHORT = frozenset(
    "language guid id pubdate link comments published updated modified issued created lastbuilddate ttl date name email uri url "
    "loc lastmod publication_date origlink duration".split()
)
_TAG = re.compile(r"<(/?)([A-Za-z_][\w:.-]*+)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>")
_MARKS = re.compile(r"<+")
_LOOSE_TAG = re.compile(r"<(/?)([A-Za-z_][\w:.-]*+)([^<>]*+)>")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w:.-]*+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>/]++))")
_MAX_DOCTYPE = 65_536  # of its text that is read for definitions
_FEED_START = re.compile(r"<(?:\?xml\b|(?:[\w-]+:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)[\s>])", re.I)


@lru_cache(maxsize=256)
def _end_of(name: str) -> re.Pattern[str]:
    """Where a text element ends: its end tag, or where the next structure begins."""
    return re.compile(rf"</{re.escape(name)}\s*>|</?(?:{_STRUCTURE})[\s>]", re.I)


def repair(text: str) -> str:
    """*text* as well-formed XML (prefixes may be undeclared) below one root element."""
    text = clean(text)
    doctype = text[:100_000].upper().find("<!DOCTYPE")
    defined = defined_in(text[doctype : doctype + _MAX_DOCTYPE]) if doctype >= 0 else {}
    references = References(defined)
    start = _FEED_START.search(text)
    return _Repair(text, references).run(start.start() if start else 0)


class _Repair:
    def __init__(self, text: str, references: References) -> None:
        self.text = text
        self.references = references
        self.out: list[str] = [f"<{ROOT}>"]
        self.stack: list[str] = []
        self.absent: set[str] = set()  # end marks that do not come any more: asked for once only

    def run(self, at: int) -> str:
        text, end = self.text, len(self.text)
        while at < end:
            opened = text.find("<", at)
            if opened < 0:
                opened = end
            if opened > at:
                self._text(text[at:opened])
            at = self._mark(opened) if opened < end else end
        self.out += [f"</{name}>" for name in reversed(self.stack)]
        self.out.append(f"</{ROOT}>")
        return "".join(self.out)

    def _text(self, piece: str) -> None:
        if self.stack:  # stray text between the parts of a feed says nothing
            self.out.append(self.references.fix(piece).replace(">", "&gt;"))

    def _find(self, mark: str, at: int) -> int:
        if mark in self.absent:
            return -1
        found = self.text.find(mark, at)
        if found < 0:
            self.absent.add(mark)
        return found

    def _mark(self, at: int) -> int:
        """Handle what begins with "<" at *at*; return where to go on."""
        text = self.text
        following = text[at + 1 : at + 2]
        if following == "!":
            return self._declaration(at)
        if following == "?":
            end = self._find("?>", at)
            return end + 2 if end >= 0 else at + 2
        tag = _TAG.match(text, at) or _LOOSE_TAG.match(text, at)
        if tag is None:
            run = _MARKS.match(text, at)
            end = max(at + 1, run.end() - 1) if run else at + 1
            if self.stack:
                self.out.append("&lt;" * (end - at))
            return end
        if tag[1]:
            self._close(tag[2])
            return tag.end()
        return self._open(tag)

    def _declaration(self, at: int) -> int:
        text = self.text
        if text.startswith("<!--", at):
            end = self._find("-->", at + 4)
            return end + 3 if end >= 0 else at + 4
        if text.startswith("<![CDATA[", at):
            end = self._find("]]>", at)
            stop = end if end >= 0 else len(text)
            if self.stack:
                self.out.append(escape(text[at + 9 : stop], quote=False))
            return stop + 3
        if text[at : at + 9].upper() == "<!DOCTYPE":
            return self._doctype(at)
        if self.stack:
            self.out.append("&lt;")
        return at + 1

    def _doctype(self, at: int) -> int:
        """Pass over a document type with its definitions."""
        end = self._find(">", at)
        subset = self._find("[", at)
        if subset >= 0 and (subset < end or end < 0):
            closed = self._find("]", subset)
            end = self._find(">", closed) if closed >= 0 else -1
        return end + 1 if end >= 0 else at + 9

    def _open(self, tag: re.Match[str]) -> int:
        name, rest = tag[2].strip(":"), tag[3]
        lowered = name.lower()
        local = lowered.rpartition(":")[2]
        attributes = self._attributes(rest)
        if rest.rstrip().endswith("/") or (local == "link" and "href=" in rest.lower()):
            self.out.append(f"<{name}{attributes}/>")
            return tag.end()
        if lowered in _TEXT or (local in ("title", "summary", "content") and lowered.startswith("a")):
            return self._take_text(tag, name, attributes)
        if local in _ITEMS:
            self._leave_item()
        if len(self.stack) >= MAX_DEPTH:
            return tag.end()
        self.stack.append(name)
        self.out.append(f"<{name}{attributes}>")
        return tag.end()

    def _leave_item(self) -> None:
        """An item that begins inside another ends that one."""
        for depth, name in enumerate(self.stack):
            if name.lower().rpartition(":")[2] in _ITEMS:
                self.out += [f"</{left}>" for left in reversed(self.stack[depth:])]
                del self.stack[depth:]
                return

    def _close(self, name: str) -> None:
        lowered = name.lower()
        for depth in range(len(self.stack) - 1, -1, -1):
            if self.stack[depth].lower() == lowered:
                self.out += [f"</{left}>" for left in reversed(self.stack[depth:])]
                del self.stack[depth:]
                return

    def _take_text(self, tag: re.Match[str], name: str, attributes: str) -> int:
        """Everything up to the end of a text element, as its text."""
        text, at = self.text, tag.end()
        end, after = self._text_end(tag[2].lower(), at)
        stop = text.find("</", at, end) if tag[2].lower().rpartition(":")[2] in _SHORT else -1
        if stop >= 0 and "<![CDATA[" not in text[at:stop]:
            # No mark-up belongs here: any end tag ends it, also a misspelt one.
            end = stop
            closing = _LOOSE_TAG.match(text, stop)
            after = closing.end() if closing else stop
        raw = text[at:end]
        self.out.append(f"<{name}{attributes}>{self._as_text(raw)}</{name}>")
        return after

    def _text_end(self, name: str, at: int) -> tuple[int, int]:
        text, pattern = self.text, _end_of(name)
        found = pattern.search(text, at)
        section = text.find("<![CDATA[", at, found.start() if found else len(text))
        while section >= 0:
            closed = self._find("]]>", section)
            reopened = text.find("<![CDATA[", section + 9, closed if closed >= 0 else len(text))
            if closed < 0 or (reopened >= 0 and found is not None and found.start() < reopened):
                break  # never closed: the element's end tag ends it
            found = pattern.search(text, closed + 3)
            section = text.find("<![CDATA[", closed + 3, found.start() if found else len(text))
        if found is None:
            return len(text), len(text)
        return found.start(), found.end() if found[0].lower().startswith(f"</{name}") else found.start()

    def _as_text(self, raw: str) -> str:
        if "<" not in raw:
            return self.references.fix(raw).replace(">", "&gt;")
        parts = []
        for number, piece in enumerate(raw.split("<![CDATA[")):
            inside, closed, outside = piece.partition("]]>") if number else ("", "", piece)
            parts.append(escape(inside, quote=False))
            if "<" in outside:
                parts.append(escape(outside, quote=False))  # HTML that nobody escaped
            elif closed or not number:
                parts.append(self.references.fix(outside).replace(">", "&gt;"))
        return "".join(parts)

    def _attributes(self, rest: str) -> str:
        found: dict[str, str] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(rest[:100_000]):
            if len(found) >= MAX_ATTRIBUTES:
                break
            value = self.references.fix(double or single or bare)
            value = value.replace("<", "&lt;").replace('"', "&quot;")
            found.setdefault(name.strip(":"), value)
        return "".join(f' {name}="{value}"' for name, value in found.items())
