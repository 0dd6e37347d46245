"""When a page was asked for last, so that what somebody read can be looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("pages", sa.Column("asked_at", sa.BigInteger(), nullable=True))
