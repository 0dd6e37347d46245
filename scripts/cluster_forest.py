"""The forest of the pair model, grown from compared pairs: for `scripts/train_cluster.py`.

What comes out are the arrays that `kabar.cluster.likeness` reads: questions, thresholds and a value for every set of
answers, and the weights of a line beside the trees. Needs scikit-learn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from kabar.cluster.features import COLUMN, FEATURES

# More of these never speaks against one event: the trees may not learn otherwise from small sets.
RISING = (
    "meaning words head_words title_words phrases names title_in_least title_in_most head_in_least "
    "head_in_most names_in_least names_in_most figures_in_least figures_in_most rare_sum rare_most "
    "figures_shared entities meaning_apart plain_words places persons weekdays dates lead_words lead_in_least "
    "lead_in_most"
).split()
FALLING = ("form", "figures_apart")
# Time is not learned: titles of one set were collected seconds apart, story by story.
UNUSED = [COLUMN["hours"], COLUMN["hours_known"]]
FORESTS, TREES, LEAVES, RATE = 9, 60, 8, 0.16
PARTS = 3  # of the stories; each forest does without one of them
FEATURES_ASKED = 0.5  # share of the features among which a question is chosen
LINE_SLACK = 1e-4  # how much large weights of the line cost


@dataclass(frozen=True, slots=True)
class Pairs:
    """Compared pairs of one set in one window."""

    features: np.ndarray
    same: np.ndarray
    parts: np.ndarray  # (n, 2) of text: of what the two reports are part; empty where nothing is left out
    weight: float
    most_same: float = 1.0  # the share that same pairs may have

    def weights(self, kept: np.ndarray) -> np.ndarray:
        """One for each of the *kept* pairs, in sum `weight`."""
        same, result = self.same[kept], np.ones(int(kept.sum()))
        if 0 < same.mean() < 1 and same.mean() > self.most_same:
            odds = self.most_same / (1 - self.most_same)
            result[same > 0] = odds * (1 - same.mean()) / same.mean()
        return np.asarray(result * self.weight / result.sum())


def table(found: Sequence[Pairs], forest: int | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels and weights of what that forest learns from; of all for None."""
    parts = []
    for pairs in found:
        kept = np.ones(len(pairs.same), np.bool_)
        if forest is not None and len(pairs.parts):
            names, places = np.unique(pairs.parts, return_inverse=True)
            stay = np.array([not left_out(str(name), forest) for name in names])
            kept = np.asarray(stay[places.reshape(pairs.parts.shape)].all(axis=1))
        parts.append((pairs.features[kept], pairs.same[kept], pairs.weights(kept)))
    numbers = np.vstack([part[0] for part in parts])
    numbers[:, UNUSED] = 0
    weights = np.concatenate([part[2] for part in parts])
    return numbers, np.concatenate([part[1] for part in parts]), weights * len(weights) / weights.sum()


def left_out(part: str, forest: int) -> bool:
    """Whether that forest does without a story: of PARTS neighbours each leaves out another part."""
    return crc32(f"bag{forest // PARTS}{part}".encode()) % PARTS == forest % PARTS


def train(found: Sequence[Sequence[Pairs]], forests: int = FORESTS) -> dict[str, np.ndarray]:
    """The mean of the forests as the arrays that `kabar.cluster.likeness` reads."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    signs = [int(name in RISING) - int(name in FALLING) for name in FEATURES]
    trees: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    bias = 0.0
    for forest in range(forests):
        numbers, labels, weights = table(found[forest % len(found)], forest)
        grown = HistGradientBoostingClassifier(
            max_iter=TREES,
            learning_rate=RATE,
            max_leaf_nodes=LEAVES,
            max_features=FEATURES_ASKED,
            min_samples_leaf=60,
            l2_regularization=5,
            monotonic_cst=signs,
            early_stopping=False,
            random_state=forest,
        ).fit(numbers, labels, sample_weight=weights)
        trees += [tables(tree[0].nodes) for tree in grown._predictors]
        bias += float(np.ravel(grown._baseline_prediction)[0]) / forests
    return {
        "features": np.array(FEATURES),
        "questions": np.array([questions for questions, _, _ in trees]),
        "thresholds": np.array([thresholds for _, thresholds, _ in trees]),
        "tables": np.array([values for _, _, values in trees]) / np.float32(forests),
        "bias": np.array(bias, np.float32),
        "line": line(*table(found[0]), signs),
    }


def line(numbers: np.ndarray, labels: np.ndarray, weights: np.ndarray, signs: Sequence[int]) -> np.ndarray:
    """Weights of a logistic regression on the features, the constant last, none against its feature's sign."""
    from scipy.optimize import minimize

    weights = weights / weights.sum()
    mean = np.average(numbers, axis=0, weights=weights)
    spread = np.sqrt(np.average((numbers - mean) ** 2, axis=0, weights=weights))
    spread[spread < 1e-6] = 1
    scaled = (numbers - mean) / spread

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        odds = scaled @ point[:-1] + point[-1]
        error = weights * (1 / (1 + np.exp(-odds)) - labels)
        value = weights @ (np.logaddexp(0, odds) - labels * odds) + LINE_SLACK * (point[:-1] ** 2).sum()
        return float(value), np.append(scaled.T @ error + 2 * LINE_SLACK * point[:-1], error.sum())

    bounds = [(0 if sign > 0 else None, 0 if sign < 0 else None) for sign in signs]
    found = minimize(
        loss, np.zeros(len(signs) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B"
    )
    slopes = found.x[:-1] / spread
    slopes[UNUSED] = 0
    return np.append(slopes, found.x[-1] - slopes @ mean).astype(np.float32)


def tables(nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One tree as its questions, their thresholds, and a value for every set of answers."""
    inner = [index for index, node in enumerate(nodes) if not node["is_leaf"]]
    bit = {index: number for number, index in enumerate(inner)}
    questions = np.zeros(LEAVES - 1, np.int16)
    thresholds = np.full(LEAVES - 1, np.inf, np.float32)
    for index in inner:
        questions[bit[index]] = nodes[index]["feature_idx"]
        thresholds[bit[index]] = nodes[index]["num_threshold"]
    values = np.zeros(1 << (LEAVES - 1), np.float32)
    for answers in range(len(values)):
        index = 0
        while not nodes[index]["is_leaf"]:
            index = nodes[index]["right" if answers >> bit[index] & 1 else "left"]
        values[answers] = nodes[index]["value"]
    return questions, thresholds, values
