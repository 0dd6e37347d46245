"""Accounts: who may come in, with what, and how they like to read.

Contents: signing in and out; one-time links; settings; the first minute; accounts of others (for an admin).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from kabar.errors import ForbiddenError, InputError, NotFoundError
from kabar.i18n import LOCALES
from kabar.model.account import Account
from kabar.model.ids import AccountId
from kabar.model.panels import AccountView, Session
from kabar.service.credentials import (
    LINK_LIFE,
    SESSION_IDLE,
    SESSION_TOUCH,
    Limiter,
    check_name,
    fold_name,
    hash_password,
    is_outdated,
    new_token,
    token_hash,
    verify_password,
)

if TYPE_CHECKING:
    from kabar.runtime import Runtime

_LIMITER = Limiter()  # of this process
LANGUAGES_AT_MOST = 30


# Signing in and out


def sign_in(rt: "Runtime", name: str, password: str, *, address: str, user_agent: str) -> tuple[str, Session]:
    """Start a session for *name*; return its token (kept nowhere else) and the session.

    Raises TooManyTriesError, or ForbiddenError with one sentence for a wrong name and a wrong password alike.
    """
    now = rt.clock()
    keys = (f"name:{fold_name(name)[:80]}", f"address:{address}")
    _LIMITER.check(*keys, now=now)
    with rt.store.read() as db:
        account = db.accounts.by_name(name[:200])
        stored = db.accounts.password_hash(account.id) if account else None
    if not verify_password(password, stored) or account is None or stored is None:
        _LIMITER.failed(*keys, now=now)
        raise ForbiddenError("The name or the password is not right.")
    _LIMITER.succeeded(*keys)
    if is_outdated(stored):
        with rt.store.write() as db:
            db.accounts.set_password_hash(account.id, hash_password(password))
    return _start_session(rt, account.id, user_agent)


def redeem_link(rt: "Runtime", token: str, *, address: str, user_agent: str) -> tuple[str, Session]:
    """Start a session with a one-time link's token; the link is used up.

    Raises TooManyTriesError, or ForbiddenError when the link is unknown, used or too old.
    """
    now = rt.clock()
    key = f"link:{address}"
    _LIMITER.check(key, now=now)
    with rt.store.write() as db:
        account = db.links.take(token_hash(token[:200]), now=now)
    if account is None:
        _LIMITER.failed(key, now=now)
        raise ForbiddenError(
            "This sign-in link was used already or is too old. Make a new one: kabar accounts link NAME."
        )
    return _start_session(rt, account, user_agent)


def resume(rt: "Runtime", token: str) -> tuple[Account, Session] | None:
    """The account and session behind a cookie's token; None when it ended."""
    now = rt.clock()
    with rt.store.read() as db:
        session = db.sessions.find(token_hash(token[:200]), now=now)
        if session is None:
            return None
        account = db.accounts.get(AccountId(session.account))
    if now - session.seen_at > SESSION_TOUCH:
        with rt.store.write() as db:
            db.sessions.touch(session.id, at=now, expires_at=now + SESSION_IDLE)
            # A new visit: "since you were here" counts from the end of the one before.
            db.accounts.seen(account.id, at=session.seen_at)
    return account, session


def end_session(rt: "Runtime", account: AccountId, session: int) -> None:
    """Sign that browser out; raises NotFoundError when it is not this account's."""
    with rt.store.write() as db:
        if not db.sessions.delete(account, session):
            raise NotFoundError("There is no such session.")


def end_other_sessions(rt: "Runtime", account: AccountId, *, keep: int) -> int:
    """Sign all other browsers out; return how many."""
    with rt.store.write() as db:
        return db.sessions.delete_others(account, keep)


def _start_session(rt: "Runtime", account: AccountId, user_agent: str) -> tuple[str, Session]:
    now = rt.clock()
    token = new_token()
    readable = "".join(letter for letter in user_agent[:200] if letter.isprintable())
    with rt.store.write() as db:
        number = db.sessions.create(
            account, token_hash(token), at=now, expires_at=now + SESSION_IDLE, user_agent=readable
        )
    return token, Session(
        id=number,
        account=account,
        created_at=now,
        seen_at=now,
        expires_at=now + SESSION_IDLE,
        user_agent=readable,
    )


# One-time links


def new_link(rt: "Runtime", account: AccountId) -> str:
    """A token that signs *account* in once, within half an hour; the caller builds the address."""
    now = rt.clock()
    token = new_token()
    with rt.store.write() as db:
        db.links.create(account, token_hash(token), at=now, expires_at=now + LINK_LIFE)
    return token


def invite(rt: "Runtime", admin: AccountId, account: AccountId) -> str:
    """A one-time token by which *account* gets in, made by an admin (also: a forgotten password)."""
    _require_admin(rt, admin)
    with rt.store.read() as db:
        db.accounts.get(account)  # NotFoundError
    return new_link(rt, account)


# Settings


def account(rt: "Runtime", account: AccountId) -> AccountView:
    """All settings of *account*; everyone's names too when it is an admin."""
    now = rt.clock()
    with rt.store.read() as db:
        mine = db.accounts.get(account)
        return AccountView(
            account=mine,
            has_password=db.accounts.password_hash(account) is not None,
            sessions=tuple(db.sessions.of(account, now=now)),
            accounts=tuple(db.accounts.all()) if mine.is_admin else (),
            languages=tuple(db.articles.count_by_language()),
        )


def set_reading(
    rt: "Runtime", account: AccountId, *, languages: Sequence[str], timezone: str, locale: str
) -> None:
    """Set the languages read (best first), the time zone and the interface's language."""
    if timezone not in available_timezones():
        raise InputError(f"{timezone[:60]}: no such time zone; choose one from the list.")
    if locale not in LOCALES:
        raise InputError(f"{locale[:20]}: Kabar does not speak that; choose one from the list.")
    chosen = readable_languages(languages)
    with rt.store.write() as db:
        mine = db.accounts.get(account)
        db.accounts.save(replace(mine, languages=chosen, timezone=timezone, locale=locale))


def set_password(
    rt: "Runtime", account: AccountId, *, current: str | None, new: str, keep_session: int | None
) -> None:
    """Set a new password and sign all other browsers out.

    *current* is asked for when there is a password. Raises ForbiddenError when it is wrong, InputError when
    the new one is too short or too long.
    """
    now = rt.clock()
    with rt.store.read() as db:
        stored = db.accounts.password_hash(account)
    if stored is not None:
        key = f"password:{account}"
        _LIMITER.check(key, now=now)
        if not verify_password(current or "", stored):
            _LIMITER.failed(key, now=now)
            raise ForbiddenError("The present password is not right.")
    fresh = hash_password(new)
    with rt.store.write() as db:
        db.accounts.set_password_hash(account, fresh)
        db.sessions.delete_others(account, keep_session)


def readable_languages(codes: Sequence[str]) -> tuple[str, ...]:
    """Those of *codes* that can be language codes, each once, in order."""
    return tuple(dict.fromkeys(code for code in codes if _is_language(code)))[:LANGUAGES_AT_MOST]


def _is_language(code: str) -> bool:
    return 2 <= len(code) <= 20 and code.replace("-", "").isalnum() and code.isascii()


# Accounts of others


def create(rt: "Runtime", admin: AccountId, name: str, *, password: str) -> AccountId:
    """Make an account; without a password it gets in by a one-time link. Raises ConflictError for a taken name."""
    _require_admin(rt, admin)
    return create_first(rt, name, password=password, is_admin=False)


def create_first(rt: "Runtime", name: str, *, password: str, is_admin: bool = True) -> AccountId:
    """Make an account without asking who wants it: for the command line and the first start."""
    tidy = check_name(name)
    stored = hash_password(password) if password else None
    with rt.store.write() as db:
        made = AccountId(db.accounts.create(tidy, is_admin=is_admin, at=rt.clock()))
        if stored:
            db.accounts.set_password_hash(made, stored)
    return made


def _require_admin(rt: "Runtime", account: AccountId) -> None:
    with rt.store.read() as db:
        if not db.accounts.get(account).is_admin:
            raise ForbiddenError("Only an admin may do that.")
