"""`kabar rank`: candidates to scores with reasons, from what happened before that moment and nothing else."""

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np

from kabar.cli import jsonl
from kabar.model.account import Account, Mark, MarkKind, Taste
from kabar.model.frontpage import Scored
from kabar.model.ids import AccountId
from kabar.model.story import StoryFacts
from kabar.rank import learn, score
from kabar.rank.activity import Activity, beside
from kabar.rank.likeness import Likeness
from kabar.rank.score import PRIOR

Row = TypeVar("Row", bound=msgspec.Struct)

_READER = Account(id=AccountId(1), name="reader")
_MOST_HISTORY = 50  # openings that taste is learned from


class _Article(msgspec.Struct):
    """A line of the articles' file."""

    id: str | int
    title: str | None = None
    topics: list[Any] | None = None  # codes, or objects with a code
    entities: list[Any] | None = None  # names, or objects with a name
    published_at: datetime | None = None
    outlet: str | None = None
    story: str | int | None = None
    language: str | None = None


class _Opening(msgspec.Struct):
    """A line of the interactions' file."""

    at: datetime
    account: str | int
    article: str | int


class _Impression(msgspec.Struct):
    """An input line."""

    at: datetime
    candidates: list[str | int]
    history: list[str | int] = []


def run(name: str, *, articles: str, interactions: str | None = None, workers: int = 1) -> int:
    """Rank every line of *name* to standard output; return the exit status.

    Openings are taken in as time goes on, so lines are worked on in the order of their times by one process,
    whatever *workers* says, and written in the order of the input.
    """
    del workers
    desk = Desk(articles, interactions)
    with jsonl.open_input(name) as stream:
        lines = list(jsonl.read_lines(stream))
    order = sorted(range(len(lines)), key=lambda number: (_time(lines[number]), number))
    done: dict[int, dict[str, Any]] = {}
    written = failed = 0
    with jsonl.progress("impressions", len(lines)) as advance:
        for number in order:
            done[number] = jsonl.handle(desk.handle, lines[number])
            advance(1)
            while written in done:
                line = done.pop(written)
                failed += "error" in line
                jsonl.write_line(sys.stdout.buffer, line)
                written += 1
    return jsonl.EXIT_SOME_FAILED if failed else 0


class Desk:
    """The articles, and what has been opened up to the moment that is being ranked."""

    def __init__(self, articles: str, interactions: str | None) -> None:
        self.articles = {str(article.id): article for article in _read(articles, _Article)}
        self.activity = Activity()
        self._times, self._accounts, self._opened, self._names = _openings(interactions)
        self._next = 0
        self._numbers: dict[str, int] = {}
        self._likeness = Likeness()
        self._known_titles: set[str] = set()

    def handle(self, line: Mapping[str, Any]) -> dict[str, Any]:
        """Scores and reasons of one impression."""
        impression = msgspec.convert(dict(line), _Impression, strict=False)
        now = _utc(impression.at)
        self.advance(now.timestamp())
        candidates = [str(name) for name in impression.candidates]
        history = [str(name) for name in impression.history]
        scored = {one.story.id: one for one in self.rank(candidates, history, now)}
        ranked = [scored[self._number(name)] for name in candidates]
        return {
            "scores": [one.score for one in ranked],
            "reasons": [
                [{"signal": why.signal, "text": why.text, "part": why.part} for why in one.reasons]
                for one in ranked
            ],
        }

    def advance(self, now: float) -> None:
        """Take in what was opened before *now*, strictly."""
        end = int(np.searchsorted(self._times, now, side="left"))
        for i in range(self._next, end):
            self.activity.observe(float(self._times[i]), int(self._accounts[i]), self._names[self._opened[i]])
        self._next = max(self._next, end)

    def rank(self, candidates: Sequence[str], history: Sequence[str], now: datetime) -> list[Scored]:
        """The candidates by the product's own scoring."""
        facts = [self._facts(name, now) for name in candidates]
        seen = {
            name: at.timestamp()
            for name, one in zip(candidates, facts, strict=True)
            if (at := one.first_at) is not None
        }
        others = self.activity.scores(candidates, now=now.timestamp(), history=history, first_seen=seen)
        # An opening leaves no time in a history: an hour apart, the last one an hour ago.
        marks = [
            self._mark(name, now - timedelta(hours=back))
            for back, name in enumerate(reversed(history[-_MOST_HISTORY:]), start=1)
        ]
        taste = learn(Taste(), marks, now=now)
        worth = beside(self.activity.sure(now.timestamp()), {**PRIOR, **taste.signals})
        likes = self._likes(candidates, history)
        return score(
            facts,
            account=_READER,
            follows=(),
            taste=replace(taste, signals=worth),
            now=now,
            activity={one.id: float(value) for one, value in zip(facts, others, strict=True)},
            signals={"likeness": lambda story, _: (likes.get(story.id, 0.0), "Like what you read")}
            if likes
            else {},
        )

    def _number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers) + 1)

    def _likes(self, candidates: Sequence[str], history: Sequence[str]) -> dict[int, float]:
        """How like the titles of the history each candidate's title is."""
        titles = {name: self._title(name) for name in (*candidates, *history)}
        if not any(titles[name] for name in candidates) or not any(titles[name] for name in history):
            return {}
        for name, title in titles.items():
            if title and name not in self._known_titles:
                self._known_titles.add(name)
                self._likeness.count(title)
        profile = self._likeness.profile([titles[name] for name in history[-_MOST_HISTORY:]])
        return {self._number(name): self._likeness.like(titles[name], profile) for name in candidates}

    def _title(self, name: str) -> str:
        article = self.articles.get(name)
        return (article.title or "") if article else ""

    def _facts(self, name: str, now: datetime) -> StoryFacts:
        article = self.articles.get(name)
        if article is None:
            return StoryFacts(id=self._number(name), headline="", language="und")
        at = _utc(article.published_at) if article.published_at else None
        known = at if at and at < now else None
        return StoryFacts(
            id=self._number(name),
            headline=article.title or "",
            language=article.language or "und",
            languages=(article.language,) if article.language else (),
            outlets=(article.outlet,) if article.outlet else (),
            first_at=known,
            last_at=known,
            topics=_keys(article.topics, "code"),
            entities=_keys(article.entities, "name"),
        )

    def _mark(self, name: str, at: datetime) -> Mark:
        facts = self._facts(name, at)
        return Mark(
            story=facts.id,
            kind=MarkKind.READ,
            at=at,
            topics=facts.topics,
            entities=facts.entities,
            outlets=facts.outlets,
            language=facts.language,
        )


def _keys(values: Sequence[Any] | None, name: str) -> tuple[str, ...]:
    found = [value.get(name) if isinstance(value, dict) else value for value in values or ()]
    return tuple(str(value) for value in found if value)


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _time(line: jsonl.Line | Exception) -> float:
    """When the line happened; lines without a readable time come last and fail there."""
    try:
        return _utc(msgspec.convert(line["at"], datetime)).timestamp()  # type: ignore[index]  # an Exception fails
    except (KeyError, TypeError, msgspec.ValidationError):
        return math.inf


def _read(name: str, kind: type[Row]) -> Iterator[Row]:
    decoder = msgspec.json.Decoder(kind, strict=False)
    with jsonl.open_input(name) as stream:
        for raw in stream:
            if raw.strip():
                yield decoder.decode(raw)


def _openings(name: str | None) -> tuple[Any, Any, Any, list[str]]:
    """Times, accounts and articles (as places in the list of names), in the order of time."""
    times: list[float] = []
    accounts: list[int] = []
    opened: list[int] = []
    people: dict[str, int] = {}
    names: dict[str, int] = {}
    if name is not None and (name == "-" or Path(name).exists()):
        for one in _read(name, _Opening):
            times.append(_utc(one.at).timestamp())
            accounts.append(people.setdefault(str(one.account), len(people)))
            opened.append(names.setdefault(str(one.article), len(names)))
    order = np.argsort(np.array(times), kind="stable")
    return (
        np.array(times)[order],
        np.array(accounts, dtype=np.int32)[order],
        np.array(opened, dtype=np.int32)[order],
        list(names),
    )


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], articles=sys.argv[2], interactions=sys.argv[3] if len(sys.argv) > 3 else None))
