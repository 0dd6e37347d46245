"""Hubs: what WebSub pushes, under which callback, and until when."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kabar.model.hub import HubState, Subscription
from kabar.model.ids import SourceId
from kabar.store.schema import sources
from kabar.store.schema_hubs import hubs
from kabar.store.upsert import replace

CHUNK = 500  # values in one IN list


class Hubs:
    """Subscriptions by their token; a source has a second one while the first is being renewed."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def save(self, subscription: Subscription) -> None:
        """Add it, or replace the one with its token."""
        values: dict[str, Any] = asdict(subscription)  # Any: one value for each kind of column
        values["source_id"] = values.pop("source")
        values["state"] = subscription.state.value
        replace(self._db, hubs, key=["token"], values=values)

    def by_token(self, token: str) -> Subscription | None:
        """The subscription whose callback ends in *token*."""
        row = self._db.execute(sa.select(hubs).where(hubs.c.token == token)).first()
        return None if row is None else _subscription(row)

    def of(self, ids: Collection[SourceId]) -> dict[SourceId, list[Subscription]]:
        """The subscriptions of each of those sources, the one asked last at the end."""
        found: dict[SourceId, list[Subscription]] = {}
        wanted = sorted(ids)
        for start in range(0, len(wanted), CHUNK):
            where = hubs.c.source_id.in_(wanted[start : start + CHUNK])
            order = hubs.c.asked_at.asc().nulls_last(), hubs.c.token
            for row in self._db.execute(sa.select(hubs).where(where).order_by(*order)):
                found.setdefault(SourceId(row.source_id), []).append(_subscription(row))
        return found

    def active(self, ids: Sequence[SourceId], *, now: datetime) -> set[SourceId]:
        """Those of *ids* whose news a hub pushes."""
        c = hubs.c
        found: set[SourceId] = set()
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            where = c.source_id.in_(part) & (c.state == HubState.ACTIVE.value) & (c.lease_until > now)
            found.update(
                SourceId(id) for id in self._db.execute(sa.select(c.source_id).where(where)).scalars()
            )
        return found

    def lease_due(self, now: datetime, *, until: datetime, limit: int) -> list[Subscription]:
        """Take up to *limit* whose hub is to be asked now; nobody else gets them before *until*."""
        c = hubs.c
        chosen = sa.select(c.token).where(c.due_at <= now).order_by(c.due_at, c.token).limit(limit)
        tokens = self._db.execute(chosen.with_for_update(skip_locked=True)).scalars().all()
        if not tokens:
            return []
        taken = sa.update(hubs).where(c.token.in_(tokens)).values(due_at=until).returning(*c)
        return [_subscription(row) for row in self._db.execute(taken).all()]

    def end_unread(self, now: datetime) -> None:
        """Subscriptions of paused sources come to their end: the hub is to be told."""
        c = hubs.c
        paused = sa.select(sources.c.id).where(sources.c.paused.is_(True))
        where = c.source_id.in_(paused) & (c.state != HubState.ENDING.value)
        self._db.execute(sa.update(hubs).where(where).values(state=HubState.ENDING.value, due_at=now))

    def drop(self, token: str) -> None:
        """Forget one."""
        self._db.execute(sa.delete(hubs).where(hubs.c.token == token))

    def drop_others(self, kept: Subscription) -> None:
        """Forget what *kept*, which the hub has verified, takes the place of."""
        c = hubs.c
        same = (c.source_id == kept.source) & (c.hub == kept.hub) & (c.topic == kept.topic)
        self._db.execute(sa.delete(hubs).where(same & (c.token != kept.token)))

    def prune(self, before: datetime) -> None:
        """Forget subscriptions that ended before *before*, whatever their hub made of it."""
        c = hubs.c
        ended = (c.state == HubState.ENDING.value) & c.due_at.is_(None) & (c.asked_at < before)
        self._db.execute(sa.delete(hubs).where(ended))


def _subscription(row: sa.Row[tuple[object, ...]]) -> Subscription:
    return Subscription(
        source=SourceId(row.source_id),
        hub=row.hub,
        topic=row.topic,
        token=row.token,
        secret=row.secret,
        state=HubState(row.state),
        asked_at=row.asked_at,
        verified_at=row.verified_at,
        lease_until=row.lease_until,
        due_at=row.due_at,
        error=row.error,
    )
