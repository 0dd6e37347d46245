"""Locks between processes that end with the process that held them."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

if os.name == "posix":
    import fcntl


@contextmanager
def held(engine: sa.Engine, name: str) -> Iterator[None]:
    """Hold the lock *name*: an advisory lock on PostgreSQL, a locked file beside the database on SQLite."""
    if engine.dialect.name == "postgresql":
        with _advisory(engine, name):
            yield
    else:
        with _file(engine, name):
            yield


@contextmanager
def _advisory(engine: sa.Engine, name: str) -> Iterator[None]:
    key = int.from_bytes(
        hashlib.blake2b(f"kabar.{name}".encode(), digest_size=8).digest(), "big", signed=True
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": key})
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": key})


@contextmanager
def _file(engine: sa.Engine, name: str) -> Iterator[None]:
    database = engine.url.database
    if os.name != "posix" or not database or database == ":memory:":
        yield  # the lock inside the process is all there is
        return
    with Path(f"{database}.{name}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
