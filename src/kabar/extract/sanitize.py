"""HTML that is safe to show: one allow-list, used for pages, feeds and comments alike.

The parser and the allow-list are nh3's (Mozilla's ammonia on html5ever). Around it: a limit on
nesting, one policy for addresses, and the removal of tracking pixels and of invisible characters.
"""

import re
from collections.abc import Callable
from typing import Literal

import nh3

from kabar.extract.addresses import is_tracking_pixel, largest, resolve
from kabar.extract.lazy import hides

POLICY_VERSION = 1  # rises when the rules change: text cleaned under an older version is cleaned again
MAX_DEPTH = 200  # nested elements; deeper ones keep their text and lose their tags
MAX_RUN = 31_000  # characters without a tag; longer runs with many characters to escape are broken
PIECE = 5_000  # characters of what they are broken into; fits MAX_RUN when each becomes "&nbsp;"
MANY = 1_000  # characters to escape, or that begin as one does

MediaUse = Literal["image", "poster", "video", "audio"]
MediaAddress = Callable[[str, MediaUse], str | None]  # the address to show, None to drop the element

_TAGS = {
    *("p", "br", "hr", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd"),
    *(
        "blockquote",
        "pre",
        "code",
        "kbd",
        "samp",
        "var",
        "a",
        "em",
        "strong",
        "b",
        "i",
        "u",
        "s",
        "del",
        "ins",
    ),
    *(
        "sub",
        "sup",
        "small",
        "mark",
        "abbr",
        "cite",
        "q",
        "time",
        "figure",
        "figcaption",
        "img",
        "audio",
        "video",
        "source",
    ),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "details", "summary"),
    *("ruby", "rb", "rt", "rp", "bdi", "bdo", "wbr"),
}
# Gone with what they hold: none of it is text for people.
_DROPPED = {
    *(
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "title",
    ),
    *("noembed", "noframes", "xmp", "plaintext", "select", "datalist", "canvas", "head"),
}
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    # `style` and `hidden` only tell whether it is to be seen: `_image` writes neither.
    "img": {"src", "data-src", "data-original", "data-lazy-src", "data-srcset", "srcset", "alt", "title"}
    | {"width", "height", "style", "hidden"},
    "audio": {"src"},
    "video": {"src", "poster"},
    "source": {"src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "reversed"},
    "time": {"datetime"},
    "abbr": {"title"},
}
LAZILY = 'loading="lazy"'
_LAZY = ("data-src", "data-original", "data-lazy-src")
_PLAIN = {
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"),
    "dir": re.compile(r"(?:ltr|rtl|auto)$", re.I),
    "width": re.compile(r"\d{1,5}(?:px)?$"),
    "height": re.compile(r"\d{1,5}(?:px)?$"),
    "colspan": re.compile(r"\d{1,3}$"),
    "rowspan": re.compile(r"\d{1,3}$"),
    "start": re.compile(r"-?\d{1,6}$"),
    "scope": re.compile(r"(?:row|col|rowgroup|colgroup)$", re.I),
    "datetime": re.compile(r"[\dTZ:+\-. ]{1,40}$"),
}
# Controls, and marks that turn the direction of what follows; joiners stay, Persian and Hindi need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\ufeff]"
)
_ESCAPED = re.compile(
    r"[&\x80-\xbf]"
)  # U+0080 to U+00BF begin with the byte that a no-break space begins with
_OPENING = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)")
# Without content, or closed by the next of their kind: they do not nest by themselves.
_FLAT = frozenset(
    "area base br col embed hr img input link meta source track wbr p li dt dd tr td th tbody thead tfoot option".split()
)
# nh3 writes every attribute as name="value" with quotes escaped, so these match its output exactly.
_IMAGE_TAG = re.compile(r'<img((?: [\w\-]+="[^"]*")*)>')
_PLAYER_TAG = re.compile(r'<(video|audio)((?: [\w\-]+="[^"]*")*)>(.*?)</\1>', re.S)
_STRAY_TAG = re.compile(r"</?(?:video|audio|source)(?: [^>]*)?>")
_SOURCE = re.compile(r'<source(?: [\w\-]+="[^"]*")*? src="([^"]*)"')
_ATTRIBUTE = re.compile(r' ([\w\-]+)="([^"]*)"')
_EMPTY = re.compile(
    r"<(p|a|em|strong|b|i|u|s|figure|figcaption|h[1-6]|li|div)(?: [\w\-]+=\"[^\"]*\")*>\s*</\1>"
)
_BARE_LINK = re.compile(r'<a((?: (?!href)[\w\-]+="[^"]*")*)>(.*?)</a>', re.S)


def sanitize(html: str, *, base_url: str | None = None, media: MediaAddress | None = None) -> str:
    """*html* with only what the allow-list names, every address absolute and checked.

    Relative addresses are resolved against *base_url* and dropped without one. *media* rewrites the
    addresses of images, films and sound (to the signed proxy). Cleaning twice changes nothing.
    """

    def checked(tag: str, name: str, value: str) -> str | None:
        return _attribute(tag, name, value, base_url)

    html = _limit_runs(_limit_depth(_INVISIBLE.sub("", html)))
    clean = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=checked,
        url_schemes={"http", "https", "mailto", "data"},  # `resolve` has decided already
        link_rel="noopener noreferrer nofollow ugc",
    )
    if "&#" in html or not (base_url or "").isprintable():
        clean = _INVISIBLE.sub("", clean)  # again: they may have come as &#x202e; or with the address
    clean = _IMAGE_TAG.sub(lambda found: _image(found[1], media), clean)
    clean = _with_players(clean, media)
    return _without_empty(clean)


def _attribute(tag: str, name: str, value: str, base_url: str | None) -> str | None:
    if name in ("href", "src", "poster") or name in _LAZY:
        return resolve(value, base_url, "link" if name == "href" else "media")
    if name in ("srcset", "data-srcset"):
        best = largest(value)
        return resolve(best, base_url, "media") if best else None
    if name == "style":
        return "none" if hides(value) else None
    if plain := _PLAIN.get(name):
        value = value.strip()
        return value if plain.match(value) else None
    return value[:1000]


def _with_players(html: str, media: MediaAddress | None) -> str:
    """Rebuild films and sound; they wait behind a control character while stray tags are removed."""
    players: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        players.append(_player(found[1], found[2], found[3], media))
        return "\x01"

    html = _STRAY_TAG.sub("", _PLAYER_TAG.sub(set_aside, html))
    return re.sub("\x01", lambda _: players.pop(0), html) if players else html


def _image(attributes: str, media: MediaAddress | None) -> str:
    found = dict(_ATTRIBUTE.findall(attributes))
    lazy = next((found[name] for name in _LAZY if name in found), None)
    source = lazy or found.get("srcset") or found.get("data-srcset") or found.get("src")
    if not lazy and ("style" in found or "hidden" in found):
        return ""  # not there to be seen
    if not source or is_tracking_pixel(_plain(source), found.get("width"), found.get("height")):
        return ""
    source = _shown(source, "image", media)
    kept = [
        f'{name}="{found[name]}"'
        for name in ("alt", "title", "width", "height", "lang", "dir")
        if name in found
    ]
    return f'<img src="{source}" {" ".join([*kept, LAZILY])}>' if source else ""


def _player(tag: str, attributes: str, inside: str, media: MediaAddress | None) -> str:
    found = dict(_ATTRIBUTE.findall(attributes))
    first = _SOURCE.search(inside)
    source = found.get("src") or (first[1] if first else None)
    source = _shown(source, "audio" if tag == "audio" else "video", media) if source else None
    if not source:
        return ""
    poster = _shown(found["poster"], "poster", media) if "poster" in found else None
    still = f' poster="{poster}"' if poster else ""
    return f'<{tag} src="{source}"{still} controls="" preload="none"></{tag}>'


def _shown(escaped: str, use: MediaUse, media: MediaAddress | None) -> str | None:
    if media is None:
        return escaped
    address = media(_plain(escaped), use)
    return _escaped(address) if address else None


def _plain(escaped: str) -> str:
    return escaped.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def _without_empty(html: str) -> str:
    html = _BARE_LINK.sub(r"\2", html)
    while (shorter := _EMPTY.sub("", html)) != html:
        html = shorter
    return html.strip()


def _limit_depth(html: str) -> str:
    """Defuse the tags below MAX_DEPTH: html5ever needs time that grows with the square of the nesting.

    Their names become `wbr`, which never holds anything, so this needs no knowledge of where a tag ends.
    """
    if html.count("<") < MAX_DEPTH or not _is_deep(html):
        return html
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        if found[2].lower() in _FLAT:
            return found[0]
        if found[1]:
            depth = max(0, depth - 1)
            return found[0] if depth < MAX_DEPTH else "</wbr"
        depth += 1
        return found[0] if depth <= MAX_DEPTH else "<wbr"

    return _OPENING.sub(kept, html)


def _limit_runs(html: str) -> str:
    """Break long runs of text: html5ever writes one in a time that grows with its length and with what it escapes.

    `wbr` shows nothing, and wherever it is no tag (in a comment, in an attribute) it is as harmless as what stands there.
    """
    if len(html) <= MAX_RUN:
        return html
    return "<".join(_broken(run) if len(run) > MAX_RUN else run for run in html.split("<"))


def _broken(run: str) -> str:
    if len(_ESCAPED.findall(run)) < MANY:
        return run  # a picture as data, say: nothing to escape and nothing to break
    pieces = []
    begin = 0
    while len(run) - begin > PIECE:
        reference = run.rfind("&", begin + PIECE - 100, begin + PIECE)  # not to be cut in two
        end = reference if reference > 0 else begin + PIECE
        pieces.append(run[begin:end])
        begin = end
    return "<wbr>".join([*pieces, run[begin:]])


def _is_deep(html: str) -> bool:
    """Whether any tag may stand below MAX_DEPTH: only then is writing them anew worth its time."""
    depth = 0
    for closing, name in _OPENING.findall(html):
        if closing:
            if depth and name.lower() not in _FLAT:
                depth -= 1
        elif name not in _FLAT and name.lower() not in _FLAT:
            depth += 1
            if depth > MAX_DEPTH:
                return True
    return False
