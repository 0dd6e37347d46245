"""Bring a database to this version's schema, or refuse it untouched."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from kabar.errors import SchemaError, StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


def _config(engine: sa.Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def current(engine: sa.Engine) -> str | None:
    """The schema version of the database; None: empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The schema version that this Kabar works with."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert newest is not None
    return newest


def pending(engine: sa.Engine) -> list[str]:
    """The migrations that an upgrade would run, oldest first."""
    script = ScriptDirectory(str(MIGRATIONS))
    now = current(engine)
    found = [revision.revision for revision in script.iterate_revisions("head", now or "base")]
    return list(reversed(found))


def check(engine: sa.Engine) -> None:
    """Raise SchemaError when a newer Kabar wrote this database. Changes nothing."""
    now = current(engine)
    known = {revision.revision for revision in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if now is not None and now not in known:
        raise SchemaError(
            f"this database was written by a newer Kabar (schema {now}; this one knows up to {head()}); "
            "it was left untouched: install the newer version"
        )


def upgrade(engine: sa.Engine) -> list[str]:
    """Run what is pending, each migration in one transaction; return what was run."""
    todo = pending(engine)
    if todo:
        command.upgrade(_config(engine), "head")
        _verify(engine)
    return todo


def _verify(engine: sa.Engine) -> None:
    """Foreign keys are off while SQLite's tables are rebuilt, so look that none was left dangling."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StoreError(f"the upgrade left {len(broken)} rows without their parent; restore your backup")
