"""Choosing one of several candidates for a fact of the page, or none: trees over what is known of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kabar.extract.trees import Trees, load_trees, open_arrays

MODEL = Path(__file__).parent / "facts.npz"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that the fact could have."""

    value: Any  # text, names or a date, as the fact has it
    source: str
    row: tuple[float, ...]  # what the trees see, the same columns for all candidates of a fact


def best_of(candidates: Sequence[Candidate], fact: str) -> tuple[Candidate | None, float]:
    """The likeliest candidate and how likely it is right, 0..1."""
    return next(iter(ranked(candidates, fact)), (None, 0.0))


def ranked(candidates: Sequence[Candidate], fact: str) -> list[tuple[Candidate, float]]:
    """The candidates, the likeliest first, and how likely each is the right one."""
    if not candidates:
        return []
    trees = _trees().get(fact)
    if trees is None:
        return [(one, 0.5) for one in candidates]
    likely = chances(trees.probabilities(np.array([one.row for one in candidates], dtype=np.float32)))
    return [(candidates[place], float(likely[place])) for place in np.argsort(-likely, kind="stable")]


def chances(alone: NDArray[np.float32]) -> NDArray[np.float64]:
    """How likely each candidate is the one, from how likely each is alone: its odds among those of all and of none (1)."""
    alone = np.minimum(alone.astype(np.float64), 1 - 1e-9)
    odds = alone / (1 - alone)
    found: NDArray[np.float64] = odds / (1 + odds.sum())
    return found


@lru_cache(maxsize=1)
def _trees() -> dict[str, Trees]:
    if not MODEL.exists():  # only before scripts/train_extract_facts.py has run for the first time
        return {}
    arrays = open_arrays(MODEL)
    return {
        fact: load_trees(arrays, fact) for fact in ("title", "authors", "date") if f"{fact}_leaves" in arrays
    }
