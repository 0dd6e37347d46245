"""WebSub from the poll that shows a hub to the entries that it pushed, against a real hub and a real server."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from hub_server import Hub, feed, path_of

from kabar import pipeline, pushing
from kabar.config import Config, FetchConfig, WebSubConfig
from kabar.model.account import Account
from kabar.model.feed import SourceKind
from kabar.model.hub import HubState, Subscription
from kabar.model.ids import AccountId, SourceId
from kabar.runtime import Runtime
from kabar.service import subscribing
from kabar.store import open_store
from kabar.web.app import create_app

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as opened:
        yield opened


@pytest.fixture
def rt(tmp_path: Path, hub: Hub) -> Iterator[Runtime]:
    """Kabar on a port of its own, which follows the hub's feed."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    public = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = Config(
        fetch=FetchConfig(allow_private_hosts=("127.0.0.1",), timeout_seconds=10.0),
        websub=WebSubConfig(callback_base=public),
    )
    opened = Runtime(config, tmp_path, open_store(None, tmp_path), Clock())
    with opened.store.write() as db:
        reader = AccountId(db.accounts.create("Ayu", is_admin=True, at=START))
        number, _ = db.sources.add(hub.topic, SourceKind.FEED, at=START)
        db.subscriptions.add(reader, number, at=START)
    server = uvicorn.Server(uvicorn.Config(create_app(opened), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield opened
    server.should_exit = True
    thread.join(10)
    opened.close()


def later(rt: Runtime, **time: float) -> None:
    assert isinstance(rt.clock, Clock)
    rt.clock.now += timedelta(**time)


def subscription(rt: Runtime) -> Subscription:
    with rt.store.read() as db:
        (only,) = db.hubs.of([SourceId(1)])[SourceId(1)]
    return only


def next_visit(rt: Runtime) -> timedelta:
    with rt.store.read() as db:
        at = db.sources.get(SourceId(1)).state.next_poll_at
    assert at is not None
    return at - rt.clock()


def titles(rt: Runtime) -> set[str]:
    with rt.store.read() as db:
        return {line.title for line in db.reading.of_source(SourceId(1), limit=2_000)}


def account(rt: Runtime) -> Account:
    with rt.store.read() as db:
        return db.accounts.all()[0]


def subscribed(rt: Runtime) -> None:
    pipeline.poll_sources(rt)
    assert pushing.ask_hubs(rt) == 1


@pytest.mark.case("R-209", "R-211")
def test_feed_that_names_a_hub_is_subscribed_and_its_news_arrive_without_a_visit(
    rt: Runtime, hub: Hub
) -> None:
    subscribed(rt)
    assert hub.verified == [(200, "ch-7")]
    assert subscription(rt).state is HubState.ACTIVE
    served = hub.feeds_served

    assert hub.push(feed(range(2, 4), hub=hub.url, topic=hub.topic)) == 202

    assert titles(rt) == {"Kabar 0", "Kabar 1", "Kabar 2", "Kabar 3"}
    assert hub.feeds_served == served
    with rt.store.read() as db:
        (visits,) = db.sources.history([SourceId(1)]).values()
    assert [visit.new_entries for visit in visits] == [2, 2]


@pytest.mark.case("R-212")
def test_visits_become_rare_but_go_on_under_a_hub(rt: Runtime, hub: Hub) -> None:
    subscribed(rt)
    later(rt, hours=25)
    hub.numbers = range(3)
    assert pushing.ask_hubs(rt) == 1  # the lease of a day is over: asked anew
    pipeline.poll_sources(rt)

    assert next_visit(rt) >= timedelta(hours=5)
    for _ in range(30):  # however much is pushed, a visit comes within a day of the last
        later(rt, hours=1)
        assert hub.push(feed(range(3, 5), hub=hub.url, topic=hub.topic)) == 202
    assert next_visit(rt) <= timedelta(0)
    assert "Kabar 2" in titles(rt)


@pytest.mark.case("R-210")
@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_only_what_is_signed_with_our_secret_is_stored(rt: Runtime, hub: Hub, method: str) -> None:
    subscribed(rt)
    news = feed(range(7, 8), hub=hub.url, topic=hub.topic)

    assert hub.push(news, method=method, secret="guessed") == 202
    assert httpx.post(hub.held[0].callback, content=news).status_code == 202
    assert titles(rt) == {"Kabar 0", "Kabar 1"}
    assert hub.push(news, method=method) == 202
    assert "Kabar 7" in titles(rt)


@pytest.mark.case("R-209")
def test_strangers_cannot_confirm_or_deliver(rt: Runtime, hub: Hub) -> None:
    subscribed(rt)
    public = rt.config.websub.callback_base
    asked = {"hub.mode": "subscribe", "hub.topic": hub.topic, "hub.challenge": "x"}

    assert httpx.get(f"{public}/websub/guessed", params=asked).status_code == 404
    assert httpx.post(f"{public}/websub/guessed", content=b"<rss/>").status_code == 410
    token = path_of(hub.held[0].callback).rpartition("/")[2]
    assert (
        httpx.get(f"{public}/websub/{token}", params={**asked, "hub.topic": "https://x.example/"}).status_code
        == 404
    )
    assert (
        httpx.get(f"{public}/websub/{token}", params={**asked, "hub.mode": "unsubscribe"}).status_code == 404
    )
    assert subscription(rt).state is HubState.ACTIVE


def test_delivery_larger_than_a_feed_may_be_is_refused(rt: Runtime, hub: Hub) -> None:
    subscribed(rt)

    assert hub.push(b"<rss>" + b" " * 9 * 1024 * 1024) == 413
    assert hub.push(b"\x00 no feed at all") == 202
    assert titles(rt) == {"Kabar 0", "Kabar 1"}


@pytest.mark.case("R-211", "R-212")
def test_renewal_has_a_callback_of_its_own_and_the_old_one_serves_until_then(rt: Runtime, hub: Hub) -> None:
    subscribed(rt)
    first = hub.held[0]
    later(rt, hours=20)
    hub.status = 500
    assert pushing.ask_hubs(rt) == 1
    assert hub.push(feed(range(4, 5), hub=hub.url, topic=hub.topic), to=first.callback) == 202
    assert "Kabar 4" in titles(rt)

    hub.status = 202
    later(rt, hours=7)
    assert pushing.ask_hubs(rt) == 1
    assert hub.held[-1].callback != first.callback
    assert subscription(rt).state is HubState.ACTIVE
    assert hub.push(feed(range(5, 6), hub=hub.url, topic=hub.topic), to=first.callback) == 410


def test_hub_that_fails_or_refuses_is_shown_at_the_source_and_asked_again_later(
    rt: Runtime, hub: Hub
) -> None:
    hub.status = 500
    subscribed(rt)
    view = subscribing.source(rt, account(rt).id, 1).hub
    assert view is not None and view.state is HubState.WANTED and view.error
    assert next_visit(rt) <= timedelta(hours=2)  # nobody pushes: visits go on as before

    assert pushing.ask_hubs(rt) == 0
    later(rt, hours=6)
    hub.status, hub.denies = 202, True
    assert pushing.ask_hubs(rt) == 1
    view = subscribing.source(rt, account(rt).id, 1).hub
    assert view is not None and view.state is HubState.REFUSED
    assert view.error == "The hub refused: full"


def test_nobody_reads_it_any_more_and_the_hub_is_told(rt: Runtime, hub: Hub) -> None:
    subscribed(rt)
    callback = hub.held[0].callback
    subscribing.remove(rt, account(rt).id, 1)

    assert pushing.ask_hubs(rt) == 1
    assert hub.asked[-1]["hub.mode"] == "unsubscribe"
    assert hub.held == []
    with rt.store.read() as db:
        assert db.hubs.by_token(path_of(callback).rpartition("/")[2]) is None


def test_feed_that_names_its_hub_no_more_is_unsubscribed(rt: Runtime, hub: Hub) -> None:
    subscribed(rt)
    hub.names_itself = False
    later(rt, hours=8)
    pipeline.poll_sources(rt)

    assert pushing.ask_hubs(rt) == 1
    assert hub.held == []


@pytest.mark.case("R-214")
def test_a_thousand_pushes_become_few_writes_and_none_is_lost(
    rt: Runtime, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(rt)
    served, writes = hub.feeds_served, []
    real = pipeline.put_entries
    monkeypatch.setattr(pipeline, "put_entries", lambda db, readings: writes.append(1) or real(db, readings))
    rt.inbox.is_emptied = True  # as in a running server, where a thread of its own empties it

    def push(number: int) -> int:
        return hub.push(feed(range(number, number + 1), hub=hub.url, topic=hub.topic))

    with ThreadPoolExecutor(8) as pool:
        for start in range(10, 1_010, 250):
            assert set(pool.map(push, range(start, start + 250))) == {202}
            pushing.store_inbox(rt)

    assert len(writes) == 4
    assert titles(rt) == {f"Kabar {n}" for n in (0, 1, *range(10, 1_010))}
    assert hub.feeds_served == served


def test_full_inbox_asks_the_hub_to_come_again(
    rt: Runtime, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(rt)
    rt.inbox.is_emptied = True
    monkeypatch.setattr("kabar.sources.inbox.MAX_WAITING", 1)

    assert hub.push(feed(range(8, 9), hub=hub.url, topic=hub.topic)) == 202
    assert hub.push(feed(range(9, 10), hub=hub.url, topic=hub.topic)) == 503


def test_without_a_public_address_no_hub_is_asked(tmp_path: Path, hub: Hub) -> None:
    config = Config(fetch=FetchConfig(allow_private_hosts=("127.0.0.1",)))
    rt = Runtime(config, tmp_path / "home", open_store(None, tmp_path / "home"), Clock())
    try:
        with rt.store.write() as db:
            db.sources.add(hub.topic, SourceKind.FEED, at=START)
        assert pipeline.poll_sources(rt)["new"] == 2
        with rt.store.read() as db:
            assert db.hubs.of([SourceId(1)]) == {}
        assert pushing.take_delivery(rt, "t", b"", content_type="", signature=None) == "gone"
    finally:
        rt.close()
