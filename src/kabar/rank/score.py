"""Signals to a score, with every part kept: the parts of a story add up to its score exactly."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Final

from kabar.model.account import Account, Follow, Taste
from kabar.model.frontpage import Scored
from kabar.model.story import StoryFacts
from kabar.rank import features
from kabar.rank.parts import (
    GRAIN,
    Part,
    Reasons,
    Saying,
    age_text,
    follow_text,
    importance_text,
    labelled_text,
    originality_text,
    plain_text,
    taste_text,
)
from kabar.rank.targets import FollowIndex, index_follows, story_targets

# What each signal is worth before any mark has taught better: decision 0062. A plugin's signal brings its own.
PRIOR: Final[Mapping[str, float]] = {
    "follows": 3.0,
    "taste": 2.5,
    "importance": 2.0,
    "freshness": 2.0,
    "originality": 0.5,
    "quiet": 1.4,
    "language": 0.8,
    "activity": 1.0,
    "rule": 1.0,
}
NAMED_TASTES: Final = 3  # that a story shows one by one; the rest are one part
_DAY: Final = 86400.0
_RANK = itemgetter(0, 1)
_NOTHING: Final = frozenset[str]()

Adjustments = Mapping[int, Sequence[tuple[str, float]]]  # story -> (rule as written, how much)
PluginSignal = Callable[[StoryFacts, datetime], tuple[float, str]]  # value times worth, words


class _Rates(dict[object, float]):
    """Stories a day by source; a source that nothing is known of is not slow."""

    def __missing__(self, key: object) -> float:
        return math.inf


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What a person wants, ready to be looked up; the same for all stories and until they want something else."""

    account: Account
    follows: Sequence[Follow]
    taste: Taste
    broader: Mapping[str, Sequence[str]] | None
    index: FollowIndex
    known: frozenset[str]  # all targets that are followed, muted or tasted
    grains: Mapping[str, float]  # signal -> grains that a value of 1 is worth
    labels: Mapping[str, str]  # of the follows
    follow_places: Mapping[str, int]  # of all follows, strongest first
    taste_places: Mapping[str, int]  # of all tastes, strongest first

    def serve(
        self,
        account: Account,
        follows: Sequence[Follow],
        taste: Taste,
        broader: Mapping[str, Sequence[str]] | None,
    ) -> bool:
        """Whether these would be made of the same things."""
        return (
            self.broader is broader
            and self.account.languages == account.languages
            and self.taste.weights == taste.weights
            and self.taste.signals == taste.signals
            and self.follows == follows
        )

    def worth(self, signal: str, value: float) -> int:
        """*value* in grains; a signal without a prior (a plugin's) counts as it is."""
        return round(value * self.grains.get(signal, 1.0 / GRAIN))


@dataclass(frozen=True, slots=True)
class _Standing:
    """What of a story's score stays until the story or the wishes change: all but its age and what others do."""

    story: StoryFacts
    searches: frozenset[str] | None  # the saved searches that found it
    rate: float  # reports a day of its slowest source
    muted: bool
    parts: Sequence[Part] = ()
    grains: int = 0  # of the parts
    personal: bool = False
    readable: bool = True
    half_life: float = 1.0  # seconds
    silence: float = 0.0  # how seldom its sources speak
    tie: tuple[float, int] = (0.0, 0)  # the newer first, then the later id


@dataclass(frozen=True, slots=True)
class _Outside:
    """Other readers, the person's rules, plugins: what changes without the story or the wishes."""

    activity: Mapping[int, float]
    adjustments: Adjustments
    signals: Mapping[str, PluginSignal]

    def parts(self, story: StoryFacts, now: datetime, wishes: _Wishes) -> Iterator[Part]:
        """The parts that are not nothing."""
        value = self.activity.get(story.id)
        if value and (grains := wishes.worth("activity", features.activity(value))):
            text_id = "activity.more" if value > 0 else "activity.less"
            yield grains, "activity", plain_text, (text_id,), None
        for label, amount in self.adjustments.get(story.id, ()):
            if grains := wishes.worth("rule", amount):
                text_id = "rule.raise" if amount > 0 else "rule.lower"
                yield grains, "rule", labelled_text, (text_id, label), None
        for name, signal in self.signals.items():
            amount, words = signal(story, now)
            if grains := wishes.worth(name, amount):
                yield grains, name, labelled_text, ("plugin", words), None


@dataclass(slots=True)
class Memory:
    """What `score` worked out for one person, for their next page: most of its stories and all wishes are the same.

    Threads may share it: it is replaced as a whole.
    """

    kept: tuple[_Wishes, Mapping[int, _Standing]] | None = None


def score(
    candidates: Sequence[StoryFacts],
    *,
    account: Account,
    follows: Sequence[Follow],
    taste: Taste,
    now: datetime,
    activity: Mapping[int, float] | None = None,
    rates: Mapping[int, float] | None = None,
    labels: Mapping[str, str] | None = None,
    broader: Mapping[str, Sequence[str]] | None = None,
    adjustments: Adjustments | None = None,
    signals: Mapping[str, PluginSignal] | None = None,
    search_hits: Mapping[int, frozenset[str]] | None = None,
    memory: Memory | None = None,
) -> list[Scored]:
    """The candidates that no mute takes away, best first; the reasons' parts add up to the score exactly.

    activity: story -> what others open (`activity.scores`). rates: source -> entries a day; absent, they are
    counted in the candidates, where a story does not bring the rate of its slowest source. labels: target -> its
    name for people, where neither a follow nor the story has one. broader: topic code -> codes above it.
    adjustments: story -> what the person's rules add. signals: name -> a plugin's own signal.
    search_hits: story -> the saved searches that find it; absent, searches are compared with headlines.
    memory: the person's, of an earlier call; it changes how long the call takes and nothing else.
    """
    kept = memory.kept if memory else None
    if kept and kept[0].serve(account, follows, taste, broader):
        wishes, before = kept
    else:
        wishes, before = _wishes(account, follows, taste, broader), {}
    index = replace(wishes.index, hits=search_hits)
    counted: _Rates | None = None
    saying = Saying(account.locale, {**wishes.labels, **(labels or {})})
    outside = _Outside(activity or {}, adjustments or {}, signals or {})
    standings: dict[int, _Standing] = {}
    ranked: list[tuple[float, tuple[float, int], Scored]] = []
    for story in candidates:
        rate = story.slowest_rate
        if rate is None:
            if counted is None:
                counted = _rates(candidates, now) if rates is None else _Rates(rates.items())
            rate = min(map(counted.__getitem__, source_keys(story)), default=math.inf)
        found = None if search_hits is None else search_hits.get(story.id, _NOTHING)
        standing = before.get(story.id)
        if (
            standing is None
            or standing.story is not story
            or standing.rate != rate
            or standing.searches != found
        ):
            standing = _stand(story, found, rate, wishes, index)
        standings[story.id] = standing
        if not standing.muted:
            one = _score_one(standing, now, wishes, outside, saying)
            ranked.append((-one.score, standing.tie, one))
    if memory is not None:
        memory.kept = wishes, standings
    ranked.sort(key=_RANK)
    return [one for _, _, one in ranked]


def _wishes(
    account: Account,
    follows: Sequence[Follow],
    taste: Taste,
    broader: Mapping[str, Sequence[str]] | None,
) -> _Wishes:
    index = index_follows(follows, broader=broader)
    return _Wishes(
        account=account,
        follows=follows,
        taste=taste,
        broader=broader,
        index=index,
        # Most of what a story is about matters to nobody in particular: looked up once, not once a signal.
        known=frozenset((*index.follows, *index.mutes, *taste.weights)),
        grains={signal: weight / GRAIN for signal, weight in {**PRIOR, **taste.signals}.items()},
        labels={f"{follow.target}:{follow.key}": follow.label for follow in follows},
        follow_places=_places({target: follow.strength for target, follow in index.every().items()}),
        taste_places=_places(taste.weights),
    )


def muted_by(
    candidates: Iterable[StoryFacts],
    follows: Sequence[Follow],
    *,
    broader: Mapping[str, Sequence[str]] | None = None,
    search_hits: Mapping[int, frozenset[str]] | None = None,
) -> dict[int, Follow]:
    """Story -> the mute that takes it from the front page: for the count, and to reach it all the same."""
    index = index_follows(follows, broader=broader, search_hits=search_hits)
    found = ((story.id, index.muted(story, story_targets(story))) for story in candidates)
    return {number: mute for number, mute in found if mute is not None}


def _places(strengths: Mapping[str, float]) -> dict[str, int]:
    ordered = sorted(strengths, key=lambda target: (-abs(strengths[target]), target))
    return {target: place for place, target in enumerate(ordered)}


def source_keys(story: StoryFacts) -> Sequence[object]:
    """The sources of a story, its outlets where it has none."""
    return story.sources or story.outlets


def _rates(candidates: Sequence[StoryFacts], now: datetime) -> _Rates:
    """Stories a day of each source among the candidates."""
    counts: Counter[object] = Counter()
    oldest = now
    for story in candidates:
        if story.first_at and story.first_at < oldest:
            oldest = story.first_at
        counts.update(source_keys(story))
    days = max(1.0, (now - oldest).total_seconds() / _DAY)
    return _Rates({key: count / days for key, count in counts.items()})


def _stand(
    story: StoryFacts,
    searches: frozenset[str] | None,
    rate: float,
    wishes: _Wishes,
    index: FollowIndex,
) -> _Standing:
    targets = wishes.known.intersection(story_targets(story))
    if index.muted(story, targets) is not None:
        return _Standing(story=story, searches=searches, rate=rate, muted=True)
    parts: list[Part] = []
    if met := index.met(story, targets):
        _add_follows(parts, met, wishes)
    if wishes.taste.weights:
        _add_tastes(parts, story, targets, wishes)
    personal = bool(parts)
    spoken = features.language(story.languages or (story.language,), wishes.account.languages)
    _add_story(parts, story, spoken, wishes)
    slowest = None if rate == math.inf else rate
    at = story.last_at
    return _Standing(
        story=story,
        searches=searches,
        rate=rate,
        muted=False,
        parts=parts,
        grains=sum([part[0] for part in parts]),
        personal=personal,
        readable=spoken >= 0,
        half_life=features.half_life_seconds(story, slowest_rate=slowest),
        silence=0.0 if slowest is None else features.quiet(slowest),
        tie=(-at.timestamp() if at else math.inf, -story.id),
    )


def _score_one(
    standing: _Standing, now: datetime, wishes: _Wishes, outside: _Outside, saying: Saying
) -> Scored:
    story = standing.story
    parts = list(standing.parts)
    grains = standing.grains
    age = features.age_seconds(story, now)
    fresh = features.freshness(age, standing.half_life)
    if worth := wishes.worth("freshness", fresh):
        words = (age,) if story.last_at or story.first_at else (None,)
        parts.append((worth, "freshness", age_text, words, None))
        grains += worth
    # Fades with the story, so that a quiet source's old stories do not stay on top for its sake.
    if standing.silence > 0 and (worth := wishes.worth("quiet", standing.silence * fresh)):
        parts.append((worth, "quiet", plain_text, ("quiet",), None))
        grains += worth
    for part in outside.parts(story, now, wishes):
        parts.append(part)
        grains += part[0]
    return Scored(
        story=story,
        score=grains * GRAIN,
        reasons=Reasons(parts, saying),
        readable=standing.readable,
        personal=standing.personal,
    )


def _add_follows(parts: list[Part], met: Mapping[str, Follow], wishes: _Wishes) -> None:
    ordered = sorted(met, key=wishes.follow_places.__getitem__)
    values = features.follows([met[target].strength for target in ordered])
    for target, value in zip(ordered, values, strict=True):
        if grains := wishes.worth("follows", value):
            parts.append((grains, "follows", follow_text, (met[target],), target))


def _add_tastes(parts: list[Part], story: StoryFacts, targets: Collection[str], wishes: _Wishes) -> None:
    weights = wishes.taste.weights
    ordered = [target for target in targets if target in weights]
    if not ordered:
        return
    ordered.sort(key=wishes.taste_places.__getitem__)
    values = features.taste([weights[target] for target in ordered])
    for target, value in zip(ordered[:NAMED_TASTES], values, strict=False):
        if grains := wishes.worth("taste", value):
            parts.append((grains, "taste", taste_text, (target, value, story.names), target))
    if grains := wishes.worth("taste", sum(values[NAMED_TASTES:])):
        text_id = "taste.rest.more" if grains > 0 else "taste.rest.less"
        parts.append((grains, "taste", plain_text, (text_id,), None))


def _add_story(parts: list[Part], story: StoryFacts, spoken: float, wishes: _Wishes) -> None:
    """Importance, originality, language: what the story itself brings, whenever it is looked at."""
    worth = wishes.worth
    independent = story.independent
    if independent > 1 and (grains := worth("importance", features.importance(independent))):
        parts.append((grains, "importance", importance_text, (independent,), None))
    if independent < story.articles:
        grains = worth("originality", features.originality(story.articles, independent))
        if grains:
            parts.append((grains, "originality", originality_text, (story.articles, independent), None))
    if wishes.account.languages and (grains := worth("language", spoken)):
        text_id = "language.read" if grains > 0 else "language.other"
        parts.append((grains, "language", plain_text, (text_id,), None))
