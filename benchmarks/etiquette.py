"""Thirty virtual days of polling a thousand sites of mixed behaviour, and a report on our manners.

The sites judge each request by what their own answers allowed; they know nothing of how Kabar decides.
Run it: `python -m benchmarks.etiquette [--feeds 1000] [--days 30]`. The test suite runs the same code.
"""

import argparse
import heapq
import json
import random
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kabar.errors import FetchError, GoneError, SourceError
from kabar.fetch.politeness import Pauses
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
from kabar.sources.schedule import after_failure, after_move, after_success, conditional, settled_move

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR, DAY = 3600.0, 86400.0
FLOOR = 600.0  # our own promise: never more often than this
USUAL = HOUR  # what a site that says nothing may expect of a feed reader
CAP = DAY  # hints above a day count as a day


@dataclass(frozen=True)
class Spell:
    """A time in which a site refuses."""

    start: float
    end: float
    status: int
    retry_after: int | None = None


@dataclass
class Site:
    """One feed on one host: when it publishes, what it says, what it has seen of us."""

    number: int
    host: str
    posts: list[float]  # seconds since the start of the simulation, rising; negative: before it
    etag: bool = True
    last_modified: bool = False
    ttl: int | None = None
    max_age: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    spells: tuple[Spell, ...] = ()
    moved_at: float | None = None  # permanent redirect from here on
    detour: bool = False  # a temporary redirect: must never be stored
    gone_at: float | None = None
    behaviour: str = ""

    told: dict[str, float] = field(
        default_factory=dict
    )  # host -> when it may be asked again, for all its feeds
    requests: int = 0
    gave_validator: bool = False
    conditional: int = 0
    could_be_conditional: int = 0
    unchanged: int = 0
    not_modified: int = 0
    early: int = 0
    after_gone: int = 0
    old_address: int = 0  # requests for the old address after the move had been proved for two days
    allowed_at: float = 0.0

    @property
    def allowed_interval(self) -> float:
        """How often it may be asked, as far as it says."""
        return max(USUAL, min(self.ttl or 0, CAP), min(self.max_age or 0, CAP))

    def spell(self, at: float) -> Spell | None:
        """The spell in force."""
        return next((spell for spell in self.spells if spell.start <= at < spell.end), None)

    def skipped(self, at: float) -> bool:
        """Whether the feed asked to be left alone at that hour."""
        when = START + timedelta(seconds=at)
        return when.hour in self.skip_hours or when.weekday() in self.skip_days

    def ask(self, at: float, sent: Validators, *, moved: bool) -> Response | SourceError:
        """Answer a request, and judge it."""
        url = f"https://{self.host}/{self.number}"
        self.requests += 1
        # A millisecond for rounding; on the first visit nobody can know the hours to skip.
        may = max(self.allowed_at, self.told.get(self.host, 0.0)) - 0.001
        if at < may or (self.requests > 1 and self.skipped(at)):
            self.early += 1
        asked_with = bool(sent.etag or sent.last_modified)
        self.conditional += asked_with and self.gave_validator
        self.could_be_conditional += self.gave_validator
        self.allowed_at = at + FLOOR
        if self.gone_at is not None and at >= self.gone_at:
            self.allowed_at = float("inf")
            return GoneError(url, "gone", kind="gone", status=410)
        spell = self.spell(at)
        if spell is not None:
            if spell.retry_after:
                self.allowed_at = self.told[self.host] = at + spell.retry_after
            return FetchError(
                url,
                "no",
                kind=f"http_{spell.status}",
                status=spell.status,
                retry_after_seconds=spell.retry_after,
            )
        self.allowed_at = at + max(FLOOR, min(self.ttl or 0, CAP), min(self.max_age or 0, CAP))
        moved_to = None
        if self.moved_at is not None and at >= self.moved_at:
            moved_to = None if moved else f"{url}/new"
            self.old_address += not moved and at > self.moved_at + 3 * DAY
        version = bisect_right(self.posts, at)
        now = Validators(
            etag=f'"{version}"' if self.etag else None,
            last_modified=f"v{version}" if self.last_modified else None,
        )
        self.gave_validator = self.etag or self.last_modified
        fresh = Freshness(max_age_seconds=self.max_age)
        if asked_with and sent == now:
            self.unchanged += 1
            self.not_modified += 1
            return NotModified(url=url, validators=now, freshness=fresh, moved_to=moved_to)
        return Fetched(url=url, status=200, body=b"", validators=now, freshness=fresh, moved_to=moved_to)


@dataclass
class Reader:
    """What Kabar knows of one site."""

    site: Site
    state: PollState = field(default_factory=PollState)
    known: int = 0  # posts seen
    moved: bool = False
    seen: list[tuple[float, float]] = field(default_factory=list)  # (published, seen)
    recovered: set[float] = field(default_factory=set)  # times of the first answers after refusals


def _posts(rng: random.Random, rate: float, days: float, *, bursty: bool, until: float | None) -> list[float]:
    """Times of publication: Poisson, or in bursts of a dozen within two hours."""
    end = days * DAY if until is None else until
    times: list[float] = []
    at = -30 * DAY
    size = 12 if bursty else 1
    while True:
        at += rng.expovariate(rate / DAY / size)
        if at >= end:
            return sorted(times)
        times += [at + rng.uniform(0, 2 * HOUR) for _ in range(size)] if bursty else [at]


def make_sites(feeds: int, days: float, seed: int) -> list[Site]:
    """A mix as met in the wild; every tenth host carries several feeds."""
    rng = random.Random(seed)
    sites = []
    told: dict[str, float] = {}
    for number in range(feeds):
        rate = min(max(rng.lognormvariate(1.8, 1.4), 0.05), 150.0)  # median 6 a day
        kind = number % 20
        # One host in ten is a platform that carries five of the feeds; one says 429 for all of them.
        host = f"platform{number // 50}.test" if number % 10 == 0 else f"host{number}.test"
        facts: dict[str, object] = {
            "etag": kind % 2 == 0,
            "last_modified": kind % 3 != 1,
            "behaviour": "plain",
        }
        until = None
        if kind == 1:
            facts |= {"etag": False, "last_modified": False, "behaviour": "no validators"}
        elif kind == 2:
            facts |= {"ttl": rng.choice((1800, 3600, 14400, 86400, 604800)), "behaviour": "ttl"}
        elif kind in (3, 4):
            facts |= {
                "max_age": rng.choice((300, 900, 3600, 7200, 43200, 31_536_000)),
                "behaviour": "max-age",
            }
        elif kind == 5:
            facts |= {"skip_hours": tuple(range(6)), "skip_days": (5, 6), "behaviour": "skip"}
        elif kind == 6:
            begin = rng.uniform(0, days * DAY)
            facts |= {"spells": (Spell(begin, begin + 2 * DAY, 429, 7200),), "behaviour": "429"}
        elif kind == 7:
            spells = tuple(
                Spell(begin := rng.uniform(0, days * DAY), begin + rng.uniform(600, DAY), 503, retry)
                for retry in (None, 1800, 86400)
            )
            facts |= {"etag": True, "spells": spells, "behaviour": "503"}
        elif kind == 8:
            facts |= {"moved_at": rng.uniform(0, days / 2 * DAY), "behaviour": "301"}
        elif kind == 9:
            facts |= {"detour": True, "behaviour": "302"}
        elif kind == 10:
            begin = rng.uniform(0, days * DAY)
            facts |= {"spells": (Spell(begin, begin + rng.uniform(1, 6) * DAY, 404),), "behaviour": "404"}
        elif kind == 11 and number % 40 == 11:
            facts |= {"gone_at": rng.uniform(DAY, days * DAY), "behaviour": "410"}
        elif kind == 12:
            until = rng.uniform(2 * DAY, days / 2 * DAY)
            facts |= {"behaviour": "silent"}
        bursty = kind in (13, 14)
        facts |= {"behaviour": "bursty"} if bursty else {}
        posts = _posts(rng, rate, days, bursty=bursty, until=until)
        sites.append(Site(number=number, host=host, posts=posts, told=told, **facts))  # type: ignore[arg-type]
    return sites


def _parsed(site: Site, at: float, *, first: bool) -> ParsedFeed:
    """The feed as parsed; its dates matter on the first visit only."""
    entries: tuple[Entry, ...] = ()
    if first:
        end = bisect_right(site.posts, at)
        shown = site.posts[max(end - 30, 0) : end]
        entries = tuple(
            Entry(key=str(t), url=None, title="", published_at=START + timedelta(seconds=t)) for t in shown
        )
    return ParsedFeed(
        format="rss20",
        ttl_seconds=site.ttl,
        skip_hours=site.skip_hours,
        skip_days=site.skip_days,
        entries=entries,
    )


def visit(reader: Reader, at: float, pauses: Pauses, jitter: float) -> None:
    """One poll: ask, decide, remember."""
    site, state = reader.site, reader.state
    now = START + timedelta(seconds=at)
    left = pauses.remaining(site.host, now=at)
    if left > 0:
        error = FetchError("", "paused", kind="host_paused", retry_after_seconds=int(left) + 1)
        reader.state = after_failure(state, error, now=now, jitter=jitter)
        return
    found = site.ask(at, conditional(state, now), moved=reader.moved)
    if isinstance(found, SourceError):
        retry = getattr(found, "retry_after_seconds", None)
        if found.kind == "http_429" or (found.kind == "http_503" and retry):
            pauses.pause(site.host, retry, now=at)
        reader.state = after_failure(state, found, now=now, jitter=jitter)
        return
    fresh = 0
    parsed = None
    if isinstance(found, Fetched):
        count = bisect_right(site.posts, at)
        fresh = count - reader.known
        parsed = _parsed(site, at, first=state.last_success_at is None)
        reader.seen += [(t, at) for t in site.posts[reader.known : count] if t >= 0]
        reader.known = count
        if state.failures:
            reader.recovered.add(at)
    reader.state = after_success(state, found, new_entries=fresh, parsed=parsed, now=now, jitter=jitter)
    if settled_move(reader.state, now) is not None:
        reader.moved = True
        reader.state = after_move(reader.state)


def _lateness(reader: Reader) -> list[float]:
    """How late each entry was seen, as a share of the interval that its site allows.

    Entries that came while the site refused, or asked to be left alone, prove nothing and are left out.
    """
    site = reader.site
    shares = []
    for published, seen in reader.seen:
        hindered = seen in reader.recovered
        hindered |= site.skipped(published) or site.skipped(seen - 1) or site.skipped(published + HOUR)
        if not hindered:
            shares.append((seen - published) / site.allowed_interval)
    return shares


def simulate(feeds: int = 1000, days: float = 30.0, seed: int = 20) -> dict[str, object]:
    """Run the simulation; the report's numbers by name."""
    rng = random.Random(seed + 1)
    readers = [Reader(site) for site in make_sites(feeds, days, seed)]
    pauses = Pauses()
    due = [(rng.uniform(0, HOUR), reader.site.number) for reader in readers]
    heapq.heapify(due)
    end = days * DAY
    busiest: Counter[int] = Counter()
    while due:
        at, number = heapq.heappop(due)
        if at >= end:
            break
        reader = readers[number]
        visit(reader, at, pauses, rng.random())
        busiest[int(at // 60)] += 1
        following = reader.state.next_poll_at
        if following is not None:
            heapq.heappush(due, ((following - START).total_seconds(), number))
    return _report(readers, days, max(busiest.values()))


def _report(readers: list[Reader], days: float, busiest: int) -> dict[str, object]:
    sites = [reader.site for reader in readers]
    shares = [share for reader in readers for share in _lateness(reader)]
    hours = [(seen - at) / HOUR for reader in readers for at, seen in reader.seen]
    could = sum(site.could_be_conditional for site in sites)
    missed = sum(
        len(site.posts) - bisect_left(site.posts, 0.0) - len(reader.seen)
        for site, reader in ((reader.site, reader) for reader in readers)
        if site.gone_at is None and not site.spells and site.posts and site.posts[-1] < (days - 4) * DAY
    )
    behaviours = sorted({site.behaviour for site in sites})
    statuses = Counter(reader.state.status for reader in readers)
    return {
        "feeds": len(sites),
        "days": days,
        "requests": sum(site.requests for site in sites),
        "requests_per_feed_and_day": round(sum(site.requests for site in sites) / len(sites) / days, 2),
        "early": sum(site.early for site in sites),
        "conditional": round(sum(site.conditional for site in sites) / could, 5),
        "not_modified_of_unchanged": round(_not_modified_share(readers), 5),
        "old_address_after_proof": sum(site.old_address for site in sites),
        "moves_stored": sum(reader.moved for reader in readers),
        "moves_expected": sum(site.moved_at is not None for site in sites),
        "gone": statuses[SourceStatus.GONE],
        "gone_expected": sum(site.gone_at is not None for site in sites),
        "silent": statuses[SourceStatus.SILENT],
        "entries_seen": len(hours),
        "entries_missed": missed,
        "lateness_of_allowed": round(sum(shares) / len(shares), 4),
        "lateness_minutes_mean": round(sum(hours) / len(hours) * 60, 1),
        "lateness_minutes_median": round(sorted(hours)[len(hours) // 2] * 60, 1),
        "busiest_minute": busiest,
        "by_behaviour": {
            name: _row([r for r in readers if r.site.behaviour == name], days) for name in behaviours
        },
    }


def _not_modified_share(readers: list[Reader]) -> float:
    """Of the polls that found nothing new where a validator had been given: how many ended in 304."""
    unchanged = sum(r.site.unchanged for r in readers)
    wasted = sum(r.site.could_be_conditional - r.site.conditional for r in readers)
    return unchanged / max(unchanged + wasted, 1)


def _row(readers: list[Reader], days: float) -> dict[str, float]:
    shares = [share for reader in readers for share in _lateness(reader)]
    sites = [reader.site for reader in readers]
    could = sum(site.could_be_conditional for site in sites)
    return {
        "feeds": len(sites),
        "requests_a_day": round(sum(site.requests for site in sites) / len(sites) / days, 1),
        "early": sum(site.early for site in sites),
        "conditional": round(sum(site.conditional for site in sites) / could, 4) if could else 0.0,
        "lateness_of_allowed": round(sum(shares) / len(shares), 3) if shares else 0.0,
    }


def text_report(found: dict[str, object]) -> str:
    """The report as Markdown."""
    lines = ["| measure | value |", "| --- | --- |"]
    lines += [
        f"| {name.replace('_', ' ')} | {value} |" for name, value in found.items() if name != "by_behaviour"
    ]
    rows = found["by_behaviour"]
    assert isinstance(rows, dict)
    names = list(next(iter(rows.values())))
    lines += [
        "",
        f"| behaviour | {' | '.join(n.replace('_', ' ') for n in names)} |",
        "| --- " * (len(names) + 1) + "|",
    ]
    lines += [f"| {name} | {' | '.join(str(row[n]) for n in names)} |" for name, row in rows.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run it and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--days", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    began = time.process_time()
    found = simulate(given.feeds, given.days, given.seed)
    print(json.dumps(found, indent=1) if given.json else text_report(found))
    print(f"{time.process_time() - began:.1f} CPU seconds")


if __name__ == "__main__":
    main()
