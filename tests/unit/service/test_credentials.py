"""Passwords, tokens and patience."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from kabar.errors import InputError
from kabar.service import credentials
from kabar.service.credentials import (
    Limiter,
    TooManyTriesError,
    check_name,
    fold_name,
    hash_password,
    is_outdated,
    new_token,
    token_hash,
    verify_password,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_password_is_kept_as_argon2id_of_at_least_19_mib() -> None:
    stored = hash_password("correct horse")

    assert stored.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert verify_password("correct horse", stored)
    assert not verify_password("wrong horse", stored)
    assert not is_outdated(stored)


def test_weaker_hash_is_outdated() -> None:
    from argon2 import PasswordHasher

    stored = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("correct horse")

    assert verify_password("correct horse", stored)
    assert is_outdated(stored)


def test_megabyte_password_is_refused_without_hashing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = hash_password("correct horse")
    monkeypatch.setattr(credentials, "_HASHER", None)

    assert not verify_password("x" * 1_000_000, stored)
    with pytest.raises(InputError, match="too long"):
        hash_password("x" * 1_000_000)


def test_unknown_name_costs_as_much_as_a_wrong_password() -> None:
    stored = hash_password("correct horse")
    verify_password("warm up", None)

    def cost(known: str | None) -> float:
        started = time.process_time()
        for _ in range(5):
            assert not verify_password("wrong", known)
        return time.process_time() - started

    assert cost(None) == pytest.approx(cost(stored), rel=0.5)


def test_nobody_has_no_password() -> None:
    assert not verify_password("", None)
    assert not verify_password("anything", "not a hash")


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\x00b", "a\u202eb", "a\nb"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(InputError):
        check_name(name)


def test_names_that_look_alike_are_one() -> None:
    assert fold_name(" Ａyu ") == fold_name("ayu") == "ayu"
    assert check_name(" Ａyu ") == "Ayu"


def test_token_is_long_and_only_its_hash_is_kept() -> None:
    token = new_token()

    assert len(token) >= 43
    assert new_token() != token
    assert len(token_hash(token)) == 32
    assert token.encode() not in token_hash(token)
    assert len(token_hash("\ud800")) == 32


def test_waits_double_after_the_free_tries_and_end() -> None:
    limiter = Limiter(free=3)
    waits = []
    now = NOW
    for _ in range(7):
        limiter.check("name:a", now=now)
        limiter.failed("name:a", now=now)
        wait = 0
        try:
            limiter.check("name:a", now=now)
        except TooManyTriesError as error:
            wait = error.retry_after_seconds
        waits.append(wait)
        now += timedelta(seconds=wait)

    assert waits == [0, 0, 30, 60, 120, 240, 480]
    limiter.check("name:b", now=NOW)


def test_wait_has_an_end_and_old_tries_are_forgotten() -> None:
    limiter = Limiter(free=1, longest=timedelta(minutes=15))
    for _ in range(20):
        limiter.failed("a", now=NOW)

    with pytest.raises(TooManyTriesError) as caught:
        limiter.check("a", now=NOW)
    assert caught.value.retry_after_seconds == 900
    limiter.failed("a", now=NOW + timedelta(hours=3))
    with pytest.raises(TooManyTriesError) as caught:
        limiter.check("a", now=NOW + timedelta(hours=3))
    assert caught.value.retry_after_seconds == 30


def test_success_forgets_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "LIMITER_ENTRIES", 10)
    limiter = Limiter(free=1)
    for number in range(50):
        limiter.failed(f"address:{number}", now=NOW)

    assert len(limiter._tries) == 10
    limiter.succeeded("address:49")
    limiter.check("address:49", now=NOW)
