"""The three orders of a front page: mine (by score), time (newest first), importance alone."""

import math
from collections.abc import Iterable
from typing import Final, Literal

from kabar.model.frontpage import Scored

Order = Literal["mine", "time", "importance"]
ORDERS: Final[tuple[Order, ...]] = ("mine", "time", "importance")


def order(scored: Iterable[Scored], by: Order) -> list[Scored]:
    """The same stories, with the same scores and reasons, in another order."""
    if by == "time":
        return sorted(scored, key=lambda one: (_newest(one), -one.story.id))
    if by == "importance":
        return sorted(scored, key=lambda one: (-one.story.independent, _newest(one), -one.story.id))
    return sorted(scored, key=lambda one: (-one.score, _newest(one), -one.story.id))


def _newest(one: Scored) -> float:
    at = one.story.last_at or one.story.first_at
    return -at.timestamp() if at else math.inf
