"""All SQL. `Store.read()` and `Store.write()` give a transaction with one attribute for each noun.

A write transaction is short: nothing slow (no network, no model) may happen inside one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from kabar.errors import ConfigError
from kabar.store import migrate
from kabar.store.accounts import Accounts, Links, Sessions
from kabar.store.articles import Articles
from kabar.store.channels import Channels
from kabar.store.corrections import Corrections
from kabar.store.damage import find_problems
from kabar.store.engine import (
    SOUND_SQLITE,
    Gate,
    database_url,
    open_engine,
    sqlite_driver,
    translated,
)
from kabar.store.entries import Entries
from kabar.store.feeds import Feeds
from kabar.store.follows import Follows
from kabar.store.hosts import Hosts
from kabar.store.hubs import Hubs
from kabar.store.locks import held
from kabar.store.marks import Marks
from kabar.store.neighbours import Neighbours
from kabar.store.outbox import Outbox
from kabar.store.outlet_rules import OutletRules
from kabar.store.pages import Pages
from kabar.store.reading import Reading
from kabar.store.rereadings import Rereadings
from kabar.store.rules import Rules
from kabar.store.search import open_index
from kabar.store.searches import SavedSearches
from kabar.store.secrets import Secrets
from kabar.store.sources import Sources
from kabar.store.stories import Stories
from kabar.store.subscriptions import Subscriptions
from kabar.store.told import Alerts, Digests
from kabar.store.undo import Undo

CHECK_IN_EVERY = 200  # writes between two check-ins of the log, where we make them ourselves


class Transaction:
    """One read or write transaction, by noun."""

    def __init__(self, connection: sa.Connection) -> None:
        self.search = open_index(connection)
        self.sources = Sources(connection)
        self.hosts = Hosts(connection)
        self.hubs = Hubs(connection)
        self.entries = Entries(connection, self.search)
        self.articles = Articles(connection, self.search)
        self.pages = Pages(connection)
        self.reading = Reading(connection, self.search)
        self.searches = SavedSearches(connection, self.reading)
        self.stories = Stories(connection)
        self.corrections = Corrections(connection)
        self.neighbours = Neighbours(connection, self.stories)
        self.accounts = Accounts(connection)
        self.sessions = Sessions(connection)
        self.links = Links(connection)
        self.subscriptions = Subscriptions(connection)
        self.follows = Follows(connection)
        self.rules = Rules(connection)
        self.outlet_rules = OutletRules(connection)
        self.rereadings = Rereadings(connection, self.articles)
        self.feeds = Feeds(connection)
        self.marks = Marks(connection)
        self.channels = Channels(connection)
        self.alerts = Alerts(connection)
        self.digests = Digests(connection)
        self.outbox = Outbox(connection)
        self.undo = Undo(connection)
        self.secrets = Secrets(connection)


class Store:
    """The database."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._gate = Gate(engine)
        self._writes = 0
        # An old SQLite is not trusted to check its log in while others write: we do it, with the gate held.
        self._checks_in = self.is_sqlite and sqlite_driver().sqlite_version_info < SOUND_SQLITE

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view; never waits for a writer."""
        with translated(), self._engine.connect() as connection, connection.begin():
            yield Transaction(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """All of it or nothing; committed, and safe from a crash, when the block ends."""
        with translated(), self._gate.writer(), self._engine.connect() as plain:
            connection = plain.execution_options(kabar_write=True)
            with connection.begin():
                yield Transaction(connection)
            self._writes += 1
            if self._checks_in and self._writes % CHECK_IN_EVERY == 0:
                driver = plain.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Be the only process that does *name*; waits. A lock ends with the process that held it."""
        with translated(), held(self._engine, name):
            yield

    def optimize(self) -> None:
        """Refresh the statistics that queries are planned with."""
        with translated(), self._gate.writer(), self._engine.connect() as connection:
            autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
            autocommit.exec_driver_sql(
                "PRAGMA optimize" if self._engine.dialect.name == "sqlite" else "ANALYZE"
            )

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    @property
    def description(self) -> str:
        """Which database this is, for people: `SQLite 3.53.4`."""
        if self._engine.dialect.name == "sqlite":
            return f"SQLite {sqlite_driver().sqlite_version}"
        with self._engine.connect() as connection:
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        return f"PostgreSQL {str(version).split()[0]}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of our own."""
        return self._engine.dialect.name == "sqlite"

    def upgrade(self) -> list[str]:
        """Run pending migrations; return their names."""
        with translated():
            return migrate.upgrade(self._engine)

    def problems(self) -> list[str]:
        """Damage that can be found without changing anything; empty when all is well."""
        with translated():
            return find_problems(self._engine)

    def backup(self, file: Path) -> None:
        """Write a consistent copy of a SQLite database to *file*."""
        # Straight to the driver: VACUUM works outside transactions only.
        raw = self._engine.raw_connection()
        try:
            with translated():
                raw.cursor().execute("VACUUM INTO ?", (str(file),))
        finally:
            raw.close()

    @property
    def engine(self) -> sa.Engine:
        """For migrations and checks inside `store`; nobody else speaks SQL."""
        return self._engine


def schema_of(store: Store) -> str:
    """How the schema stands to this version: "current", "older" or "none" when nothing was ever written."""
    now = migrate.current(store.engine)
    return "none" if now is None else "older" if migrate.pending(store.engine) else "current"


def open_store(configured: str | None, data_dir: Path, *, upgrade: bool = True) -> Store:
    """Open the database, bringing it to this version's schema unless *upgrade* is False.

    Raises SchemaError, leaving it untouched, when a newer Kabar wrote it; StoreError when it cannot be opened.
    """
    url = database_url(configured, data_dir)
    if url.startswith("sqlite"):
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"{data_dir}: the data folder cannot be made ({error.strerror}); "
                "name another with --data or KABAR_DATA"
            ) from error
        if not os.access(data_dir, os.W_OK | os.X_OK):
            raise ConfigError(
                f"{data_dir}: the data folder is read-only for this user; "
                "give it the right to write there, or name another with --data or KABAR_DATA"
            )
    engine = open_engine(url)
    with translated():
        migrate.check(engine)
        if upgrade:
            migrate.upgrade(engine)
    return Store(engine)


__all__ = ["Store", "Transaction", "open_store", "schema_of"]
