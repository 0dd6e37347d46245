"""Search on SQLite: FTS5 without content of its own; row ids are article ids, so newest first is free.

Its ascii tokenizer leaves our terms as they are: every byte above 127 belongs to a term.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from kabar.store.kept import among
from kabar.store.search.query import Clause
from kabar.text.tokens import indexed


class SqliteIndex:
    """FTS5."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def add(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Index new articles."""
        prepared = [(number, indexed(title), indexed(text)) for number, title, text in rows]
        if prepared:
            self._db.exec_driver_sql(
                "INSERT INTO article_search(rowid, title, text) VALUES (?, ?, ?)", prepared
            )

    def replace(self, article: int, title: str, text: str) -> None:
        """Index an article anew."""
        self.remove([article])
        self.add([(article, title, text)])

    def remove(self, articles: Sequence[int]) -> None:
        """Forget articles."""
        if articles:
            self._db.exec_driver_sql(
                "DELETE FROM article_search WHERE rowid = ?", [(number,) for number in articles]
            )

    def matches(self, clauses: Sequence[Clause]) -> sa.Select[int]:
        """Ids of the articles that match."""
        table = sa.table("article_search", sa.column("rowid", sa.Integer))
        statement = sa.select(table.c.rowid.label("id")).select_from(table)
        return statement.where(
            sa.text("article_search MATCH :expression").bindparams(
                sa.bindparam("expression", _expression(clauses), unique=True)
            )
        )

    def best(self, clauses: Sequence[Clause], ids: Sequence[int], limit: int) -> sa.Select[int]:
        """Best first: bm25 with titles counting four times."""
        matched = self.matches(clauses).with_only_columns(
            sa.column("rowid", sa.Integer).label("id"), sa.text("bm25(article_search, 4.0, 1.0) AS score")
        )
        # The range of row ids bounds what is weighed; +id keeps SQLite from matching anew for each of *ids*.
        rowid = sa.column("rowid", sa.Integer)
        ranked = matched.where(rowid.between(min(ids, default=0), max(ids, default=0))).subquery("ranked")
        return (
            sa.select(ranked.c.id)
            .where(among(self._db, sa.literal_column("+ranked.id", sa.Integer), ids))
            .order_by(sa.text("score"), ranked.c.id.desc())
            .limit(limit)
        )


def _expression(clauses: Sequence[Clause]) -> str:
    wanted = " AND ".join(_phrase(clause) for clause in clauses if not clause.minus)
    unwanted = " OR ".join(_phrase(clause) for clause in clauses if clause.minus)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _phrase(clause: Clause) -> str:
    # Terms hold letters and digits only, so quoting them is enough.
    phrase = '"' + " ".join(clause.terms) + '"' + ("*" if clause.prefix else "")
    return f"title : {phrase}" if clause.title_only else phrase
