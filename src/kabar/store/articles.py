"""Articles on their way through the flow: leases, extractions, annotations, placements."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from kabar.model.article import Annotations, Extraction, Report
from kabar.model.feed import Entry
from kabar.model.ids import ArticleId, EntryId, SourceId
from kabar.model.source import Waiting
from kabar.store.article_rows import columns_of, differs, facts_of, keep_said, names_source, report_of
from kabar.store.entries import content_hash
from kabar.store.packing import unpack_entry
from kabar.store.schema import (
    article_keys,
    article_texts,
    article_vectors,
    article_versions,
    articles,
    entries,
    sources,
    stories,
)
from kabar.store.search import Index
from kabar.store.upsert import insert, replace
from kabar.urls import url_key

Stage = Literal["read", "annotate", "cluster", "done", "failed"]
LOOKED_AT = 3000  # newest waiting articles among which a mixed batch is chosen
MAX_ATTEMPTS = 5  # leases that ended without a result, before an article counts as failed


class Articles:
    """Pages, one for each canonical address."""

    def __init__(self, connection: sa.Connection, index: Index) -> None:
        self._db = connection
        self._index = index

    def lease(
        self,
        stage: Stage,
        now: datetime,
        *,
        limit: int,
        lease_seconds: int = 600,
        per_source: int | None = None,
    ) -> dict[int, int]:
        """Take up to *limit* articles of *stage*: id -> attempt. Others skip them meanwhile.

        Oldest first; with *per_source* newest first and at most so many of one source, since a site is asked
        for its pages one at a time and the others should not wait for it.
        """
        c = articles.c
        free = (c.stage == stage) & ((c.leased_until.is_(None)) | (c.leased_until < now))
        if per_source is None:
            chosen = sa.select(c.id).where(free).order_by(c.id).limit(limit)
        else:
            nth = sa.func.row_number().over(partition_by=c.source_id, order_by=c.id.desc()).label("nth")
            newest = sa.select(c.id, nth).where(free).order_by(c.id.desc()).limit(LOOKED_AT).subquery()
            mixed = sa.select(newest.c.id).where(newest.c.nth <= per_source)
            chosen = sa.select(c.id).where(c.id.in_(mixed), free).order_by(c.id.desc()).limit(limit)
        chosen = chosen.with_for_update(skip_locked=True)
        statement = (
            sa.update(articles)
            .where(c.id.in_(chosen.scalar_subquery()))
            .values(leased_until=now + timedelta(seconds=lease_seconds), attempt=c.attempt + 1)
            .returning(c.id, c.attempt)
        )
        leased: dict[int, int] = dict(self._db.execute(statement).all())
        worn = [number for number, attempt in leased.items() if attempt > MAX_ATTEMPTS]
        if worn:
            why = "it ended the process that worked on it, several times"
            gone = sa.update(articles).where(c.id.in_(worn))
            self._db.execute(gone.values(stage="failed", error=why, leased_until=None))
        return {number: leased[number] for number in sorted(leased) if number not in worn}

    def put_off(self, until: Mapping[int, datetime]) -> None:
        """Give leased articles back that may not be asked for now; they are leased again from then on."""
        c = articles.c
        if until:
            rows = [{"held_id": number, "free_at": at} for number, at in until.items()]
            statement = sa.update(articles).where(c.id == sa.bindparam("held_id"))
            self._db.execute(
                statement.values(leased_until=sa.bindparam("free_at"), attempt=c.attempt - 1), rows
            )

    def count(self, stage: Stage) -> int:
        """How many articles wait in a stage."""
        return int(self._db.execute(sa.select(sa.func.count()).where(articles.c.stage == stage)).scalar_one())

    def waiting(self, leased: dict[int, int]) -> list[Waiting]:
        """What is needed to read the pages of leased articles."""
        c, e = articles.c, entries.c
        statement = (
            sa.select(
                c.id, c.url, c.title, c.source_id, e.id.label("entry_id"), e.content, article_texts.c.text
            )
            .join(article_texts, article_texts.c.article_id == c.id)
            .outerjoin(entries, (e.article_id == c.id) & e.content.is_not(None))
            .where(c.id.in_(list(leased)))
            .order_by(c.id, e.id)
        )
        found: dict[int, Waiting] = {}
        for row in self._db.execute(statement):
            bare = Entry(key=row.url or "", url=row.url, title=row.title)
            found.setdefault(
                row.id,
                Waiting(
                    id=ArticleId(row.id),
                    entry_id=None if row.entry_id is None else EntryId(row.entry_id),
                    source_id=None if row.source_id is None else SourceId(row.source_id),
                    url=row.url,
                    entry=bare if row.content is None else unpack_entry(row.content),
                    attempt=leased[row.id],
                    stored_text=row.text,
                ),
            )
        return list(found.values())

    def find(self, url: str) -> ArticleId | None:
        """The article at that address."""
        where = article_keys.c.key == url_key(url)
        found = self._db.execute(sa.select(article_keys.c.article_id).where(where)).scalar_one_or_none()
        return None if found is None else ArticleId(found)

    def add(
        self, extraction: Extraction, *, url: str | None, source: SourceId, at: datetime
    ) -> tuple[ArticleId, bool]:
        """Store a page or file that a person added; return its id and whether it is new."""
        key = url_key(url) if url else f"text:{content_hash(extraction.title, extraction.text).hex()}"
        where = article_keys.c.key == key
        known = self._db.execute(sa.select(article_keys.c.article_id).where(where)).scalar_one_or_none()
        if known is not None:
            return ArticleId(known), False
        values: dict[str, Any] = {
            "url": url,
            "source_id": source,
            "authors": [],
            "topics": [],
            "entities": [],
            "because": [],
        }
        statement = sa.insert(articles).values(
            **values, first_seen_at=at, sort_at=at, stage="read", attempt=0
        )
        number = int(self._db.execute(statement.returning(articles.c.id)).scalar_one())
        self._db.execute(sa.insert(article_keys).values(key=key, article_id=number))
        empty = {"text": "", "html": "", "facts": {}, "content_hash": b""}
        self._db.execute(sa.insert(article_texts).values(article_id=number, **empty))
        self.put(ArticleId(number), 0, extraction, at=at)
        return ArticleId(number), True

    def put(self, article: ArticleId, attempt: int, extraction: Extraction, *, at: datetime) -> bool:
        """Store what was extracted and pass the article on to annotation; False when the lease was lost.

        A text that changed keeps its earlier version, unless only spaces and punctuation differ.
        """
        row = self._row((articles.c.attempt == attempt) & (articles.c.stage == "read"), article)
        if row is None:
            return False
        digest = content_hash(extraction.title or row.title, extraction.text)
        settled = digest == row.content_hash and bool(row.html) and row.story_id is not None
        values: dict[str, Any] = {"stage": "done" if settled else "annotate"}
        if row.html and digest != row.content_hash and differs(row, extraction):
            self._keep_version(row, at=at, cause="edit")
            values["changed_at"] = at
        self._write(row, extraction, digest, values)
        return True

    def put_again(self, article: int, extraction: Extraction, *, expected: bytes, at: datetime) -> bool:
        """Store what a stored page gave when it was read again; whether a person sees another text.

        Nothing happens to an article that waits to be read, or whose text is not *expected* any more.
        """
        row = self._row(articles.c.stage != "read", ArticleId(article))
        if row is None or row.content_hash != expected:
            return False
        digest = content_hash(extraction.title or row.title, extraction.text)
        changed = bool(digest != row.content_hash)
        values: dict[str, Any] = {"stage": "annotate" if changed or row.stage == "failed" else row.stage}
        if changed and row.html and differs(row, extraction):
            self._keep_version(row, at=at, cause="reread")
        self._write(row, extraction, digest, values)
        return changed

    def _row(self, where: sa.ColumnElement[bool], article: ArticleId) -> sa.Row[Any] | None:
        """The article as it stands, with its text and its source."""
        return self._db.execute(
            sa.select(
                articles,
                article_texts.c.text,
                article_texts.c.html,
                article_texts.c.content_hash,
                sources.c.outlet.label("source_outlet"),
                sources.c.title.label("source_title"),
                sources.c.host.label("source_host"),
            )
            .join(article_texts, article_texts.c.article_id == articles.c.id)
            .outerjoin(sources, sources.c.id == articles.c.source_id)
            .where(where & (articles.c.id == article))
        ).first()

    def _write(
        self, row: sa.Row[Any], extraction: Extraction, digest: bytes, changes: dict[str, Any]
    ) -> None:
        values = columns_of(extraction, row) | changes
        if changes["stage"] != row.stage:
            values |= {"leased_until": None, "attempt": 0, "error": None}
        self._db.execute(sa.update(articles).where(articles.c.id == row.id).values(**values))
        if row.source_id is not None and row.source_outlet == "" and names_source(extraction, row):
            named = sa.update(sources).where(sources.c.id == row.source_id)
            self._db.execute(named.values(outlet=values["outlet"]))
        replace(
            self._db,
            article_texts,
            key=["article_id"],
            values={
                "article_id": row.id,
                "text": extraction.text,
                "html": extraction.html,
                "facts": facts_of(extraction),
                "content_hash": digest,
            },
        )
        if digest != row.content_hash:
            self._index.replace(row.id, values["title"], extraction.text)
        if extraction.canonical_url:
            key = {"key": url_key(extraction.canonical_url), "article_id": row.id}
            self._db.execute(insert(self._db, article_keys).values(key).on_conflict_do_nothing())

    def _keep_version(self, row: sa.Row[Any], *, at: datetime, cause: Literal["edit", "reread"]) -> None:
        version = {"seen_at": row.changed_at or row.first_seen_at, "replaced_at": at, "cause": cause}
        kept = sa.insert(article_versions).values(
            article_id=row.id, title=row.title, text=row.text, **version
        )
        self._db.execute(kept)

    def fail(self, article: ArticleId, attempt: int, error: str) -> None:
        """The article cannot be worked on; it stays, with the reason."""
        c = articles.c
        held = (c.id == article) & (c.attempt == attempt)
        self._db.execute(
            sa.update(articles).where(held).values(stage="failed", error=error, leased_until=None)
        )

    def same_as(self, article: ArticleId, canonical_url: str) -> ArticleId | None:
        """Another article that stands at *canonical_url* already, so that this one is the same page."""
        other = self.find(canonical_url)
        return None if other is None or other == article else other

    def unite(self, article: ArticleId, into: ArticleId) -> None:
        """*article* turned out to be the page of *into*: its entries and addresses lead there from now on."""
        self._db.execute(sa.update(entries).where(entries.c.article_id == article).values(article_id=into))
        moved = sa.update(article_keys).where(article_keys.c.article_id == article)
        self._db.execute(moved.values(article_id=into))
        self._index.remove([article])
        self._db.execute(sa.delete(articles).where(articles.c.id == article))

    def to_annotate(self, leased: dict[int, int]) -> list[tuple[ArticleId, str, str, str | None]]:
        """(id, title, text, declared language) of leased articles."""
        c = articles.c
        statement = (
            sa.select(c.id, c.title, article_texts.c.text, c.language)
            .join(article_texts, article_texts.c.article_id == c.id)
            .where(c.id.in_(list(leased)))
            .order_by(c.id)
        )
        return [
            (ArticleId(number), title, text, None if language == "und" else language)
            for number, title, text, language in self._db.execute(statement)
        ]

    def annotate(self, article: ArticleId, attempt: int, annotations: Annotations) -> bool:
        """Store what models say and pass the article on to clustering; False when the lease was lost."""
        c = articles.c
        values: dict[str, Any] = {
            "topics": annotations.topics,
            "entities": annotations.entities,
            "stage": "cluster",
            "leased_until": None,
            "attempt": 0,
        }
        if annotations.language != "und":
            values["language"] = annotations.language
        if annotations.agency:
            values["agency"] = annotations.agency
        if annotations.dateline:
            values["dateline"] = annotations.dateline
        held = (c.id == article) & (c.attempt == attempt) & (c.stage == "annotate")
        if self._db.execute(sa.update(articles).where(held).values(**values)).rowcount == 0:
            return False
        keep_said(self._db, article, annotations)
        if annotations.vector is not None:
            vector = {"model": annotations.vector_model, "vector": annotations.vector}
            values = {"article_id": article, **vector}
            replace(self._db, article_vectors, key=["article_id"], values=values)
        return True

    def reports(self, ids: Sequence[int]) -> list[Report]:
        """Articles as clustering and key points see them, in the order of their ids."""
        return [report for report, _ in self._reports(articles.c.id.in_(list(ids)))]

    def placed_since(self, after: datetime, *, limit: int = 200_000) -> list[tuple[Report, int]]:
        """The articles of recent stories with their story, oldest first: what the window starts from."""
        where = articles.c.story_id.is_not(None) & (articles.c.first_seen_at >= after)
        return [(report, story) for report, story in self._reports(where, limit=limit) if story is not None]

    def _reports(
        self, where: sa.ColumnElement[bool], *, limit: int | None = None
    ) -> list[tuple[Report, int | None]]:
        c = articles.c
        statement = (
            sa.select(articles, article_texts.c.text, article_vectors.c.vector, article_vectors.c.model)
            .join(article_texts, article_texts.c.article_id == c.id)
            .outerjoin(article_vectors, article_vectors.c.article_id == c.id)
            .where(where)
            .order_by(c.id)
            .limit(limit)
        )
        return [(report_of(row), row.story_id) for row in self._db.execute(statement)]

    def requeue(self, article: ArticleId | int) -> None:
        """Read this article's page again."""
        again = sa.update(articles).where(articles.c.id == article)
        self._db.execute(again.values(stage="read", attempt=0, leased_until=None))

    def failures(self, *, limit: int = 20) -> list[tuple[int, str, str]]:
        """(id, title, reason) of the newest articles that failed."""
        c = articles.c
        rows = self._db.execute(
            sa.select(c.id, c.title, c.error).where(c.stage == "failed").order_by(c.id.desc()).limit(limit)
        )
        return [(number, title, error or "") for number, title, error in rows]

    def totals(self) -> dict[str, int]:
        """How many sources' articles, stories and languages there are."""
        count = self._db.execute(sa.select(sa.func.count()).select_from(articles)).scalar_one()
        told = self._db.execute(
            sa.select(sa.func.count()).select_from(stories).where(stories.c.merged_into.is_(None))
        ).scalar_one()
        return {"articles": int(count), "stories": int(told), "languages": len(self.count_by_language())}

    def count_by_language(self) -> list[tuple[str, int]]:
        """(language, articles), most first."""
        count = sa.func.count()
        statement = sa.select(articles.c.language, count).group_by(articles.c.language).order_by(count.desc())
        return [(language, number) for language, number in self._db.execute(statement) if language != "und"]
