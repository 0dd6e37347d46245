"""Saved searches: which stories meet them, kept as terms of the stories like everything else that is followed.

So a followed search costs the front page no search: stories are compared with all saved searches when their
record is made, and with a new search when it is saved.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from kabar.model.account import Target
from kabar.store.reading import Reading
from kabar.store.rows import ManyRows
from kabar.store.schema import follows, stories, story_terms
from kabar.store.search import parse_query
from kabar.store.types import UtcDateTime

MOST_BACK = 2000  # newest articles that a new search is compared with
_SEARCH = Target.SEARCH.value
_HITS = ManyRows(
    sa.select(story_terms.c.story_id, story_terms.c.key).where(
        story_terms.c.target == _SEARCH,
        story_terms.c.last_at >= sa.bindparam("since", type_=UtcDateTime),
    ),
    among=story_terms.c.key,
)


class SavedSearches:
    """Queries that somebody follows or mutes."""

    def __init__(self, connection: sa.Connection, reading: Reading) -> None:
        self._db = connection
        self._reading = reading

    def wanted(self) -> list[str]:
        """The queries of all accounts, each once."""
        statement = sa.select(follows.c.key).where(follows.c.target == _SEARCH).distinct()
        return list(self._db.execute(statement.order_by(follows.c.key)).scalars())

    def meet(self, ids: Sequence[int]) -> None:
        """Compare these stories with all saved searches; call it after their records were saved."""
        queries = self.wanted() if ids else []
        for text in queries:
            self._keep(text, self._reading.stories_with(parse_query(text), ids))

    def learn(self, text: str) -> None:
        """A search was saved: compare it with the newest articles."""
        self._keep(text, self._reading.newest_stories(parse_query(text), limit=MOST_BACK))

    def forget(self, text: str) -> None:
        """Drop what was found, unless another account has the same search."""
        if text not in self.wanted():
            where = (story_terms.c.target == _SEARCH) & (story_terms.c.key == text)
            self._db.execute(sa.delete(story_terms).where(where))

    def hits(self, queries: Sequence[str], *, since: datetime) -> dict[int, frozenset[str]]:
        """Story -> those of *queries* that it meets, of stories with something newer than *since*."""
        if not queries:
            return {}
        found: dict[int, set[str]] = {}
        for story, key in _HITS.of(self._db, queries, since=since):
            found.setdefault(story, set()).add(key)
        return {story: frozenset(keys) for story, keys in found.items()}

    def _keep(self, text: str, found: Iterable[int]) -> None:
        ids = list(found)
        if not ids:
            return
        c = story_terms.c
        self._db.execute(
            sa.delete(story_terms).where(c.target == _SEARCH, c.key == text, c.story_id.in_(ids))
        )
        live = stories.c.id.in_(ids) & stories.c.merged_into.is_(None) & (stories.c.articles > 0)
        chosen = sa.select(
            sa.literal(_SEARCH), sa.literal(text), stories.c.id, stories.c.last_at, sa.literal(1.0)
        ).where(live)
        names = ["target", "key", "story_id", "last_at", "weight"]
        self._db.execute(sa.insert(story_terms).from_select(names, chosen))
