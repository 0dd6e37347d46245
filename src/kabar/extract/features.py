"""Numbers about each block of a page, from which the model tells article from surroundings.

Every feature is about shape, place, names in the markup or agreement with other statements of the
page; none is about particular words of the text or about a site.
"""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kabar.extract.alike import add_alike, add_pictures
from kabar.extract.blocks import Block, Blocks, collapsed
from kabar.extract.characters import counts_of
from kabar.extract.columns import Columns
from kabar.extract.hints import NAME_BITS, PHRASE_BITS, PHRASE_LENGTH, TAG_BITS, phrases_of
from kabar.extract.places import Places, places_of

Matrix = NDArray[np.float32]
Row = NDArray[np.float32]

TAG_GROUPS = (
    ("p",), ("h1",), ("h2", "h3"), ("h4", "h5", "h6"), ("li",), ("td", "th", "tr", "table"), ("dd", "dt"), ("blockquote",),
    ("pre",), ("figcaption", "figure"), ("div",), ("section", "article", "main"), ("summary", "details", "button", "label"),
    ("center", "caption", "address", "header", "footer", "aside", "form", "fieldset"),
)  # fmt: skip
_GROUP_OF = {tag: number for number, tags in enumerate(TAG_GROUPS) for tag in tags}
_IS_HEADING, _IS_LIST = (
    np.array([bool(set(group) & tags) for group in (*TAG_GROUPS, ())], dtype=np.float32)
    for tags in ({"h1", "h2", "h4"}, {"li", "dd"})
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d[-/.年]\d{1,2}|\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d|\b\d{1,2}\.? \w{3,12}\.?,? (?:19|20)\d\d|"
    r"\b\w{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d|\b\d{1,2}:\d\d\b"
)
_IN_NUMBERS = re.compile(r"\d[-/.:年]\d")  # in what that finds, or a space and a year; much faster
_COUNTS = (
    "chars", "log_chars", "words", "word_chars", "wide", "link_share", "bold", "commas", "terminals", "quotes", "digits", "upper",
    "ends", "colon", "first_upper", "first_lower", "first_digit",
)  # fmt: skip
_SAID = (
    "links",
    "date",
    "vote",
    "in_body",
    "is_title",
    "in_description",
    "copies",
    "earlier",
    "after_break",
    "phrased",
)
_PHRASES = [f"phrase{bit}" for bit in range(PHRASE_BITS)]
_TAGS = [f"tag:{tags[0]}" for tags in TAG_GROUPS]
_LEVELS = [
    f"c{level}_{name}"
    for level in (1, 2, 3)
    for name in ("chars", "share", "links", "blocks", "mean", "p", "long")
]
_BITS = [
    ([f"{name}{bit}" for bit in range(count)], np.arange(count, dtype=np.int32)[:, None])
    for name, count in (
        ("near", NAME_BITS),
        ("far", NAME_BITS),
        ("any", NAME_BITS),
        ("intag", TAG_BITS),
        ("neartag", TAG_BITS),
    )
]
_SHIFTED = ("log_chars", "link_share", "tag_p", "tag_heading", "ends", "phrased", "vote")
WINDOW = (-2, -1, 1, 2)
_COMPARED = 120  # characters by which a block is found again in a text
_LOOKED_AT = 600  # characters of a block that are compared with the page's statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What the page says elsewhere, in plain text, for comparison."""

    titles: frozenset[str] = frozenset()  # normalised
    description: str = ""  # normalised
    article_body: str = ""  # of structured data, normalised
    voted: str = ""  # the text that another extractor finds, normalised


class _Searched:
    """A text in which blocks are looked for, mostly in its own order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = frozenset(text.split(" "))
        self._at = 0  # where the last one was found

    def each(self, keys: list[str], sizes: list[int]) -> list[bool]:
        """Of each key whether the text holds it; menus repeat their words.

        sizes: how long the texts are of which the keys are the beginnings.
        """
        known: dict[str, bool] = {}
        text, after = self._text, 0
        for key, size in zip(keys, sizes, strict=True):
            if key not in known:
                # What stands behind the last one that was found is mostly the next.
                if text.startswith(key, after):
                    self._at, known[key] = after, True
                else:
                    known[key] = self.holds(key)
                if known[key]:
                    after = self._at + size + 1
        return [known[key] for key in keys]

    def holds(self, key: str) -> bool:
        """Whether *key* is a part of the text; its inner words must be words of it, which is found out much faster."""
        if not self._words.issuperset(key.split(" ")[1:-1]):
            return False
        found = self._text.find(key, self._at)
        if found < 0:
            found = self._text.find(key, 0, self._at + len(key))
            if found < 0:
                return False
        self._at = found
        return True


def found_in(blocks: list[Block], text: str) -> list[bool]:
    """Of each block whether *text*, which is normalised, holds its beginning."""
    keys = [block.plain[:_COMPARED] for block in blocks]
    return _Searched(text).each(keys, [len(block.text) for block in blocks])


def plain(text: str) -> str:
    """For comparing: one space, lower case."""
    return collapsed(text).lower()


def block_features(page: Blocks, said: Statements) -> tuple[Matrix, list[str]]:
    """One row a block, and the names of the columns."""
    blocks = page.blocks
    columns = Columns(len(blocks))
    text = _text_numbers(blocks, said, columns)
    chars = text["chars"]
    links = chars * text["link_share"]
    weight = chars * (1 - text["link_share"])
    _add_places(page, columns, text, weight)
    _add_containers(page, columns, chars, links, weight)
    add_alike(page, columns, text)
    add_pictures(page, columns)
    around = np.array([text[name] for name in _SHIFTED])
    for shift in WINDOW:
        _shifted(columns.some([f"{name}{shift:+d}" for name in _SHIFTED], -1), around, shift)
    total = max(1.0, float(np.add.reduce(chars)))
    for name, value in (
        ("log_chars", np.log1p(total)),
        ("log_blocks", np.log1p(len(blocks))),
        ("link_share", float(np.add.reduce(links)) / total),
        ("longest", np.log1p(float(weight.max(initial=0)))),
        ("vote_share", float(np.add.reduce(chars * text["vote"])) / total),
        ("has_body", float(len(said.article_body) > 200)),
        ("wide", float(np.add.reduce(chars * text["wide"])) / total),
    ):
        columns.add(f"page_{name}", value)
    return columns.table(), columns.names


def _text_numbers(blocks: list[Block], said: Statements, columns: Columns) -> dict[str, Row]:
    texts = [block.text for block in blocks]
    found = counts_of(texts)
    found["link_share"] = np.array([block.link_chars for block in blocks], dtype=np.float32) / found["chars"]
    found["bold"] = np.array([block.bold_chars for block in blocks], dtype=np.float32) / found["chars"]
    for name in _COUNTS:
        found[name] = columns.add(name, found[name])
    sizes = list(map(len, texts))
    short = [text if len(text) <= PHRASE_LENGTH else "" for text in texts]
    lows = [
        block.plain if len(block.text) <= _LOOKED_AT else block.text[:_LOOKED_AT].lower() for block in blocks
    ]
    keys = [low[:_COMPARED] for low in lows]
    dated = [
        numbered
        and (" 19" in text or " 20" in text or _IN_NUMBERS.search(text) is not None)
        and _DATE.search(text) is not None
        for text, numbered in zip(short, (found["digits"] > 0).tolist(), strict=True)
    ]
    nothing = [False] * len(lows)
    beginning = said.description[:60]
    described = (
        [
            size > 20 and (key in said.description or beginning in low)
            for size, low, key in zip(sizes, lows, keys, strict=True)
        ]
        if said.description
        else nothing
    )
    copies, earlier = _copies(texts)
    phrases = phrases_of(short)
    values = (
        [block.links for block in blocks],
        dated,
        _Searched(said.voted).each(keys, sizes),
        _Searched(said.article_body).each(keys, sizes) if said.article_body else [-1] * len(keys),
        [low in said.titles for low in lows] if said.titles else nothing,
        described,
        copies,
        earlier,
        [block.after_break for block in blocks],
        [bits != 0 for bits in phrases],
    )
    found |= zip(_SAID, columns.some(_SAID, np.array(values, dtype=np.float32)), strict=True)
    bits = np.array(phrases, dtype=np.int32)
    columns.some(_PHRASES, (bits >> np.arange(PHRASE_BITS, dtype=np.int32)[:, None]) & 1)
    groups = _groups(blocks)
    found["tag_p"] = columns.add("tag_p", groups == _GROUP_OF["p"])
    found["tag_heading"] = columns.add("tag_heading", _IS_HEADING[groups])
    columns.add("tag_list", _IS_LIST[groups])
    return found


def _copies(texts: list[str]) -> tuple[list[int], list[int]]:
    """How often each text stands on the page (up to five times), and how often before (up to three)."""
    seen = Counter(texts)
    if len(seen) == len(texts):
        return [1] * len(texts), [0] * len(texts)
    earlier: list[int] = []
    before: Counter[str] = Counter()
    for text in texts:
        copies = 0
        if seen[text] > 1:
            copies = before[text]
            before[text] = copies + 1
        earlier.append(min(copies, 3))
    return [min(seen[text], 5) for text in texts], earlier


def _groups(blocks: list[Block]) -> NDArray[np.uint8]:
    return np.frombuffer(bytes([_GROUP_OF.get(block.tag, len(TAG_GROUPS)) for block in blocks]), np.uint8)


def _add_places(page: Blocks, columns: Columns, text: dict[str, Row], weight: Row) -> None:
    blocks, add = page.blocks, columns.add
    count = len(blocks)
    order = np.arange(count, dtype=np.float32)
    chars = text["chars"]
    total = max(1.0, float(np.add.reduce(chars)))
    add("place", order / max(1, count))
    add("place_chars", (chars.cumsum() - chars) / total)
    titles = np.flatnonzero(text["is_title"])
    heads = [number for number, block in enumerate(blocks) if block.tag == "h1"]
    for name, marks in (("h1", heads), ("title", titles)):
        if len(marks):
            away = order - int(marks[0])
            add(f"after_{name}", np.sign(away) * np.log1p(np.abs(away)))
        else:
            add(f"after_{name}", 0.0)
        add(f"has_{name}", float(len(marks) > 0))
    long = (weight > 140) & (text["ends"] > 0)
    add("since_long", _distance(long, forward=True))
    add("until_long", _distance(long, forward=False))
    so_far = long.cumsum()
    add("long_before", np.log1p(so_far - long))
    add("long_after", np.log1p(so_far[-1] - so_far))
    columns.some(_TAGS, _groups(blocks) == np.arange(len(_TAGS), dtype=np.uint8)[:, None])


def _distance(marks: NDArray[np.bool_], *, forward: bool) -> Row:
    """How many blocks since (or until) the last (next) marked one, as a logarithm."""
    flags = marks if forward else marks[::-1]
    order = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, order, -1000))
    distance = np.log1p(np.minimum(order - last, 50)).astype(np.float32)
    return distance if forward else distance[::-1]


def _add_containers(page: Blocks, columns: Columns, chars: Row, links: Row, weight: Row) -> None:
    places = places_of(page)
    long = (weight > 140).astype(np.float32)
    paragraphs = np.array([block.tag == "p" for block in page.blocks], dtype=np.float32) * chars
    sums = _sums(np.array((chars, links, weight, long, paragraphs)), places)
    depth = np.array([one.depth for one in page.containers], dtype=np.float32)
    columns.add("depth", depth[places.own])
    columns.add("siblings", np.log1p(np.bincount(places.parent, minlength=len(depth))[places.up]))
    up3 = places.parent[places.up2]
    at = np.array((places.up, places.up2, up3))
    blocks_in = (places.last - places.first).astype(np.float32)[at]
    chars_in, links_in, _, long_in, paragraphs_in = sums[:, at]
    inside = np.maximum(1.0, chars_in)
    total = max(1.0, float(np.add.reduce(chars)))
    table = columns.some(_LEVELS, 0).reshape(3, -1, len(chars))
    table[:, 0] = np.log1p(inside)
    table[:, 1] = inside / total
    table[:, 2] = links_in / inside
    table[:, 3] = np.log1p(blocks_in)
    table[:, 4] = np.log1p(inside / np.maximum(1, blocks_in))
    table[:, 5] = paragraphs_in / inside
    table[:, 6] = np.log1p(long_in)
    _add_readability(columns, places, weight, long, sums)
    _add_bits(page, columns, places, up3)


def _sums(values: Matrix, places: Places) -> Matrix:
    """Of each element the sums of what its blocks have, one line for each line of *values*."""
    total = np.zeros((len(values), values.shape[1] + 1))
    np.cumsum(values, axis=1, dtype=np.float64, out=total[:, 1:])
    return (total[:, places.last] - total[:, places.first]).astype(np.float32)


def _add_readability(columns: Columns, places: Places, weight: Row, long: Row, sums: Matrix) -> None:
    """Scores as Readability gives them: paragraphs pay their parent in full, their grandparent by half."""
    add, parent, first, last = columns.add, places.parent, places.first, places.last
    pay = np.where(weight > 25, 1 + np.minimum(weight / 100, 3), 0) * (1 + long)
    size = len(parent)
    score = (
        np.bincount(places.up, pay, size)
        + 0.5 * np.bincount(places.up2, pay, size)
        + 0.25 * np.bincount(places.own, pay, size)
    )
    inside = np.maximum(1.0, sums[0])
    score = score * (1 - sums[1] / inside)
    best = int(np.argmax(score))
    top = max(1e-6, float(score[best]))
    order = np.arange(len(places.own))
    add("in_best", (order >= first[best]) & (order < last[best]))
    add("in_best_parent", (order >= first[parent[best]]) & (order < last[parent[best]]))
    add("c1_score", score[places.up] / top)
    add("c2_score", score[places.up2] / top)
    best_first, best_last = int(first[best]), int(last[best])
    distance = np.where(
        order < best_first, order - best_first, np.where(order >= best_last, order - best_last + 1, 0)
    )
    add("from_best", np.sign(distance) * np.log1p(np.abs(distance)))
    add("best_share", float(sums[0][best]) / max(1.0, float(sums[0][0])))


def _add_bits(page: Blocks, columns: Columns, places: Places, up3: NDArray[np.int64]) -> None:
    names = np.array([one.names for one in page.containers], dtype=np.int32)
    tags = np.array([one.tags for one in page.containers], dtype=np.int32)
    any_names = np.array([one.any_names for one in page.containers], dtype=np.int32)
    any_tags = np.array([one.any_tags for one in page.containers], dtype=np.int32)
    own, up, up2 = places.own, places.up, places.up2
    near = names[own] | names[up]
    far = names[up2] | names[up3] | names[places.parent[up3]]
    around = tags[own] | tags[up] | tags[up2]
    for (column_names, bits), values in zip(
        _BITS, (near, far, any_names[own], any_tags[own], around), strict=True
    ):
        columns.some(column_names, (values >> bits) & 1)


def _shifted(out: Matrix, values: Matrix, shift: int) -> None:
    """Write into *out* what *values* have so many blocks further on."""
    if abs(shift) >= out.shape[1]:
        return
    if shift > 0:
        out[:, :-shift] = values[:, shift:]
    else:
        out[:, -shift:] = values[:, :shift]
