"""Alerts and digests: where they go, when, what was sent, and what went wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from kabar.model.account import Follow

Rhythm = Literal["off", "daily", "weekly"]
NoticeKind = Literal["alert", "digest", "test"]


class ChannelKind(StrEnum):
    """A way to reach a person."""

    MAIL = "mail"  # address: {"to"}
    APPRISE = "apprise"  # address: {"url"}: one of the services that Apprise knows
    PUSH = "push"  # address: {"endpoint", "p256dh", "auth"}: a browser's Web Push subscription
    FILE = "file"  # address: {}: files in the data folder


class Sending(StrEnum):
    """How far a notice is on its way."""

    WAITING = "waiting"  # to be sent, or to be tried again
    SENDING = "sending"  # in somebody's hands
    SENT = "sent"
    FAILED = "failed"  # given up; the person can send it again
    UNCERTAIN = "uncertain"  # Kabar ended while sending: it may have arrived, so it is not sent twice


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettings:
    """What an account wants to be told, and when. Nothing is sent as long as no channel is switched on."""

    cap: int = 5  # alerts a day
    quiet_from: int | None = 22  # hour of the account's day; None: no quiet hours
    quiet_to: int = 7
    least_reports: int = 2  # independent reports that make a story important enough
    rhythm: Rhythm = "off"  # of digests
    hour: int = 7  # of the account's day
    weekday: int = 6  # of the weekly digest, 0 Monday .. 6 Sunday
    stories: int = 10  # in a digest
    since: datetime | None = None  # when the first channel was switched on for alerts
    digest_slot: datetime | None = None  # the last moment for which a digest was made


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way by which one account is reached."""

    id: int
    account: int
    kind: ChannelKind
    label: str  # what the person calls it; shows no secret
    address: Mapping[str, str]  # secret
    created_at: datetime
    alerts: bool = False
    digests: bool = False
    sent_at: datetime | None = None  # last success
    failures: int = 0  # in a row
    error: str = ""  # the last failure, in words; "" after a success
    gone: bool = False  # the other side ended it for good: nothing is sent any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be sent, for every kind of channel."""

    title: str
    text: str  # plain, complete
    html: str = ""  # "": the text is all there is
    url: str = ""  # where pressing it leads
    tag: str = ""  # a later message with the same tag takes its place where that is possible
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message on its way through one channel."""

    id: int
    channel: Channel
    kind: NoticeKind
    message: Message
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingRow:
    """The same, as the person sees it in the list."""

    id: int
    channel: int
    label: str  # of the channel
    kind: NoticeKind
    title: str
    state: Sending
    created_at: datetime
    sent_at: datetime | None = None
    next_at: datetime | None = None  # of the next try
    attempts: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert that an account had about a story, or would have had."""

    story: int
    at: datetime
    kind: Literal["new", "update", "held"]  # held: the day's cap was reached
    headline: str = ""
    language: str = "und"
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesView:
    """The page of alerts and digests."""

    settings: NoticeSettings
    channels: tuple[Channel, ...] = ()
    alerting: tuple[Follow, ...] = ()  # follows with their alert on
    rules: tuple[str, ...] = ()  # rules that alert
    told: tuple[Told, ...] = ()  # newest first
    outgoing: tuple[OutgoingRow, ...] = ()  # newest first
    issues: tuple["IssueRow", ...] = ()  # newest first
    mail_ready: bool = False  # a mail server is configured
    push_key: str = ""  # for browsers: the application server's public key
    next_digest_at: datetime | None = None
    undo: int | None = None


# Digests


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePoint:
    """A key point with who says it."""

    text: str
    language: str
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueStory:
    """A story as a digest tells it."""

    id: int
    headline: str
    language: str
    section: str = ""
    place: str = ""
    points: tuple[IssuePoint, ...] = ()
    outlets: tuple[str, ...] = ()
    independent: int = 1
    articles: int = 1
    languages: int = 1
    at: datetime | None = None  # the newest report
    reasons: tuple[str, ...] = ()
    url: str = ""  # of the report that speaks for it
    discovery: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One digest, whole."""

    id: int = 0  # 0: a preview
    rhythm: Rhythm = "daily"
    at: datetime
    since: datetime
    stories: tuple[IssueStory, ...] = ()
    followed: tuple[tuple[str, str, int], ...] = ()  # (label, path, stories with something new)
    left: int = 0  # further stories of the time that are not in it


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """A digest in the list of those made."""

    id: int
    rhythm: Rhythm
    at: datetime
    stories: int
    headline: str = ""  # of its first story
    language: str = "und"


# Alerts: what the decision is made from


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A story that meets something the account wants to be alerted to."""

    story: int
    why: str  # in words
    explicit: bool  # asked for so narrowly that the number of reports does not matter
    since: datetime  # alerts for this were switched on
    independent: int
    score: float
    read_at: datetime | None = None
    reports: Sequence["NewReport"] = ()  # of its own, oldest first; copies left out
    told: datetime | None = None  # the last alert about it
    updates: int = 0  # alerts about it in the last day


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """One report of a story, as far as alerts must know it."""

    article: int
    outlet: str
    title: str
    seen_at: datetime
    points: tuple[str, ...] = ()  # key points of the story that stand in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The decision to alert to a story."""

    occasion: Occasion
    kind: Literal["new", "update", "held"]
    news: tuple[str, ...] = ()  # what is new in it, for an update
