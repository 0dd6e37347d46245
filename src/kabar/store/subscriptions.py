"""Which account reads which source, in which group."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from kabar.model.ids import AccountId, GroupId, SourceId
from kabar.store.rows import ManyRows
from kabar.store.schema import groups, subscriptions
from kabar.store.upsert import insert

_OF_ACCOUNT = ManyRows(
    sa.select(subscriptions.c.source_id)
    .where(subscriptions.c.account_id == sa.bindparam("account"))
    .order_by(subscriptions.c.source_id)
)


class Subscriptions:
    """The sources of each account."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def add(self, account: AccountId, source: SourceId, *, at: datetime, group: str | None = None) -> bool:
        """Subscribe; return False when the account did already."""
        values = {
            "account_id": account,
            "source_id": source,
            "group_id": None if group is None else self._group(account, group),
            "added_at": at,
        }
        new = insert(self._db, subscriptions).values(values).on_conflict_do_nothing()
        return self._db.execute(new.returning(subscriptions.c.source_id)).first() is not None

    def remove(self, account: AccountId, source: SourceId) -> bool:
        """Unsubscribe; what was read and saved stays."""
        c = subscriptions.c
        where = (c.account_id == account) & (c.source_id == source)
        return self._db.execute(sa.delete(subscriptions).where(where)).rowcount > 0

    def of(self, account: AccountId) -> list[SourceId]:
        """The account's sources, oldest first."""
        return [source for (source,) in _OF_ACCOUNT.of(self._db, account=account)]

    def groups_of(self, account: AccountId) -> dict[SourceId, str]:
        """The group of each source that is in one."""
        statement = (
            sa.select(subscriptions.c.source_id, groups.c.name)
            .join(groups, groups.c.id == subscriptions.c.group_id)
            .where(subscriptions.c.account_id == account)
        )
        return {SourceId(source): name for source, name in self._db.execute(statement)}

    def readers(self, source: SourceId) -> int:
        """How many accounts read it."""
        c = subscriptions.c
        return int(self._db.execute(sa.select(sa.func.count()).where(c.source_id == source)).scalar_one())

    def accounts_reading(self, sources: Sequence[int]) -> dict[int, list[AccountId]]:
        """For each of *sources*, who reads it."""
        c = subscriptions.c
        found: dict[int, list[AccountId]] = {}
        for source, account in self._db.execute(
            sa.select(c.source_id, c.account_id).where(c.source_id.in_(sources))
        ):
            found.setdefault(source, []).append(AccountId(account))
        return found

    def _group(self, account: AccountId, name: str) -> GroupId:
        values = {"account_id": account, "name": name}
        self._db.execute(insert(self._db, groups).values(values).on_conflict_do_nothing())
        where = (groups.c.account_id == account) & (groups.c.name == name)
        return GroupId(self._db.execute(sa.select(groups.c.id).where(where)).scalar_one())
