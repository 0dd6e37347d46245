"""What a hub asks and pushes."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from kabar.model.hub import HubState, Push, Subscription
from kabar.model.ids import SourceId
from kabar.sources import websub
from kabar.sources.inbox import MAX_WAITING, Inbox
from kabar.sources.websub import asked, is_active, signature_ok, verify

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HUB, TOPIC = "https://hub.example/", "https://warta.example/feed"


def wanted() -> Subscription:
    return websub.subscribe(SourceId(1), HUB, TOPIC, token="t" * 32, secret="s" * 48, now=NOW)


def pending() -> Subscription:
    return asked(wanted(), now=NOW, error=None)


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


def test_denied_subscription_is_not_active_and_asked_again_a_day_later() -> None:
    after = verify(pending(), query(mode="denied", reason="no\nroom"), now=NOW)[1]

    assert after is not None and after.state is HubState.REFUSED and not is_active(after, now=NOW)
    assert after.due_at == NOW + timedelta(days=1)
    assert after.error == "The hub refused: no room"


def test_end_is_confirmed_only_when_it_was_meant() -> None:
    ending = replace(pending(), state=HubState.ENDING)

    assert verify(ending, query(mode="unsubscribe"), now=NOW) == ("c-1", ending)
    assert verify(ending, query(mode="subscribe"), now=NOW)[0] is None
    assert verify(ending, query(mode="denied"), now=NOW) == (None, ending)


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

    assert held is not None and held.lease_until == NOW + timedelta(days=10)
    assert held.due_at == NOW + timedelta(days=8)
    assert is_active(held, now=NOW + timedelta(days=9)) and not is_active(held, now=NOW + timedelta(days=10))


@pytest.mark.case("R-212")
def test_hub_that_never_verifies_or_cannot_be_reached_is_asked_again_later() -> None:
    assert pending().due_at == NOW + timedelta(hours=6)
    down = asked(wanted(), now=NOW, error="the server could not be reached")
    assert (down.state, down.due_at, down.error) == (
        HubState.WANTED,
        NOW + timedelta(hours=6),
        "the server could not be reached",
    )


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('<https://hub.example/>; rel="hub", <https://k.example/f>; rel=self', ("https://hub.example/", "https://k.example/f")),
        ("</hub>; rel=hub", ("https://k.example/hub", None)),
        ('<https://a.example/>; title="x, y"; rel="self hub"', ("https://a.example/", "https://a.example/")),
        ("<javascript:x>; rel=hub, <https://b.example/>; rel=next", (None, None)),
        ("<" * 9_000 + ";rel=hub", (None, None)),
        ("", (None, None)),
    ],
)  # fmt: skip
def test_hub_in_a_link_header(header: str, found: tuple[str | None, str | None]) -> None:
    assert websub.declared(header, "https://k.example/f") == found


def test_inbox_is_bounded() -> None:
    inbox = Inbox()
    push = Push(source=SourceId(1), topic=TOPIC, body=b"x", content_type="", at=NOW)

    assert all(inbox.put(push) for _ in range(MAX_WAITING))
    assert not inbox.put(push)
    assert len(inbox.take()) == MAX_WAITING and inbox.is_empty
    assert inbox.put(push)
    assert not inbox.put(replace(push, body=bytes(65 * 1024 * 1024)))
