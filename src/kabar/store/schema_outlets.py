"""Tables about how pages are read: own rules, pages read again, reports of bad extraction."""

import sqlalchemy as sa

from kabar.store.schema import metadata
from kabar.store.types import CleanText, Json, UtcDateTime
from kabar.store.types import id_column as _id
from kabar.store.types import reference as _ref

outlet_rules = sa.Table(
    "outlet_rules",
    metadata,
    sa.Column("outlet", CleanText, primary_key=True),  # host without `www.`, maybe with a path
    sa.Column("keep", Json, nullable=False),  # CSS selectors
    sa.Column("drop", Json, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)

rereadings = sa.Table(
    "rereadings",
    metadata,
    _id(),
    sa.Column("outlet", CleanText, nullable=False, default=""),  # "": all
    sa.Column("since", UtcDateTime),
    sa.Column("reason", sa.String(12), nullable=False),  # asked, rule
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False, default=0),
    sa.Column("changed", sa.Integer, nullable=False, default=0),
    sa.Column("failed", sa.Integer, nullable=False, default=0),
    sa.Column("after", sa.Integer, nullable=False, default=0),  # the last article read: where to go on
    sa.Column("upto", sa.Integer, nullable=False),  # the last article when it began
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),  # null: under way
    sqlite_autoincrement=True,
)

bad_extractions = sa.Table(
    "bad_extractions",
    metadata,
    _id(),
    _ref("account_id", "accounts.id", nullable=True),
    _ref("article_id", "articles.id", index=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("note", CleanText, nullable=False, default=""),
    sa.Column("extractor", CleanText, nullable=False, server_default=""),  # which made the text
    sa.Column("quality", sa.Float, nullable=False, server_default="0"),
    sa.Column("settled_at", UtcDateTime),  # null: open; its page is kept
    sqlite_autoincrement=True,
)
