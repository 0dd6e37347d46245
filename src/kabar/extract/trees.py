"""Boosted regression trees, evaluated for many rows at once with numpy alone.

Every inner node of every tree is a comparison; a comparison that fails rules out the leaves to its
left. What is left of a tree's leaves, kept as bits, begins with the leaf that the row falls into.
Source: Lucchese et al., "QuickScorer" (SIGIR 2015).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kabar.errors import ModelError

CHUNK = 256  # rows at once: a page of thousands of blocks must not need a table of all comparisons


@dataclass(frozen=True, slots=True)
class Trees:
    """T trees of at most N inner nodes and L <= 32 leaves; first come the first nodes of all trees, then the second ones."""

    feature: NDArray[np.intp]  # (C,) column to compare, each comparison once
    threshold: NDArray[np.float32]  # (C, 1) a row goes right when its value is above
    comparison: NDArray[np.intp]  # (N * T,) the one that the node makes
    gone: NDArray[np.uint32] | NDArray[np.uint16]  # (N * T, 1) the leaves that are ruled out when it does
    leaves: NDArray[np.float32]  # (T, L)
    start: float  # the score before the first tree

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of each row, 0..1."""
        return likelihood(self.scores(rows))

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of each row the sum of its leaves: log-odds."""
        trees = len(self.leaves)
        out = np.empty(len(rows), np.float32)
        leaves = self.leaves.ravel()
        own = (np.arange(trees) * self.leaves.shape[1])[:, None]
        for begin in range(0, len(rows), CHUNK):
            # One line a column: what every comparison reads is then a stretch of memory.
            part = np.ascontiguousarray(rows[begin : begin + CHUNK].T)
            above = (part.take(self.feature, axis=0) > self.threshold).view(np.uint8)
            right = above.take(self.comparison, axis=0)
            # A product with 0 or 1 is faster than a choice between two values.
            ruled_out = np.multiply(right, self.gone, dtype=self.gone.dtype)
            remaining = ~np.bitwise_or.reduce(ruled_out.reshape(-1, trees, part.shape[1]), axis=0)
            # The lowest bit that is set is the leaf: isolated, it is a power of two, and its exponent is its number.
            lowest = (remaining & -remaining).astype(np.float32)
            leaf = (lowest.view(np.int32) >> 23) - 127
            out[begin : begin + CHUNK] = leaves.take(leaf + own).sum(axis=0)
        out += np.float32(self.start)
        return out


def likelihood(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log-odds -> 0..1."""
    likely: NDArray[np.float32] = (1 / (1 + np.exp(-scores))).astype(np.float32)
    return likely


def load_trees(arrays: Any, prefix: str) -> Trees:  # an open .npz, which numpy leaves untyped
    """The trees stored under *prefix*."""
    leaves = arrays[f"{prefix}_leaves"].astype(np.float32)

    def by_node(name: str) -> Any:
        return np.ascontiguousarray(arrays[f"{prefix}_{name}"].reshape(len(leaves), -1).T).ravel()

    made = np.array((by_node("feature"), by_node("threshold")), np.float64)  # holds both without loss
    (features, thresholds), comparison = np.unique(made, axis=1, return_inverse=True)
    kind = np.uint32 if made.shape[1] >= 16 * len(leaves) else np.uint16  # one leaf more than inner nodes
    return Trees(
        feature=features.astype(np.intp),
        threshold=thresholds.astype(np.float32)[:, None],
        comparison=comparison.ravel().astype(np.intp),
        gone=(~by_node("mask").astype(np.uint32)).astype(kind)[:, None],
        leaves=leaves,
        start=float(arrays[f"{prefix}_start"]),
    )


def open_arrays(path: Path) -> dict[str, Any]:
    """All arrays of a model file. Raises ModelError when it is missing or damaged."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, EOFError) as error:
        raise ModelError(
            f"{path}: the model file is missing or damaged ({error}); install Kabar again"
        ) from error
