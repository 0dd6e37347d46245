"""Which sentences say the same, also in other words and other languages, and which correct another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kabar.keypoints.candidates import Candidate
from kabar.keypoints.features import vectors
from kabar.model.article import Report
from kabar.text.lexicon import COUNTED
from kabar.text.numbers import Number, numbers

Matrix = NDArray[np.float64]

# Decision 0060 has the curves: what pairs of translated and of different sentences reach.
SAME_WORDS: Final = 0.55  # cosine of weighted words
WITHIN_WORDS: Final = 0.80  # share of the shorter sentence's weight that stands in the longer
SAME_MEANING: Final = 0.75  # cosine of vectors, one language
SAME_MEANING_ACROSS: Final = 0.62  # cosine of vectors, two languages
SAME_FIGURE: Final = 0.15  # of those limits: what an uncommon number in both adds
# Cosine of vectors plus half the share of common stems, from which on two reports of one language tell one thing,
# in other words and with other details: enough to not take both as points, not to say that both say the same.
RETOLD: Final = 0.50
RETOLD_WORDS: Final = 0.42  # the share alone, where there are no vectors
ABOUT_THE_SAME: Final = 0.75  # of those limits: near enough that other figures are a correction


@dataclass(frozen=True, slots=True)
class Sameness:
    """Square tables over the candidates."""

    alike: Matrix  # 0..1, for keeping points apart; 1.0 at the limit of saying the same
    same: NDArray[np.bool_]  # says the same
    differs: NDArray[np.bool_]  # says the same of something, with other figures
    contradicts: NDArray[np.bool_]  # counts the dead, the hurt ... otherwise, in another report
    retold: Matrix  # of two reports in one language: from 1.0 on, the same event in other words


def sameness(
    found: Sequence[Candidate], reports: Sequence[Report], meaning: NDArray[np.float32] | None
) -> Sameness:
    """Compare all candidates; *meaning*: their vectors (n, d), unit length, or None."""
    unit = vectors([one.stems for one in found])
    cosine = unit @ unit.T
    alike = np.maximum(cosine / SAME_WORDS, _within(unit, found) / WITHIN_WORDS)
    texts = np.array([one.text.casefold() for one in found])
    alike = np.maximum(alike, texts[:, None] == texts[None, :])  # also where no word counts
    if meaning is not None:
        tongue = np.array([reports[one.report].language.split("-")[0] for one in found])
        across = tongue[:, None] != tongue[None, :]
        close = (meaning @ meaning.T).astype(np.float64)
        alike = np.maximum(alike, close / np.where(across, SAME_MEANING_ACROSS, SAME_MEANING))
    told = [numbers(one.text, language=reports[one.report].language) for one in found]
    shared, clash = np.zeros(alike.shape), np.zeros(alike.shape, dtype=bool)
    for i, j in zip(*np.nonzero(np.triu(alike >= ABOUT_THE_SAME - SAME_FIGURE, 1)), strict=True):
        shared[i, j] = shared[j, i] = _share(told[i], told[j])
        clash[i, j] = clash[j, i] = _clash(told[i], told[j])
    alike = alike + SAME_FIGURE * shared
    same = (alike >= 1.0) & ~clash
    np.fill_diagonal(same, True)
    place = np.array([one.report for one in found])
    other = place[:, None] != place[None, :]  # one report may count two things in like words
    counted = [[number for number in some if number.unit in COUNTED] for some in told]
    against = np.zeros(alike.shape, dtype=bool)
    counting = [index for index, some in enumerate(counted) if some]
    for i in counting:
        for j in counting:
            against[i, j] = other[i, j] and _clash(counted[i], counted[j])
    return Sameness(
        alike=np.clip(alike, 0.0, 1.0),
        same=same,
        differs=(alike >= ABOUT_THE_SAME) & clash & other,
        contradicts=against,
        retold=other * _retold(found, reports, meaning, told),
    )


def _retold(
    found: Sequence[Candidate],
    reports: Sequence[Report],
    meaning: NDArray[np.float32] | None,
    told: Sequence[Sequence[Number]],
) -> Matrix:
    tongue = np.array([reports[one.report].language.split("-")[0] for one in found])
    has = _table([one.stems for one in found])
    sizes = np.maximum(1.0, has.sum(axis=1))
    share = (has @ has.T) / np.minimum(sizes[:, None], sizes[None, :])
    counted = _table([[number.value for number in some if number.value > 12] for some in told])
    figure = SAME_FIGURE * (counted @ counted.T > 0)
    if meaning is None:
        near = (share + figure) / RETOLD_WORDS
    else:
        near = ((meaning @ meaning.T) + 0.5 * share + figure) / RETOLD
    # Nobody else has "51.3 %" on the same day: whatever stands around it, it is that result once more.
    exact = _table([[(number.value, number.unit) for number in some if number.value % 1] for some in told])
    near = np.maximum(near, exact @ exact.T > 0)
    return np.asarray(near * (tongue[:, None] == tongue[None, :]), np.float64)


def _within(unit: Matrix, found: Sequence[Candidate]) -> Matrix:
    """How much of the shorter sentence's weight stands in the longer; 0 where the shorter is tiny."""
    has = unit > 0
    weights = unit**2
    covered = weights @ has.T.astype(np.float64)
    enough = np.array([len(set(one.stems)) >= 5 for one in found])
    covered = np.where(enough[:, None], covered, 0.0)
    return np.asarray(np.maximum(covered, covered.T))


def _clash(a: Sequence[Number], b: Sequence[Number]) -> bool:
    """Whether both count the same kind of thing and share no figure of it."""
    kinds = {number.unit for number in a} & {number.unit for number in b}
    return any(not any(x.agrees(y) for x in a for y in b if x.unit == y.unit == kind) for kind in kinds)


def _share(a: Sequence[Number], b: Sequence[Number]) -> bool:
    """Whether both have one number that is not met by chance."""
    return bool({x.value for x in a if x.value > 12} & {y.value for y in b if y.value > 12})


def _table(rows: Sequence[Sequence[object]]) -> Matrix:
    """Which row has what: 1.0 and 0.0, a column for each thing that any row has."""
    places = {thing: place for place, thing in enumerate({thing: None for row in rows for thing in row})}
    table = np.zeros((len(rows), max(1, len(places))))
    for line, row in zip(table, rows, strict=True):
        line[[places[thing] for thing in set(row)]] = 1.0
    return table
