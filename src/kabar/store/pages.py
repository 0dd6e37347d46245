"""Stored pages: evidence of what an outlet published, and what extraction reads again after an update."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from kabar.model.account import MarkKind
from kabar.model.feed import Fetched, Validators
from kabar.model.ids import ArticleId
from kabar.store.packing import pack_page, unpack_page
from kabar.store.schema import accounts, articles, marks, pages
from kabar.store.schema_outlets import bad_extractions
from kabar.store.upsert import replace


class Pages:
    """One for each article whose page was fetched."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def keep(self, article: ArticleId, page: Fetched, *, at: datetime) -> None:
        """Keep the page as fetched, instead of an earlier one."""
        values: dict[str, Any] = {
            "article_id": article,
            "url": page.url,
            "fetched_at": at,
            "asked_at": at,
            "content_type": page.content_type,
            "sha256": hashlib.sha256(page.body).digest(),
            "body": pack_page(page.body),
            "etag": page.validators.etag,
            "last_modified": page.validators.last_modified,
        }
        replace(self._db, pages, key=["article_id"], values=values)

    def get(self, article: ArticleId) -> Fetched | None:
        """The stored page, as it was fetched."""
        row = self._db.execute(sa.select(pages).where(pages.c.article_id == article)).first()
        if row is None:
            return None
        return Fetched(
            url=row.url,
            status=200,
            content_type=row.content_type,
            body=unpack_page(row.body),
            validators=Validators(etag=row.etag, last_modified=row.last_modified),
        )

    def asked(self, ids: Sequence[int], *, at: datetime) -> None:
        """Whatever they answered, the pages of these articles were asked for then."""
        if ids:
            now = sa.update(pages).where(pages.c.article_id.in_(list(ids)))
            self._db.execute(now.values(asked_at=at))

    def ask_again(self, now: datetime, *, after: Sequence[timedelta], within: timedelta) -> int:
        """Send articles that somebody opened or saved *after* that time through reading again; return how many.

        after: how long after the deed, each once. within: articles that are older are left alone.
        """
        a, m, p = articles.c, marks.c, pages.c
        asked = sa.func.coalesce(p.asked_at, p.fetched_at)
        due = sa.or_(*((m.at <= now - one) & (asked < _later(m.at, one)) for one in after))
        mine = m.account_id.in_(sa.select(accounts.c.id))  # so that the index of marks is of use
        read = m.kind.in_([MarkKind.READ.value, MarkKind.SAVED.value]) & (m.at > now - within)
        chosen = sa.select(m.article_id).join(pages, p.article_id == m.article_id).where(mine, read, due)
        idle = (a.stage == "done") & a.url.is_not(None) & (a.first_seen_at > now - within)
        again = sa.update(articles).where(a.id.in_(chosen), idle)
        return self._db.execute(again.values(stage="read", attempt=0, leased_until=None)).rowcount

    def drop(self, before: datetime) -> int:
        """Forget pages older than *before*, but not those of open reports of bad extraction."""
        reported = sa.select(bad_extractions.c.article_id).where(bad_extractions.c.settled_at.is_(None))
        old = (pages.c.fetched_at < before) & pages.c.article_id.not_in(reported)
        return self._db.execute(sa.delete(pages).where(old)).rowcount


def _later(at: sa.ColumnElement[datetime], by: timedelta) -> sa.ColumnElement[int]:
    return sa.type_coerce(at, sa.BigInteger) + by // timedelta(microseconds=1)
