"""When a source is asked next."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabar.errors import FetchError, GoneError, ParseError, RefusedError, SourceError
from kabar.model.feed import (
    Entry,
    Fetched,
    Freshness,
    NotModified,
    ParsedFeed,
    PollState,
    Response,
    SourceStatus,
    Validators,
)
from kabar.sources import health, schedule
from kabar.sources.schedule import after_failure, after_success, conditional, may_poll_now, settled_move

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday
URL = "https://example.com/feed"


def fetched(**facts: Any) -> Fetched:
    given = {"url": URL, "status": 200, "body": b"", "validators": Validators(etag='"a"'), **facts}
    return Fetched(**given)


def feed(**facts: Any) -> ParsedFeed:
    return ParsedFeed(format="rss20", **facts)


def polled(
    state: PollState | None = None,
    response: Response | None = None,
    *,
    new: int = 0,
    parsed: ParsedFeed | None = None,
    now: datetime = NOW,
    jitter: float = 0.5,
    pushed: bool = False,
) -> PollState:
    response = response or fetched()
    if parsed is None and isinstance(response, Fetched):
        parsed = feed()
    return after_success(
        state or PollState(), response, new_entries=new, parsed=parsed, now=now, jitter=jitter, pushed=pushed
    )


def wait(state: PollState, now: datetime = NOW) -> float:
    assert state.next_poll_at is not None
    return (state.next_poll_at - now).total_seconds()


def failed(kind: str, **facts: Any) -> FetchError:
    return FetchError(URL, "it did not work", kind=kind, **facts)


@pytest.mark.case("R-188")
def test_default_is_an_hour() -> None:
    assert wait(polled()) == 3600


@pytest.mark.case("R-202")
def test_visits_are_spread_by_ten_percent() -> None:
    assert wait(polled(jitter=0.0)) == 3240
    assert wait(polled(jitter=1.0)) == 3960


@pytest.mark.case("R-188")
def test_busy_source_is_asked_more_often_but_never_below_the_floor() -> None:
    last = NOW - timedelta(minutes=10)
    busy = PollState(last_success_at=last, entries_per_day=48.0)
    busiest = PollState(last_success_at=last, entries_per_day=5000.0)

    assert 600 <= wait(polled(busy)) < 1800
    assert wait(polled(busiest, jitter=0.0)) == 600


def test_server_without_validators_is_asked_hourly_at_most() -> None:
    busy = PollState(last_success_at=NOW - timedelta(minutes=10), entries_per_day=500.0)

    assert wait(polled(busy, fetched(validators=Validators()))) == 3600


def test_rare_source_is_asked_less_often_but_daily() -> None:
    last = NOW - timedelta(hours=1)
    rare = PollState(last_success_at=last, entries_per_day=0.05)
    rarest = PollState(last_success_at=last, entries_per_day=1e-9)

    assert 3 * 3600 < wait(polled(rare)) < 6 * 3600
    assert wait(polled(rarest, jitter=0.5)) == 86400


def test_burst_shortens_the_interval() -> None:
    state = PollState(last_success_at=NOW - timedelta(hours=1), entries_per_day=2.0)

    assert wait(polled(state, new=12)) == 600


def test_dates_in_the_first_answer_give_the_rate() -> None:
    entries = tuple(
        Entry(key=str(n), url=None, title="", published_at=NOW - timedelta(hours=n)) for n in range(1, 31)
    )

    assert polled(new=30, parsed=feed(entries=entries)).entries_per_day == pytest.approx(24.0)


@pytest.mark.case("R-189")
@pytest.mark.parametrize(
    ("max_age", "least"), [(7200, 7200), (60, 3240), (16 * 365 * 86400, 86400), (0, 3240)]
)
@pytest.mark.parametrize("changed", [True, False])
def test_max_age_is_a_lower_bound_up_to_a_day(max_age: int, least: int, changed: bool) -> None:
    fresh = Freshness(max_age_seconds=max_age)
    response: Response = fetched(freshness=fresh) if changed else NotModified(url=URL, freshness=fresh)

    assert least <= wait(polled(response=response, jitter=0.0)) <= least * 1.06


@pytest.mark.case("R-201")
def test_ttl_is_a_lower_bound_also_for_answers_without_a_feed() -> None:
    first = polled(parsed=feed(ttl_seconds=4 * 3600), jitter=0.0)
    second = polled(first, NotModified(url=URL), jitter=0.0)

    assert wait(first) == wait(second) == 4 * 3600
    assert wait(polled(parsed=feed(ttl_seconds=10**9), jitter=0.0)) == 86400


@pytest.mark.case("R-201")
def test_hours_and_days_to_skip_are_skipped() -> None:
    night = polled(parsed=feed(skip_hours=(13, 14, 15)))
    weekend = polled(parsed=feed(skip_days=(2, 3)))

    assert night.next_poll_at is not None and night.next_poll_at.hour == 16
    assert weekend.next_poll_at is not None and weekend.next_poll_at.weekday() == 4


@pytest.mark.case("R-201")
@pytest.mark.parametrize("hints", [{"skip_hours": tuple(range(24))}, {"skip_days": tuple(range(7))}])
def test_feed_that_wants_to_be_skipped_for_ever_is_not(hints: dict[str, tuple[int, ...]]) -> None:
    assert wait(polled(parsed=feed(**hints))) == 3600


@pytest.mark.case("R-190")
def test_retry_after_beats_all_even_on_success() -> None:
    state = polled(response=fetched(freshness=Freshness(retry_after_seconds=3 * 86400)), jitter=0.0)

    assert wait(state) == 3 * 86400
    assert may_poll_now(state, NOW + timedelta(days=2))[0] is False
    assert may_poll_now(state, NOW + timedelta(days=3, seconds=1))[0] is True


@pytest.mark.case("R-190")
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_of_a_refusal_is_kept_and_capped(status: int) -> None:
    error = failed(f"http_{status}", status=status, retry_after_seconds=7200)
    forever = failed(f"http_{status}", status=status, retry_after_seconds=10**9)

    assert wait(after_failure(PollState(), error, now=NOW, jitter=0.0)) == 7200
    assert wait(after_failure(PollState(), forever, now=NOW, jitter=0.0)) == 31 * 86400


@pytest.mark.case("R-191", "R-193")
@pytest.mark.parametrize(
    ("kind", "most_days"), [("timeout", 1), ("http_500", 1), ("http_429", 1), ("http_404", 7)]
)
def test_back_off_doubles_to_its_limit(kind: str, most_days: int) -> None:
    state = PollState(interval_seconds=3600)
    waits = []
    for _ in range(12):
        state = after_failure(state, failed(kind), now=NOW, jitter=0.5)
        waits.append(wait(state))

    assert waits[:4] == [3600, 7200, 14400, 28800]
    assert waits[-1] == most_days * 86400


@pytest.mark.case("R-193")
def test_success_resets_the_back_off() -> None:
    state = PollState(interval_seconds=3600)
    for _ in range(5):
        state = after_failure(state, failed("timeout"), now=NOW, jitter=0.5)
    state = polled(state, now=NOW)

    assert (state.failures, state.last_error, state.error_kind, state.status) == (
        0,
        None,
        None,
        SourceStatus.OK,
    )
    assert wait(state) == 3600


@pytest.mark.case("R-200")
def test_gone_stops_polling_at_once_and_says_so() -> None:
    state = after_failure(
        PollState(), GoneError(URL, "removed", kind="gone", status=410), now=NOW, jitter=0.5
    )

    assert (state.status, state.next_poll_at) == (SourceStatus.GONE, None)
    assert may_poll_now(state, NOW)[0] is False
    assert schedule.resumed(state, NOW).next_poll_at == NOW


def test_not_found_for_a_month_is_gone() -> None:
    state = PollState(last_success_at=NOW, interval_seconds=3600)
    now = NOW
    while state.next_poll_at is not None or state.failures == 0:
        state = after_failure(state, failed("http_404", status=404), now=now, jitter=0.5)
        now = state.next_poll_at or now

    assert state.status is SourceStatus.GONE
    assert timedelta(days=30) <= now - NOW < timedelta(days=40)


@pytest.mark.case("R-197")
def test_too_large_answer_is_recorded_and_moves_the_next_visit() -> None:
    state = after_failure(PollState(), RefusedError(URL, "too much", kind="too_large"), now=NOW, jitter=0.5)

    assert wait(state) == 86400
    assert state.error_kind == "too_large" and "max_feed_mib" in (state.last_error or "")


def test_what_is_our_own_fault_is_not_held_against_the_source() -> None:
    before = polled()
    after = after_failure(before, failed("host_paused", retry_after_seconds=900), now=NOW, jitter=0.0)

    assert (after.failures, after.status, after.last_poll_at) == (0, SourceStatus.OK, before.last_poll_at)
    assert wait(after) == 900


@pytest.mark.case("R-188")
def test_refresh_by_hand_keeps_the_floor() -> None:
    state = polled()

    allowed, why = may_poll_now(state, NOW + timedelta(minutes=4))
    assert (allowed, why) == (False, "Asked 4 minutes ago; possible again in 6 minutes.")
    assert may_poll_now(state, NOW + timedelta(minutes=10)) == (True, "")


@pytest.mark.case("R-180", "R-184")
def test_validators_are_those_of_the_last_full_answer() -> None:
    both = polled(response=fetched(validators=Validators(etag='"a"', last_modified="b")))
    one = polled(both, fetched(validators=Validators(last_modified="c")))
    none = polled(one, fetched(validators=Validators()))

    assert conditional(both, NOW) == Validators(etag='"a"', last_modified="b")
    assert conditional(one, NOW) == Validators(last_modified="c")
    assert conditional(none, NOW) == Validators()


@pytest.mark.case("R-182", "R-186")
def test_304_refreshes_what_it_names() -> None:
    both = polled(response=fetched(validators=Validators(etag='"a"', last_modified="b")))
    after = polled(
        both, NotModified(url=URL, validators=Validators(etag='"z"')), now=NOW + timedelta(hours=1)
    )

    assert after.validators == Validators(etag='"z"', last_modified="b")
    assert after.validators_since == NOW
    assert after.last_success_at == NOW + timedelta(hours=1)


@pytest.mark.case("R-187")
def test_validators_are_dropped_every_eight_days_and_once_a_day_at_most() -> None:
    state = polled()
    late = NOW + timedelta(days=8)

    assert conditional(state, late - timedelta(seconds=1)) == Validators(etag='"a"')
    assert conditional(state, late) == Validators()
    after = after_failure(state, failed("timeout"), now=late, jitter=0.5)
    assert conditional(after, late + timedelta(hours=23)) == Validators(etag='"a"')
    assert conditional(after, late + timedelta(hours=24)) == Validators()
    assert conditional(polled(after, now=late), late + timedelta(hours=1)) == Validators(etag='"a"')


@pytest.mark.case("R-265", "R-257")
def test_answer_that_is_no_feed_keeps_the_old_validators() -> None:
    state = polled()
    after = after_failure(state, ParseError(URL, "a web page", kind="not_a_feed"), now=NOW, jitter=0.5)

    assert after.validators == Validators(etag='"a"')


@pytest.mark.case("R-199")
def test_move_is_proved_by_three_answers_over_a_day() -> None:
    state = PollState()
    for hours, proved in ((0, False), (10, False), (20, False), (24, True)):
        now = NOW + timedelta(hours=hours)
        state = polled(state, fetched(moved_to="https://new.example/feed"), now=now)
        assert (settled_move(state, now) is not None) is proved


@pytest.mark.case("R-199")
def test_move_to_an_address_too_long_to_be_looked_up_is_no_move() -> None:
    assert polled(PollState(), fetched(moved_to=f"https://new.example/{'x' * 5_000}")).moved_to is None


@pytest.mark.case("R-199")
def test_another_target_or_an_answer_in_place_starts_the_proof_anew() -> None:
    state = PollState()
    for hours in (0, 20, 40):
        target = "https://hotel.example/login" if hours == 20 else "https://new.example/feed"
        state = polled(state, fetched(moved_to=target), now=NOW + timedelta(hours=hours))
    assert state.moved_seen == 1
    assert polled(state).moved_to is None


@pytest.mark.case("R-212")
def test_pushed_source_is_polled_slowly_all_the_same() -> None:
    assert wait(polled(pushed=True)) == 6 * 3600


def test_source_that_used_to_speak_becomes_silent_and_speaks_again() -> None:
    state = polled(PollState(last_success_at=NOW - timedelta(hours=1), entries_per_day=10.0), new=1)
    now = NOW
    while state.status is SourceStatus.OK:
        assert state.next_poll_at is not None
        now = state.next_poll_at
        before, state = state, polled(state, NotModified(url=URL), now=now)
    assert timedelta(days=7) <= now - NOW < timedelta(days=8)
    assert "has fallen silent" in (health.notice(before, state, title="Kompas", now=now) or "")
    again = polled(state, new=1, now=now)
    assert again.status is SourceStatus.OK
    assert health.notice(state, again, title="Kompas", now=now) == "Kompas speaks again."


def test_weekly_source_is_not_silent_after_a_month() -> None:
    state = PollState(entries_per_day=0.2, last_new_at=NOW, last_success_at=NOW)
    now = NOW
    for _ in range(300):
        now = state.next_poll_at or now
        state = polled(state, NotModified(url=URL), now=now)
        if now - NOW > timedelta(days=30):
            break
    assert state.status is SourceStatus.OK


KINDS = st.sampled_from(
    ["timeout", "http_404", "http_429", "http_503", "too_large", "gone", "dns", "host_paused", "x"]
)


@pytest.mark.case("R-190", "R-193")
@given(
    KINDS,
    st.integers(0, 40),
    st.none() | st.integers(0, 10**9),
    st.floats(0, 1),
    st.none() | st.integers(0, 10**7),
)
def test_no_failure_leads_below_the_floor_or_before_retry_after(
    kind: str, failures: int, retry: int | None, jitter: float, interval: int | None
) -> None:
    state = PollState(failures=failures, first_failure_at=NOW, interval_seconds=interval)
    error: SourceError = failed(kind, retry_after_seconds=retry)
    after = after_failure(state, error, now=NOW, jitter=jitter)

    least = max(600, min(retry or 0, 31 * 86400)) if kind != "host_paused" else 600
    assert wait(after) >= min(least, 31 * 86400)
    assert wait(after) <= 35 * 86400


@pytest.mark.case("R-189", "R-201")
@given(
    st.none() | st.integers(0, 10**9),
    st.none() | st.integers(0, 10**9),
    st.sets(st.integers(0, 23)),
    st.sets(st.integers(0, 6)),
    st.floats(0, 1),
    st.none() | st.floats(0, 1e6),
    st.integers(0, 10**6),
)
def test_no_hint_leads_to_never_or_too_early(
    max_age: int | None,
    ttl: int | None,
    hours: set[int],
    days: set[int],
    jitter: float,
    rate: float | None,
    new: int,
) -> None:
    state = PollState(entries_per_day=rate, last_success_at=NOW - timedelta(minutes=30))
    parsed = feed(ttl_seconds=ttl, skip_hours=tuple(hours), skip_days=tuple(days))
    response = fetched(freshness=Freshness(max_age_seconds=max_age))
    after = polled(state, response, parsed=parsed, jitter=jitter, new=new)

    assert wait(after) >= max(600, min(ttl or 0, 86400), min(max_age or 0, 86400))
    assert wait(after) <= 5 * 86400
