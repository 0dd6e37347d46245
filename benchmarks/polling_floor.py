"""The floor: what polling must cost in Python at least. aiohttp, fastfeedparser, SQLite in WAL mode, FTS5.

No repairs, no sanitising, no identity, no schedule, no politeness, no limits, no history: it is measured
against, not used. A round reads all feeds, keeps new entries and indexes their titles and texts.
"""

import asyncio
import re
import sqlite3
from pathlib import Path

import aiohttp
import fastfeedparser

AT_ONCE = 32
IN_ONE_TRANSACTION = 64
_TAG = re.compile(r"<[^>]+>")

SCHEMA = """
CREATE TABLE feeds (url TEXT PRIMARY KEY, etag TEXT, modified TEXT);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, feed TEXT, guid TEXT, link TEXT, title TEXT, author TEXT, published TEXT,
    content TEXT, text TEXT, UNIQUE (feed, guid)
);
CREATE INDEX entries_published ON entries (published);
CREATE VIRTUAL TABLE search USING fts5 (title, text, content='entries', content_rowid='id');
"""


class Floor:
    """A reader of a hundred lines."""

    def __init__(self, folder: Path, urls: list[str]) -> None:
        self._db = sqlite3.connect(folder / "floor.db", isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {SCHEMA}")
        self._db.executemany("INSERT INTO feeds VALUES (?, NULL, NULL)", [(url,) for url in urls])

    def round(self) -> int:
        """Read every feed; return how many new entries there were."""
        return asyncio.run(self._round())

    async def _round(self) -> int:
        feeds = self._db.execute("SELECT url, etag, modified FROM feeds").fetchall()
        waiting: list[tuple[str, bytes, str, str]] = []
        new = 0
        todo = iter(feeds)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

            async def read() -> None:
                nonlocal new
                for url, etag, modified in todo:
                    headers = {"If-None-Match": etag, "If-Modified-Since": modified} if etag else {}
                    async with session.get(url, headers=headers) as answer:
                        if answer.status != 200:
                            continue
                        body = await answer.read()
                    waiting.append((url, body, answer.headers["ETag"], answer.headers["Last-Modified"]))
                    if len(waiting) >= IN_ONE_TRANSACTION:
                        batch = waiting[:]
                        waiting.clear()
                        new += self._store(batch)

            await asyncio.gather(*(read() for _ in range(AT_ONCE)))
        return new + self._store(waiting)

    def _store(self, batch: list[tuple[str, bytes, str, str]]) -> int:
        db, new = self._db, 0
        db.execute("BEGIN IMMEDIATE")
        for url, body, etag, modified in batch:
            parsed = fastfeedparser.parse(body)
            known = {guid for (guid,) in db.execute("SELECT guid FROM entries WHERE feed = ?", (url,))}
            rows = []
            for entry in parsed.entries:
                guid = entry.get("id") or entry.get("link")
                if guid in known:
                    continue
                content = entry.get("content")
                html = content[0]["value"] if content else entry.get("description", "")
                published, author = entry.get("published"), entry.get("author")
                text = _TAG.sub("", html)
                rows.append((url, guid, entry.get("link"), entry.get("title"), author, published, html, text))
            last = db.execute("SELECT coalesce(max(id), 0) FROM entries").fetchone()[0]
            db.executemany(
                "INSERT INTO entries (feed, guid, link, title, author, published, content, text)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            db.execute(
                "INSERT INTO search (rowid, title, text) SELECT id, title, text FROM entries WHERE id > ?",
                (last,),
            )
            db.execute("UPDATE feeds SET etag = ?, modified = ? WHERE url = ?", (etag, modified, url))
            new += len(rows)
        db.execute("COMMIT")
        return new

    def count(self, word: str) -> int:
        """How many entries hold *word*."""
        found: int = self._db.execute("SELECT count(*) FROM search WHERE search MATCH ?", (word,)).fetchone()[
            0
        ]
        return found
