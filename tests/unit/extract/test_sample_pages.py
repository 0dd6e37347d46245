"""The sample newsroom's pages, whose text is known to the letter: what remains of a page is its article."""

from datetime import UTC, datetime

import pytest

from kabar.extract import extract_article
from kabar.extract.repetition import OutletStatistics, without_repeated
from kabar.model.article import Extraction
from kabar.sample.loading import load
from kabar.sample.newsroom import SampleArticle, Version
from kabar.sample.pages import article_page

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DATELINE = 60  # characters that may stand before the first sentence


@pytest.fixture(scope="module")
def read() -> list[tuple[SampleArticle, Version, Extraction]]:
    room = load(NOON)
    found = []
    statistics = OutletStatistics()
    for article in room.articles:
        version = article.version_at(room.anchor)
        if version is None:
            continue
        root = f"http://127.0.0.1/{article.outlet}"
        page = article_page(
            room, room.outlet(article.outlet), article, version, root, agreed=True, at=room.anchor
        )
        one = extract_article(page, url=root + article.path)
        statistics.note(article.outlet, article.path, one.text)
        found.append((article, version, one))
    return [
        (article, version, without_repeated(one, statistics.repeated(article.outlet, one.text.split("\n"))))
        for article, version, one in found
    ]


def test_every_paragraph_once_and_nothing_else(
    read: list[tuple[SampleArticle, Version, Extraction]],
) -> None:
    wrong = {}
    for article, version, found in read:
        wanted = [
            one.removeprefix("## ") for one in version.paragraphs[: 2 if article.kind == "paywall" else None]
        ]
        own = {version.standfirst, *version.points}
        extra, seen = [], []
        for line in found.text.split("\n"):
            match = next(
                (one for one in wanted if line.endswith(one) and len(line) - len(one) < DATELINE), None
            )
            if match is not None:
                seen.append(match)
            elif line not in own and not (version.note and version.note[:30] in line):
                extra.append(line)
        if extra or sorted(seen) != sorted(wanted):
            wrong[article.id] = extra or [one for one in wanted if one not in seen]

    assert len(wrong) <= 0.04 * len(read), wrong


def test_facts_of_the_pages(read: list[tuple[SampleArticle, Version, Extraction]]) -> None:
    titles = [found.title == version.headline for _, version, found in read]
    dates = [found.published_at == article.published_at for article, _, found in read]
    bylines = [
        bool(found.authors) and all(name in article.byline for name in found.authors)
        for article, _, found in read
        if article.byline
    ]

    assert sum(titles) >= 0.95 * len(titles)
    assert all(dates)
    assert sum(bylines) >= 0.95 * len(bylines)


def test_no_article_is_taken_for_a_wall_or_a_list(
    read: list[tuple[SampleArticle, Version, Extraction]],
) -> None:
    assert [] == [
        (article.id, found.kind) for article, _, found in read if article.kind == "article" != found.kind
    ]
