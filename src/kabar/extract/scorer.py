"""How likely each block is part of the article: two rounds of trees, the second sees the first's answers; their mean counts.

The weights are in `blocks.npz`, and those for pages on which it is not sure and asks for an opinion in `doubtful.npz`;
`scripts/train_extract.py` makes both. How well they do, and on what they were trained: docs/decisions/0030-blocks.md,
0180-an-opinion-in-doubt.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kabar.errors import ModelError
from kabar.extract.blocks import Blocks
from kabar.extract.features import Matrix, Row, Statements, block_features
from kabar.extract.opinions import AGAIN as OPINION_AGAIN
from kabar.extract.opinions import COLUMNS as OPINION_COLUMNS
from kabar.extract.opinions import opinion_columns
from kabar.extract.places import Places, places_of
from kabar.extract.trees import Trees, likelihood, load_trees, open_arrays

MODEL = Path(__file__).parent / "blocks.npz"
DOUBTFUL = Path(__file__).parent / "doubtful.npz"
# Columns of the first round that the second sees again.
AGAIN = (
    "log_chars", "link_share", "ends", "tag_p", "tag_heading", "tag_list", "vote", "in_body", "c1_share", "c2_share", "c1_links",
    "c2_mean", "earlier", "copies", "phrased", "place_chars", "after_h1", "after_title", "from_best", "in_best", "page_log_chars",
    "page_vote_share", "first_upper", "commas", "date", "page_log_blocks",
)  # fmt: skip
REACHES = np.array([[2], [5], [10]])
SHIFTS = (-4, -3, -2, -1, 1, 2, 3, 4)
SURE = 0.5
DOUBT = 0.8  # expected F1 of the best choice below which an opinion is asked for
LEAST = 0.35  # below it a block is never taken: a page without an article has a best choice of blocks, too
LAST = 0.15  # the same where nothing is above it: an empty text is the worst answer
LABEL = 25  # characters; what is shorter weighs nothing in a text, and reads as furniture when it is taken wrongly


@dataclass(frozen=True, slots=True)
class Answers:
    """One value a block each."""

    likely: Row  # that it is part of the article, 0..1
    voted: Row  # 1 where another extractor finds it too
    in_body: Row  # 1 where the page's structured data holds it, -1 where there is none
    asked: bool = False  # whether the page was doubtful and an opinion had a say


def wanted(likely: Row, sizes: Row) -> NDArray[np.bool_]:
    """The blocks to keep: the choice whose F1 can be expected to be highest.

    On a page that the trees are sure of, this is one half; where they doubt everything, leaving the doubtful out would
    lose more than taking it. *sizes*: of each block, in characters.
    """
    if not len(likely):
        return np.zeros(0, bool)
    order, expected = _expected(likely, sizes)
    least = float(likely[order[int(np.argmax(expected))]])
    chosen: NDArray[np.bool_] = likely >= np.where(sizes < LABEL, SURE, max(LEAST, min(SURE, least)))
    return chosen if chosen.any() else likely >= max(LAST, least)


def _expected(likely: Row, sizes: Row) -> tuple[NDArray[np.intp], Row]:
    """The blocks from the likeliest on, and the F1 to expect of a text that ends with each of them."""
    order = (-likely).argsort(kind="stable")
    taken = sizes[order].cumsum()
    right = (likely * sizes)[order].cumsum()
    return order, 2 * right / np.maximum(1e-6, taken + right[-1])


def is_doubtful(likely: Row, sizes: Row) -> bool:
    """Whether even the best choice among the blocks cannot be expected to be good. sizes: in characters."""
    return float(_expected(likely, sizes)[1].max()) < DOUBT


def block_probabilities(page: Blocks, said: Statements) -> Row:
    """For each block 0..1. Raises ModelError when the weights cannot be read."""
    return judge(page, said).likely


def judge(page: Blocks, said: Statements, ask: Callable[[], str] | None = None) -> Answers:
    """What the model and the witnesses say of each block. Raises ModelError when the weights cannot be read.

    ask: gives the text that another extractor finds, normalised; called for doubtful pages only.
    """
    if not page.blocks:
        nothing = np.zeros(0, np.float32)
        return Answers(nothing, nothing, nothing)
    rows, names = block_features(page, said)
    columns = tuple(names)
    model = _model(MODEL, columns)
    likely = _both_rounds(model, page, rows, names, AGAIN)
    sizes = np.array([len(block.text) for block in page.blocks], dtype=np.float32)
    opinion = ask() if ask and is_doubtful(likely, sizes) else ""
    if opinion:
        more = np.concatenate((rows, opinion_columns(page, rows, names, opinion)), axis=1)
        model, names = _model(DOUBTFUL, (*columns, *OPINION_COLUMNS)), [*names, *OPINION_COLUMNS]
        likely = _both_rounds(model, page, more, names, (*AGAIN, *OPINION_AGAIN))
    return Answers(likely, rows[:, names.index("vote")], rows[:, names.index("in_body")], bool(opinion))


@dataclass(frozen=True, slots=True)
class _Model:
    first: Trees
    second: Trees


def _both_rounds(model: _Model, page: Blocks, rows: Matrix, names: list[str], again: tuple[str, ...]) -> Row:
    before = model.first.scores(rows)
    after = model.second.scores(second_round(page, rows, names, likelihood(before), again))
    return likelihood(np.float32(0.5) * (before + after))


@lru_cache(maxsize=2)
def _model(path: Path, columns: tuple[str, ...]) -> _Model:
    arrays = open_arrays(path)
    if tuple(str(name) for name in arrays["columns"]) != columns:
        raise ModelError(f"{path}: made for other features; run scripts/train_extract.py")
    return _Model(load_trees(arrays, "first"), load_trees(arrays, "second"))


def second_round(
    page: Blocks, rows: Matrix, names: list[str], likely: Row, again: tuple[str, ...] = AGAIN
) -> Matrix:
    """The columns of the second round, one row a block. again: those of the first that it sees, too."""
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
        rows.T[[where[name] for name in again]],
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


@lru_cache(maxsize=4)
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
