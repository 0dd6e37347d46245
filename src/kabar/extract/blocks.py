"""A page's tree -> its blocks of text in order, each with its place and its inline markup.

A block is the longest run of inline content between two boundaries that a browser would show as a
line break. Pictures, films and rules stand between the blocks as items of their own.
"""

import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

from kabar.extract.addresses import MAX_ADDRESS
from kabar.extract.hints import BODY_BIT, FACT_BITS, HIDDEN_BIT, NAME_NUMBER, TAG_BIT, name_bits

ADDRESS_READ = MAX_ADDRESS + 1  # characters: enough to refuse it later; each block in a link repeats them
SKIPPED = frozenset(
    "script style noscript template svg math head meta link select option datalist textarea input canvas object embed "
    "applet param map area iframe frame frameset audio video source track progress meter nav dialog rt rp "
    "amp-user-notification amp-consent amp-sidebar amp-ad amp-sticky-ad amp-social-share amp-analytics "
    "amp-video amp-audio amp-youtube amp-vimeo amp-dailymotion amp-iframe lite-youtube lite-vimeo".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb ruby s samp small span "
    "strike strong sub sup time tt u var wbr output picture amp-img".split()
)
MARKED = frozenset(
    "a b strong em i u s del ins sub sup code kbd samp mark abbr cite q small time ruby".split()
)
MEDIA = frozenset(
    "img iframe video audio object embed amp-img amp-video amp-audio amp-youtube amp-vimeo amp-dailymotion amp-iframe "
    "lite-youtube lite-vimeo".split()
)
_PICTURE_NAMES = 1 << NAME_NUMBER["caption"]
_INLINE, _BREAK, _SKIPPED, _IMAGE = range(4)
_KIND_OF: dict[Any, int] = {
    **dict.fromkeys(SKIPPED, _SKIPPED),
    **dict.fromkeys(INLINE, _INLINE),
    "br": _BREAK,
    "img": _IMAGE,
}
_NOTHING: dict[str, str] = {}
_INDENT = re.compile(r"^((?:<[^>]*>)+)\s+")  # inside of the first inline elements
_PERSON = re.compile(
    r"/(?:auth?or|auteur|people/|our-people|person|profil|staff/|writer|contributor|editors?/|journalist|reporter|redaktion/|expert|menschen/|penulis|columnist|newsteam)|[?&_]author="
)
_ENDS = tuple(".!?…。！？”\"'»:;)）】」』")
MAX_DEPTH = 180
MAX_BLOCKS = 4000
MAX_MARKED = 600
MAX_PIECES = 400
CARD = 800  # characters of a teaser with its headline and summary
CARD_BLOCKS = 20
CARD_LEVELS = 5
NOSCRIPT = 600  # characters of a noscript element that make it more than a message
BREAK_AFTER = 60  # characters before a single <br> that make it the end of a paragraph


@dataclass(slots=True)
class Container:
    """A block-level element; its blocks are `first:last` of the page's."""

    parent: int
    tag: str
    names: int  # bits of its class and id
    tags: int  # bits of its tag and of what stands on it
    any_names: int  # with all ancestors
    any_tags: int
    element: Any
    depth: int
    label: str  # its class and id as written
    first: int = 0
    last: int = 0


@dataclass(slots=True)
class Block:
    """One run of text."""

    text: str
    plain: str  # for comparing: lower case; of white space, it has single spaces only
    markup: str  # the same with inline elements, not yet sanitised
    container: int
    tag: str  # of the innermost block-level element
    link_chars: int
    links: int
    bold_chars: int
    after_break: bool  # begins after a <br> inside the same element


@dataclass(slots=True)
class Placed:
    """A picture or player, before the block with this number."""

    before: int
    element: Any
    container: int


@dataclass(slots=True)
class Marked:
    """An element whose names say that it may hold a fact: a byline, a date, a headline."""

    element: Any
    names: int
    container: int  # it, or the nearest around it


@dataclass(slots=True)
class Blocks:
    """All of a page."""

    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    media: list[Placed] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    too_deep: bool = False  # nested beyond MAX_DEPTH: other parsers may need very long
    places: object = None  # what `places_of` made of them


def blocks_of(root: Any) -> Blocks:
    """Walk *root* once."""
    body = root.find("body")
    walk = _Walk()
    walk.container(body if body is not None else root, -1, 0)
    for number in walk.covers:
        _cover(walk.out, number)
    return walk.out


def _cover(page: Blocks, number: int) -> None:
    """All of a card is a link when one without text lies over it: the list item around it says how far it reaches."""
    for _ in range(CARD_LEVELS):
        card = page.containers[number]
        inside = page.blocks[card.first : card.last]
        if card.parent < 0 or len(inside) > CARD_BLOCKS or sum(len(block.text) for block in inside) > CARD:
            return
        if card.tag == "li":
            for block in inside:
                block.link_chars, block.links = len(block.text), max(1, block.links)
            return
        number = card.parent


class _Walk:
    """The state of the walk: the run of text that is being collected."""

    def __init__(self) -> None:
        self.out = Blocks()
        self.pieces: list[str] = []
        self.markup: list[str] = []
        self.open: list[tuple[str, str]] = []  # inline elements around the present place: tag, opening
        self.in_link = 0
        self.in_bold = 0
        self.link_chars = 0
        self.links = 0
        self.bold_chars = 0
        self.breaks = 0
        self.after_break = False
        self.covers: list[int] = []  # elements that hold a link without text

    def container(self, element: Any, parent: int, depth: int) -> None:
        out = self.out
        tag = element.tag
        given = element.items()  # one call into the parser's library instead of one for each name
        names, tags, label = 0, TAG_BIT.get(tag, 0), ""
        attributes = _NOTHING
        if len(given) == 1 and given[0][0] == "class":  # most of them
            label = given[0][1]
            names = name_bits(label) if label else 0
        elif given:
            attributes = dict(given)
            names, tags, label = _bits(attributes, tags)
        if parent >= 0:
            above = out.containers[parent]
            any_names, any_tags = above.any_names | names, above.any_tags | tags
        else:
            any_names, any_tags = names, tags
        number = len(out.containers)
        first = len(out.blocks)
        own = Container(parent, tag, names, tags, any_names, any_tags, element, depth, label, first)
        out.containers.append(own)
        if names & FACT_BITS or attributes.get("itemprop"):
            self.mark(element, names, number)
        pictures = len(out.media)
        if len(element) or depth >= MAX_DEPTH:
            self.inside(element, number, depth)
        elif (text := element.text) and (self.pieces or not text.isspace()) and first < MAX_BLOCKS:
            self.text(text)
        if self.pieces or self.markup or self.breaks:
            self.flush(number)
        else:
            self.after_break = False
        own.last = len(out.blocks)
        if (
            own.last == first
            and attributes
            and len(out.media) == pictures
            and _shows_background(attributes, own)
        ):
            out.media.append(Placed(own.first, element, number))

    def inside(self, element: Any, number: int, depth: int) -> None:
        if len(self.out.blocks) >= MAX_BLOCKS:
            return
        if depth >= MAX_DEPTH:
            self.out.too_deep = True
            self.text(str(element.xpath("string()")))
            return
        # White space before anything else says nothing, and stands between most elements.
        if (text := element.text) and (self.pieces or not text.isspace()):
            self.text(text)
        for child in element:
            tag = child.tag
            kind = _KIND_OF.get(tag)
            if kind is None:
                if isinstance(tag, str):
                    if self.pieces or self.markup or self.breaks:
                        self.flush(number)
                    else:
                        self.after_break = False
                    self.container(child, number, depth + 1)
            elif kind == _INLINE:
                self.inline(child, tag, number, depth + 1)
            elif kind == _BREAK:
                self.line_break(number)
            elif kind == _IMAGE:
                self.out.media.append(Placed(len(self.out.blocks), child, number))
            else:
                self.skipped(child, tag, number, depth)
            if (text := child.tail) and (self.pieces or not text.isspace()):
                self.text(text)

    def skipped(self, child: Any, tag: str, number: int, depth: int) -> None:
        """An element that shows no text, or seldom."""
        if tag in MEDIA:
            self.out.media.append(Placed(len(self.out.blocks), child, number))
        elif tag in ("meta", "link"):
            if child.get("itemprop"):
                self.mark(child, 0, number)
        elif tag == "noscript" and _holds_text(child):
            # The page for those without scripts, or one that was never closed.
            self.flush(number)
            self.container(child, number, depth + 1)
        elif tag == "noscript":
            for image in child.iter("img"):
                self.out.media.append(Placed(len(self.out.blocks), image, number))
        elif tag in ("nav", "dialog") and next(child.iter("article", "main", "h1"), None) is not None:
            # An element that was never closed: the page stands inside its navigation.
            self.flush(number)
            self.container(child, number, depth + 1)

    def inline(self, element: Any, tag: str, number: int, depth: int) -> None:
        if tag == "amp-img":
            self.out.media.append(Placed(len(self.out.blocks), element, number))
            return
        given = element.items()
        names, href = 0, ""
        if given:
            attributes = dict(given)
            style = attributes.get("style")
            if (
                style
                and "none" in style
                and "display" in style
                and "none" in style.partition("display")[2][:8]
            ):
                return
            href = attributes.get("href", "")[:ADDRESS_READ]
            if called := attributes.get("class") or attributes.get("id"):
                names = name_bits(called)
            if (
                names & FACT_BITS
                or tag == "time"
                or tag == "abbr"
                or attributes.get("itemprop")
                or (tag == "a" and ("author" in attributes.get("rel", "") or (href and _PERSON.search(href))))
            ):
                self.mark(element, names, number)
        elif tag == "time" or tag == "abbr":
            self.mark(element, names, number)
        if tag == "a":
            self.links += 1
            self.in_link += 1
        elif tag == "b" or tag == "strong":
            self.in_bold += 1
        marked = tag in MARKED
        if marked:
            opening = f'<a href="{escape(href)}">' if href and tag == "a" else f"<{tag}>"
            self.open.append((tag, opening))
            self.markup.append(opening)
        if len(element) or depth >= MAX_DEPTH:
            self.inside(element, number, depth)
        elif (
            (text := element.text)
            and (self.pieces or not text.isspace())
            and len(self.out.blocks) < MAX_BLOCKS
        ):
            self.text(text)
        elif tag == "a" and href and href[0] == "/":
            self.covers.append(number)  # in a list: elsewhere icons that share have no text either
        if marked:
            self.open.pop()
            self.markup.append(f"</{tag}>")
        if tag == "a":
            self.in_link -= 1
        elif tag == "b" or tag == "strong":
            self.in_bold -= 1

    def mark(self, element: Any, names: int, number: int) -> None:
        if len(self.out.marked) < MAX_MARKED:
            self.out.marked.append(Marked(element, names, number))

    def text(self, text: str) -> None:
        self.pieces.append(text)
        self.markup.append(escape(text, quote=False) if "&" in text or "<" in text or ">" in text else text)
        if self.in_link or self.in_bold:
            size = len(text.strip())
            self.link_chars += size if self.in_link else 0
            self.bold_chars += size if self.in_bold else 0
        if self.breaks and not text.isspace():
            self.breaks = 0

    def line_break(self, number: int) -> None:
        self.breaks += 1
        if len(self.pieces) > MAX_PIECES:  # joining them at every break would take time by the square
            self.flush(number)
            return
        text = "".join(self.pieces).rstrip()
        if self.breaks > 1 or (len(text) > BREAK_AFTER and text.endswith(_ENDS)):
            self.flush(number)
            self.after_break = True
        elif text:
            self.pieces.append("\n")
            self.markup.append("<br>")

    def flush(self, number: int) -> None:
        if self.pieces:
            text = collapsed("".join(self.pieces))
            if text:
                own = self.out.containers[number]
                markup = "".join(self.markup).strip()
                if markup[0] == "<" and (found := _INDENT.match(markup)):
                    markup = found[1] + markup[found.end() :]
                if self.open:
                    markup += "".join([f"</{tag}>" for tag, _ in reversed(self.open)])
                self.out.blocks.append(
                    Block(text, text.lower(), markup, number, own.tag, min(self.link_chars, len(text)), self.links,
                          min(self.bold_chars, len(text)), self.after_break)
                )  # fmt: skip
            self.pieces = []
        self.markup = [opening for _, opening in self.open] if self.open else []
        self.link_chars = self.bold_chars = 0
        self.links = 1 if self.in_link else 0
        self.breaks = 0
        self.after_break = False


def _shows_background(given: dict[str, str], own: Container) -> bool:
    """Whether an element without text is a picture: it has one behind it, and stands where pictures stand."""
    if "url(" not in given.get("style", "") and not any(name[:7] in ("data-bg", "data-ba") for name in given):
        return False
    return given.get("role") == "img" or bool(own.any_tags & TAG_BIT["figure"] or own.names & _PICTURE_NAMES)


def collapsed(text: str) -> str:
    """*text* with single spaces for all white space, and none around it."""
    text = text.strip()
    # Of white space only the space itself is printable: most text needs no more than this look at it.
    return text if text.isprintable() and "  " not in text else " ".join(text.split())


def _holds_text(noscript: Any) -> bool:
    """Whether a noscript element holds paragraphs, and not only pictures or a word about scripts."""
    if next(noscript.iter("p", "article", "h1"), None) is None:
        return False
    return sum(map(len, noscript.itertext())) > NOSCRIPT


def _bits(given: dict[str, str], tags: int) -> tuple[int, int, str]:
    names = given.get("class", "")
    if identity := given.get("id"):
        names = f"{names} {identity}"
    if style := given.get("style"):
        low = style.replace(" ", "").lower()
        if "display:none" in low or "visibility:hidden" in low:
            tags |= HIDDEN_BIT
    if "hidden" in given or given.get("aria-hidden") == "true":
        tags |= HIDDEN_BIT
    if (prop := given.get("itemprop")) and ("articleBody" in prop or prop in ("text", "reviewBody")):
        tags |= BODY_BIT
    if role := given.get("role"):
        if role == "main":
            tags |= TAG_BIT["main"]
        elif role in ("navigation", "menu", "menubar"):
            tags |= TAG_BIT["nav"]
        elif role in ("complementary", "banner", "contentinfo", "search", "dialog", "alertdialog"):
            tags |= TAG_BIT["aside"]
        elif role == "article":
            tags |= TAG_BIT["article"]
    return (name_bits(names) if names else 0), tags, names
