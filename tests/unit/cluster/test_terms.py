"""Terms, shingles and the pair model's arithmetic."""

import numpy as np
import pytest

from kabar.cluster.copies import one_to_one
from kabar.cluster.linkage import average_link
from kabar.cluster.shingles import other_figures, reuse, shingles
from kabar.cluster.sketch import script_of
from kabar.cluster.terms import FIGURE, NAME, figure, lead_title, stem, terms_of

LONG = " ".join(f"word{n} thing{n * 7 % 101} of place{n * 13 % 89}" for n in range(400))


@pytest.mark.parametrize(
    ("text", "number"),
    [("32.000", "32000"), ("32,000", "32000"), ("1.234.567", "1234567"), ("3,5", "3.5"), ("0.125", "0.125")],
)
def test_figures_are_one_whatever_separates_their_thousands(text: str, number: str) -> None:
    assert figure(text) == number


def test_stems_join_endings_and_accents() -> None:
    assert stem("Prices") == stem("price")
    assert stem("președinte") == stem("PRESEDINTELE")
    assert stem("Netanyahu’s") == stem("Netanyahu")


def test_names_are_capitals_inside_a_sentence() -> None:
    terms = terms_of("", "Yesterday the mayor Ossi came. He left.")
    names = {terms.written[int(t)] for t, kind in zip(terms.ids, terms.kinds, strict=True) if kind & NAME}

    assert names == {"Ossi"}


def test_figures_are_terms_of_their_own() -> None:
    terms = terms_of("", "They counted 41,000 people.")

    assert (terms.kinds & FIGURE).any()


def test_missing_title_is_the_first_sentence() -> None:
    assert lead_title("Mill burns in Grunde. Three people died.") == "Mill burns in Grunde."


@pytest.mark.parametrize(
    ("text", "other"), [("Привет мир", "Hello world"), ("شرح الخبر", "新闻报道"), ("新闻", "Новости")]
)
def test_scripts_are_told_apart(text: str, other: str) -> None:
    assert script_of(text) != script_of(other)


def test_text_is_all_in_itself_and_a_half_is_all_in_the_whole() -> None:
    whole, half = shingles(LONG), shingles(LONG[: len(LONG) // 2])

    assert reuse(whole, whole).most == 1.0
    assert reuse(half, whole).of_first > 0.95
    assert reuse(half, whole).of_second == pytest.approx(0.5, abs=0.12)


def test_other_text_shares_nothing() -> None:
    assert reuse(shingles(LONG), shingles(LONG.replace("word", "term"))).most == 0.0


def test_form_with_other_figures_is_no_copy() -> None:
    monday = shingles("Low 4 high 11 wind 23 rain 60 percent at 7")
    tuesday = shingles("Low 2 high 9 wind 31 rain 10 percent at 7")

    assert other_figures(monday, tuesday)
    assert not other_figures(monday, monday)


def test_partners_are_used_once() -> None:
    cosine = np.array([[0.9, 0.8], [0.85, 0.1]], np.float32)

    assert one_to_one(cosine) == pytest.approx([0.9, 0.1])


def test_average_link_is_not_glued_by_one_pair() -> None:
    odds = np.full((6, 6), -5.0, np.float32)
    odds[:3, :3] = odds[3:, 3:] = 5.0
    odds[2, 3] = odds[3, 2] = 4.0

    assert average_link(odds, -1.0) == [0, 0, 0, 3, 3, 3]
