"""Phrases of many blocks at once are those of each block."""

import pytest

from kabar.extract.hints import PHRASE_NUMBER, phrase_bits, phrases_of

TEXTS = [
    "Share this story",
    "",
    "By Jo Field",
    "A town that nobody knew by name",
    "Lesen Sie auch: Was nun kommt",
    "更多",
    "Read more",
    "more",
    "© 2026 Example Post, all rights reserved",
    "follow us",
    "Teilen",
    "Σχόλια",
]


@pytest.mark.parametrize("cut", range(len(TEXTS) + 1))
def test_each_block_has_the_phrases_it_has_alone(cut: int) -> None:
    texts = TEXTS[cut:] + TEXTS[:cut]
    assert phrases_of(texts) == [phrase_bits(text) if text else 0 for text in texts]


def test_a_phrase_at_the_beginning_is_told_from_one_inside() -> None:
    byline = 1 << PHRASE_NUMBER["byline"]
    first, second = phrases_of(["By Jo Field", "known by name"])
    assert first & byline and not second & byline


def test_a_block_that_holds_the_mark_between_blocks_moves_no_other() -> None:
    texts = ["Share this", "odd \x02 by me", "Read more", "plain words"]
    assert phrases_of(texts) == [phrase_bits(text) for text in texts]


def test_no_phrase_begins_in_one_block_and_ends_in_the_next() -> None:
    assert phrases_of(["to read", "more of it"]) == [0, 0]


def test_nothing_has_no_phrases() -> None:
    assert phrases_of([]) == []
    assert phrases_of(["", ""]) == [0, 0]
