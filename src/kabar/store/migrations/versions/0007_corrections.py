"""What each report of a story adds, kept with the story; corrections found by their articles."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("stories", sa.Column("developments", sa.Text(), nullable=False, server_default="[]"))
    op.create_index("ix_corrections_article_id", "corrections", ["article_id"])
