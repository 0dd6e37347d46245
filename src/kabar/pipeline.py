"""READ THIS FIRST: the flow, from a source that is due to stories, top to bottom.

Each step leases a batch of rows, gathers (network, models, reads), decides with pure functions, and writes
in one short transaction. Every step is safe to repeat: what a crash interrupted is leased again.

    poll_sources -> read_articles -> annotate_articles -> cluster_articles -> tell_stories
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from kabar.annotate import TOPICS, Document
from kabar.annotate.remembered import Remembered
from kabar.cluster import Window
from kabar.cluster.record import make_record
from kabar.errors import FetchError, SourceError
from kabar.fetch import Answer
from kabar.keypoints import developments, summarize
from kabar.model.article import Extraction, Report, Topic
from kabar.model.feed import Fetched, Request, SourceKind, Validators
from kabar.model.hub import HubState
from kabar.model.ids import SourceId
from kabar.model.outlet_rules import OutletRule
from kabar.model.source import Source, Stored, Visit, Waiting
from kabar.model.story import Decision, Member, StoryRecord
from kabar.parse import changed_entries, renamed, said_edited, touched_lately
from kabar.runtime import Runtime
from kabar.settling import is_less, is_whole, page_job, page_or_error, settled
from kabar.sources import websub
from kabar.sources.schedule import conditional
from kabar.store import Transaction
from kabar.urls import host_name
from kabar.visiting import Reading, conclude, joined, next_address, read_answer

WRITE_BATCH = 64  # visits in one transaction: a commit costs about 2 ms of disk
WRITE_SECONDS = 0.1  # without a further answer, and what is there is written
STALLED = 2  # times that with nothing to write, and only slow servers are left
STORY_BATCH = 32
HOLD_SECONDS = 600  # a process that dies leaves its hosts free after this
MAX_NEXT = 3  # further documents of one JSON feed in a visit
PER_SOURCE = 4  # pages of one source in a batch
TOPIC_ABOVE = {
    code: Topic(code=info.parent, label=TOPICS[info.parent].label(), score=0.0)
    for code, info in TOPICS.items()
    if info.parent
}
T = TypeVar("T")


def poll_sources(
    rt: Runtime,
    *,
    everything: bool = False,
    limit: int | None = None,
    written: Callable[[Counter[str]], None] | None = None,
    stalled: Callable[[], None] | None = None,
) -> Counter[str]:
    """Visit the sources that are due (or all of them); count what came: polled, failed, new, edited, ...

    A bad source is recorded on the source and never raises: it must not stop the others.
    written: hears after each transaction what came so far. stalled: called when for a moment nothing came,
    because only slow servers are left.
    """
    now = rt.clock()
    most = limit or (None if everything else rt.config.flow.poll_batch)
    rests = rt.fetcher.needs_rest
    with rt.claims.changing, rt.store.write() as db:
        due = db.sources.lease_due(
            now, limit=most, everything=everything, holder=rt.holder, exempt=lambda host: not rests(host)
        )
        hosts = {host for source in due if rests(host := host_name(source.url))}
        rt.claims.enter(hosts)
    by_id = {source.id: source for source in due}
    requests = [Request(url=s.url, validators=conditional(s.state, now), tag=s.id) for s in due]
    counts: Counter[str] = Counter()
    try:
        # What has come is written while servers that hang are still waited for.
        lulls = 0
        for answers in rt.fetcher.get_batches(requests, size=WRITE_BATCH, wait_seconds=WRITE_SECONDS):
            lulls = 0 if answers else lulls + 1
            if lulls == STALLED and stalled is not None:
                stalled()
            if not answers:
                continue
            visited = [(by_id[SourceId(request.tag)], answer) for request, answer in answers]
            counts += _write_visits(rt, _read_answers(rt, visited))
            if written is not None:
                written(counts)
    finally:
        _let_go(rt, hosts)
    return counts


def _let_go(rt: Runtime, hosts: set[str]) -> None:
    """Give *hosts* back, with the pauses that they asked for: other processes keep them, too."""
    rests = rt.fetcher.needs_rest
    pauses = {host: left for host, left in rt.fetcher.paused_hosts().items() if rests(host)}
    if not hosts and not pauses:
        return
    now = rt.clock()
    gap = timedelta(seconds=rt.config.fetch.per_host_gap_seconds)
    with rt.claims.changing, rt.store.write() as db:
        db.hosts.release(rt.claims.leave(hosts), holder=rt.holder, until=now + gap)
        db.hosts.pause({host: now + timedelta(seconds=left) for host, left in pauses.items()}, now=now)


def _read_answers(rt: Runtime, visited: Sequence[tuple[Source, Answer]]) -> list[Reading]:
    """What each source answered; where a JSON feed goes on in further documents, those, too."""
    pages = [source.id for source, _ in visited if source.kind is SourceKind.PAGE]
    known: Mapping[SourceId, Sequence[str]] = {}
    if pages:
        with rt.store.read() as db:
            known = db.sources.addresses(pages)
    readings = [
        read_answer(source, answer, now=rt.clock(), known=known.get(source.id, ()))
        for source, answer in visited
    ]
    return [_with_older(rt, r) if r.parsed and r.parsed.next_url else r for r in readings]


def _with_older(rt: Runtime, reading: Reading) -> Reading:
    """With the documents that follow, a few at most, as long as nothing in them is known yet."""
    for _ in range(MAX_NEXT):
        address = next_address(reading)
        if address is None or reading.parsed is None:
            break
        with rt.store.read() as db:
            if db.entries.fingerprints(reading.source.id, [entry.key for entry in reading.parsed.entries]):
                break  # we were here since
        (_, answer), *_ = rt.fetcher.get_many([Request(url=address)])
        reading = joined(reading, answer, now=rt.clock())
    return reading


def _write_visits(rt: Runtime, readings: Sequence[Reading]) -> Counter[str]:
    counts: Counter[str] = Counter(polled=len(readings))
    now = rt.clock()
    with rt.store.write() as db:
        stored = put_entries(db, readings)
        hubs = bool(rt.config.websub.callback_base)
        pushed = db.hubs.active([r.source.id for r in readings], now=now) if hubs else set()
        visits = [
            conclude(r, new=new.new, now=rt.clock(), jitter=rt.jitter(), pushed=r.source.id in pushed)
            for r, new in zip(readings, stored, strict=True)
        ]
        # In the same transaction: validators never run ahead of the entries that they cover.
        db.sources.record(visits)
        if hubs:
            _note_hubs(db, visits, now)
    for reading, new in zip(readings, stored, strict=True):
        counts += Counter(new=new.new, edited=new.edited, articles=new.articles)
        counts["failed" if reading.error else "changed" if new.new + new.edited else "unchanged"] += 1
    return counts


def put_entries(db: Transaction, readings: Sequence[Reading]) -> list[Stored]:
    """Store what is new or edited in each reading; at most one reading of a source."""
    found = {reading.source.id: reading.parsed.entries for reading in readings if reading.parsed}
    known = db.entries.fingerprints_of({id: [e.key for e in entries] for id, entries in found.items()})
    unknown = {
        id: [e.url for e in entries if e.url and e.key not in known[id]] for id, entries in found.items()
    }
    for id, pages in db.entries.keys_of_pages(unknown).items():
        known[id] |= db.entries.rename(id, renamed(found[id], pages))
    changed = {id: changed_entries(entries, known[id]) for id, entries in found.items()}
    at = {reading.source.id: reading.at for reading in readings}
    touched = {id: touched_lately(entries, known[id], now=at[id]) for id, entries in found.items()}
    for id, edits in db.entries.edits(touched).items():
        changed[id] += said_edited(touched[id], edits)
    return db.entries.put_all([(r.source, changed.get(r.source.id, ()), r.at) for r in readings])


def _note_hubs(db: Transaction, visits: Sequence[Visit], now: datetime) -> None:
    """Want a subscription where a feed names a hub, and none where it names it no more."""
    read = {visit.source.id: visit for visit in visits if visit.ok}
    known = db.hubs.of([id for id, visit in read.items() if visit.state.hub or visit.parsed])
    for id, visit in read.items():
        asked = visit.state.hub, visit.state.topic or visit.source.url
        for old in known.get(id, ()):
            if (old.hub, old.topic) != asked and old.state is not HubState.ENDING:
                db.hubs.save(replace(old, state=HubState.ENDING, due_at=now))
        kept = [old for old in known.get(id, ()) if old.state is not HubState.ENDING]
        if asked[0] and not any((old.hub, old.topic) == asked for old in kept):
            token, secret = websub.fresh_secrets()
            db.hubs.save(websub.subscribe(id, asked[0], asked[1], token=token, secret=secret, now=now))


def read_articles(rt: Runtime, *, limit: int | None = None) -> Counter[str]:
    """Fetch the pages of waiting articles and take the text out of them; the feed's own text is the fall-back."""
    now = rt.clock()
    with rt.store.write() as db:
        size = limit or rt.config.flow.article_batch
        leased = db.articles.lease("read", now, limit=size, per_source=PER_SOURCE)
    with rt.store.read() as db:
        waiting = db.articles.waiting(leased)
        pages = {item.id: db.pages.get(item.id) for item in waiting}
        rules = db.outlet_rules.all()
    # What was read before waits again because its feed says that it changed: asked for anew, conditionally.
    stored = {key: page for key, page in pages.items() if page is not None}
    wanted = [w for w in waiting if rt.config.flow.read_pages and w.url]
    refused, later, hosts = _hold_hosts(rt, wanted)
    waiting = [item for item in waiting if item.id not in later]
    requests = [
        Request(url=w.url or "", kind="page", tag=w.id, validators=_validators(stored.get(w.id)))
        for w in wanted
        if w.id not in later and w.id not in refused
    ]
    try:
        answers: dict[int, Answer] = {r.tag: answer for r, answer in rt.fetcher.get_many(requests)}
    finally:
        _let_go(rt, hosts)
    answers = {key: page_or_error(answer) for key, answer in answers.items()} | refused
    new = {key: answer for key, answer in answers.items() if isinstance(answer, Fetched)}
    # Unchanged or out of reach today: the page that is kept is still the best there is.
    extracted = _extract(
        rt, {w.id: page for w in waiting if (page := new.get(w.id) or stored.get(w.id))}, rules
    )
    worse = [
        w.id for w in waiting if w.id in new and w.id in stored and is_less(extracted[w.id], w.stored_text)
    ]
    for key, earlier in _extract(rt, {key: stored[key] for key in worse}, rules).items():
        if is_whole(earlier):
            extracted[key] = earlier
            del new[key]
    counts: Counter[str] = Counter()
    decided = [(item, settled(item, answers.get(item.id), extracted.get(item.id))) for item in waiting]
    with rt.store.write() as db:
        db.pages.asked([r.tag for r in requests], at=now)
        for item, extraction in decided:
            other = (
                db.articles.same_as(item.id, extraction.canonical_url) if extraction.canonical_url else None
            )
            if other is not None:
                db.articles.unite(item.id, other)
                counts["same"] += 1
                continue
            if item.id in new:
                db.pages.keep(item.id, new[item.id], at=now)
            db.articles.put(item.id, item.attempt, extraction, at=now)
            counts["read" if extraction.fallback_reason is None else "fallback"] += 1
    return counts


def _extract(
    rt: Runtime, pages: Mapping[int, Fetched], rules: Mapping[str, OutletRule]
) -> dict[int, Extraction | SourceError]:
    jobs = [page_job(page, rules) for page in pages.values()]
    return dict(zip(pages, rt.extraction.read_together(jobs), strict=True))


def _validators(page: Fetched | None) -> Validators:
    return Validators() if page is None else page.validators


def _hold_hosts(rt: Runtime, wanted: Sequence[Waiting]) -> tuple[dict[int, Answer], set[int], set[str]]:
    """Take the hosts of pages: refusals of those that are paused, articles put off, and what is held now."""
    now = rt.clock()
    by_host: dict[str, list[Waiting]] = {}
    for item in wanted:
        host = host_name(item.url or "")
        if rt.fetcher.needs_rest(host):
            by_host.setdefault(host, []).append(item)
    if not by_host:
        return {}, set(), set()
    refused: dict[int, Answer] = {}
    later: dict[int, datetime] = {}
    with rt.claims.changing, rt.store.write() as db:
        until = now + timedelta(seconds=HOLD_SECONDS)
        refusals = db.hosts.hold(by_host, holder=rt.holder, now=now, until=until)
        for host, refusal in refusals.items():
            for item in by_host[host]:
                if refusal.paused:
                    why = f"{host} asked to be left alone"
                    refused[item.id] = FetchError(item.url or "", why, kind="host_paused")
                else:
                    later[item.id] = refusal.until
        db.articles.put_off(later)
        held = by_host.keys() - refusals.keys()
        rt.claims.enter(held)
    return refused, set(later), held


def annotate_articles(rt: Runtime, *, limit: int | None = None) -> int:
    """Find language, names, topics and meaning of articles that were read; return how many."""
    with rt.store.write() as db:
        leased = db.articles.lease("annotate", rt.clock(), limit=limit or rt.config.flow.article_batch)
    with rt.store.read() as db:
        waiting = db.articles.to_annotate(leased)
    documents = [Document(title=title, text=text, language_hint=hint) for _, title, text, hint in waiting]
    found = rt.annotator.annotate(documents)
    with rt.store.write() as db:
        for (article, *_), annotations in zip(waiting, found, strict=True):
            db.articles.annotate(article, leased[article], annotations)
    return len(waiting)


def cluster_articles(rt: Runtime, *, limit: int | None = None) -> Decision:
    """Put annotated articles into stories; return what was decided.

    Stories have one writer: whoever holds the lock. A window that another process outran, or whose decision
    could not be written, is filled anew from the store.
    """
    now = rt.clock()
    with rt.clustering, rt.store.lock("cluster"):
        with rt.store.read() as db:
            revision = db.stories.revision()
            if revision != rt.window_revision:
                since = now - timedelta(days=rt.config.cluster.window_days)
                fill_window(rt.window, db.articles.placed_since(since), db.corrections.all())
        rt.window_revision = -1
        with rt.store.write() as db:
            leased = db.articles.lease("cluster", now, limit=limit or rt.config.flow.article_batch)
            reports = db.articles.reports(list(leased))
        decision = rt.window.place(reports, now=now) if reports else Decision()
        if reports:
            with rt.store.write() as db:
                rt.window.confirm(db.stories.apply(decision, at=now))
                revision = db.stories.next_revision()
        rt.window_revision = revision
        rt.window.forget(now - timedelta(days=rt.config.cluster.window_days))
    return decision


def fill_window(
    window: Window, placed: Sequence[tuple[Report, int]], corrections: Sequence[tuple[str, int, int]]
) -> None:
    """Start the window from what is stored, and tell it what people said belongs together or apart."""
    window.load(placed)
    window.obey(corrections)


def tell_stories(rt: Runtime, *, only: Sequence[int] | None = None, limit: int = STORY_BATCH) -> int:
    """Make the record of each story whose articles changed: headline, key points, names; return how many.

    only: these stories at once, since a person has just changed them and is about to look.
    """
    with rt.store.read() as db:
        stale = db.stories.stale(limit=limit) if only is None else list(only)
        members = db.stories.members(stale)
        before = db.stories.records(stale)
    records = [
        _tell(rt, story, articles, before.get(story)) for story, articles in members.items() if articles
    ]
    with rt.store.write() as db:
        for record in records:
            db.stories.save(record)
        db.searches.meet([record.id for record in records])
        for story in stale:
            if not members[story]:
                db.stories.end(story)
    return len(stale)


def _tell(rt: Runtime, story: int, articles: Sequence[Member], before: StoryRecord | None) -> StoryRecord:
    own = [member.report for member in articles if member.copy is None] or [articles[0].report]
    told_in = dict.fromkeys(member.report.language for member in articles)
    embed = Remembered(rt.embed) if len(articles) > 1 else None
    # In a language that only copies have (translations, mostly), the first of them speaks for it.
    copies = {
        member.report.language: member.report for member in reversed(articles) if member.copy is not None
    }
    spoken = {report.language for report in own}
    summaries = {
        language: summarize(
            own if language in spoken else [*own, copies[language]], language=language, embed=embed
        )
        for language in told_in
    }
    earlier = None if before is None else before.follow_up_of
    return make_record(
        story,
        articles,
        summaries,
        broader=TOPIC_ABOVE,
        developments=developments(own),
        follow_up_of=earlier,
    )
