"""Hosts: one process at a time, a rest between two of them, and pauses that all keep."""

import threading
from datetime import timedelta

import pytest

from fakes import NOW, add_articles, add_source
from kabar.store import Store

GAP = timedelta(seconds=2)
LEASE = timedelta(seconds=600)


def _two_of_one_host(store: Store) -> None:
    with store.write() as db:
        add_source(db, "https://example.com/1")
        add_source(db, "https://example.com:8443/2")
        add_source(db, "https://other.example/3")


def _leased(
    store: Store, holder: str, *, after: timedelta = timedelta(), limit: int | None = None
) -> list[str]:
    with store.write() as db:
        leased = db.sources.lease_due(NOW + after, limit=limit, holder=holder)
    return sorted(source.url.rpartition("/")[2] for source in leased)


@pytest.mark.case("R-203")
def test_host_belongs_to_one_process_at_a_time(store: Store) -> None:
    _two_of_one_host(store)

    assert ["1"] == _leased(store, "a", limit=1)
    assert ["3"] == _leased(store, "b")


@pytest.mark.case("R-203")
def test_other_process_waits_for_the_rest_the_same_one_does_not(store: Store) -> None:
    _two_of_one_host(store)
    assert ["1"] == _leased(store, "a", limit=1)
    with store.write() as db:
        db.hosts.release(["example.com"], holder="a", until=NOW + GAP)

    assert ["3"] == _leased(store, "b")
    with store.write() as db:
        refused = db.hosts.hold(["example.com"], holder="b", now=NOW + GAP, until=NOW + LEASE)
    assert {} == refused
    assert [] == _leased(store, "a", after=GAP)


def test_source_that_was_put_off_comes_when_its_host_is_free(store: Store) -> None:
    _two_of_one_host(store)
    _leased(store, "a", limit=1)
    _leased(store, "b")
    with store.write() as db:
        db.hosts.release(["example.com"], holder="a", until=NOW + LEASE)

        assert NOW + LEASE == db.sources.next_due_at()
    assert ["1", "2", "3"] == _leased(store, "b", after=LEASE + GAP)


@pytest.mark.case("R-190", "R-191")
def test_pause_holds_for_every_process_and_every_source_of_the_host(store: Store) -> None:
    _two_of_one_host(store)
    hour = timedelta(hours=1)
    with store.write() as db:
        db.hosts.pause({"example.com": NOW + hour}, now=NOW)
        db.hosts.pause({"example.com": NOW + GAP}, now=NOW)

    assert ["3"] == _leased(store, "a")
    assert ["3"] == _leased(store, "b", after=hour - GAP)
    assert ["1", "2"] == _leased(store, "b", after=hour + GAP)


def test_own_hosts_are_exempt(store: Store) -> None:
    _two_of_one_host(store)
    _leased(store, "a", limit=1)
    with store.write() as db:
        leased = db.sources.lease_due(NOW, limit=None, holder="b", exempt=lambda host: host == "example.com")

    assert 2 == len(leased)


def test_processes_that_lease_at_once_share_no_host(store: Store) -> None:
    with store.write() as db:
        for number in range(60):
            add_source(db, f"https://h{number % 12}.example/{number}")
    taken: dict[str, set[str]] = {}

    def work(holder: str) -> None:
        mine = taken.setdefault(holder, set())
        for _ in range(6):
            with store.write() as db:
                leased = db.sources.lease_due(NOW, limit=10, holder=holder)
            mine |= {source.url.split("/")[2] for source in leased}

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    hosts = [host for mine in taken.values() for host in mine]
    assert 12 == len(hosts) == len(set(hosts))


def test_article_that_was_put_off_is_leased_again_without_losing_a_try(store: Store) -> None:
    add_articles(store, 1)
    with store.write() as db:
        leased = db.articles.lease("read", NOW, limit=5)
        db.articles.put_off(dict.fromkeys(leased, NOW + GAP))

        assert {} == db.articles.lease("read", NOW, limit=5)
        assert leased == db.articles.lease("read", NOW + GAP + GAP, limit=5)


def test_hosts_that_rest_are_forgotten_and_pauses_are_not(store: Store) -> None:
    with store.write() as db:
        db.hosts.hold(["a.example"], holder="a", now=NOW, until=NOW)
        db.hosts.pause({"b.example": NOW + LEASE}, now=NOW)
        db.hosts.prune(NOW + GAP)
        refused = db.hosts.hold(["a.example", "b.example"], holder="b", now=NOW + GAP, until=NOW + LEASE)

    assert ["b.example"] == list(refused)
    assert refused["b.example"].paused
