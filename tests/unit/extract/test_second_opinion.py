"""Doubtful pages are shown to another extractor, others are not, and what it makes of them has a say."""

import numpy as np
import pytest

from kabar.extract import article, opinions
from kabar.extract.article import extract_article
from kabar.extract.blocks import Blocks, blocks_of
from kabar.extract.body import statements_of
from kabar.extract.features import Statements, block_features
from kabar.extract.opinions import COLUMNS, LARGEST, opinion_columns, opinion_on
from kabar.extract.page import parse_page
from kabar.extract.scorer import is_doubtful, judge
from kabar.model.outlet_rules import OutletRule

REPAIRS = "The bridge over the river opened again on Monday after three months of repairs, the city said, and buses crossed it. "
SURE = (
    f"<html><body><h1>Bridge reopens</h1>{''.join(f'<p>{REPAIRS * 2}</p>' for _ in range(5))}</body></html>"
)
HOUSES = [
    f"<p>House {number} stands near the beach, and <a href='/h{number}'>its owners with their dogs</a> speak.</p>"
    for number in range(14)
]
DOUBTFUL = f"<html><head><title>Rooms</title></head><body><div class='related comments'>{''.join(HOUSES)}</div></body></html>"


def read(html: str) -> tuple[Blocks, Statements]:
    page = parse_page(html, "https://example.org/rooms")
    blocks = blocks_of(page.root)
    return blocks, statements_of(page)


def never() -> str:
    raise AssertionError("asked about a page that is no doubtful one")


def test_sure_page_is_not_asked_about() -> None:
    answers = judge(*read(SURE), never)

    assert not answers.asked
    assert answers.likely[1:].min() > 0.9


def test_opinion_on_a_doubtful_page_has_a_say() -> None:
    blocks, said = read(DOUBTFUL)
    alone = judge(blocks, said)
    texts = [block.plain for block in blocks.blocks]

    upper = judge(blocks, said, lambda: "\n".join(texts[:7]))
    lower = judge(blocks, said, lambda: "\n".join(texts[7:]))

    assert is_doubtful(alone.likely, np.array([len(one.text) for one in blocks.blocks], np.float32))
    assert (alone.asked, upper.asked, lower.asked) == (False, True, True)
    assert upper.likely[:7].mean() > lower.likely[:7].mean()
    assert lower.likely[7:].mean() > upper.likely[7:].mean()


def test_without_an_opinion_the_first_answers_stand() -> None:
    blocks, said = read(DOUBTFUL)

    answers = judge(blocks, said, lambda: "")

    assert not answers.asked
    assert np.array_equal(answers.likely, judge(blocks, said).likely)


def test_extraction_says_that_a_second_opinion_had_a_say() -> None:
    assert extract_article(DOUBTFUL).extractor == "blocks, second opinion"
    assert extract_article(SURE).extractor == "blocks"
    assert extract_article(DOUBTFUL, rule=OutletRule(outlet="a", keep=("div",))).extractor == "your rule"


def test_page_that_breaks_the_other_extractor_keeps_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(opinions, "_extractor", lambda: broken)

    found = extract_article(DOUBTFUL)

    assert found.extractor == "blocks"
    assert "stands near the beach" in found.text


def test_deep_and_huge_pages_are_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article, "opinion_on", lambda html: never())
    deep = DOUBTFUL.replace("<div", "<div>" * 600 + "<div", 1)

    assert extract_article(deep).extractor == "blocks"
    assert opinion_on(f"{DOUBTFUL}{' ' * LARGEST}") == ""


@pytest.mark.parametrize(
    "html", ["", "<", "\x00", "<html>", "<p>" * 50, "no markup at all", "<html><body></body></html>"]
)
def test_opinion_on_broken_pages_is_empty_or_text(html: str) -> None:
    assert isinstance(opinion_on(html), str)


def test_columns_tell_what_the_opinion_takes() -> None:
    blocks, said = read(DOUBTFUL)
    rows, names = block_features(blocks, said)

    table = opinion_columns(blocks, rows, names, blocks.blocks[2].plain)
    told = dict(zip(COLUMNS, table.T, strict=True))

    assert table.shape == (len(blocks.blocks), len(COLUMNS))
    assert told["opinion"].tolist() == [float(number == 2) for number in range(len(blocks.blocks))]
    assert told["opinion-1"][3] == 1.0 and told["opinion+1"][1] == 1.0
    assert 0 < told["page_opinion_share"][0] == told["page_opinion_share"][5] < 0.2
    assert (told["agreed"] - told["opinion"] == rows[:, names.index("vote")]).all()
