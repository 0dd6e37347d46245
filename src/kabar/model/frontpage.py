"""One account's ranked list of stories, with a reason for each position."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kabar.model.story import StoryFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One part of a score, in words. The parts of a slot add up to its score exactly."""

    signal: str  # name of the signal that gave it: follows, taste, importance, ...
    text: str  # "You follow Rafah"
    part: float
    # What "more / less / not this" beside it acts on: "topic:16000000" for a taste, "follow:topic:16000000",
    # "signal:freshness" for what has no name, "widen" for a discovery; None for a rule, which says what it is worth.
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A story with its score and the parts of it."""

    story: StoryFacts
    score: float
    reasons: Sequence[Reason] = ()  # largest first
    readable: bool = True  # in a language that the person reads, as far as both are known
    personal: bool = False  # something that the person follows, likes or dislikes is in it
    discovery: bool = False  # stands here to widen the view


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """What one account sees first."""

    slots: tuple[Scored, ...] = ()
    made_at: datetime | None = None
    hidden: int = 0  # muted or filtered stories that were left out; they stay reachable
    order: str = field(default="mine")  # mine, time, importance
