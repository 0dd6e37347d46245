"""The table of hubs; it belongs to `schema.py`, whose page is full."""

import sqlalchemy as sa

from kabar.store.schema import metadata
from kabar.store.types import CleanText, UtcDateTime
from kabar.store.types import reference as _ref

hubs = sa.Table(
    "hubs",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),  # last part of the callback's path
    _ref("source_id", "sources.id", index=True),
    sa.Column("hub", CleanText, nullable=False),
    sa.Column("topic", CleanText, nullable=False),
    sa.Column("secret", sa.String(64), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),  # wanted, asked, active, refused, ending
    sa.Column("asked_at", UtcDateTime),
    sa.Column("verified_at", UtcDateTime),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("due_at", UtcDateTime, index=True),  # when the hub is to be asked (again)
    sa.Column("error", CleanText),
)
