"""A person's rule for an outlet: what it keeps, what it drops, and where a mistake is."""

import pytest

from kabar.extract import extract_article
from kabar.extract.rules import RULE, check, clean_key, lines_of, rule_for, rule_key
from kabar.extract.trial import try_on
from kabar.model.outlet_rules import OutletRule

PARAGRAPHS = [
    f"On Monday night the river rose by {n + 2} metres in district {n}, and {n * 3} families left their homes."
    for n in range(6)
]
PROMO = "Get our letter every morning and never miss what your neighbours talk about at breakfast."
PAGE = (
    "<html><head><title>River rises</title></head><body><nav class='menu'><a href='/'>Home</a></nav>"
    "<main class='story-body'><h1>River rises in the north</h1>"
    + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    + f"<div class='promo-box x938471'><p>{PROMO}</p></div></main></body></html>"
)
URL = "https://www.example.org/news/river"


def rule(*, keep: tuple[str, ...] = (), drop: tuple[str, ...] = ()) -> OutletRule:
    return OutletRule(outlet="example.org", keep=keep, drop=drop)


def test_dropped_element_leaves_the_text() -> None:
    without = extract_article(PAGE, url=URL)
    found = extract_article(PAGE, url=URL, rule=rule(drop=("div.promo-box",)))

    assert PROMO in without.text
    assert PROMO not in found.text
    assert found.extractor.endswith(RULE)
    assert all(text in found.text for text in PARAGRAPHS)


def test_kept_element_is_the_text_and_nothing_else_is() -> None:
    found = extract_article(PAGE, url=URL, rule=rule(keep=(".promo-box",)))

    assert (PROMO, RULE) == (found.text, found.extractor)


def test_inline_element_can_be_kept() -> None:
    page = "<html><body><div><span class='body'>One sentence that stands in a line.</span></div><p>Other.</p></body></html>"

    found = extract_article(page, rule=rule(keep=("span.body",)))

    assert "One sentence that stands in a line." == found.text


def test_rule_that_finds_nothing_changes_nothing_and_says_so() -> None:
    usual = extract_article(PAGE, url=URL)
    found = extract_article(PAGE, url=URL, rule=rule(keep=("article .nowhere",)))

    assert (usual.text, usual.extractor) == (found.text, found.extractor)
    assert "Your rule for this outlet found nothing" in found.warnings[-1]


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("p.lead\ndiv..x", 2, 5, ". cannot stand here"),
        ("p:!", 1, 3, "! cannot stand here"),
        ("div >", 1, 6, "something is missing at the end"),
        ("p:lastest", 1, 2, ":lastest is not known here"),
        ("p::before", 1, 2, "pseudo-elements are no elements of the page"),
        ("a, ,b", 1, 4, ", cannot stand here"),
        ("li:nth-child(x)", 1, 14, "this is no series of numbers"),
        ("x" * 301, 1, 301, "longer than 300 characters"),
    ],
)
def test_mistake_is_shown_at_its_place(text: str, line: int, column: int, said: str) -> None:
    (fault,) = check("drop", text)

    assert (line, column, said) == (fault.line, fault.column, fault.message)
    assert fault.pointer.split("\n")[1].index("^") == column - 1


@pytest.mark.parametrize(
    "text", ["", "\n \n", "article > p:not(.ad)", "[data-x='1'] + p, main p:nth-child(2n+1)"]
)
def test_good_selectors_have_no_mistake(text: str) -> None:
    assert () == check("keep", text)


def test_more_selectors_than_anybody_needs_are_refused() -> None:
    assert 2 == len(check("keep", "\n".join(["p"] * 42)))


def test_longest_beginning_of_an_address_wins() -> None:
    rules = {key: OutletRule(outlet=key) for key in ("example.org", "example.org/blog")}

    assert "example.org/blog" == getattr(
        rule_for("https://m.example.org/blog/2026/x?a=1", rules), "outlet", ""
    )
    assert "example.org" == getattr(rule_for("http://www.example.org/blogs", rules), "outlet", "")
    assert rule_for("https://other.example.org/blog", rules) is None
    assert rule_for("", rules) is None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("https://www.Example.org/", "example.org"),
        ("example.org/blog/", "example.org/blog"),
        ("127.0.0.1:8089/slug", "127.0.0.1:8089/slug"),
        ("two words", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_outlet_as_people_type_it(typed: str, key: str) -> None:
    assert key == clean_key(typed)


def test_outlet_of_an_address() -> None:
    assert "example.org" == rule_key("https://www.example.org/a/b")
    assert "127.0.0.1:8089/slug" == rule_key("http://127.0.0.1:8089/slug/a/b")
    assert "" == rule_key("mailto:x")


def test_trial_shows_each_block_with_what_becomes_of_it() -> None:
    tried = try_on(PAGE, URL, None, rule(drop=(".promo-box", ".nothing")), None, 7)
    states = {piece.text: (piece.state, piece.selector) for piece in tried.pieces}

    assert ("removed", "div.promo-box") == states[PROMO]
    assert ("in", "main.story-body") == states[PARAGRAPHS[0]]
    assert "out" == states["River rises in the north"][0]
    assert (".nothing",) == tried.unmatched
    assert tried.words_after < tried.words_before


def test_lines_of_a_text_area() -> None:
    assert ("p.a", "div > b") == lines_of(" p.a \r\n\r\ndiv > b\n")
