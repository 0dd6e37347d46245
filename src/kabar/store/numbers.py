"""Numbers for rows that are about to be written: taken at once, so that many rows go in with one statement."""

from collections.abc import Sequence

import sqlalchemy as sa


def take_ids(connection: sa.Connection, table: sa.Table, count: int) -> Sequence[int]:
    """*count* ids for new rows of *table*, rising and never used before. Only inside a write transaction.

    On SQLite the rows have to be written in this transaction: the writer's lock keeps the numbers ours.
    """
    if connection.dialect.name == "sqlite":
        highest = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = connection.execute(highest, {"name": table.name}).scalar() or 0
        return range(last + 1, last + 1 + count)
    taken = sa.text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return sorted(connection.execute(taken, {"name": table.name, "count": count}).scalars())
