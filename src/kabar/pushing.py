"""WebSub: hubs are asked to push, their questions are answered, and what they deliver is stored.

Off unless the installation has a public address ([websub] callback_base). Polling goes on as the safety
net, so every failure here costs time and nothing else.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from kabar import pipeline
from kabar.errors import SourceError
from kabar.log import logger
from kabar.model.hub import HubState, Push, Subscription
from kabar.model.ids import SourceId
from kabar.runtime import Runtime
from kabar.sources import websub
from kabar.urls import host_name
from kabar.visiting import conclude_push, read_pushes

BATCH = 8  # hubs asked in one step
HOLD = timedelta(minutes=10)  # a process that dies leaves them to others after this
KEEP_ENDED = timedelta(hours=1)  # for the hub's question whether that was meant
FORM = "application/x-www-form-urlencoded"
Taken = Literal["stored", "ignored", "gone", "full"]


def callback_base(rt: Runtime) -> str:
    """Where hubs deliver, up to the token; "" when hubs are not used."""
    public = rt.config.websub.callback_base.rstrip("/")
    return f"{public}/websub/" if public else ""


def ask_hubs(rt: Runtime, *, limit: int = BATCH) -> int:
    """Ask hubs for what is wanted, nearly over, or not wanted any more; return how many were asked."""
    now = rt.clock()
    base = callback_base(rt)
    with rt.store.write() as db:
        db.hubs.end_unread(now)
        db.hubs.prune(now - KEEP_ENDED)
        due = []
        for taken in db.hubs.lease_due(now, until=now + HOLD, limit=limit):
            due.append(_renewed(taken))
            if taken.state is HubState.ACTIVE:
                db.hubs.save(replace(taken, due_at=None))  # from now on the renewal is asked for
        for subscription in due:
            db.hubs.save(replace(subscription, due_at=now + HOLD, asked_at=now))
        hosts = {host for s in due if rt.fetcher.needs_rest(host := host_name(s.hub))}
        refused = db.hosts.hold(hosts, holder=rt.holder, now=now, until=now + HOLD)
    for subscription in due:
        if host_name(subscription.hub) in refused:
            continue  # its turn comes again when the hold is over
        error = _ask(rt, subscription, base)
        with rt.store.write() as db:
            # The hub may have asked back before it answered.
            present = db.hubs.by_token(subscription.token)
            if present is not None and present.state not in (HubState.ACTIVE, HubState.REFUSED):
                db.hubs.save(websub.asked(present, now=now, error=error))
    with rt.store.write() as db:
        gap = timedelta(seconds=rt.config.fetch.per_host_gap_seconds)
        db.hosts.release(hosts - refused.keys(), holder=rt.holder, until=rt.clock() + gap)
    return len(due)


def _renewed(subscription: Subscription) -> Subscription:
    """The one to ask for: a renewal has a callback of its own, the old one serves until it is verified."""
    if subscription.state is not HubState.ACTIVE:
        return subscription
    token, secret = websub.fresh_secrets()
    return replace(
        subscription, token=token, secret=secret, state=HubState.WANTED, verified_at=None, lease_until=None
    )


def _ask(rt: Runtime, subscription: Subscription, base: str) -> str | None:
    """Send the request; why the hub did not take it, or None when it did."""
    ending = subscription.state is HubState.ENDING
    body = websub.request_body(subscription, base, mode="unsubscribe" if ending else "subscribe")
    try:
        rt.fetcher.post(subscription.hub, body, content_type=FORM)
    except SourceError as error:
        logger().info("hub.refused", hub=host_name(subscription.hub), reason=error.kind)
        return str(error)
    return None


def answer_hub(rt: Runtime, token: str, query: Mapping[str, str]) -> str | None:
    """The challenge to echo when *query* asks whether we meant a subscription; None when we did not."""
    if not callback_base(rt):
        return None
    with rt.store.write() as db:
        before = db.hubs.by_token(token)
        challenge, after = websub.verify(before, query, now=rt.clock())
        if after is None:
            return None
        if challenge is not None and after.state is HubState.ENDING:
            db.hubs.drop(token)  # confirmed: that was its end
        elif after != before:
            db.hubs.save(after)
        if challenge is not None and after.state is HubState.ACTIVE:
            db.hubs.drop_others(after)
    return challenge


def expects(rt: Runtime, token: str) -> bool:
    """Whether deliveries under *token* are wanted."""
    return _expected(rt, token) is not None


def _expected(rt: Runtime, token: str) -> Subscription | None:
    if not callback_base(rt):
        return None
    with rt.store.read() as db:
        found = db.hubs.by_token(token)
    return None if found is None or found.state is HubState.ENDING else found


def take_delivery(rt: Runtime, token: str, body: bytes, *, content_type: str, signature: str | None) -> Taken:
    """Take what a hub delivered; stored soon, together with what comes in the meantime."""
    subscription = _expected(rt, token)
    if subscription is None:
        return "gone"
    if subscription.verified_at is None or not websub.signature_ok(subscription, signature, body):
        logger().info("hub.ignored", hub=host_name(subscription.hub), source=subscription.source)
        return "ignored"
    push = Push(
        source=subscription.source,
        topic=subscription.topic,
        body=body,
        content_type=content_type,
        at=rt.clock(),
    )
    if not rt.inbox.put(push):
        return "full"
    if not rt.inbox.is_emptied:
        store_inbox(rt)
    return "stored"


def store_inbox(rt: Runtime) -> Counter[str]:
    """Store all deliveries that wait, in one transaction."""
    pushes = rt.inbox.take()
    if not pushes:
        return Counter()
    counts = _store(rt, pushes)
    logger().info("hub.delivered", deliveries=len(pushes), **counts)
    if counts["articles"]:
        rt.wake.set()
    return counts


def _store(rt: Runtime, pushes: Sequence[Push]) -> Counter[str]:
    by_source: dict[SourceId, list[Push]] = {}
    for push in pushes:
        by_source.setdefault(push.source, []).append(push)
    now = rt.clock()
    with rt.store.read() as db:
        sources = [source for source in db.sources.all(list(by_source)) if not source.paused]
    readings = [read_pushes(source, by_source[source.id], now=now) for source in sources]
    parsed = {reading.source.id: reading for reading in readings if reading.parsed is not None}
    with rt.store.write() as db:
        # A visit may have come between: its state is the one to go on from.
        readings = [replace(parsed[source.id], source=source) for source in db.sources.all(list(parsed))]
        stored = pipeline.put_entries(db, readings)
        visits = [
            conclude_push(reading, new=new.new, now=now, jitter=rt.jitter())
            for reading, new in zip(readings, stored, strict=True)
        ]
        db.sources.record_pushes(visits)
    counts: Counter[str] = Counter()
    for new in stored:
        counts += Counter(new=new.new, edited=new.edited, articles=new.articles)
    return counts
