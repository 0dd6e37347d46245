"""Articles as people read them: one whole, lists, versions, search."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from kabar.errors import NotFoundError
from kabar.model.article import StoredArticle, StoredVersion
from kabar.store.packing import unpack_amounts, unpack_entities, unpack_media, unpack_quotes, unpack_topics
from kabar.store.rows import ManyRows
from kabar.store.schema import article_texts, article_versions, articles, pages, subscriptions
from kabar.store.search import Index, Query
from kabar.store.types import UtcDateTime, moment

SearchOrder = Literal["newest", "best"]
RANKED = (
    3000  # the newest hits, of which the best are shown: weighing a common word's every hit takes a second
)
COUNT_LIMIT = 10_000  # hits that are counted; beyond that the total says "at least"


_SPEAKERS = ManyRows(sa.select(articles.c.id, articles.c.outlet, articles.c.language), among=articles.c.id)
_NEWEST_SEEN = ManyRows(
    sa.select(articles.c.story_id, sa.type_coerce(sa.func.max(articles.c.first_seen_at), sa.BigInteger))
    .where(articles.c.copy_of.is_(None))
    .group_by(articles.c.story_id),
    among=articles.c.story_id,
)

_SEEN_AFTER = ManyRows(
    sa.select(articles.c.story_id, sa.type_coerce(articles.c.first_seen_at, sa.BigInteger)).where(
        articles.c.copy_of.is_(None),
        articles.c.first_seen_at > sa.bindparam("since", type_=UtcDateTime),
    ),
    among=articles.c.story_id,
)


class Reading:
    """Articles for people."""

    def __init__(self, connection: sa.Connection, index: Index) -> None:
        self._db = connection
        self._index = index

    def article(self, article: int) -> StoredArticle:
        """One article, whole; NotFoundError when there is none."""
        statement = (
            sa.select(
                articles, article_texts, pages.c.url.label("page_url"), pages.c.fetched_at, pages.c.sha256
            )
            .join(article_texts, article_texts.c.article_id == articles.c.id)
            .outerjoin(pages, pages.c.article_id == articles.c.id)
            .where(articles.c.id == article)
        )
        row = self._db.execute(statement).first()
        if row is None:
            raise NotFoundError("there is no such article")
        return _article(row, whole=True)

    def articles(self, ids: Sequence[int]) -> dict[int, StoredArticle]:
        """Lines of several, by id."""
        statement = sa.select(articles).where(articles.c.id.in_(list(ids)))
        return {row.id: _article(row) for row in self._db.execute(statement)}

    def speakers(self, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        """(outlet, language) of several, by id."""
        return {number: (outlet, language) for number, outlet, language in _SPEAKERS.of(self._db, ids)}

    def texts(self, ids: Sequence[int]) -> dict[int, str]:
        """The texts of several, by id."""
        c = article_texts.c
        found = self._db.execute(sa.select(c.article_id, c.text).where(c.article_id.in_(list(ids))))
        return dict(found.all())

    def of_story(self, story: int) -> list[StoredArticle]:
        """The articles of a story, oldest first."""
        statement = sa.select(articles).where(articles.c.story_id == story)
        return [
            _article(row) for row in self._db.execute(statement.order_by(articles.c.sort_at, articles.c.id))
        ]

    def newest_seen(self, stories: Sequence[int]) -> dict[int, datetime]:
        """When the newest report of each of *stories* came in, copies left out."""
        return {story: moment(at) for story, at in _NEWEST_SEEN.of(self._db, stories)}

    def count_seen_after(self, times: Mapping[int, datetime]) -> dict[int, int]:
        """For each story, how many reports came in after its time, copies left out; stories without any are absent."""
        if not times:
            return {}
        counts: Counter[int] = Counter()
        for story, at in _SEEN_AFTER.of(self._db, list(times), since=min(times.values())):
            counts[story] += moment(at) > times[story]
        return {story: count for story, count in counts.items() if count}

    def of_source(self, source: int, *, limit: int) -> list[StoredArticle]:
        """The newest articles that the source brought first."""
        statement = sa.select(articles).where(articles.c.source_id == source)
        rows = self._db.execute(statement.order_by(articles.c.id.desc()).limit(limit))
        return [_article(row) for row in rows]

    def count_of_source(self, source: int) -> int:
        """How many articles the source brought first."""
        where = articles.c.source_id == source
        return int(self._db.execute(sa.select(sa.func.count()).where(where)).scalar_one())

    def copies_of(self, article: int) -> list[StoredArticle]:
        """Articles whose text is this one's, oldest first."""
        statement = sa.select(articles).where(articles.c.copy_of == article)
        return [
            _article(row) for row in self._db.execute(statement.order_by(articles.c.sort_at, articles.c.id))
        ]

    def versions(self, article: int) -> list[StoredVersion]:
        """Earlier states, newest first."""
        c = article_versions.c
        statement = sa.select(article_versions).where(c.article_id == article).order_by(c.id.desc())
        return [
            StoredVersion(
                seen_at=row.seen_at,
                replaced_at=row.replaced_at,
                title=row.title,
                text=row.text,
                cause=row.cause,
            )
            for row in self._db.execute(statement)
        ]

    def search(
        self,
        query: Query,
        *,
        account: int | None,
        order: SearchOrder = "newest",
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[list[StoredArticle], int]:
        """One page of hits and how many there are (counted up to 10,000).

        account: only what this account's sources brought; None: everything.
        """
        if query.empty:
            return [], 0
        ids = self._ids(query, account=account)
        counted = sa.select(sa.func.count()).select_from(ids.limit(COUNT_LIMIT).subquery())
        total = int(self._db.execute(counted).scalar_one())
        positive = any(not clause.minus for clause in query.clauses)
        if order == "best" and positive:
            pool = self._db.execute(ids.order_by(sa.desc("id")).limit(RANKED)).scalars().all()
            ranked = self._index.best(query.clauses, pool, limit + offset)
            chosen: list[int] = list(self._db.execute(ranked).scalars())[offset:]
        else:
            newest = ids.order_by(sa.desc("id")).limit(limit).offset(offset)
            chosen = list(self._db.execute(newest).scalars())
        known = self.articles(chosen)
        return [known[number] for number in chosen if number in known], total

    def stories_with(self, query: Query, stories: Sequence[int]) -> set[int]:
        """Those of *stories* that have an article which the query finds."""
        if query.empty:
            return set()
        statement = sa.select(articles.c.id, articles.c.story_id).where(
            articles.c.story_id.in_(list(stories))
        )
        story_of: dict[int, int | None] = dict(self._db.execute(statement).all())
        hits = self._db.execute(self._ids(query, account=None, among=list(story_of))).scalars()
        return {story for number in hits if (story := story_of[number]) is not None}

    def newest_stories(self, query: Query, *, limit: int) -> set[int]:
        """The stories of the newest *limit* hits."""
        if query.empty:
            return set()
        newest = self._ids(query, account=None).order_by(sa.desc("id")).limit(limit).subquery()
        statement = sa.select(articles.c.story_id).join(newest, newest.c.id == articles.c.id)
        return {story for story in self._db.execute(statement).scalars() if story is not None}

    def _ids(
        self, query: Query, *, account: int | None, among: Sequence[int] | None = None
    ) -> sa.Select[int]:
        """Ids of all hits (*among* these, if given). Unwanted words alone take away from everything."""
        c = articles.c
        wanted = [clause for clause in query.clauses if not clause.minus]
        where: list[sa.ColumnElement[bool]] = []
        found: sa.ColumnElement[int] = c.id
        source: sa.FromClause = articles
        if wanted and among is None:
            # From the hits to their articles, in the hits' order: a page needs thirty of what may be 300,000. The
            # plus keeps SQLite from going the other way, which matches anew for each article.
            hits = self._index.matches(query.clauses).subquery("hits")
            found = hits.c.id
            source = hits.join(articles, c.id == sa.literal_column("+hits.id", sa.Integer))
        elif wanted:
            where.append(c.id.in_(_within(self._index.matches(query.clauses), among)))
        elif query.clauses:
            for clause in query.clauses:
                unwanted = self._index.matches([replace(clause, minus=False)])
                where.append(c.id.not_in(_within(unwanted, among)))
        if among is not None:
            where.append(c.id.in_(among))
        where += [_contains(c.outlet, name) for name in query.outlets]
        where += [sa.not_(_contains(c.outlet, name)) for name in query.not_outlets]
        if query.languages:
            where.append(sa.or_(*(_language(name) for name in query.languages)))
        where += [sa.not_(_language(name)) for name in query.not_languages]
        if query.before:
            where.append(c.sort_at < query.before)
        if query.after:
            where.append(c.sort_at >= query.after)
        if account is not None:
            mine = sa.select(subscriptions.c.source_id).where(subscriptions.c.account_id == account)
            where.append(c.source_id.is_(None) | c.source_id.in_(mine))
        return sa.select(found.label("id")).select_from(source).where(*where)


def _within(ids: sa.Select[int], among: Sequence[int] | None) -> sa.Select[int]:
    return ids if among is None else ids.where(ids.selected_columns["id"].in_(among))


def _contains(column: sa.Column[Any], text: str) -> sa.ColumnElement[bool]:
    return sa.func.lower(column).contains(text.lower(), autoescape=True)


def _language(code: str) -> sa.ColumnElement[bool]:
    """`zh` finds zh-Hans, too."""
    column = articles.c.language
    return (column == code) | column.startswith(f"{code}-", autoescape=True)


def _article(row: sa.Row[Any], *, whole: bool = False) -> StoredArticle:
    facts: dict[str, Any] = row.facts if whole else {}  # Any: JSON
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
        published_at=row.published_at,
        modified_at=row.modified_at,
        changed_at=row.changed_at,
        section=row.section,
        agency=row.agency,
        dateline=row.dateline,
        image=row.image,
        kind=row.kind,
        quality=row.quality,
        words=row.words,
        topics=unpack_topics(row.topics) if whole else (),
        entities=unpack_entities(row.entities) if whole else (),
        quotes=unpack_quotes(facts.get("quotes", ())),
        amounts=unpack_amounts(facts.get("amounts", ())),
        stage=row.stage,
        error=row.error,
        story_id=row.story_id,
        copy_of=row.copy_of,
        copy_kind=row.copy_kind,
        copy_share=row.copy_share or 0.0,
        because=tuple(row.because),
        text=row.text if whole else "",
        html=row.html if whole else "",
        media=unpack_media(facts.get("media", [])),
        key_points=tuple(facts.get("key_points", ())),
        trust=facts.get("trust", {}),
        warnings=tuple(facts.get("warnings", ())),
        extractor=facts.get("extractor", ""),
        fallback_reason=facts.get("fallback_reason"),
        published_day_only=facts.get("published_day_only", False),
        content_hash=f"sha256:{row.sha256.hex()}" if whole and row.sha256 else "",
        fetched_at=row.fetched_at if whole else None,
        fetched_from=row.page_url if whole else None,
    )
