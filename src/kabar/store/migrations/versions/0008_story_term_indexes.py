"""Indexes that answer for followed stories and for sections without looking at the table."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.drop_index("ix_story_terms_target_key_last_at", table_name="story_terms")
    columns = ["target", "key", "last_at", "story_id"]
    op.create_index("ix_story_terms_target_key_last_at_story_id", "story_terms", columns)
    op.create_index("ix_story_terms_target_last_at_key", "story_terms", ["target", "last_at", "key"])
