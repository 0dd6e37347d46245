"""From features to belief: the log-odds that two reports are about one event.

The model is a small forest of boosted trees, each of at most seven questions, trained by
scripts/train_cluster.py and read from data/pairs.npz. All questions of all trees are asked at once;
the answers of a tree, as bits, are the index into its table of values. A line through the same features stands beside
it, for pairs that are judged alone.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.features import COLUMN, FEATURES
from kabar.cluster.packed import packed
from kabar.errors import ModelError

QUESTIONS = 7  # a tree of eight leaves
CLIP = 6.0  # log-odds beyond this are not believed: one pair must not outweigh a story
LINE_SHARE = 0.3  # of the log-odds of single pairs; chosen on half 0 (decision 0050)
LINE_CLIP = 8.0
# In one language, two reports with names and figures of which they share next to none are a form filled in anew
# more often than not; pairs of that kind are too few in the sets for the trees to say so (decision 0050).
STRANGERS = 1.5
_SHARED_NAMES, _SHARED_FIGURES = 0.15, 0.3
_STRANGERS_LENGTH = np.log1p(24.0)  # tokens: of less text names and figures may be missing by chance
# In two languages words say little, and one figure that both heads have counts for much; but reports of one event are
# never far apart in meaning then: in the sample newsroom none of 8,155 pairs below this is, 280 of 2,653 above.
FAR = 4.0
_FAR_MEANING = 0.3
_LEAST_LENGTH = np.log1p(3.0)  # tokens: a report of fewer says nothing, so it is like nothing
# Log-odds lost for each doubling of the time between two reports beyond some hours. Coverage of one event
# fades over days; the sets to learn this from are few, so it is set by hand (decision 0050).
FADE = 0.8
FADE_FROM_HOURS = 14.0
FADE_MOST = 3.4
# So long a gap is a wrong date more often than other news: no window is as wide, pages are dated anew by later crawls.
DOUBTED_HOURS = 45 * 24.0
FADE_DOUBTED = 2.0


class PairModel:
    """Log-odds of pairs from their features."""

    def __init__(
        self,
        questions: NDArray[np.int16],
        thresholds: NDArray[np.float32],
        tables: NDArray[np.float32],
        bias: float,
        line: NDArray[np.float32],
    ) -> None:
        trees = len(tables)
        self._questions = np.zeros((trees, 8), np.intp)  # the eighth is never answered yes
        self._questions[:, :QUESTIONS] = questions
        self._thresholds = np.full((trees, 8), np.inf, np.float32)
        self._thresholds[:, :QUESTIONS] = thresholds
        self._tables = tables.ravel()
        self._offsets = np.arange(trees) * tables.shape[1]
        self._bias = bias
        self._line = line  # weights of the features, the constant last

    def log_odds(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """One number for each row of *features*, without regard to time."""
        return self._judged(features, self._trees(features))

    def graded(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """The same for single pairs: a share of it from a line through the features, which orders near misses better."""
        line = np.clip(features @ self._line[:-1] + self._line[-1], -LINE_CLIP, LINE_CLIP)
        return self._judged(features, (1 - LINE_SHARE) * self._trees(features) + LINE_SHARE * line)

    def _trees(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        yes = features[:, self._questions] > self._thresholds
        leaf = np.packbits(yes, axis=2, bitorder="little")[:, :, 0]
        return np.asarray(self._tables[leaf + self._offsets].sum(1) + self._bias, np.float32)

    @staticmethod
    def _judged(features: NDArray[np.float32], odds: NDArray[np.float32]) -> NDArray[np.float32]:
        odds = np.clip(odds, -CLIP, CLIP) - STRANGERS * _strangers(features) - FAR * _far(features)
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


def _far(features: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Pairs in two languages whose vectors speak against one event."""
    found: NDArray[np.bool_] = (
        (features[:, COLUMN["same_language"]] == 0)
        & (features[:, COLUMN["meaning_known"]] > 0)
        & (features[:, COLUMN["meaning"]] < _FAR_MEANING)
    )
    return found


def faded(hours: NDArray[np.float64]) -> NDArray[np.float32]:
    """Log-odds lost to the *hours* between two reports; none where they are not known."""
    known = np.nan_to_num(hours)
    lost = np.minimum(FADE * np.log2(np.maximum(known / FADE_FROM_HOURS, 1)), FADE_MOST)
    return np.asarray(np.where(known > DOUBTED_HOURS, FADE_DOUBTED, lost), np.float32)


@lru_cache(maxsize=1)
def pair_model() -> PairModel:
    """The model that ships with Kabar, read once. Raises ModelError if it does not fit this version."""
    names, questions, thresholds, tables, bias, line = packed(
        "pairs.npz", "features", "questions", "thresholds", "tables", "bias", "line"
    )
    if tuple(str(name) for name in names) != FEATURES:
        raise ModelError("cluster/data/pairs.npz: made for other features; run scripts/train_cluster.py")
    return PairModel(questions, thresholds, tables, float(bias), line)
