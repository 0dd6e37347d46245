"""The tables: the one description of the data. Migrations lead here, and a test holds them to it."""

import sqlalchemy as sa

from kabar.store.types import CleanText, Json, UtcDateTime, VectorBytes
from kabar.store.types import id_column as _id
from kabar.store.types import reference as _ref

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# --- what comes in -------------------------------------------------------------------------------

sources = sa.Table(
    "sources",
    metadata,
    _id(),
    sa.Column("url", CleanText, nullable=False, unique=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("title", CleanText, nullable=False, default=""),
    sa.Column("site_url", CleanText),
    sa.Column("outlet", CleanText, nullable=False, default=""),
    sa.Column("language", sa.String(35)),
    sa.Column("host", CleanText, nullable=False, default=""),
    sa.Column("rule", Json),  # how entries are found on a page without a feed
    sa.Column("added_at", UtcDateTime, nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False, default=False),
    sa.Column("status", sa.String(16), nullable=False, default="new"),
    sa.Column("next_poll_at", UtcDateTime, index=True),  # null: never (paused, gone, manual)
    sa.Column("state", Json, nullable=False),  # model.feed.PollState
    sa.Column("warnings", Json, nullable=False),
    sa.Column("leased_until", UtcDateTime),
    sa.Column("attempt", sa.Integer, nullable=False, default=0),
    sqlite_autoincrement=True,
)

hosts = sa.Table(
    "hosts",
    metadata,
    sa.Column("host", CleanText, primary_key=True),  # without a port
    sa.Column("holder", sa.String(40), nullable=False),  # the process that asks it
    sa.Column("held_until", UtcDateTime, nullable=False),  # until then nobody else may
    sa.Column("paused_until", UtcDateTime),  # Retry-After: nobody may
)

polls = sa.Table(
    "polls",
    metadata,
    _id(),
    _ref("source_id", "sources.id"),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("ok", sa.Boolean, nullable=False),
    sa.Column("new_entries", sa.Integer, nullable=False),
    sa.Column("error_kind", sa.String(40)),
    sa.Index("ix_polls_source_id_id", "source_id", "id"),
    sqlite_autoincrement=True,
)

entries = sa.Table(
    "entries",
    metadata,
    _id(),
    _ref("source_id", "sources.id"),
    sa.Column("key", CleanText, nullable=False),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    _ref("article_id", "articles.id", nullable=True, index=True),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
    sa.Column("published_at", UtcDateTime),
    sa.Column("updated_at", UtcDateTime),
    sa.Column("content", sa.LargeBinary),  # the entry as published, packed; null after a purge
    sa.UniqueConstraint("source_id", "key"),
    sqlite_autoincrement=True,
)

articles = sa.Table(
    "articles",
    metadata,
    _id(),
    sa.Column("url", CleanText),
    _ref("source_id", "sources.id", nullable=True, index=True),  # the first that carried it
    sa.Column("outlet", CleanText, nullable=False, default=""),
    sa.Column("title", CleanText, nullable=False, default=""),
    sa.Column("language", sa.String(35), nullable=False, default="und"),
    sa.Column("authors", Json, nullable=False),
    sa.Column("published_at", UtcDateTime),
    sa.Column("modified_at", UtcDateTime),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime),  # when we last saw its text change
    sa.Column("sort_at", UtcDateTime, nullable=False, index=True),  # published, never after first seen
    sa.Column("section", CleanText),
    sa.Column("agency", CleanText),
    sa.Column("dateline", CleanText),
    sa.Column("image", CleanText),
    sa.Column("kind", sa.String(16), nullable=False, default="article"),
    sa.Column("quality", sa.Float, nullable=False, default=0.0),
    sa.Column("words", sa.Integer, nullable=False, default=0),
    sa.Column("topics", Json, nullable=False),
    sa.Column("entities", Json, nullable=False),
    sa.Column("stage", sa.String(12), nullable=False),  # read, annotate, cluster, done, failed
    sa.Column("leased_until", UtcDateTime),
    sa.Column("attempt", sa.Integer, nullable=False, default=0),
    sa.Column("error", CleanText),
    _ref("story_id", "stories.id", nullable=True, index=True),
    sa.Column("copy_of", sa.Integer),
    sa.Column("copy_kind", sa.String(12)),
    sa.Column("copy_share", sa.Float),
    sa.Column("because", Json, nullable=False),
    sa.Index("ix_articles_stage_id", "stage", "id"),
    sqlite_autoincrement=True,
)

article_keys = sa.Table(
    "article_keys",
    metadata,
    sa.Column("key", CleanText, primary_key=True),  # urls.url_key of any address that leads to the article
    _ref("article_id", "articles.id", index=True),
)

article_texts = sa.Table(
    "article_texts",
    metadata,
    sa.Column("article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("text", CleanText, nullable=False),
    sa.Column("html", CleanText, nullable=False),  # sanitised; empty: only the feed's text is known yet
    sa.Column("facts", Json, nullable=False),  # media, tags, trust, quotes, amounts, ...
    sa.Column("content_hash", sa.LargeBinary, nullable=False),
)

article_vectors = sa.Table(
    "article_vectors",
    metadata,
    sa.Column("article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("model", sa.String(80), nullable=False),
    sa.Column("vector", VectorBytes, nullable=False),
)

article_versions = sa.Table(
    "article_versions",
    metadata,
    _id(),
    _ref("article_id", "articles.id", index=True),
    sa.Column("seen_at", UtcDateTime, nullable=False),  # when this version was first seen
    sa.Column("replaced_at", UtcDateTime, nullable=False),
    sa.Column("title", CleanText, nullable=False),
    sa.Column("text", CleanText, nullable=False),
    sa.Column("cause", sa.String(8), nullable=False, server_default="edit"),  # edit, reread
    sqlite_autoincrement=True,
)

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("url", CleanText, nullable=False),
    sa.Column("fetched_at", UtcDateTime, nullable=False, index=True),
    sa.Column(
        "asked_at", UtcDateTime
    ),  # when it was asked for last, unchanged or out of reach as it may have been
    sa.Column("content_type", CleanText, nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),  # zstd
    sa.Column("etag", CleanText),
    sa.Column("last_modified", CleanText),
)

# --- what it means -------------------------------------------------------------------------------

stories = sa.Table(
    "stories",
    metadata,
    _id(),
    sa.Column("merged_into", sa.Integer, index=True),
    sa.Column("follow_up_of", sa.Integer, index=True),
    sa.Column("headline", CleanText, nullable=False, default=""),
    sa.Column("language", sa.String(35), nullable=False, default="und"),
    sa.Column("headlines", Json, nullable=False),  # language -> [headline, article id]
    sa.Column("first_at", UtcDateTime, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False, index=True),
    sa.Column("articles", sa.Integer, nullable=False, default=0),
    sa.Column("independent", sa.Integer, nullable=False, default=0),
    sa.Column("languages", Json, nullable=False),
    sa.Column("outlets", Json, nullable=False),
    sa.Column("source_ids", Json, nullable=False),
    sa.Column("topics", Json, nullable=False),  # [[code, label, score]]
    sa.Column("entities", Json, nullable=False),  # [[key, name, kind, articles]]
    sa.Column("agencies", Json, nullable=False),
    sa.Column("authors", Json, nullable=False),
    sa.Column("section", CleanText),
    sa.Column("image", CleanText),
    sa.Column("image_article", sa.Integer),
    sa.Column("summaries", Json, nullable=False),  # language -> points and figures
    sa.Column("developments", Json, nullable=False, server_default="[]"),  # points, oldest first
    sa.Column("revision", sa.Integer, nullable=False, default=0),
    sa.Column("stale", sa.Boolean, nullable=False, default=True),  # membership changed, summary not yet
    sa.Index("ix_stories_stale_id", "stale", "id"),
    sa.Index("ix_stories_independent_last_at", "independent", "last_at"),
    sqlite_autoincrement=True,
)

story_terms = sa.Table(
    "story_terms",
    metadata,
    sa.Column("target", sa.String(10), primary_key=True),  # model.account.Target
    sa.Column("key", CleanText, primary_key=True),
    sa.Column("story_id", sa.Integer, sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("last_at", UtcDateTime, nullable=False),
    sa.Column("weight", sa.Float, nullable=False, default=1.0),
    # Both hold all that their queries ask for: what follows meet, and what recent stories are about.
    sa.Index("ix_story_terms_target_key_last_at_story_id", "target", "key", "last_at", "story_id"),
    sa.Index("ix_story_terms_target_last_at_key", "target", "last_at", "key"),
    sa.Index("ix_story_terms_story_id", "story_id"),
)

corrections = sa.Table(
    "corrections",
    metadata,
    _id(),
    _ref("account_id", "accounts.id", nullable=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),  # together, apart
    sa.Column("article_id", sa.Integer, nullable=False, index=True),
    sa.Column("other_id", sa.Integer, nullable=False),  # an article
    sqlite_autoincrement=True,
)

# --- who reads -----------------------------------------------------------------------------------

accounts = sa.Table(
    "accounts",
    metadata,
    _id(),
    sa.Column("name", CleanText, nullable=False),
    sa.Column("name_key", CleanText, nullable=False, unique=True),  # folded: no two that look alike
    sa.Column("password_hash", sa.Text),
    sa.Column("is_admin", sa.Boolean, nullable=False, default=False),
    sa.Column("disabled", sa.Boolean, nullable=False, default=False),
    sa.Column("settings", Json, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("last_seen_at", UtcDateTime),
    sqlite_autoincrement=True,
)

sessions = sa.Table(
    "sessions",
    metadata,
    _id(),
    sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
    _ref("account_id", "accounts.id", index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("user_agent", CleanText, nullable=False, default=""),
    sqlite_autoincrement=True,
)

login_links = sa.Table(
    "login_links",
    metadata,
    sa.Column("token_hash", sa.LargeBinary, primary_key=True),
    _ref("account_id", "accounts.id"),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)

groups = sa.Table(
    "groups",
    metadata,
    _id(),
    _ref("account_id", "accounts.id", index=True),
    sa.Column("name", CleanText, nullable=False),
    sa.UniqueConstraint("account_id", "name"),
    sqlite_autoincrement=True,
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("group_id", sa.Integer, sa.ForeignKey("groups.id", ondelete="SET NULL")),
    sa.Column("title", CleanText),  # the person's own name for it
    sa.Column("added_at", UtcDateTime, nullable=False),
    sa.Index("ix_subscriptions_source_id", "source_id"),
)

follows = sa.Table(
    "follows",
    metadata,
    _id(),
    _ref("account_id", "accounts.id"),
    sa.Column("target", sa.String(10), nullable=False),
    sa.Column("key", CleanText, nullable=False),
    sa.Column("label", CleanText, nullable=False),
    sa.Column("strength", sa.Float, nullable=False, default=1.0),
    sa.Column("muted", sa.Boolean, nullable=False, default=False),
    sa.Column("alert", sa.Boolean, nullable=False, default=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime),  # what came later is new
    sa.Column("alert_at", UtcDateTime),  # when its alert was switched on
    sa.UniqueConstraint("account_id", "target", "key"),
    sqlite_autoincrement=True,
)

rules = sa.Table(
    "rules",
    metadata,
    _id(),
    _ref("account_id", "accounts.id"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("text", CleanText, nullable=False),  # one line as written; blank lines and remarks are kept
    sa.Column("enabled", sa.Boolean, nullable=False, default=True),  # False: a remark or a blank line
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_rules_account_id_position", "account_id", "position"),
    sqlite_autoincrement=True,
)

feeds = sa.Table(
    "feeds",
    metadata,
    _id(),
    sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
    _ref("account_id", "accounts.id", index=True),
    sa.Column("target", sa.String(10), nullable=False, default=""),  # "": the front page
    sa.Column("key", CleanText, nullable=False, default=""),
    sa.Column("label", CleanText, nullable=False, default=""),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime),
    sqlite_autoincrement=True,
)

marks = sa.Table(
    "marks",
    metadata,
    _id(),
    _ref("account_id", "accounts.id"),
    sa.Column("story_id", sa.Integer, nullable=False),
    sa.Column("article_id", sa.Integer),  # null: the story as a whole
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("about", Json, nullable=False),  # topics, entities, outlets, language at that moment
    sa.Index("ix_marks_account_id_story_id", "account_id", "story_id"),
    sa.Index("ix_marks_account_id_kind_at", "account_id", "kind", "at"),
    sqlite_autoincrement=True,
)

progress = sa.Table(
    "progress",
    metadata,
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("fraction", sa.Float, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

tastes = sa.Table(
    "tastes",
    metadata,
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("data", Json, nullable=False),
)

undo = sa.Table(
    "undo",
    metadata,
    _id(),
    _ref("account_id", "accounts.id", index=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("label", CleanText, nullable=False),  # what was done, in words
    sa.Column("action", Json, nullable=False),  # how to take it back
    sa.Column("undone", sa.Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

notices = sa.Table(
    "notices",
    metadata,
    _id(),
    sa.Column("at", UtcDateTime, nullable=False),
    _ref("source_id", "sources.id", nullable=True),
    sa.Column("text", CleanText, nullable=False),
    sa.Column("seen", sa.Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("value", Json, nullable=False),
)
