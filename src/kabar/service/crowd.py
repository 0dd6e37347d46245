"""What others here open, as a signal of ranking: learned from the marks of all accounts, kept in memory only.

It speaks only where so many people share a Kabar that "others here read it" names nobody.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from kabar.model.ids import AccountId
from kabar.model.story import StoryFacts
from kabar.rank.activity import READ_BACK, Activity
from kabar.runtime import Runtime
from kabar.store import Transaction

LEAST_PEOPLE = 5  # accounts that opened something in the last days
BACK = timedelta(days=3)
REFRESHED = timedelta(minutes=1)


@dataclass(slots=True)
class _Crowd:
    activity: Activity = field(default_factory=Activity)
    newest: int = 0  # mark
    read_at: datetime | None = None
    people: dict[int, datetime] = field(default_factory=dict)  # account -> its last opening
    lock: threading.Lock = field(default_factory=threading.Lock)


_CROWDS: WeakKeyDictionary[Runtime, _Crowd] = WeakKeyDictionary()
_LOCK = threading.Lock()


def what_others_open(
    db: Transaction, rt: Runtime, account: AccountId, stories: Sequence[StoryFacts]
) -> tuple[Mapping[int, float], float]:
    """(story -> how likely it is opened next, log-odds; how far that can be relied on, 0..1); nothing for a few people."""
    now = rt.clock()
    with _LOCK:
        crowd = _CROWDS.setdefault(rt, _Crowd())
    with crowd.lock:
        if crowd.read_at is None or not timedelta(0) <= now - crowd.read_at < REFRESHED:
            _take_in(db, crowd, now)
        if len(crowd.people) < LEAST_PEOPLE:
            return {}, 0.0
        seen = {story.id: at.timestamp() for story in stories if (at := story.first_at) is not None}
        numbers = [story.id for story in stories]
        history = db.marks.last_opened(account, limit=READ_BACK)
        values = crowd.activity.scores(numbers, now=now.timestamp(), history=history, first_seen=seen)
        # Rounded: what signals are worth hangs on it, and what hangs on that is kept until it changes.
        sure = round(crowd.activity.sure(now.timestamp()), 2)
        return dict(zip(numbers, values.tolist(), strict=True)), sure


def _take_in(db: Transaction, crowd: _Crowd, now: datetime) -> None:
    for number, at, account, story in db.marks.openings(after=crowd.newest, since=now - BACK):
        crowd.activity.observe(at.timestamp(), account, story)
        crowd.people[account] = at
        crowd.newest = max(crowd.newest, number)
    crowd.people = {who: at for who, at in crowd.people.items() if now - at < BACK}
    crowd.read_at = now
