"""How likely the text is the whole article and nothing else, 0..1.

A logistic regression over what the extraction knows of itself; trained and checked on pages of sites
that the block model had not seen: docs/decisions/0032-quality.md.
"""

import numpy as np

from kabar.extract.features import Row

COLUMNS = ("certain", "doubtful_share", "left_out_share", "log_chars", "voted_share", "covered_share", "in_body_share", "has_body", "blocks",
           "kept_links", "lowest", "spread")  # fmt: skip
# Coefficients in the order of COLUMNS, and the constant: scripts/train_extract_quality.py.
WEIGHTS = (1.8494, -1.9658, -2.2053, 0.3123, 0.6231, -0.4165, 1.4245, 1.836, -0.2374, -0.5314, 2.5609, 1.6755)
CONSTANT = -3.8784


def evidence(chars: Row, links: Row, likely: Row, kept: Row, voted: Row, in_body: Row) -> Row:
    """The numbers of one page, in the order of COLUMNS; all arguments one value a block."""
    chosen = chars * kept
    doubted = chars * ((likely > 0.2) & (likely < 0.8))
    total = max(1.0, _sum(chosen))
    declared = float(bool((in_body >= 0).any()))
    voted_for = _sum(chosen * voted)
    numbers = np.flatnonzero(kept)
    span = (numbers[-1] - numbers[0] + 1) if len(numbers) else 1
    return np.array(
        [
            _sum(np.abs(2 * likely - 1) * chosen) / total,
            _sum(doubted) / total,
            _sum(doubted * (1 - kept)) / total,
            np.log1p(total),
            voted_for / total,
            voted_for / max(1.0, _sum(chars * voted)),
            _sum(chosen * (in_body > 0)) / total if declared else 0.0,
            declared,
            np.log1p(len(numbers)),
            _sum(links * kept) / total,
            float(likely[kept > 0].min()) if len(numbers) else 0.0,
            len(numbers) / span,
        ],
        dtype=np.float32,
    )


def _sum(values: Row) -> float:
    return float(np.add.reduce(values))


def quality_of(numbers: Row) -> float:
    """0..1."""
    weight = float(np.dot(numbers, np.array(WEIGHTS))) + CONSTANT
    return float(1 / (1 + np.exp(-max(-50.0, weight))))
