"""Corrections: what people said belongs together or apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kabar.model.ids import AccountId
from kabar.store.schema import articles, corrections


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A person's word on two articles."""

    id: int
    kind: str  # together, apart
    article: int
    other: int
    account: int | None
    at: datetime
    titles: tuple[str, str]
    outlets: tuple[str, str]


class Corrections:
    """Must and cannot links between articles; the latest word on two counts."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def add(
        self, kind: str, pairs: Sequence[tuple[int, int]], *, account: AccountId | None, at: datetime
    ) -> list[int]:
        """Keep a person's word that each two articles belong together or apart; return the numbers of it."""
        if not pairs:
            return []
        rows = [
            {"kind": kind, "article_id": one, "other_id": other, "account_id": account, "at": at}
            for one, other in pairs
        ]
        statement = sa.insert(corrections).returning(corrections.c.id, sort_by_parameter_order=True)
        return list(self._db.execute(statement, rows).scalars())

    def withdraw(self, ids: Sequence[int]) -> None:
        """Take corrections back."""
        self._db.execute(sa.delete(corrections).where(corrections.c.id.in_(list(ids))))

    def all(self) -> list[tuple[str, int, int]]:
        """(together or apart, article, article), oldest first."""
        c = corrections.c
        rows = self._db.execute(sa.select(c.kind, c.article_id, c.other_id).order_by(c.id))
        return [(kind, article, other) for kind, article, other in rows]

    def newest(self, *, limit: int) -> list[Correction]:
        """The latest words with what they are about, newest first; without articles that are gone."""
        c, one, other = corrections.c, articles.alias("one"), articles.alias("other")
        statement = (
            sa.select(corrections, one.c.title, one.c.outlet, other.c.title, other.c.outlet)
            .join(one, one.c.id == c.article_id)
            .join(other, other.c.id == c.other_id)
            .order_by(c.id.desc())
            .limit(limit)
        )
        found = []
        for row in self._db.execute(statement):
            *_, title, outlet, other_title, other_outlet = row
            found.append(
                Correction(
                    id=row.id,
                    kind=row.kind,
                    article=row.article_id,
                    other=row.other_id,
                    account=row.account_id,
                    at=row.at,
                    titles=(title, other_title),
                    outlets=(outlet, other_outlet),
                )
            )
        return found

    def on(self, numbers: Sequence[int]) -> set[int]:
        """Those of the articles *numbers* that a person placed."""
        c, wanted = corrections.c, list(numbers)
        rows = self._db.execute(
            sa.select(c.article_id, c.other_id).where(
                c.article_id.in_(wanted) | ((c.kind == "together") & c.other_id.in_(wanted))
            )
        )
        return {number for row in rows for number in row} & set(wanted)
