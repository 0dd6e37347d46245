"""Alerts and digests: where they go, what was sent, what failed."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nothing yet."""
