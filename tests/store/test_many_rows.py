"""Many rows in one statement: the same on both databases, in the statement's order."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from kabar.store import Store
from kabar.store.rows import ManyRows

_TABLE = sa.table("pairs", sa.column("id", sa.BigInteger), sa.column("name", sa.Text))
_BACKWARDS = ManyRows(sa.select(_TABLE.c.id, _TABLE.c.name).order_by(_TABLE.c.id.desc()))
_CHOSEN = ManyRows(
    sa.select(_TABLE.c.id).where(_TABLE.c.name != sa.bindparam("but")).order_by(_TABLE.c.id),
    among=_TABLE.c.id,
)
_NAMED = ManyRows(sa.select(_TABLE.c.id), among=_TABLE.c.name)
_ROWS = [(1, "satu"), (2, None), (3, 'tiga "3"\n'), (2**52, "ج🙂")]


@pytest.fixture
def connection(store: Store) -> Iterator[sa.Connection]:
    with store.engine.connect() as opened:
        opened.execute(sa.text("CREATE TEMPORARY TABLE pairs (id BIGINT, name TEXT)"))
        opened.execute(sa.insert(_TABLE), [{"id": number, "name": name} for number, name in _ROWS])
        yield opened
        opened.rollback()
        opened.execute(sa.text("DROP TABLE IF EXISTS pairs"))


def test_rows_come_in_order_and_as_they_are(connection: sa.Connection) -> None:
    assert [tuple(row) for row in _BACKWARDS.of(connection)] == sorted(
        _ROWS, reverse=True, key=lambda r: r[0]
    )


def test_rows_among_values(connection: sa.Connection) -> None:
    assert [tuple(row) for row in _CHOSEN.of(connection, [3, 1, 7], but="satu")] == [(3,)]
    assert [tuple(row) for row in _CHOSEN.of(connection, [], but="satu")] == []
    assert [tuple(row) for row in _NAMED.of(connection, ["ج🙂", "x"])] == [(2**52,)]
