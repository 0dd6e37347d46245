"""Ways to reach accounts, and what each account wants to be told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from kabar.errors import NotFoundError
from kabar.model.ids import AccountId
from kabar.model.notices import Channel, ChannelKind, NoticeSettings
from kabar.store.schema import accounts
from kabar.store.schema_notices import channels, notice_settings
from kabar.store.upsert import replace


class Channels:
    """Where alerts and digests go."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def of(self, account: AccountId) -> list[Channel]:
        """The account's channels, oldest first."""
        statement = sa.select(channels).where(channels.c.account_id == account).order_by(channels.c.id)
        return [channel_of(row) for row in self._db.execute(statement)]

    def get(self, account: AccountId, channel: int) -> Channel:
        """One of the account's; NotFoundError for any other."""
        where = (channels.c.id == channel) & (channels.c.account_id == account)
        row = self._db.execute(sa.select(channels).where(where)).first()
        if row is None:
            raise NotFoundError("there is no such channel")
        return channel_of(row)

    def find(self, channel: int) -> Channel | None:
        """The channel of that number, whoever's it is."""
        row = self._db.execute(sa.select(channels).where(channels.c.id == channel)).first()
        return None if row is None else channel_of(row)

    def add(
        self,
        account: AccountId,
        kind: ChannelKind,
        *,
        label: str,
        address: Mapping[str, str],
        alerts: bool,
        digests: bool,
        at: datetime,
    ) -> Channel:
        """A new channel."""
        values: dict[str, Any] = {  # Any: one value for each kind of column
            "account_id": account,
            "kind": kind.value,
            "label": label,
            "address": dict(address),
            "alerts": alerts,
            "digests": digests,
            "created_at": at,
            "failures": 0,
            "error": "",
            "gone": False,
        }
        made = self._db.execute(sa.insert(channels).values(**values).returning(channels)).one()
        return channel_of(made)

    def update(self, channel: int, **values: Any) -> None:
        """Change columns of a channel (Any: one value for each kind of column)."""
        self._db.execute(sa.update(channels).where(channels.c.id == channel).values(**values))

    def succeeded(self, channel: int, *, at: datetime) -> None:
        """Something arrived: earlier failures are over."""
        self.update(channel, sent_at=at, failures=0, error="", gone=False)

    def failed(self, channel: int, error: str, *, gone: bool = False) -> None:
        """Something could not be sent. gone: the other side will never take anything again."""
        values = {"failures": channels.c.failures + 1, "error": error}
        self.update(channel, **(values | {"gone": True} if gone else values))

    def remove(self, account: AccountId, channel: int) -> Channel:
        """Forget it and what waits for it; NotFoundError when it is not the account's."""
        found = self.get(account, channel)
        self._db.execute(sa.delete(channels).where(channels.c.id == channel))
        return found

    def troubled(self) -> list[tuple[Channel, str]]:
        """Channels of everyone whose last notice failed, each with its account's name."""
        statement = (
            sa.select(channels, accounts.c.name)
            .join(accounts, accounts.c.id == channels.c.account_id)
            .where(channels.c.error != "", sa.or_(channels.c.alerts, channels.c.digests))
            .order_by(channels.c.id)
        )
        return [(channel_of(row), row.name) for row in self._db.execute(statement)]

    def wishes(self) -> dict[AccountId, NoticeSettings]:
        """The settings of every account that has a channel or asked for digests."""
        c = notice_settings.c
        stored = {
            AccountId(n): _settings(data) for n, data in self._db.execute(sa.select(c.account_id, c.data))
        }
        owners = self._db.execute(sa.select(channels.c.account_id).distinct()).scalars()
        return {**{AccountId(owner): NoticeSettings() for owner in owners}, **stored}

    def settings(self, account: AccountId) -> NoticeSettings:
        """What the account wants; everything off before it said anything."""
        statement = sa.select(notice_settings.c.data).where(notice_settings.c.account_id == account)
        data = self._db.execute(statement).scalar_one_or_none()
        return NoticeSettings() if data is None else _settings(data)

    def save_settings(self, account: AccountId, settings: NoticeSettings) -> None:
        """Keep what the account wants."""
        data = msgspec.to_builtins(settings)
        replace(self._db, notice_settings, key=["account_id"], values={"account_id": account, "data": data})


def _settings(data: Mapping[str, Any]) -> NoticeSettings:
    return msgspec.convert(data, NoticeSettings)


def channel_of(row: sa.Row[Any]) -> Channel:
    """The channel of a row that has the table's columns."""
    return Channel(
        id=row.id,
        account=row.account_id,
        kind=ChannelKind(row.kind),
        label=row.label,
        address=row.address,
        created_at=row.created_at,
        alerts=row.alerts,
        digests=row.digests,
        sent_at=row.sent_at,
        failures=row.failures,
        error=row.error,
        gone=row.gone,
    )
