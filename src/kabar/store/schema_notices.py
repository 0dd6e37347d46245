"""The tables of alerts and digests: where they go, what was told, what is on its way."""

import sqlalchemy as sa

from kabar.store.schema import metadata
from kabar.store.types import CleanText, Json, UtcDateTime
from kabar.store.types import id_column as _id
from kabar.store.types import reference as _ref

channels = sa.Table(
    "channels",
    metadata,
    _id(),
    _ref("account_id", "accounts.id", index=True),
    sa.Column("kind", sa.String(10), nullable=False),  # model.notices.ChannelKind
    sa.Column("label", CleanText, nullable=False),
    sa.Column("address", Json, nullable=False),  # secret: where and with what key
    sa.Column("alerts", sa.Boolean, nullable=False, default=False),
    sa.Column("digests", sa.Boolean, nullable=False, default=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("sent_at", UtcDateTime),
    sa.Column("failures", sa.Integer, nullable=False, default=0),
    sa.Column("error", CleanText, nullable=False, default=""),
    sa.Column("gone", sa.Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

notice_settings = sa.Table(
    "notice_settings",
    metadata,
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("data", Json, nullable=False),  # model.notices.NoticeSettings
)

alerts = sa.Table(
    "alerts",
    metadata,
    _id(),
    _ref("account_id", "accounts.id"),
    sa.Column("story_id", sa.Integer, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),  # new, update, held
    sa.Column("headline", CleanText, nullable=False, default=""),
    sa.Column("language", sa.String(35), nullable=False, default="und"),
    sa.Column("why", CleanText, nullable=False, default=""),
    sa.Index("ix_alerts_account_id_story_id", "account_id", "story_id"),
    sa.Index("ix_alerts_account_id_at", "account_id", "at"),
    sqlite_autoincrement=True,
)

digests = sa.Table(
    "digests",
    metadata,
    _id(),
    _ref("account_id", "accounts.id"),
    sa.Column("rhythm", sa.String(8), nullable=False),  # daily, weekly
    sa.Column("slot", UtcDateTime, nullable=False),  # the moment for which it was made
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("content", Json, nullable=False),  # model.notices.Issue
    sa.UniqueConstraint("account_id", "slot"),
    sqlite_autoincrement=True,
)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    _ref("account_id", "accounts.id", index=True),
    _ref("channel_id", "channels.id"),
    sa.Column("kind", sa.String(8), nullable=False),  # alert, digest, test
    sa.Column("key", CleanText, nullable=False),  # what it is about: nothing goes twice through a channel
    sa.Column("title", CleanText, nullable=False),
    sa.Column("content", Json),  # model.notices.Message; null once it was sent
    sa.Column("state", sa.String(10), nullable=False),  # model.notices.Sending
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("next_at", UtcDateTime),
    sa.Column("leased_until", UtcDateTime),
    sa.Column("sent_at", UtcDateTime),
    sa.Column("error", CleanText, nullable=False, default=""),
    sa.UniqueConstraint("channel_id", "key"),
    sa.Index("ix_outbox_state_next_at", "state", "next_at"),
    sqlite_autoincrement=True,
)
