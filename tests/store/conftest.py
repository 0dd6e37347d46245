"""Every store test runs on SQLite, and on PostgreSQL when KABAR_TEST_POSTGRESQL names one."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from kabar.model.ids import AccountId
from kabar.store import Store, open_store

POSTGRESQL = os.environ.get("KABAR_TEST_POSTGRESQL", "")
NOW = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)


DATABASE = f"kabar_test_{os.getpid()}"  # of this run: several may share one server


def empty_postgresql() -> str:
    """A database without tables in the test server; its address."""
    engine = sa.create_engine(
        POSTGRESQL.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {DATABASE}"))
    engine.dispose()
    return f"{POSTGRESQL.rpartition('/')[0]}/{DATABASE}"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str | None:
    """What `open_store` is given: None for a SQLite file in the folder."""
    if request.param == "sqlite":
        return None
    if not POSTGRESQL:
        pytest.skip("KABAR_TEST_POSTGRESQL is not set: scripts/postgresql starts one and prints its address")
    return empty_postgresql()


@pytest.fixture
def store(address: str | None, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(address, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def account(store: Store) -> AccountId:
    with store.write() as db:
        return db.accounts.create("Ayu", is_admin=True, at=NOW)
