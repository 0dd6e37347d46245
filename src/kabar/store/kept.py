"""Story records that were read before, kept in memory by story and revision; and long lists in one parameter."""

import threading
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
import sqlalchemy as sa

from kabar.model.story import StoryRecord
from kabar.store.types import UtcDateTime

MOST = (
    3000  # records in memory, 5 to 10 kB each; a front page needs 500, most of them the same for all accounts
)


class KeptRecords:
    """Records by story. A record is the stored one as long as its revision is: each `save` counts it up.

    Only what a read transaction saw is kept: what a writer saw may never be committed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[int, StoryRecord] = {}

    def of(self, revisions: Mapping[int, int]) -> dict[int, StoryRecord]:
        """Those of *revisions* (story -> revision) that are kept as they are stored."""
        known = self._known
        found = {number: known.get(number) for number in revisions}
        return {n: r for n, r in found.items() if r is not None and r.revision == revisions[n]}

    def keep(self, records: Mapping[int, StoryRecord]) -> None:
        """Keep *records*; the ones that came first go first."""
        with self._lock:
            for number, record in records.items():
                self._known.pop(number, None)
                self._known[number] = record
            for number in list(self._known)[: max(0, len(self._known) - MOST)]:
                del self._known[number]

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._known = {}


_RECORDS: WeakKeyDictionary[sa.Engine, KeptRecords] = WeakKeyDictionary()
_LOCK = threading.Lock()


def kept_records(connection: sa.Connection) -> KeptRecords | None:
    """The memory of this database; None inside a write transaction."""
    if connection.get_execution_options().get("kabar_write", False):
        return None
    return of_engine(connection.engine)


def of_engine(engine: sa.Engine) -> KeptRecords:
    """The memory of *engine*."""
    with _LOCK:
        return _RECORDS.setdefault(engine, KeptRecords())


def among(
    connection: sa.Connection, column: sa.ColumnElement[Any], values: Collection[int] | Collection[str]
) -> sa.ColumnElement[bool]:
    """`column IN values`, as one parameter: however many they are, the statement stays the same and is compiled once."""
    if connection.dialect.name == "sqlite":
        listed = sa.func.json_each(msgspec.json.encode(list(values)).decode()).table_valued("value")
        return column.in_(sa.select(listed.c.value))
    kind = sa.Integer if isinstance(column.type, sa.Integer) else sa.Text
    return column == sa.any_(sa.bindparam(None, list(values), type_=sa.ARRAY(kind)))


# DISTINCT: a story meets several follows. CROSS JOIN keeps SQLite's loops in this order: one search for each follow.
_MEETING = {
    "sqlite": "json_each(:pairs) AS f CROSS JOIN story_terms AS t "
    "ON t.target = f.value ->> 0 AND t.key = f.value ->> 1",
    "postgresql": "unnest(CAST(:targets AS text[]), CAST(:keys AS text[])) AS f(target, key) JOIN story_terms AS t "
    "ON t.target = f.target AND t.key = f.key",
}
_MEET = {
    dialect: sa.text(
        f"SELECT DISTINCT t.story_id, t.last_at FROM {tables} WHERE t.last_at >= :since "  # noqa: S608
        "ORDER BY t.last_at DESC, t.story_id DESC LIMIT :number"
    ).bindparams(sa.bindparam("since", type_=UtcDateTime))
    for dialect, tables in _MEETING.items()
}
# All in one row, for the reason that `rows` gives.
_MEET["sqlite"] = sa.text(
    f"SELECT json_group_array(story_id) FROM ({_MEET['sqlite'].text})"  # noqa: S608
).bindparams(sa.bindparam("since", type_=UtcDateTime))


def meeting(
    connection: sa.Connection, follows: Sequence[tuple[str, str]], *, since: datetime, limit: int
) -> list[int]:
    """The newest *limit* stories with one of the terms *follows* and a report since then, newest first."""
    dialect = connection.dialect.name
    statement = _MEET[dialect]
    values: dict[str, object] = {"since": since, "number": limit}
    if dialect == "sqlite":
        values["pairs"] = msgspec.json.encode(follows).decode()
    else:
        values |= {"targets": [target for target, _ in follows], "keys": [key for _, key in follows]}
    if dialect == "sqlite":
        stories: list[int] = msgspec.json.decode(connection.execute(statement, values).scalar_one())
        return stories
    return [story for story, _ in connection.execute(statement, values).all()]
