"""Fit `kabar.rank.activity.WEIGHTS`: what everybody opens, as log-odds beside the other signals.

    python scripts/fit_activity.py IMPRESSIONS ARTICLES INTERACTIONS

A conditional logit over the candidates of each impression, with the product's own score without activity as a
fixed offset. The first half of the impressions, by time, is fitted; the log loss of the second is printed.
"""

import json
import sys
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from scipy.optimize import minimize

from kabar.cli import jsonl
from kabar.cli.stage_rank import Desk
from kabar.rank import activity

PENALTY = 1e-3


class Deaf(activity.Activity):
    """An activity that is sure of itself and says nothing: what the other signals say beside one."""

    def sure(self, now: float) -> float:
        return 1.0

    def scores(self, items: Sequence[str], **more: object) -> np.ndarray:
        return np.zeros(len(items))


def gather(impressions: str, desk: Desk) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features (impressions, candidates, FEATURES), offsets and clicks (impressions, candidates)."""
    rows, offsets, clicks = [], [], []
    with jsonl.open_input(impressions) as stream:
        lines = sorted(jsonl.read_lines(stream), key=lambda line: line["at"])
    for line in lines:
        now = datetime.fromisoformat(line["at"])
        desk.advance(now.timestamp())
        names = line["candidates"]
        others, desk.activity = desk.activity, Deaf()
        scored = {one.story.id: one for one in desk.rank(names, line["history"], now)}
        desk.activity = others
        ranked = [scored[desk._number(name)] for name in names]
        seen = {
            name: one.story.first_at.timestamp()
            for name, one in zip(names, ranked, strict=True)
            if one.story.first_at
        }
        rows.append(others.features(names, now=now.timestamp(), history=line["history"], first_seen=seen))
        offsets.append([one.score for one in ranked])
        clicks.append([name in line["truth"]["clicked"] for name in names])
    width = min(map(len, rows))
    return (
        np.array([row[:width] for row in rows]),
        np.array([row[:width] for row in offsets]),
        np.array([row[:width] for row in clicks], dtype=bool),
    )


def loss(
    weights: np.ndarray, x: np.ndarray, offset: np.ndarray, clicked: np.ndarray
) -> tuple[float, np.ndarray]:
    """Mean negative log likelihood and its gradient."""
    score = x @ weights + offset
    score -= score.max(axis=1, keepdims=True)
    share = np.exp(score)
    share /= share.sum(axis=1, keepdims=True)
    right = np.maximum((share * clicked).sum(axis=1), 1e-12)
    gradient = ((share - share * clicked / right[:, None])[..., None] * x).sum(axis=(0, 1)) / len(x)
    return float(-np.log(right).mean()), gradient


def main() -> int:
    impressions, articles, interactions = sys.argv[1:4]
    x, offset, clicked = gather(impressions, Desk(articles, interactions))
    use = clicked.any(axis=1)
    x, offset, clicked = x[use], offset[use], clicked[use]
    half = len(x) // 2
    mean, spread = x[:half].mean(axis=(0, 1)), x[:half].std(axis=(0, 1)) + 1e-9
    z = (x - mean) / spread

    def objective(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = loss(weights, z[:half], offset[:half], clicked[:half])
        return value + PENALTY * float(weights @ weights), gradient + 2 * PENALTY * weights

    fitted = minimize(objective, np.zeros(x.shape[2]), jac=True).x
    print(
        json.dumps(
            {name: round(float(w), 3) for name, w in zip(activity.FEATURES, fitted / spread, strict=True)}
        )
    )
    for name, part in (("first half", slice(half)), ("second half", slice(half, None))):
        print(name, "log loss", round(loss(fitted, z[part], offset[part], clicked[part])[0], 4))
    return 0


if __name__ == "__main__":
    sys.exit(main())
