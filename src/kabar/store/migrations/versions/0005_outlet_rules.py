"""A person's own rules for the pages of an outlet, and reports of bad extraction."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing yet."""
