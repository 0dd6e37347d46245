"""The first minute of an account: lists of sources to begin with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kabar.config import Config
from kabar.model.feed import SourceStatus
from kabar.model.ids import AccountId
from kabar.runtime import Runtime, open_runtime
from kabar.service import beginning
from kabar.service.beginning import starter_lists

NOW = datetime(2026, 4, 2, 12, tzinfo=UTC)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Runtime]:
    """A new installation with two accounts."""
    rt = open_runtime(Config(), tmp_path, clock=lambda: NOW)
    with rt.store.write() as db:
        db.accounts.create("first", is_admin=True, at=NOW)
        db.accounts.create("second", is_admin=False, at=NOW)
    yield rt
    rt.close()


def test_lists_name_each_address_once_and_only_the_web() -> None:
    urls = [url for group in starter_lists().values() for _, url in group["feeds"]]
    assert len(urls) == len(set(urls))
    assert all(url.startswith("https://") for url in urls)


def test_beginning_subscribes_to_the_chosen_lists(empty: Runtime) -> None:
    beginning.begin(empty, AccountId(1), languages=["id"], topics=[], starters=["id-news", "no such list"])
    with empty.store.read() as db:
        mine = db.sources.all(db.subscriptions.of(AccountId(1)))
    assert [source.url for source in mine] == [url for _, url in starter_lists()["id-news"]["feeds"]]


def test_a_source_that_is_gone_is_left_out_with_a_word(empty: Runtime) -> None:
    title, url = starter_lists()["id-news"]["feeds"][0]
    beginning.begin(empty, AccountId(1), languages=["id"], topics=[], starters=["id-news"])
    with empty.store.write() as db:
        source = db.sources.find(url)
        assert source is not None
        db.sources.set_state(source.id, replace(source.state, status=SourceStatus.GONE))
    offered = {group.key: group for group in beginning.welcome(empty, AccountId(2)).starters}
    assert offered["id-news"].dropped == (title,)
    assert title not in offered["id-news"].names
    beginning.begin(empty, AccountId(2), languages=["id"], topics=[], starters=["id-news"])
    with empty.store.read() as db:
        assert source.id not in db.subscriptions.of(AccountId(2))
