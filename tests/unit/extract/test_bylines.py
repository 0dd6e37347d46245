"""Bylines that no markup names, headlines with a kicker inside, meta elements written another way."""

import pytest

from kabar.extract import extract_article
from kabar.extract.blocks import blocks_of
from kabar.extract.body import statements_of
from kabar.extract.bylines import alone, in_scripts, mentions, said
from kabar.extract.layout import Layout
from kabar.extract.page import parse_page
from kabar.extract.scorer import block_probabilities
from kabar.extract.titles import title_candidates

TEXT = "".join(
    f"<p>Sentence {n} of the report says what the council decided about the harbour wall, and when the work is to begin.</p>"
    for n in range(8)
)


def layout_of(above: str, below: str = "") -> Layout:
    page = parse_page(
        f"<html><body><main><h1>Harbour wall is raised</h1>{above}{TEXT}{below}</main></body></html>"
    )
    blocks = blocks_of(page.root)
    return Layout(blocks, block_probabilities(blocks, statements_of(page)))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Text von Jo Field", ("Jo Field",)),
        ("An interview by Jo Field and Kim Lake with the mayor", ("Jo Field", "Kim Lake")),
        ("Autorin: Jo van der Lake, Leiterin des Hafens", ("Jo van der Lake",)),
        ("Contributors: Jo Field", ("Jo Field",)),
    ],
)
def test_names_in_a_sentence_end_where_capitals_do(line: str, names: tuple[str, ...]) -> None:
    assert names in [found for _, found, _ in said(layout_of(f"<p>{line}</p>"))]


@pytest.mark.parametrize(
    "line", ["A report about the harbour by night", "Photos by the sea", "Text: 14 pages"]
)
def test_sentence_without_a_name_gives_none(line: str) -> None:
    assert not list(said(layout_of(f"<p>{line}</p>")))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("11.12.2019 - Jo Field", ("Jo Field",)),
        ("J.R. Field", ("J.R. Field",)),
        ("Jo v. Lake-Field", ("Jo v. Lake-Field",)),
        ("Jo Field, April 19, 2020", ("Jo Field",)),
    ],
)
def test_name_alone_above_the_text(line: str, names: tuple[str, ...]) -> None:
    assert ("alone", names) in [
        (source, found) for source, found, _ in alone(layout_of(f"<div>{line}</div>"))
    ]


def test_names_below_a_label() -> None:
    above = "<h6>Author(s)</h6><ul><li>Jo Field</li><li>Kim Lake</li></ul><p>A subtitle of the report</p>"
    found = {names for source, names, _ in alone(layout_of(above)) if source == "labelled"}

    assert {("Jo Field",), ("Jo Field", "Kim Lake")} == found


def test_signature_at_the_end() -> None:
    below = "<p>The wall is to be two metres higher, and nobody knows yet who is to pay for it, the council says, but somebody will, "
    below += "and that is certain. (Jo Field) +++</p>"

    assert ("Jo Field",) in [names for source, names, _ in alone(layout_of("", below)) if source == "signed"]


def test_scripts_name_the_author() -> None:
    html = """<script>dataLayer.push({"pagePostAuthor":"Jo"}); x = {"author":{"@type":"Person","name":"Kim Lake"}}</script>"""

    assert [("Jo",), ("Kim Lake",)] == list(in_scripts(html))


def test_mentions_are_counted_and_their_surroundings_looked_at() -> None:
    assert (2, True) == mentions(b"<a rel=author>Jo Field</a> and Jo Field", "Jo Field")
    assert (1, False) == mentions(b"<p>The mayor, Jo Field, said</p>", "Jo Field")


def test_one_of_two_authors_is_not_enough() -> None:
    html = (
        "<html><head><meta name=author content='Jo Field, Kim Lake'></head><body><main><h1>Harbour wall is raised</h1>"
        f"<p class=byline>By <a href='/author/jo' rel=author>Jo Field</a> and <a href='/author/kim' rel=author>Kim Lake</a></p>{TEXT}</main></body></html>"
    )
    assert ("Jo Field", "Kim Lake") == extract_article(html).authors


def test_headline_is_offered_without_its_kicker() -> None:
    page = parse_page(
        f"<html><body><main><h1><span>Harbour</span> <span>The wall is raised by two metres</span></h1>{TEXT}</main></body></html>"
    )
    blocks = blocks_of(page.root)
    layout = Layout(blocks, block_probabilities(blocks, statements_of(page)))

    assert "The wall is raised by two metres" in [one.value for one in title_candidates(page, layout)]


def test_zone_of_the_page_is_told_beside_the_time_in_utc() -> None:
    head = "<meta property='article:published_time' content='2024-03-05T23:30:00-05:00'>"
    found = extract_article(
        f"<html><head>{head}</head><body><main><h1>Harbour wall is raised</h1>{TEXT}</main></body></html>"
    )

    assert found.published_at is not None
    assert ("2024-03-06T04:30:00+00:00", "-05:00", None) == (
        found.published_at.isoformat(),
        found.published_zone,
        found.modified_zone,
    )


def test_meta_may_hold_its_content_in_value() -> None:
    assert "Jo Field" == parse_page("<meta name='author' value='Jo Field'>").meta("author")
    assert "" == parse_page("<meta name='author' content='' value='x'>").metas["author"][0]
