"""Many short rows in one: what a page reads by the hundred.

Python's SQLite drivers let go of the interpreter at each row and take it back. Beside other busy threads
that can take milliseconds a row, so that a page of 3,000 rows waits longer than it works. SQLite can write all
rows into one JSON text, which comes in a single step.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa


class ManyRows:
    """A statement over numbers, texts and NULL (no times, no bytes: JSON has none), and how to run it.

    among: a column that has to have one of the values that `of` is given, however many they are.
    """

    def __init__(self, statement: sa.Select[Any], *, among: sa.ColumnElement[Any] | None = None) -> None:
        self._sqlite = self._other = statement
        if among is not None:
            listed = sa.func.json_each(sa.bindparam("among", type_=sa.Text)).table_valued("value")
            kind = sa.Integer if isinstance(among.type, sa.Integer) else sa.Text
            array = sa.bindparam("among", type_=sa.ARRAY(kind))
            self._sqlite = statement.where(among.in_(sa.select(listed.c.value)))
            self._other = statement.where(among == sa.any_(array))
        inner = self._sqlite.subquery()
        self._packed = sa.select(sa.func.json_group_array(sa.func.json_array(*inner.c)))
        self._among = among is not None

    def of(
        self,
        connection: sa.Connection,
        among: Collection[int] | Collection[str] = (),
        **values: object,
    ) -> Sequence[Sequence[Any]]:
        """The rows in the statement's order."""
        if connection.dialect.name != "sqlite":
            if self._among:
                values["among"] = list(among)
            return connection.execute(self._other, values).all()
        if self._among:
            values["among"] = msgspec.json.encode(list(among)).decode()
        return _decoded(connection.execute(self._packed, values).scalar_one())


@lru_cache(maxsize=256)
def _decoded(text: str) -> tuple[tuple[Any, ...], ...]:
    """The rows. What a person follows and reads stays as it is for days: equal texts give the same value."""
    rows: tuple[tuple[Any, ...], ...] = msgspec.json.decode(text, type=tuple[tuple[Any, ...], ...])
    return rows
