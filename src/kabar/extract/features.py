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
from kabar.extract.blocks import Block, Blocks
from kabar.extract.hints import NAME_BITS, PHRASE_BITS, PHRASE_LENGTH, TAG_BITS, phrases_of

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
_IS_DIGIT, _IS_UPPER, _IS_LOWER, _IS_WIDE, _IS_SPACE, _IS_COMMA, _IS_QUOTE, _IS_STOP, _IS_END, _IS_COLON = (
    1 << bit for bit in range(10)
)


def _classes() -> NDArray[np.uint16]:
    """What each character of the first plane is; those beyond share the last place."""
    table = np.zeros(0x10000, np.uint16)
    for bit, members in (
        (_IS_DIGIT, "0123456789٠١٢٣٤٥٦٧٨٩"), (_IS_SPACE, " "), (_IS_COMMA, ",，、،"), (_IS_QUOTE, '"“„«「'), (_IS_STOP, ".?!。？！"),
        (_IS_END, ".!?…。！？”\"'»）)]؟"), (_IS_COLON, ":："),
    ):  # fmt: skip
        table[[ord(one) for one in members]] |= bit
    for low, high in (("A", "Z"), ("\u00c0", "\u00de"), ("\u0410", "\u042f")):
        table[ord(low) : ord(high) + 1] |= _IS_UPPER
    for low, high in (("a", "z"), ("\u00df", "\u00ff"), ("\u0430", "\u045f")):
        table[ord(low) : ord(high) + 1] |= _IS_LOWER
    for first, last in (
        (0xE00, 0xEFF),
        (0x1000, 0x109F),
        (0x1780, 0x17FF),
        (0x3040, 0x30FF),
        (0x3400, 0x9FFF),
        (0xAC00, 0xD7AF),
    ):
        table[first : last + 1] |= _IS_WIDE
    return table


_CLASSES = _classes()
WINDOW = (-2, -1, 1, 2)
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
        self._words = frozenset(text.split())
        self._at = 0  # where the last one was found

    def each(self, keys: list[str]) -> list[bool]:
        """Of each key whether the text holds it; menus repeat their words."""
        known: dict[str, bool] = {}
        return [known[key] if key in known else known.setdefault(key, self.holds(key)) for key in keys]

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


def plain(text: str) -> str:
    """For comparing: one space, lower case."""
    return " ".join(text.split()).lower()


def block_features(page: Blocks, said: Statements) -> tuple[Matrix, list[str]]:
    """One row a block, and the names of the columns."""
    blocks = page.blocks
    columns: dict[str, NDArray[np.generic]] = {}
    add = columns.__setitem__
    text = _text_numbers(blocks, said)
    columns |= text
    chars = text["chars"]
    weight = chars * (1 - text["link_share"])
    _add_places(page, add, text)
    _add_containers(page, add, chars, text["chars"] * text["link_share"], weight)
    add_alike(page, add, text)
    add_pictures(page, add)
    for shift in WINDOW:
        for name in ("log_chars", "link_share", "tag_p", "tag_heading", "ends", "phrased", "vote"):
            add(f"{name}{shift:+d}", _shifted(text[name], shift))
    total = max(1.0, float(chars.sum()))
    for name, value in (
        ("log_chars", np.log1p(total)),
        ("log_blocks", np.log1p(len(blocks))),
        ("link_share", float((chars * text["link_share"]).sum()) / total),
        ("longest", np.log1p(float(weight.max(initial=0)))),
        ("vote_share", float((chars * text["vote"]).sum()) / total),
        ("has_body", float(len(said.article_body) > 200)),
        ("wide", float((chars * text["wide"]).sum()) / total),
    ):
        add(f"page_{name}", np.asarray(value))
    # One line a column, seen from the side: the trees read it by columns.
    table = np.empty((len(columns), len(blocks)), np.float32)
    for number, values in enumerate(columns.values()):
        table[number] = values
    return table.T, list(columns)


def _text_numbers(blocks: list[Block], said: Statements) -> dict[str, Row]:
    found = _counts(blocks)
    texts = [block.text for block in blocks]
    short = [text if len(text) <= PHRASE_LENGTH else "" for text in texts]
    lows = [text[:_LOOKED_AT].lower() for text in texts]
    keys = [low[:120] for low in lows]
    dated = [
        numbered and _DATE.search(text) is not None
        for text, numbered in zip(short, (found["digits"] > 0).tolist(), strict=True)
    ]
    titled = [low in said.titles for low in lows] if said.titles else [False] * len(lows)
    beginning = said.description[:60]
    described = (
        [
            len(text) > 20 and (key in said.description or beginning in low)
            for text, low, key in zip(texts, lows, keys, strict=True)
        ]
        if said.description
        else [False] * len(lows)
    )
    seen = Counter(texts)
    earlier: list[int] = []
    before: Counter[str] = Counter()
    for text in texts:
        copies = 0
        if seen[text] > 1:
            copies = before[text]
            before[text] = copies + 1
        earlier.append(min(copies, 3))
    phrases = phrases_of(short)
    for name, values in (
        ("links", [block.links for block in blocks]),
        ("date", dated),
        ("vote", _Searched(said.voted).each(keys)),
        ("in_body", _Searched(said.article_body).each(keys) if said.article_body else [-1] * len(keys)),
        ("is_title", titled),
        ("in_description", described),
        ("copies", [min(seen[text], 5) for text in texts]),
        ("earlier", earlier),
        ("after_break", [block.after_break for block in blocks]),
        ("phrased", [bits != 0 for bits in phrases]),
    ):
        found[name] = np.array(values, dtype=np.float32)
    bits = np.array(phrases, dtype=np.int32)
    marks = ((bits[None, :] >> np.arange(PHRASE_BITS, dtype=np.int32)[:, None]) & 1).astype(np.float32)
    found |= {f"phrase{bit}": marks[bit] for bit in range(PHRASE_BITS)}
    groups = np.array([_GROUP_OF.get(block.tag, len(TAG_GROUPS)) for block in blocks])
    found["tag_p"] = (groups == _GROUP_OF["p"]).astype(np.float32)
    found["tag_heading"] = _IS_HEADING[groups]
    found["tag_list"] = _IS_LIST[groups]
    return found


def _counts(blocks: list[Block]) -> dict[str, Row]:
    """What can be counted of the characters of all blocks at once."""
    joined = "".join(block.text for block in blocks).encode("utf-32-le", "surrogatepass")
    codes = np.minimum(np.frombuffer(joined, np.uint32), len(_CLASSES) - 1)
    classes = _CLASSES[codes]
    sizes = np.array([len(block.text) for block in blocks], dtype=np.int64)
    ends = np.cumsum(sizes)
    starts = ends - sizes
    chars = sizes.astype(np.float32)

    def count(marks: NDArray[np.generic]) -> Row:
        return np.add.reduceat(marks, starts, dtype=np.float32)

    wide = count((classes & _IS_WIDE) != 0)
    stops = (classes & _IS_STOP) != 0
    stops[:-1] &= ((classes[1:] & _IS_SPACE) != 0) | (codes[:-1] > 127)
    words = count((classes & _IS_SPACE) != 0) + 1 + wide / 2
    first, last = classes[starts], classes[ends - 1]
    links = np.array([block.link_chars for block in blocks], dtype=np.float32)
    bold = np.array([block.bold_chars for block in blocks], dtype=np.float32)
    values = {
        "chars": chars, "log_chars": np.log1p(chars), "words": words, "word_chars": chars / words, "wide": wide / chars,
        "link_share": links / chars, "bold": bold / chars, "commas": 100 * count((classes & _IS_COMMA) != 0) / (chars + 20),
        "terminals": 100 * count(stops) / (chars + 20), "quotes": count((classes & _IS_QUOTE) != 0),
        "digits": count((classes & _IS_DIGIT) != 0) / chars, "upper": count((classes & _IS_UPPER) != 0) / chars,
        "ends": (last & _IS_END) != 0, "colon": (last & _IS_COLON) != 0, "first_upper": (first & _IS_UPPER) != 0,
        "first_lower": (first & _IS_LOWER) != 0, "first_digit": (first & _IS_DIGIT) != 0,
    }  # fmt: skip
    return {name: value.astype(np.float32) for name, value in values.items()}


def _add_places(page: Blocks, add, text: dict[str, Row]) -> None:  # type: ignore[no-untyped-def]  # a local closure
    blocks = page.blocks
    count = len(blocks)
    order = np.arange(count, dtype=np.float32)
    chars = text["chars"]
    total = max(1.0, float(chars.sum()))
    add("place", order / max(1, count))
    add("place_chars", (np.cumsum(chars) - chars) / total)
    titles = np.flatnonzero(text["is_title"])
    heads = np.array([number for number, block in enumerate(blocks) if block.tag == "h1"], dtype=np.int64)
    for name, marks in (("h1", heads), ("title", titles)):
        if len(marks):
            first = int(marks[0])
            add(f"after_{name}", np.sign(order - first) * np.log1p(np.abs(order - first)))
        else:
            add(f"after_{name}", np.zeros(count, np.float32))
        add(f"has_{name}", np.full(count, float(len(marks) > 0), np.float32))
    long = (chars * (1 - text["link_share"]) > 140) & (text["ends"] > 0)
    add("since_long", _distance(long, forward=True))
    add("until_long", _distance(long, forward=False))
    add("long_before", np.log1p(np.cumsum(long) - long))
    add("long_after", np.log1p(long.sum() - np.cumsum(long)))
    groups = np.array([_GROUP_OF.get(block.tag, len(TAG_GROUPS)) for block in blocks])
    for number, tags in enumerate(TAG_GROUPS):
        add(f"tag:{tags[0]}", groups == number)


def _distance(marks: NDArray[np.bool_], *, forward: bool) -> Row:
    """How many blocks since (or until) the last (next) marked one, as a logarithm."""
    flags = marks if forward else marks[::-1]
    order = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, order, -1000))
    distance = np.log1p(np.minimum(order - last, 50)).astype(np.float32)
    return distance if forward else distance[::-1]


def _add_containers(page: Blocks, add, chars: Row, links: Row, weight: Row) -> None:  # type: ignore[no-untyped-def]
    blocks, containers = page.blocks, page.containers
    own = np.array([block.container for block in blocks], dtype=np.int64)
    parent = np.array([max(0, one.parent) for one in containers], dtype=np.int64)
    first = np.array([one.first for one in containers], dtype=np.int64)
    last = np.array([one.last for one in containers], dtype=np.int64)
    depth = np.array([one.depth for one in containers], dtype=np.float32)
    levels = [own]
    for _ in range(4):
        levels.append(parent[levels[-1]])
    sums = {
        name: _sums(values, first, last)
        for name, values in (("chars", chars), ("links", links), ("weight", weight))
    }
    long = (weight > 140).astype(np.float32)
    sums["long"] = _sums(long, first, last)
    paragraphs = np.array([block.tag == "p" for block in blocks], dtype=np.float32) * chars
    sums["p"] = _sums(paragraphs, first, last)
    total = max(1.0, float(chars.sum()))
    blocks_in = (last - first).astype(np.float32)
    add("depth", depth[own])
    add("siblings", np.log1p(np.bincount(parent, minlength=len(containers))[levels[1]]))
    for level, at in enumerate(levels[1:4], start=1):
        inside = np.maximum(1.0, sums["chars"][at])
        add(f"c{level}_chars", np.log1p(inside))
        add(f"c{level}_share", inside / total)
        add(f"c{level}_links", sums["links"][at] / inside)
        add(f"c{level}_blocks", np.log1p(blocks_in[at]))
        add(f"c{level}_mean", np.log1p(inside / np.maximum(1, blocks_in[at])))
        add(f"c{level}_p", sums["p"][at] / inside)
        add(f"c{level}_long", np.log1p(sums["long"][at]))
    _add_readability(add, own, parent, weight, long, sums, first, last)
    _add_bits(page, add, levels)


def _sums(values: Row, first: NDArray[np.int64], last: NDArray[np.int64]) -> Row:
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return (total[last] - total[first]).astype(np.float32)


def _add_readability(add, own, parent, weight, long, sums, first, last) -> None:  # type: ignore[no-untyped-def]
    """Scores as Readability gives them: paragraphs pay their parent in full, their grandparent by half."""
    pay = np.where(weight > 25, 1 + np.minimum(weight / 100, 3), 0) * (1 + long)
    size = len(parent)
    up = parent[own]
    score = (
        np.bincount(up, pay, size)
        + 0.5 * np.bincount(parent[up], pay, size)
        + 0.25 * np.bincount(own, pay, size)
    )
    inside = np.maximum(1.0, sums["chars"])
    score = score * (1 - sums["links"] / inside)
    best = int(np.argmax(score))
    top = max(1e-6, float(score[best]))
    order = np.arange(len(own))
    in_best = (order >= first[best]) & (order < last[best])
    add("in_best", in_best)
    add("in_best_parent", (order >= first[parent[best]]) & (order < last[parent[best]]))
    add("c1_score", score[up] / top)
    add("c2_score", score[parent[up]] / top)
    best_first, best_last = int(first[best]), int(last[best])
    distance = np.where(
        order < best_first, order - best_first, np.where(order >= best_last, order - best_last + 1, 0)
    )
    add("from_best", np.sign(distance) * np.log1p(np.abs(distance)))
    add("best_share", np.full(len(own), float(sums["chars"][best]) / max(1.0, float(sums["chars"][0]))))


def _add_bits(page: Blocks, add, levels: list[NDArray[np.int64]]) -> None:  # type: ignore[no-untyped-def]
    names = np.array([one.names for one in page.containers], dtype=np.int32)
    tags = np.array([one.tags for one in page.containers], dtype=np.int32)
    any_names = np.array([one.any_names for one in page.containers], dtype=np.int32)
    any_tags = np.array([one.any_tags for one in page.containers], dtype=np.int32)
    own, up, up2, up3, up4 = levels
    near = names[own] | names[up]
    far = names[up2] | names[up3] | names[up4]
    for name, values, count in (
        ("near", near, NAME_BITS),
        ("far", far, NAME_BITS),
        ("any", any_names[own], NAME_BITS),
        ("intag", any_tags[own], TAG_BITS),
        ("neartag", tags[own] | tags[up] | tags[up2], TAG_BITS),
    ):
        bits = ((values[None, :] >> np.arange(count, dtype=np.int32)[:, None]) & 1).astype(np.float32)
        for bit in range(count):
            add(f"{name}{bit}", bits[bit])


def _shifted(values: Row, shift: int) -> Row:
    out = np.full(len(values), -1.0, np.float32)
    if abs(shift) >= len(values):
        return out
    if shift > 0:
        out[:-shift] = values[shift:]
    else:
        out[-shift:] = values[:shift]
    return out
