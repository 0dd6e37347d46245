"""What accounts did: read, saved, hidden, more, less; and how far they read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from kabar.model.account import Mark, MarkKind
from kabar.model.ids import AccountId
from kabar.store.rows import ManyRows
from kabar.store.schema import marks, progress
from kabar.store.types import moment
from kabar.store.upsert import replace

_MINE = marks.c.account_id == sa.bindparam("account")
_ON_STORIES = ManyRows(
    sa.select(marks.c.story_id, marks.c.kind, sa.type_coerce(sa.func.max(marks.c.at), sa.BigInteger))
    .where(_MINE)
    .group_by(marks.c.story_id, marks.c.kind),
    among=marks.c.story_id,
)
_HIDDEN = ManyRows(
    sa.select(marks.c.story_id).where(_MINE, marks.c.kind == MarkKind.HIDDEN.value), among=marks.c.story_id
)


class Marks:
    """Deeds of accounts on stories and articles."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def add(self, account: AccountId, mark: Mark, *, article: int | None = None) -> bool:
        """Keep a mark; a second one of the same kind on the same thing only moves its time."""
        c = marks.c
        same = (c.account_id == account) & (c.story_id == mark.story) & (c.kind == mark.kind.value)
        same &= c.article_id.is_(None) if article is None else c.article_id == article
        known = self._db.execute(sa.update(marks).where(same).values(at=mark.at)).rowcount > 0
        if known:
            return False
        about = {
            "topics": mark.topics,
            "entities": mark.entities,
            "outlets": mark.outlets,
            "language": mark.language,
            "signals": dict(mark.signals),
        }
        values = {"story_id": mark.story, "article_id": article, "kind": mark.kind.value, "at": mark.at}
        self._db.execute(sa.insert(marks).values(account_id=account, about=about, **values))
        return True

    def remove(self, account: AccountId, kind: MarkKind, *, story: int, article: int | None = None) -> bool:
        """Take a mark away; without *article* those on the story's articles go, too."""
        c = marks.c
        where = (c.account_id == account) & (c.story_id == story) & (c.kind == kind.value)
        if article is not None:
            where &= c.article_id == article
        return self._db.execute(sa.delete(marks).where(where)).rowcount > 0

    def since(self, account: AccountId, after: datetime | None, *, limit: int = 5000) -> list[Mark]:
        """Marks made after a moment, oldest first."""
        where = marks.c.account_id == account
        if after is not None:
            where &= marks.c.at > after
        rows = self._db.execute(sa.select(marks).where(where).order_by(marks.c.at).limit(limit))
        return [_mark(row) for row in rows]

    def on_stories(
        self, account: AccountId, stories: Sequence[int]
    ) -> Mapping[int, Mapping[MarkKind, datetime]]:
        """For each of *stories* that has any, its marks and when they were made."""
        found: dict[int, dict[MarkKind, datetime]] = {}
        for story, kind, at in _ON_STORIES.of(self._db, stories, account=account):
            found.setdefault(story, {})[MarkKind(kind)] = moment(at)
        return found

    def hidden(self, account: AccountId, stories: Sequence[int]) -> frozenset[int]:
        """Those of *stories* that the account hid."""
        return frozenset(story for (story,) in _HIDDEN.of(self._db, stories, account=account))

    def openings(
        self, *, after: int, since: datetime, limit: int = 50_000
    ) -> list[tuple[int, datetime, int, int]]:
        """(mark, when, account, story) of what anybody read, of marks after that one, oldest first."""
        c = marks.c
        where = (c.id > after) & (c.kind == MarkKind.READ.value) & (c.at >= since)
        newest = sa.select(c.id, c.at, c.account_id, c.story_id).where(where).order_by(c.id.desc())
        rows = self._db.execute(newest.limit(limit)).all()
        return sorted([(n, at, account, story) for n, at, account, story in rows], key=lambda row: row[1])

    def last_opened(self, account: AccountId, *, limit: int) -> list[int]:
        """The stories that the account read last, oldest first."""
        c = marks.c
        newest = sa.select(c.story_id).where(c.account_id == account, c.kind == MarkKind.READ.value)
        return list(self._db.execute(newest.order_by(c.at.desc()).limit(limit)).scalars())[::-1]

    def on_article(self, account: AccountId, article: int) -> Mapping[MarkKind, datetime]:
        """Marks on one article."""
        c = marks.c
        statement = sa.select(c.kind, c.at).where(c.account_id == account, c.article_id == article)
        return {MarkKind(kind): at for kind, at in self._db.execute(statement)}

    def stories(
        self, account: AccountId, kinds: Sequence[MarkKind], *, limit: int, offset: int = 0
    ) -> list[tuple[int, datetime]]:
        """Stories with any of *kinds*, newest mark first."""
        c = marks.c
        statement = (
            sa.select(c.story_id, sa.func.max(c.at).label("newest"))
            .where(c.account_id == account, c.kind.in_([kind.value for kind in kinds]))
            .group_by(c.story_id)
            .order_by(sa.desc("newest"))
        )
        return [(story, at) for story, at in self._db.execute(statement.limit(limit).offset(offset))]

    def count(self, account: AccountId) -> int:
        """How many marks the account made."""
        where = marks.c.account_id == account
        return int(self._db.execute(sa.select(sa.func.count()).where(where)).scalar_one())

    def follow_story(self, ended: int, into: int) -> None:
        """A story was merged: marks on it are marks on what it became."""
        self._db.execute(sa.update(marks).where(marks.c.story_id == ended).values(story_id=into))

    def set_progress(self, account: AccountId, article: int, fraction: float, *, at: datetime) -> None:
        """Remember how far the account read."""
        values = {"account_id": account, "article_id": article, "fraction": fraction, "at": at}
        replace(self._db, progress, key=["account_id", "article_id"], values=values)

    def progress(self, account: AccountId, article: int) -> float:
        """How far the account read, 0..1."""
        where = (progress.c.account_id == account) & (progress.c.article_id == article)
        found = self._db.execute(sa.select(progress.c.fraction).where(where)).scalar_one_or_none()
        return found or 0.0


def _mark(row: sa.Row[tuple[object, ...]]) -> Mark:
    about = row.about
    return Mark(
        story=row.story_id,
        kind=MarkKind(row.kind),
        at=row.at,
        topics=tuple(about.get("topics", ())),
        entities=tuple(about.get("entities", ())),
        outlets=tuple(about.get("outlets", ())),
        language=about.get("language", "und"),
        signals=about.get("signals", {}),
    )
