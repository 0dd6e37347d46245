"""The signals, one pure function each: a story and what it is judged by -> a number.

Values are comparable across stories and people: 0 says nothing, 1 is as strong as the signal gets, below 0
speaks against the story. What a signal is worth is `score.PRIOR` or what the person's marks have taught.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kabar.model.story import StoryFacts

HOUR: Final = 3600.0
BASE_HALF_LIFE: Final = 14.0 * HOUR  # of a story whose pace is not known: news of the morning is old at night
SHORTEST_HALF_LIFE: Final = 5.0 * HOUR
LONGEST_HALF_LIFE: Final = 84.0 * HOUR  # half a week: the newest of a weekly source is seen until the next
TASTE_LIMIT: Final = 1.5  # no sum of small likings outweighs a follow
FURTHER_FOLLOW: Final = 0.5  # the second follow that a story meets counts half, the third a quarter
_FOREVER: Final = 30 * 24 * HOUR  # stands for "no time known"


def follows(strengths: Sequence[float]) -> list[float]:
    """Values of the follows that a story meets, strongest first: each further one counts less."""
    return [strength * FURTHER_FOLLOW**place for place, strength in enumerate(strengths)]


def taste(weights: Sequence[float]) -> list[float]:
    """Values of what marks have taught of each thing a story is about, the sum within TASTE_LIMIT."""
    total = abs(sum(weights))
    if total > TASTE_LIMIT:
        return [weight * TASTE_LIMIT / total for weight in weights]
    return list(weights)


def importance(independent: int) -> float:
    """How many report it on their own: 0 for one, 0.25 for two, 0.5 for eight; copies do not count."""
    bits = math.log2(max(1, independent))
    return bits / (3.0 + bits)


def age_seconds(story: StoryFacts, now: datetime) -> float:
    """Since the newest report; a time in the future counts as now, no time as a month."""
    at = story.last_at or story.first_at
    return max(0.0, (now - at).total_seconds()) if at else _FOREVER


def half_life_seconds(story: StoryFacts, *, slowest_rate: float | None = None) -> float:
    """How fast the story ages: by its own pace, and never before its source speaks again.

    A story with a report every few minutes is old in hours; one with a report a day is not. slowest_rate:
    reports a day of the slowest of its sources.
    """
    half_life = BASE_HALF_LIFE
    if story.articles > 1 and story.first_at and story.last_at:
        gap = (story.last_at - story.first_at).total_seconds() / (story.articles - 1)
        half_life = 0.5 * BASE_HALF_LIFE + 2.0 * gap
    if slowest_rate is not None:
        half_life = max(half_life, 12.0 * HOUR / max(slowest_rate, 0.01))
    return min(LONGEST_HALF_LIFE, max(SHORTEST_HALF_LIFE, half_life))


def freshness(age: float, half_life: float) -> float:
    """1 now, 0.5 after one half-life; both in seconds."""
    return float(0.5 ** (age / half_life))


def originality(articles: int, independent: int) -> float:
    """How far the reports are their own work, against copies: 0 all own, towards -1 mostly copied."""
    return min(independent, articles) / max(1, articles) - 1.0


def quiet(slowest_rate: float) -> float:
    """How seldom its slowest source speaks: 0 from eight stories a day, towards 1 for one a month.

    This is the answer to loud sources: a source's stories share a fixed amount of attention, whatever their number.
    """
    return min(1.0, max(0.0, math.log2(8.0 / max(slowest_rate, 1e-3)) / 8.0))


def language(languages: Sequence[str], reads: Sequence[str]) -> float:
    """1 when the person's first language is there, a little less for the others, -1 for none of them.

    0 when the person has named no language, or the story's is unknown.
    """
    if not reads or not languages:
        return 0.0
    there = {name.split("-")[0] for name in languages}
    for place, name in enumerate(reads):
        if name.split("-")[0] in there:
            return 1.0 - 0.1 * min(place, 5)
    return 0.0 if there == {"und"} else -1.0


def activity(value: float) -> float:
    """What others who share this Kabar open, as `activity.scores` gives it; 0 for a person alone."""
    return value
