"""A person's own rules for the pages of an outlet, and reports of bad extraction."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "outlet_rules",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("keep", sa.Text(), nullable=False),
        sa.Column("drop", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", name="pk_outlet_rules"),
    )
    op.create_table(
        "rereadings",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rereadings"),
        sqlite_autoincrement=True,
    )
    # What was there before was an edit by the publisher: nothing else made a version.
    op.add_column(
        "article_versions", sa.Column("cause", sa.String(length=8), nullable=False, server_default="edit")
    )
    op.add_column("bad_extractions", sa.Column("extractor", sa.Text(), nullable=False, server_default=""))
    op.add_column("bad_extractions", sa.Column("quality", sa.Float(), nullable=False, server_default="0"))
    op.add_column("bad_extractions", sa.Column("settled_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_bad_extractions_article_id", "bad_extractions", ["article_id"], unique=False)
    op.add_column("pages", sa.Column("etag", sa.Text(), nullable=True))
    op.add_column("pages", sa.Column("last_modified", sa.Text(), nullable=True))
