"""Look for stories that are worth an alert, for every account that wants alerts; gather, decide, write."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kabar.digest.alerting import decide
from kabar.digest.schedule import day_start, is_quiet
from kabar.digest.stopping import stop_link
from kabar.digest.typesetting import alert_message
from kabar.log import logger
from kabar.model.account import Follow, MarkKind, Target
from kabar.model.ids import AccountId
from kabar.model.notices import Alert, Channel, ChannelKind, NewReport, NoticeSettings, Occasion, Told
from kabar.model.story import StoryFacts, StoryRecord
from kabar.rank.explain import sentence
from kabar.rank.rules import Match
from kabar.rank.targets import FollowIndex, index_follows, story_targets
from kabar.runtime import Runtime
from kabar.service.cards import headline_for
from kabar.service.frontpage import Ranking, rank_stories
from kabar.service.topics import broader_topics
from kabar.store import Transaction

LOOK_BACK = timedelta(hours=48)  # stories without a report for longer are no news
# Asked for one by one: a person who follows an author wants each piece, however many report it.
EXPLICIT = frozenset((Target.AUTHOR, Target.OUTLET, Target.SOURCE, Target.STORY, Target.SEARCH))


def look(rt: Runtime) -> int:
    """Decide on alerts for everyone, and put them into the outbox; return how many messages that were.

    One process at a time: another that looks meanwhile waits, and then finds it done.
    """
    with rt.store.read() as db:
        wishes = db.channels.wishes()
        wanting = [account for account in wishes if _alert_channels(db.channels.of(account))]
    if not wanting:
        return 0
    with rt.store.lock("notices"):
        return sum(_look_for(rt, account, wishes[account]) for account in wanting)


def _alert_channels(channels: Sequence[Channel]) -> list[Channel]:
    return [channel for channel in channels if channel.alerts and not channel.gone]


def _look_for(rt: Runtime, account: AccountId, settings: NoticeSettings) -> int:
    now = rt.clock()
    with rt.store.read() as db:
        person = db.accounts.get(account)
        if settings.since is None or is_quiet(settings, now, person.timezone):
            return 0
        ranking = rank_stories(db, rt, account)
        lines = {line.text.strip(): line.created_at for line in db.rules.of(account) if line.enabled}
        reasons = _reasons(ranking, lines, since=settings.since, now=now)
        if not reasons:
            return 0
        occasions = _occasions(db, ranking, reasons, now=now)
        sent = db.alerts.count(account, since=day_start(now, person.timezone))
    alerts = decide(occasions, settings, now=now, sent_today=sent)
    if not alerts:
        return 0
    go = [alert for alert in alerts if alert.kind != "held"]
    more = len(alerts) - len(go)
    base = rt.base_url
    records = ranking.records
    told = tuple(_told(alert, records[alert.occasion.story], ranking, now) for alert in alerts)
    count = 0
    key = f"alert:{now.isoformat()}:{'.'.join(str(alert.occasion.story) for alert in go)}"
    with rt.store.write() as db:
        db.alerts.add(account, told)
        secret = db.secrets.get("stop")
        for channel in _alert_channels(db.channels.of(account)) if go else ():
            stop = stop_link(base, channel.id, secret) if channel.kind is ChannelKind.MAIL else ""
            message = alert_message(go, records, ranking.reader, held=more, base=base, now=now, stop=stop)
            count += db.outbox.put(channel, "alert", key, message, at=now) is not None
    logger().info("alerts.decided", account=account, stories=len(go), held=more, messages=count)
    return count


def _told(alert: Alert, record: StoryRecord, ranking: Ranking, now: datetime) -> Told:
    headline, language, _ = headline_for(record, ranking.reader.account)
    story, why = alert.occasion.story, alert.occasion.why
    return Told(story=story, at=now, kind=alert.kind, headline=headline, language=language, why=why)


_Reason = tuple[str, bool, datetime]  # words, asked for one by one, since when


def _reasons(
    ranking: Ranking, lines: Mapping[str, datetime], *, since: datetime, now: datetime
) -> dict[int, _Reason]:
    """Story -> why it may be worth an alert; only stories that the front page may show."""
    locale = ranking.reader.account.locale
    alerting = [f for f in ranking.reader.follows.values() if f.alert and not f.muted]
    topics = {topic for one in ranking.scored for topic in one.story.topics}
    broader = {topic: broader_topics(topic) for topic in topics}
    index = index_follows(alerting, broader=broader, search_hits=ranking.search_hits)
    found: dict[int, _Reason] = {}
    for one in ranking.scored:
        story = one.story
        if story.last_at is None or story.last_at < now - LOOK_BACK:
            continue
        by_rule = _by_rule(ranking.ruled.get(story.id), lines, since, locale)
        by_follow = _by_follow(index, story, since, locale) if alerting else None
        if by_rule or by_follow:
            found[story.id] = by_rule or by_follow  # type: ignore[assignment]  # one of them is there
    return found


def _by_rule(
    match: Match | None, lines: Mapping[str, datetime], since: datetime, locale: str
) -> _Reason | None:
    if match is None or match.alert_by is None:
        return None
    rule = match.alert_by.source
    return sentence("rule.alert", locale, label=rule), True, max(since, lines.get(rule, since))


def _by_follow(index: FollowIndex, facts: StoryFacts, since: datetime, locale: str) -> _Reason | None:
    met = list(index.met(facts, story_targets(facts)).values())
    if not met:
        return None
    met.sort(key=lambda follow: follow.target not in EXPLICIT)
    first = met[0]
    # The narrowest wish gives the words; the time is the earliest at which any of them was switched on.
    begun = min(max(since, follow.alert_at or since) for follow in met)
    return _words(first, locale), first.target in EXPLICIT, begun


def _words(follow: Follow, locale: str) -> str:
    if follow.target is Target.STORY:
        return sentence("follow.story", locale)
    text_id = "follow.search" if follow.target is Target.SEARCH else "follow"
    return sentence(text_id, locale, label=follow.label or follow.key)


def _occasions(
    db: Transaction, ranking: Ranking, reasons: Mapping[int, _Reason], *, now: datetime
) -> list[Occasion]:
    account = ranking.reader.account
    told = db.alerts.about(account.id, list(reasons))
    marks = db.marks.on_stories(account.id, list(reasons))
    reports = db.alerts.reports(list(reasons))
    scores = {one.story.id: one.score for one in ranking.scored}
    found = []
    for story, (why, explicit, since) in reasons.items():
        record = ranking.records[story]
        earlier = [one for one in told.get(story, ()) if one.at > now - timedelta(days=1)]
        found.append(
            Occasion(
                story=story,
                why=why,
                explicit=explicit,
                since=since,
                independent=record.independent,
                score=scores[story],
                read_at=marks.get(story, {}).get(MarkKind.READ),
                reports=_with_points(record, reports.get(story, ()), headline_for(record, account)[1]),
                told=max((one.at for one in told.get(story, ())), default=None),
                updates=len(earlier),
            )
        )
    return found


def _with_points(record: StoryRecord, reports: Sequence[NewReport], language: str) -> tuple[NewReport, ...]:
    """Each report with the story's key points that it is among the first to say."""
    said: dict[int, list[str]] = {}
    for point in record.summary_in(language).points:
        for article in (point.article, *point.also):
            said.setdefault(article, []).append(point.text)
    return tuple(replace(report, points=tuple(said.get(report.article, ()))) for report in reports)
