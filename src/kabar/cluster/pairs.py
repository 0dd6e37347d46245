"""How alike two reports are, without a window: for judged pairs, not for stories."""

import math

import numpy as np

from kabar.cluster.columns import Columns
from kabar.cluster.features import PairFeatures
from kabar.cluster.likeness import pair_model
from kabar.cluster.sketch import sketch
from kabar.model.article import Report


def pair_score(a: Report, b: Report) -> float:
    """How likely it is that *a* and *b* are about one event, 0..1, judged by these two alone."""
    columns = Columns()
    rows = [columns.add(sketch(report)) for report in (a, b)]
    odds = pair_model().log_odds(PairFeatures(columns).of(rows[0], np.array(rows[1:], np.intp)))
    return 1 / (1 + math.exp(-float(odds[0])))
