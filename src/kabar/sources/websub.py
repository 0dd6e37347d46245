"""WebSub without its traffic: what to send a hub, whether to believe it, when to renew.

W3C Recommendation "WebSub" (2018). The callback carries an unguessable path for each subscription; content
counts only with a right signature; polling goes on, more slowly, as the safety net.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

LEASE_SECONDS = 10 * 86400  # what is asked for; the hub may give less
MIN_LEASE_SECONDS = 3600
MAX_LEASE_SECONDS = 30 * 86400
MAX_CHALLENGE = 1024
PENDING_MINUTES = 30  # how long a hub may take to verify
RENEW_SHARE = 0.8  # of the lease, then it is time to renew
RETRY_AFTER = timedelta(hours=6)  # a hub that did not verify or refused
_SIGNATURES = frozenset({"sha1", "sha256", "sha384", "sha512"})
TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One topic at one hub."""

    hub: str
    topic: str  # the feed's own address, exactly as it declares it
    token: str  # last part of the callback's path
    secret: str
    asked_at: datetime
    verified_at: datetime | None = None
    lease_until: datetime | None = None
    refused: bool = False


def subscribe(hub: str, topic: str, *, token: str, secret: str, now: datetime) -> Subscription:
    """A new subscription; *token* and *secret*: fresh `secrets.token_urlsafe(TOKEN_BYTES)`, on renewal too."""
    return Subscription(hub=hub, topic=topic, token=token, secret=secret, asked_at=now)


def request_body(subscription: Subscription, callback_base: str) -> bytes:
    """The form to POST to the hub; *callback_base* ends in a slash."""
    form = {
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": f"{callback_base}{subscription.token}",
        "hub.secret": subscription.secret,
        "hub.lease_seconds": str(LEASE_SECONDS),
    }
    return urlencode(form).encode()


def verify(
    subscription: Subscription | None, query: Mapping[str, str], *, now: datetime
) -> tuple[str | None, Subscription | None]:
    """Answer a hub's question: (the challenge to echo as text/plain, or None for 404; the new state).

    *subscription*: the one whose token stands in the path, None when there is none.
    """
    if subscription is None or query.get("hub.topic") != subscription.topic:
        return None, subscription
    mode = query.get("hub.mode", "")
    if mode == "denied":
        return None, replace(subscription, refused=True, lease_until=None)
    pending = now - subscription.asked_at <= timedelta(minutes=PENDING_MINUTES)
    active = subscription.lease_until is not None and now < subscription.lease_until
    challenge = query.get("hub.challenge", "")
    if mode != "subscribe" or not (pending or active) or not 0 < len(challenge) <= MAX_CHALLENGE:
        return None, subscription
    lease = _lease_seconds(query.get("hub.lease_seconds", ""))
    renewed = replace(
        subscription, verified_at=now, lease_until=now + timedelta(seconds=lease), refused=False
    )
    return challenge, renewed


def _lease_seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return LEASE_SECONDS
    return min(max(int(text), MIN_LEASE_SECONDS), MAX_LEASE_SECONDS)


def signature_ok(subscription: Subscription, header: str | None, body: bytes) -> bool:
    """Whether the X-Hub-Signature *header* proves that *body* comes from our hub. Constant time."""
    method, _, given = (header or "").strip().partition("=")
    method = method.lower()
    if method not in _SIGNATURES or not given.isascii():
        return False
    wanted = hmac.new(subscription.secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(wanted, given.strip().lower())


def is_active(subscription: Subscription | None, *, now: datetime) -> bool:
    """Whether pushes are to be expected, so that polling may be slow."""
    return (
        subscription is not None and subscription.lease_until is not None and now < subscription.lease_until
    )


def must_ask(subscription: Subscription | None, *, hub: str | None, topic: str, now: datetime) -> bool:
    """Whether to send a (new) subscription now: none yet, nearly over, or the feed names another hub."""
    if not hub:
        return False
    if subscription is None or subscription.hub != hub or subscription.topic != topic:
        return True
    since = now - subscription.asked_at
    if subscription.lease_until is None or subscription.verified_at is None:
        return since >= RETRY_AFTER
    lease = subscription.lease_until - subscription.verified_at
    return now >= subscription.verified_at + lease * RENEW_SHARE and since >= timedelta(
        minutes=PENDING_MINUTES
    )
