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
            live = stories.c.merged_into.is_(None) & (stories.c.articles > 0)
            after = self._db.execute(sa.select(stories.c.id).where(stories.c.follow_up_of.in_(ends), live))
            ends = [number for number in after.scalars() if number not in found and number != record.id]
            found |= self._stories.records(ends)
        return sorted(found.values(), key=lambda other: (other.first_at, other.id))[:LONGEST_CHAIN]

    def related(self, record: StoryRecord, *, limit: int) -> list[tuple[StoryRecord, tuple[str, ...]]]:
        """Stories of the same weeks that share rare names with it, the nearest first, each with those names."""
        names = {entity.key: entity.name for entity in record.entities[:NAMES]}
        c = story_terms.c
        near = (c.target == Target.ENTITY.value) & c.key.in_(list(names))
        near &= c.last_at.between(record.first_at - AROUND, record.last_at + AROUND)
        shared: dict[int, set[str]] = defaultdict(set)
        count: dict[str, int] = defaultdict(int)
        for story, key in self._db.execute(sa.select(c.story_id, c.key).where(near)):
            count[key] += 1
            shared[story].add(key)
        shared.pop(record.id, None)
        worth = {
            story: sum(1 / count[key] for key in keys if count[key] <= COMMON)
            for story, keys in shared.items()
            if sum(count[key] <= COMMON for key in keys) >= LEAST_SHARED
        }
        chosen = sorted(worth, key=lambda story: (-worth[story], -story))[:limit]
        known = self._stories.records(chosen)
        return [
            (known[story], tuple(names[key] for key in names if key in shared[story]))
            for story in chosen
            if story in known
        ]
