"""Quotations in a text and who speaks them, as far as the sentence says so. Rules, no model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SHORTEST = 15  # characters: shorter quotation marks stand around words, not around speech
_PAIRS = (("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("»", "«"), ("「", "」"), ("『", "』"), ('"', '"'))
_QUOTED = re.compile(
    "|".join(
        rf"{re.escape(opening)}[^{re.escape(opening + closing)}\n]{{{SHORTEST},900}}{re.escape(closing)}"
        for opening, closing in _PAIRS
    )
)
_VERBS = (
    "said|says|told|added|adds|wrote|tweeted|asked|explained|insisted|warned|argued|announced|recalled|"
    "kata|ujar|tutur|ucap|ungkap|jelas|tegas|imbuh|lanjut|papar|terang|sebut|tambah|mengatakan|menuturkan|menjelaskan|menegaskan|"
    "menyatakan|mengungkapkan|menambahkan|katanya|ujarnya|tuturnya|sagte|sagt|erklärte|betonte|meinte|schrieb|warnte|so|"
    "dijo|afirmó|declaró|aseguró|señaló|explicó|agregó|añadió|dit|déclaré|déclare|affirmé|expliqué|assure|ajoute|"
    "disse|ha detto|dichiara|afirmou|declarou|explicou|zei|zegt|aldus|verklaarde|powiedział|powiedziała|stwierdził|"
    "сказал|сказала|заявил|заявила|отметил|отметила|подчеркнул|сообщил|добавил|пояснил|"
    "说|說|表示|称|稱|指出|强调|強調|قال|قالت|أضاف|أكد|صرح|述べた|語った"
)
_NAME = r"(?:[^\W\d_a-zß-ÿа-я][\w.'’-]*(?:[ -](?:[^\W\d_a-zß-ÿа-я][\w.'’-]*|de|da|bin|al|von|van|der|la|le)){0,4})"
_TITLE = r"(?:[^\W\d_]+[ ]){0,4}?"
# "...", kata Bupati Demak Esti   |   "...," said Jane Doe
_AFTER_VERB_FIRST = re.compile(rf"^[\s,.]*(?i:{_VERBS})\s+{_TITLE}(?P<name>{_NAME})")
# "...," Jane Doe said
_AFTER_NAME_FIRST = re.compile(rf"^[\s,.]*(?P<name>{_NAME})\s+(?:{_VERBS})\b")
# Jane Doe said: "..."   |   王毅说："..."
_BEFORE = re.compile(rf"(?P<name>{_NAME})\s+(?:[\w']+\s+){{0,3}}?(?:{_VERBS})[^.\n]{{0,30}}[:,،]\s*$")
_BEFORE_CHINESE = re.compile(
    r"(?P<name>[\u4e00-\u9fff·]{2,8}?)(?:对记者|對記者)?(?:说|說|表示|称|稱|指出|强调|強調)[：:，,]?\s*$"
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks; offsets are code points into the text, marks not counted."""

    start: int
    end: int
    speaker: str | None = None  # as written; None when the sentence names nobody
    speaker_span: tuple[int, int] | None = None


def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations in *text* of a sentence's length, in order."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Quotation]:
    for match in _QUOTED.finditer(text):
        start, end = match.start() + 1, match.end() - 1
        if " " not in text[start:end] and text[start].isascii():
            continue
        span = _speaker(text, match.start(), match.end())
        yield Quotation(start, end, text[slice(*span)] if span else None, span)


def _speaker(text: str, start: int, end: int) -> tuple[int, int] | None:
    after = text[end : end + 120].split("\n", 1)[0]
    for pattern in (_AFTER_VERB_FIRST, _AFTER_NAME_FIRST):
        if (match := pattern.search(after)) and match["name"][0].isupper():
            return end + match.start("name"), end + match.start("name") + len(match["name"].rstrip(".-"))
    begin = max(0, start - 120)
    before = text[begin:start].rsplit("\n", 1)[-1]
    begin = start - len(before)
    for pattern in (_BEFORE_CHINESE, _BEFORE):
        if match := pattern.search(before):
            return begin + match.start("name"), begin + match.end("name")
    return None
