"""Open the database: driver, pragmas, transactions, and its errors in our words."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from kabar.errors import StoreBusyError, StoreError, StoreFullError

# Older ones can lose writes when a WAL is reset: sqlite.org/wal.html, fixed in 3.51.3.
SOUND_SQLITE = (3, 51, 3)
LEAST_SQLITE = (3, 43, 0)  # search needs FTS5 tables whose rows can be deleted without their text
BUSY_TIMEOUT_MS = 15_000


def sqlite_driver() -> ModuleType:
    """The newest SQLite at hand: the packaged one, else Python's own."""
    try:
        import pysqlite3.dbapi2
    except ImportError:
        return sqlite3
    packaged: ModuleType = pysqlite3.dbapi2
    newer = packaged.sqlite_version_info > sqlite3.sqlite_version_info
    return packaged if newer else sqlite3


def open_engine(url: str) -> sa.Engine:
    """An engine for a SQLAlchemy *url* (`sqlite:///file` or `postgresql+psycopg://...`)."""
    if url.startswith("sqlite"):
        return _open_sqlite(url)
    return sa.create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)


def database_url(configured: str | None, data_dir: Path) -> str:
    """The SQLAlchemy address: *configured*, else the file `kabar.db` in *data_dir*."""
    if not configured:
        return f"sqlite:///{data_dir / 'kabar.db'}"
    for prefix in ("postgresql://", "postgres://"):
        if configured.startswith(prefix):
            return "postgresql+psycopg://" + configured.removeprefix(prefix)
    return configured


def _open_sqlite(url: str) -> sa.Engine:
    driver = sqlite_driver()
    if driver.sqlite_version_info < LEAST_SQLITE:
        raise StoreError(
            f"SQLite {driver.sqlite_version} is too old: Kabar needs 3.43; `pip install pysqlite3` brings a new one"
        )
    engine = sa.create_engine(
        url,
        module=driver,
        pool_size=16,
        max_overflow=16,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )
    # With one writer and checkpoints it makes itself, even an older SQLite cannot meet the WAL-reset race.
    own_checkpoints = driver.sqlite_version_info < SOUND_SQLITE

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection: Any, record: object) -> None:  # Any: either of two driver modules
        connection.isolation_level = None  # transactions are begun below, by name
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a confirmed action survives power loss, too
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            "cache_size=-24000",  # of each connection; what it does not hold, the system's own cache does
            "temp_store=MEMORY",
            "mmap_size=0",  # mapped pages count once for each connection: 100 MiB for nothing that can be measured
        ):
            connection.execute(f"PRAGMA {pragma}")
        if own_checkpoints:
            connection.execute("PRAGMA wal_autocheckpoint=0")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # IMMEDIATE: a deferred one that starts by reading fails at its first write, whatever the timeout.
        write = connection.get_execution_options().get("kabar_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


class Gate:
    """One writer at a time inside this process, first come first served, without polling the file lock."""

    def __init__(self, engine: sa.Engine) -> None:
        self._lock: threading.Lock | None = threading.Lock() if engine.dialect.name == "sqlite" else None

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Hold the right to write."""
        if self._lock is None:
            yield
            return
        with self._lock:
            yield


@contextmanager
def translated() -> Iterator[None]:
    """Turn the drivers' errors into StoreBusyError, StoreFullError or StoreError, with the cause kept."""
    try:
        yield
    except sa.exc.OperationalError as error:
        message = str(error.orig).lower()
        if "locked" in message or "busy" in message or "deadlock" in message:
            raise StoreBusyError("another process is writing to the database; try again") from error
        if "disk is full" in message or "no space left" in message or "could not extend" in message:
            raise StoreFullError(
                "the disk is full: nothing was written and nothing confirmed is lost; free some space"
            ) from error
        raise StoreError(f"the database cannot be used: {error.orig}") from error
    except sa.exc.DBAPIError as error:
        if "disk is full" in str(error.orig).lower():
            raise StoreFullError(
                "the disk is full: nothing was written and nothing confirmed is lost; free some space"
            ) from error
        raise
