"""When a source is asked next: never sooner than its server allows, as often as it speaks.

`after_success` and `after_failure` turn what a visit found into the next state; `conditional` says which
validators to send; `may_poll_now` answers the person who presses "refresh"; `settled_move` says when a
permanent redirect has proved itself. Pure: the time and a random number are arguments.
Numbers and their reasons: docs/decisions/0020-polling-policy.md.
"""

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict

from kabar.errors import GoneError, SourceError
from kabar.model.feed import Fetched, ParsedFeed, PollState, Response, SourceStatus, Validators
from kabar.sources import health
from kabar.urls import MAX_LENGTH

MINUTE, HOUR, DAY = 60, 3600, 86400

DEFAULT_SECONDS = HOUR
FLOOR_SECONDS = 10 * MINUTE  # nothing is asked more often, not even by hand
UNCONDITIONAL_FLOOR_SECONDS = HOUR  # of servers that give no validator: each visit costs them the whole feed
MAX_HEALTHY_SECONDS = DAY
PUSHED_SECONDS = 6 * HOUR  # the safety net under WebSub
MAX_BACK_OFF_SECONDS = DAY
MAX_NOT_FOUND_SECONDS = 7 * DAY
MAX_RETRY_AFTER_SECONDS = 31 * DAY
MAX_HINT_SECONDS = DAY  # of max-age and ttl
MAX_SKIP_SECONDS = 3 * DAY  # of skipHours and skipDays together: a long weekend
DROP_VALIDATORS = timedelta(days=8)
MOVE_PROOFS = 3
MOVE_PROOF_TIME = timedelta(hours=24)
GONE_AFTER_NOT_FOUND = timedelta(days=30)
GONE_AFTER_FAILURES = 8
RATE_DAYS = 7.0  # time constant of the smoothed rate of publication
BUSY_PER_DAY = 12.0  # from here on a source is asked more often than by default
SLOW_PER_DAY = 1.0  # from here on less often
BURST_ENTRIES = 4

# Not the source's fault: asked again soon, nothing is held against it.
_OURS = frozenset({"host_paused", "local", "closed", "unreachable"})
# Nothing will change within the hour: once a day is enough.
_DAILY = frozenset({"too_large", "robots", "private_address", "scheme", "bad_url", "port", "own_address"})


def conditional(state: PollState, now: datetime) -> Validators:
    """The validators to send now; none every eighth day, in case the server says 304 for ever."""
    if state.validators_since is not None and now - state.validators_since >= DROP_VALIDATORS:
        return Validators()
    return state.validators


def after_success(
    state: PollState,
    response: Response,
    *,
    new_entries: int,
    parsed: ParsedFeed | None,
    now: datetime,
    jitter: float,
    pushed: bool = False,
) -> PollState:
    """The state after an answer that could be read.

    parsed: None for NotModified; new_entries: how many were not known; jitter: random, 0..1;
    pushed: a WebSub hub tells us of news, polling is the safety net.
    """
    rate = _rate(state, parsed, new_entries, now)
    interval = _interval(state, rate, new_entries, now, conditional=_has_validators(state, response))
    if pushed:
        interval = max(interval, PUSHED_SECONDS)
    if parsed is not None:
        hints = (parsed.ttl_seconds, parsed.skip_hours, parsed.skip_days)
    else:
        hints = (state.ttl_seconds, state.skip_hours, state.skip_days)
    retry = min(response.freshness.retry_after_seconds or 0, MAX_RETRY_AFTER_SECONDS)
    bound = max(
        min(hints[0] or 0, MAX_HINT_SECONDS),
        min(response.freshness.max_age_seconds or 0, MAX_HINT_SECONDS),
        retry,
    )
    next_at = _next_at(now, interval, bound, jitter)
    hub = (parsed.hub, parsed.self_url) if parsed is not None else (state.hub, state.topic)
    spoke_at = now if new_entries else state.last_new_at or _newest(parsed, now)
    silent = health.is_silent(rate, spoke_at, now=now)
    return replace(
        state,
        next_poll_at=_skip(next_at, hints[1], hints[2]),
        not_before_at=now + timedelta(seconds=retry) if retry else None,
        last_poll_at=now,
        last_success_at=now,
        last_new_at=spoke_at,
        failures=0,
        first_failure_at=None,
        last_error=None,
        error_kind=None,
        status=SourceStatus.SILENT if silent else SourceStatus.OK,
        interval_seconds=round(interval),
        entries_per_day=rate,
        ttl_seconds=hints[0],
        skip_hours=hints[1],
        skip_days=hints[2],
        hub=hub[0],
        topic=hub[1],
        **_validators(state, response, now),
        **_move(state, response, now),
    )


def after_push(
    state: PollState, parsed: ParsedFeed, *, new_entries: int, now: datetime, jitter: float
) -> PollState:
    """The state after a hub brought news: the next visit moves away, what visits themselves found stays."""
    rate = _rate(state, parsed, new_entries, now) if state.last_success_at is not None else None
    spoke_at = now if new_entries else state.last_new_at
    known = replace(state, entries_per_day=rate or state.entries_per_day, last_new_at=spoke_at)
    if state.failures or state.next_poll_at is None or state.last_success_at is None:
        return known
    next_at = _next_at(now, max(state.interval_seconds or 0, PUSHED_SECONDS), 0, jitter)
    if state.last_poll_at is not None:  # however much is pushed: what the hub left out is found within a day
        next_at = min(next_at, state.last_poll_at + timedelta(seconds=MAX_HEALTHY_SECONDS))
    spoken = SourceStatus.OK if new_entries and state.status is SourceStatus.SILENT else state.status
    return replace(
        known,
        status=spoken,
        last_success_at=now,
        next_poll_at=max(state.next_poll_at, _skip(next_at, state.skip_hours, state.skip_days)),
    )


def after_failure(state: PollState, error: SourceError, *, now: datetime, jitter: float) -> PollState:
    """The state after *error*: when to try again, and what to tell people. jitter: random, 0..1."""
    retry = min(getattr(error, "retry_after_seconds", None) or 0, MAX_RETRY_AFTER_SECONDS)
    not_before = now + timedelta(seconds=retry) if retry else None
    if error.kind in _OURS:
        wait = max(retry, FLOOR_SECONDS) * (1.0 + 0.1 * jitter)
        return replace(state, next_poll_at=now + timedelta(seconds=wait), not_before_at=not_before)
    failures = state.failures + 1
    first = state.first_failure_at or now
    after = replace(
        state,
        last_poll_at=now,
        not_before_at=not_before,
        failures=failures,
        first_failure_at=first,
        last_error=health.explain(error),
        error_kind=error.kind,
        status=SourceStatus.FAILING,
    )
    if conditional(state, now) != state.validators:
        # The unconditional try failed: the next one is a day away, until then the old validators serve.
        after = replace(after, validators_since=now - DROP_VALIDATORS + timedelta(days=1))
    long_missing = (
        error.kind == "http_404" and failures >= GONE_AFTER_FAILURES and now - first >= GONE_AFTER_NOT_FOUND
    )
    if isinstance(error, GoneError) or long_missing:
        return replace(after, status=SourceStatus.GONE, next_poll_at=None)
    interval = _back_off(state, error, failures)
    return replace(after, next_poll_at=_next_at(now, interval, retry, jitter))


def may_poll_now(state: PollState, now: datetime) -> tuple[bool, str]:
    """Whether a person's "refresh" may ask the server now, and if not, why in plain words."""
    if state.status is SourceStatus.GONE:
        return False, "The publisher removed this feed; resume the source to ask once more."
    if state.not_before_at is not None and now < state.not_before_at:
        wait = health.duration((state.not_before_at - now).total_seconds())
        return False, f"The site asked to be left alone for another {wait}."
    if state.last_poll_at is not None:
        since = (now - state.last_poll_at).total_seconds()
        if 0 <= since < FLOOR_SECONDS:
            wait = health.duration(FLOOR_SECONDS - since)
            return False, f"Asked {health.duration(since)} ago; possible again in {wait}."
    return True, ""


def settled_move(state: PollState, now: datetime) -> str | None:
    """The new address of a source whose server has said often and long enough that it moved."""
    proved = (
        state.moved_to is not None
        and state.moved_since is not None
        and state.moved_seen >= MOVE_PROOFS
        and now - state.moved_since >= MOVE_PROOF_TIME
    )
    return state.moved_to if proved else None


def after_move(state: PollState) -> PollState:
    """The state of a source whose address has just been replaced by `settled_move`'s."""
    return replace(state, moved_to=None, moved_seen=0, moved_since=None)


def resumed(state: PollState, now: datetime) -> PollState:
    """The state of a paused or gone source that a person wants to be asked again."""
    earliest = max(now, state.not_before_at) if state.not_before_at else now
    return replace(
        state,
        next_poll_at=earliest,
        failures=0,
        first_failure_at=None,
        status=SourceStatus.NEW if state.last_success_at is None else SourceStatus.OK,
    )


# --- intervals


def _has_validators(state: PollState, response: Response) -> bool:
    if isinstance(response, Fetched):
        return bool(response.validators.etag or response.validators.last_modified)
    return True


def _rate(state: PollState, parsed: ParsedFeed | None, new: int, now: datetime) -> float | None:
    """Entries a day: at first from the dates in the feed, then smoothed over about a week."""
    if state.last_success_at is None or state.entries_per_day is None:
        return _rate_of_dates(parsed, now) if parsed is not None else state.entries_per_day
    days = max((now - state.last_success_at).total_seconds() / DAY, 1e-4)
    kept = math.exp(-days / RATE_DAYS)
    return state.entries_per_day * kept + (new / days) * (1.0 - kept)


def _rate_of_dates(parsed: ParsedFeed, now: datetime) -> float | None:
    month = now - timedelta(days=30)
    dated = [e.published_at or e.updated_at for e in parsed.entries]
    times = [at for at in dated if at is not None and at <= now]
    recent = [at for at in times if at >= month]
    if not times:
        return None
    if not recent:
        return 1.0 / 30.0
    # A feed that shows its last thirty entries covers the time since the oldest of them.
    oldest = min(recent) if len(recent) == len(times) else month
    span = max((now - oldest).total_seconds() / DAY, 1.0 / 24.0)
    return len(recent) / span


def _interval(state: PollState, rate: float | None, new: int, now: datetime, *, conditional: bool) -> float:
    """Seconds until the next visit as the source's own pace suggests."""
    floor = FLOOR_SECONDS if conditional else UNCONDITIONAL_FLOOR_SECONDS
    if rate is None:
        wanted = float(DEFAULT_SECONDS)
    elif rate > BUSY_PER_DAY:
        wanted = DEFAULT_SECONDS * BUSY_PER_DAY / rate
    elif rate >= SLOW_PER_DAY:
        wanted = float(DEFAULT_SECONDS)
    else:
        wanted = DEFAULT_SECONDS * math.sqrt(SLOW_PER_DAY / max(rate, 1e-6))
    if new >= BURST_ENTRIES and state.last_success_at is not None:
        # Something is happening there: look again before as many more have come.
        since = (now - state.last_success_at).total_seconds()
        wanted = min(wanted, since * BURST_ENTRIES / (2 * new))
    return min(max(wanted, floor), MAX_HEALTHY_SECONDS)


def _back_off(state: PollState, error: SourceError, failures: int) -> float:
    interval = float(state.interval_seconds or DEFAULT_SECONDS)
    if error.kind in _DAILY:
        return float(DAY)
    if error.kind == "http_429":
        interval = max(interval, float(HOUR))
    most = MAX_NOT_FOUND_SECONDS if error.kind == "http_404" else MAX_BACK_OFF_SECONDS
    return min(interval * 2.0 ** min(failures - 1, 16), float(most))


def _next_at(now: datetime, interval: float, bound: float, jitter: float) -> datetime:
    """Spread by ten percent around *interval*, but never before *bound* seconds have passed."""
    spread = interval * (0.9 + 0.2 * jitter)
    bounded = bound + min(0.05 * bound, 5 * MINUTE) * jitter
    return now + timedelta(seconds=max(spread, bounded, FLOOR_SECONDS))


def _skip(at: datetime, hours: tuple[int, ...], days: tuple[int, ...]) -> datetime:
    """The first moment from *at* on that the feed does not ask to skip; *at* if it wants to skip for ever."""
    if not hours and not days:
        return at
    when = at
    while when.hour in hours or when.weekday() in days:
        when = when.replace(minute=at.minute, second=at.second) + timedelta(hours=1)
        when = when.replace(minute=0, second=0, microsecond=0)
        if (when - at).total_seconds() > MAX_SKIP_SECONDS:
            return at
    # Not all at the stroke of the hour.
    return when if when == at else when + timedelta(minutes=at.minute / 4, seconds=at.second)


# --- parts of the state


class _Validators(TypedDict):
    validators: Validators
    validators_since: datetime | None


class _Move(TypedDict):
    moved_to: str | None
    moved_seen: int
    moved_since: datetime | None


def _validators(state: PollState, response: Response, now: datetime) -> _Validators:
    """What the answer gave, byte for byte; a 304 may name only what changed."""
    given = response.validators
    if isinstance(response, Fetched):
        return {"validators": given, "validators_since": now}
    kept = Validators(
        etag=given.etag or state.validators.etag,
        last_modified=given.last_modified or state.validators.last_modified,
    )
    return {"validators": kept, "validators_since": state.validators_since or now}


def _move(state: PollState, response: Response, now: datetime) -> _Move:
    """How often in a row a permanent redirect has pointed to the same place."""
    to = response.moved_to
    if to is None or len(to) > MAX_LENGTH:
        return {"moved_to": None, "moved_seen": 0, "moved_since": None}
    if to == state.moved_to:
        return {"moved_to": to, "moved_seen": state.moved_seen + 1, "moved_since": state.moved_since}
    return {"moved_to": to, "moved_seen": 1, "moved_since": now}


def _newest(parsed: ParsedFeed | None, now: datetime) -> datetime | None:
    """When the feed last spoke, of a source that has shown us nothing new yet."""
    if parsed is None:
        return None
    times = [e.published_at or e.updated_at for e in parsed.entries]
    return max((at for at in times if at is not None and at <= now), default=None)
