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
# In one language, two reports with names and figures of which they share next to none are a form filled in anew
# more often than not; pairs of that kind are too few in the sets for the trees to say so (decision 0050).
STRANGERS = 1.5
_SHARED_NAMES, _SHARED_FIGURES = 0.15, 0.3
_STRANGERS_LENGTH = np.log1p(24.0)  # tokens: of less text names and figures may be missing by chance
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
        trees = len(tables)
        self._questions = np.zeros((trees, 8), np.intp)  # the eighth is never answered yes
        self._questions[:, :QUESTIONS] = questions
        self._thresholds = np.full((trees, 8), np.inf, np.float32)
        self._thresholds[:, :QUESTIONS] = thresholds
        self._tables = tables.ravel()
        self._offsets = np.arange(trees) * tables.shape[1]
        self._bias = bias

    def log_odds(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """One number for each row of *features*, without regard to time."""
        yes = features[:, self._questions] > self._thresholds
        leaf = np.packbits(yes, axis=2, bitorder="little")[:, :, 0]
        odds = self._tables[leaf + self._offsets].sum(1) + self._bias
        odds = np.clip(odds, -CLIP, CLIP) - STRANGERS * _strangers(features)
        odds = np.where(features[:, COLUMN["length_least"]] < _LEAST_LENGTH, -CLIP, odds)
        return np.asarray(odds, np.float32)


def _strangers(features: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Pairs that have names and figures, and not in common. (Where there are none, the share is one half.)"""
    found: NDArray[np.bool_] = (
        (features[:, COLUMN["names_in_most"]] < _SHARED_NAMES)
        & (features[:, COLUMN["figures_in_most"]] < _SHARED_FIGURES)
        & (features[:, COLUMN["same_language"]] > 0)
        & (features[:, COLUMN["length_least"]] > _STRANGERS_LENGTH)
    )
    return found


def faded(hours: NDArray[np.float64]) -> NDArray[np.float32]:
    """Log-odds lost to the *hours* between two reports; none where they are not known."""
    lost = np.minimum(FADE * np.log2(np.maximum(np.nan_to_num(hours) / FADE_FROM_HOURS, 1)), FADE_MOST)
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
