"""Patterns find what regular expressions find."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kabar.rank.patterns import Pattern, PatternError, _Row

ATOM = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", r"\b", "^", "$", ""])
REPEAT = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}"])


def _patterns() -> st.SearchStrategy[str]:
    repeated = st.tuples(st.sampled_from(["a", "b", ".", "[ab]", r"\d"]), REPEAT).map("".join)
    simple = st.lists(st.one_of(repeated, ATOM), min_size=1, max_size=4).map("".join)
    groups = st.tuples(st.lists(simple, min_size=1, max_size=3).map("|".join), REPEAT)
    return st.one_of(simple, groups.map(lambda pair: f"({pair[0]}){pair[1]}"))


@settings(max_examples=500, deadline=None)
@given(st.lists(_patterns(), min_size=1, max_size=3).map("".join), st.text(alphabet="ab1 ", max_size=8))
def test_pattern_finds_what_python_finds(source: str, text: str) -> None:
    assert bool(re.search(source, text)) == Pattern(source).search(text)


@pytest.mark.case("R-090")
@pytest.mark.parametrize("source", ["(a+)+$", "(a|a)*$", "(a|aa)+b", "(.*)*x"])
def test_pattern_walks_over_a_text_once(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "b" + "a" * 50_000 + "!"
    worked_out = 0
    real = Pattern._walk

    def counted(self: Pattern, row: _Row, character: str) -> _Row:
        nonlocal worked_out
        worked_out += 1
        return real(self, row, character)

    monkeypatch.setattr(Pattern, "_walk", counted)

    # "(a|a)*$" is there in nothing at all, at the end.
    assert Pattern(source).search(text) == (source == "(a|a)*$")
    assert worked_out <= 20  # each kind of step once; the rest is one look in a table for each character


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("banjir|flood(s|ed)?", {"banjir", "flood"}),
        (r"\bHarga\s+beras", {"harga"}),
        ("(kereta|bus) cepat", {" cepat"}),
        ("x{0,3}yz+", {"y"}),
        (".*", set()),
        ("a|b*", set()),
    ],
)
def test_word_that_every_match_holds_is_known(source: str, needs: set[str]) -> None:
    assert needs == set(Pattern(source)._needs)


def test_case_does_not_matter() -> None:
    assert Pattern("STRASSE").search("Straße")
    assert Pattern("[A-Z]ot").search("a dot")


def test_too_large_a_pattern_is_refused() -> None:
    try:
        Pattern("((a{100}){100}){100}")
    except PatternError as error:
        assert "too large" in str(error)
    else:
        raise AssertionError("it was taken")
