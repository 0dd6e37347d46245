"""Entries as feeds published them, and the articles they lead to."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kabar.model.feed import Entry
from kabar.model.ids import SourceId
from kabar.model.source import Source, Stored
from kabar.store.packing import pack_entry, unpack_entry
from kabar.store.schema import article_keys, article_texts, articles, entries
from kabar.store.search import Index
from kabar.store.upsert import insert
from kabar.text.plain import plain_text, shorten
from kabar.urls import host_of, outlet_name, url_key

CHUNK = 500  # values in one IN list
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

    def put(self, source: Source, changed: Sequence[Entry], *, at: datetime) -> Stored:
        """Store new and edited entries with their articles, searchable at once; repeatable.

        An article starts with the feed's own text and waits to be read. Oldest first: ids rise with time, and newest-first lists are then sorted by id.
        """
        if not changed:
            return Stored()
        ordered = sorted(changed, key=lambda entry: entry.published_at or at)
        known = self._known(source.id, [entry.key for entry in ordered])
        edited = [entry for entry in ordered if entry.key in known]
        fresh = [entry for entry in ordered if entry.key not in known]
        made = self._insert(source, fresh, at=at)
        for entry in edited:
            self._edit(known[entry.key], entry, at=at)
        return Stored(new=len(fresh), edited=len(edited), articles=made)

    def _known(self, source: SourceId, keys: Sequence[str]) -> dict[str, Any]:  # Any: rows
        c = entries.c
        found: dict[str, Any] = {}
        for start in range(0, len(keys), CHUNK):
            where = (c.source_id == source) & c.key.in_(keys[start : start + CHUNK])
            rows = self._db.execute(sa.select(c.id, c.key, c.article_id, c.content).where(where))
            found.update((row.key, row) for row in rows)
        return found

    def _insert(self, source: Source, fresh: Sequence[Entry], *, at: datetime) -> int:
        by_key = {entry.key: _article_key(source, entry) for entry in fresh}
        there = self._article_ids(list(by_key.values()))
        first: dict[str, Entry] = {}
        for entry in fresh:
            if by_key[entry.key] not in there:
                first.setdefault(by_key[entry.key], entry)
        made = self._insert_articles(source, first, at=at)
        there |= made
        rows = [
            {
                "source_id": source.id,
                "key": entry.key,
                "fingerprint": entry.fingerprint,
                "article_id": there[by_key[entry.key]],
                "first_seen_at": at,
                "published_at": entry.published_at,
                "updated_at": entry.updated_at,
                "content": pack_entry(entry),
            }
            for entry in fresh
        ]
        if rows:
            self._db.execute(insert(self._db, entries).on_conflict_do_nothing(), rows)
        return len(made)

    def _article_ids(self, keys: Sequence[str]) -> dict[str, int]:
        c = article_keys.c
        found: dict[str, int] = {}
        for start in range(0, len(keys), CHUNK):
            where = c.key.in_(keys[start : start + CHUNK])
            found.update(self._db.execute(sa.select(c.key, c.article_id).where(where)).all())
        return found

    def _insert_articles(self, source: Source, first: Mapping[str, Entry], *, at: datetime) -> dict[str, int]:
        if not first:
            return {}
        rows = [_article_row(source, entry, at=at) for entry in first.values()]
        statement = sa.insert(articles).returning(articles.c.id, sort_by_parameter_order=True)
        ids = list(self._db.execute(statement, rows).scalars())
        keys = [{"key": key, "article_id": number} for key, number in zip(first, ids, strict=True)]
        self._db.execute(sa.insert(article_keys), keys)
        texts = [_feed_text(entry) for entry in first.values()]
        self._db.execute(
            sa.insert(article_texts),
            [
                {
                    "article_id": number,
                    "text": text,
                    "html": "",
                    "facts": {},
                    "content_hash": content_hash(row["title"], text),
                }
                for number, row, text in zip(ids, rows, texts, strict=True)
            ],
        )
        self._index.add(
            (number, row["title"], text) for number, row, text in zip(ids, rows, texts, strict=True)
        )
        return dict(zip(first, ids, strict=True))

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


def _article_row(source: Source, entry: Entry, *, at: datetime) -> dict[str, Any]:
    published = entry.published_at or entry.updated_at
    if published is not None and published > at:
        published = at  # never in the future
    title = entry.title or shorten(_feed_text(entry).partition("\n")[0], TITLE_FROM_TEXT) or (entry.url or "")
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
        "topics": [],
        "entities": [],
        "because": [],
        "stage": "read",
    }
