"""What people did with a story that was merged is about the story that it became; and back, when that is undone."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kabar.model.account import Target
from kabar.store.schema import follows, marks, stories
from kabar.store.schema_notices import alerts

_WISH = ("account_id", "label", "strength", "muted", "alert")


@dataclass(frozen=True, slots=True)
class Carried:
    """What went with an ended story into another, by which it can be taken back."""

    marks: tuple[int, ...] = ()  # ids of rows
    alerts: tuple[int, ...] = ()
    follows: tuple[int, ...] = ()
    followers: tuple[int, ...] = ()  # stories that follow it up
    dropped: tuple[tuple[Any, ...], ...] = ()  # wishes that gave way: account, label, strength, muted, alert

    def as_json(self) -> dict[str, tuple[Any, ...]]:
        """For the undo list."""
        return asdict(self)


def carry_over(connection: sa.Connection, ended: int, into: int) -> Carried:
    """Marks, alerts, follows, mutes and follow-ups of *ended* are those of *into* now; a wish for *into* wins."""
    moved = []
    for table in (marks, alerts):
        ids = connection.execute(sa.select(table.c.id).where(table.c.story_id == ended)).scalars()
        moved.append(tuple(ids))
        connection.execute(sa.update(table).where(table.c.story_id == ended).values(story_id=into))
    later = (stories.c.follow_up_of == ended) & (stories.c.id != into)
    after = tuple(connection.execute(sa.select(stories.c.id).where(later)).scalars())
    connection.execute(sa.update(stories).where(stories.c.id.in_(after)).values(follow_up_of=into))
    connection.execute(  # what was merged into its own follow-up has nothing before it
        sa.update(stories)
        .where(stories.c.id == into, stories.c.follow_up_of == ended)
        .values(follow_up_of=None)
    )
    wishes, dropped = _carry_wishes(connection, ended, into)
    return Carried(moved[0], moved[1], wishes, after, dropped)


def _carry_wishes(
    connection: sa.Connection, ended: int, into: int
) -> tuple[tuple[int, ...], tuple[tuple[Any, ...], ...]]:
    c = follows.c
    of_story = c.target == Target.STORY.value
    has_one = set(connection.execute(sa.select(c.account_id).where(of_story, c.key == str(into))).scalars())
    rows = connection.execute(sa.select(follows).where(of_story, c.key == str(ended))).all()
    lost = [row for row in rows if row.account_id in has_one]
    kept = tuple(row.id for row in rows if row.account_id not in has_one)
    if lost:
        connection.execute(sa.delete(follows).where(c.id.in_([row.id for row in lost])))
    if kept:
        connection.execute(sa.update(follows).where(c.id.in_(kept)).values(key=str(into)))
    return kept, tuple(tuple(getattr(row, name) for name in _WISH) for row in lost)


def carry_back(connection: sa.Connection, carried: Carried, *, to: int, at: datetime) -> None:
    """Undo `carry_over`."""
    for table, ids, values in (
        (marks, carried.marks, {"story_id": to}),
        (alerts, carried.alerts, {"story_id": to}),
        (follows, carried.follows, {"key": str(to)}),
        (stories, carried.followers, {"follow_up_of": to}),
    ):
        if ids:
            connection.execute(sa.update(table).where(table.c.id.in_(list(ids))).values(**values))
    rows = [
        {
            **dict(zip(_WISH, wish, strict=True)),
            "target": Target.STORY.value,
            "key": str(to),
            "created_at": at,
        }
        for wish in carried.dropped
    ]
    if rows:
        connection.execute(sa.insert(follows), rows)
