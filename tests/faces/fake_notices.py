"""Alerts, digests and catching up in the invented world."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from fake_world import CARDS, NOW

from kabar.errors import InputError
from kabar.model.account import Follow, Target
from kabar.model.notices import (
    Channel,
    ChannelKind,
    Issue,
    IssuePoint,
    IssueRow,
    IssueStory,
    NoticeSettings,
    NoticesView,
    OutgoingRow,
    Sending,
    Told,
)
from kabar.model.panels import CatchUpView
from kabar.model.views import StoryCard, StoryList

Note = Callable[..., int]


def _channel(number: int, kind: ChannelKind, label: str, **facts: Any) -> Channel:
    values = {"account": 1, "address": {}, "created_at": NOW - timedelta(days=30), **facts}
    return Channel(id=number, kind=kind, label=label, **values)


CHANNELS = (
    _channel(
        1, ChannelKind.MAIL, "ayu@example.org", alerts=True, digests=True, sent_at=NOW - timedelta(hours=5)
    ),
    _channel(
        2,
        ChannelKind.APPRISE,
        "ntfy",
        alerts=True,
        failures=3,
        error="ntfy: the server refuses connections",
        sent_at=NOW - timedelta(days=2),
    ),
    _channel(3, ChannelKind.PUSH, "Firefox · Android"),
)


class FakeNoticing:
    """kabar.service.noticing"""

    def __init__(self, note: Note) -> None:
        self._note = note
        self.channels: Sequence[Channel] = CHANNELS

    def notices(self, rt: Any, account: int) -> NoticesView:
        lead, second = CARDS[0], CARDS[2]
        return NoticesView(
            settings=NoticeSettings(rhythm="daily", hour=7),
            channels=tuple(self.channels),
            alerting=(Follow(target=Target.ENTITY, key="Q1", label="Demak", alert=True),),
            rules=("alert if name:Q1490 and section:weather",),
            told=(
                Told(
                    story=lead.id,
                    at=NOW,
                    kind="new",
                    headline=lead.headline,
                    language=lead.language,
                    why="You follow Demak",
                ),
                Told(
                    story=second.id, at=NOW, kind="held", headline=second.headline, language=second.language
                ),
            ),
            outgoing=(
                OutgoingRow(
                    id=1,
                    channel=1,
                    label="ayu@example.org",
                    kind="alert",
                    title=lead.headline,
                    state=Sending.SENT,
                    created_at=NOW,
                    sent_at=NOW - timedelta(minutes=9),
                ),
                OutgoingRow(
                    id=2,
                    channel=2,
                    label="ntfy",
                    kind="alert",
                    title=lead.headline,
                    state=Sending.WAITING,
                    created_at=NOW,
                    next_at=NOW + timedelta(minutes=15),
                    attempts=3,
                    error="ntfy: the server refuses connections",
                ),
                OutgoingRow(
                    id=3,
                    channel=2,
                    label="ntfy",
                    kind="alert",
                    title="<b>Panen raya</b>",
                    state=Sending.UNCERTAIN,
                    created_at=NOW,
                    attempts=1,
                    error="Kabar ended while it was being sent; it may have arrived, so it is not sent again by itself",
                ),
            ),
            issues=(
                IssueRow(
                    id=4,
                    rhythm="daily",
                    at=NOW - timedelta(hours=5),
                    stories=10,
                    headline=lead.headline,
                    language=lead.language,
                ),
            ),
            mail_ready=True,
        )

    def set_alerts(self, rt: Any, account: int, **wishes: Any) -> int:
        if wishes["cap"] < 1:
            raise InputError("Choose between 1 and 50 alerts a day.")
        return self._note("set_alerts", account, wishes)

    def set_digests(self, rt: Any, account: int, **wishes: Any) -> int:
        return self._note("set_digests", account, wishes)

    def add_channel(
        self, rt: Any, account: int, kind: ChannelKind, address: Mapping[str, str], *, label: str = ""
    ) -> Channel:
        if kind is ChannelKind.MAIL and "@" not in address.get("to", ""):
            raise InputError("That is no mail address; one looks like name@example.org.")
        self._note("add_channel", account, kind.value, dict(address))
        return _channel(9, kind, label or "new")

    def switch(self, rt: Any, account: int, channel: int, **uses: Any) -> int:
        return self._note("switch", account, channel, uses)

    def remove_channel(self, rt: Any, account: int, channel: int) -> int:
        return self._note("remove_channel", account, channel)

    def send_again(self, rt: Any, account: int, number: int) -> None:
        self._note("send_again", account, number)

    def stop(self, rt: Any, channel: int) -> Channel:
        self._note("stop", channel)
        return replace(CHANNELS[0], alerts=False, digests=False)

    def issue(self, rt: Any, account: int, number: int) -> Issue:
        return Issue(
            id=number, at=NOW, since=NOW - timedelta(days=1), stories=tuple(map(_told, CARDS[:5])), left=12
        )


def _told(card: StoryCard) -> IssueStory:
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
        reasons=tuple(reason.text for reason in card.reasons[:3]),
    )


class FakeCatching:
    """kabar.service.catching"""

    def since(self, rt: Any, account: int) -> CatchUpView:
        follow = Follow(target=Target.ENTITY, key="Q1", label="Demak")
        return CatchUpView(
            which="since",
            cards=tuple(CARDS[:6]),
            goes_on=(replace(CARDS[7], read=True, new_since_read=2),),
            followed=((follow, 3),),
            since=NOW - timedelta(hours=9),
            until=NOW,
            left=6,
        )

    def day(self, rt: Any, account: int) -> CatchUpView:
        return CatchUpView(
            which="day", cards=tuple(CARDS[:10]), since=NOW - timedelta(days=1), until=NOW, left=31
        )

    def week(self, rt: Any, account: int) -> CatchUpView:
        return CatchUpView(which="week", cards=(), since=NOW - timedelta(days=7), until=NOW)

    def unread(self, rt: Any, account: int, *, page: int = 1) -> StoryList:
        return StoryList(cards=tuple(CARDS[3:8]), page=page, total=5)
