"""Digests: what stands in one, when one is made, and the messages that carry it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from kabar.digest.schedule import is_due, period
from kabar.digest.stopping import stop_link
from kabar.digest.typesetting import digest_message
from kabar.log import logger
from kabar.model.account import Follow
from kabar.model.frontpage import Scored
from kabar.model.ids import AccountId
from kabar.model.notices import (
    ChannelKind,
    Issue,
    IssuePoint,
    IssueStory,
    NoticeSettings,
    Rhythm,
)
from kabar.model.views import StoryCard
from kabar.runtime import Runtime
from kabar.service.cards import make_cards
from kabar.service.catching import between
from kabar.store import Transaction

MOST_REASONS = 3
MOST_FOLLOWED = 12


def make_issue(
    rt: Runtime,
    account: AccountId,
    *,
    rhythm: Rhythm = "daily",
    size: int = 10,
    since: datetime | None = None,
) -> Issue:
    """A digest as it would be now; nothing is kept and nothing is sent."""
    now = rt.clock()
    begin = max(since or now - period(rhythm), now - period(rhythm))
    with rt.store.read() as db:
        ranking, chosen, total = between(db, rt, account, begin=begin, size=size, fade=rhythm != "weekly")
        records = [ranking.records[one.story.id] for one in chosen]
        scored: dict[int, Scored] = {one.story.id: one for one in chosen}
        cards = make_cards(db, ranking.reader, records, scored=scored, points=2)
        lead = db.reading.articles([card.lead_article for card in cards if card.lead_article])
        counts = db.follows.counts(account)
    urls = {number: article.url or "" for number, article in lead.items()}
    follows = [f for f in ranking.reader.follows.values() if not f.muted]
    return Issue(
        rhythm=rhythm,
        at=now,
        since=begin,
        stories=tuple(_story(card, urls.get(card.lead_article or 0, "")) for card in cards),
        followed=_followed(follows, counts),
        left=total - len(chosen),
    )


def _story(card: StoryCard, url: str) -> IssueStory:
    return IssueStory(
        id=card.id,
        headline=card.headline,
        language=card.language,
        section=card.section.label if card.section else "",
        place=card.place or "",
        points=tuple(IssuePoint(text=p.text, language=p.language, outlet=p.outlet) for p in card.points),
        outlets=card.outlets,
        independent=card.independent,
        articles=card.articles,
        languages=len(card.languages),
        at=card.last_at,
        # "New 5 minutes ago" would be wrong when it is read.
        reasons=tuple(r.text for r in card.reasons if r.signal != "freshness" and r.part > 0)[:MOST_REASONS],
        url=url if url.startswith(("https://", "http://")) else "",
        discovery=card.discovery,
    )


def _followed(
    follows: Sequence[Follow], counts: dict[tuple[str, str], int]
) -> tuple[tuple[str, str, int], ...]:
    found = [(f.label or f.key, path_of(f), counts.get((f.target.value, f.key), 0)) for f in follows]
    busy = sorted((item for item in found if item[2]), key=lambda item: -item[2])
    return tuple(busy[:MOST_FOLLOWED])


def path_of(follow: Follow) -> str:
    """The page of what is followed."""
    place = "sources" if follow.target == "source" else follow.target.value
    return f"/{place}/{quote(follow.key, safe='')}"


def make_due(rt: Runtime) -> int:
    """Make the digests that are due, and put them into the outbox; return how many were made."""
    now = rt.clock()
    with rt.store.read() as db:
        wishes = db.channels.wishes()
        zones = {account: db.accounts.get(account).timezone for account in wishes}
    due = {
        account: slot
        for account, settings in wishes.items()
        if (slot := is_due(settings, now, zones[account])) is not None
    }
    if not due:
        return 0
    with rt.store.lock("notices"):
        return sum(_make(rt, account, wishes[account], slot) for account, slot in due.items())


def _make(rt: Runtime, account: AccountId, settings: NoticeSettings, slot: datetime) -> bool:
    with rt.store.read() as db:
        before = db.digests.newest(account, limit=1)
    since = before[0].at if before else None
    issue = make_issue(rt, account, rhythm=settings.rhythm, size=settings.stories, since=since)
    with rt.store.write() as db:
        # As it is now: the person may have changed it while the digest was being made.
        present = db.channels.settings(account)
        if is_due(present, rt.clock(), db.accounts.get(account).timezone) != slot:
            return False
        db.channels.save_settings(account, replace(present, digest_slot=slot))
        if not issue.stories:
            return False  # a day without news needs no mail
        made = keep_and_post(db, rt, account, issue, slot=slot)
    logger().info("digest.made", account=account, stories=len(issue.stories))
    return made is not None


def keep_and_post(
    db: Transaction, rt: Runtime, account: AccountId, issue: Issue, *, slot: datetime
) -> Issue | None:
    """Keep *issue* and put it into the outbox for every channel that takes digests; None when it was made already."""
    number = db.digests.add(account, issue, slot=slot)
    if number is None:
        return None
    issue = replace(issue, id=number)
    person = db.accounts.get(account)
    secret = db.secrets.get("stop")
    for channel in db.channels.of(account):
        if not channel.digests or channel.gone:
            continue
        stop = stop_link(rt.base_url, channel.id, secret) if channel.kind is ChannelKind.MAIL else ""
        message = digest_message(issue, person, base=rt.base_url, stop=stop)
        db.outbox.put(channel, "digest", f"digest:{number}", message, at=rt.clock())
    return issue


def send_one_now(rt: Runtime, account: AccountId) -> Issue | None:
    """Make a digest at once and post it; None when there is nothing to tell."""
    with rt.store.read() as db:
        settings = db.channels.settings(account)
    rhythm: Rhythm = "daily" if settings.rhythm == "off" else settings.rhythm
    issue = make_issue(rt, account, rhythm=rhythm, size=settings.stories)
    if not issue.stories:
        return None
    with rt.store.write() as db:
        return keep_and_post(db, rt, account, issue, slot=rt.clock())
