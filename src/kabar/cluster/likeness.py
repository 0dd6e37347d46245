"""From features to belief: the log-odds that two reports are about one event.

The model is a small forest of boosted trees, each of at most seven questions, trained by
scripts/train_cluster.py and read from data/pairs.npz. All questions of all trees are asked at once;
the answers of a tree, as bits, are the index into its table of values.
"""

from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.features import COLUMN, FEATURES
from kabar.errors import ModelError

QUESTIONS = 7  # a tree of eight leaves
CLIP = 6.0  # log-odds beyond this are not believed: one pair must not outweigh a story
_LEAST_LENGTH = np.log1p(3.0)  # tokens: a report of fewer says nothing, so it is like nothing
# Log-odds lost for each doubling of the time between two reports beyond some hours. Coverage of one event
# fades over days; the sets to learn this from are few, so it is set by hand (decision 0050).
FADE = 0.8
FADE_FROM_HOURS = 14.0
FADE_MOST = 4.0


class PairModel:
    """Log-odds of pairs from their features."""

    def __init__(
        self,
        questions: NDArray[np.int16],
        thresholds: NDArray[np.float32],
        tables: NDArray[np.float32],
        bias: float,
    ) -> None:
        self._questions = questions.ravel()
        self._thresholds = thresholds.ravel()
        self._tables = tables.ravel()
        self._offsets = (np.arange(len(tables)) * tables.shape[1]).astype(np.int32)
        self._bits = (1 << np.arange(QUESTIONS)).astype(np.int32)
        self._bias = bias

    def log_odds(self, features: NDArray[np.float32], *, fade: bool = True) -> NDArray[np.float32]:
        """One number for each row of *features*; with *fade*, lower the further apart in time."""
        yes = features[:, self._questions] > self._thresholds
        leaf = yes.reshape(len(features), -1, QUESTIONS) @ self._bits
        odds = self._tables[leaf + self._offsets].sum(1) + self._bias
        odds = np.clip(odds, -CLIP, CLIP)
        odds = np.where(features[:, COLUMN["length_least"]] < _LEAST_LENGTH, -CLIP, odds)
        if fade:
            odds = odds - faded(features)
        return np.asarray(odds, np.float32)


def faded(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log-odds lost to the time between two reports."""
    hours = np.expm1(features[:, COLUMN["hours"]])
    lost = np.minimum(FADE * np.log2(np.maximum(hours / FADE_FROM_HOURS, 1)), FADE_MOST)
    return np.asarray(lost, np.float32)


@lru_cache(maxsize=1)
def pair_model() -> PairModel:
    """The model that ships with Kabar, read once. Raises ModelError if it does not fit this version."""
    source = files("kabar.cluster") / "data" / "pairs.npz"
    try:
        stored = np.load(BytesIO(source.read_bytes()), allow_pickle=False)
        names = tuple(str(name) for name in stored["features"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{source}: cannot be read ({error}); install Kabar again") from error
    if names != FEATURES:
        raise ModelError(f"{source}: made for other features; run scripts/train_cluster.py")
    return PairModel(stored["questions"], stored["thresholds"], stored["tables"], float(stored["bias"]))
