"""Catching up: since the last visit, the day in ten stories, the week, and what is still unread. Each has an end."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from kabar.model.account import MarkKind
from kabar.model.frontpage import Scored
from kabar.model.ids import AccountId
from kabar.model.panels import CatchUpView
from kabar.model.views import StoryCard, StoryList
from kabar.rank import diversify
from kabar.runtime import Runtime
from kabar.service.cards import make_cards
from kabar.service.frontpage import PAGE, Ranking, rank_stories
from kabar.store import Transaction

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
TEN = 10
# How much older than its day a story may be that came in late: a new source brings its last weeks at once, and they
# are not today's news; a source that is polled seldom still has its say.
LATE = timedelta(hours=12)
MOST_SINCE = 40  # stories since the last visit that are shown; a page that can be read to its end


def since(rt: Runtime, account: AccountId) -> CatchUpView:
    """What came since the account was last here: new stories, and read ones that went on."""
    now = rt.clock()
    with rt.store.read() as db:
        ranking = rank_stories(db, rt, account)
        seen = ranking.reader.account.last_seen_at
        begin = max(seen or now - DAY, now - WEEK)
        newest = db.reading.newest_seen(list(ranking.records))
        came = [one for one in ranking.scored if newest.get(one.story.id, begin) > begin]
        marks = db.marks.on_stories(account, [one.story.id for one in came])
        read = {n: made[MarkKind.READ] for n, made in marks.items() if MarkKind.READ in made}
        goes_on = [one for one in came if one.story.id in read and newest[one.story.id] > read[one.story.id]]
        fresh = [one for one in came if one.story.id not in read]
        chosen = _page_of(fresh, ranking, size=MOST_SINCE)
        cards = _cards(db, ranking, chosen)
        more = _cards(db, ranking, goes_on[:TEN])
        counts = db.follows.counts(account)
    followed = [(f, counts.get((f.target.value, f.key), 0)) for f in ranking.reader.follows.values()]
    return CatchUpView(
        which="since",
        cards=cards,
        goes_on=more,
        followed=tuple((f, count) for f, count in followed if count and not f.muted)[:12],
        since=begin,
        until=now,
        known=seen is not None,
        left=len(fresh) - len(chosen),
    )


def day(rt: Runtime, account: AccountId, *, size: int = TEN) -> CatchUpView:
    """The last 24 hours in ten stories."""
    return _round_up(rt, account, which="day", back=DAY, size=size)


def week(rt: Runtime, account: AccountId, *, size: int = TEN) -> CatchUpView:
    """The last seven days in ten stories: how new something is does not count here."""
    return _round_up(rt, account, which="week", back=WEEK, size=size)


def between(
    db: Transaction, rt: Runtime, account: AccountId, *, begin: datetime, size: int, fade: bool
) -> tuple[Ranking, list[Scored], int]:
    """The best *size* stories with something that came in after *begin* and is not much older, and how many there are.

    fade: whether newer stories stand higher; over a week they would push its beginning off the page.
    """
    ranking = rank_stories(db, rt, account)
    newest = db.reading.newest_seen(list(ranking.records))
    found = [
        one
        for one in ranking.scored
        if newest.get(one.story.id, begin) > begin and ranking.records[one.story.id].last_at > begin - LATE
    ]
    if not fade:
        found = sorted(map(without_freshness, found), key=lambda one: (-one.score, -one.story.id))
    return ranking, _page_of(found, ranking, size=size), len(found)


def without_freshness(one: Scored) -> Scored:
    """The same story, as it would stand if all were equally new; the parts still add up to the score."""
    reasons = tuple(reason for reason in one.reasons if reason.signal != "freshness")
    return replace(one, reasons=reasons, score=math.fsum(reason.part for reason in reasons))


def _round_up(
    rt: Runtime, account: AccountId, *, which: Literal["day", "week"], back: timedelta, size: int
) -> CatchUpView:
    now = rt.clock()
    with rt.store.read() as db:
        ranking, chosen, total = between(db, rt, account, begin=now - back, size=size, fade=which == "day")
        cards = _cards(db, ranking, chosen)
    return CatchUpView(
        which=which,
        cards=cards,
        since=now - back,
        until=now,
        left=total - len(chosen),
    )


def unread(rt: Runtime, account: AccountId, *, page: int = 1) -> StoryList:
    """Stories of the last days that the account has not read, best first."""
    with rt.store.read() as db:
        ranking = rank_stories(db, rt, account)
        marks = db.marks.on_stories(account, [one.story.id for one in ranking.scored])
        found = [one for one in ranking.scored if MarkKind.READ not in marks.get(one.story.id, {})]
        shown = found[(page - 1) * PAGE : page * PAGE]
        cards = _cards(db, ranking, shown)
    return StoryList(cards=cards, page=page, has_more=len(found) > page * PAGE, total=len(found))


def _page_of(found: Sequence[Scored], ranking: Ranking, *, size: int) -> list[Scored]:
    person = ranking.reader.account
    return diversify(found, size=size, widen=person.widen, sides=ranking.taste.sides, locale=person.locale)


def _cards(db: Transaction, ranking: Ranking, chosen: Sequence[Scored]) -> tuple[StoryCard, ...]:
    records = [ranking.records[one.story.id] for one in chosen]
    scored: Mapping[int, Scored] = {one.story.id: one for one in chosen}
    return make_cards(db, ranking.reader, records, scored=scored, tags=ranking.tags)
