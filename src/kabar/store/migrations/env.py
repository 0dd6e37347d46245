"""Alembic's entry: runs each migration in its own transaction, with foreign keys off on SQLite.

SQLite changes a table by copying it; with foreign keys on, dropping the old copy would delete the rows of
its children (ON DELETE CASCADE). `migrate._verify` looks for dangling rows afterwards.
"""

import sqlalchemy as sa
from alembic import context

from kabar.store.schema import metadata


def run() -> None:
    """Run the migrations on the engine that `migrate` hands over."""
    engine: sa.Engine = context.config.attributes["engine"]
    with engine.connect() as plain:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            _foreign_keys(plain, "OFF")
        connection = plain.execution_options(kabar_write=True)
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=sqlite,
            transactional_ddl=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            plain.rollback()
            _foreign_keys(plain, "ON")


def _foreign_keys(connection: sa.Connection, state: str) -> None:
    """Outside any transaction: inside one the pragma does nothing, without a word."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys={state}")


run()
