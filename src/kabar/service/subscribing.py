"""Sources of an account: add (a feed, a site, a page, a file), remove, pause, health, OPML in and out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from kabar.errors import ConflictError, FetchError, InputError, NotFoundError, SourceError
from kabar.extract import extract_article, from_text
from kabar.model.account import Target
from kabar.model.article import Extraction
from kabar.model.feed import Fetched, ParsedFeed, Poll, Request, SourceKind, SourceStatus
from kabar.model.hub import HubState, Subscription
from kabar.model.ids import AccountId, ArticleId, SourceId
from kabar.model.panels import AddOutcome, HubView, ImportOutcome, PageProposal, SourcesView, SourceView
from kabar.model.source import Source
from kabar.model.views import Progress, SourceRow
from kabar.parse import parse_feed
from kabar.runtime import Runtime
from kabar.service.cards import read_reader
from kabar.service.folding import report_view
from kabar.sources.blocks import is_rule, propose
from kabar.sources.discover import Candidate, Found, find_candidates
from kabar.sources.opml import Outline, read_opml, write_opml
from kabar.sources.schedule import may_poll_now, resumed
from kabar.sources.websub import is_active
from kabar.store import Transaction
from kabar.urls import MAX_LENGTH, host_of, normal_form

RECENT = 20
TRIES = 6  # guessed addresses asked before giving up
MAX_FILE_MIB = 16
BY_HAND = "kabar:by-hand"  # the source of pages and files that people added one by one
BY_HAND_TITLE = "Added by hand"
ATTENTION = (SourceStatus.GONE, SourceStatus.FAILING, SourceStatus.SILENT, SourceStatus.NEW, SourceStatus.OK)


def sources(rt: Runtime, account: AccountId) -> SourcesView:
    """All sources of the account, those with problems first."""
    with rt.store.read() as db:
        mine = db.sources.all(db.subscriptions.of(account))
        history = db.sources.history([source.id for source in mine])
    rows = [source_row(source, history.get(source.id, [])) for source in mine]
    rows.sort(key=lambda row: (ATTENTION.index(row.status), row.title.casefold()))
    counts = {status: sum(row.status is status for row in rows) for status in ATTENTION}
    return SourcesView(rows=tuple(rows), counts=counts, progress=rt.progress)


def source_row(source: Source, polls: Sequence[Poll] = ()) -> SourceRow:
    """A source in a line."""
    return SourceRow(
        id=source.id,
        title=source.title or source.url,
        url=source.url,
        outlet=source.outlet,
        kind=source.kind,
        status=source.state.status,
        language=source.language,
        last_new_at=source.state.last_new_at,
        next_poll_at=None if source.paused else source.state.next_poll_at,
        last_error=source.state.last_error,
        entries_per_day=source.state.entries_per_day,
        polls=tuple(polls),
    )


def source(rt: Runtime, account: AccountId, source: int) -> SourceView:
    """One source, whole; what is new in it, for who follows it, is seen with that."""
    with rt.store.read() as db:
        found = _mine(db, account, source)
        followed = db.follows.seen_at(account, Target.SOURCE, str(found.id)) is not None
        polls = db.sources.history([found.id]).get(found.id, [])
        recent = db.reading.of_source(found.id, limit=RECENT)
        articles = db.reading.count_of_source(found.id)
        hubs = db.hubs.of([found.id]).get(found.id, [])
        reader = read_reader(db, account)
    if followed:
        with rt.store.write() as db:
            db.follows.seen(account, Target.SOURCE, str(found.id), at=rt.clock())
    state = found.state
    return SourceView(
        row=source_row(found, polls),
        site_url=found.site_url,
        error_kind=state.error_kind,
        failures=state.failures,
        first_failure_at=state.first_failure_at,
        last_poll_at=state.last_poll_at,
        last_success_at=state.last_success_at,
        interval_seconds=state.interval_seconds,
        moved_to=state.moved_to,
        paused=found.paused,
        articles=articles,
        warnings=found.warnings,
        recent=tuple(report_view(line) for line in recent),
        hub=_hub_view(hubs, rt.clock()),
        subject=reader.followable(Target.SOURCE, str(found.id), found.title or found.url),
    )


def _hub_view(hubs: Sequence[Subscription], now: datetime) -> HubView | None:
    """The subscription that serves, else the one asked last; a failed renewal is told of the one that serves."""
    kept = [hub for hub in hubs if hub.state is not HubState.ENDING]
    if not kept:
        return None
    best = next((hub for hub in kept if is_active(hub, now=now)), kept[-1])
    return HubView(
        host=host_of(best.hub),
        state=best.state,
        lease_until=best.lease_until,
        error=best.error or next((hub.error for hub in kept if hub.error), None),
    )


def _mine(db: Transaction, account: AccountId, source: int) -> Source:
    """The source, if the account reads it; as if it did not exist otherwise."""
    if source not in db.subscriptions.of(account):
        raise NotFoundError("there is no such source")
    return db.sources.get(SourceId(source))


def add(rt: Runtime, account: AccountId, address: str) -> AddOutcome:
    """Follow a feed, the feed of a site, a news sitemap; or keep a single page.

    Raises InputError for what is no address, SourceError when it cannot be fetched or has nothing to read.
    """
    url = _address(address)
    with rt.store.read() as db:
        known = db.sources.find(url)
    if known is not None:
        return _subscribe(rt, account, known)
    answer = _fetch(rt, url)
    parsed = parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
    if parsed.format:
        return _add_source(rt, account, url, parsed)
    return _from_page(rt, account, url, answer)


def _address(address: str) -> str:
    """The normal form; a bare host gets https."""
    text = address.strip()
    if not text:
        raise InputError("give the address of a feed, a site or a page")
    if text.lower().startswith("feed:"):
        text = text[5:].removeprefix("//")
    if "://" not in text:
        text = f"https://{text}"
    if len(text) > MAX_LENGTH:
        raise InputError(f"{text[:80]}… is longer than {MAX_LENGTH} characters; a feed has a shorter address")
    url = normal_form(text)
    if url is None or ("." not in url.split("/")[2] and "localhost" not in url):
        raise InputError(
            f"{address.strip()[:200]} is no address; addresses look like https://example.com/feed"
        )
    return url


def _fetch(rt: Runtime, url: str) -> Fetched:
    answer = rt.fetcher.fetch(Request(url=url))
    if not isinstance(answer, Fetched):
        raise FetchError(
            url, "the site says that nothing changed, though nothing is known yet", kind="bad_response"
        )
    return answer


def _from_page(rt: Runtime, account: AccountId, url: str, answer: Fetched) -> AddOutcome:
    """The page's feeds where it names some; an article where it is one; else feeds where they often lie.

    A page without all of these may have lists of headlines: those are proposed, and nothing is added.
    """
    candidates = find_candidates(answer.body, answer.url)
    declared = [c for c in candidates if c.found is Found.DECLARED and not c.comments]
    extraction = rt.extraction.extract(answer.body, url=answer.url, content_type=answer.content_type)
    one_piece = extraction.kind in ("article", "video", "live", "paywall") and not _is_home(answer.url)
    if one_piece and len(extraction.text) > 400:
        return AddOutcome(article=_keep_page(rt, account, extraction, answer))
    others = [c for c in candidates if c not in declared and not c.comments]
    for candidate in [*declared, *others][: TRIES + len(declared)]:
        found = _try(rt, account, candidate)
        if found is not None:
            rest = tuple((c.url, c.title) for c in declared if c.url != candidate.url)
            return AddOutcome(added=found.added, known=found.known, choices=rest, undo=found.undo)
    proposals = () if one_piece and extraction.text else _proposals(answer)
    if proposals:
        return AddOutcome(proposals=proposals)
    if extraction.text:
        return AddOutcome(article=_keep_page(rt, account, extraction, answer))
    raise SourceError(url, "no feed and no article was found there", kind="not_a_feed")


def _proposals(answer: Fetched) -> tuple[PageProposal, ...]:
    return tuple(
        PageProposal(
            rule=found.rule,
            count=found.count,
            samples=tuple((sample.title, sample.url) for sample in found.samples),
        )
        for found in propose(answer.body, answer.url)
    )


def add_page(rt: Runtime, account: AccountId, address: str, rule: Mapping[str, Any]) -> AddOutcome:
    """Follow a page without a feed; *rule*: of one of the proposals that `add` made. Raises InputError."""
    url = _address(address)
    if not is_rule(rule):
        raise InputError("this is no rule for a page; add its address again and choose from the lists")
    with rt.store.read() as db:
        known = db.sources.find(url)
    if known is not None:
        return _subscribe(rt, account, known)
    now = rt.clock()
    with rt.store.write() as db:
        number, _ = db.sources.add(url, SourceKind.PAGE, at=now, rule=rule)
        db.subscriptions.add(account, number, at=now)
        entry = db.undo.add(account, "add_source", url, {"subscribed": [number]}, at=now)
        row = source_row(db.sources.get(number))
    rt.wake.set()
    return AddOutcome(added=(row,), undo=entry)


def _is_home(url: str) -> bool:
    return url.partition("://")[2].partition("/")[2].strip("/") == ""


def _try(rt: Runtime, account: AccountId, candidate: Candidate) -> AddOutcome | None:
    with rt.store.read() as db:
        known = db.sources.find(candidate.url)
    if known is not None:
        return _subscribe(rt, account, known)
    try:
        answer = _fetch(rt, candidate.url)
    except SourceError:
        return None
    parsed = parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
    return _add_source(rt, account, candidate.url, parsed) if parsed.format else None


def _add_source(rt: Runtime, account: AccountId, url: str, parsed: ParsedFeed) -> AddOutcome:
    now = rt.clock()
    kind = SourceKind.SITEMAP if "sitemap" in parsed.format else SourceKind.FEED
    with rt.store.write() as db:
        number, _ = db.sources.add(
            url, kind, at=now, title=parsed.title, site_url=parsed.link, language=parsed.language
        )
        db.subscriptions.add(account, number, at=now)
        entry = db.undo.add(account, "add_source", parsed.title or url, {"subscribed": [number]}, at=now)
        row = source_row(db.sources.get(number))
    rt.wake.set()
    return AddOutcome(added=(row,), undo=entry)


def _subscribe(rt: Runtime, account: AccountId, known: Source) -> AddOutcome:
    with rt.store.write() as db:
        new = db.subscriptions.add(account, known.id, at=rt.clock())
        if not new:
            return AddOutcome(known=(source_row(known),))
        if db.sources.get(known.id).paused:
            db.sources.update(known.id, paused=False)
        undo = db.undo.add(account, "add_source", known.title, {"subscribed": [known.id]}, at=rt.clock())
    rt.wake.set()
    return AddOutcome(added=(source_row(known),), undo=undo)


def _keep_page(rt: Runtime, account: AccountId, extraction: Extraction, page: Fetched) -> int:
    article, _ = keep_article(rt, account, extraction, url=extraction.canonical_url or page.url)
    with rt.store.write() as db:
        db.pages.keep(article, page, at=rt.clock())
    return article


def keep_article(
    rt: Runtime, account: AccountId, extraction: Extraction, *, url: str | None
) -> tuple[ArticleId, bool]:
    """Store one page or file under "Added by hand"; return its article and whether it is new."""
    now = rt.clock()
    with rt.store.write() as db:
        number, _ = db.sources.add(BY_HAND, SourceKind.MANUAL, at=now, title=BY_HAND_TITLE)
        db.subscriptions.add(account, number, at=now)
        article, new = db.articles.add(extraction, url=url, source=number, at=now)
    rt.wake.set()
    return article, new


def add_file(rt: Runtime, account: AccountId, path: Path) -> int:
    """Read a saved page or a text file; return its article. Raises InputError, SourceError."""
    try:
        if path.stat().st_size > MAX_FILE_MIB * 1024 * 1024:
            raise InputError(f"{path}: larger than {MAX_FILE_MIB} MiB")
        body = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    if path.suffix.lower() in {".html", ".htm", ".xhtml"} or body.lstrip()[:1] == b"<":
        extraction = extract_article(body)
    else:
        extraction = from_text(body.decode("utf-8-sig", "replace"))
    if not extraction.text and not extraction.title:
        raise InputError(f"{path}: there is no text in it")
    return keep_article(rt, account, extraction, url=extraction.canonical_url)[0]


def remove(rt: Runtime, account: AccountId, source: int) -> int | None:
    """Stop reading it; polling stops when nobody reads it. What was read and saved stays."""
    now = rt.clock()
    with rt.store.write() as db:
        found = _mine(db, account, source)
        group = db.subscriptions.groups_of(account).get(found.id)
        db.subscriptions.remove(account, found.id)
        if db.subscriptions.readers(found.id) == 0:
            db.sources.update(found.id, paused=True)
        return db.undo.add(
            account, "remove_source", found.title or found.url, {"unsubscribed": [[found.id, group]]}, at=now
        )


def poll(rt: Runtime, account: AccountId, source: int) -> None:
    """Visit it next, as far as the site allows. Raises ConflictError with the reason when it does not."""
    now = rt.clock()
    with rt.store.write() as db:
        found = _mine(db, account, source)
        allowed, why = may_poll_now(found.state, now)
        if not allowed:
            raise ConflictError(why)
        db.sources.make_due(found.id, at=now)
    rt.wake.set()


def pause(rt: Runtime, account: AccountId, source: int, *, on: bool) -> int | None:
    """Stop polling it, or go on; one that was gone is asked again."""
    with rt.store.write() as db:
        found = _mine(db, account, source)
        if found.paused == on and found.state.status is not SourceStatus.GONE:
            return None
        db.sources.update(found.id, paused=on)
        if not on:
            db.sources.set_state(found.id, resumed(found.state, rt.clock()))
        action = {"paused": found.paused, "source": found.id}
        entry = db.undo.add(account, "pause" if on else "resume", found.title, action, at=rt.clock())
    rt.wake.set()
    return entry


def import_opml(rt: Runtime, account: AccountId, document: bytes) -> ImportOutcome:
    """Follow every feed of an OPML list; lines that cannot be read are named and the others imported."""
    listed = read_opml(document)
    now = rt.clock()
    added: list[int] = []
    known = 0
    refused = [
        (bad.text or (f"line {bad.line}" if bad.line else "the file"), bad.message) for bad in listed.bad
    ]
    with rt.store.write() as db:
        for outline in listed.outlines:
            url = normal_form(outline.url)
            if url is None:
                refused.append((outline.url, "this is no http(s) address"))
                continue
            number, _ = db.sources.add(
                url, SourceKind.FEED, at=now, title=outline.title, site_url=outline.site_url
            )
            group = outline.folders[-1] if outline.folders else None
            if db.subscriptions.add(account, number, at=now, group=group):
                added.append(number)
            else:
                known += 1
        entry = None
        if added:
            label = str(len(added))
            entry = db.undo.add(account, "import", label, {"subscribed": added}, at=now)
    rt.wake.set()
    return ImportOutcome(added=len(added), known=known, refused=tuple(refused), undo=entry)


def export_opml(rt: Runtime, account: AccountId) -> bytes:
    """The account's feeds as OPML, in their groups, without secrets."""
    with rt.store.read() as db:
        mine = db.sources.all(db.subscriptions.of(account))
        groups = db.subscriptions.groups_of(account)
    outlines = [
        Outline(
            url=source.url,
            title=source.title,
            site_url=source.site_url,
            folders=(groups[source.id],) if source.id in groups else (),
        )
        for source in mine
        if source.kind is not SourceKind.MANUAL
    ]
    return write_opml(outlines, title="Kabar", at=rt.clock())


def progress(rt: Runtime) -> Progress | None:
    """The round that is under way in this process."""
    return rt.progress
