"""Insert-or-update in one statement, and inserts of thousands of rows; the same on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert


def insert(connection: sa.Connection, table: sa.Table) -> Insert:
    """The dialect's INSERT, which knows ON CONFLICT."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def replace(
    connection: sa.Connection, table: sa.Table, *, key: Sequence[str], values: dict[str, object]
) -> None:
    """Write one row, over the one with the same *key* if there is one."""
    changed = {name: value for name, value in values.items() if name not in key}
    statement = insert(connection, table).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed))


def insert_many(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many *rows*, which all have the same columns; those that are there already stay as they are.

    Column by column and past SQLAlchemy's own handling of parameters, which costs more than the database does.
    Every column that is not null has to be given: defaults do not apply.
    """
    if not rows:
        return
    dialect = connection.dialect
    columns: list[Sequence[Any]] = []
    for name in rows[0]:
        kind = table.c[name].type
        values = [row[name] for row in rows]
        if isinstance(kind, sa.types.TypeDecorator):
            values = [kind.process_bind_param(value, dialect) for value in values]
        columns.append(values)
    place = "?" if dialect.paramstyle == "qmark" else "%s"
    places = ", ".join([place] * len(columns))
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(rows[0])}) VALUES ({places}) ON CONFLICT DO NOTHING",  # noqa: S608
        list(zip(*columns, strict=True)),
    )
