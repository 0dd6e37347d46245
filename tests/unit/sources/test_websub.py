"""What a hub asks and pushes."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from kabar.sources import websub
from kabar.sources.websub import Subscription, is_active, must_ask, signature_ok, verify

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HUB, TOPIC = "https://hub.example/", "https://warta.example/feed"


def pending() -> Subscription:
    return websub.subscribe(HUB, TOPIC, token="t" * 32, secret="s" * 48, now=NOW)


def query(**changes: str) -> dict[str, str]:
    asked = {"mode": "subscribe", "topic": TOPIC, "challenge": "c-1", "lease_seconds": "864000"} | changes
    return {f"hub.{name}": value for name, value in asked.items()}


@pytest.mark.case("R-211")
def test_request_names_a_callback_of_its_own() -> None:
    form = parse_qs(websub.request_body(pending(), "https://news.example/websub/").decode())

    assert form["hub.callback"] == ["https://news.example/websub/" + "t" * 32]
    assert form["hub.topic"] == [TOPIC] and form["hub.secret"] == ["s" * 48]


@pytest.mark.case("R-209")
def test_pending_topic_is_confirmed_with_the_exact_challenge() -> None:
    challenge, after = verify(pending(), query(), now=NOW + timedelta(minutes=1))

    assert challenge == "c-1"
    assert after is not None and after.lease_until == NOW + timedelta(minutes=1, seconds=864000)
    assert is_active(after, now=NOW + timedelta(days=1))


@pytest.mark.case("R-209")
@pytest.mark.parametrize(
    "changes",
    [
        {"topic": "https://evil.example/"},
        {"mode": "unsubscribe"},
        {"mode": ""},
        {"challenge": ""},
        {"challenge": "c" * 5000},
    ],
)
def test_anything_else_is_not_found(changes: dict[str, str]) -> None:
    challenge, after = verify(pending(), query(**changes), now=NOW)

    assert challenge is None and after == pending()


@pytest.mark.case("R-209")
def test_unknown_token_and_late_verification_are_not_found() -> None:
    assert verify(None, query(), now=NOW) == (None, None)
    assert verify(pending(), query(), now=NOW + timedelta(hours=2))[0] is None


@pytest.mark.parametrize(
    ("lease", "seconds"), [("5", 3600), ("99999999999", 864000), ("x", 864000), ("9999999", 2592000)]
)
def test_lease_is_kept_within_reason(lease: str, seconds: int) -> None:
    after = verify(pending(), query(lease_seconds=lease), now=NOW)[1]

    assert after is not None and after.lease_until == NOW + timedelta(seconds=seconds)


def test_denied_subscription_is_not_active() -> None:
    after = verify(pending(), query(mode="denied"), now=NOW)[1]

    assert after is not None and after.refused and not is_active(after, now=NOW)


@pytest.mark.case("R-210")
@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_right_signature_is_believed_and_others_not(method: str) -> None:
    body = b"<rss/>"
    right = hmac.new(b"s" * 48, body, getattr(hashlib, method)).hexdigest()

    assert signature_ok(pending(), f"{method}={right}", body)
    assert signature_ok(pending(), f"{method.upper()}={right.upper()}", body)
    for header in (
        None,
        "",
        right,
        f"{method}=",
        f"{method}={right[:-1]}",
        f"md5={right}",
        f"{method}=é",
        f"new={right}",
    ):
        assert not signature_ok(pending(), header, body)
    assert not signature_ok(pending(), f"{method}={right}", body + b" ")


@pytest.mark.case("R-212")
def test_lease_is_renewed_before_it_ends() -> None:
    held = verify(pending(), query(), now=NOW)[1]

    assert not must_ask(held, hub=HUB, topic=TOPIC, now=NOW + timedelta(days=7))
    assert must_ask(held, hub=HUB, topic=TOPIC, now=NOW + timedelta(days=8))
    assert must_ask(held, hub="https://other.example/", topic=TOPIC, now=NOW)
    assert must_ask(None, hub=HUB, topic=TOPIC, now=NOW)
    assert not must_ask(held, hub=None, topic=TOPIC, now=NOW)


@pytest.mark.case("R-212")
def test_hub_that_never_verifies_is_asked_again_later() -> None:
    assert not must_ask(pending(), hub=HUB, topic=TOPIC, now=NOW + timedelta(hours=1))
    assert must_ask(pending(), hub=HUB, topic=TOPIC, now=NOW + timedelta(hours=6))
