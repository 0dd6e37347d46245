"""Stories as ranking sees them, and how often sources publish."""

import math
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from kabar.model.ids import AccountId
from kabar.model.story import StoryFacts, StoryRecord
from kabar.rank.score import Memory
from kabar.rank.targets import story_targets
from kabar.runtime import Runtime
from kabar.store import Transaction

KEPT = 3000  # as many as records that the store keeps
MEMORIES = 50  # accounts whose stories stay scored, a megabyte each
RATES_HOLD = timedelta(minutes=10)  # rates are averages of a week

Rates = Mapping[int, float]  # source -> entries a day

# By the identity of a record, which is held here, so that no other can take its place.
_FACTS: dict[int, tuple[StoryRecord, Rates, StoryFacts]] = {}
_RATES: WeakKeyDictionary[Runtime, tuple[datetime, Rates]] = WeakKeyDictionary()
_MEMORIES: WeakKeyDictionary[Runtime, dict[AccountId, Memory]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def publication_rates(db: Transaction, rt: Runtime) -> Rates:
    """Entries a day of every source that was polled, at most ten minutes old."""
    now = rt.clock()
    with _LOCK:
        known = _RATES.get(rt)
    if known is None or now - known[0] >= RATES_HOLD or now < known[0]:
        known = now, db.sources.rates()
        with _LOCK:
            _RATES[rt] = known
    return known[1]


def memory_of(rt: Runtime, account: AccountId) -> Memory:
    """What ranking keeps of the account's last page; of those who looked last."""
    with _LOCK:
        memories = _MEMORIES.setdefault(rt, {})
        memory = memories.pop(account) if account in memories else Memory()
        memories[account] = memory  # the last one
        if len(memories) > MEMORIES:
            del memories[next(iter(memories))]
    return memory


def facts_of(record: StoryRecord, rates: Rates) -> StoryFacts:
    """The story as ranking sees it; made once for each record, which the store hands out again and again."""
    known = _FACTS.get(id(record))
    if known is not None and known[0] is record and known[1] is rates:
        return known[2]
    facts = _make_facts(record, rates)
    # Interned: the same few thousand names are compared for every story on every page.
    targets = tuple([sys.intern(target) for target in story_targets(facts)])
    facts = replace(facts, targets=targets)
    if len(_FACTS) >= KEPT:
        _FACTS.clear()
    _FACTS[id(record)] = record, rates, facts
    return facts


def _make_facts(record: StoryRecord, rates: Rates) -> StoryFacts:
    return StoryFacts(
        id=record.id,
        headline=record.headline,
        language=record.language,
        languages=record.languages,
        outlets=record.outlets,
        sources=record.source_ids,
        articles=record.articles,
        independent=record.independent,
        first_at=record.first_at,
        last_at=record.last_at,
        topics=tuple(topic.code for topic in record.topics),
        entities=tuple(entity.key for entity in record.entities),
        names={entity.key: entity.name for entity in record.entities},
        agencies=record.agencies,
        authors=record.authors,
        section=record.section,
        slowest_rate=min((rates.get(source, math.inf) for source in record.source_ids), default=math.inf),
    )
