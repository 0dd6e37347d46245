"""Numbers in reasons: small ones in words, large ones as the reader's language groups them."""

import pytest

from kabar.rank.explain import count_word, sentence


@pytest.mark.parametrize(
    ("number", "locale", "said"),
    [
        (3, "en", "Three"),
        (11, "en", "11"),
        (26745, "en", "26,745"),
        (26745, "id", "26.745"),
        (4, "id-ID", "Empat"),
    ],
)
def test_numbers_are_words_or_grouped(number: int, locale: str, said: str) -> None:
    assert said == count_word(number, locale)


def test_numbers_inside_a_sentence_are_grouped() -> None:
    assert "Two of 1,200 reports are copies" == sentence("originality", number="Two", articles=1200)
