"""Lists of sources in and out as OPML, the form that every feed reader exchanges.

Reading never opens a file or a connection, whatever the document declares, and one bad line does not
spoil the others. Writing leaves out what could be a secret.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from xml.sax.saxutils import quoteattr

from lxml import etree

from kabar.urls import MAX_LENGTH, normal_form

MAX_BYTES = 32 * 1024 * 1024
MAX_OUTLINES = 100_000
_MAX_TEXT = 1000
# Query parameters that carry a person's key. "id" and the like name the feed itself.
_SECRET = (
    "token",
    "key",
    "auth",
    "pass",
    "secret",
    "session",
    "sid",
    "sig",
    "signature",
    "credential",
    "hash",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One source of a list."""

    url: str
    title: str = ""
    site_url: str | None = None
    folders: tuple[str, ...] = ()  # from the outermost to the innermost


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that could not be imported, and why."""

    line: int
    text: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineList:
    """What a document held."""

    title: str = ""
    outlines: tuple[Outline, ...] = ()  # each address once, in order
    bad: tuple[BadLine, ...] = ()


def read_opml(data: bytes) -> OutlineList:
    """Read an OPML document of any nesting and any damage that leaves lines readable. Never raises."""
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1048576} MiB"
        return OutlineList(bad=(BadLine(line=0, text="", message=message),))
    reader = _Reader()
    # One event at a time: a document 1,000 levels deep costs no stack, and entities stay as they are.
    parser = etree.XMLPullParser(
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=True,  # depth above 256; the size is bounded above
    )
    try:
        parser.feed(data.lstrip())
        for event, node in parser.read_events():
            reader.event(event, node)
            if reader.count >= MAX_OUTLINES:
                reader.fail(node, "", f"more than {MAX_OUTLINES} lines; the rest is left out")
                break
        parser.close()
    except etree.XMLSyntaxError as error:
        if not reader.outlines:
            reader.bad.append(
                BadLine(line=error.lineno or 0, text="", message=f"not an OPML file: {error.msg}")
            )
    if not reader.outlines and not reader.bad:
        reader.bad.append(
            BadLine(line=0, text="", message="this is no list of sources (OPML), or an empty one")
        )
    return OutlineList(title=reader.title, outlines=tuple(reader.outlines.values()), bad=tuple(reader.bad))


class _Reader:
    """Collects outlines while elements open and close."""

    def __init__(self) -> None:
        self.title = ""
        self.outlines: dict[str, Outline] = {}
        self.bad: list[BadLine] = []
        self.count = 0
        self._folders: list[str] = []
        self._opened: list[bool] = []  # for each open outline: is it a folder

    def event(self, event: str, node: "etree._Element") -> None:
        """One element opened or closed."""
        name = str(node.tag).rpartition("}")[2].lower() if isinstance(node.tag, str) else ""
        if event == "start" and name == "outline":
            self.count += 1
            self._open({str(key).lower(): str(value) for key, value in node.attrib.items()}, node)
        elif event == "end" and name == "outline":
            if self._opened and self._opened.pop():
                self._folders.pop()
            node.clear()
        elif event == "end" and name == "title" and not self.title:
            self.title = _clean(node.text or "")

    def fail(self, node: "etree._Element", text: str, message: str) -> None:
        """Note a line that is left out."""
        self.bad.append(BadLine(line=int(node.sourceline or 0), text=text[:200], message=message))

    def _open(self, attributes: dict[str, str], node: "etree._Element") -> None:
        title = _clean(attributes.get("title") or attributes.get("text") or "")
        address = (attributes.get("xmlurl") or "").strip()
        if not address and attributes.get("type", "").lower() in ("rss", "atom"):
            address = (attributes.get("url") or "").strip()
        if not address:
            self._opened.append(bool(title))
            if title:
                self._folders.append(title)
            return
        self._opened.append(False)
        if address.lower().startswith("feed:"):
            rest = address[5:]
            address = rest if rest.lower().startswith(("http:", "https:")) else f"http:{rest}"
        url = normal_form(address)
        if url is None:
            what = (
                f"{address[:200]!r} is no http or https address, or a longer one than {MAX_LENGTH} characters"
            )
            self.fail(node, title or address, what)
            return
        site = normal_form(attributes.get("htmlurl") or "")
        outline = Outline(url=url, title=title, site_url=site, folders=tuple(self._folders[:8]))
        self.outlines.setdefault(url, outline)


def _clean(text: str) -> str:
    """Plain text of one line; markup in it stays text."""
    printable = "".join(" " if ord(c) < 32 else c for c in text)
    return " ".join(printable.split())[:_MAX_TEXT]


def write_opml(outlines: Iterable[Outline], *, title: str, at: datetime, secrets: bool = False) -> bytes:
    """An OPML 2.0 document of *outlines*, in their folders.

    Names and passwords in addresses, and parameters that look like keys, are left out unless *secrets*;
    a source that needs them is then written with a comment that says so.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_text(title)}</title><dateCreated>{format_datetime(at)}</dateCreated></head>",
        "  <body>",
    ]
    _write_level(lines, sorted(outlines, key=lambda o: o.folders), 0, secrets)
    lines += ["  </body>", "</opml>", ""]
    return "\n".join(lines).encode()


def _write_level(lines: list[str], outlines: Sequence[Outline], depth: int, secrets: bool) -> None:
    """Write *outlines*, sorted by folder, that share their first *depth* folders."""
    indent = "  " * (depth + 2)
    at = 0
    while at < len(outlines):
        outline = outlines[at]
        if len(outline.folders) == depth:
            lines += _line(outline, indent, secrets)
            at += 1
            continue
        folder = outline.folders[depth]
        end = at
        while (
            end < len(outlines)
            and len(outlines[end].folders) > depth
            and outlines[end].folders[depth] == folder
        ):
            end += 1
        lines.append(f"{indent}<outline text={_quote(folder)}>")
        _write_level(lines, outlines[at:end], depth + 1, secrets)
        lines.append(f"{indent}</outline>")
        at = end


def _line(outline: Outline, indent: str, secrets: bool) -> list[str]:
    url = outline.url if secrets else without_secrets(outline.url)
    site = outline.site_url if secrets or outline.site_url is None else without_secrets(outline.site_url)
    name = _quote(outline.title or url)
    parts = [f'{indent}<outline type="rss" text={name} title={name} xmlUrl={_quote(url)}']
    if site:
        parts.append(f" htmlUrl={_quote(site)}")
    lines = ["".join(parts) + "/>"]
    if url != outline.url:
        lines.append(f"{indent}<!-- the line above lacks a secret part of its address -->")
    return lines


def _printable(text: str) -> str:
    return "".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")


def _quote(text: str) -> str:
    return quoteattr(_printable(text))


def _text(text: str) -> str:
    return _printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def without_secrets(url: str) -> str:
    """*url* without a name, a password and parameters that look like keys."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return ""
    kept = [(name, value) for name, value in pairs if not any(word in name.lower() for word in _SECRET)]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))
