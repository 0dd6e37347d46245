"""One visit to a source: what its answer holds, and what follows from it. Pure: joins parsing and scheduling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kabar.errors import ParseError, SourceError
from kabar.model.feed import Entry, Fetched, NotModified, ParsedFeed, Response, SourceKind
from kabar.model.hub import Push
from kabar.model.source import Source, Visit
from kabar.parse import parse_feed
from kabar.parse.limits import MAX_ENTRIES
from kabar.sources import health, schedule, websub
from kabar.sources.blocks import read_page
from kabar.sources.discover import Found, find_candidates
from kabar.urls import host_of, normal_form


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An answer, parsed; or why there is none."""

    source: Source
    at: datetime
    response: Response | None = None
    parsed: ParsedFeed | None = None  # None: not modified, or an error
    error: SourceError | None = None
    notice: str | None = None
    rule: Mapping[str, Any] | None = None  # of a page without a feed, found or found anew (JSON)
    feed_at: str | None = None  # the feed that a site's page declares, when the page is all we were told


def read_answer(
    source: Source, answer: Response | SourceError, *, now: datetime, known: Sequence[str] = ()
) -> Reading:
    """What a source answered. A bad answer is a value, too: it must not stop the others.

    known: addresses of its entries so far, by which the list of a rebuilt page is found again.
    """
    if isinstance(answer, SourceError):
        return Reading(source=source, at=now, error=answer)
    if isinstance(answer, NotModified):
        return Reading(source=source, at=now, response=answer)
    try:
        if source.kind is SourceKind.PAGE:
            page = read_page(answer.body, answer.url, source.rule, known=known)
            parsed, rule, notice = page.parsed, page.rule, page.notice
        else:
            parsed, rule, notice = _parse(answer), None, None
    except SourceError as error:
        feed = _declared_feed(source, answer) if error.kind == "not_a_feed" else None
        return Reading(source=source, at=now, error=None if feed else error, feed_at=feed)
    return Reading(
        source=source,
        at=now,
        response=answer,
        parsed=_in_the_past(_with_hub(parsed, answer), now),
        rule=rule,
        notice=f"{source.title or source.url}: {notice}" if notice else None,
    )


def _parse(answer: Fetched) -> ParsedFeed:
    parsed = parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
    if not parsed.format:
        why = parsed.warnings[0] if parsed.warnings else "no feed was found in it"
        raise ParseError(answer.url, why, kind="not_a_feed")
    return parsed


def _with_hub(parsed: ParsedFeed, answer: Fetched) -> ParsedFeed:
    """The feed with the hub and the address that the answer's own header names."""
    hub, own = websub.declared(answer.headers.get("link", ""), answer.url)
    return replace(parsed, hub=hub, self_url=own or parsed.self_url) if hub else parsed


def _declared_feed(source: Source, answer: Fetched) -> str | None:
    """Where the feed of a site is whose own address stands in a list of sources; None when nothing says so.

    Only of a source that never worked, and only once: the page that is found there is not followed in turn.
    """
    if source.state.last_success_at is not None or source.state.moved_since is not None:
        return None
    for candidate in find_candidates(answer.body, answer.url, guess=False):
        if candidate.found is Found.DECLARED and not candidate.comments:
            return normal_form(candidate.url)
    return None


def _in_the_past(parsed: ParsedFeed, now: datetime) -> ParsedFeed:
    """Nothing was published after we saw it."""
    if all(entry.published_at is None or entry.published_at <= now for entry in parsed.entries):
        return parsed
    entries = tuple(
        replace(entry, published_at=now)
        if entry.published_at is not None and entry.published_at > now
        else entry
        for entry in parsed.entries
    )
    warning = "dates in the future were taken as the time of the visit"
    return replace(parsed, entries=entries, warnings=(*parsed.warnings, warning))


def next_address(reading: Reading) -> str | None:
    """Where the feed goes on, on the same host; None when it does not, or has brought enough."""
    parsed, response = reading.parsed, reading.response
    if parsed is None or response is None or len(parsed.entries) >= MAX_ENTRIES:
        return None
    url = normal_form(parsed.next_url or "")
    same = url is not None and host_of(url) == host_of(response.url)
    return url if same and url not in (reading.source.url, response.url) else None


def joined(reading: Reading, answer: Response | SourceError, *, now: datetime) -> Reading:
    """*reading* with the entries of the document that *answer* holds; without, the feed ends here."""
    assert reading.parsed is not None
    before = reading.parsed.entries
    more: tuple[Entry, ...] = ()
    following = None
    if isinstance(answer, Fetched):
        parsed = parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
        keys = {entry.key for entry in before}
        more = tuple(e for e in _in_the_past(parsed, now).entries if e.key not in keys)
        following = parsed.next_url if more and parsed.next_url != reading.parsed.next_url else None
    return replace(
        reading,
        parsed=replace(reading.parsed, entries=(*before, *more)[:MAX_ENTRIES], next_url=following),
    )


def read_pushes(source: Source, pushes: Sequence[Push], *, now: datetime) -> Reading:
    """What a hub delivered of one source, all of it together; a delivery that is no feed brings nothing."""
    feeds = [
        parsed
        for push in reversed(pushes)  # of an entry that comes twice, the newest counts
        if (parsed := parse_feed(push.body, url=push.topic, content_type=push.content_type)).format
    ]
    if not feeds:
        return Reading(source=source, at=now)
    entries = tuple(entry for feed in feeds for entry in feed.entries)
    return Reading(source=source, at=now, parsed=_in_the_past(replace(feeds[0], entries=entries), now))


def conclude_push(reading: Reading, *, new: int, now: datetime, jitter: float) -> Visit:
    """What to write about what a hub brought. jitter: random, 0..1."""
    source = reading.source
    assert reading.parsed is not None
    state = schedule.after_push(source.state, reading.parsed, new_entries=new, now=now, jitter=jitter)
    title = source.title or reading.parsed.title or source.url
    notice = health.notice(source.state, state, title=title, now=now)
    return Visit(source=source, state=state, at=reading.at, ok=True, new=new, notice=notice)


def conclude(reading: Reading, *, new: int, now: datetime, jitter: float, pushed: bool = False) -> Visit:
    """What to write about the visit, *new* being the entries that were not known. jitter: random, 0..1.

    pushed: a hub tells of its news, so the visit is a safety net.
    """
    source = reading.source
    if reading.feed_at is not None:
        # Due at once under its own address; `moved_since` remembers that this was tried.
        state = replace(source.state, next_poll_at=now, last_poll_at=now, moved_since=now)
        return Visit(source=source, state=state, at=reading.at, ok=True, moved_to=reading.feed_at)
    if reading.response is None:
        assert reading.error is not None
        state = schedule.after_failure(source.state, reading.error, now=now, jitter=jitter)
    else:
        state = schedule.after_success(
            source.state,
            reading.response,
            new_entries=new,
            parsed=reading.parsed,
            now=now,
            jitter=jitter,
            pushed=pushed,
        )
    moved = schedule.settled_move(state, now)
    if moved:
        state = schedule.after_move(state)
    title = source.title or (reading.parsed.title if reading.parsed else "") or source.url
    return Visit(
        source=source,
        state=state,
        at=reading.at,
        ok=reading.error is None,
        parsed=reading.parsed,
        new=new,
        title=reading.parsed.title if reading.parsed and not source.title else None,
        rule=reading.rule,
        notice=reading.notice or health.notice(source.state, state, title=title, now=now),
        moved_to=moved,
    )
