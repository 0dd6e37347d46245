"""Keys that this installation makes for itself, and small facts about it."""

import secrets as random
from typing import Any

import sqlalchemy as sa

from kabar.store.schema import settings
from kabar.store.upsert import insert, replace


class Secrets:
    """Values by name, kept in the database so that every process has the same."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def find(self, name: str) -> bytes | None:
        """The key of that name, if it was made."""
        value = self.fact(f"secret.{name}")
        return None if value is None else bytes.fromhex(value)

    def get(self, name: str) -> bytes:
        """32 random bytes, made on first use (which needs a write transaction), the same ever after."""
        values = {"name": f"secret.{name}", "value": random.token_bytes(32).hex()}
        known = self.find(name)
        if known is not None:
            return known
        self._db.execute(insert(self._db, settings).values(values).on_conflict_do_nothing())
        made = self.find(name)
        assert made is not None
        return made

    def fact(self, name: str) -> Any:
        """A stored JSON value, None when it was never set (Any: JSON)."""
        return self._db.execute(
            sa.select(settings.c.value).where(settings.c.name == name)
        ).scalar_one_or_none()

    def set_fact(self, name: str, value: Any) -> None:
        """Store a JSON value under *name*."""
        replace(self._db, settings, key=["name"], values={"name": name, "value": value})
