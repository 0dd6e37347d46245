"""What accounts follow and mute."""

import itertools
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from kabar.model.account import Follow, Target, Taste
from kabar.model.ids import AccountId
from kabar.store.rows import ManyRows
from kabar.store.schema import articles, follows, story_terms, tastes
from kabar.store.types import moment
from kabar.store.upsert import replace

# The time as it is stored: hundreds of rows are read with each page, and most were made into values before.
_COLUMNS = [
    *[follows.c[name] for name in ("target", "key", "label", "strength", "muted", "alert")],
    *[sa.type_coerce(follows.c[name], sa.BigInteger).label(name) for name in ("created_at", "alert_at")],
]
_OF_ACCOUNT = ManyRows(
    sa.select(*_COLUMNS).where(follows.c.account_id == sa.bindparam("account")).order_by(follows.c.id)
)


LATE = 12 * 3_600_000_000  # microseconds


class Follows:
    """Wishes, and what ranking learned beside them."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def of(self, account: AccountId) -> tuple[Follow, ...]:
        """All follows and mutes of the account, oldest first."""
        return _follows(tuple(map(tuple, _OF_ACCOUNT.of(self._db, account=account))))

    def get(self, account: AccountId, target: Target, key: str) -> Follow | None:
        """One of them."""
        c = follows.c
        where = (c.account_id == account) & (c.target == target.value) & (c.key == key)
        row = self._db.execute(sa.select(*_COLUMNS).where(where)).first()
        return None if row is None else _follow(*row)

    def put(self, account: AccountId, follow: Follow, *, at: datetime) -> None:
        """Add or change a follow; what was new in it stays new."""
        c = follows.c
        where = (c.account_id == account) & (c.target == follow.target.value) & (c.key == follow.key)
        seen = self._db.execute(sa.select(c.seen_at).where(where)).scalar_one_or_none()
        values: dict[str, Any] = {  # Any: one value for each kind of column
            "account_id": account,
            "target": follow.target.value,
            "key": follow.key,
            "label": follow.label,
            "strength": follow.strength,
            "muted": follow.muted,
            "alert": follow.alert,
            "created_at": follow.created_at or at,
            "seen_at": seen or at,
            "alert_at": (follow.alert_at or at) if follow.alert else None,
        }
        replace(self._db, follows, key=["account_id", "target", "key"], values=values)

    def remove(self, account: AccountId, target: Target, key: str) -> bool:
        """Forget it; False when there was none."""
        c = follows.c
        where = (c.account_id == account) & (c.target == target.value) & (c.key == key)
        return self._db.execute(sa.delete(follows).where(where)).rowcount > 0

    def seen(self, account: AccountId, target: Target, key: str, *, at: datetime) -> None:
        """What came before is no longer new."""
        c = follows.c
        where = (c.account_id == account) & (c.target == target.value) & (c.key == key)
        self._db.execute(sa.update(follows).where(where).values(seen_at=at))

    def seen_at(self, account: AccountId, target: Target, key: str) -> datetime | None:
        """When the account last looked at what it follows; None when it does not follow it."""
        c = follows.c
        where = (c.account_id == account) & (c.target == target.value) & (c.key == key)
        return self._db.execute(sa.select(c.seen_at).where(where)).scalar_one_or_none()

    def counts(self, account: AccountId) -> dict[tuple[str, str], int]:
        """For each follow, how many stories have a report that came in after its last look, copies left out.

        A report that comes in late, up to LATE after it was published, is new all the same.
        """
        terms, c, report = story_terms.c, follows.c, articles.c
        last, seen = sa.type_coerce(terms.last_at, sa.BigInteger), sa.type_coerce(c.seen_at, sa.BigInteger)
        came = (
            sa.exists()
            .where(
                report.story_id == terms.story_id, report.first_seen_at > c.seen_at, report.copy_of.is_(None)
            )
            .correlate(story_terms, follows)
        )
        newer = (terms.target == c.target) & (terms.key == c.key) & (last > seen - LATE) & came
        statement = (
            sa.select(c.target, c.key, sa.func.count(terms.story_id))
            .select_from(follows.join(story_terms, newer))
            .where(c.account_id == account)
            .group_by(c.target, c.key)
        )
        return {(target, key): count for target, key, count in self._db.execute(statement)}

    def taste(self, account: AccountId) -> Taste:
        """What was learned; an empty taste before anything was."""
        data = self._profile(account)
        at = data.get("learned_at")
        return Taste(
            weights=data.get("weights", {}),
            signals=data.get("signals", {}),
            sides=data.get("sides", {}),
            learned_at=None if at is None else datetime.fromisoformat(at),
        )

    def save_taste(self, account: AccountId, taste: Taste, *, edited: tuple[str, ...] | None = None) -> None:
        """Keep what was learned; *edited* are the keys that the person set and that learning leaves alone."""
        data = {
            "weights": dict(taste.weights),
            "signals": dict(taste.signals),
            "sides": dict(taste.sides),
            "learned_at": None if taste.learned_at is None else taste.learned_at.isoformat(),
            "edited": list(self.edited(account) if edited is None else edited),
        }
        replace(self._db, tastes, key=["account_id"], values={"account_id": account, "data": data})

    def edited(self, account: AccountId) -> tuple[str, ...]:
        """Keys of the taste that the person set by hand."""
        return tuple(self._profile(account).get("edited", ()))

    def _profile(self, account: AccountId) -> dict[str, Any]:  # Any: JSON
        statement = sa.select(tastes.c.data).where(tastes.c.account_id == account)
        return self._db.execute(statement).scalar_one_or_none() or {}


@lru_cache(maxsize=64)
def _follows(rows: tuple[tuple[Any, ...], ...]) -> tuple[Follow, ...]:
    """The same value for the same rows, so that what is made of it can be kept, too."""
    return tuple(itertools.starmap(_follow, rows))


# Follows stay as they are for months and are read with each page: equal rows give the same value.
@lru_cache(maxsize=20_000)
def _follow(
    target: str,
    key: str,
    label: str,
    strength: float,
    muted: int,
    alert: int,
    created_at: int,
    alert_at: int | None,
) -> Follow:
    return Follow(
        target=Target(target),
        key=key,
        label=label,
        strength=strength,
        muted=bool(muted),
        alert=bool(alert),
        created_at=moment(created_at),
        alert_at=None if alert_at is None else moment(alert_at),
    )
