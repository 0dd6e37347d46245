"""Sources: what to poll, leases on them, and what visits found."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from kabar.errors import NotFoundError
from kabar.model.feed import Poll, PollState, SourceKind
from kabar.model.ids import SourceId
from kabar.model.source import Source, Visit
from kabar.store.hosts import Hosts
from kabar.store.packing import pack_state, unpack_state
from kabar.store.schema import articles, entries, notices, polls, sources
from kabar.store.upsert import insert
from kabar.urls import host_name, host_of

CHUNK = 500  # values in one IN list
POLLS_KEPT = 60  # visits in the history strip


class Sources:
    """Anything that can be polled."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def add(self, url: str, kind: SourceKind, *, at: datetime, **facts: Any) -> tuple[SourceId, bool]:
        """Add a source, due at once; return its id and whether it is new. *facts*: title, site_url, rule, ..."""
        never = kind is SourceKind.MANUAL
        values = {
            "url": url,
            "kind": kind.value,
            "host": host_of(url),
            "added_at": at,
            "next_poll_at": None if never else at,
            "state": pack_state(PollState(next_poll_at=None if never else at)),
            "warnings": [],
            **facts,
        }
        statement = insert(self._db, sources).values(values).on_conflict_do_nothing().returning(sources.c.id)
        made = self._db.execute(statement).scalars().all()
        if made:
            return SourceId(made[0]), True
        known = self._db.execute(sa.select(sources.c.id).where(sources.c.url == url)).scalar_one()
        return SourceId(known), False

    def get(self, source: SourceId) -> Source:
        """One source; NotFoundError when there is none."""
        row = self._db.execute(sa.select(sources).where(sources.c.id == source)).first()
        if row is None:
            raise NotFoundError("there is no such source")
        return _source(row)

    def find(self, url: str) -> Source | None:
        """The source at that address."""
        row = self._db.execute(sa.select(sources).where(sources.c.url == url)).first()
        return None if row is None else _source(row)

    def all(self, ids: Sequence[SourceId] | None = None) -> list[Source]:
        """Every source (or those of *ids*), oldest first."""
        statement = sa.select(sources).order_by(sources.c.id)
        if ids is not None:
            statement = statement.where(sources.c.id.in_(ids))
        return [_source(row) for row in self._db.execute(statement)]

    def addresses(self, ids: Sequence[SourceId], *, most: int = 100) -> dict[SourceId, list[str]]:
        """Where the newest entries of each of those sources lead, newest first."""
        found: dict[SourceId, list[str]] = {}
        for source in ids:
            newest = (
                sa.select(articles.c.url)
                .join(entries, entries.c.article_id == articles.c.id)
                .where(entries.c.source_id == source, articles.c.url.is_not(None))
                .order_by(entries.c.id.desc())
                .limit(most)
            )
            found[source] = list(self._db.execute(newest).scalars())
        return found

    def entry_counts(self) -> dict[SourceId, int]:
        """How many entries each source has brought."""
        counted = sa.select(entries.c.source_id, sa.func.count()).group_by(entries.c.source_id)
        return {SourceId(source): count for source, count in self._db.execute(counted)}

    def rates(self) -> dict[int, float]:
        """Entries a day of each source whose rhythm is known."""
        rows = self._db.execute(sa.select(sources.c.id, sources.c.state))
        return {source: rate for source, state in rows if (rate := state.get("entries_per_day")) is not None}

    def lease_due(
        self,
        now: datetime,
        *,
        limit: int | None,
        lease_seconds: int = 600,
        everything: bool = False,
        holder: str = "",
        exempt: Callable[[str], bool] = lambda host: False,
    ) -> list[Source]:
        """Take up to *limit* sources that are due (None: all); nobody else gets them until the lease ends.

        *everything* takes those that are not due, too, but never one that is paused or gone. Their hosts
        are held for *holder*, the process, except *exempt* ones; sources of a host that another process is
        at, or that asked everyone to wait, are put off until it is free.
        """
        c = sources.c
        free = (c.leased_until.is_(None)) | (c.leased_until < now)
        due = c.next_poll_at.is_not(None) if everything else c.next_poll_at <= now
        chosen = (
            sa.select(c.id, c.url, c.state)
            .where(due, free, c.paused.is_(False), c.kind != SourceKind.MANUAL.value)
            .order_by(c.next_poll_at, c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        until = now + timedelta(seconds=lease_seconds)
        rows = self._db.execute(chosen).all()
        if everything:  # a site that asked to be left alone is, even when a person wants everything
            before = {row.id: unpack_state(row.state).not_before_at for row in rows}
            rows = [row for row in rows if (at := before[row.id]) is None or at <= now]
        found = {row.id: host_name(row.url) for row in rows}
        asked = {host for host in found.values() if not exempt(host)}
        refused = Hosts(self._db).hold(asked, holder=holder, now=now, until=until)
        later = [
            {"held_id": id, "until": refused[host].until} for id, host in found.items() if host in refused
        ]
        if later:
            put_off = sa.update(sources).where(c.id == sa.bindparam("held_id"))
            self._db.execute(put_off.values(leased_until=sa.bindparam("until")), later)
        taken = [id for id, host in found.items() if host not in refused]
        leased: list[Source] = []
        for start in range(0, len(taken), CHUNK):
            statement = (
                sa.update(sources)
                .where(c.id.in_(taken[start : start + CHUNK]))
                .values(leased_until=until, attempt=c.attempt + 1)
                .returning(*c)
            )
            leased += [_source(row) for row in self._db.execute(statement).all()]
        return sorted(leased, key=lambda source: source.id)

    def next_due_at(self) -> datetime | None:
        """When the next source falls due that nobody is at."""
        c = sources.c
        free_at = sa.case((c.leased_until > c.next_poll_at, c.leased_until), else_=c.next_poll_at)
        statement = sa.select(sa.func.min(free_at)).where(c.paused.is_(False), c.next_poll_at.is_not(None))
        return self._db.execute(statement).scalar_one_or_none()

    def record(self, visits: Sequence[Visit]) -> None:
        """Write what visits found; a visit whose lease was lost changes nothing."""
        if not visits:
            return
        alike: dict[frozenset[str], list[dict[str, Any]]] = {}  # Any: one value for each kind of column
        taken: set[str] = set()
        for visit in visits:
            values = self._facts(visit, taken)
            alike.setdefault(frozenset(values), []).append(values)
            if visit.notice:
                self.notify(visit.source.id, visit.notice, at=visit.at)
        held = (sources.c.id == sa.bindparam("held_id")) & (sources.c.attempt == sa.bindparam("held_attempt"))
        for names, rows in alike.items():
            columns: dict[str, Any] = {
                name: sa.bindparam(name) for name in sorted(names - {"held_id", "held_attempt"})
            }
            self._db.execute(sa.update(sources).where(held).values(columns), rows)
        strip = [
            {
                "source_id": visit.source.id,
                "at": visit.at,
                "ok": visit.ok,
                "new_entries": visit.new,
                "error_kind": visit.state.error_kind if not visit.ok else None,
            }
            for visit in visits
        ]
        self._db.execute(sa.insert(polls), strip)

    def record_pushes(self, visits: Sequence[Visit]) -> None:
        """Write what hubs brought; a visit that is under way keeps its lease and has the last word."""
        for visit in visits:
            self._set_schedule(visit.source.id, visit.state)
            if visit.notice:
                self.notify(visit.source.id, visit.notice, at=visit.at)
        strip = [
            {"source_id": visit.source.id, "at": visit.at, "ok": True, "new_entries": visit.new}
            for visit in visits
            if visit.new  # an empty delivery is no news
        ]
        if strip:
            self._db.execute(sa.insert(polls), strip)

    def _facts(self, visit: Visit, taken: set[str]) -> dict[str, Any]:
        """What *visit* changes in its row, and the lease it needs for that; *taken*: addresses given away."""
        values: dict[str, Any] = {
            "held_id": visit.source.id,
            "held_attempt": visit.source.attempt,
            "state": pack_state(visit.state),
            "status": visit.state.status.value,
            "next_poll_at": visit.state.next_poll_at,
            "leased_until": None,
        }
        if visit.parsed is not None:
            values["warnings"] = visit.parsed.warnings
            values["language"] = visit.source.language or visit.parsed.language
            values["site_url"] = visit.source.site_url or visit.parsed.link
        if visit.title:
            values["title"] = visit.title
        if visit.rule is not None:
            values["rule"] = visit.rule
        if visit.moved_to and visit.moved_to not in taken and self.find(visit.moved_to) is None:
            taken.add(visit.moved_to)  # two sources of one site may have moved to one feed
            values |= {"url": visit.moved_to, "host": host_of(visit.moved_to)}
        return values

    def notify(self, source: SourceId | None, text: str, *, at: datetime) -> None:
        """Tell the people who run this Kabar something."""
        self._db.execute(sa.insert(notices).values(source_id=source, text=text, at=at))

    def notices(self, *, limit: int = 20) -> list[tuple[datetime, str]]:
        """The newest notices that nobody dismissed."""
        c = notices.c
        rows = self._db.execute(
            sa.select(c.at, c.text).where(c.seen.is_(False)).order_by(c.id.desc()).limit(limit)
        )
        return [(at, text) for at, text in rows]

    def history(self, ids: Sequence[SourceId]) -> dict[SourceId, list[Poll]]:
        """The last visits of each of *ids*, oldest first."""
        rank = sa.func.row_number().over(partition_by=polls.c.source_id, order_by=polls.c.id.desc())
        inner = sa.select(polls, rank.label("nth")).where(polls.c.source_id.in_(ids)).subquery()
        statement = sa.select(inner).where(inner.c.nth <= POLLS_KEPT).order_by(inner.c.id)
        found: dict[SourceId, list[Poll]] = {}
        for row in self._db.execute(statement):
            poll = Poll(
                at=row.at,
                ok=row.ok,
                new_entries=row.new_entries,
                error_kind=row.error_kind,
            )
            found.setdefault(SourceId(row.source_id), []).append(poll)
        return found

    def update(self, source: SourceId, **values: Any) -> None:
        """Change facts that a person edits: title, paused, rule."""
        self._db.execute(sa.update(sources).where(sources.c.id == source).values(**values))

    def set_state(self, source: SourceId, state: PollState) -> None:
        """Replace what scheduling knows, outside a visit."""
        self._set_schedule(source, state, leased_until=None)

    def _set_schedule(self, source: SourceId, state: PollState, **others: Any) -> None:
        values = {
            "state": pack_state(state),
            "status": state.status.value,
            "next_poll_at": state.next_poll_at,
            **others,
        }
        self._db.execute(sa.update(sources).where(sources.c.id == source).values(values))

    def make_due(self, source: SourceId, *, at: datetime) -> None:
        """Poll it next; starts one again that was gone."""
        self.set_state(source, replace(self.get(source).state, next_poll_at=at))
        self.update(source, paused=False)

    def delete(self, source: SourceId) -> None:
        """Remove it with its entries; its articles stay, since stories and saved lists hold them."""
        self._db.execute(sa.update(articles).where(articles.c.source_id == source).values(source_id=None))
        self._db.execute(sa.delete(sources).where(sources.c.id == source))

    def prune_polls(self) -> None:
        """Forget visits beyond the history strip."""
        rank = sa.func.row_number().over(partition_by=polls.c.source_id, order_by=polls.c.id.desc())
        inner = sa.select(polls.c.id, rank.label("nth")).subquery()
        old = sa.select(inner.c.id).where(inner.c.nth > POLLS_KEPT)
        self._db.execute(sa.delete(polls).where(polls.c.id.in_(old)))


def _source(row: sa.Row[tuple[object, ...]]) -> Source:
    return Source(
        id=SourceId(row.id),
        url=row.url,
        kind=SourceKind(row.kind),
        title=row.title,
        site_url=row.site_url,
        outlet=row.outlet,
        language=row.language,
        rule=row.rule,
        added_at=row.added_at,
        paused=row.paused,
        state=unpack_state(row.state),
        warnings=tuple(row.warnings),
        attempt=row.attempt,
    )
