"""Feeds that are read with a token. Only hashes of the tokens are kept."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kabar.model.account import Target
from kabar.model.ids import AccountId
from kabar.model.syndication import FeedRow
from kabar.store.schema import feeds


class Feeds:
    """Who may read what from outside."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def of(self, account: AccountId) -> list[FeedRow]:
        """The account's feeds, oldest first."""
        statement = sa.select(feeds).where(feeds.c.account_id == account).order_by(feeds.c.id)
        return [_feed(row) for row in self._db.execute(statement)]

    def create(
        self,
        account: AccountId,
        token_hash: bytes,
        *,
        target: Target | None,
        key: str,
        label: str,
        at: datetime,
    ) -> FeedRow:
        """A new feed."""
        values = {
            "account_id": account,
            "token_hash": token_hash,
            "target": "" if target is None else target.value,
            "key": key,
            "label": label,
            "created_at": at,
        }
        made = self._db.execute(sa.insert(feeds).values(**values).returning(feeds)).one()
        return _feed(made)

    def set_token(self, account: AccountId, feed: int, token_hash: bytes, *, at: datetime) -> FeedRow | None:
        """Another token for the same feed; None when the account has no such feed."""
        where = (feeds.c.account_id == account) & (feeds.c.id == feed)
        values = {"token_hash": token_hash, "created_at": at, "used_at": None}
        row = self._db.execute(sa.update(feeds).where(where).values(**values).returning(feeds)).first()
        return None if row is None else _feed(row)

    def find(self, token_hash: bytes) -> FeedRow | None:
        """The feed with that token."""
        row = self._db.execute(sa.select(feeds).where(feeds.c.token_hash == token_hash)).first()
        return None if row is None else _feed(row)

    def used(self, feed: int, *, at: datetime) -> None:
        """Note that it was read."""
        self._db.execute(sa.update(feeds).where(feeds.c.id == feed).values(used_at=at))

    def delete(self, account: AccountId, feed: int) -> FeedRow | None:
        """End it: its address stops working. None when the account has no such feed."""
        where = (feeds.c.account_id == account) & (feeds.c.id == feed)
        row = self._db.execute(sa.delete(feeds).where(where).returning(feeds)).first()
        return None if row is None else _feed(row)


def _feed(row: sa.Row[Any]) -> FeedRow:
    return FeedRow(
        id=row.id,
        account=row.account_id,
        target=Target(row.target) if row.target else None,
        key=row.key,
        label=row.label,
        created_at=row.created_at,
        used_at=row.used_at,
    )
