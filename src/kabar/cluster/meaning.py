"""Cosines in which the directions that all news have in common count for less.

Vectors of news lie close together along some directions (politics, one outlet's style, a language) that say little about
the event. Which they are was told by scripts/train_cluster.py from the reports of the training half, for the embedding
model that ships; vectors of another model are compared as they are.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.packed import packed

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Directions:
    """What vectors of one model have in common."""

    model: str
    mean: Floats  # (d,)
    axes: Floats  # (k, d), of unit length, at right angles
    lost: Floats  # (k,) share of the square along each axis that does not count

    def turned(self, vector: Floats) -> Floats:
        """What the difference of another vector from the mean is multiplied with to be compared with *vector*."""
        apart = vector - self.mean
        return np.asarray(apart - (self.lost * (self.axes @ apart)) @ self.axes, np.float32)

    def length(self, vector: Floats) -> float:
        """The length of *vector* in these terms."""
        return float(np.sqrt(max(float((vector - self.mean) @ self.turned(vector)), 1e-9)))


@lru_cache(maxsize=1)
def shipped_directions() -> Directions:
    """Those that ship with Kabar. Raises ModelError if they cannot be read."""
    model, *numbers = packed("directions.npz", "model", "mean", "axes", "lost")
    return Directions(str(model), *(one.astype(np.float32) for one in numbers))
