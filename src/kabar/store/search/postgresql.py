"""Search on PostgreSQL: a tsvector that we build from our own terms, with a GIN index."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from kabar.store.kept import among
from kabar.store.search.query import Clause
from kabar.text.tokens import tokens

MAX_POSITION = 16383  # of a tsvector; later words are found, but not as part of phrases
MAX_TERM = 200  # bytes; a tsvector takes 2 kB
TITLE_GAP = 1  # positions between title and text, so that no phrase spans both


class PostgresqlIndex:
    """tsvector and GIN."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def add(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Index new articles."""
        prepared = [{"id": number, "terms": _vector(title, text)} for number, title, text in rows]
        if prepared:
            self._db.execute(
                sa.text(
                    "INSERT INTO article_search(article_id, terms) VALUES (:id, CAST(:terms AS tsvector)) "
                    "ON CONFLICT (article_id) DO UPDATE SET terms = excluded.terms"
                ),
                prepared,
            )

    def replace(self, article: int, title: str, text: str) -> None:
        """Index an article anew."""
        self.add([(article, title, text)])

    def remove(self, articles: Sequence[int]) -> None:
        """Forget articles."""
        if articles:
            statement = sa.text("DELETE FROM article_search WHERE article_id = ANY(:ids)")
            self._db.execute(statement, {"ids": list(articles)})

    def matches(self, clauses: Sequence[Clause]) -> sa.Select[int]:
        """Ids of the articles that match."""
        table = sa.table("article_search", sa.column("article_id", sa.Integer))
        statement = sa.select(table.c.article_id.label("id")).select_from(table)
        return statement.where(
            sa.text("terms @@ CAST(:expression AS tsquery)").bindparams(
                sa.bindparam("expression", _expression(clauses), unique=True)
            )
        )

    def best(self, clauses: Sequence[Clause], ids: Sequence[int], limit: int) -> sa.Select[int]:
        """Best first; titles carry weight A."""
        score = sa.text("ts_rank('{0.1,0.2,0.4,1.0}', terms, CAST(:ranked AS tsquery), 1) AS score")
        score = score.bindparams(sa.bindparam("ranked", _expression(clauses), unique=True))
        matched = self.matches(clauses).with_only_columns(
            sa.column("article_id", sa.Integer).label("id"), score
        )
        ranked = matched.subquery()
        return (
            sa.select(ranked.c.id)
            .where(among(self._db, ranked.c.id, ids))
            .order_by(sa.text("score DESC"), ranked.c.id.desc())
            .limit(limit)
        )


def _vector(title: str, text: str) -> str:
    """A tsvector literal: each term with its places, those of the title with weight A."""
    places: dict[str, list[str]] = {}
    position = 0
    for term in tokens(title):
        position += 1
        places.setdefault(term[:MAX_TERM], []).append(f"{min(position, MAX_POSITION)}A")
    position += TITLE_GAP
    for term in tokens(text):
        position += 1
        found = places.setdefault(term[:MAX_TERM], [])
        if position <= MAX_POSITION or not found:
            found.append(str(min(position, MAX_POSITION)))
    return " ".join(f"'{term}':{','.join(found[:255])}" for term, found in places.items())


def _expression(clauses: Sequence[Clause]) -> str:
    return " & ".join(
        f"!({_phrase(clause)})" if clause.minus else f"({_phrase(clause)})" for clause in clauses
    )


def _phrase(clause: Clause) -> str:
    weight = "A" if clause.title_only else ""
    last = len(clause.terms) - 1
    parts = []
    for number, term in enumerate(clause.terms):
        star = "*" if clause.prefix and number == last else ""
        mark = f":{weight}{star}" if weight or star else ""
        parts.append(f"'{term[:MAX_TERM]}'{mark}")
    return " <-> ".join(parts)
