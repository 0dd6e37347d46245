"""An article's text on our page: cleaned once more, pictures through our proxy, the wanted sentence marked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal
from urllib.parse import urlsplit

import lxml.html
import nh3
from markupsafe import Markup

from kabar.model.article import Media
from kabar.web.players import Hall, figure, is_player

_WEB = ("https://", "http://")
_TAGS = frozenset(
    "a abbr audio b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i"
    " img ins kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead time tr u"
    " ul var video wbr bdi bdo ruby rt rp".split()
)
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "audio": {"src"},
    "video": {"src", "poster"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "ol": {"start"},
    "*": {"lang", "dir"},
}
_BLOCKS = ("p", "li", "blockquote", "h2", "h3", "h4", "td", "figcaption", "pre", "dd")
_ADDRESS = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,24})(?:[/:?#]\S*)?$", re.I)  # as link text
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # what no tree of lxml's holds
_SPACE = re.compile(r"\s+")


def prose(html: str, hall: Hall, *, media: Sequence[Media] = (), sentence: str = "") -> Markup:
    """*html* as it stands on the reading page.

    Cleaned on output, although it was cleaned before it was stored: rules get stricter, stored pages do not.
    *hall* gives our own addresses for a publisher's. *media*: what is known of the films and sound in
    *html*. *sentence*: its paragraph becomes `#here`.
    """

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return hall.picture(value, 960) if value.startswith(_WEB) else None
        if tag in ("audio", "video"):
            return value if value.startswith(_WEB) else None  # `_set_players` puts ours in its place
        if name == "href" and not value.lower().startswith((*_WEB, "mailto:")):
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
    root = lxml.html.fragment_fromstring(_UNWANTED.sub("", clean), create_parent="div")
    for element in list(root.iter("img")):
        if not element.get("src"):
            element.drop_tree()
            continue
        element.set("loading", "lazy")
        element.set("decoding", "async")
        element.set("alt", element.get("alt", ""))
    for element in list(root.iter("a")):
        _name_real_host(element)
    _set_players(root, hall, {one.url: one for one in media})
    for element in root.iter("h1"):
        element.tag = "h2"  # the page has one main heading, and it is ours
    for element in root.iter("table"):
        element.set("tabindex", "0")  # wide tables scroll; by keyboard too
    _mark(root, sentence)
    parts = [str(Markup.escape(root.text or ""))]
    parts += [lxml.html.tostring(child, encoding="unicode") for child in root]
    return Markup("".join(parts))  # noqa: S704  (nh3's output, serialised by lxml)


def _name_real_host(link: lxml.html.HtmlElement) -> None:
    """A link whose words are the address of one host and that leads to another says so."""
    said = _ADDRESS.match(link.text_content().strip())
    leads_to = (urlsplit(link.get("href", "")).hostname or "").removeprefix("www.")
    if said is None or not leads_to or said[1].lower().removeprefix("www.") == leads_to:
        return
    real = lxml.html.Element("small")
    real.text = f"({leads_to})"
    real.tail, link.tail = link.tail, " "
    link.addnext(real)


def _set_players(root: lxml.html.HtmlElement, hall: Hall, known: Mapping[str, Media]) -> None:
    """Films and sound become our players; links that stand for somebody's player become stills."""
    for element in list(root.iter("audio", "video")):
        url = element.get("src", "")
        if not url:
            element.drop_tree()
            continue
        kind: Literal["audio", "video"] = "audio" if element.tag == "audio" else "video"
        found = known.get(url) or Media(kind=kind, url=url)
        found = replace(found, poster=found.poster or element.get("poster"))
        _put(element, found, hall)
    for link in list(root.iter("a")):
        parent = link.getparent()
        above = None if parent is None else parent.getparent()
        if (
            parent is not None
            and above is not None
            and above.tag == "figure"
            and is_player(link.get("href", ""))
        ):
            url = link.get("href", "")
            named = link.text_content().strip()
            found = known.get(url) or Media(kind="video", url=url, caption="" if named == url else named)
            _put(parent, found, hall)


def _put(element: lxml.html.HtmlElement, media: Media, hall: Hall) -> None:
    """*media*'s figure in the place of *element* and of the figure around it, whose caption goes on."""
    around = element.getparent()
    if around is not None and around.tag == "figure":
        caption = around.find("figcaption")
        if caption is not None and not media.caption:
            media = replace(media, caption=" ".join(caption.text_content().split()))
        element = around
    made = lxml.html.fragment_fromstring(str(figure(media, hall, in_place=True)))
    made.tail = element.tail
    above = element.getparent()
    if above is not None:
        above.replace(element, made)


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
