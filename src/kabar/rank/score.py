"""Signals to a score, with every part kept: the parts of a story add up to its score exactly."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
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
    "quiet": 0.8,
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
    made: dict[tuple[object, ...], Reason] = field(default_factory=dict)

    def reason(
        self, signal: str, value: float, text: Callable[[], str], key: object, target: str | None = None
    ) -> Reason | None:
        """The reason for *value* of *signal*; None when it comes to nothing. *key* names its words."""
        part = round(value * self.weights.get(signal, 1.0) / GRAIN) * GRAIN
        if not part:
            return None
        memo = (signal, part, key)
        found = self.made.get(memo)
        if found is None:
            found = self.made[memo] = Reason(signal=signal, text=text(), part=part, target=target)
        return found


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
) -> list[Scored]:
    """The candidates that no mute takes away, best first; the reasons' parts add up to the score exactly.

    activity: story -> what others open (`activity.scores`). rates: source -> entries a day; absent, they are
    counted in the candidates. labels: target -> its name for people. broader: topic code -> codes above it.
    adjustments: story -> what the person's rules add. signals: name -> a plugin's own signal.
    """
    index = index_follows(follows, broader=broader)
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
    )
    scored: list[Scored] = []
    for story in candidates:
        targets = story_targets(story)
        if index.muted(story, targets) is None:
            scored.append(_score_one(story, targets, scoring))
    scored.sort(key=_sort_key)
    return scored


def muted_by(
    candidates: Iterable[StoryFacts],
    follows: Sequence[Follow],
    *,
    broader: Mapping[str, Sequence[str]] | None = None,
) -> dict[int, Follow]:
    """Story -> the mute that takes it from the front page: for the count, and to reach it all the same."""
    index = index_follows(follows, broader=broader)
    found = ((story.id, index.muted(story, story_targets(story))) for story in candidates)
    return {number: mute for number, mute in found if mute is not None}


def _sort_key(one: Scored) -> tuple[float, float, int]:
    at = one.story.last_at
    return (-one.score, -at.timestamp() if at else math.inf, -one.story.id)


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
    reasons = [
        *_follow_reasons(story, targets, scoring),
        *_taste_reasons(targets, scoring),
        *_story_reasons(story, scoring),
        *_outside_reasons(story, scoring),
    ]
    kept = [reason for reason in reasons if reason is not None]
    kept.sort(key=lambda reason: -abs(reason.part))
    total = 0.0
    for reason in kept:
        total += reason.part
    return Scored(story=story, score=total, reasons=tuple(kept))


def _follow_reasons(story: StoryFacts, targets: list[str], scoring: _Scoring) -> list[Reason | None]:
    met = scoring.index.met(story, targets)
    if not met:
        return []
    values = features.follows({target: follow.strength for target, follow in met.items()})
    return [
        scoring.reason("follows", value, partial(_follow_text, met[target], scoring), target, target)
        for target, value in values.items()
    ]


def _follow_text(follow: Follow, scoring: _Scoring) -> str:
    kind = f"follow.{follow.target}" if follow.target in (Target.SEARCH, Target.STORY) else "follow"
    return sentence(kind, scoring.account.locale, label=follow.label or follow.key)


def _taste_reasons(targets: list[str], scoring: _Scoring) -> list[Reason | None]:
    if not scoring.taste.weights:
        return []
    values = features.taste(targets, scoring.taste.weights)
    ordered = sorted(values.items(), key=lambda item: (-abs(item[1]), item[0]))
    locale = scoring.account.locale
    found: list[Reason | None] = []
    for target, value in ordered[:NAMED_TASTES]:
        text_id = "taste.more" if value > 0 else "taste.less"
        label = scoring.labels.get(target) or target.partition(":")[2]
        found.append(
            scoring.reason("taste", value, partial(sentence, text_id, locale, label=label), target, target)
        )
    if rest := sum(value for _, value in ordered[NAMED_TASTES:]):
        text_id = "taste.rest.more" if rest > 0 else "taste.rest.less"
        found.append(scoring.reason("taste", rest, lambda: sentence(text_id, locale), text_id))
    return found


def _story_reasons(story: StoryFacts, scoring: _Scoring) -> list[Reason | None]:
    """Importance, freshness, originality, quiet sources, language: what the story itself brings."""
    locale, now = scoring.account.locale, scoring.now
    known = [rate for key in source_keys(story) if (rate := scoring.rates.get(key)) is not None]
    slowest = min(known) if known else None
    age = features.age_seconds(story, now)
    fresh = features.freshness(age, features.half_life_seconds(story, slowest_rate=slowest))
    dated = bool(story.last_at or story.first_at)
    independent = story.independent
    found = [
        scoring.reason(
            "freshness",
            fresh,
            lambda: age_sentence(age, locale) if dated else sentence("freshness.unknown", locale),
            int(age // 60) if dated else None,
        )
    ]
    if independent > 1:
        found.append(
            scoring.reason(
                "importance",
                features.importance(independent),
                lambda: sentence("importance", locale, number=count_word(independent, locale)),
                independent,
            )
        )
    if independent < story.articles:
        copies = story.articles - independent
        found.append(
            scoring.reason(
                "originality",
                features.originality(story.articles, independent),
                lambda: sentence(
                    "originality", locale, number=count_word(copies, locale), articles=story.articles
                ),
                (story.articles, independent),
            )
        )
    if slowest is not None and (silence := features.quiet(slowest)) > 0:
        # Fades with the story, so that a quiet source's old stories do not stay on top for its sake.
        found.append(scoring.reason("quiet", silence * fresh, lambda: sentence("quiet", locale), None))
    if spoken := features.language(story.languages or (story.language,), scoring.account.languages):
        text_id = "language.read" if spoken > 0 else "language.other"
        found.append(scoring.reason("language", spoken, lambda: sentence(text_id, locale), text_id))
    return found


def _outside_reasons(story: StoryFacts, scoring: _Scoring) -> list[Reason | None]:
    """Other readers, the person's rules, plugins."""
    locale = scoring.account.locale
    found: list[Reason | None] = []
    if value := features.activity(scoring.activity.get(story.id, 0.0)):
        text_id = "activity.more" if value > 0 else "activity.less"
        found.append(scoring.reason("activity", value, lambda: sentence(text_id, locale), text_id))
    for label, amount in scoring.adjustments.get(story.id, ()):
        text_id = "rule.raise" if amount > 0 else "rule.lower"
        found.append(scoring.reason("rule", amount, partial(sentence, text_id, locale, label=label), label))
    for name, signal in scoring.signals.items():
        amount, words = signal(story, scoring.now)
        found.append(scoring.reason(name, amount, partial(sentence, "plugin", locale, label=words), words))
    return found
