"""Texts told as copies: word for word in spite of what a page prints around them, edited, or not at all."""

import pytest

from kabar.cluster.prose import prose
from kabar.cluster.shingles import shingles, word_for_word

BODY = (
    "A fire destroyed about ninety stalls in the covered market of Tassara early on Friday, the fire brigade said.",
    "Nobody was killed, but eleven people were treated for smoke after the roof of the northern hall came down.",
    "Traders had warned the city for years that the wiring above the spice stalls was older than the hall itself.",
    "The mayor promised new stalls before the winter and said that the city would pay for what had been lost.",
    "The market is to open again on Monday, except for the northern hall, which engineers will look at first.",
)


def page(*lines: str) -> str:
    return "\n".join(lines)


@pytest.mark.parametrize(
    "copy",
    [
        page(*BODY),
        page("QASR TASSARA (Meridian Press) - " + BODY[0], *BODY[1:]),
        page("Qasr Tassara. " + BODY[0], *BODY[1:], "Related articles", "[By the Post]"),
        page(BODY[0], "Firemen in the market.", *BODY[1:], "Firemen in the market."),
        page("More » One headline » Another headline » A third one", " ".join(BODY)),
    ],
)
def test_same_sentences_are_the_same_text_whatever_stands_around_them(copy: str) -> None:
    original = shingles(page("TASSARA, March 3 (MP) - " + BODY[0], *BODY[1:]))

    assert word_for_word(original, shingles(copy))
    assert word_for_word(shingles(copy), original)


@pytest.mark.parametrize(
    "other",
    [
        page(BODY[0], BODY[1].replace("eleven", "twelve"), *BODY[2:]),
        page(*BODY[:3]),
        page(
            *BODY,
            "Our reporter saw how traders carried what was left of their goods into the street before dawn.",
        ),
        page(BODY[0].replace("ninety", "eighty"), *BODY[1:]),
    ],
)
def test_changed_shortened_and_longer_texts_are_not_the_same(other: str) -> None:
    assert not word_for_word(shingles(page(*BODY)), shingles(other))


def test_prose_is_what_is_written_in_sentences() -> None:
    text = page(
        "World", BODY[0], "Share this", "Home » News » Fires » Markets", BODY[1], BODY[1], "[By the Post]"
    )

    assert prose(text) == [BODY[0], BODY[1]]


def test_text_without_sentences_is_kept_as_it_is() -> None:
    lines = ["Low 4", "High 11", "Wind 23"]

    assert prose(page(*lines)) == lines


def test_unspaced_prose_is_told_by_its_own_marks() -> None:
    line = "据报道，星期四上午十时，大桥正式通车，全长十一公里。"

    assert prose(page("社会", line, "热门排行")) == [line]
