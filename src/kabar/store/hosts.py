"""Hosts: which process may ask which site, and sites that asked everyone to wait."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kabar.store.schema import hosts
from kabar.store.upsert import insert

CHUNK = 500  # hosts in one statement


@dataclass(frozen=True, slots=True)
class Refusal:
    """A host that may not be asked now."""

    until: datetime
    paused: bool  # it said so itself; otherwise another process is at it


class Hosts:
    """A host belongs to one process until its requests are over and its rest has passed.

    Inside that process the fetcher sees to the order and the rests.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def hold(
        self, wanted: Iterable[str], *, holder: str, now: datetime, until: datetime
    ) -> dict[str, Refusal]:
        """Take the hosts for *holder*; those that may not be asked come back with the reason."""
        c = hosts.c
        free = (c.holder == holder) | (c.held_until <= now)
        free &= c.paused_until.is_(None) | (c.paused_until <= now)
        refused: dict[str, Refusal] = {}
        names = sorted(set(wanted))  # in one order, so that two processes never wait for each other
        for start in range(0, len(names), CHUNK):
            part = names[start : start + CHUNK]
            rows = [{"host": name, "holder": holder, "held_until": until} for name in part]
            statement = insert(self._db, hosts).values(rows)
            taken = self._db.execute(
                statement.on_conflict_do_update(
                    index_elements=["host"], set_={"holder": holder, "held_until": until}, where=free
                ).returning(c.host)
            )
            left = set(part) - set(taken.scalars())
            for row in self._db.execute(sa.select(hosts).where(c.host.in_(left))) if left else ():
                paused = row.paused_until is not None and row.paused_until > now
                refused[row.host] = Refusal(row.paused_until if paused else row.held_until, paused)
        return refused

    def release(self, held: Collection[str], *, holder: str, until: datetime) -> None:
        """Give them back: until *until*, the end of their rest, only *holder* may ask them."""
        names = sorted(held)
        for start in range(0, len(names), CHUNK):
            where = hosts.c.host.in_(names[start : start + CHUNK]) & (hosts.c.holder == holder)
            self._db.execute(sa.update(hosts).where(where).values(held_until=until))

    def pause(self, pauses: Mapping[str, datetime], *, now: datetime) -> None:
        """Hosts that asked to be left alone, by whoever; a longer pause that is known already stays."""
        c = hosts.c
        for name, until in sorted(pauses.items()):
            row = {"host": name, "holder": "", "held_until": now, "paused_until": until}
            longer = c.paused_until.is_(None) | (c.paused_until < until)
            self._db.execute(
                insert(self._db, hosts)
                .values(row)
                .on_conflict_do_update(index_elements=["host"], set_={"paused_until": until}, where=longer)
            )

    def prune(self, before: datetime) -> None:
        """Forget hosts that nobody has asked since *before* and that ask for nothing."""
        c = hosts.c
        rested = (c.held_until < before) & (c.paused_until.is_(None) | (c.paused_until < before))
        self._db.execute(sa.delete(hosts).where(rested))
