"""Every store test runs on SQLite, and on PostgreSQL when KABAR_TEST_POSTGRESQL names one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from databases import empty_postgresql
from kabar.model.ids import AccountId
from kabar.store import Store, open_store

NOW = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str | None:
    """What `open_store` is given: None for a SQLite file in the folder."""
    return None if request.param == "sqlite" else empty_postgresql()


@pytest.fixture
def store(address: str | None, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(address, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def account(store: Store) -> AccountId:
    with store.write() as db:
        return db.accounts.create("Ayu", is_admin=True, at=NOW)
