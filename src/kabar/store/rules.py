"""Rules of accounts, line by line, and what rules ask about articles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kabar.model.article import StoredArticle
from kabar.model.ids import AccountId
from kabar.model.rules import RuleLine
from kabar.store.packing import unpack_entities, unpack_topics
from kabar.store.schema import article_texts, articles, rules, sources

TEXT_READ = 20_000  # characters of a text that rules look at; as many as `rank.conditions` reads


class Rules:
    """A person's own rules."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def of(self, account: AccountId) -> list[RuleLine]:
        """All lines of the account, in their order."""
        c = rules.c
        statement = sa.select(rules).where(c.account_id == account).order_by(c.position, c.id)
        return [
            RuleLine(text=row.text, enabled=row.enabled, created_at=row.created_at)
            for row in self._db.execute(statement)
        ]

    def save(self, account: AccountId, lines: Sequence[str], *, at: datetime) -> None:
        """Replace all lines; one that was there before keeps the time it was made."""
        since: dict[str, list[datetime]] = {}
        for line in self.of(account):
            since.setdefault(line.text, []).append(line.created_at)
        self._db.execute(sa.delete(rules).where(rules.c.account_id == account))
        rows = [
            {
                "account_id": account,
                "position": number,
                "text": line,
                "enabled": bool(line.strip()) and not line.lstrip().startswith("#"),
                "created_at": since[line].pop(0) if since.get(line) else at,
            }
            for number, line in enumerate(lines)
        ]
        if rows:
            self._db.execute(sa.insert(rules), rows)

    def reports(
        self, stories: Sequence[int], *, with_text: bool
    ) -> dict[int, list[tuple[StoredArticle, str]]]:
        """The articles of each story as rules see them, with the title of their source; texts only if asked."""
        c = articles.c
        chosen: list[Any] = [articles, sources.c.title.label("source_title")]  # Any: a table or a column
        joined = articles.outerjoin(sources, sources.c.id == c.source_id)
        if with_text:
            chosen.append(sa.func.substr(article_texts.c.text, 1, TEXT_READ).label("beginning"))
            joined = joined.outerjoin(article_texts, article_texts.c.article_id == c.id)
        statement = sa.select(*chosen).select_from(joined).where(c.story_id.in_(list(stories)))
        found: dict[int, list[tuple[StoredArticle, str]]] = {}
        for row in self._db.execute(statement.order_by(c.id)):
            text = (row.beginning or "") if with_text else ""
            found.setdefault(row.story_id, []).append((_article(row, text), row.source_title or ""))
        return found


def _article(row: sa.Row[Any], text: str) -> StoredArticle:
    return StoredArticle(
        id=row.id,
        title=row.title,
        language=row.language,
        outlet=row.outlet,
        at=row.sort_at,
        first_seen_at=row.first_seen_at,
        url=row.url,
        source_id=row.source_id,
        authors=tuple(row.authors),
        section=row.section,
        agency=row.agency,
        topics=unpack_topics(row.topics),
        entities=unpack_entities(row.entities),
        story_id=row.story_id,
        text=text,
    )
