"""Messages on their way: each goes through a channel once, whatever ends this process in between.

A row is `waiting`, then `sending` while one process has it in its hands (that is written before anything is
sent), then `sent`, `waiting` again, or `failed`. What stays `sending` beyond its lease was cut off: it becomes
`waiting` again only where sending it twice does no harm, else `uncertain`. Decision 0110.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from kabar.model.ids import AccountId
from kabar.model.notices import (
    Channel,
    ChannelKind,
    Message,
    NoticeKind,
    Outgoing,
    OutgoingRow,
    Sending,
)
from kabar.store.channels import channel_of
from kabar.store.schema_notices import channels, outbox
from kabar.store.upsert import insert

LEASE = timedelta(minutes=10)  # far longer than any server may take


class Outbox:
    """What is to be sent, and what became of it."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def put(
        self, channel: Channel, kind: NoticeKind, key: str, message: Message, *, at: datetime
    ) -> int | None:
        """Add a message; None when one with the same *key* went into this channel before."""
        values = {
            "account_id": channel.account,
            "channel_id": channel.id,
            "kind": kind,
            "key": key,
            "title": message.title[:300],
            "content": msgspec.to_builtins(message),
            "state": Sending.WAITING.value,
            "attempts": 0,
            "created_at": at,
            "next_at": at,
            "error": "",
        }
        statement = insert(self._db, outbox).values(**values).on_conflict_do_nothing()
        return self._db.execute(statement.returning(outbox.c.id)).scalar_one_or_none()

    def take(self, *, now: datetime, limit: int = 20, only: int | None = None) -> list[Outgoing]:
        """Take what is due into one's hands: `sending` until reported, or until the lease ends."""
        due = (outbox.c.state == Sending.WAITING.value) & (outbox.c.next_at <= now)
        if only is not None:
            due &= outbox.c.id == only
        chosen = sa.select(outbox.c.id).where(due).order_by(outbox.c.next_at, outbox.c.id).limit(limit)
        ids = list(self._db.execute(chosen).scalars())
        if not ids:
            return []
        # The state is asked for again: another process may have taken some of them meanwhile.
        statement = sa.update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == Sending.WAITING.value)
        values = {"state": Sending.SENDING.value, "leased_until": now + LEASE}
        taken = self._db.execute(
            statement.values(**values, attempts=outbox.c.attempts + 1).returning(outbox.c.id)
        )
        return self._outgoing(sorted(taken.scalars()))

    def _outgoing(self, ids: Collection[int]) -> list[Outgoing]:
        c = outbox.c
        columns = (c.id, c.kind, c.content, c.attempts, c.created_at, c.channel_id)
        rows = self._db.execute(sa.select(*columns).where(c.id.in_(list(ids))).order_by(c.id)).all()
        wanted = {row.channel_id for row in rows}
        found = self._db.execute(sa.select(channels).where(channels.c.id.in_(wanted)))
        by_id = {row.id: channel_of(row) for row in found}
        return [
            Outgoing(
                id=row.id,
                channel=by_id[row.channel_id],
                kind=row.kind,
                message=msgspec.convert(row.content, Message),
                attempts=row.attempts,
                created_at=row.created_at,
            )
            for row in rows
        ]

    def sent(self, number: int, *, at: datetime) -> None:
        """It arrived; the text is forgotten."""
        self._set(number, Sending.SENT, sent_at=at, next_at=None, content=None, error="")

    def again(self, number: int, error: str, *, next_at: datetime) -> None:
        """It did not; try later."""
        self._set(number, Sending.WAITING, error=error, next_at=next_at)

    def failed(self, number: int, error: str, *, uncertain: bool = False) -> None:
        """It is given up. uncertain: it may have arrived all the same."""
        self._set(number, Sending.UNCERTAIN if uncertain else Sending.FAILED, error=error, next_at=None)

    def _set(self, number: int, state: Sending, **values: Any) -> None:
        statement = sa.update(outbox).where(outbox.c.id == number)
        self._db.execute(statement.values(state=state.value, leased_until=None, **values))

    def recover(self, *, now: datetime, harmless: Collection[ChannelKind], why: str) -> int:
        """Settle what a process left `sending`; return how many may have been lost.

        harmless: kinds of channels where the same message sent twice is seen once.
        """
        cut_off = (outbox.c.state == Sending.SENDING.value) & (outbox.c.leased_until < now)
        again = sa.select(channels.c.id).where(channels.c.kind.in_([kind.value for kind in harmless]))
        back = sa.update(outbox).where(cut_off, outbox.c.channel_id.in_(again))
        self._db.execute(back.values(state=Sending.WAITING.value, leased_until=None, next_at=now))
        lost = sa.update(outbox).where(cut_off)
        values = {"state": Sending.UNCERTAIN.value, "leased_until": None, "next_at": None, "error": why}
        return int(self._db.execute(lost.values(**values)).rowcount)

    def send_again(self, account: AccountId, number: int, *, at: datetime) -> bool:
        """A person wants a failed or uncertain one sent once more."""
        where = (outbox.c.id == number) & (outbox.c.account_id == account)
        where &= outbox.c.state.in_([Sending.FAILED.value, Sending.UNCERTAIN.value])
        where &= outbox.c.content.is_not(None)
        values = {"state": Sending.WAITING.value, "attempts": 0, "next_at": at}
        return self._db.execute(sa.update(outbox).where(where).values(**values)).rowcount > 0

    def of(self, account: AccountId, *, limit: int = 20) -> list[OutgoingRow]:
        """What was and is to be sent to the account, newest first."""
        statement = (
            sa.select(outbox, channels.c.label)
            .join(channels, channels.c.id == outbox.c.channel_id)
            .where(outbox.c.account_id == account)
            .order_by(outbox.c.id.desc())
            .limit(limit)
        )
        return [_row(row) for row in self._db.execute(statement)]

    def get(self, account: AccountId, number: int) -> OutgoingRow | None:
        """One of them."""
        return next((row for row in self.of(account, limit=1000) if row.id == number), None)

    def next_at(self) -> datetime | None:
        """When the next message is due."""
        c = outbox.c
        where = c.state == Sending.WAITING.value
        found: datetime | None = self._db.execute(sa.select(sa.func.min(c.next_at)).where(where)).scalar_one()
        return found

    def waiting(self) -> int:
        """How many wait or are being sent."""
        where = outbox.c.state.in_([Sending.WAITING.value, Sending.SENDING.value])
        return int(self._db.execute(sa.select(sa.func.count()).where(where)).scalar_one())

    def prune(self, *, before: datetime) -> None:
        """Forget what was settled before that; keys are kept that long against sending twice."""
        settled = outbox.c.state.not_in([Sending.WAITING.value, Sending.SENDING.value])
        self._db.execute(sa.delete(outbox).where(settled, outbox.c.created_at < before))


def _row(row: sa.Row[Any]) -> OutgoingRow:
    return OutgoingRow(
        id=row.id,
        channel=row.channel_id,
        label=row.label,
        kind=row.kind,
        title=row.title,
        state=Sending(row.state),
        created_at=row.created_at,
        sent_at=row.sent_at,
        next_at=row.next_at,
        attempts=row.attempts,
        error=row.error,
    )
