"""An article's text on our page: cleaned once more, pictures through our proxy, the wanted sentence marked."""

import re
from collections.abc import Callable

import lxml.html
import nh3
from markupsafe import Markup

_TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i"
    " img ins kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead time tr u"
    " ul var wbr bdi bdo ruby rt rp".split()
)
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "ol": {"start"},
    "*": {"lang", "dir"},
}
_BLOCKS = ("p", "li", "blockquote", "h2", "h3", "h4", "td", "figcaption", "pre", "dd")
_SPACE = re.compile(r"\s+")


def prose(html: str, picture: Callable[[str], str], *, sentence: str = "") -> Markup:
    """*html* as it stands on the reading page.

    Cleaned on output, although it was cleaned before it was stored: rules get stricter, stored pages do not.
    *picture* gives our own address for a publisher's. *sentence*: its paragraph becomes `#here`.
    """

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return picture(value) if value.startswith(("https://", "http://")) else None
        if name == "href" and not value.lower().startswith(("https://", "http://", "mailto:")):
            return None  # a relative link would lead to a page of ours
        if name in ("width", "height") and not (value.isascii() and value.isdigit() and len(value) < 6):
            return None
        if name == "dir" and value not in ("ltr", "rtl", "auto"):
            return None
        return value

    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )
    if not clean.strip():
        return Markup("")
    root = lxml.html.fragment_fromstring(clean, create_parent="div")
    for element in list(root.iter("img")):
        if not element.get("src"):
            element.drop_tree()
            continue
        element.set("loading", "lazy")
        element.set("decoding", "async")
        element.set("alt", element.get("alt", ""))
    for element in root.iter("h1"):
        element.tag = "h2"  # the page has one main heading, and it is ours
    for element in root.iter("table"):
        element.set("tabindex", "0")  # wide tables scroll; by keyboard too
    _mark(root, sentence)
    parts = [str(Markup.escape(root.text or ""))]
    parts += [lxml.html.tostring(child, encoding="unicode") for child in root]
    return Markup("".join(parts))  # noqa: S704  (nh3's output, serialised by lxml)


def _mark(root: lxml.html.HtmlElement, sentence: str) -> None:
    wanted = _SPACE.sub(" ", sentence).strip()
    if not wanted:
        return
    for element in root.iter(*_BLOCKS):
        if wanted in _SPACE.sub(" ", element.text_content()):
            element.set("id", "here")
            _wrap(element, wanted)
            return


def _wrap(element: lxml.html.HtmlElement, wanted: str) -> None:
    """Put a <mark> around *wanted* where it stands in one piece of text; else the paragraph's mark must do."""
    text = _SPACE.sub(" ", element.text or "")
    start = text.find(wanted)
    if start >= 0:
        mark = lxml.html.Element("mark")
        mark.text = wanted
        mark.tail = text[start + len(wanted) :]
        element.text = text[:start]
        element.insert(0, mark)
        return
    for child in element:
        tail = _SPACE.sub(" ", child.tail or "")
        start = tail.find(wanted)
        if start >= 0:
            mark = lxml.html.Element("mark")
            mark.text = wanted
            mark.tail = tail[start + len(wanted) :]
            child.tail = tail[:start]
            element.insert(element.index(child) + 1, mark)
            return
