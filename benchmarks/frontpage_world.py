"""A large made-up database for `benchmarks.frontpage`: generated words, the sizes of a busy quarter.

Rows go in by bulk statements over the tables of `kabar.store.schema`, so that a million articles take minutes.
What no measured page reads (vectors, feed entries, pages as fetched) is left out.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from kabar.annotate import TOPICS
from kabar.model.account import Follow, Mark, MarkKind, Target, Taste
from kabar.model.ids import AccountId
from kabar.store import open_store, schema
from kabar.store.engine import sqlite_driver

NOW = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)
DAYS = 90  # over which the stories are spread
SOURCES = 2000
NAMES = 40_000
LANGUAGES = ("en", "id", "de", "es", "fr", "ar", "zh", "ru")
FOLLOWS = 500
MARKS = 2000
BATCH = 2000  # stories built at a time
COMMON, RARE = "bakumo", "zyzzyva"  # a word of every third article, and of one in 20,000
OWNER = AccountId(1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = ("person", "place", "organisation")
Row = tuple[Any, ...]  # Any: one value for each column


def micros(at: datetime) -> int:
    """As the columns hold times."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def packed(value: object) -> str:
    """As the columns hold JSON."""
    return msgspec.json.encode(value).decode()


class World:
    """Outlets, names and words, and the stories that are told with them."""

    def __init__(self, *, articles: int, stories: int) -> None:
        self.random = random.Random(7)
        syllables = [
            "ba",
            "ku",
            "mo",
            "ra",
            "te",
            "li",
            "so",
            "na",
            "pi",
            "du",
            "ge",
            "wo",
            "ha",
            "ces",
            "tor",
        ]
        words = sorted(
            {"".join(self.random.choices(syllables, k=self.random.choice((2, 3, 4)))) for _ in range(30_000)}
        )
        self.random.shuffle(words)
        usual = [1 / (rank + 3) for rank in range(len(words))]
        # Sentences are drawn from a pool: joining them is cheap, and their words are spread as in a language.
        self.sentences = [
            " ".join(self.random.choices(words, usual, k=14)).capitalize() + "." for _ in range(20_000)
        ]
        self.topics = sorted(TOPICS)
        self.names = [
            f"{words[n % len(words)]} {words[(n * 7 + 1) % len(words)]}".title() for n in range(NAMES)
        ]
        self.name_weights = list(_running(1 / (rank + 10) for rank in range(NAMES)))
        self.source_weights = list(_running(1 / (rank + 30) for rank in range(SOURCES)))
        self.articles, self.stories = articles, stories
        self.next_article = 1

    def outlet(self, source: int) -> str:
        """A source's outlet; every fourth outlet has two sources."""
        return f"Outlet {source - source % 4 if source % 4 == 1 else source}"

    def size(self, number: int) -> int:
        """How many articles story *number* gets: most few, some a hundred, the sum as asked for."""
        left = self.articles - self.next_article + 1 - (self.stories - number)
        mean = self.articles / self.stories
        wanted = int(0.45 * mean * self.random.paretovariate(1.7))
        return max(1, min(wanted, 150, left)) if number < self.stories else max(1, left)

    def last_at(self, number: int) -> datetime:
        return NOW - timedelta(days=DAYS) * (1 - number / self.stories) - timedelta(seconds=30)


def _running(weights: Iterator[float]) -> Iterator[float]:
    total = 0.0
    for weight in weights:
        total += weight
        yield total


def build(folder: Path, *, articles: int, stories: int) -> None:
    """Fill a new database in *folder*."""
    open_store(None, folder).close()
    raw = sqlite_driver().connect(folder / "kabar.db", isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000", "foreign_keys=OFF"):
        raw.execute(f"PRAGMA {pragma}")
    # Indexes are made at the end: sorting once is cheaper than a million insertions in the middle.
    indexes = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('articles', 'stories', 'story_terms', 'article_keys')"
    ).fetchall()
    for name, _ in indexes:
        raw.execute(f"DROP INDEX {name}")
    world = World(articles=articles, stories=stories)
    raw.execute("BEGIN")
    _sources(raw, world)
    for start in range(1, stories + 1, BATCH):
        _stories(raw, world, range(start, min(start + BATCH, stories + 1)))
    raw.execute("COMMIT")
    for _, sql in indexes:
        raw.execute(sql)
    raw.execute("ANALYZE")
    raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    _people(folder, world)


def _put(
    raw: Any, table: sa.Table, names: str, rows: Sequence[Row]
) -> None:  # Any: either of two driver modules
    columns = names.split()
    assert set(columns) <= set(table.c.keys())
    places = ", ".join("?" * len(columns))
    raw.executemany(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})", rows)


def _sources(raw: Any, world: World) -> None:  # Any: as above
    at = micros(NOW - timedelta(days=DAYS))
    rows = [
        (
            n,
            f"https://outlet{n}.example/feed",
            "feed",
            f"Feed {n}",
            world.outlet(n),
            "en",
            f"outlet{n}.example",
            at,
            0,
            "ok",
            packed({"status": "ok", "entries_per_day": 0.1 * 2 ** (n % 11)}),  # ten days to a hundred a day
            "[]",
            0,
        )
        for n in range(1, SOURCES + 1)
    ]
    names = "id url kind title outlet language host added_at paused status state warnings attempt"
    _put(raw, schema.sources, names, rows)


_ARTICLE = (
    "id url source_id outlet title language authors published_at first_seen_at sort_at section kind quality words "
    "topics entities stage attempt story_id because copy_of copy_kind copy_share"
)
_STORY = (
    "id headline language headlines first_at last_at articles independent languages outlets source_ids topics "
    "entities agencies authors section image summaries revision stale"
)


def _stories(raw: Any, world: World, numbers: range) -> None:  # Any: as above
    rows: dict[str, list[Row]] = {"story": [], "term": [], "article": [], "key": [], "text": [], "search": []}
    for number in numbers:
        _story(world, number, rows)
    _put(raw, schema.stories, _STORY, rows["story"])
    _put(raw, schema.story_terms, "target key story_id last_at weight", rows["term"])
    _put(raw, schema.articles, _ARTICLE, rows["article"])
    _put(raw, schema.article_keys, "key article_id", rows["key"])
    _put(raw, schema.article_texts, "article_id text html facts content_hash", rows["text"])
    raw.executemany("INSERT INTO article_search(rowid, title, text) VALUES (?, ?, ?)", rows["search"])


def _story(world: World, number: int, rows: dict[str, list[Row]]) -> None:
    rng, size = world.random, world.size(number)
    last = world.last_at(number)
    first = last - timedelta(minutes=rng.randrange(1, 60) * size)
    told = rng.choices(LANGUAGES, (40, 15, 8, 8, 8, 8, 8, 5), k=1 if size < 4 else 3)
    languages = list(dict.fromkeys(told))
    topics = [
        {"code": code, "label": code, "score": round(0.9 - 0.2 * place, 2)}
        for place, code in enumerate(dict.fromkeys(rng.choices(world.topics, k=3)))
    ]
    chosen = dict.fromkeys(rng.choices(range(NAMES), cum_weights=world.name_weights, k=min(12, 4 + size)))
    entities = [
        {"key": f"Q{n}", "name": world.names[n], "kind": _KINDS[n % 3], "articles": max(1, size - place)}
        for place, n in enumerate(chosen)
    ]
    sources = [n + 1 for n in rng.choices(range(SOURCES), cum_weights=world.source_weights, k=size)]
    carried = list(dict.fromkeys(sources))
    outlets = list(dict.fromkeys(world.outlet(source) for source in carried))
    authors = [world.names[rng.randrange(2000)] for _ in range(min(size, 2))]
    ids = range(world.next_article, world.next_article + size)
    world.next_article += size
    copies = [place > 2 and rng.random() < 0.3 for place in range(size)]
    titles = rng.choices(world.sentences, k=len(languages))
    _articles(world, ids, number, (first, last), sources, languages, topics, entities, copies, rows)
    points = [
        {"text": rng.choice(world.sentences), "article": rng.choice(ids), "start": 0, "end": 80}
        | ({"also": [rng.choice(ids)]} if size > 2 else {})
        for _ in range(min(5, 2 + size // 3))
    ]
    summaries = {language: {"points": points, "figures": []} for language in languages}
    headlines = {language: [title, ids[0]] for language, title in zip(languages, titles, strict=True)}
    image = f"https://outlet{sources[0]}.example/{number}.jpg" if rng.random() < 0.7 else None
    at = micros(last)
    agencies = ["Reuters"] if rng.random() < 0.1 else []
    rows["story"].append(
        (
            number,
            titles[0],
            languages[0],
            packed(headlines),
            micros(first),
            at,
            size,
            size - sum(copies),
            *tuple(map(packed, (languages, outlets, carried, topics, entities, agencies, authors))),
            "world",
            image,
            packed(summaries),
            1,
            0,
        )
    )
    terms = {("story", str(number)): 1.0}
    terms |= {("topic", topic["code"]): topic["score"] for topic in topics}
    terms |= {("entity", entity["key"]): 0.5 for entity in entities}
    terms |= {("outlet", outlet): 1.0 for outlet in outlets} | {("source", str(n)): 1.0 for n in carried}
    terms |= {("author", author): 1.0 for author in authors} | {("agency", name): 1.0 for name in agencies}
    terms |= {("language", language): 1.0 for language in languages}
    rows["term"] += [(target, key, number, at, weight) for (target, key), weight in terms.items()]


def _articles(
    world: World,
    ids: range,
    story: int,
    span: tuple[datetime, datetime],
    sources: Sequence[int],
    languages: Sequence[str],
    topics: Sequence[object],
    entities: Sequence[object],
    copies: Sequence[bool],
    rows: dict[str, list[Row]],
) -> None:
    rng, (first, last) = world.random, span
    step = (last - first) / len(ids)
    about = packed(topics)
    named = packed([{"name": e["name"], "kind": e["kind"], "wikidata": e["key"]} for e in entities[:6]])  # type: ignore[index]  # dicts
    for place, (number, source) in enumerate(zip(ids, sources, strict=True)):
        at = micros(first + step * (place + 1))
        title = rng.choice(world.sentences)
        text = " ".join(rng.choices(world.sentences, k=rng.choice((3, 4, 5))))
        if number % 3 == 0:
            text = f"{COMMON} {text}"
        if number % 20_000 == 0:
            text = f"{RARE} {text}"
        url = f"https://outlet{source}.example/{number}"
        copy = (ids[0], "edited", 0.8) if copies[place] else (None, None, None)
        rows["article"].append(
            (
                number,
                url,
                source,
                world.outlet(source),
                title,
                languages[place % len(languages)],
                "[]",
                at,
                at,
                at,
                "world",
                "article",
                0.9,
                80,
                about,
                named,
                "done",
                0,
                story,
                "[]",
                *copy,
            )
        )
        rows["key"].append((url, number))
        rows["text"].append((number, text, f"<p>{title}</p>", "{}", b"0" * 16))
        rows["search"].append((number, title, text))


def _people(folder: Path, world: World) -> None:
    """One account that reads most sources, follows 500 things and made 2,000 marks."""
    rng, store = world.random, open_store(None, folder)
    with store.write() as db:
        account = db.accounts.create("reader", is_admin=True, at=NOW - timedelta(days=DAYS))
        db.accounts.seen(account, at=NOW - timedelta(hours=9))
        for source in range(1, SOURCES + 1):
            if source % 10:
                db.subscriptions.add(account, source, at=NOW)  # type: ignore[arg-type]  # a number is a SourceId
        for follow in _follows(world):
            db.follows.put(account, follow, at=NOW - timedelta(days=2))
        keys = [f"entity:Q{rng.randrange(3000)}" for _ in range(400)] + [
            f"topic:{c}" for c in world.topics[:60]
        ]
        taste = Taste(weights={key: round(rng.uniform(-0.4, 0.9), 3) for key in keys}, learned_at=NOW)
        db.follows.save_taste(account, taste)
        kinds = (
            MarkKind.READ,
            MarkKind.READ,
            MarkKind.FINISHED,
            MarkKind.SAVED,
            MarkKind.HIDDEN,
            MarkKind.MORE,
        )
        recent = range(max(1, world.stories - 6 * MARKS), world.stories + 1)
        for number, story in enumerate(rng.sample(recent, min(MARKS, len(recent)))):
            about = {
                "topics": tuple(rng.choices(world.topics, k=3)),
                "entities": tuple(f"Q{n}" for n in range(8)),
            }
            mark = Mark(story=story, kind=rng.choice(kinds), at=NOW - timedelta(minutes=number), **about)
            db.marks.add(account, mark)
    store.close()


def _follows(world: World) -> list[Follow]:
    """What a busy reader has gathered: names above all, a tenth of it muted."""
    rng = world.random
    wanted: list[tuple[Target, str]] = [(Target.TOPIC, code) for code in rng.sample(world.topics, 40)]
    wanted += [(Target.ENTITY, f"Q{n}") for n in rng.sample(range(6000), FOLLOWS - 40 - 90 - 30 - 20 - 3)]
    wanted += [(Target.OUTLET, world.outlet(n)) for n in range(2, 364, 4)][1:]
    wanted += [(Target.AUTHOR, name) for name in list(dict.fromkeys(world.names[:2000]))[:30]]
    wanted += [(Target.STORY, str(world.stories - 37 * n)) for n in range(1, 21)]
    wanted += [(Target.LANGUAGE, "id"), (Target.AGENCY, "Reuters"), (Target.SEARCH, "bakumo rate")]
    return [
        Follow(
            target=target, key=key, label=key, strength=1.0, muted=place % 10 == 9 and target is Target.ENTITY
        )
        for place, (target, key) in enumerate(dict.fromkeys(wanted))
    ]
