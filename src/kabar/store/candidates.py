"""Which stories a front page chooses from: a few hundred of hundreds of thousands, found by indexes alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from kabar.model.account import Target
from kabar.store.kept import meeting
from kabar.store.rows import ManyRows
from kabar.store.schema import stories
from kabar.store.types import UtcDateTime

# How far back followed stories are looked for; None: as far as asked. Each looks at four times the one before.
WINDOWS = (timedelta(hours=6), timedelta(hours=24), None)

_SINCE = (
    stories.c.merged_into.is_(None)
    & (stories.c.articles > 0)
    & (stories.c.last_at >= sa.bindparam("since", type_=UtcDateTime))
)
_NEWEST = ManyRows(
    sa.select(stories.c.id)
    .where(_SINCE)
    .order_by(stories.c.last_at.desc(), stories.c.id.desc())
    .limit(sa.bindparam("number", type_=sa.Integer))
)
_MOST_TOLD = ManyRows(
    sa.select(stories.c.id)
    .where(_SINCE, stories.c.independent > 1)
    .order_by(stories.c.independent.desc(), stories.c.last_at.desc())
    .limit(sa.bindparam("number", type_=sa.Integer))
)
_LATEST = sa.select(sa.func.max(stories.c.last_at)).where(stories.c.merged_into.is_(None))


def candidates(
    connection: sa.Connection,
    follows: Sequence[tuple[str, str]],
    *,
    since: datetime,
    limit: int,
    quiet: Sequence[int] = (),
    only: Sequence[int] = (),
) -> list[int]:
    """Ids of at most *limit* stories: half the newest, a quarter the most reported, and what is followed or of *quiet* sources.

    only: where an account reads a few of many sources, the newest and the most reported are looked for among
    those sources' stories; none: among all.
    """
    end = connection.execute(_LATEST).scalar_one()
    if end is None:
        return []
    if only:
        new = _newest_meeting(connection, _sources(only), since=since, end=end, limit=limit // 2)
        told: list[int] = []
    else:
        new = [story for (story,) in _NEWEST.of(connection, since=since, number=limit // 2)]
        told = [story for (story,) in _MOST_TOLD.of(connection, since=since, number=limit // 4)]
    if not new:
        return []
    told += _newest_meeting(connection, follows, since=since, end=end, limit=limit // 2)
    if quiet:
        told += meeting(connection, _sources(quiet), since=since, limit=limit // 8)
    return list(dict.fromkeys(told + new))[:limit]


def _sources(numbers: Sequence[int]) -> list[tuple[str, str]]:
    return [(Target.SOURCE.value, str(number)) for number in numbers]


def _newest_meeting(
    connection: sa.Connection,
    wanted: Sequence[tuple[str, str]],
    *,
    since: datetime,
    end: datetime,
    limit: int,
) -> list[int]:
    """The newest *limit* stories that meet one of *wanted*, newest first.

    Looked for in the newest hours, then further back until there are enough: who follows much would otherwise
    have a week's stories sorted for the first two hundred.
    """
    found: list[int] = []
    for back in WINDOWS if wanted else ():
        start = max(since, end - back) if back else since
        found = meeting(connection, wanted, since=start, limit=limit)
        if len(found) == limit or start == since:
            break
    return found
