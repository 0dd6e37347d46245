"""Subscriptions at hubs, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kabar.model.feed import SourceKind
from kabar.model.hub import HubState, Subscription
from kabar.model.ids import SourceId
from kabar.store import Store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
Make = Callable[..., Subscription]


@pytest.fixture
def make(store: Store) -> Make:
    with store.write() as db:
        number, _ = db.sources.add("https://a.example/feed", SourceKind.FEED, at=NOW)

    def subscription(token: str, **changes: object) -> Subscription:
        plain = Subscription(
            source=number, hub="https://hub.example/", topic="https://a.example/feed", token=token, secret="s"
        )
        return replace(plain, **changes)  # type: ignore[arg-type]  # of the test's own

    return subscription


def test_what_is_saved_is_found_and_replaced(store: Store, make: Make) -> None:
    kept = make("t", state=HubState.ACTIVE, lease_until=NOW, verified_at=NOW, asked_at=NOW, error="x")
    with store.write() as db:
        db.hubs.save(make("t"))
        db.hubs.save(kept)
    with store.read() as db:
        assert db.hubs.by_token("t") == kept
        assert db.hubs.by_token("u") is None
        assert db.hubs.of([kept.source, SourceId(9)]) == {kept.source: [kept]}


@pytest.mark.case("R-212")
def test_only_a_verified_lease_that_runs_is_active(store: Store, make: Make) -> None:
    later = NOW + timedelta(hours=1)
    source = make("x").source
    for state, until, active in (
        (HubState.ACTIVE, later, True),
        (HubState.ACTIVE, NOW, False),
        (HubState.ASKED, later, False),
        (HubState.ENDING, later, False),
    ):
        with store.write() as db:
            db.hubs.save(make("t", state=state, lease_until=until))
        with store.read() as db:
            assert db.hubs.active([source], now=NOW) == ({source} if active else set())


def test_what_is_due_is_taken_once(store: Store, make: Make) -> None:
    with store.write() as db:
        db.hubs.save(make("due", due_at=NOW))
        db.hubs.save(make("later", due_at=NOW + timedelta(days=1)))
        db.hubs.save(make("never"))
    until = NOW + timedelta(minutes=10)
    with store.write() as db:
        assert [s.token for s in db.hubs.lease_due(NOW, until=until, limit=5)] == ["due"]
        assert db.hubs.lease_due(NOW, until=until, limit=5) == []
        assert [s.token for s in db.hubs.lease_due(until, until=until, limit=5)] == ["due"]


def test_subscription_of_a_source_that_nobody_reads_ends_and_is_forgotten(store: Store, make: Make) -> None:
    held = make("t", state=HubState.ACTIVE, due_at=NOW + timedelta(days=8), asked_at=NOW)
    with store.write() as db:
        db.hubs.save(held)
        db.hubs.end_unread(NOW)
        assert db.hubs.by_token("t") == held
        db.sources.update(held.source, paused=True)
        db.hubs.end_unread(NOW)
        ending = db.hubs.by_token("t")
        assert ending is not None and ending.state is HubState.ENDING and ending.due_at == NOW
        db.hubs.save(replace(ending, due_at=None))
        db.hubs.prune(NOW)
        assert db.hubs.by_token("t") is not None
        db.hubs.prune(NOW + timedelta(hours=1))
        assert db.hubs.by_token("t") is None


def test_renewal_takes_the_place_of_the_old_one(store: Store, make: Make) -> None:
    with store.write() as db:
        for subscription in (make("old"), make("new"), make("other", topic="https://b.example/")):
            db.hubs.save(subscription)
        db.hubs.drop_others(make("new"))
        assert [db.hubs.by_token(token) is not None for token in ("old", "new", "other")] == [
            False,
            True,
            True,
        ]


def test_subscriptions_go_with_their_source(store: Store, make: Make) -> None:
    with store.write() as db:
        db.hubs.save(make("t"))
        db.sources.delete(make("t").source)
        assert db.hubs.by_token("t") is None
