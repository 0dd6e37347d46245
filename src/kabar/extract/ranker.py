"""Choosing one of several candidates for a fact of the page: trees over what is known of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

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
    if not candidates:
        return None, 0.0
    trees = _trees().get(fact)
    if trees is None:
        return candidates[0], 0.5
    likely = trees.probabilities(np.array([one.row for one in candidates], dtype=np.float32))
    best = int(np.argmax(likely))
    return candidates[best], float(likely[best])


@lru_cache(maxsize=1)
def _trees() -> dict[str, Trees]:
    if not MODEL.exists():  # only before scripts/train_extract_facts.py has run for the first time
        return {}
    arrays = open_arrays(MODEL)
    return {
        fact: load_trees(arrays, fact) for fact in ("title", "authors", "date") if f"{fact}_leaves" in arrays
    }
