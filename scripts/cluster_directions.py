"""What vectors of news have in common, told from stories: for `scripts/train_cluster.py`.

Directions in which reports spread most, within stories and between them, say least about one event in particular
(a language, politics, one outlet's tone). Along the widest of them differences count for less.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.meaning import Directions

AXES = 64  # as good as all, and a tenth of the size
EASED = 1.0  # times the mean spread that is added to every direction's
MOST_OF_STORY = 4  # a large story counts as so many pairs at most

Numbers = NDArray[np.float64]


def directions(sets: Sequence[tuple[NDArray[np.float32], Sequence[str]]], model: str) -> Directions:
    """From (vectors, story of each) of several sets, each of which counts the same."""
    spread = np.mean(
        [_spread(vectors.astype(np.float64), np.array(stories)) for vectors, stories in sets], axis=0
    )
    spread += EASED * np.trace(spread) / len(spread) * np.eye(len(spread))
    values, axes = np.linalg.eigh(spread)
    widest = np.argsort(-values, kind="stable")[:AXES]
    chosen = axes[:, widest].T
    chosen *= np.sign(chosen[np.arange(len(chosen)), np.abs(chosen).argmax(1)])[:, None]
    lost = 1 - values.min() / values[widest]
    mean = np.concatenate([vectors for vectors, _ in sets]).mean(axis=0)
    # As they are stored, so that training sees what is shipped.
    return Directions(model, *(part.astype(np.float16).astype(np.float32) for part in (mean, chosen, lost)))


def _spread(vectors: Numbers, stories: NDArray[np.str_]) -> Numbers:
    """How reports differ within stories, and stories from each other, in sum 1."""
    within = np.zeros((vectors.shape[1],) * 2)
    count, centres = 0.0, []
    for story in np.unique(stories):
        own = vectors[stories == story]
        if len(own) < 2:
            continue
        weight = min(len(own) / 2, MOST_OF_STORY)
        apart = own - own.mean(axis=0)
        within += apart.T @ apart / (len(own) - 1) * weight
        count += weight
        centres.append(own.mean(axis=0))
    between = np.array(centres) - vectors.mean(axis=0)
    result = within / count + between.T @ between / len(between)
    return np.asarray(result / np.trace(result))
