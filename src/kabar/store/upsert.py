"""Insert-or-update in one statement; both databases have the same clause under two imports."""

from collections.abc import Sequence

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
