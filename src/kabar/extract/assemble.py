"""Chosen blocks -> the text, one paragraph a line, and the HTML of the article with its pictures in place."""

import re
from collections import Counter
from dataclasses import dataclass
from html import escape

from kabar.extract.blocks import Block, Blocks
from kabar.extract.features import plain
from kabar.extract.hints import HIDDEN_BIT, NAME_NUMBER, PHRASE_LENGTH, PHRASE_NUMBER, TAG_BIT, phrase_bits
from kabar.extract.media import Figure, figure_html

MIN_REPEAT = 25  # characters from which a second copy of a block is a repetition and not a refrain
MIN_ENTRIES = 3  # of a table of contents that are called like headings
MAX_CELL = 200  # characters of a table cell; longer ones make it a table for layout
MAX_PROMPT = 300  # characters of what a form says about itself in one block
MAX_UNSPACED = 100  # the same without a space: in scripts that have none, more is a paragraph
LENGTH = 8  # characters of a film's length at most
MAX_LABEL = 80  # characters of what names a box; longer sentences say something of their own
_SENTENCE = (".", "。", "!", "?")
_WRITTEN = frozenset(["text", "email", "password", "tel", "url", "number"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_NO_QUOTE = (*_HEADINGS, "li", "td", "th")
# A label above or below an advertisement, alone in its block, in the languages of the web's news.
_LABEL = re.compile(
    r"\W*(?:(?:advertis(?:e)?ments?|ads?|advertorial|sponsored(?: content)?|(?:continue|story continues|article continues)[\w\s]{0,20}below[\w\s]{0,20}|"
    r"anzeigen?|werbung|publicit[eéà]|publicidade?|pubblicità|iklan|advertentie|reklamy?|reklama|реклама|annonse?|mainos|hirdetés|reklam|"
    r"διαφήμιση|quảng cáo|โฆษณา|विज्ञापन|إعلان(?:ات)?|פרסומת|広告|廣告|广告|광고|"
    r"scroll to continue|skip (?:ad|advertisement)|report (?:this )?ad)\W*){1,3}",
    re.I,
)
_APART_TAGS = TAG_BIT["blockquote"] | TAG_BIT["aside"] | TAG_BIT["figure"] | TAG_BIT["figcaption"]
_APART_NAMES = sum(1 << NAME_NUMBER[name] for name in ("quote", "caption", "aside", "video"))
_BOXES = [
    (1 << NAME_NUMBER[name], 1 << PHRASE_NUMBER[phrase])
    for name, phrase in (
        ("newsletter", "newsletter"), ("share", "share"), ("comment", "comment"), ("related", "more"), ("advert", "advert"),
        ("consent", "cookie"), ("paywall", "newsletter"), ("tags", "tags"),
    )
]  # fmt: skip
# Boxes that speak in whole sentences; the others hold labels, and a sentence about sharing is the article's.
_SPEAKING = [
    box
    for box in _BOXES
    if box[1] in [1 << PHRASE_NUMBER[name] for name in ("newsletter", "comment", "cookie")]
]
_BOX_NAMES = sum({name for name, _ in _BOXES})
LEAST_RUNS, SAME_RUNS = 6, 0.8  # of four words each, that a pull quote has, and shares with the paragraphs
LOOKED_THROUGH = 200_000  # characters of paragraphs that are looked through for them
_WORD, _ENDS = re.compile(r"\w+"), re.compile(r"[.!?…]+[\s\"”’»]|\n")
_DURATION = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}")
_FOLLOW = re.compile(
    r"\+\s*(?:follow|ikuti|folgen|suivre|seguir|segui|关注|關注|フォロー|팔로우|متابعة|takip et|подписаться)\b.*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Assembled:
    """The article as text and as HTML that still has to be sanitised."""

    text: str
    html: str
    kept: tuple[int, ...]  # numbers of the blocks


def chosen_blocks(page: Blocks, wanted: list[bool], title: str) -> tuple[int, ...]:
    """The wanted blocks without labels, repetitions and quotes that only repeat a paragraph."""
    found: list[int] = []
    asked = _asked_for(page)
    caption = ""
    for number, block in enumerate(page.blocks):
        if len(block.text) <= LENGTH and _DURATION.fullmatch(block.text):
            caption = page.blocks[number + 1].text if number + 1 < len(page.blocks) else ""
        # What stands below a film's length is its caption, often printed twice.
        if block.text == caption and len(caption) < MAX_CELL:
            continue
        if wanted[number] and number not in asked and not is_label(block.text) and not _is_box(page, block):
            found.append(number)
    kept = _without_pulled(page, _without_copies(page, _without_contents(page, found)))
    # The headline is shown by itself; a copy of it above the text is one too many.
    if title and kept and len(kept) > 1 and page.blocks[kept[0]].plain == plain(title):
        kept = kept[1:]
    while kept and page.blocks[kept[-1]].tag in _HEADINGS and len(kept) > 2:
        kept.pop()  # a heading with nothing below it leads to what was left out
    return tuple(kept)


def _asked_for(page: Blocks) -> set[int]:
    """What stands in forms that ask for something to be written: sign-in, comments, and all that they may complain of.

    A form around a long paragraph, or around most of the page, is how some sites wrap everything.
    """
    found: set[int] = set()
    forms = [one for one in page.containers if one.tag == "form" and one.first != one.last]
    everything = sum(len(block.text) for block in page.blocks) if forms else 0
    for form in forms:
        inside = page.blocks[form.first : form.last]
        size = sum(len(block.text) for block in inside)
        if 2 * size > everything or any(_is_paragraph(block.text) for block in inside):
            continue
        if any(
            (one.get("type") or "text").lower() in _WRITTEN for one in form.element.iter("input", "textarea")
        ):
            found.update(range(form.first, form.last))
    return found


def _is_paragraph(text: str) -> bool:
    return len(text) > MAX_PROMPT or (len(text) > MAX_UNSPACED and " " not in text)


def _without_contents(page: Blocks, wanted: list[int]) -> list[int]:
    """*wanted* without tables of contents: lists of links that are called like the headings below them."""
    last = {page.blocks[number].plain: number for number in wanted if page.blocks[number].tag in _HEADINGS}
    if len(last) < MIN_ENTRIES:
        return wanted
    lists: dict[int, list[int]] = {}
    for number in wanted:
        block = page.blocks[number]
        if block.tag not in _HEADINGS and 2 * block.link_chars >= len(block.text):
            lists.setdefault(_around(page, number), []).append(number)
    gone: set[int] = set()
    for entries in lists.values():
        named = sum(last.get(page.blocks[number].plain, -1) > number for number in entries)
        if named >= MIN_ENTRIES and 2 * named >= len(entries):
            gone.update(entries)
    return [number for number in wanted if number not in gone] if gone else wanted


def _without_copies(page: Blocks, wanted: list[int]) -> list[int]:
    """*wanted* without second copies of a block.

    Paragraphs beside each other may repeat: a refrain, or filler. So may those of two sections that stand beside each
    other and that each say something else, too. Elsewhere, or where it is hidden, the same text is a copy.
    """
    first: dict[str, int] = {}  # text -> the block that says it first
    own: Counter[int] = Counter()  # paragraphs that stand nowhere else, by the element around them
    kept: list[int] = []
    places: dict[str, set[int]] = {}
    keys = {}
    for number in wanted:
        block, key = page.blocks[number], page.blocks[number].plain
        if len(key) >= MIN_REPEAT and not _may_repeat(page, block):
            keys[number] = key
            places.setdefault(key, set()).add(_around(page, number))
    if len(keys) == len(places):  # nothing stands twice
        return wanted
    for number, key in keys.items():
        block = page.blocks[number]
        if len(places[key]) == 1 and block.tag not in _HEADINGS and 2 * block.link_chars < len(block.text):
            own[_around(page, number)] += 1
    headings = {number for number in keys if page.blocks[number].tag in _HEADINGS}
    entries = {number for number in keys if number not in headings and _is_entry(page.blocks[number])}
    for number in wanted:
        if key := keys.get(number, ""):
            around = _around(page, number)
            if number in headings and first.get(key, number) in entries:
                # What stood above was its entry in a table of contents.
                kept.remove(first.pop(key))
            if _is_pulled(page, first.get(key, number), number):
                kept.remove(first.pop(key))  # it stays where the text says it
            earlier = _around(page, first.setdefault(key, number))
            hidden = page.containers[page.blocks[number].container].any_tags & HIDDEN_BIT
            if hidden and first[key] != number:
                continue
            if earlier != around and not (own[earlier] and own[around] and _beside(page, earlier, around)):
                continue
        kept.append(number)
    return kept


def _is_pulled(page: Blocks, first: int, number: int) -> bool:
    """Whether the block *first* is a quote or an aside made of the paragraph *number* below it."""
    return (
        first < number and _set_apart(page, page.blocks[first]) and not _set_apart(page, page.blocks[number])
    )


def _may_repeat(page: Blocks, block: Block) -> bool:
    """Code, and cells of a table that is shown: plans and comparisons say the same in many of them."""
    if block.tag in ("td", "th"):
        return len(block.text) < MAX_CELL and not page.containers[block.container].any_tags & HIDDEN_BIT
    return block.tag == "pre"


def _is_entry(block: Block) -> bool:
    return block.tag == "li" or 2 * block.link_chars >= len(block.text)


def _around(page: Blocks, number: int) -> int:
    return page.containers[page.blocks[number].container].parent


def _beside(page: Blocks, one: int, other: int) -> bool:
    return min(one, other) >= 0 and page.containers[one].parent == page.containers[other].parent


def is_label(text: str) -> bool:
    """Whether a block is nothing but a label of an advertisement, a film's length or a follow button."""
    return len(text) < 60 and bool(
        _LABEL.fullmatch(text) or _DURATION.fullmatch(text) or _FOLLOW.fullmatch(text)
    )


def _is_box(page: Blocks, block: Block) -> bool:
    """Whether a short block is a row of links, or says what the element around it is called."""
    if len(block.text) > PHRASE_LENGTH:
        return False
    if block.links >= 3 and block.link_chars >= 0.75 * len(block.text) and not block.text.endswith(_SENTENCE):
        return True
    boxes = _BOXES
    if len(block.text) > MAX_LABEL and block.text.endswith(_SENTENCE):
        boxes = _SPEAKING
    names, number = 0, block.container
    for level in range(3):
        container = page.containers[number]
        # A heading's own id is often made from its words.
        if level or block.tag not in _HEADINGS:
            names |= container.names
        if container.parent < 0:
            break
        number = container.parent
    phrases = phrase_bits(block.text) if names & _BOX_NAMES else 0
    return any(names & name and phrases & phrase for name, phrase in boxes)


def _without_pulled(page: Blocks, kept: list[int]) -> list[int]:
    """Pull quotes and repeated captions: text that stands word for word inside another kept block."""
    whole = [page.blocks[number].plain for number in kept]
    apart = [_set_apart(page, page.blocks[number]) for number in kept]
    joined = "\n".join(text for text in whole if len(text) > 120)
    around = "\n".join(page.blocks[n].text for n, one in zip(kept, apart, strict=True) if not one)
    runs: set[tuple[str, ...]] = set()
    out = []
    for number, text, alone in zip(kept, whole, apart, strict=True):
        block = page.blocks[number]
        if alone and 30 <= len(text) <= 400 and block.tag not in _NO_QUOTE:
            bare = text.strip("\"“”„«»'‘’ ")
            if joined.count(bare) > (1 if len(text) > 120 else 0):
                continue
            runs = runs or set(_runs(around[:LOOKED_THROUGH]))
            own = _runs(block.text)
            if len(own) >= LEAST_RUNS and sum(run in runs for run in own) >= SAME_RUNS * len(own):
                continue  # put together of what somebody says in several places
        out.append(number)
    return out


def _runs(text: str) -> list[tuple[str, ...]]:
    """Four words each, one behind the other, none across the end of a sentence."""
    sentences = (_WORD.findall(one.casefold()) for one in _ENDS.split(text))
    return [tuple(words[at : at + 4]) for words in sentences for at in range(len(words) - 3)]


def _set_apart(page: Blocks, block: Block) -> bool:
    """Whether the block stands in something that is made for quotes, captions or asides."""
    container = page.containers[block.container]
    above = page.containers[container.parent] if container.parent >= 0 else container
    tags = container.any_tags & _APART_TAGS
    return bool(tags or (container.names | above.names) & _APART_NAMES)


def assemble(
    page: Blocks, kept: tuple[int, ...], figures: list[Figure], *, apart: frozenset[int] = frozenset()
) -> Assembled:
    """The text and the HTML of the kept blocks; *figures* stand before the block that they name.

    apart: blocks that the page shows as its key points; the HTML does not repeat them.
    """
    texts: list[str] = []
    parts: list[str] = []
    open_list = ""
    waiting = sorted(figures, key=lambda one: one.before)
    tables = _tables(page, kept)
    done_tables: set[int] = set()
    captions = {plain(one.media.caption) for one in figures if one.media.caption}
    for number in kept:
        block = page.blocks[number]
        text = _pre_text(page, block) if block.tag == "pre" else block.text
        texts.append(text)
        if number in apart:
            continue
        kind = _kind(page, block)
        wanted = kind if kind in ("ul", "ol") else ""
        while waiting and waiting[0].before <= number:
            if open_list:
                parts.append(f"</{open_list}>")
                open_list = ""
            parts.append(figure_html(waiting.pop(0)))
        if open_list and open_list != wanted:
            parts.append(f"</{open_list}>")
            open_list = ""
        if wanted and not open_list:
            parts.append(f"<{wanted}>")
            open_list = wanted
        table = tables.get(number)
        if table is not None:
            if table[0] not in done_tables:
                done_tables.add(table[0])
                parts.append(table[1])
            continue
        if captions and (plain(text) if block.tag == "pre" else block.plain) in captions:
            continue  # shown with its picture
        parts.append(_block_html(block, kind, text))
    parts += [f"</{open_list}>"] if open_list else []
    parts += [figure_html(one) for one in waiting]
    return Assembled("\n".join(texts), "\n".join(parts), kept)


def _kind(page: Blocks, block: Block) -> str:
    """The element that shows the block: the nearest meaningful one around it."""
    number = block.container
    for _ in range(4):
        container = page.containers[number]
        if container.tag in _HEADINGS or container.tag in ("pre", "dt", "dd", "figcaption"):
            return container.tag
        if container.tag == "li":
            above = page.containers[container.parent].tag if container.parent >= 0 else "ul"
            return "ol" if above == "ol" else "ul"
        if container.tag == "blockquote":
            return "blockquote"
        if container.parent < 0:
            break
        number = container.parent
    return "p"


def _block_html(block: Block, kind: str, text: str) -> str:
    if kind in ("ul", "ol"):
        return f"<li>{block.markup}</li>"
    if kind == "pre":
        return f"<pre>{escape(text, quote=False)}</pre>"
    if kind == "blockquote":
        return f"<blockquote><p>{block.markup}</p></blockquote>"
    if kind in ("figcaption", "dt", "dd"):
        return f"<p>{block.markup}</p>"
    if kind == "h1":
        kind = "h2"  # the page's one h1 is the headline
    return f"<{kind}>{block.markup}</{kind}>"


def _pre_text(page: Blocks, block: Block) -> str:
    container = page.containers[block.container]
    if container.last - container.first != 1:
        return block.text
    return "\n".join(line.rstrip() for line in "".join(container.element.itertext()).strip("\n").split("\n"))


def _tables(page: Blocks, kept: tuple[int, ...]) -> dict[int, tuple[int, str]]:
    """For blocks in cells of tables of data: the table's number and its HTML."""
    cells: dict[int, dict[int, dict[int, list[int]]]] = {}
    for number in kept:
        own = page.blocks[number].container
        if not page.containers[own].any_tags & TAG_BIT["table"]:
            continue
        own_cell, own_row, own_table = _cell_of(page, own)
        if own_table >= 0:
            cells.setdefault(own_table, {}).setdefault(own_row, {}).setdefault(own_cell, []).append(number)
    out: dict[int, tuple[int, str]] = {}
    for table, rows in cells.items():
        widest = max(len(row) for row in rows.values())
        members = [number for row in rows.values() for cell in row.values() for number in cell]
        if len(rows) < 2 or widest < 2 or max(len(page.blocks[number].text) for number in members) > MAX_CELL:
            continue
        html = "<table>"
        for row in rows.values():
            html += "<tr>"
            for cell, numbers in row.items():
                tag = "th" if page.containers[cell].tag == "th" else "td"
                html += (
                    f"<{tag}>" + "<br>".join(page.blocks[number].markup for number in numbers) + f"</{tag}>"
                )
            html += "</tr>"
        for number in members:
            out[number] = (table, html + "</table>")
    return out


def _cell_of(page: Blocks, number: int) -> tuple[int, int, int]:
    cell = row = -1
    for _ in range(8):
        container = page.containers[number]
        if container.tag in ("td", "th") and cell < 0:
            cell = number
        elif container.tag == "tr" and cell >= 0 and row < 0:
            row = number
        elif container.tag == "table" and row >= 0:
            return cell, row, number
        if container.parent < 0:
            break
        number = container.parent
    return -1, -1, -1
