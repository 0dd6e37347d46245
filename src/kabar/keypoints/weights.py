"""What each feature of a sentence is worth: decision 0060.

Fitted by scripts/fit_keypoints.py; `first`, `early`, `title`, `length`, `opens_quote` and `leans` were then set by hand on
the same half, for what the points together say, which a fit of single sentences does not see.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kabar.keypoints.features import FEATURES

WEIGHTS: Final = {
    "first": 0.5,
    "early": 2.0,
    "place": -1.25,
    "last": -0.842,
    "opens_paragraph": 0.181,
    "central": -7.182,
    "lexrank": 1.839,
    "frequent": 0.786,
    "mass": -7.932,
    "title": 4.0,
    "length": -1.0,
    "short": -0.321,
    "long": -0.080,
    "names": 0.033,
    "numbers": -0.181,
    "quoted": -1.0,
    "opens_quote": -1.5,
    "leans": -0.5,
    "asked": -0.466,
    "asked_mass": 28.385,
    "asked_place": 6.164,
}
BIAS: Final = -2.0


def goodness(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """How good each candidate is, in log-odds of standing in a person's summary; float64 (n,)."""
    weights = np.array([WEIGHTS.get(name, 0.0) for name in FEATURES])
    return np.asarray(rows @ weights + BIAS)
