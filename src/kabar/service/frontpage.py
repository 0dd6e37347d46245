"""The front page: retrieve, score, diversify; and lists by section, of the same cards."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from weakref import WeakKeyDictionary

from kabar.annotate import also_called
from kabar.annotate.gazetteer import main_name
from kabar.errors import NotFoundError
from kabar.i18n import language_name
from kabar.model.account import Follow, Target, Taste
from kabar.model.frontpage import Scored
from kabar.model.ids import AccountId, SourceId
from kabar.model.story import StoryRecord
from kabar.model.views import (
    Followable,
    FrontPageView,
    Sections,
    SectionView,
    SourceRow,
    StoryCard,
    StoryList,
)
from kabar.rank import diversify, muted_by, score
from kabar.rank import order as ordered
from kabar.rank.activity import beside
from kabar.rank.explain import sentence
from kabar.rank.rules import Match, adjustments
from kabar.rank.score import PRIOR
from kabar.runtime import Runtime
from kabar.service.cards import Reader, labels_of, make_cards, read_reader
from kabar.service.crowd import what_others_open
from kabar.service.facts import facts_of, memory_of, publication_rates
from kabar.service.rulebook import judge
from kabar.service.topics import all_broader_topics, broader_topics, narrower_topics, top_topics, topic_label
from kabar.store import Transaction

Order = Literal["mine", "time", "importance"]

PAGE = 30  # stories on a page
CANDIDATES = 500
QUIET_PER_DAY = (
    0.5  # sources below are asked for on their own: their stories are never among the newest of all
)
MOST_QUIET = 200
HORIZON = timedelta(days=7)  # older stories are found by search and in sections
LATE = timedelta(hours=3)  # that a report may come in after it was published and still be counted as new
EVER = datetime(1970, 1, 1, tzinfo=UTC)
SECTION_HORIZON = timedelta(days=7)
MOST_BUSY = {Target.TOPIC: 300, Target.ENTITY: 120, Target.OUTLET: 60, Target.LANGUAGE: 30}
BUSIEST_HOLDS = timedelta(minutes=1)

Busy = Sequence[tuple[str, int]]  # key, stories
_BUSIEST: WeakKeyDictionary[Runtime, dict[Target, tuple[datetime, Busy]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Everything the front page knows before it is cut into pages."""

    reader: Reader
    taste: Taste
    records: dict[int, StoryRecord]
    scored: list[Scored]  # all that is not muted, best first
    muted: dict[int, Follow]
    hidden: frozenset[int]  # by the account, one by one
    ruled: dict[int, Match]  # what the account's rules do
    search_hits: Mapping[int, frozenset[str]]  # story -> the saved searches that it meets

    @property
    def why_hidden(self) -> dict[int, str]:
        """Each story that is left out, with the reason in the account's language."""
        locale = self.reader.account.locale
        why = {
            number: sentence("rule.hide", locale, label=match.hidden_by.source)
            for number, match in self.ruled.items()
            if match.hidden_by is not None
        }
        for number, mute in self.muted.items():
            why[number] = sentence("mute", locale, label=mute.label or mute.key)
        return why | dict.fromkeys(self.hidden, sentence("hidden", locale))

    @property
    def tags(self) -> dict[int, tuple[str, ...]]:
        """Tags that rules put on stories."""
        return {number: match.tags for number, match in self.ruled.items() if match.tags}


def rank_stories(db: Transaction, rt: Runtime, account: AccountId) -> Ranking:
    """Retrieve what may interest the account and score it."""
    since = rt.clock() - HORIZON
    reader = read_reader(db, account)
    wanted = [(f.target.value, f.key) for f in reader.follows.values() if not f.muted]
    rates = publication_rates(db, rt)
    slow = sorted((rates[n], n) for n in reader.sources if rates.get(n, math.inf) < QUIET_PER_DAY)
    quiet = [number for _, number in slow[:MOST_QUIET]]
    found = db.stories.candidates(wanted, since=since, limit=CANDIDATES, quiet=quiet)
    visible = [record for record in found if reader.may_see(record)]
    if 2 * len(visible) < len(found):  # others here read most sources: look among the account's own
        only = sorted(reader.sources)
        found = db.stories.candidates(wanted, since=since, limit=CANDIDATES, quiet=quiet, only=only)
        visible = [record for record in found if reader.may_see(record)]
    if len(visible) < PAGE:  # a quiet week, or a few pages added by hand: older ones are better than none
        found = db.stories.candidates(wanted, since=EVER, limit=CANDIDATES, only=sorted(reader.sources))
        found += db.stories.candidates(wanted, since=EVER, limit=CANDIDATES)
        visible = list({record.id: record for record in found if reader.may_see(record)}.values())
    return rank_records(db, rt, reader, visible, since=since)


def rank_records(
    db: Transaction, rt: Runtime, reader: Reader, found: Sequence[StoryRecord], *, since: datetime = EVER
) -> Ranking:
    """Score the stories *found*; saved searches are looked up in what is newer than *since*."""
    account, wishes = reader.account, list(reader.follows.values())
    records = {record.id: record for record in found}
    rates = publication_rates(db, rt)
    facts = [facts_of(record, rates) for record in found]
    searches = [f.key for f in wishes if f.target is Target.SEARCH]
    hits = db.searches.hits(searches, since=since)
    gone = db.marks.hidden(account.id, list(records))
    ruled = judge(db, rt, account.id, found)
    by_rule = {number for number, match in ruled.items() if match.hidden_by is not None}
    left = [fact for fact in facts if fact.id not in gone and fact.id not in by_rule]
    taste = db.follows.taste(account.id)
    others, sure = what_others_open(db, rt, account.id, left)
    scored = score(
        left,
        account=account,
        follows=wishes,
        taste=replace(taste, signals=beside(sure, {**PRIOR, **taste.signals})) if others else taste,
        now=rt.clock(),
        activity=others,
        labels=labels_of(taste.weights, account.locale),
        broader=all_broader_topics(),
        adjustments=adjustments(ruled),
        search_hits=hits,
        memory=memory_of(rt, account.id),
    )
    passed = {slot.story.id for slot in scored}
    out = [fact for fact in left if fact.id not in passed]
    above = {topic: broader_topics(topic) for fact in out for topic in fact.topics}
    return Ranking(
        reader=reader,
        taste=taste,
        records=records,
        scored=scored,
        muted=muted_by(out, wishes, broader=above, search_hits=hits) if out else {},
        hidden=gone,
        ruled=ruled,
        search_hits=hits,
    )


def front_page(rt: Runtime, account: AccountId, *, order: Order = "mine", page: int = 1) -> FrontPageView:
    """One page of the account's stories, each with the reasons for its place."""
    now = rt.clock()
    with rt.store.read() as db:
        ranking = rank_stories(db, rt, account)
        last = page * PAGE + 1
        if order == "mine":
            person = ranking.reader.account
            slots = diversify(
                ranking.scored,
                size=last,
                widen=person.widen,
                sides=ranking.taste.sides,
                locale=person.locale,
            )
        else:
            slots = ordered(ranking.scored, order)[:last]
        shown = slots[(page - 1) * PAGE : page * PAGE]
        cards = make_cards(
            db,
            ranking.reader,
            [ranking.records[slot.story.id] for slot in shown],
            scored={slot.story.id: slot for slot in shown},
            tags=ranking.tags,
        )
        new = _new_since_visit(db, ranking, now)
    return FrontPageView(
        cards=cards,
        order=order,
        page=page,
        has_more=len(slots) > page * PAGE,
        made_at=now,
        hidden=len(ranking.why_hidden),
        new_since_visit=new,
        sources=len(ranking.reader.sources),
        progress=rt.progress,
    )


def _new_since_visit(db: Transaction, ranking: Ranking, now: datetime) -> int:
    """As many stories as the page "since last time" has: with a report that came in after the last visit."""
    seen = ranking.reader.account.last_seen_at
    if seen is None:
        return 0
    begin = max(seen, now - HORIZON)
    dated = [(one.story.id, one.story.last_at) for one in ranking.scored if one.story.last_at is not None]
    late = [number for number, at in dated if begin - LATE < at <= begin]
    came = sum(at > begin for at in db.reading.newest_seen(late).values())
    return came + sum(at > begin for _, at in dated)


def hidden(rt: Runtime, account: AccountId, *, page: int = 1) -> StoryList:
    """What mutes, rules and the account's own "hide" took from the front page, with the reason; nothing is lost."""
    with rt.store.read() as db:
        ranking = rank_stories(db, rt, account)
        why = ranking.why_hidden
        records = sorted((ranking.records[number] for number in why), key=lambda r: r.last_at, reverse=True)
        shown = records[(page - 1) * PAGE : page * PAGE]
        cards = make_cards(db, ranking.reader, shown, hidden_by=why)
    return StoryList(cards=cards, page=page, has_more=len(records) > page * PAGE, total=len(records))


def sections(rt: Runtime, account: AccountId) -> Sections:
    """The table of contents: what recent stories are about."""
    with rt.store.read() as db:
        reader = read_reader(db, account)
        topics = dict(_busiest(db, rt, Target.TOPIC))
        names = _busiest(db, rt, Target.ENTITY)
        known = db.stories.entity_names([key for key, _ in names])
        outlets = _busiest(db, rt, Target.OUTLET)
        languages = _busiest(db, rt, Target.LANGUAGE)
    locale = reader.account.locale
    counted = [
        (code, sum(count for c, count in topics.items() if c[:2] == code[:2])) for code in top_topics()
    ]
    by_kind: dict[str, list[tuple[Followable, int]]] = {"place": [], "person": [], "organisation": []}
    for key, count in names:
        name, kind = known.get(key, (key, ""))
        if kind in by_kind:
            by_kind[kind].append((reader.followable(Target.ENTITY, key, name, kind=kind), count))
    return Sections(
        topics=tuple(
            (reader.followable(Target.TOPIC, code, topic_label(code, locale)), count)
            for code, count in sorted(counted, key=lambda item: -item[1])
            if count
        ),
        places=tuple(by_kind["place"][:24]),
        people=tuple(by_kind["person"][:24]),
        organisations=tuple(by_kind["organisation"][:24]),
        outlets=tuple((reader.followable(Target.OUTLET, key, key), count) for key, count in outlets),
        languages=tuple(
            (reader.followable(Target.LANGUAGE, key, language_name(key, locale)), count)
            for key, count in languages
        ),
    )


def _busiest(db: Transaction, rt: Runtime, target: Target) -> Busy:
    """What recent stories are about, and how many: the same for all accounts, at most a minute old."""
    now = rt.clock()
    kept = _BUSIEST.setdefault(rt, {})
    known = kept.get(target)
    if known is None or not timedelta(0) <= now - known[0] < BUSIEST_HOLDS:
        found = db.stories.busiest(target, since=now - SECTION_HORIZON, limit=MOST_BUSY[target])
        known = kept[target] = (now, found)
    return known[1]


def section(rt: Runtime, account: AccountId, target: Target, key: str, *, page: int = 1) -> SectionView:
    """Everything about one topic, name, outlet, agency, author or language, newest first.

    NotFoundError for a search that the account did not save: those are the search page's.
    """
    with rt.store.write() as db:
        if target is Target.SEARCH and db.follows.get(account, target, key) is None:
            raise NotFoundError("you did not save this search")
        db.follows.seen(account, target, key, at=rt.clock())
    with rt.store.read() as db:
        reader = read_reader(db, account)
        found, total = db.stories.about(target, key, limit=PAGE, offset=(page - 1) * PAGE)
        visible = [record for record in found if reader.may_see(record)]
        cards = explained(db, rt, reader, visible)
        label, kind = name_of(db, target, key, reader.account.locale)
        subject = reader.followable(target, key, label, kind=kind)
        sources = _sources_of(db, key, reader) if target is Target.OUTLET else ()
        busy = dict(_busiest(db, rt, Target.TOPIC))
    locale = reader.account.locale
    above: tuple[Followable, ...] = ()
    below: tuple[Followable, ...] = ()
    if target is Target.TOPIC:
        above = tuple(
            reader.followable(target, code, topic_label(code, locale))
            for code in reversed(broader_topics(key))
        )
        below = tuple(
            reader.followable(target, code, topic_label(code, locale))
            for code in sorted(narrower_topics(key), key=lambda code: code not in busy)
        )
    return SectionView(
        subject=subject,
        cards=cards,
        page=page,
        has_more=total > page * PAGE,
        total=total,
        above=above,
        below=below,
        related=_related(visible, reader, target, key),
        aliases=also_called(key) if target is Target.ENTITY else (),
        sources=sources,
    )


def explained(
    db: Transaction, rt: Runtime, reader: Reader, records: Sequence[StoryRecord]
) -> tuple[StoryCard, ...]:
    """Cards of a list that has an order of its own: what speaks for each all the same, or what leaves it out."""
    ranking = rank_records(db, rt, reader, records, since=rt.clock() - HORIZON)
    scored = {one.story.id: one for one in ranking.scored}
    return make_cards(db, reader, records, scored=scored, hidden_by=ranking.why_hidden, tags=ranking.tags)


def name_of(db: Transaction, target: Target, key: str, locale: str) -> tuple[str, str]:
    """(label, kind) of anything that can be followed; NotFoundError for a story that is not there."""
    match target:
        case Target.TOPIC:
            return topic_label(key, locale), ""
        case Target.ENTITY:
            known = db.stories.entity_names([key]).get(key)
            return known or (_name_elsewhere(key, locale) or key.partition(":")[2].title() or key, "")
        case Target.LANGUAGE:
            return language_name(key, locale), ""
        case Target.STORY:
            return db.stories.get(int(key) if key.isdigit() else 0).headline, ""
        case Target.SOURCE:
            source = db.sources.get(SourceId(int(key) if key.isdigit() else 0))
            return source.title or source.url, ""
    return key, ""


def _name_elsewhere(key: str, locale: str) -> str:
    """What an entity is called that no story names yet, in *locale* if that is known."""
    return dict(reversed(also_called(key))).get(locale) or main_name(key)


def _sources_of(db: Transaction, outlet: str, reader: Reader) -> tuple[SourceRow, ...]:
    mine = [SourceId(number) for number in sorted(reader.sources)]
    return tuple(
        SourceRow(
            id=source.id,
            title=source.title or source.url,
            url=source.url,
            outlet=source.outlet,
            kind=source.kind,
            status=source.state.status,
            language=source.language,
            last_new_at=source.state.last_new_at,
            next_poll_at=source.state.next_poll_at,
            last_error=source.state.last_error,
        )
        for source in db.sources.all(mine)
        if outlet in (source.outlet, source.title)
    )


def _related(
    records: Sequence[StoryRecord], reader: Reader, target: Target, key: str
) -> tuple[Followable, ...]:
    """Names that these stories share."""
    named: Counter[tuple[str, str, str]] = Counter()
    for record in records:
        named.update((e.key, e.name, e.kind) for e in record.entities[:8] if e.key != key)
    return tuple(
        reader.followable(Target.ENTITY, entity, name, kind=kind)
        for (entity, name, kind), count in named.most_common(12)
        if count > 1
    )
