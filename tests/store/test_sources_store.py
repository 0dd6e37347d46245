"""Sources: identity, leases, what a visit writes."""

from datetime import timedelta

from fakes import NOW, add_source, visit
from kabar.model.feed import PollState, SourceKind, SourceStatus
from kabar.model.ids import AccountId
from kabar.store import Store


def test_same_address_is_one_source(store: Store) -> None:
    with store.write() as db:
        first, new = db.sources.add("https://example.com/feed", SourceKind.FEED, at=NOW)
        again, also_new = db.sources.add("https://example.com/feed", SourceKind.FEED, at=NOW)

    assert (new, also_new) == (True, False)
    assert first == again


def test_leased_source_is_not_leased_twice(store: Store) -> None:
    with store.write() as db:
        add_source(db)
        taken = db.sources.lease_due(NOW, limit=10)
        rest = db.sources.lease_due(NOW, limit=10)

    assert len(taken) == 1
    assert rest == []


def test_lease_that_ended_can_be_taken_again(store: Store) -> None:
    with store.write() as db:
        add_source(db)
        db.sources.lease_due(NOW, limit=10, lease_seconds=60)
        again = db.sources.lease_due(NOW + timedelta(seconds=61), limit=10)

    assert [source.attempt for source in again] == [2]


def test_visit_of_a_lost_lease_changes_nothing(store: Store) -> None:
    with store.write() as db:
        number = add_source(db)
        old = db.sources.lease_due(NOW, limit=10, lease_seconds=1)[0]
        db.sources.lease_due(NOW + timedelta(seconds=2), limit=10)
        db.sources.record([visit(old, state=PollState(status=SourceStatus.GONE))])

        assert SourceStatus.NEW is db.sources.get(number).state.status


def test_visit_is_kept_in_history(store: Store) -> None:
    with store.write() as db:
        add_source(db)
        source = db.sources.lease_due(NOW, limit=1)[0]
        db.sources.record([visit(source, new=3)])

        assert [poll.new_entries for poll in db.sources.history([source.id])[source.id]] == [3]


def test_paused_source_is_never_due(store: Store) -> None:
    with store.write() as db:
        number = add_source(db)
        db.sources.update(number, paused=True)

        assert db.sources.lease_due(NOW, limit=10, everything=True) == []


def test_proven_move_changes_the_address(store: Store) -> None:
    with store.write() as db:
        number = add_source(db)
        source = db.sources.lease_due(NOW, limit=1)[0]
        db.sources.record([visit(source, moved_to="https://example.org/feed")])

        assert db.sources.get(number).url == "https://example.org/feed"


def test_ids_are_never_used_again(store: Store) -> None:
    with store.write() as db:
        first = add_source(db, "https://example.com/1")
        db.sources.delete(first)
        second = add_source(db, "https://example.com/2")

    assert second > first


def test_two_sources_that_move_to_one_address_do_not_stop_each_other(store: Store) -> None:
    with store.write() as db:
        for number in (1, 2):
            add_source(db, f"https://example.com/{number}")
        both = db.sources.lease_due(NOW, limit=2)
        db.sources.record([visit(source, moved_to="https://example.com/feed") for source in both])

        urls = sorted(source.url for source in db.sources.all())

    assert urls == ["https://example.com/2", "https://example.com/feed"]


def test_visits_of_all_kinds_are_recorded_together(store: Store) -> None:
    with store.write() as db:
        for number in (1, 2, 3):
            add_source(db, f"https://example.com/{number}")
        first, second, third = db.sources.lease_due(NOW, limit=3)
        gone = PollState(status=SourceStatus.GONE)
        db.sources.record([visit(first), visit(second, parsed=None), visit(third, parsed=None, state=gone)])

        assert [s.state.status for s in db.sources.all()] == [
            SourceStatus.NEW,
            SourceStatus.NEW,
            SourceStatus.GONE,
        ]


def test_everything_is_leased_when_asked_for(store: Store) -> None:
    with store.write() as db:
        number = add_source(db)
        db.sources.set_state(number, PollState(next_poll_at=NOW + timedelta(days=1)))

        assert [number] == [source.id for source in db.sources.lease_due(NOW, limit=None, everything=True)]


def test_source_that_asked_to_be_left_alone_is_not_even_leased_for_everything(store: Store) -> None:
    with store.write() as db:
        number = add_source(db)
        later = NOW + timedelta(hours=1)
        db.sources.set_state(number, PollState(next_poll_at=later, not_before_at=later))

        assert [] == db.sources.lease_due(NOW, limit=None, everything=True)
        # No lease was left behind that would keep it from its turn.
        assert [number] == [source.id for source in db.sources.lease_due(later, limit=None)]


def test_subscribing_says_whether_it_is_new(store: Store, account: AccountId) -> None:
    with store.write() as db:
        source = add_source(db)

        assert db.subscriptions.add(account, source, at=NOW, group="Coast")
        assert not db.subscriptions.add(account, source, at=NOW)
        assert db.subscriptions.remove(account, source)
        assert db.subscriptions.add(account, source, at=NOW)
