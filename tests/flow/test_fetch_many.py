"""Many requests at once: hostile ones hold up nobody, slow takers bound what is kept."""

import threading
import time
from collections.abc import Iterator

import pytest
from hostile import (
    HostileServer,
    answer,
    hang,
    say,
)

from kabar.errors import FetchError, RefusedError
from kabar.fetch import Fetcher, FetchSettings, open_fetcher
from kabar.model.feed import Fetched, Request


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture(scope="module")
def fetcher() -> Iterator[Fetcher]:
    settings = FetchSettings(
        timeout_seconds=1.5, connect_seconds=1.0, allow_private_hosts=("127.0.0.0/8",), slow_seconds=0.2
    )
    with open_fetcher(settings) as running:
        yield running


@pytest.mark.case("R-276", "R-251")
def test_hanging_hosts_do_not_hold_up_the_others(server: HostileServer) -> None:
    names = {f"h{n}.test": ("127.0.0.1",) for n in range(200)}
    server.scripts["/good"] = say(answer())
    server.scripts["/hang"] = hang
    settings = FetchSettings(
        timeout_seconds=8, slow_seconds=0.2, allow_private_hosts=("127.0.0.0/8",), hosts=names, concurrency=16
    )

    def round_seconds(hostile: int) -> float:
        requests = [
            Request(url=server.url("/hang" if n < hostile else "/good", f"h{n}.test"), tag=n)
            for n in range(200)
        ]
        with open_fetcher(settings) as fetcher:
            began = time.monotonic()
            answers = fetcher.get_many(requests)
            for _ in range(200 - hostile):
                request, found = next(answers)
                assert request.tag >= hostile and isinstance(found, Fetched)
            return time.monotonic() - began

    assert round_seconds(40) < round_seconds(0) + 2.0  # 40 hanging ones would be 20 seconds of 16 places


def test_one_thread_for_each_caller_is_enough(fetcher: Fetcher, server: HostileServer) -> None:
    server.scripts["/many"] = say(answer())
    found: list[object] = []

    def ask() -> None:
        requests = [Request(url=server.url("/many"), tag=n) for n in range(50)]
        found.extend(result for _, result in fetcher.get_many(requests))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(found) == 200 and all(isinstance(result, Fetched) for result in found)


def test_slow_taker_bounds_what_is_buffered(server: HostileServer) -> None:
    body = b"x" * (1024 * 1024)
    server.scripts["/big"] = say(answer(body))
    with open_fetcher(FetchSettings(allow_private_hosts=("127.0.0.1",))) as fetcher:
        answers = fetcher.get_many([Request(url=server.url("/big"), tag=n) for n in range(200)])
        next(answers)
        time.sleep(1.0)
        asked = len(server.heads("/big"))
        rest = sum(isinstance(found, Fetched) for _, found in answers)

    assert asked < 100
    assert rest == 199


def test_bad_addresses_among_good_ones_are_answers(fetcher: Fetcher, server: HostileServer) -> None:
    server.scripts["/fine"] = say(answer())
    urls = [server.url("/fine"), "file:///etc/passwd", "http://10.0.0.1/", "", "http://", "http://[", "\x00"]

    found = {request.url: result for request, result in fetcher.get_many(Request(url=u) for u in urls)}

    assert isinstance(found.pop(server.url("/fine")), Fetched)
    assert len(found) == 6 and all(isinstance(result, RefusedError) for result in found.values())


def test_closing_ends_what_is_under_way(server: HostileServer) -> None:
    server.scripts["/hang"] = hang
    fetcher = open_fetcher(FetchSettings(allow_private_hosts=("127.0.0.1",)))
    caught: list[FetchError] = []

    def ask() -> None:
        try:
            fetcher.fetch(Request(url=server.url("/hang")))
        except FetchError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.2)
    fetcher.close()
    thread.join(5)

    assert [error.kind for error in caught] == ["closed"]


@pytest.mark.case("R-276")
def test_what_has_arrived_is_handed_on_while_others_hang(server: HostileServer) -> None:
    server.scripts["/now"] = say(answer())
    server.scripts["/hang"] = hang
    requests = [Request(url=server.url("/now"), tag=n) for n in range(10)]
    requests.insert(5, Request(url=server.url("/hang"), tag=99))
    settings = FetchSettings(allow_private_hosts=("127.0.0.1",), timeout_seconds=2)
    with open_fetcher(settings) as fetcher:
        began = time.monotonic()
        batches = fetcher.get_batches(requests, size=8, wait_seconds=0.2)
        first, second = next(batches), next(batches)
        early = time.monotonic() - began
        last = list(batches)

    assert (len(first), len(second)) == (8, 2)
    assert early < 1.0
    assert [request.tag for answers in last for request, _ in answers] == [99]
