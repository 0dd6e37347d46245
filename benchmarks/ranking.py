"""Does the page fit the person? Simulated readers, and what a page costs.

    python -m benchmarks.ranking            all of it, as JSON
    python -m benchmarks.ranking speed      score and spread 500 candidates for 500 follows

A simulated reader likes three of twelve topics and two names, a little or much. Each round a page of 60 fresh
stories is ranked; the reader looks at the first ten and marks them as such a reader would, sometimes wrongly.
How well the page fits is the nDCG@10 of what they like, against the best order of the same stories.
"""

import json
import math
import random
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from kabar.model.account import Account, Follow, Mark, MarkKind, Target, Taste
from kabar.model.ids import AccountId
from kabar.model.story import StoryFacts
from kabar.rank import diversify, learn, score

START = datetime(2026, 3, 1, 7, tzinfo=UTC)
TOPICS = 12
NAMES = 60
STORIES = 60
LOOKED_AT = 10
MARKED = 5  # stories of a page that a reader bothers to mark
READER = Account(id=AccountId(1), name="reader", languages=("en",), widen=0.0)


@dataclass(frozen=True)
class Interests:
    """What a simulated reader likes: 0..1 each."""

    topics: dict[str, float]
    names: dict[str, float]

    def likes(self, story: StoryFacts) -> float:
        """How much they want the story, 0..1."""
        by_topic = max((self.topics.get(topic, 0.0) for topic in story.topics), default=0.0)
        by_name = max((self.names.get(name, 0.0) for name in story.entities), default=0.0)
        return min(1.0, by_topic + by_name)


def interests(rng: random.Random) -> Interests:
    topics = rng.sample(range(TOPICS), 3)
    names = rng.sample(range(NAMES), 2)
    return Interests(
        {f"t{topic}": weight for topic, weight in zip(topics, (1.0, 0.8, 0.6), strict=True)},
        {f"Q{name}": 0.7 for name in names},
    )


def stories(rng: random.Random, now: datetime, first: int, count: int = STORIES) -> list[StoryFacts]:
    """A morning's stories: one or two topics, three names, any outlet, some of them large."""
    made = []
    for number in range(first, first + count):
        topics = rng.sample(range(TOPICS), rng.choice((1, 1, 2)))
        reports = rng.choice((1, 1, 1, 2, 3, 6))
        at = now - timedelta(hours=rng.random() * 20)
        made.append(
            StoryFacts(
                id=number,
                headline=f"Story {number}",
                language="en",
                languages=("en",),
                outlets=tuple(f"Outlet {rng.randrange(25)}" for _ in range(reports)),
                sources=(rng.randrange(25),),
                articles=reports,
                independent=reports,
                first_at=at - timedelta(hours=rng.random() * 3),
                last_at=at,
                topics=tuple(f"t{topic}" for topic in topics),
                entities=tuple(f"Q{rng.randrange(NAMES)}" for _ in range(3)),
            )
        )
    return made


def fit(page: list[StoryFacts], every: list[StoryFacts], likes: Interests) -> float:
    """nDCG@10 of the page against the best order of all stories."""

    def gain(order: list[StoryFacts]) -> float:
        return sum(likes.likes(one) / math.log2(place + 2) for place, one in enumerate(order[:10]))

    best = gain(sorted(every, key=likes.likes, reverse=True))
    return gain(page) / best if best else 1.0


def marks_of(page: list[StoryFacts], likes: Interests, rng: random.Random, now: datetime) -> list[Mark]:
    """What the reader does with the first stories of a page; one mark in ten is an accident."""
    marks = []
    for story in sorted(rng.sample(page[:LOOKED_AT], min(MARKED, len(page))), key=lambda one: one.id):
        liked = likes.likes(story) if rng.random() > 0.1 else rng.random()
        kind = MarkKind.MORE if liked > 0.8 else MarkKind.READ if liked > 0.3 else MarkKind.LESS
        marks.append(
            Mark(
                story=story.id,
                kind=kind,
                at=now,
                topics=story.topics,
                entities=story.entities,
                outlets=story.outlets,
                language=story.language,
            )
        )
    return marks


def simulate(seed: int, rounds: int, *, change_at: int | None = None) -> list[float]:
    """The fit of each round's page; MARKED marks are made after each. Interests change at *change_at*."""
    rng = random.Random(seed)
    likes, taste, now, number = interests(rng), Taste(), START, 1
    fits = []
    for turn in range(rounds):
        if turn == change_at:
            likes = interests(rng)
        every = stories(rng, now, number)
        number += len(every)
        scored = score(every, account=READER, follows=(), taste=taste, now=now)
        page = [one.story for one in diversify(scored, size=20, widen=READER.widen)]
        fits.append(fit(page, every, likes))
        taste = learn(taste, marks_of(page, likes, rng, now), now=now + timedelta(minutes=5))
        now += timedelta(hours=12)
    return fits


def mean_fit(people: int, rounds: int, *, change_at: int | None = None) -> list[float]:
    """The mean over people of each round's fit."""
    runs = [simulate(seed, rounds, change_at=change_at) for seed in range(people)]
    return [sum(run[turn] for run in runs) / people for turn in range(rounds)]


def marks_until(fits: list[float], wanted: float) -> int | None:
    """How many marks were made before the first page that fits."""
    return next((turn * MARKED for turn, value in enumerate(fits) if value >= wanted), None)


def weekly_source_place(seed: int = 1) -> int | None:
    """Where the story of a source that speaks once a week stands, a day old, among a day of 12 loud sources."""
    rng = random.Random(seed)
    loud = [replace(one, sources=(one.sources[0] % 12,)) for one in stories(rng, START, 1, 300)]
    at = START - timedelta(days=1)
    weekly = replace(loud[0], id=9999, sources=(99,), outlets=("Weekly",), first_at=at, last_at=at)
    weekly = replace(weekly, articles=1, independent=1, topics=("t99",), entities=())
    rates = dict.fromkeys(range(12), 25.0) | {99: 1 / 7}
    scored = score([*loud, weekly], account=READER, follows=(), taste=Taste(), now=START, rates=rates)
    page = [one.story.id for one in diversify(scored, size=30, widen=0.3)]
    return page.index(9999) + 1 if 9999 in page else None


def speed(repeats: int = 20) -> dict[str, float]:
    """CPU milliseconds to score 500 candidates for 500 follows, and to make a page of 60; the best of *repeats*."""
    rng = random.Random(1)
    candidates = stories(rng, START, 1, 500)
    follows = [
        Follow(target=Target.ENTITY, key=f"Q{number}", label=f"Name {number}") for number in range(20, 440)
    ]
    follows += [
        Follow(target=Target.OUTLET, key=f"Outlet {number}", label="Outlet") for number in range(10, 80)
    ]
    follows += [Follow(target=Target.TOPIC, key=f"t{number}", label="Topic") for number in range(4, 14)]
    taste = Taste(weights={f"entity:Q{number}": rng.uniform(-1, 1) for number in range(300)})
    scoring, spreading = math.inf, math.inf
    for _ in range(repeats):
        begun = time.process_time()
        scored = score(candidates, account=READER, follows=follows, taste=taste, now=START)
        between = time.process_time()
        diversify(scored, size=60, widen=0.3)
        scoring, spreading = min(scoring, between - begun), min(spreading, time.process_time() - between)
    return {"score_ms": round(scoring * 1e3, 2), "diversify_ms": round(spreading * 1e3, 2)}


def main() -> int:
    result: dict[str, object] = {"speed": speed()}
    if sys.argv[1:] != ["speed"]:
        fits = mean_fit(40, 16)
        changed = mean_fit(40, 30, change_at=12)
        result |= {
            "fit_by_marks": {turn * MARKED: round(value, 3) for turn, value in enumerate(fits)},
            "marks_until_0.8": marks_until(fits, 0.8),
            "fit_after_change_by_marks": {turn * MARKED: round(v, 3) for turn, v in enumerate(changed[12:])},
            "weekly_source_place": weekly_source_place(),
        }
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
