"""What trafilatura takes of a page that Kabar's own models doubt.

Its authors wrote down over years what pages are made of. Where the trees are sure, that adds nothing and costs
more than all the rest, so it is asked on the few pages where they are not.
"""

import logging
from functools import lru_cache
from typing import Any

import numpy as np

from kabar.extract.alike import kinds_of_places
from kabar.extract.blocks import Blocks
from kabar.extract.features import WINDOW, Matrix, found_in, plain

LARGEST = 1_000_000  # characters of a page that is asked about: a second's work
AGAIN = ("opinion", "agreed")  # columns that the second round of the trees sees, too
COLUMNS = (
    "opinion",
    *(f"opinion{shift:+d}" for shift in WINDOW),
    "alike_far_opinion",
    "alike_near_opinion",
    "page_opinion_share",
    "agreed",
)


def opinion_on(html: str) -> str:
    """The text that trafilatura finds when it leaves little out, normalised; empty where it finds none or fails.

    Pages above LARGEST are not asked about.
    """
    if len(html) > LARGEST:
        return ""
    try:
        found = _extractor()(html, favor_recall=True, include_comments=False, output_format="txt")
    except Exception:  # what a page does to somebody else's rules must not cost its article
        return ""
    return plain("\n".join(found.body.itertext())) if found is not None and found.body is not None else ""


@lru_cache(maxsize=1)
def _extractor() -> Any:
    """Loaded with the first doubtful page: 17 MiB that many processes never need."""
    from trafilatura.core import bare_extraction

    for name in ("trafilatura", "readability", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # that it finds nothing is an answer
    return bare_extraction


def opinion_columns(page: Blocks, rows: Matrix, names: list[str], opinion: str) -> Matrix:
    """One row a block, COLUMNS wide. rows, names: what `block_features` gave for the page."""
    chars = np.expm1(rows[:, names.index("log_chars")])
    taken = np.array(found_in(page.blocks, opinion), dtype=np.float32)
    count = len(taken)
    table = np.zeros((len(COLUMNS), count), np.float32)
    table[0] = taken
    for line, shift in enumerate(WINDOW, 1):
        if abs(shift) < count:
            own, other = (
                (slice(None, -shift), slice(shift, None))
                if shift > 0
                else (slice(-shift, None), slice(None, shift))
            )
            table[line, own] = taken[other]
    for line, numbers in enumerate(kinds_of_places(page), 1 + len(WINDOW)):
        kind = np.array(numbers, dtype=np.int64)
        inside = np.maximum(1.0, np.bincount(kind, chars))
        table[line] = (np.bincount(kind, taken * chars) / inside)[kind]
    table[-2] = float((taken * chars).sum()) / max(1.0, float(chars.sum()))
    table[-1] = taken + rows[:, names.index("vote")]
    return table.T
