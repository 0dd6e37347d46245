"""What people did with a story that was merged is about the story that it became."""

import sqlalchemy as sa

from kabar.model.account import Target
from kabar.store.schema import follows, marks
from kabar.store.schema_notices import alerts


def carry_over(connection: sa.Connection, ended: int, into: int) -> None:
    """Marks, alerts, follows and mutes of *ended* are those of *into* now; a wish for *into* itself wins."""
    for table in (marks, alerts):
        connection.execute(sa.update(table).where(table.c.story_id == ended).values(story_id=into))
    c = follows.c
    of_story = c.target == Target.STORY.value
    has_one = sa.select(c.account_id).where(of_story, c.key == str(into))
    old = of_story & (c.key == str(ended))
    connection.execute(sa.delete(follows).where(old, c.account_id.in_(has_one)))
    connection.execute(sa.update(follows).where(old).values(key=str(into)))
