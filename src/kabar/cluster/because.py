"""Why a report stands in its story, in plain words."""

from collections.abc import Sequence

from kabar.cluster.columns import Columns
from kabar.cluster.linkage import Linkage


def reasons(columns: Columns, linkage: Linkage, row: int, others: Sequence[int]) -> tuple[str, ...]:
    """What *row* has in common with *others*, strongest first."""
    return ()
