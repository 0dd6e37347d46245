"""Learn from marks: what a person likes, and what each signal is worth to them.

A logistic regression, one step a mark, from a sound prior: the answer to "will they want this?" is compared
with what they did, and the difference is shared among what the story was about. Old lessons fade.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from kabar.model.account import Mark, MarkKind, Taste
from kabar.rank.score import PRIOR

# (what the person wanted: 1 yes, 0 no; how much the deed says)
MEANING: Final[Mapping[MarkKind, tuple[float, float]]] = {
    MarkKind.READ: (1.0, 0.5),
    MarkKind.FINISHED: (1.0, 0.9),
    MarkKind.SAVED: (1.0, 1.2),
    MarkKind.MORE: (1.0, 2.0),
    MarkKind.LESS: (0.0, 2.0),
    MarkKind.HIDDEN: (0.0, 1.2),
    MarkKind.SKIPPED: (0.0, 0.25),
}
HALF_LIFE_DAYS: Final = 45.0  # of a lesson
RATE: Final = 0.8  # of one step
GAIN: Final = 3.0  # log-odds of a liking of 1
SIGNAL_RATE: Final = 0.05
SIGNAL_RANGE: Final = 3.0  # no signal becomes worth more than three times, or less than a third, of its prior
FORGET_BELOW: Final = 0.01
# How fast a target of each kind learns: an outlet or a language says less of a story than its subject.
KIND_RATE: Final[Mapping[str, float]] = {"topic": 1.0, "entity": 0.7, "outlet": 0.35, "language": 0.2}
BIAS: Final = "bias"  # in Taste.signals: how readily the person takes anything


def learn(taste: Taste, marks: Sequence[Mark], *, now: datetime) -> Taste:
    """The taste after *marks*; those not after `taste.learned_at` are known already and left out."""
    since = taste.learned_at
    new = sorted(
        (mark for mark in marks if since is None or mark.at > since), key=lambda mark: (mark.at, mark.story)
    )
    weights = _faded(taste.weights, since, now)
    signals = dict(taste.signals)
    for mark in new:
        _learn_one(mark, weights, signals, fade=_fade(mark.at, now))
    kept = {key: weight for key, weight in sorted(weights.items()) if abs(weight) >= FORGET_BELOW}
    return replace(taste, weights=kept, signals=signals, learned_at=now)


def mark_targets(mark: Mark) -> list[str]:
    """What a mark teaches about, as keys of `Taste.weights`."""
    return [
        *[f"topic:{code}" for code in mark.topics],
        *[f"entity:{key}" for key in mark.entities],
        *[f"outlet:{name}" for name in mark.outlets],
        *([f"language:{mark.language}"] if mark.language != "und" else []),
    ]


def _learn_one(mark: Mark, weights: dict[str, float], signals: dict[str, float], *, fade: float) -> None:
    wanted, says = MEANING[mark.kind]
    targets = mark_targets(mark)
    bias = signals.get(BIAS, 0.0)
    guess = _logistic(bias + GAIN * sum(weights.get(target, 0.0) for target in targets))
    step = says * (wanted - guess) * fade
    signals[BIAS] = min(2.0, max(-2.0, bias + 0.1 * step))
    share = 1.0 / math.sqrt(max(1, len(targets)))
    for target in targets:
        rate = RATE * KIND_RATE.get(target.partition(":")[0], 0.5) * share
        weights[target] = min(1.0, max(-1.0, weights.get(target, 0.0) + rate * step))
    for name, value in mark.signals.items():
        prior = PRIOR.get(name)
        if prior is None or name == "taste":
            continue  # a taste that is right makes itself heard through its targets
        learned = signals.get(name, prior) + SIGNAL_RATE * step * value * prior
        learned += 0.01 * (prior - learned)  # drawn back to the prior: a few marks do not turn the page over
        signals[name] = min(prior * SIGNAL_RANGE, max(prior / SIGNAL_RANGE, learned))


def _faded(weights: Mapping[str, float], since: datetime | None, now: datetime) -> dict[str, float]:
    if since is None:
        return dict(weights)
    fade = _fade(since, now)
    return {key: weight * fade for key, weight in weights.items()}


def _fade(then: datetime, now: datetime) -> float:
    days = max(0.0, (now - then).total_seconds() / 86400.0)
    return float(0.5 ** (days / HALF_LIFE_DAYS))


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, x))))
