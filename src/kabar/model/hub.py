"""WebSub: what a hub was asked for, and what it pushes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kabar.model.ids import SourceId


class HubState(StrEnum):
    """How far a subscription has come."""

    WANTED = "wanted"  # the hub is to be asked
    ASKED = "asked"  # it was, and has to verify
    ACTIVE = "active"  # it verified: pushes are expected until the lease ends
    REFUSED = "refused"  # it said no
    ENDING = "ending"  # nobody reads the source any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One topic at one hub, with a callback of its own."""

    source: SourceId
    hub: str
    topic: str  # the feed's own address, exactly as it declares it
    token: str  # last part of the callback's path
    secret: str
    state: HubState = HubState.WANTED
    asked_at: datetime | None = None
    verified_at: datetime | None = None
    lease_until: datetime | None = None
    due_at: datetime | None = None  # when the hub is to be asked (again); None: never
    error: str | None = None  # in plain words, of the last time it was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A delivery whose signature was right."""

    source: SourceId
    topic: str
    body: bytes
    content_type: str
    at: datetime
