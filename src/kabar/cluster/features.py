"""How alike are one report and others: a row of numbers for each pair, each with a name.

All of it is symmetric: comparing b with a gives what comparing a with b gives.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.columns import PRIOR, WEIGHT_STEP, Columns, Rows
from kabar.cluster.terms import BUCKETS, ENTITY, FIGURE, NAME, PAIR

FEATURES: Final = (
    "meaning",  # cosine of the vectors
    "words",  # cosine of rarity-weighted terms, title and text
    "head_words",  # the same, title and lead
    "title_words",  # the same, titles
    "phrases",  # the same, pairs of neighbouring words
    "names",  # the same, words with a capital inside a sentence
    "title_in_least",  # share of a title's terms that the other text has: the lesser and the greater way
    "title_in_most",
    "head_in_least",  # the same for title and lead
    "head_in_most",
    "names_in_least",  # share of the head's words with a capital that the other text has; 0.5 if none
    "names_in_most",
    "figures_in_least",  # share of the head's figures that the other text has; 0.5 if none
    "figures_in_most",
    "rare_sum",  # ln-rarity of the terms both heads have, summed, by ln of the window's size
    "rare_most",  # the rarest of them
    "figures_shared",  # ln-rarity of figures both have
    "figures_apart",  # both have figures and share none
    "entities",  # rarity-weighted overlap of linked names
    "entities_known",  # both have linked names
    "hours",  # ln(1 + hours between), 0 when a time is missing
    "hours_known",
    "length_least",  # ln(1 + tokens) of the shorter one
    "length_most",
    "same_language",
    "same_script",
    "meaning_known",
)
COLUMN: Final = {name: number for number, name in enumerate(FEATURES)}


def _share(part: NDArray[np.float32], whole: NDArray[np.float32]) -> NDArray[np.float32]:
    """part / whole, one half where there is nothing to share."""
    return np.asarray(np.where(whole > 0, part / np.maximum(whole, 1e-6), 0.5), np.float32)


Weights = tuple[NDArray[np.float32], NDArray[np.float32]]  # of the query's terms, of the others'


def _coverage(
    result: NDArray[np.float32],
    parts: dict[str, Weights],
    shared: NDArray[np.bool_],
    position: NDArray[np.uint8],
    my_kinds: NDArray[np.uint8],
    kinds: NDArray[np.uint8],
) -> None:
    """Fill in how much of one title or head stands in the other text, either way."""
    single, my_single = (kinds & PAIR) == 0, (my_kinds & PAIR) == 0
    for name in ("title", "head"):
        mine = parts[name][0] * my_single
        theirs = parts[name][1] * single
        in_theirs = (mine[position] * shared).sum(1) / max(float(mine.sum()), 1e-6)
        in_mine = (theirs * shared).sum(1) / np.maximum(theirs.sum(1), 1e-6)
        result[:, COLUMN[f"{name}_in_least"]] = np.minimum(in_theirs, in_mine)
        result[:, COLUMN[f"{name}_in_most"]] = np.maximum(in_theirs, in_mine)

    for name, kind in (("names", NAME), ("figures", FIGURE)):
        mine = parts["head"][0] * ((my_kinds & kind) > 0)
        theirs = parts["head"][1] * ((kinds & kind) > 0)
        in_theirs = _share((mine[position] * shared * ((my_kinds[position] & kind) > 0)).sum(1), mine.sum())
        in_mine = _share((theirs * shared).sum(1), theirs.sum(1))
        result[:, COLUMN[f"{name}_in_least"]] = np.minimum(in_theirs, in_mine)
        result[:, COLUMN[f"{name}_in_most"]] = np.maximum(in_theirs, in_mine)


class PairFeatures:
    """Compares one row of *columns* with others; keeps a scratch table between calls."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._slot = np.zeros(BUCKETS + 1, np.uint8)  # term -> its slot in the query + 1

    def of(self, row: int, others: Rows) -> NDArray[np.float32]:
        """float32 (len(others), len(FEATURES)): *row* against each of *others*."""
        columns = self._columns
        mine = columns.ids[row]
        used = mine != BUCKETS
        self._slot[mine[used]] = np.arange(1, len(mine) + 1, dtype=np.uint8)[used]
        ids = columns.ids[others]
        slots = self._slot[ids]
        self._slot[mine] = 0
        result = np.zeros((len(others), len(FEATURES)), np.float32)
        self._lexical(result, row, others, ids, slots)
        self._other(result, row, others)
        return result

    def _lexical(
        self,
        result: NDArray[np.float32],
        row: int,
        others: Rows,
        ids: NDArray[np.uint32],
        slots: NDArray[np.uint8],
    ) -> None:
        columns = self._columns
        my_rarity, rarity = columns.rarity(columns.ids[row]), columns.rarity(ids)
        shared = slots > 0
        position = np.maximum(slots, 1) - 1
        my_kinds, kinds = columns.kinds[row], columns.kinds[others]
        single, my_single = (kinds & PAIR) == 0, (my_kinds & PAIR) == 0

        parts: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
        for name, column in (("whole", columns.whole), ("head", columns.head), ("title", columns.title)):
            weight = column[others].astype(np.float32) * (WEIGHT_STEP * rarity)
            my_weight = column[row].astype(np.float32) * (WEIGHT_STEP * my_rarity)
            parts[name] = (my_weight, weight)

        def cosine(name: str, my_mask: NDArray[np.bool_], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
            my_weight, weight = parts[name][0] * my_mask, parts[name][1] * mask
            dot = (my_weight[position] * weight * shared).sum(1)
            norm = np.sqrt((my_weight**2).sum() * (weight**2).sum(1))
            return np.asarray(dot / np.maximum(norm, 1e-6), np.float32)

        everything, my_everything = np.ones_like(single), np.ones_like(my_single)
        result[:, COLUMN["words"]] = cosine("whole", my_everything, everything)
        result[:, COLUMN["head_words"]] = cosine("head", my_single, single)
        result[:, COLUMN["title_words"]] = cosine("title", my_single, single)
        result[:, COLUMN["phrases"]] = cosine("head", ~my_single, ~single)
        result[:, COLUMN["names"]] = cosine("whole", (my_kinds & NAME) > 0, (kinds & NAME) > 0)

        _coverage(result, parts, shared, position, my_kinds, kinds)

        in_heads = shared & single & (parts["head"][1] > 0) & (parts["head"][0][position] > 0)
        scale = np.log(columns.live + PRIOR + 2)
        evidence = np.where(in_heads, rarity, 0) / scale
        result[:, COLUMN["rare_sum"]] = evidence.sum(1)
        result[:, COLUMN["rare_most"]] = evidence.max(1)

        figures = (kinds & FIGURE) > 0
        shared_figures = (np.where(figures & shared, rarity, 0)).sum(1) / scale
        result[:, COLUMN["figures_shared"]] = shared_figures
        both = figures.any(1) & bool(((my_kinds & FIGURE) > 0).any())
        result[:, COLUMN["figures_apart"]] = both & (shared_figures == 0)

        linked, my_linked = (kinds & ENTITY) > 0, (my_kinds & ENTITY) > 0
        result[:, COLUMN["entities"]] = cosine("whole", my_linked, linked)
        result[:, COLUMN["entities_known"]] = linked.any(1) & bool(my_linked.any())

    def _other(self, result: NDArray[np.float32], row: int, others: Rows) -> None:
        columns = self._columns
        known = columns.has_vector[others] & columns.has_vector[row]
        result[:, COLUMN["meaning"]] = columns.cosines(row, others)
        result[:, COLUMN["meaning_known"]] = known
        gap = np.abs(columns.hour[others] - columns.hour[row])
        timed = ~np.isnan(gap)
        result[:, COLUMN["hours"]] = np.where(timed, np.log1p(np.nan_to_num(gap)), 0)
        result[:, COLUMN["hours_known"]] = timed
        lengths, my_length = columns.length[others], columns.length[row]
        result[:, COLUMN["length_least"]] = np.minimum(lengths, my_length)
        result[:, COLUMN["length_most"]] = np.maximum(lengths, my_length)
        result[:, COLUMN["same_language"]] = columns.language[others] == columns.language[row]
        result[:, COLUMN["same_script"]] = columns.script[others] == columns.script[row]
