"""Stories: what clustering decided, the record of each, and lists of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from kabar.errors import NotFoundError
from kabar.model.account import Target
from kabar.model.story import Copy, Decision, KeyPoint, Member, StoryEntity, StoryRecord, Summary
from kabar.store.article_rows import report_of
from kabar.store.candidates import candidates
from kabar.store.kept import among, kept_records
from kabar.store.merging import Carried, carry_back, carry_over
from kabar.store.packing import unpack_topics
from kabar.store.rows import ManyRows
from kabar.store.schema import (
    article_texts,
    article_vectors,
    articles,
    settings,
    stories,
    story_terms,
)
from kabar.store.upsert import replace

REVISION = "stories.revision"
MAX_REDIRECTS = 20  # merges of merges
LONGEST_TERM = 400  # characters; PostgreSQL indexes no more than 2704 bytes, and no name is as long


_LIVE = stories.c.merged_into.is_(None) & (stories.c.articles > 0)
_REVISIONS = ManyRows(sa.select(stories.c.id, stories.c.revision).where(_LIVE), among=stories.c.id)


class Stories:
    """Articles about one event. An id stays through merges (the ended one redirects) and splits."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def apply(self, decision: Decision, *, at: datetime) -> dict[int, int]:
        """Write what clustering decided; return the stored id of each provisional (negative) story."""
        new = sorted({p.story for p in decision.placements if p.story < 0}, reverse=True)
        ids = dict(zip(new, self._create(len(new), at=at), strict=True)) if new else {}
        self._place(decision, ids)
        for ended, into in decision.merged:
            self._merge(ids.get(ended, ended), ids.get(into, into))
        for later, earlier in decision.follow_ups:
            follow = sa.update(stories).where(stories.c.id == ids.get(later, later))
            self._db.execute(follow.values(follow_up_of=ids.get(earlier, earlier)))
        touched = {ids.get(p.story, p.story) for p in decision.placements}
        touched |= {ids.get(into, into) for _, into in decision.merged}
        self.make_stale(touched)
        return ids

    def _place(self, decision: Decision, ids: Mapping[int, int]) -> None:
        if not decision.placements:
            return
        numbers = [placement.article for placement in decision.placements]
        left = sa.select(articles.c.story_id).where(
            articles.c.id.in_(numbers), articles.c.story_id.is_not(None)
        )
        self.make_stale(set(self._db.execute(left).scalars()))
        place = sa.update(articles).where(articles.c.id == sa.bindparam("number"))
        place = place.values(
            story_id=sa.bindparam("story"),
            copy_of=sa.bindparam("origin"),
            copy_kind=sa.bindparam("how"),
            copy_share=sa.bindparam("share"),
            because=sa.bindparam("why"),
            stage="done",
            leased_until=None,
            attempt=0,
        )
        rows = [
            {
                "number": p.article,
                "story": ids.get(p.story, p.story),
                "origin": None if p.copy is None else p.copy.of,
                "how": None if p.copy is None else p.copy.kind,
                "share": None if p.copy is None else p.copy.share,
                "why": p.because,
            }
            for p in decision.placements
        ]
        self._db.execute(place, rows)

    def _merge(self, ended: int, into: int) -> Carried:
        self._db.execute(sa.update(articles).where(articles.c.story_id == ended).values(story_id=into))
        self._db.execute(sa.update(stories).where(stories.c.id == ended).values(merged_into=into))
        self._db.execute(sa.delete(story_terms).where(story_terms.c.story_id == ended))
        return carry_over(self._db, ended, into)

    def create(self, *, at: datetime) -> int:
        """A new, still empty story."""
        return self._create(1, at=at)[0]

    def _create(self, count: int, *, at: datetime) -> list[int]:
        empty: dict[str, list[object]] = {
            name: []
            for name in ("languages", "outlets", "source_ids", "topics", "entities", "agencies", "authors")
        }
        row = {**empty, "headlines": {}, "summaries": {}, "first_at": at, "last_at": at}
        made = sa.insert(stories).returning(stories.c.id, sort_by_parameter_order=True)
        return list(self._db.execute(made, [row for _ in range(count)]).scalars())

    def move_articles(self, numbers: Sequence[int], *, to: int) -> None:
        """Put articles into another story by hand."""
        chosen = articles.c.id.in_(list(numbers))
        left = sa.select(articles.c.story_id).where(chosen, articles.c.story_id.is_not(None))
        self.make_stale({to, *self._db.execute(left).scalars()})
        self._db.execute(sa.update(articles).where(chosen).values(story_id=to))

    def redirect(self, ended: int, into: int) -> Carried:
        """The id of a story that ended leads to what it became; return what went with it."""
        return self._merge(ended, into)

    def revive(self, story: int, carried: Carried, *, at: datetime) -> None:
        """A merge was taken back: the id is a story of its own again, with what had gone with it."""
        carry_back(self._db, carried, to=story, at=at)
        self._db.execute(sa.update(stories).where(stories.c.id == story).values(merged_into=None, stale=True))

    def make_stale(self, ids: Iterable[int]) -> None:
        """Their record must be made anew."""
        chosen = list(ids)
        if chosen:
            self._db.execute(sa.update(stories).where(stories.c.id.in_(chosen)).values(stale=True))

    def stale(self, *, limit: int) -> list[int]:
        """Stories whose record is older than their membership."""
        where = stories.c.stale.is_(True) & stories.c.merged_into.is_(None)
        return list(
            self._db.execute(
                sa.select(stories.c.id).where(where).order_by(stories.c.id).limit(limit)
            ).scalars()
        )

    def members(self, ids: Sequence[int]) -> dict[int, list[Member]]:
        """The articles of each of *ids*, oldest first."""
        c = articles.c
        statement = (
            sa.select(
                articles,
                article_texts.c.text,
                article_texts.c.facts,
                article_vectors.c.vector,
                article_vectors.c.model,
            )
            .join(article_texts, article_texts.c.article_id == c.id)
            .outerjoin(article_vectors, article_vectors.c.article_id == c.id)
            .where(c.story_id.in_(list(ids)))
            .order_by(c.sort_at, c.id)
        )
        found: dict[int, list[Member]] = {number: [] for number in ids}
        for row in self._db.execute(statement):
            found[row.story_id].append(_member(row))
        return found

    def save(self, record: StoryRecord) -> None:
        """Write the record made of the story's articles."""
        values = {name: getattr(record, name) for name in _KEPT}
        statement = sa.update(stories).where(stories.c.id == record.id)
        self._db.execute(statement.values(**values, revision=stories.c.revision + 1, stale=False))
        self._db.execute(sa.delete(story_terms).where(story_terms.c.story_id == record.id))
        terms = [
            {"target": target, "key": key, "story_id": record.id, "last_at": record.last_at, "weight": weight}
            for (target, key), weight in _terms(record).items()
        ]
        if terms:
            self._db.execute(sa.insert(story_terms), terms)

    def end(self, story: int) -> None:
        """All its articles went elsewhere: nothing is left to show, its id stays taken."""
        self._db.execute(sa.delete(story_terms).where(story_terms.c.story_id == story))
        self._db.execute(
            sa.update(stories).where(stories.c.id == story).values(articles=0, independent=0, stale=False)
        )

    def get(self, story: int) -> StoryRecord:
        """The story, or what it was merged into; NotFoundError when there is none."""
        number: int | None = story
        for _ in range(MAX_REDIRECTS):
            row = self._db.execute(sa.select(stories).where(stories.c.id == number)).first()
            if row is None or (row.merged_into is None and row.articles == 0):
                break
            if row.merged_into is None:
                return _record(row)
            number = row.merged_into
        raise NotFoundError("there is no such story")

    def records(self, ids: Iterable[int]) -> dict[int, StoryRecord]:
        """Stories by id, without those that ended."""
        c, wanted = stories.c, list(ids)
        kept = kept_records(self._db)
        if kept is None:
            where = among(self._db, c.id, wanted) & _LIVE
            return {row.id: _record(row) for row in self._db.execute(sa.select(stories).where(where))}
        revisions: dict[int, int] = dict(_REVISIONS.of(self._db, wanted))  # type: ignore[arg-type]  # pairs
        known = kept.of(revisions)
        missing = [number for number in revisions if number not in known]
        if missing:
            rows = self._db.execute(sa.select(stories).where(among(self._db, c.id, missing)))
            fresh = {row.id: _record(row) for row in rows}
            kept.keep(fresh)
            known |= fresh
        return {number: known[number] for number in sorted(revisions)}

    def candidates(
        self,
        follows: Sequence[tuple[str, str]],
        *,
        since: datetime,
        limit: int = 500,
        quiet: Sequence[int] = (),
        only: Sequence[int] = (),
    ) -> list[StoryRecord]:
        """At most *limit* stories that a front page may show: followed, much reported, of quiet sources, and new.

        quiet: sources whose newest stories are looked for on their own, since they would never be among the newest
        of all. only: sources that all stories must come from; none: any.
        """
        found = candidates(self._db, follows, since=since, limit=limit, quiet=quiet, only=only)
        return list(self.records(found).values())

    def about(
        self, target: Target, key: str, *, limit: int, offset: int = 0
    ) -> tuple[list[StoryRecord], int]:
        """Stories with that term, newest first, and how many there are."""
        c = story_terms.c
        where = (c.target == target.value) & (c.key == key)
        total = int(self._db.execute(sa.select(sa.func.count()).where(where)).scalar_one())
        chosen = sa.select(c.story_id).where(where).order_by(c.last_at.desc(), c.story_id.desc())
        ids = list(self._db.execute(chosen.limit(limit).offset(offset)).scalars())
        known = self.records(ids)
        return [known[number] for number in ids if number in known], total

    def busiest(self, target: Target, *, since: datetime, limit: int) -> list[tuple[str, int]]:
        """The keys of *target* with most recent stories, and how many."""
        c = story_terms.c
        count = sa.func.count()
        statement = (
            sa.select(c.key, count).where(c.target == target.value, c.last_at >= since).group_by(c.key)
        )
        rows = self._db.execute(statement.order_by(count.desc(), c.key).limit(limit))
        return [(key, number) for key, number in rows]

    def entity_names(self, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
        """(name, kind) of entities, as a recent story that names them has it."""
        c = story_terms.c
        where = (c.target == Target.ENTITY.value) & c.key.in_(list(keys))
        newest = (
            sa.select(c.key, sa.func.max(c.story_id).label("story")).where(where).group_by(c.key).subquery()
        )
        statement = sa.select(newest.c.key, stories.c.entities).join(stories, stories.c.id == newest.c.story)
        found: dict[str, tuple[str, str]] = {}
        for key, entities in self._db.execute(statement):
            named = next(entity for entity in entities if entity["key"] == key)
            found[key] = (named["name"], named["kind"])
        return found

    def find_entity(self, name: str) -> str | None:
        """The key of the entity that the newest story calls *name*."""
        like = f'%"name":{msgspec.json.encode(name).decode()}%'  # the column is JSON text
        statement = (
            sa.select(stories.c.entities)
            .where(sa.cast(stories.c.entities, sa.Text).like(like), stories.c.merged_into.is_(None))
            .order_by(stories.c.id.desc())
            .limit(1)
        )
        entities = self._db.execute(statement).scalar_one_or_none()
        return next((e["key"] for e in entities or () if e["name"].casefold() == name.casefold()), None)

    def revision(self) -> int:
        """Rises with each decision that any process writes."""
        where = settings.c.name == REVISION
        return int(self._db.execute(sa.select(settings.c.value).where(where)).scalar_one_or_none() or 0)

    def next_revision(self) -> int:
        """Note that stories changed; return the new revision."""
        revision = self.revision() + 1
        replace(self._db, settings, key=["name"], values={"name": REVISION, "value": revision})
        return revision


def _terms(record: StoryRecord) -> dict[tuple[str, str], float]:
    """Everything by which the story can be found, followed or muted, and how strongly it is that."""
    terms: dict[tuple[str, str], float] = {(Target.STORY.value, str(record.id)): 1.0}
    if record.follow_up_of is not None:  # following a story brings what follows it up
        terms[(Target.STORY.value, str(record.follow_up_of))] = 1.0
    terms |= {(Target.TOPIC.value, topic.code): topic.score for topic in record.topics}
    most = max((entity.articles for entity in record.entities), default=1)
    terms |= {(Target.ENTITY.value, e.key): e.articles / most for e in record.entities}
    terms |= {(Target.OUTLET.value, outlet): 1.0 for outlet in record.outlets}
    terms |= {(Target.SOURCE.value, str(source)): 1.0 for source in record.source_ids}
    terms |= {(Target.AGENCY.value, agency): 1.0 for agency in record.agencies}
    terms |= {(Target.AUTHOR.value, author): 1.0 for author in record.authors}
    terms |= {(Target.LANGUAGE.value, language): 1.0 for language in record.languages}
    return {(target, key): weight for (target, key), weight in terms.items() if len(key) <= LONGEST_TERM}


_KEPT = (
    "headline language headlines first_at last_at articles independent languages outlets source_ids topics "
    "entities agencies authors section image image_article summaries developments follow_up_of"
).split()


def _record(row: sa.Row[Any]) -> StoryRecord:
    return StoryRecord(
        id=row.id,
        headline=row.headline,
        language=row.language,
        headlines={language: (title, article) for language, (title, article) in row.headlines.items()},
        first_at=row.first_at,
        last_at=row.last_at,
        articles=row.articles,
        independent=row.independent,
        languages=tuple(row.languages),
        outlets=tuple(row.outlets),
        source_ids=tuple(row.source_ids),
        topics=unpack_topics(row.topics),
        entities=msgspec.convert(row.entities, tuple[StoryEntity, ...]),
        agencies=tuple(row.agencies),
        authors=tuple(row.authors),
        section=row.section,
        image=row.image,
        image_article=row.image_article,
        summaries=msgspec.convert(row.summaries, dict[str, Summary]),
        developments=msgspec.convert(row.developments, tuple[KeyPoint, ...]),
        revision=row.revision,
        follow_up_of=row.follow_up_of,
        merged_into=row.merged_into,
    )


def _member(row: sa.Row[Any]) -> Member:
    copy = None
    if row.copy_of is not None:
        copy = Copy(of=row.copy_of, kind=row.copy_kind, share=row.copy_share or 0.0)
    return Member(
        report=report_of(row),
        at=row.sort_at,
        copy=copy,
        source_id=row.source_id,
        image=row.image,
        section=row.section,
        authors=tuple(row.authors),
        kind=row.kind,
        quality=row.quality,
        because=tuple(row.because),
        modified_at=row.modified_at,
        changed_at=row.changed_at,
    )
