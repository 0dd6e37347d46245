"""Boosted trees that choose one candidate of a page or none: the softmax over a page's candidates is trained, not each alone.

The score of "none" is 0, so the chance of a candidate is exp(score) / (1 + the sum of all), as `kabar.extract.ranker` computes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.ensemble._hist_gradient_boosting.binning import _BinMapper
from sklearn.ensemble._hist_gradient_boosting.grower import TreeGrower
from train_extract import arrays_of

BINS = 128


@dataclass(frozen=True)
class Shape:
    """How many forests are grown, and what each is like."""

    leaves: int
    rate: float
    forests: int = 4
    trees: int = 50
    asked: float = 0.3  # share of the columns among which each comparison is chosen, by lot
    left_out: float = 0.2  # share of the sites that a forest does without
    least: int = 12  # candidates in a leaf
    hopeless: float = 1.0  # weight of a page on which no candidate is right


@dataclass(frozen=True)
class Page:
    """The candidates of one page, and which of them are right."""

    site: str
    rows: np.ndarray
    right: np.ndarray


def grow(pages: Sequence[Page], shape: Shape, prefix: str) -> dict[str, np.ndarray]:
    """The mean of the forests, as `kabar.extract.trees` reads it."""
    dice = np.random.default_rng(1)
    sites = sorted({page.site for page in pages})
    trees: list[Any] = []
    for seed in range(shape.forests):
        away = set(dice.choice(sites, int(len(sites) * shape.left_out), replace=False))
        trees += _forest([page for page in pages if page.site not in away and len(page.rows)], shape, seed)
    arrays = arrays_of(
        [SimpleNamespace(_predictors=[[tree] for tree in trees], _baseline_prediction=[0.0])], prefix
    )
    arrays[f"{prefix}_leaves"] /= np.float32(shape.forests)
    return arrays


def grow_alone(pages: Sequence[Page], trees: int, leaves: int, prefix: str) -> dict[str, np.ndarray]:
    """One forest that judges each candidate by itself."""
    asked = [page for page in pages if len(page.rows)]
    # A page on which no candidate is right teaches little about which to take.
    weights = np.concatenate([np.full(len(page.rows), 1.0 if page.right.any() else 0.3) for page in asked])
    model = HistGradientBoostingClassifier(
        max_iter=trees, learning_rate=0.08, max_leaf_nodes=leaves, min_samples_leaf=12, l2_regularization=1.0, max_bins=127,
        early_stopping=False, random_state=0,
    ).fit(np.concatenate([page.rows for page in asked]), np.concatenate([page.right for page in asked]), sample_weight=weights)  # fmt: skip
    return arrays_of([model], prefix)


def _forest(pages: Sequence[Page], shape: Shape, seed: int) -> list[Any]:
    rows = np.concatenate([page.rows for page in pages]).astype(np.float64)
    right = np.concatenate([page.right for page in pages]).astype(float)
    of = np.repeat(np.arange(len(pages)), [len(page.rows) for page in pages])
    bins = _BinMapper(n_bins=BINS, random_state=0, n_threads=1)
    binned = bins.fit_transform(rows)
    dice = np.random.default_rng(seed)
    weights = np.array([1.0 if page.right.any() else shape.hopeless for page in pages])[of]
    scores = np.zeros(len(right))
    found = []
    for _ in range(shape.trees):
        chance, wanted = _targets(scores, right, of, len(pages))
        grower = TreeGrower(
            X_binned=binned,
            gradients=((chance - wanted) * weights).astype(np.float32),
            hessians=(np.maximum(chance * (1 - chance), 1e-3) * weights).astype(np.float32),
            max_leaf_nodes=shape.leaves, min_samples_leaf=shape.least, l2_regularization=1.0, shrinkage=shape.rate,
            n_bins=BINS, n_bins_non_missing=bins.n_bins_non_missing_, has_missing_values=False,
            feature_fraction_per_split=shape.asked, rng=dice, n_threads=1,
        )  # fmt: skip
        grower.grow()
        for leaf in grower.finalized_leaves:
            scores[leaf.sample_indices] += leaf.value
        found.append(grower.make_predictor(binning_thresholds=bins.bin_thresholds_))
    return found


def _targets(
    scores: np.ndarray, right: np.ndarray, of: np.ndarray, pages: int
) -> tuple[np.ndarray, np.ndarray]:
    """The chance of each candidate, and what it should be: of several right ones, as the trees see them now."""
    top = np.zeros(pages)  # of "none"
    np.maximum.at(top, of, scores)
    power = np.exp(scores - top[of])
    chance = power / (np.bincount(of, power, pages) + np.exp(-top))[of]
    good = power * right
    total = np.bincount(of, good, pages)[of]
    return chance, np.divide(good, total, out=np.zeros_like(good), where=total > 0)
