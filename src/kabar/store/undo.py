"""What can be taken back, for seven days."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from kabar.errors import ConflictError, NotFoundError
from kabar.model.ids import AccountId
from kabar.model.panels import UndoEntry
from kabar.store.schema import undo

KEPT = timedelta(days=7)


class Undo:
    """Acts with the way back."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def add(self, account: AccountId, what: str, label: str, action: Any, *, at: datetime) -> int:
        """Keep how to take *what* back (*action*: JSON that `service.undoing` reads); return its number."""
        self._db.execute(sa.delete(undo).where(undo.c.at < at - KEPT))
        values = {"account_id": account, "at": at, "label": label, "action": {"what": what, **action}}
        return int(self._db.execute(sa.insert(undo).values(**values).returning(undo.c.id)).scalar_one())

    def take(self, account: AccountId, entry: int, *, now: datetime) -> Any:
        """The action to run, marked as undone. NotFoundError after seven days, ConflictError the second time."""
        where = (undo.c.id == entry) & (undo.c.account_id == account) & (undo.c.at >= now - KEPT)
        row = self._db.execute(sa.select(undo).where(where)).first()
        if row is None:
            raise NotFoundError("that can no longer be undone: it is more than seven days old")
        if row.undone:
            raise ConflictError("that was undone already")
        self._db.execute(sa.update(undo).where(undo.c.id == entry).values(undone=True))
        return row.action

    def recent(self, account: AccountId, *, now: datetime, limit: int = 50) -> list[UndoEntry]:
        """What can still be taken back, newest first."""
        where = (undo.c.account_id == account) & (undo.c.at >= now - KEPT)
        rows = self._db.execute(sa.select(undo).where(where).order_by(undo.c.id.desc()).limit(limit))
        return [
            UndoEntry(id=row.id, what=row.action["what"], label=row.label, at=row.at, undone=row.undone)
            for row in rows
        ]
