"""Stored pages that are read again: which, how far it came, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from kabar.model.article import Extraction
from kabar.model.feed import Entry
from kabar.model.outlet_rules import Rereading
from kabar.store.articles import Articles
from kabar.store.packing import unpack_entry, unpack_page
from kabar.store.schema import article_texts, articles, entries, pages
from kabar.store.schema_outlets import rereadings

SETTLED = (
    "annotate",
    "cluster",
    "done",
    "failed",
)  # what waits to be read is read by the rules of today anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A page as it was fetched, with what the feed says of its article."""

    article: int
    url: str
    content_type: str
    body: bytes
    entry: Entry
    digest: bytes  # of the article's text now: a change meanwhile wins


class Rereadings:
    """Jobs that read stored pages again; the oldest open one is under way."""

    def __init__(self, connection: sa.Connection, stored: Articles) -> None:
        self._db = connection
        self._articles = stored

    def start(
        self, *, outlet: str, since: datetime | None, reason: Literal["asked", "rule"], at: datetime
    ) -> int:
        """Begin; an open job for the same pages begins anew instead."""
        c = rereadings.c
        upto = self._db.execute(sa.select(sa.func.max(pages.c.article_id))).scalar_one() or 0
        total = self._count(outlet, since)
        same = c.ended_at.is_(None) & (c.outlet == outlet)
        same &= c.since.is_(None) if since is None else c.since == since
        fresh = {
            "total": total,
            "upto": upto,
            "done": 0,
            "changed": 0,
            "failed": 0,
            "after": 0,
            "started_at": at,
        }
        again = sa.update(rereadings).where(same).values(**fresh, reason=reason).returning(c.id)
        known = self._db.execute(again).scalars().first()
        if known is not None:
            return int(known)
        values = {**fresh, "outlet": outlet, "since": since, "reason": reason}
        return int(self._db.execute(sa.insert(rereadings).values(**values).returning(c.id)).scalar_one())

    def get(self, job: int) -> Rereading | None:
        """One job."""
        row = self._db.execute(sa.select(rereadings).where(rereadings.c.id == job)).first()
        return None if row is None else _job(row)

    def current(self) -> Rereading | None:
        """The oldest that is not over."""
        c = rereadings.c
        statement = sa.select(rereadings).where(c.ended_at.is_(None)).order_by(c.id).limit(1)
        row = self._db.execute(statement).first()
        return None if row is None else _job(row)

    def ended(self, *, limit: int = 5) -> list[Rereading]:
        """Those that are over, newest first."""
        c = rereadings.c
        statement = sa.select(rereadings).where(c.ended_at.is_not(None)).order_by(c.id.desc()).limit(limit)
        return [_job(row) for row in self._db.execute(statement)]

    def next_pages(self, job: Rereading, *, limit: int) -> list[StoredPage]:
        """The next stored pages of *job*, in the order of their articles."""
        where = self._where(job.outlet, job.since) & (pages.c.article_id > job.after)
        where &= (
            pages.c.article_id
            <= sa.select(rereadings.c.upto).where(rereadings.c.id == job.id).scalar_subquery()
        )
        chosen = sa.select(pages).join(articles, articles.c.id == pages.c.article_id).where(where)
        rows = self._db.execute(chosen.order_by(pages.c.article_id).limit(limit)).all()
        return [self._page(row) for row in rows]

    def page(self, article: int) -> StoredPage | None:
        """The stored page of one article."""
        row = self._db.execute(sa.select(pages).where(pages.c.article_id == article)).first()
        return None if row is None else self._page(row)

    def some_of(self, outlet: str, *, limit: int) -> list[StoredPage]:
        """The newest stored pages of an outlet."""
        chosen = sa.select(pages).join(articles, articles.c.id == pages.c.article_id)
        chosen = chosen.where(self._where(outlet, None)).order_by(pages.c.article_id.desc()).limit(limit)
        return [self._page(row) for row in self._db.execute(chosen).all()]

    def addresses(self, *, limit: int = 20_000) -> list[str]:
        """The addresses of the newest stored pages."""
        statement = sa.select(pages.c.url).order_by(pages.c.article_id.desc()).limit(limit)
        return list(self._db.execute(statement).scalars())

    def write(
        self, job: Rereading, read: Sequence[tuple[StoredPage, Extraction | None]], *, at: datetime
    ) -> None:
        """Store what was read and how far the job came, in one transaction."""
        changed = failed = 0
        for page, extraction in read:
            if extraction is None:
                failed += 1
            else:
                changed += self._articles.put_again(page.article, extraction, expected=page.digest, at=at)
        last = max((page.article for page, _ in read), default=0)
        c = rereadings.c
        values: dict[str, Any] = {"done": c.done + len(read), "changed": c.changed + changed, "after": last}
        # Another process may have come first: then these pages are counted already.
        held = (c.id == job.id) & (c.after == job.after) & (c.started_at == job.started_at)
        self._db.execute(sa.update(rereadings).where(held).values(**values, failed=c.failed + failed))

    def end(self, job: int, *, at: datetime) -> None:
        """Nothing is left to read."""
        self._db.execute(sa.update(rereadings).where(rereadings.c.id == job).values(ended_at=at))

    def count_of(self, outlet: str) -> int:
        """How many pages of *outlet* are stored ("": of all)."""
        return self._count(outlet, None)

    def _count(self, outlet: str, since: datetime | None) -> int:
        statement = sa.select(sa.func.count()).select_from(
            pages.join(articles, articles.c.id == pages.c.article_id)
        )
        return int(self._db.execute(statement.where(self._where(outlet, since))).scalar_one())

    def _where(self, outlet: str, since: datetime | None) -> sa.ColumnElement[bool]:
        where: sa.ColumnElement[bool] = articles.c.stage.in_(SETTLED)
        if outlet:
            where &= sa.or_(
                *(_begins(f"{scheme}{sub}{outlet}") for scheme in ("https://", "http://") for sub in SUBS)
            )
        if since is not None:
            where &= articles.c.first_seen_at >= since
        return where

    def _page(self, row: sa.Row[Any]) -> StoredPage:
        e = entries.c
        packed = self._db.execute(
            sa.select(e.content)
            .where((e.article_id == row.article_id) & e.content.is_not(None))
            .order_by(e.id)
            .limit(1)
        ).scalar_one_or_none()
        statement = sa.select(articles.c.title, article_texts.c.content_hash).join(
            article_texts, article_texts.c.article_id == articles.c.id
        )
        title, digest = self._db.execute(statement.where(articles.c.id == row.article_id)).one()
        bare = Entry(key=row.url, url=row.url, title=title)
        return StoredPage(
            article=row.article_id,
            url=row.url,
            content_type=row.content_type,
            body=unpack_page(row.body),
            entry=bare if packed is None else unpack_entry(packed),
            digest=digest,
        )


SUBS = ("", "www.", "m.", "amp.")


def _begins(prefix: str) -> sa.ColumnElement[bool]:
    """The address is *prefix* or goes on below it."""
    low = sa.func.lower(pages.c.url)
    return (
        (low == prefix)
        | low.startswith(f"{prefix}/", autoescape=True)
        | low.startswith(f"{prefix}?", autoescape=True)
    )


def _job(row: sa.Row[Any]) -> Rereading:
    return Rereading(
        id=row.id,
        outlet=row.outlet,
        since=row.since,
        reason=row.reason,
        total=row.total,
        done=row.done,
        changed=row.changed,
        failed=row.failed,
        started_at=row.started_at,
        ended_at=row.ended_at,
        after=row.after,
    )
