"""Signals to a score, with every part kept: the parts of a story add up to its score exactly."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, overload

from kabar.model.account import Account, Follow, Target, Taste
from kabar.model.frontpage import Reason, Scored
from kabar.model.story import StoryFacts
from kabar.rank import features
from kabar.rank.explain import age_sentence, count_word, sentence
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
# Parts are multiples of this: sums of them are exact in binary floating point, in any order and any language.
GRAIN: Final = 2.0**-20
NAMED_TASTES: Final = 3  # that a story shows one by one; the rest are one part
_DAY: Final = 86400.0

Adjustments = Mapping[int, Sequence[tuple[str, float]]]  # story -> (rule as written, how much)
PluginSignal = Callable[[StoryFacts, datetime], tuple[float, str]]  # value times worth, words
# One part before it is words: how many grains, signal, `text(locale, *words)` that says it, words, target.
_Part = tuple[int, str, Callable[..., str], tuple[Any, ...], str | None]  # Any: what each text asks for


class _Rates(dict[object, float]):
    """Stories a day by source; a source that nothing is known of is not slow."""

    def __missing__(self, key: object) -> float:
        return math.inf


@dataclass(slots=True)
class _Scoring:
    """What all stories of one call are judged by."""

    account: Account
    index: FollowIndex
    taste: Taste
    now: datetime
    activity: Mapping[int, float]
    rates: _Rates
    labels: Mapping[str, str]
    adjustments: Adjustments
    signals: Mapping[str, PluginSignal]
    grains: dict[str, float]  # signal -> grains that a value of 1 is worth
    follow_places: Mapping[str, int]  # of all follows, strongest first
    taste_places: Mapping[str, int]  # of all tastes, strongest first
    spoken: dict[tuple[str, ...], float] = field(default_factory=dict)

    def worth(self, signal: str, value: float) -> int:
        """*value* in grains; a signal without a prior (a plugin's) counts as it is."""
        return round(value * self.grains.get(signal, 1.0 / GRAIN))


class _Reasons(Sequence[Reason]):
    """Reasons, put into words when somebody looks: hundreds of stories are ranked, thirty are shown."""

    __slots__ = ("_locale", "_parts", "_said")

    def __init__(self, parts: list[_Part], locale: str) -> None:
        self._parts = parts
        self._locale = locale
        self._said: tuple[Reason, ...] | None = None

    def _say(self) -> tuple[Reason, ...]:
        if self._said is None:
            self._parts.sort(key=_size, reverse=True)
            self._said = tuple(
                Reason(signal=signal, text=text(self._locale, *words), part=grains * GRAIN, target=target)
                for grains, signal, text, words, target in self._parts
            )
        return self._said

    def __len__(self) -> int:
        return len(self._parts)

    @overload
    def __getitem__(self, place: int) -> Reason: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Reason]: ...
    def __getitem__(self, place: int | slice) -> Reason | Sequence[Reason]:
        return self._say()[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._say() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._say())


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
) -> list[Scored]:
    """The candidates that no mute takes away, best first; the reasons' parts add up to the score exactly.

    activity: story -> what others open (`activity.scores`). rates: source -> entries a day; absent, they are
    counted in the candidates, where a story does not bring the rate of its slowest source. labels: target -> its name for people. broader: topic code -> codes above it.
    adjustments: story -> what the person's rules add. signals: name -> a plugin's own signal.
    search_hits: story -> the saved searches that find it; absent, searches are compared with headlines.
    """
    index = index_follows(follows, broader=broader, search_hits=search_hits)
    scoring = _Scoring(
        account=account,
        index=index,
        taste=taste,
        now=now,
        activity=activity or {},
        rates=_Rates(rates.items()) if rates is not None else _rates(candidates, now),
        labels={**_labels(follows), **(labels or {})},
        adjustments=adjustments or {},
        signals=signals or {},
        grains={signal: weight / GRAIN for signal, weight in {**PRIOR, **taste.signals}.items()},
        follow_places=_places({target: follow.strength for target, follow in index.every().items()}),
        taste_places=_places(taste.weights),
    )
    scored: list[Scored] = []
    # Most of what a story is about matters to nobody in particular: looked up once, not once a signal.
    known = frozenset((*index.follows, *index.mutes, *taste.weights))
    for story in candidates:
        targets = known.intersection(story_targets(story))
        if index.muted(story, targets) is None:
            scored.append(_score_one(story, targets, scoring))
    scored.sort(key=_sort_key)
    return scored


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


def _sort_key(one: Scored) -> tuple[float, float, int]:
    at = one.story.last_at
    return (-one.score, -at.timestamp() if at else math.inf, -one.story.id)


def _places(strengths: Mapping[str, float]) -> dict[str, int]:
    ordered = sorted(strengths, key=lambda target: (-abs(strengths[target]), target))
    return {target: place for place, target in enumerate(ordered)}


def _labels(follows: Sequence[Follow]) -> dict[str, str]:
    return {f"{follow.target}:{follow.key}": follow.label for follow in follows}


def source_keys(story: StoryFacts) -> Sequence[object]:
    """The sources of a story, its outlets where it has none."""
    return story.sources or story.outlets


def _rates(candidates: Sequence[StoryFacts], now: datetime) -> _Rates:
    """Stories a day of each source among the candidates, where it is asked for."""
    if all(story.slowest_rate is not None for story in candidates):
        return _Rates()
    counts: Counter[object] = Counter()
    oldest = now
    for story in candidates:
        if story.first_at and story.first_at < oldest:
            oldest = story.first_at
        counts.update(source_keys(story))
    days = max(1.0, (now - oldest).total_seconds() / _DAY)
    return _Rates({key: count / days for key, count in counts.items()})


def _score_one(story: StoryFacts, targets: Collection[str], scoring: _Scoring) -> Scored:
    parts: list[_Part] = []
    if met := scoring.index.met(story, targets):
        _add_follows(parts, met, scoring)
    if scoring.taste.weights:
        _add_tastes(parts, targets, scoring)
    personal = bool(parts)
    _add_story(parts, story, scoring)
    _add_outside(parts, story, scoring)
    total = sum([part[0] for part in parts]) * GRAIN
    return Scored(
        story=story,
        score=total,
        reasons=_Reasons(parts, scoring.account.locale),
        readable=_spoken(story, scoring) >= 0,
        personal=personal,
    )


def _size(part: _Part) -> int:
    return abs(part[0])


def _add_follows(parts: list[_Part], met: Mapping[str, Follow], scoring: _Scoring) -> None:
    ordered = sorted(met, key=scoring.follow_places.__getitem__)
    values = features.follows([met[target].strength for target in ordered])
    worth = scoring.grains["follows"]
    for target, value in zip(ordered, values, strict=True):
        if grains := round(value * worth):
            parts.append((grains, "follows", _follow_text, (met[target],), target))


def _follow_text(locale: str, follow: Follow) -> str:
    kind = f"follow.{follow.target}" if follow.target in (Target.SEARCH, Target.STORY) else "follow"
    return sentence(kind, locale, label=follow.label or follow.key)


def _add_tastes(parts: list[_Part], targets: Collection[str], scoring: _Scoring) -> None:
    weights = scoring.taste.weights
    ordered = [target for target in targets if target in weights]
    if not ordered:
        return
    ordered.sort(key=scoring.taste_places.__getitem__)
    values = features.taste([weights[target] for target in ordered])
    worth = scoring.grains["taste"]
    for target, value in zip(ordered[:NAMED_TASTES], values, strict=False):
        if grains := round(value * worth):
            parts.append((grains, "taste", _taste_text, (target, value, scoring.labels), target))
    if grains := round(sum(values[NAMED_TASTES:]) * worth):
        parts.append((grains, "taste", _plain, (f"taste.rest.{'more' if grains > 0 else 'less'}",), None))


def _taste_text(locale: str, target: str, value: float, labels: Mapping[str, str]) -> str:
    label = labels.get(target) or target.partition(":")[2]
    return sentence("taste.more" if value > 0 else "taste.less", locale, label=label)


def _plain(locale: str, text_id: str) -> str:
    """A text without names in it."""
    return sentence(text_id, locale)


def _add_story(parts: list[_Part], story: StoryFacts, scoring: _Scoring) -> None:
    """Importance, freshness, originality, quiet sources, language: what the story itself brings."""
    worth = scoring.worth
    rate = story.slowest_rate
    if rate is None:
        rate = min(map(scoring.rates.__getitem__, source_keys(story)), default=math.inf)
    slowest = None if rate == math.inf else rate
    age = features.age_seconds(story, scoring.now)
    fresh = features.freshness(age, features.half_life_seconds(story, slowest_rate=slowest))
    if grains := worth("freshness", fresh):
        dated = story.last_at or story.first_at
        words = (_age_text, (age,)) if dated else (_plain, ("freshness.unknown",))
        parts.append((grains, "freshness", *words, None))
    independent = story.independent
    if independent > 1 and (grains := worth("importance", features.importance(independent))):
        parts.append((grains, "importance", _importance_text, (independent,), None))
    if independent < story.articles:
        grains = worth("originality", features.originality(story.articles, independent))
        if grains:
            parts.append((grains, "originality", _originality_text, (story.articles, independent), None))
    if slowest is not None and (silence := features.quiet(slowest)) > 0:
        # Fades with the story, so that a quiet source's old stories do not stay on top for its sake.
        grains = worth("quiet", silence * fresh)
        if grains:
            parts.append((grains, "quiet", _plain, ("quiet",), None))
    if scoring.account.languages and (grains := worth("language", _spoken(story, scoring))):
        text_id = "language.read" if grains > 0 else "language.other"
        parts.append((grains, "language", _plain, (text_id,), None))


def _spoken(story: StoryFacts, scoring: _Scoring) -> float:
    told = story.languages or (story.language,)
    spoken = scoring.spoken.get(told)
    if spoken is None:
        spoken = scoring.spoken[told] = features.language(told, scoring.account.languages)
    return spoken


def _age_text(locale: str, age: float) -> str:
    return age_sentence(age, locale)


def _importance_text(locale: str, independent: int) -> str:
    return sentence("importance", locale, number=count_word(independent, locale))


def _originality_text(locale: str, articles: int, independent: int) -> str:
    return sentence(
        "originality", locale, number=count_word(articles - independent, locale), articles=articles
    )


def _add_outside(parts: list[_Part], story: StoryFacts, scoring: _Scoring) -> None:
    """Other readers, the person's rules, plugins."""
    if value := scoring.activity.get(story.id):
        grains = scoring.worth("activity", features.activity(value))
        if grains:
            text_id = "activity.more" if value > 0 else "activity.less"
            parts.append((grains, "activity", _plain, (text_id,), None))
    for label, amount in scoring.adjustments.get(story.id, ()):
        if grains := scoring.worth("rule", amount):
            parts.append(
                (grains, "rule", _labelled, ("rule.raise" if amount > 0 else "rule.lower", label), None)
            )
    for name, signal in scoring.signals.items():
        amount, words = signal(story, scoring.now)
        if grains := scoring.worth(name, amount):
            parts.append((grains, name, _labelled, ("plugin", words), None))


def _labelled(locale: str, text_id: str, label: str) -> str:
    return sentence(text_id, locale, label=label)
