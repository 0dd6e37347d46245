"""Accounts, their sessions and one-time sign-in links."""

import unicodedata
from datetime import datetime

import sqlalchemy as sa

from kabar.errors import ConflictError, NotFoundError
from kabar.model.account import Account
from kabar.model.ids import AccountId
from kabar.model.panels import Session
from kabar.store.schema import accounts, login_links, sessions


def name_key(name: str) -> str:
    """Names that a person could confuse by case or width are one."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


class Accounts:
    """People who use this Kabar."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def get(self, account: AccountId) -> Account:
        """The account; NotFoundError when there is none."""
        row = self._db.execute(sa.select(accounts).where(accounts.c.id == account)).first()
        if row is None:
            raise NotFoundError("there is no such account")
        return _account(row)

    def by_name(self, name: str) -> Account | None:
        """The account of that name, compared without case."""
        row = self._db.execute(sa.select(accounts).where(accounts.c.name_key == name_key(name))).first()
        return None if row is None else _account(row)

    def all(self) -> list[Account]:
        """Every account, oldest first."""
        return [_account(row) for row in self._db.execute(sa.select(accounts).order_by(accounts.c.id))]

    def create(self, name: str, *, is_admin: bool, at: datetime) -> AccountId:
        """Add an account; ConflictError when the name is taken."""
        if self.by_name(name) is not None:
            raise ConflictError(f"there is an account named {name} already")
        values = {"name": name.strip(), "name_key": name_key(name), "is_admin": is_admin, "created_at": at}
        statement = sa.insert(accounts).values(**values, settings={}).returning(accounts.c.id)
        return AccountId(self._db.execute(statement).scalar_one())

    def save(self, account: Account) -> None:
        """Write languages, time zone, locale and how wide the view is."""
        settings = {
            "languages": list(account.languages),
            "timezone": account.timezone,
            "locale": account.locale,
            "widen": account.widen,
        }
        self._db.execute(sa.update(accounts).where(accounts.c.id == account.id).values(settings=settings))

    def seen(self, account: AccountId, *, at: datetime) -> None:
        """Note the visit; what came later is new."""
        self._db.execute(sa.update(accounts).where(accounts.c.id == account).values(last_seen_at=at))

    def delete(self, account: AccountId) -> bool:
        """Remove the account and all that is personal to it."""
        return self._db.execute(sa.delete(accounts).where(accounts.c.id == account)).rowcount > 0

    def password_hash(self, account: AccountId) -> str | None:
        """The stored hash; None: this account signs in by link only."""
        statement = sa.select(accounts.c.password_hash).where(accounts.c.id == account)
        return self._db.execute(statement).scalar_one_or_none()

    def set_password_hash(self, account: AccountId, value: str | None) -> None:
        """Store a hash, or forget it."""
        self._db.execute(sa.update(accounts).where(accounts.c.id == account).values(password_hash=value))


class Sessions:
    """Browsers that are signed in. Only hashes of their tokens are kept."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def create(
        self, account: AccountId, token_hash: bytes, *, at: datetime, expires_at: datetime, user_agent: str
    ) -> int:
        """Add a session; return its number."""
        statement = sa.insert(sessions).values(
            account_id=account,
            token_hash=token_hash,
            created_at=at,
            seen_at=at,
            expires_at=expires_at,
            user_agent=user_agent[:300],
        )
        return int(self._db.execute(statement.returning(sessions.c.id)).scalar_one())

    def find(self, token_hash: bytes, *, now: datetime) -> Session | None:
        """The live session of that token."""
        where = (sessions.c.token_hash == token_hash) & (sessions.c.expires_at > now)
        row = self._db.execute(sa.select(sessions).where(where)).first()
        return None if row is None else _session(row)

    def touch(self, session: int, *, at: datetime, expires_at: datetime) -> None:
        """Note that it was used."""
        statement = sa.update(sessions).where(sessions.c.id == session)
        self._db.execute(statement.values(seen_at=at, expires_at=expires_at))

    def of(self, account: AccountId, *, now: datetime) -> list[Session]:
        """Live sessions of the account, newest first."""
        where = (sessions.c.account_id == account) & (sessions.c.expires_at > now)
        rows = self._db.execute(sa.select(sessions).where(where).order_by(sessions.c.seen_at.desc()))
        return [_session(row) for row in rows]

    def delete(self, account: AccountId, session: int) -> bool:
        """End one session of this account."""
        where = (sessions.c.id == session) & (sessions.c.account_id == account)
        return self._db.execute(sa.delete(sessions).where(where)).rowcount > 0

    def delete_others(self, account: AccountId, keep: int | None) -> int:
        """End all sessions of the account but *keep*; return how many."""
        where = sessions.c.account_id == account
        if keep is not None:
            where &= sessions.c.id != keep
        return self._db.execute(sa.delete(sessions).where(where)).rowcount


class Links:
    """One-time sign-in links. Only hashes of their tokens are kept."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def create(self, account: AccountId, token_hash: bytes, *, at: datetime, expires_at: datetime) -> None:
        """Add a link; those that expired are swept."""
        self._db.execute(sa.delete(login_links).where(login_links.c.expires_at <= at))
        values = {"account_id": account, "token_hash": token_hash, "created_at": at, "expires_at": expires_at}
        self._db.execute(sa.insert(login_links).values(**values))

    def take(self, token_hash: bytes, *, now: datetime) -> AccountId | None:
        """Use a link up: the account it signs in, or None. It works once."""
        where = (login_links.c.token_hash == token_hash) & (login_links.c.expires_at > now)
        taken = self._db.execute(sa.delete(login_links).where(where).returning(login_links.c.account_id))
        found = taken.scalars().all()
        return AccountId(found[0]) if found else None


def _account(row: sa.Row[tuple[object, ...]]) -> Account:
    settings = row.settings
    return Account(
        id=AccountId(row.id),
        name=row.name,
        languages=tuple(settings.get("languages", ())),
        timezone=settings.get("timezone", "UTC"),
        locale=settings.get("locale", "en"),
        widen=settings.get("widen", 0.3),
        is_admin=row.is_admin,
        last_seen_at=row.last_seen_at,
    )


def _session(row: sa.Row[tuple[object, ...]]) -> Session:
    return Session(
        id=row.id,
        account=row.account_id,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        user_agent=row.user_agent,
    )
