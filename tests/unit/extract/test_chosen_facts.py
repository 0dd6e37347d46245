"""Which of several stated authors, headlines and days is told."""

from datetime import UTC, datetime

import numpy as np
import pytest

from kabar.extract import extract_article
from kabar.extract.authors import author_candidates
from kabar.extract.blocks import blocks_of
from kabar.extract.body import statements_of
from kabar.extract.bylines import in_scripts
from kabar.extract.chinese_bylines import in_chinese
from kabar.extract.headlines import evidence, slug_of
from kabar.extract.layout import Layout
from kabar.extract.named import beside, likeness
from kabar.extract.page import Page, parse_page
from kabar.extract.people import people_in
from kabar.extract.ranker import chances
from kabar.extract.scorer import block_probabilities

TEXT = "".join(
    f"<p>Sentence {n} of the report says what the council decided about the harbour wall, and when the work is to begin.</p>"
    for n in range(8)
)
CHINESE = "".join(
    f"<p>市政府昨日宣布，第{n}期海堤加固工程将于下月动工，预计耗资三亿元，工期约为十八个月，附近居民将获得补偿。</p>"
    for n in range(6)
)


def page_of(
    head: str, above: str, text: str = TEXT, below: str = "", url: str | None = None
) -> tuple[Page, Layout]:
    page = parse_page(f"<html><head>{head}</head><body><main>{above}{text}{below}</main></body></html>", url)
    blocks = blocks_of(page.root)
    return page, Layout(blocks, block_probabilities(blocks, statements_of(page)))


@pytest.mark.parametrize(
    ("above", "below", "names"),
    [
        ("<p>海滨日报记者 王建国 张文丽</p>", "", ("王建国", "张文丽")),
        ("<p>2021-03-04 来源：海滨日报 作者：李楠</p>", "", ("李楠",)),
        ("<p>本报记者陈晓东发自海滨</p>", "", ("陈晓东",)),
        ("<p>文/周 明明</p><p>文/周明明</p>", "", ("周明明",)),
        ("", "<p>工程完工后，海堤将可抵御百年一遇的风暴。（记者 胡小蓉）</p>", ("胡小蓉",)),
        ("", "<p>工程完工后，海堤将可抵御百年一遇的风暴。（赵书香 马丹阳）</p>", ("赵书香", "马丹阳")),
        ("<p>罗银河</p>", "", ("罗银河",)),
    ],
)
def test_chinese_bylines_are_read(above: str, below: str, names: tuple[str, ...]) -> None:
    _, layout = page_of("", f"<h1>海堤加固工程动工</h1>{above}", CHINESE, below)

    assert names in [found for _, found, _ in in_chinese(layout)]


@pytest.mark.parametrize(
    "line",
    ["文章来源：海滨日报", "作者单位：海滨大学", "武汉", "记者从市政府获悉", "Harbour wall", "关于海堤"],
)
def test_chinese_lines_without_names_give_none(line: str) -> None:
    _, layout = page_of("", f"<h1>海堤加固工程动工</h1><p>{line}</p>", CHINESE)

    assert [] == list(in_chinese(layout))


def test_chinese_reporters_are_told() -> None:
    html = f"<html lang=zh><body><main><h1>海堤加固工程动工</h1><p>海滨日报记者 王建国 张文丽</p>{CHINESE}</main></body></html>"

    assert ("王建国", "张文丽") == extract_article(html).authors


def test_people_are_told_from_sections_and_outlets() -> None:
    assert (1.0, 1.0, 0.0) == likeness("Maria Schneider")
    assert likeness("Live News")[2] == 1.0
    assert sum(likeness("Aiko Tanaka")[:2]) > sum(likeness("Harbour Gazette")[:2])
    assert (0.0, 0.0, 0.0) == likeness("123")


def test_sets_know_who_names_more_and_fewer() -> None:
    both, one, other = beside(
        [
            (("Maria Schneider", "Peter Olsen"), {"meta_author", "merged"}),
            (("Maria Schneider",), {"ld"}),
            (("Harbour Gazette",), {"site"}),
        ]
    )

    assert (0.0, 1.0) == tuple(both[:2])
    assert (1.0, 0.0) == tuple(one[:2])
    assert (0.0, 0.0) == tuple(other[:2])
    assert len(both) == len(one) == len(other)


def test_a_shown_person_goes_before_a_declared_outlet() -> None:
    head = (
        "<meta property=og:site_name content='Harbour Gazette'><meta name=author content='Harbour Gazette'>"
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Wall is raised","author":{"@type":"Organization","name":"Harbour Gazette"}}</script>'
    )
    above = "<h1>Wall is raised</h1><p class=byline>By <a rel=author href=/author/maria-schneider>Maria Schneider</a></p>"
    html = f"<html><head>{head}</head><body><main><article>{above}{TEXT}</article></main></body></html>"

    assert ("Maria Schneider",) == extract_article(html, url="https://gazette.example/wall-is-raised").authors


def test_nobody_is_told_where_only_links_stand() -> None:
    links = "".join(
        f"<a href=/s/{name}>{name}</a>" for name in ("Live News", "Video Gallery", "Market Report")
    )
    html = f"<html><body><nav>{links}</nav><main><h1>Wall is raised</h1>{TEXT}</main></body></html>"

    assert () == extract_article(html).authors


def test_a_byline_before_what_is_said_about_the_author_is_found() -> None:
    about = (
        "<p>Cara Holm is a writer who has followed harbours, walls and what councils decide about them for more than twenty years.</p>"
        * 2
    )
    page, layout = page_of("", "<h1>Wall is raised</h1>", TEXT + "<p>Written by Cara Holm</p>" + about)

    assert layout.last > layout.page.blocks.index(
        next(one for one in layout.page.blocks if one.text.startswith("Written"))
    )
    assert ("Cara Holm",) in [one.value for one in author_candidates(page, layout)]


def test_names_are_read_without_entities_and_signs() -> None:
    assert [("Jos\u00e9 Garc\u00eda",)] == list(
        in_scripts('<script>x = {"authorName": "Jos&eacute; Garc&iacute;a"}</script>')
    )
    assert ("Kim Lake",) == people_in("& Kim Lake")


def test_every_candidate_has_the_same_columns() -> None:
    page, layout = page_of(
        "<meta name=author content='Jo Field'>", "<h1>Wall is raised</h1><p class=author>Kim Lake</p>"
    )

    assert 1 == len({len(one.row) for one in author_candidates(page, layout)})


def test_the_address_speaks_for_a_headline() -> None:
    url = "https://gazette.example/2021/ueber-die-hafenmauer-wird-gestritten-123.html"
    page, layout = page_of("", "<h1>Über die Hafenmauer wird gestritten</h1>", url=url)
    right, wrong = evidence(
        page, layout, ["Über die Hafenmauer wird gestritten", "Alle Nachrichten des Tages"]
    )

    assert ["ueber", "die", "hafenmauer", "wird", "gestritten"] == slug_of(page)
    assert (1.0, 1.0) == tuple(right[:2])
    assert (0.0, 0.0) == tuple(wrong[:2])
    assert [] == evidence(page, layout, [])


def test_broken_addresses_say_nothing() -> None:
    page, layout = page_of(
        "<link rel=canonical href='http://[half'>", "<h1>Wall is raised</h1>", url="http://[::1/x"
    )

    assert -1.0 == evidence(page, layout, ["Wall is raised"])[0][0]


def test_chances_share_one_page() -> None:
    found = chances(np.array([0.5, 0.5, 1.0], np.float32))

    assert found[2] > 0.999
    assert 1 > chances(np.array([0.5, 0.5], np.float32)).sum()
    assert np.allclose([1 / 3, 1 / 3], chances(np.array([0.5, 0.5], np.float32)))


@pytest.mark.parametrize(
    ("stated", "at", "day_only"),
    [
        ("2022-01-28T00:00:00+01:00", datetime(2022, 1, 28, tzinfo=UTC), True),
        ("2022-01-28T00:30:00+01:00", datetime(2022, 1, 27, 23, 30, tzinfo=UTC), False),
        ("2022-01-28T00:00:00Z", datetime(2022, 1, 28, tzinfo=UTC), False),
    ],
)
def test_midnight_of_the_outlet_is_a_day(stated: str, at: datetime, day_only: bool) -> None:
    head = f"<meta property='article:published_time' content='{stated}'>"
    found = extract_article(
        f"<html><head>{head}</head><body><main><h1>Wall is raised</h1>{TEXT}</main></body></html>"
    )

    assert (at, day_only) == (found.published_at, found.published_day_only)
    assert (None if day_only else stated[19:].replace("Z", "+00:00")) == found.published_zone
