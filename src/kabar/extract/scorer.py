"""How likely each block is part of the article: two rounds of trees, the second sees the first's answers; their mean counts.

The weights are in `blocks.npz`; `scripts/train_extract.py` makes it. How well it does, and on what it
was trained: docs/decisions/0030-blocks.md.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kabar.errors import ModelError
from kabar.extract.blocks import Blocks
from kabar.extract.features import Matrix, Row, Statements, block_features
from kabar.extract.places import Places, places_of
from kabar.extract.trees import Trees, likelihood, load_trees, open_arrays

MODEL = Path(__file__).parent / "blocks.npz"
# Columns of the first round that the second sees again.
AGAIN = (
    "log_chars", "link_share", "ends", "tag_p", "tag_heading", "tag_list", "vote", "in_body", "c1_share", "c2_share", "c1_links",
    "c2_mean", "earlier", "copies", "phrased", "place_chars", "after_h1", "after_title", "from_best", "in_best", "page_log_chars",
    "page_vote_share", "first_upper", "commas", "date", "page_log_blocks",
)  # fmt: skip
REACHES = np.array([[2], [5], [10]])
SHIFTS = (-4, -3, -2, -1, 1, 2, 3, 4)
SURE = 0.5
LEAST = 0.35  # below it a block is never taken: a page without an article has a best choice of blocks, too
LAST = 0.15  # the same where nothing is above it: an empty text is the worst answer
LABEL = 25  # characters; what is shorter weighs nothing in a text, and reads as furniture when it is taken wrongly


@dataclass(frozen=True, slots=True)
class Answers:
    """One value a block each."""

    likely: Row  # that it is part of the article, 0..1
    voted: Row  # 1 where another extractor finds it too
    in_body: Row  # 1 where the page's structured data holds it, -1 where there is none


def wanted(likely: Row, sizes: Row) -> NDArray[np.bool_]:
    """The blocks to keep: the choice whose F1 can be expected to be highest.

    On a page that the trees are sure of, this is one half; where they doubt everything, leaving the doubtful out would
    lose more than taking it. *sizes*: of each block, in characters.
    """
    if not len(likely):
        return np.zeros(0, bool)
    order = (-likely).argsort(kind="stable")
    taken = sizes[order].cumsum()
    right = (likely * sizes)[order].cumsum()
    expected = 2 * right / np.maximum(1e-6, taken + right[-1])
    least = float(likely[order[int(np.argmax(expected))]])
    chosen: NDArray[np.bool_] = likely >= np.where(sizes < LABEL, SURE, max(LEAST, min(SURE, least)))
    return chosen if chosen.any() else likely >= max(LAST, least)


def block_probabilities(page: Blocks, said: Statements) -> Row:
    """For each block 0..1. Raises ModelError when the weights cannot be read."""
    return judge(page, said).likely


def judge(page: Blocks, said: Statements) -> Answers:
    """What the model and the witnesses say of each block. Raises ModelError when the weights cannot be read."""
    if not page.blocks:
        nothing = np.zeros(0, np.float32)
        return Answers(nothing, nothing, nothing)
    first, second, columns = _model()
    rows, names = block_features(page, said)
    if tuple(names) != columns:
        raise ModelError(f"{MODEL}: made for other features; run scripts/train_extract.py")
    before = first.scores(rows)
    after = second.scores(second_round(page, rows, names, likelihood(before)))
    likely = likelihood(np.float32(0.5) * (before + after))
    return Answers(likely, rows[:, names.index("vote")], rows[:, names.index("in_body")])


@lru_cache(maxsize=1)
def _model() -> tuple[Trees, Trees, tuple[str, ...]]:
    arrays = open_arrays(MODEL)
    return (
        load_trees(arrays, "first"),
        load_trees(arrays, "second"),
        tuple(str(name) for name in arrays["columns"]),
    )


def second_round(page: Blocks, rows: Matrix, names: list[str], likely: Row) -> Matrix:
    """The columns of the second round, one row a block."""
    where = _numbers(tuple(names))
    places, count = places_of(page), len(likely)
    first, last, parent = places.first, places.last, places.parent
    chars = np.expm1(rows[:, where["log_chars"]])
    sure = likely > SURE
    weighed, weights, sure_ones = (_added_up(values) for values in (likely * chars, chars, sure))
    around = np.array((places.own, places.up, places.up2, parent[places.up2]))
    low, high = first[around], last[around]
    inside = np.empty((2 * len(around), count), np.float32)
    inside[::2] = _mean_inside(weighed, weights, low, high)
    inside[1::2] = _mean_inside(sure_ones, np.arange(count + 1, dtype=np.float64), low, high)
    order = np.arange(count)
    low, high = np.maximum(0, order - REACHES), np.minimum(count, order + REACHES + 1)
    near = _mean_between(weighed, low, high) / np.maximum(1e-6, _mean_between(weights, low, high))
    taken = (sure * chars).cumsum()
    total = max(1.0, float(taken[-1]))
    parts: list[NDArray[np.generic]] = [
        likely[None],
        rows.T[[where[name] for name in AGAIN]],
        np.array([_shifted(likely, shift) for shift in SHIFTS]),
        inside,
        near,
        (taken / total)[None],
        np.full((1, count), np.log1p(total)),
        np.full((1, count), total / max(1.0, chars.sum())),
        _run(sure, forward=True)[None],
        _run(sure, forward=False)[None],
        _span(likely, places)[None],
    ]
    return np.concatenate(parts, dtype=np.float32, casting="same_kind").T


@lru_cache(maxsize=2)
def _numbers(names: tuple[str, ...]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _span(likely: Row, places: Places) -> Row:
    """The mean of the siblings with the same parent that are not the block itself."""
    total = _added_up(likely)
    first, last = places.first[places.up], places.last[places.up]
    inside = total[last] - total[first] - likely
    mean: Row = (inside / np.maximum(1, last - first - 1)).astype(np.float32)
    return mean


def _added_up(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """The sums of what stands before each place, and of all."""
    total = np.zeros(len(values) + 1)
    values.cumsum(dtype=np.float64, out=total[1:])
    return total


def _mean_inside(
    sums: NDArray[np.float64], total: NDArray[np.float64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> Row:
    share: Row = ((sums[high] - sums[low]) / np.maximum(1e-6, total[high] - total[low])).astype(np.float32)
    return share


def _mean_between(sums: NDArray[np.float64], low: NDArray[np.int64], high: NDArray[np.int64]) -> Row:
    mean: Row = ((sums[high] - sums[low]) / (high - low)).astype(np.float32)
    return mean


def _shifted(values: Row, shift: int) -> Row:
    out = np.zeros(len(values), np.float32)
    if abs(shift) < len(values):
        if shift > 0:
            out[:-shift] = values[shift:]
        else:
            out[-shift:] = values[:shift]
    return out


def _run(marks: NDArray[np.bool_], *, forward: bool) -> Row:
    """Blocks since the last (until the next) sure one, as a logarithm."""
    flags = marks if forward else marks[::-1]
    order = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, order, -1000))
    last = np.concatenate(([-1000], last[:-1]))
    distance = np.log1p(np.minimum(order - last, 60)).astype(np.float32)
    return distance if forward else distance[::-1]
