"""Entries as feeds published them, and the articles they lead to."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kabar.model.feed import Entry
from kabar.model.ids import SourceId
from kabar.model.source import Source, Stored
from kabar.store.numbers import take_ids
from kabar.store.packing import pack_entry, unpack_entry
from kabar.store.schema import article_keys, article_texts, articles, entries, sources
from kabar.store.search import Index
from kabar.store.upsert import insert_many
from kabar.text.plain import plain_text, shorten
from kabar.urls import host_of, outlet_name, url_key

CHUNK = 500  # values in one IN list
Arrived = tuple[Source, Entry, datetime]  # from where, what, when
TITLE_FROM_TEXT = 90  # characters of an untitled entry's text that serve as its title


class Entries:
    """Items of feeds. Each leads to one article; several may lead to the same."""

    def __init__(self, connection: sa.Connection, index: Index) -> None:
        self._db = connection
        self._index = index

    def fingerprints(self, source: SourceId, keys: Sequence[str]) -> dict[str, bytes]:
        """The stored fingerprint of each of *keys* that is known, purged ones included."""
        c = entries.c
        found: dict[str, bytes] = {}
        for start in range(0, len(keys), CHUNK):
            where = (c.source_id == source) & c.key.in_(keys[start : start + CHUNK])
            found.update(self._db.execute(sa.select(c.key, c.fingerprint).where(where)).all())
        return found

    def fingerprints_of(self, keys: Mapping[SourceId, Sequence[str]]) -> dict[SourceId, dict[str, bytes]]:
        """`fingerprints` of several sources; those that never brought anything cost nothing."""
        spoken = self._spoken(list(keys))
        return {
            source: self.fingerprints(source, wanted) if source in spoken else {}
            for source, wanted in keys.items()
        }

    def edits(self, of: Mapping[SourceId, Sequence[Entry]]) -> dict[SourceId, dict[str, datetime]]:
        """When each of these entries was last edited, as stored: where the feed said so and their content is kept."""
        c = entries.c
        found: dict[SourceId, dict[str, datetime]] = {}
        for source, those in of.items():
            for start in range(0, len(those), CHUNK):
                keys = [entry.key for entry in those[start : start + CHUNK]]
                where = (c.source_id == source) & c.key.in_(keys)
                where &= c.updated_at.is_not(None) & c.content.is_not(None)
                found.setdefault(source, {}).update(
                    self._db.execute(sa.select(c.key, c.updated_at).where(where)).all()
                )
        return found

    def keys_of_pages(self, urls: Mapping[SourceId, Sequence[str]]) -> dict[SourceId, dict[str, str]]:
        """Of each source: address -> key of the one stored entry that leads to that page, purged ones included.

        A page with several entries of a source (a front page, a live page) tells nothing about them.
        """
        c = entries.c
        found: dict[SourceId, dict[str, str]] = {}
        spoken = self._spoken([source for source, wanted in urls.items() if wanted])
        for source in spoken:
            pages = {url: url_key(url) for url in urls[SourceId(source)]}
            there = self._article_ids(list(dict.fromkeys(pages.values())))
            numbers = sorted(set(there.values()))
            keys: dict[int, list[str]] = {}
            for start in range(0, len(numbers), CHUNK):
                where = (c.source_id == source) & c.article_id.in_(numbers[start : start + CHUNK])
                for article, key in self._db.execute(sa.select(c.article_id, c.key).where(where)):
                    keys.setdefault(article, []).append(key)
            one = {article: stored[0] for article, stored in keys.items() if len(stored) == 1}
            found[SourceId(source)] = {
                url: one[there[key]] for url, key in pages.items() if there.get(key) in one
            }
        return found

    def rename(self, source: SourceId, names: Mapping[str, str]) -> dict[str, bytes]:
        """Give stored entries the keys that their feed gives them now (new -> stored); their fingerprints."""
        if not names:
            return {}
        c = entries.c
        rows = [{"held_key": old, "new_key": new} for new, old in names.items()]
        statement = sa.update(entries).where((c.source_id == source) & (c.key == sa.bindparam("held_key")))
        self._db.execute(statement.values(key=sa.bindparam("new_key")), rows)
        return self.fingerprints(source, list(names))

    def _spoken(self, among: Sequence[int]) -> set[int]:
        """Those *among* the sources that have brought an entry before."""
        found: set[int] = set()
        brought = sa.exists().where(entries.c.source_id == sources.c.id)
        for start in range(0, len(among), CHUNK):
            where = sources.c.id.in_(among[start : start + CHUNK]) & brought
            found.update(self._db.execute(sa.select(sources.c.id).where(where)).scalars())
        return found

    def put(self, source: Source, changed: Sequence[Entry], *, at: datetime) -> Stored:
        """`put_all` for one source."""
        return self.put_all([(source, changed, at)])[0]

    def put_all(self, arrivals: Sequence[tuple[Source, Sequence[Entry], datetime]]) -> list[Stored]:
        """Store new and edited entries with their articles, searchable at once; repeatable.

        arrivals: source, entries, time of the visit, each source once; what was stored of each is returned.
        An article starts with the feed's own text and waits to be read. Oldest first: ids rise with time,
        and newest-first lists are then sorted by id.
        """
        stored: list[Stored] = []
        fresh: list[Arrived] = []
        spoken = self._spoken([source.id for source, changed, _ in arrivals if changed])
        for source, changed, at in arrivals:
            known = self._known(source.id, [entry.key for entry in changed]) if source.id in spoken else {}
            new = [(source, entry, at) for entry in changed if entry.key not in known]
            for entry in changed:
                if entry.key in known:
                    self._edit(known[entry.key], entry, at=at)
            stored.append(Stored(new=len(new), edited=len(changed) - len(new)))
            fresh += new
        if not fresh:
            return stored
        fresh.sort(key=lambda arrived: arrived[1].published_at or arrived[2])
        made = self._insert(fresh)
        return [
            replace(count, articles=made[source.id])
            for count, (source, _, _) in zip(stored, arrivals, strict=True)
        ]

    def _known(self, source: SourceId, keys: Sequence[str]) -> dict[str, Any]:  # Any: rows
        c = entries.c
        found: dict[str, Any] = {}
        for start in range(0, len(keys), CHUNK):
            where = (c.source_id == source) & c.key.in_(keys[start : start + CHUNK])
            rows = self._db.execute(sa.select(c.id, c.key, c.article_id, c.content).where(where))
            found.update((row.key, row) for row in rows)
        return found

    def _insert(self, fresh: Sequence[Arrived]) -> Counter[int]:
        """Store new entries and the articles of pages that were not known; how many articles by source."""
        keys = [_article_key(source, entry) for source, entry, _ in fresh]
        there = self._article_ids(list(dict.fromkeys(keys)))
        first: dict[str, Arrived] = {}
        for key, arrived in zip(keys, fresh, strict=True):
            if key not in there:
                first.setdefault(key, arrived)
        there |= self._insert_articles(first)
        rows = [
            {
                "source_id": source.id,
                "key": entry.key,
                "fingerprint": entry.fingerprint,
                "article_id": there[key],
                "first_seen_at": at,
                "published_at": entry.published_at,
                "updated_at": entry.updated_at,
                "content": pack_entry(entry),
            }
            for key, (source, entry, at) in zip(keys, fresh, strict=True)
        ]
        insert_many(self._db, entries, rows)
        return Counter(source.id for source, _, _ in first.values())

    def _article_ids(self, keys: Sequence[str]) -> dict[str, int]:
        c = article_keys.c
        found: dict[str, int] = {}
        for start in range(0, len(keys), CHUNK):
            where = c.key.in_(keys[start : start + CHUNK])
            found.update(self._db.execute(sa.select(c.key, c.article_id).where(where)).all())
        return found

    def _insert_articles(self, first: Mapping[str, Arrived]) -> dict[str, int]:
        if not first:
            return {}
        ids = take_ids(self._db, articles, len(first))
        rows, texts, search = [], [], []
        for number, (source, entry, at) in zip(ids, first.values(), strict=True):
            text = _feed_text(entry)
            row = _article_row(source, entry, text, at=at)
            title = row["title"]
            rows.append({"id": number, **row})
            texts.append(
                {
                    "article_id": number,
                    "text": text,
                    "html": "",
                    "facts": {},
                    "content_hash": content_hash(title, text),
                }
            )
            search.append((number, title, text))
        made = dict(zip(first, ids, strict=True))
        insert_many(self._db, articles, rows)
        insert_many(
            self._db, article_keys, [{"key": key, "article_id": number} for key, number in made.items()]
        )
        insert_many(self._db, article_texts, texts)
        self._index.add(search)
        return made

    def _edit(self, known: Any, entry: Entry, *, at: datetime) -> None:
        """The publisher changed it (or it was purged: then only the fingerprint moves on)."""
        if known.content is None:
            values: dict[str, Any] = {"fingerprint": entry.fingerprint}
        else:
            values = {
                "fingerprint": entry.fingerprint,
                "updated_at": entry.updated_at or at,
                "content": pack_entry(entry),
            }
            # Through the same stages again: whether the article itself changed is decided there.
            again = sa.update(articles).where(articles.c.id == known.article_id)
            self._db.execute(again.values(stage="read", leased_until=None))
        self._db.execute(sa.update(entries).where(entries.c.id == known.id).values(**values))

    def of_article(self, article: int) -> list[tuple[SourceId, Entry]]:
        """The entries that lead to *article*, first seen first."""
        c = entries.c
        where = (c.article_id == article) & c.content.is_not(None)
        rows = self._db.execute(sa.select(c.source_id, c.content).where(where).order_by(c.id))
        return [(SourceId(source), unpack_entry(content)) for source, content in rows]

    def purge(self, before: datetime, *, keep: Sequence[int]) -> int:
        """Forget the content of entries older than *before* (not of articles in *keep*); they never return."""
        c = entries.c
        where = (c.first_seen_at < before) & c.content.is_not(None)
        if keep:
            where &= c.article_id.not_in(keep)
        return self._db.execute(sa.update(entries).where(where).values(content=None)).rowcount


def content_hash(title: str, text: str) -> bytes:
    """16 bytes that change when a person would see another title or text."""
    return hashlib.blake2b(f"{title}\n{text}".encode("utf-8", "replace"), digest_size=16).digest()


def _article_key(source: Source, entry: Entry) -> str:
    """The page's own key, else one inside the source."""
    return url_key(entry.url) if entry.url else f"entry:{source.id}:{entry.key}"


def _feed_text(entry: Entry) -> str:
    body = entry.html if len(entry.html) >= len(entry.summary_html) else entry.summary_html
    return plain_text(body)


def _article_row(source: Source, entry: Entry, text: str, *, at: datetime) -> dict[str, Any]:
    published = entry.published_at or entry.updated_at
    if published is not None and published > at:
        published = at  # never in the future
    title = entry.title or shorten(text.partition("\n")[0], TITLE_FROM_TEXT) or (entry.url or "")
    return {
        "url": entry.url,
        "source_id": source.id,
        "outlet": source.outlet or outlet_name(host_of(entry.url or source.url)),
        "title": title,
        "language": entry.language or source.language or "und",
        "authors": entry.authors,
        "published_at": published,
        "modified_at": entry.updated_at,
        "first_seen_at": at,
        "sort_at": published or at,
        "section": entry.categories[0] if entry.categories else None,
        "image": entry.image,
        "kind": "article",
        "quality": 0.0,
        "words": 0,
        "topics": (),
        "entities": (),
        "stage": "read",
        "attempt": 0,
        "because": (),
    }
