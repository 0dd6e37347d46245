"""Passwords, tokens and patience at sign-in: pure rules, no database.

Contents: names; passwords (argon2id); tokens (sessions, one-time links); the limiter of wrong tries.
"""

import hashlib
import secrets
import threading
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from kabar.errors import ForbiddenError, InputError

NAME_LENGTH = 64
PASSWORD_MINIMUM = 8  # NIST SP 800-63B; length alone, no rules of composition
PASSWORD_MAXIMUM = 1024  # characters; hashing more would be a way to keep the machine busy
SESSION_IDLE = timedelta(days=30)
SESSION_TOUCH = timedelta(hours=1)  # how seldom a session's last use is written
LINK_LIFE = timedelta(minutes=30)
FREE_TRIES = 5  # wrong passwords before waiting begins
LONGEST_WAIT = timedelta(minutes=15)
LIMITER_ENTRIES = 10_000  # names and addresses remembered; the least recent go first

# OWASP's argon2id recommendation is 19 MiB, t=2, p=1; a home server can afford twice that, once per sign-in.
_HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1, type=Type.ID)


# Names


def fold_name(name: str) -> str:
    """The form in which names are compared: "Ａyu " and "ayu" are one."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def check_name(name: str) -> str:
    """*name*, tidied; raises InputError when it cannot be one."""
    tidy = unicodedata.normalize("NFKC", name).strip()
    if not tidy:
        raise InputError("The name is empty; give at least one letter.")
    if len(tidy) > NAME_LENGTH:
        raise InputError(f"The name is too long; give at most {NAME_LENGTH} characters.")
    if any(unicodedata.category(letter)[0] == "C" for letter in tidy):
        raise InputError("The name holds characters that cannot be seen; use letters, digits and spaces.")
    return tidy


# Passwords


def hash_password(password: str) -> str:
    """An argon2id hash with its parameters; raises InputError for a password too short or too long."""
    if len(password) < PASSWORD_MINIMUM:
        raise InputError(f"The password is too short; use at least {PASSWORD_MINIMUM} characters.")
    if len(password) > PASSWORD_MAXIMUM:
        raise InputError(f"The password is too long; use at most {PASSWORD_MAXIMUM} characters.")
    return _HASHER.hash(password)


def verify_password(password: str, stored: str | None) -> bool:
    """Does *password* belong to the *stored* hash? As slow without a hash as with one, so names stay unknown."""
    if len(password) > PASSWORD_MAXIMUM:
        return False
    try:
        return _HASHER.verify(stored or _decoy(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Was the hash made with weaker parameters than today's? Then hash again while the password is at hand."""
    return _HASHER.check_needs_rehash(stored)


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))


# Tokens


def new_token() -> str:
    """256 random bits for an address or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What the database keeps of a token: 32 bytes from which it cannot be found again."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


# Wrong tries


class TooManyTriesError(ForbiddenError):
    """Wait before the next try."""

    def __init__(self, retry_after_seconds: int) -> None:
        minutes = ceil(retry_after_seconds / 60)
        super().__init__(f"Too many wrong tries. Wait {minutes} min, then try again.")
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class _Tries:
    wrong: int
    until: datetime  # no try before


class Limiter:
    """Counts wrong tries per key (account name, address); after some, each doubles the wait.

    In memory: a restart forgets, which costs an attacker more than it gives. Safe across threads.
    """

    def __init__(self, *, free: int = FREE_TRIES, longest: timedelta = LONGEST_WAIT) -> None:
        self._free = free
        self._longest = longest
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, *keys: str, now: datetime) -> None:
        """Raise TooManyTriesError when any of *keys* has to wait."""
        with self._lock:
            waits = [self._tries[key].until - now for key in keys if key in self._tries]
        longest = max(waits, default=timedelta(0)).total_seconds()
        if longest > 0:
            raise TooManyTriesError(ceil(longest))

    def failed(self, *keys: str, now: datetime) -> None:
        """Count a wrong try against all *keys*."""
        with self._lock:
            for key in keys:
                before = self._tries.pop(key, None)
                # A row of wrong tries ends when nothing happened for four times the longest wait.
                fresh = before is None or now - before.until > 4 * self._longest
                wrong = 1 if fresh or before is None else before.wrong + 1
                over = wrong - self._free
                wait = (
                    min(self._longest, timedelta(seconds=30 * 2 ** min(over, 10)))
                    if over >= 0
                    else timedelta(0)
                )
                self._tries[key] = _Tries(wrong, now + wait)
            while len(self._tries) > LIMITER_ENTRIES:
                self._tries.popitem(last=False)

    def succeeded(self, *keys: str) -> None:
        """Forget the wrong tries of *keys*."""
        with self._lock:
            for key in keys:
                self._tries.pop(key, None)
