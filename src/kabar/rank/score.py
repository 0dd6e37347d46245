"""Signals to a score, with every part kept: the parts of a story add up to its score exactly."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

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


@dataclass(slots=True)
class _Scoring:
    """What all stories of one call are judged by, and the reasons already put into words."""

    account: Account
    index: FollowIndex
    taste: Taste
    now: datetime
    activity: Mapping[int, float]
    rates: Mapping[object, float]
    labels: Mapping[str, str]
    adjustments: Adjustments
    signals: Mapping[str, PluginSignal]
    weights: dict[str, float]
    follow_places: Mapping[str, int]  # of all follows, strongest first
    taste_places: Mapping[str, int]  # of all tastes, strongest first
    made: dict[tuple[object, ...], Reason] = field(default_factory=dict)
    said: dict[tuple[object, ...], str] = field(default_factory=dict)
    spoken: dict[tuple[str, ...], float] = field(default_factory=dict)

    def add(
        self,
        reasons: list[Reason],
        signal: str,
        value: float,
        key: object,
        text: Callable[..., str],
        *words: object,
        target: str | None = None,
    ) -> None:
        """Append the reason for *value* of *signal*, unless it comes to nothing.

        `text(locale, *words)` says it, and is asked once for each *key* and sign.
        """
        part = round(value * self.weights.get(signal, 1.0) / GRAIN) * GRAIN
        if not part:
            return
        memo = (signal, part, key)
        found = self.made.get(memo)
        if found is None:
            saying = (signal, part > 0, key)
            said = self.said.get(saying)
            if said is None:
                said = self.said[saying] = text(self.account.locale, *words)
            found = self.made[memo] = Reason(signal=signal, text=said, part=part, target=target)
        reasons.append(found)


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
    counted in the candidates. labels: target -> its name for people. broader: topic code -> codes above it.
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
        rates=dict(rates.items()) if rates is not None else _rates(candidates, now),
        labels={**_labels(follows), **(labels or {})},
        adjustments=adjustments or {},
        signals=signals or {},
        weights={**PRIOR, **taste.signals},
        follow_places=_places({target: follow.strength for target, follow in index.every().items()}),
        taste_places=_places(taste.weights),
    )
    scored: list[Scored] = []
    # Most of what a story is about matters to nobody in particular: looked up once, not once a signal.
    known = {*index.follows, *index.mutes, *taste.weights}
    for story in candidates:
        targets = [target for target in story_targets(story) if target in known]
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


def _rates(candidates: Sequence[StoryFacts], now: datetime) -> dict[object, float]:
    """Stories a day of each source among the candidates."""
    counts: dict[object, int] = {}
    oldest = now
    for story in candidates:
        if story.first_at and story.first_at < oldest:
            oldest = story.first_at
        for key in source_keys(story):
            counts[key] = counts.get(key, 0) + 1
    days = max(1.0, (now - oldest).total_seconds() / _DAY)
    return {key: count / days for key, count in counts.items()}


def _score_one(story: StoryFacts, targets: list[str], scoring: _Scoring) -> Scored:
    reasons: list[Reason] = []
    if met := scoring.index.met(story, targets):
        _add_follows(reasons, met, scoring)
    if scoring.taste.weights:
        _add_tastes(reasons, targets, scoring)
    _add_story(reasons, story, scoring)
    _add_outside(reasons, story, scoring)
    reasons.sort(key=_size, reverse=True)
    total = 0.0
    for reason in reasons:
        total += reason.part
    return Scored(story=story, score=total, reasons=tuple(reasons))


def _size(reason: Reason) -> float:
    return abs(reason.part)


def _add_follows(reasons: list[Reason], met: Mapping[str, Follow], scoring: _Scoring) -> None:
    ordered = sorted(met, key=scoring.follow_places.__getitem__)
    values = features.follows([met[target].strength for target in ordered])
    for target, value in zip(ordered, values, strict=True):
        scoring.add(reasons, "follows", value, target, _follow_text, met[target], target=target)


def _follow_text(locale: str, follow: Follow) -> str:
    kind = f"follow.{follow.target}" if follow.target in (Target.SEARCH, Target.STORY) else "follow"
    return sentence(kind, locale, label=follow.label or follow.key)


def _add_tastes(reasons: list[Reason], targets: list[str], scoring: _Scoring) -> None:
    weights = scoring.taste.weights
    ordered = sorted(
        [target for target in targets if target in weights], key=scoring.taste_places.__getitem__
    )
    if not ordered:
        return
    values = features.taste([weights[target] for target in ordered])
    for target, value in zip(ordered[:NAMED_TASTES], values, strict=False):
        scoring.add(reasons, "taste", value, target, _taste_text, target, value, scoring, target=target)
    if rest := sum(values[NAMED_TASTES:]):
        scoring.add(reasons, "taste", rest, "rest", _said, f"taste.rest.{'more' if rest > 0 else 'less'}")


def _taste_text(locale: str, target: str, value: float, scoring: _Scoring) -> str:
    label = scoring.labels.get(target) or target.partition(":")[2]
    return sentence("taste.more" if value > 0 else "taste.less", locale, label=label)


def _said(locale: str, text_id: str) -> str:
    return sentence(text_id, locale)


def _add_story(reasons: list[Reason], story: StoryFacts, scoring: _Scoring) -> None:
    """Importance, freshness, originality, quiet sources, language: what the story itself brings."""
    rates = scoring.rates
    slowest = min([rates[key] for key in source_keys(story) if key in rates], default=None)
    age = features.age_seconds(story, scoring.now)
    fresh = features.freshness(age, features.half_life_seconds(story, slowest_rate=slowest))
    if story.last_at or story.first_at:
        scoring.add(reasons, "freshness", fresh, _shown_age(age), _age_text, age)
    else:
        scoring.add(reasons, "freshness", fresh, None, _said, "freshness.unknown")
    independent = story.independent
    if independent > 1:
        value = features.importance(independent)
        scoring.add(reasons, "importance", value, independent, _importance_text, independent)
    if independent < story.articles:
        value = features.originality(story.articles, independent)
        key = (story.articles, independent)
        scoring.add(reasons, "originality", value, key, _originality_text, *key)
    if slowest is not None and (silence := features.quiet(slowest)) > 0:
        # Fades with the story, so that a quiet source's old stories do not stay on top for its sake.
        scoring.add(reasons, "quiet", silence * fresh, None, _said, "quiet")
    if reads := scoring.account.languages:
        told = story.languages or (story.language,)
        spoken = scoring.spoken.get(told)
        if spoken is None:
            spoken = scoring.spoken[told] = features.language(told, reads)
        scoring.add(
            reasons, "language", spoken, None, _said, "language.read" if spoken > 0 else "language.other"
        )


def _shown_age(age: float) -> tuple[str, int]:
    """Ages that `age_sentence` says alike."""
    minutes = int(age // 60)
    if minutes < 60:
        return "minutes", minutes
    return ("hours", minutes // 60) if minutes < 48 * 60 else ("days", minutes // (24 * 60))


def _age_text(locale: str, age: float) -> str:
    return age_sentence(age, locale)


def _importance_text(locale: str, independent: int) -> str:
    return sentence("importance", locale, number=count_word(independent, locale))


def _originality_text(locale: str, articles: int, independent: int) -> str:
    return sentence(
        "originality", locale, number=count_word(articles - independent, locale), articles=articles
    )


def _add_outside(reasons: list[Reason], story: StoryFacts, scoring: _Scoring) -> None:
    """Other readers, the person's rules, plugins."""
    if value := scoring.activity.get(story.id):
        text_id = "activity.more" if value > 0 else "activity.less"
        scoring.add(reasons, "activity", features.activity(value), None, _said, text_id)
    for label, amount in scoring.adjustments.get(story.id, ()):
        text_id = "rule.raise" if amount > 0 else "rule.lower"
        scoring.add(reasons, "rule", amount, label, _labelled, text_id, label)
    for name, signal in scoring.signals.items():
        amount, words = signal(story, scoring.now)
        scoring.add(reasons, name, amount, words, _labelled, "plugin", words)


def _labelled(locale: str, text_id: str, label: str) -> str:
    return sentence(text_id, locale, label=label)
