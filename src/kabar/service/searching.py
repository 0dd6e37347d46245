"""Full-text search over all articles that the account's sources brought."""

import re
from collections.abc import Sequence
from typing import Literal

from kabar.model.account import Target
from kabar.model.ids import AccountId
from kabar.model.panels import SearchHit, SearchView
from kabar.runtime import Runtime
from kabar.service.cards import read_reader
from kabar.service.folding import report_view
from kabar.store.search import parse_query
from kabar.text.tokens import fold, is_unspaced

PAGE = 30
SNIPPET = 240  # characters


def search(
    rt: Runtime,
    account: AccountId,
    query: str,
    *,
    order: Literal["newest", "best"] = "newest",
    page: int = 1,
) -> SearchView:
    """One page of hits. A query that cannot be read is a view with problems, never an exception."""
    asked = parse_query(query)
    with rt.store.read() as db:
        reader = read_reader(db, account)
        hits, total = db.reading.search(
            asked, account=account, order=order, limit=PAGE, offset=(page - 1) * PAGE
        )
        texts = db.reading.texts([hit.id for hit in hits])
    words = asked.words
    return SearchView(
        query=query,
        order=order,
        hits=tuple(
            SearchHit(report=report_view(hit), snippet=snippet(texts.get(hit.id, ""), words)) for hit in hits
        ),
        total=total,
        page=page,
        has_more=total > page * PAGE,
        understood=asked.understood,
        problems=asked.problems,
        follow=None if asked.empty else reader.followable(Target.SEARCH, asked.text, asked.text),
    )


def snippet(text: str, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The piece of *text* around the first hits: (text, is a hit) in turn."""
    if not text:
        return ()
    pattern = _pattern(words)
    first = pattern.search(_same_length_fold(text)) if pattern else None
    start = max(0, (first.start() if first else 0) - SNIPPET // 3)
    if start:
        space = text.find(" ", start, start + 30)
        start = space + 1 if space >= 0 else start
    piece = text[start : start + SNIPPET]
    parts: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = 0
    for match in pattern.finditer(_same_length_fold(piece)) if pattern else ():
        if match.start() > at:
            parts.append((piece[at : match.start()].replace("\n", " "), False))
        parts.append((piece[match.start() : match.end()], True))
        at = match.end()
    parts.append((piece[at:].replace("\n", " ") + (" …" if start + SNIPPET < len(text) else ""), False))
    return tuple(parts)


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    """Whole words, and runs of characters of unspaced scripts; Arabic also behind joined particles."""
    spaced = sorted({word for word in words if not is_unspaced(word)}, key=len, reverse=True)
    runs = "".join(word for word in words if is_unspaced(word))
    choices = [
        rf"\b(?:\w{{0,3}})?{re.escape(word)}\w*" if not word.isascii() else rf"\b{re.escape(word)}"
        for word in spaced
    ]
    if runs:
        choices.append(re.escape(runs))
    return re.compile("|".join(choices)) if choices else None


def _same_length_fold(text: str) -> str:
    """Folded like the index, character by character, so that places stay the same."""
    if text.isascii():
        return text.lower()
    return "".join(folded if len(folded := fold(char)) == 1 else char for char in text)
