"""What accounts were told without asking: alerts by story, and digests."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from kabar.errors import NotFoundError
from kabar.model.ids import AccountId
from kabar.model.notices import Issue, IssueRow, NewReport, Told
from kabar.store.kept import among
from kabar.store.schema import articles
from kabar.store.schema_notices import alerts, digests
from kabar.store.upsert import insert


class Alerts:
    """Stories that accounts were alerted to."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def add(self, account: AccountId, told: Iterable[Told]) -> None:
        """Keep them."""
        rows = [
            {
                "account_id": account,
                "story_id": one.story,
                "at": one.at,
                "kind": one.kind,
                "headline": one.headline,
                "language": one.language,
                "why": one.why,
            }
            for one in told
        ]
        if rows:
            self._db.execute(sa.insert(alerts), rows)

    def about(self, account: AccountId, stories: Collection[int]) -> dict[int, list[Told]]:
        """What the account was told about each of *stories*, oldest first."""
        c = alerts.c
        where = (c.account_id == account) & among(self._db, c.story_id, list(stories))
        found: dict[int, list[Told]] = {}
        for row in self._db.execute(sa.select(alerts).where(where).order_by(c.at, c.id)):
            found.setdefault(row.story_id, []).append(_told(row))
        return found

    def count(self, account: AccountId, *, since: datetime) -> int:
        """How many alerts were sent since then."""
        c = alerts.c
        where = (c.account_id == account) & (c.at >= since) & (c.kind != "held")
        return int(self._db.execute(sa.select(sa.func.count()).where(where)).scalar_one())

    def of(self, account: AccountId, *, limit: int) -> list[Told]:
        """The newest alerts."""
        statement = sa.select(alerts).where(alerts.c.account_id == account)
        rows = self._db.execute(statement.order_by(alerts.c.at.desc(), alerts.c.id.desc()).limit(limit))
        return [_told(row) for row in rows]

    def reports(self, stories: Collection[int]) -> dict[int, list[NewReport]]:
        """The reports of each of *stories*, oldest first seen first, copies left out."""
        c = articles.c
        where = among(self._db, c.story_id, list(stories)) & c.copy_of.is_(None)
        statement = sa.select(c.id, c.story_id, c.outlet, c.title, c.first_seen_at).where(where)
        found: dict[int, list[NewReport]] = {}
        for row in self._db.execute(statement.order_by(c.first_seen_at, c.id)):
            report = NewReport(article=row.id, outlet=row.outlet, title=row.title, seen_at=row.first_seen_at)
            found.setdefault(row.story_id, []).append(report)
        return found

    def prune(self, *, before: datetime) -> None:
        """Forget old ones."""
        self._db.execute(sa.delete(alerts).where(alerts.c.at < before))


class Digests:
    """Digests that were made."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def add(self, account: AccountId, issue: Issue, *, slot: datetime) -> int | None:
        """Keep an issue; None when one was made for that moment already."""
        values = {
            "account_id": account,
            "rhythm": issue.rhythm,
            "slot": slot,
            "at": issue.at,
            "content": msgspec.to_builtins(issue),
        }
        statement = insert(self._db, digests).values(**values).on_conflict_do_nothing()
        return self._db.execute(statement.returning(digests.c.id)).scalar_one_or_none()

    def get(self, account: AccountId, number: int) -> Issue:
        """One of the account's issues, whole; NotFoundError for any other."""
        where = (digests.c.id == number) & (digests.c.account_id == account)
        row = self._db.execute(sa.select(digests).where(where)).first()
        if row is None:
            raise NotFoundError("there is no such digest")
        return _issue(row)

    def newest(self, account: AccountId, *, limit: int) -> Sequence[Issue]:
        """The newest issues, whole."""
        statement = sa.select(digests).where(digests.c.account_id == account)
        rows = self._db.execute(statement.order_by(digests.c.slot.desc()).limit(limit))
        return [_issue(row) for row in rows]

    def rows(self, account: AccountId, *, limit: int) -> list[IssueRow]:
        """The newest issues, a line each."""
        return [
            IssueRow(
                id=issue.id,
                rhythm=issue.rhythm,
                at=issue.at,
                stories=len(issue.stories),
                headline=issue.stories[0].headline if issue.stories else "",
                language=issue.stories[0].language if issue.stories else "und",
            )
            for issue in self.newest(account, limit=limit)
        ]

    def prune(self, *, before: datetime) -> None:
        """Forget old ones."""
        self._db.execute(sa.delete(digests).where(digests.c.at < before))


def _issue(row: sa.Row[Any]) -> Issue:
    return msgspec.convert({**row.content, "id": row.id}, Issue)


def _told(row: sa.Row[Any]) -> Told:
    return Told(
        story=row.story_id,
        at=row.at,
        kind=row.kind,
        headline=row.headline,
        language=row.language,
        why=row.why,
    )
