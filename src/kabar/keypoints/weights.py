"""What each feature of a sentence is worth; fitted by scripts/fit_keypoints.py, decision 0060."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kabar.keypoints.features import FEATURES

WEIGHTS: Final = {
    "first": 0.240,
    "early": 1.212,
    "place": -1.488,
    "last": -0.673,
    "opens_paragraph": 0.197,
    "central": -11.205,
    "lexrank": 2.444,
    "frequent": 3.980,
    "mass": -13.768,
    "title": 2.081,
    "length": 0.259,
    "short": -0.227,
    "long": -0.041,
    "names": 0.005,
    "numbers": -0.029,
    "quoted": 0.281,
    "opens_quote": -0.860,
    "leans": 0.221,
    "asked": -4.253,
    "asked_mass": 42.204,
    "asked_place": 4.133,
}
BIAS: Final = -2.0


def goodness(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """How good each candidate is, in log-odds of standing in a person's summary; float64 (n,)."""
    weights = np.array([WEIGHTS.get(name, 0.0) for name in FEATURES])
    return np.asarray(rows @ weights + BIAS)
