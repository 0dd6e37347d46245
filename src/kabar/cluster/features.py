"""How alike are one report and others: a row of numbers for each pair, each with a name.

All of it is symmetric: comparing b with a gives what comparing a with b gives.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.columns import PRIOR, WEIGHT, Columns, Rows
from kabar.cluster.norms import FIGURES, FIRST, KNOWN, NORMS, PLAIN, ROLES, Norms, roles
from kabar.cluster.terms import BUCKETS, DAY, ENTITY, FIGURE, LEAD, MOST_HEAD, NAME, PAIR, TITLE

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
    "form",  # how much more of the heads' other words they share than of their names and figures
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
    "meaning_apart",  # cosine of the vectors where what all news have in common counts for less
    "plain_words",  # cosine of the heads' words that are no names and no figures
    "places",  # share of the head's places that the other has: -1 none, 1 all, 0 if one has no places
    "persons",  # the same
    "weekdays",  # the same
    "dates",  # the same
    "lead_words",  # cosine of the words of title and first sentence
    "lead_in_least",  # share of their words that the other text has: the lesser and the greater way
    "lead_in_most",
)
COLUMN: Final = {name: number for number, name in enumerate(FEATURES)}
_COSINES = ("words", "head_words", "title_words", "phrases", "names", "entities")
_COVERED = ("title", "head", "names", "figures")

Floats = NDArray[np.float32]


class PairFeatures:
    """Compares rows of *columns*; keeps a scratch table between calls."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._norms = Norms(columns)
        self._slot = np.zeros(BUCKETS + 1, np.uint8)  # term -> its slot in the query + 1

    def of(self, row: int, others: Rows) -> Floats:
        """float32 (len(others), len(FEATURES)): *row* against each of *others*."""
        return self.of_many([(row, others)])

    def of_many(self, queries: Sequence[tuple[int, Rows]]) -> Floats:
        """The same for several rows, each against its others, one after the other in one table."""
        sizes = [len(others) for _, others in queries]
        a = np.repeat(np.array([row for row, _ in queries], np.intp), sizes)
        b = np.concatenate([others for _, others in queries]) if queries else np.empty(0, np.intp)
        result = np.zeros((len(a), len(FEATURES)), np.float32)
        if len(a):
            self._lexical(result, a, b, *self._shared(queries))
            self._meaning(result, queries)
            self._other(result, a, b)
        return result

    def _shared(self, queries: Sequence[tuple[int, Rows]]) -> tuple[Rows, Rows, Rows]:
        """(pair, slot in the first row, slot in the second) of every term that a pair shares, pairs in order."""
        ids = self._columns.ids
        pairs, mine, theirs = [], [], []
        start = 0
        for row, others in queries:
            own = ids[row]
            count = int(np.searchsorted(own == BUCKETS, True))  # empty slots stand at the end
            own = own[:count]
            self._slot[own] = np.arange(1, count + 1, dtype=np.uint8)
            slots = self._slot[ids[others]]
            self._slot[own] = 0
            pair, their = np.nonzero(slots)
            pairs.append(pair + start)
            theirs.append(their)
            mine.append(slots[pair, their].astype(np.intp) - 1)
            start += len(others)
        return np.concatenate(pairs), np.concatenate(mine), np.concatenate(theirs)

    def _lexical(self, result: Floats, a: Rows, b: Rows, pair: Rows, mine: Rows, theirs: Rows) -> None:
        columns = self._columns
        row_a, row_b = a[pair], b[pair]
        kind_a, kind_b = columns.kinds[row_a, mine], columns.kinds[row_b, theirs]
        count_a, count_b = columns.counts[row_a, mine], columns.counts[row_b, theirs]
        rarity = columns.rarity(columns.ids[row_b, theirs])
        both = kind_a & kind_b
        roles_a, roles_b = roles(kind_a, count_a), roles(kind_b, count_b)
        all_rarity = rarity
        rarity = rarity * ((both & DAY) == 0)
        square = rarity * rarity
        plain = ((kind_a | kind_b) & (PAIR | NAME | FIGURE | ENTITY)) == 0
        single = ((kind_a | kind_b) & PAIR) == 0
        whole = WEIGHT[count_a >> 4] * WEIGHT[count_b >> 4] * square
        head_a, head_b = WEIGHT[count_a & MOST_HEAD], WEIGHT[count_b & MOST_HEAD]
        heads = head_a * head_b * square
        own, other = np.where(single, rarity, 0), head_b * rarity
        my = head_a * rarity
        parts = np.stack(
            [
                whole,
                heads * single,
                square * (single & ((both & TITLE) > 0)),
                heads * ((both & PAIR) > 0),
                whole * ((both & NAME) > 0),
                whole * ((both & ENTITY) > 0),
                # how much of the one stands in the other, then the other way round
                own * ((kind_a & TITLE) > 0),
                my * single,
                my * ((kind_a & NAME) > 0),
                my * ((kind_a & FIGURE) > 0),
                own * ((kind_b & TITLE) > 0),
                other * single,
                other * ((kind_b & NAME) > 0),
                other * ((kind_b & FIGURE) > 0),
                heads * plain,
                *(all_rarity * kind for kind in (*roles_a, *roles_b)),
                square * (single & ((count_a & count_b & LEAD) > 0)),
                own * ((count_a & LEAD) > 0),
                own * ((count_b & LEAD) > 0),
                own * (heads > 0),
                rarity * ((kind_b & FIGURE) > 0),
            ]
        ).astype(np.float32)
        sums = np.zeros((len(parts), len(a)), np.float32)
        rarest = np.zeros(len(a), np.float32)
        if len(pair):
            starts = np.flatnonzero(np.diff(pair, prepend=-1))
            sums[:, pair[starts]] = np.add.reduceat(parts, starts, axis=1)
            rarest[pair[starts]] = np.maximum.reduceat(parts[-2], starts)
        self._fill(result, sums, rarest, self._norms.of(a), self._norms.of(b))

    def _fill(self, result: Floats, sums: Floats, rarest: Floats, na: Floats, nb: Floats) -> None:
        """From sums over shared terms to shares and cosines."""
        for place, name in enumerate(_COSINES):
            norm = na[:, place] * nb[:, place]
            result[:, COLUMN[name]] = np.minimum(sums[place] / np.maximum(norm, 1e-6), 1)
        first = len(_COSINES)
        for place, name in enumerate(_COVERED):
            share = []
            for norms, part in ((na, sums[first + place]), (nb, sums[first + len(_COVERED) + place])):
                total = norms[:, first + place]
                empty = 0.5 if name in ("names", "figures") else 0.0
                share.append(np.where(total > 0, np.minimum(part / np.maximum(total, 1e-6), 1), empty))
            result[:, COLUMN[f"{name}_in_least"]] = np.minimum(*share)
            result[:, COLUMN[f"{name}_in_most"]] = np.maximum(*share)
        result[:, COLUMN["form"]] = (
            _form(na, sums[first : first + 4]) + _form(nb, sums[first + 4 : first + 8])
        ) / 2
        after = first + 2 * len(_COVERED)
        plain = na[:, PLAIN] * nb[:, PLAIN]
        result[:, COLUMN["plain_words"]] = np.minimum(sums[after] / np.maximum(plain, 1e-6), 1)
        for place, name in enumerate(("places", "persons", "weekdays", "dates")):
            mine, theirs = na[:, ROLES + place], nb[:, ROLES + place]
            covered = np.maximum(
                sums[after + 1 + place] / np.maximum(mine, 1e-6),
                sums[after + 5 + place] / np.maximum(theirs, 1e-6),
            )
            known = (mine > 0) & (theirs > 0)
            result[:, COLUMN[name]] = np.where(known, np.minimum(covered, 1) * 2 - 1, 0)
        last = after + 9
        lengths, sizes = na[:, FIRST] * nb[:, FIRST], (na[:, FIRST + 1], nb[:, FIRST + 1])
        result[:, COLUMN["lead_words"]] = np.minimum(sums[last] / np.maximum(lengths, 1e-6), 1)
        share = [np.minimum(sums[last + 1 + way] / np.maximum(sizes[way], 1e-6), 1) for way in (0, 1)]
        result[:, COLUMN["lead_in_least"]] = np.minimum(*share)
        result[:, COLUMN["lead_in_most"]] = np.maximum(*share)
        scale = np.log(self._columns.live + PRIOR + 2)
        result[:, COLUMN["rare_sum"]] = sums[-2] / scale
        result[:, COLUMN["rare_most"]] = rarest / scale
        result[:, COLUMN["figures_shared"]] = sums[-1] / scale
        with_figures = (na[:, FIGURES] > 0) & (nb[:, FIGURES] > 0)
        result[:, COLUMN["figures_apart"]] = with_figures & (sums[-1] == 0)
        result[:, COLUMN["entities_known"]] = (na[:, KNOWN] > 0) & (nb[:, KNOWN] > 0)

    def _meaning(self, result: Floats, queries: Sequence[tuple[int, Rows]]) -> None:
        start = 0
        for row, others in queries:
            here = slice(start, start + len(others))
            result[here, COLUMN["meaning"]], result[here, COLUMN["meaning_apart"]] = self._columns.cosines(
                row, others
            )
            start += len(others)

    def _other(self, result: Floats, a: Rows, b: Rows) -> None:
        columns = self._columns
        result[:, COLUMN["meaning_known"]] = columns.has_vector[a] & columns.has_vector[b]
        gap = np.abs(columns.hour[a] - columns.hour[b])
        timed = ~np.isnan(gap)
        result[:, COLUMN["hours"]] = np.where(timed, np.log1p(np.nan_to_num(gap)), 0)
        result[:, COLUMN["hours_known"]] = timed
        lengths = columns.length[a], columns.length[b]
        result[:, COLUMN["length_least"]] = np.minimum(*lengths)
        result[:, COLUMN["length_most"]] = np.maximum(*lengths)
        result[:, COLUMN["same_language"]] = columns.language[a] == columns.language[b]
        result[:, COLUMN["same_script"]] = columns.script[a] == columns.script[b]


def _form(norms: Floats, parts: Floats) -> Floats:
    """Share of the plain words of a head that stand in the other, less that of its names and figures."""
    first = len(_COSINES)
    telling, shared = norms[:, first + 2] + norms[:, first + 3], parts[2] + parts[3]
    plain = norms[:, first + 1] - telling
    form = (parts[1] - shared) / np.maximum(plain, 1e-3) - shared / np.maximum(telling, 1e-3)
    return np.where((telling > 0) & (plain > 0), np.clip(form, -1, 1), 0).astype(np.float32)


assert len(_COSINES) + len(_COVERED) + 2 == PLAIN and ROLES + 4 == FIRST == NORMS - 2
