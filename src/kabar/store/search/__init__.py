"""Full-text search, the one true fork between the databases: same terms, same hits on both.

Both index the terms of `kabar.text.tokens`, so what is a word is decided once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from kabar.store.search.postgresql import PostgresqlIndex
from kabar.store.search.query import Clause, Query, parse_query
from kabar.store.search.sqlite import SqliteIndex


class Index(Protocol):
    """The search rows of articles."""

    def add(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Index new articles: (id, title, text)."""

    def replace(self, article: int, title: str, text: str) -> None:
        """Index an article anew."""

    def remove(self, articles: Sequence[int]) -> None:
        """Forget articles."""

    def matches(self, clauses: Sequence[Clause]) -> sa.Select[int]:
        """A statement that gives the ids of the articles that match all *clauses* (at least one of them positive)."""

    def best(self, clauses: Sequence[Clause], ids: Sequence[int], limit: int) -> sa.Select[int]:
        """*ids*, which match, best first, at most *limit*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of hits."""

    total: int
    articles: tuple[int, ...]
    first_at: datetime | None = None


def open_index(connection: sa.Connection) -> Index:
    """The index of this connection's database."""
    if connection.dialect.name == "sqlite":
        return SqliteIndex(connection)
    return PostgresqlIndex(connection)


__all__ = ["Clause", "Found", "Index", "Query", "open_index", "parse_query"]
