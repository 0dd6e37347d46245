"""Stored pages and when they are asked for again, on both databases."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from fakes import NOW, add_articles, add_story, extraction
from kabar.model.account import Mark, MarkKind
from kabar.model.feed import Fetched
from kabar.model.ids import AccountId, ArticleId
from kabar.store import Store, migrate, open_store
from kabar.store.engine import database_url, open_engine
from kabar.store.schema import metadata

HOURS = tuple(timedelta(hours=hours) for hours in (1, 6, 24))
PAGE = Fetched(url="https://www.example.com/k0", status=200, body=b"<p>text</p>", content_type="text/html")


@pytest.fixture
def articles(store: Store) -> list[int]:
    """Three articles with their pages, in a story, done with."""
    numbers = add_articles(store, 3)
    with store.write() as db:
        for number in numbers:
            db.pages.keep(ArticleId(number), PAGE, at=NOW)
            db.articles.put(ArticleId(number), 1, extraction(f"Text {number}."), at=NOW)
    add_story(store, numbers)
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE articles SET stage = 'done'"))
    return numbers


@pytest.fixture
def account(store: Store) -> AccountId:
    with store.write() as db:
        return db.accounts.create("ayu", is_admin=True, at=NOW)


def marked(store: Store, account: AccountId, kind: MarkKind, article: int | None, at: datetime = NOW) -> None:
    with store.write() as db:
        db.marks.add(account, Mark(story=1, kind=kind, at=at, language="en"), article=article)


def asked_again(store: Store, after: timedelta) -> list[int]:
    with store.write() as db:
        count = db.pages.ask_again(NOW + after, after=HOURS, within=timedelta(days=3))
        leased = list(db.articles.lease("read", NOW + after, limit=10))
    assert count == len(leased)
    return leased


def answered(store: Store, articles: list[int], after: timedelta) -> None:
    """Unchanged: they are done with again."""
    with store.write() as db:
        db.pages.asked(articles, at=NOW + after)
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE articles SET stage = 'done', leased_until = NULL"))


def test_page_is_asked_for_once_after_each_time(
    store: Store, account: AccountId, articles: list[int]
) -> None:
    marked(store, account, MarkKind.READ, articles[1])
    found = []
    for hours in (0.9, 1.1, 2, 5.9, 6.1, 6.2, 23, 24.5, 25, 71):
        again = asked_again(store, timedelta(hours=hours))
        answered(store, again, timedelta(hours=hours))
        found += [(hours, number) for number in again]

    assert [(hours, articles[1]) for hours in (1.1, 6.1, 24.5)] == found


@pytest.mark.parametrize(
    ("kind", "again"), [(MarkKind.READ, True), (MarkKind.SAVED, True), (MarkKind.HIDDEN, False)]
)
def test_what_was_read_or_saved_counts(
    store: Store, account: AccountId, articles: list[int], kind: MarkKind, again: bool
) -> None:
    marked(store, account, kind, articles[0])

    assert again == bool(asked_again(store, timedelta(hours=2)))


def test_story_marked_as_a_whole_asks_for_no_page(
    store: Store, account: AccountId, articles: list[int]
) -> None:
    marked(store, account, MarkKind.READ, None)

    assert [] == asked_again(store, timedelta(hours=2))


def test_old_articles_are_left_alone(store: Store, account: AccountId, articles: list[int]) -> None:
    marked(store, account, MarkKind.READ, articles[0], NOW + timedelta(days=4))

    assert [] == asked_again(store, timedelta(days=4, hours=2))


def test_page_of_an_earlier_version_counts_from_when_it_was_fetched(
    address: str | None, tmp_path: Path
) -> None:
    engine = open_engine(database_url(address, tmp_path))
    command.upgrade(migrate._config(engine), "0008")
    stamp = 1_700_000_000_000_000
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO articles (id, url, outlet, title, language, authors, first_seen_at, sort_at, kind, quality, words,"
            f" topics, entities, stage, attempt, because) VALUES (1, 'https://a.example/', 'o', 't', 'en', '[]', {stamp}, {stamp}, 'article',"
            " 0.5, 3, '[]', '[]', 'done', 0, '[]')"
        )
        connection.execute(
            sa.text(
                "INSERT INTO pages (article_id, url, fetched_at, content_type, sha256, body)"
                " VALUES (1, 'https://a.example/', :at, 'text/html', :digest, :body)"
            ),
            {"at": stamp, "digest": b"d", "body": b"b"},
        )
        connection.execute(
            sa.insert(metadata.tables["accounts"]).values(
                name="ayu", name_key="ayu", settings={}, created_at=NOW
            )
        )
        connection.exec_driver_sql(
            f"INSERT INTO marks (account_id, story_id, article_id, kind, at, about) VALUES (1, 1, 1, 'read', {stamp}, '{{}}')"
        )
    engine.dispose()

    opened = open_store(address, tmp_path)
    read_at = datetime.fromtimestamp(1_700_000_000, tz=NOW.tzinfo)
    with opened.write() as db:
        early = db.pages.ask_again(read_at + timedelta(minutes=50), after=HOURS, within=timedelta(days=3))
        late = db.pages.ask_again(read_at + timedelta(minutes=70), after=HOURS, within=timedelta(days=3))
    opened.close()

    assert (0, 1) == (early, late)
