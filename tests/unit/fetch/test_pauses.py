"""Hosts that asked to be left alone."""

import pytest

from kabar.fetch.politeness import Pauses


@pytest.mark.case("R-190")
def test_pause_ends_and_a_longer_one_is_not_shortened() -> None:
    pauses = Pauses()
    pauses.pause("a.test", 100, now=0.0)
    pauses.pause("a.test", 10, now=5.0)

    assert pauses.remaining("a.test", now=50.0) == 50.0
    assert pauses.remaining("a.test", now=100.0) == 0.0
    assert pauses.remaining("b.test", now=50.0) == 0.0


@pytest.mark.case("R-191")
def test_pause_without_a_time_doubles_to_a_day_until_the_host_answers() -> None:
    pauses = Pauses()
    waits = []
    now = 0.0
    for _ in range(12):
        pauses.pause("a.test", None, now=now)
        waits.append(pauses.remaining("a.test", now=now))
        now += waits[-1]

    assert waits[:3] == [300.0, 600.0, 1200.0]
    assert waits[-1] == 86400.0
    pauses.answered("a.test")
    pauses.pause("a.test", None, now=now)
    assert pauses.remaining("a.test", now=now) == 300.0
