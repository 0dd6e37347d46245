"""Stories around a story: what it follows up, what followed, and what else is about the same people and places."""

from collections import defaultdict
from datetime import timedelta

import sqlalchemy as sa

from kabar.model.account import Target
from kabar.model.story import StoryRecord
from kabar.store.schema import stories, story_terms
from kabar.store.stories import Stories

LONGEST_CHAIN = 8  # developments before, and as many after
NAMES = 8  # names of the story that are looked for in others
AROUND = timedelta(days=30)
COMMON = 30  # a name of more stories than that says nothing of which belong together
LEAST_SHARED = 2  # names


class Neighbours:
    """Ways from one story to others."""

    def __init__(self, connection: sa.Connection, stories: Stories) -> None:
        self._db = connection
        self._stories = stories

    def earlier(self, record: StoryRecord) -> list[StoryRecord]:
        """What the story follows up, and what that follows up, oldest first."""
        chain: list[StoryRecord] = []
        seen = {record.id}
        at = record.follow_up_of
        while at is not None and at not in seen and len(chain) < LONGEST_CHAIN:
            seen.add(at)
            found = self._stories.records([at]).get(at)
            if found is None:
                break
            chain.append(found)
            at = found.follow_up_of
        return chain[::-1]

    def later(self, record: StoryRecord) -> list[StoryRecord]:
        """What followed the story, and what followed that, oldest first."""
        found: dict[int, StoryRecord] = {}
        ends = [record.id]
        while ends and len(found) < LONGEST_CHAIN:
            # By this column alone: an index of another would be taken where few stories follow one.
            after = self._db.execute(sa.select(stories.c.id).where(stories.c.follow_up_of.in_(ends)))
            new = self._stories.records(set(after.scalars()) - found.keys() - {record.id})
            found |= new
            ends = list(new)
        return sorted(found.values(), key=lambda other: (other.first_at, other.id))[:LONGEST_CHAIN]

    def related(self, record: StoryRecord, *, limit: int) -> list[tuple[StoryRecord, tuple[str, ...]]]:
        """Stories of the same weeks that share rare names with it, the nearest first, each with those names."""
        names = {entity.key: entity.name for entity in record.entities[:NAMES]}
        c = story_terms.c
        near = c.last_at.between(record.first_at - AROUND, record.last_at + AROUND)
        shared: dict[int, int] = defaultdict(int)  # story -> rare names
        worth: dict[int, float] = defaultdict(float)
        for key in names:
            named = (c.target == Target.ENTITY.value) & (c.key == key)
            found = (
                self._db.execute(sa.select(c.story_id).where(named, near).limit(COMMON + 1)).scalars().all()
            )
            for story in found if len(found) <= COMMON else ():
                shared[story] += 1
                worth[story] += 1 / len(found)
        near_ones = [story for story, count in shared.items() if count >= LEAST_SHARED and story != record.id]
        chosen = sorted(near_ones, key=lambda story: (-worth[story], -story))[:limit]
        known = self._stories.records(chosen)
        theirs = {story: {entity.key for entity in other.entities} for story, other in known.items()}
        return [
            (known[story], tuple(name for key, name in names.items() if key in theirs[story]))
            for story in chosen
            if story in known
        ]
