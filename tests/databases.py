"""The PostgreSQL server that tests may use."""

import os

import pytest
import sqlalchemy as sa

POSTGRESQL = os.environ.get("KABAR_TEST_POSTGRESQL", "")
DATABASE = f"kabar_test_{os.getpid()}"  # of this run: several may share one server


def empty_postgresql() -> str:
    """A database without tables in the test server; its address. Skips the test where there is no server."""
    if not POSTGRESQL:
        pytest.skip("KABAR_TEST_POSTGRESQL is not set: scripts/postgresql starts one and prints its address")
    engine = sa.create_engine(
        POSTGRESQL.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {DATABASE}"))
    engine.dispose()
    return f"{POSTGRESQL.rpartition('/')[0]}/{DATABASE}"
