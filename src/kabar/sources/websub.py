"""WebSub without its traffic: what to send a hub, whether to believe it, when to renew.

W3C Recommendation "WebSub" (2018). The callback carries an unguessable path for each subscription; content
counts only with a right signature; polling goes on, more slowly, as the safety net.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode, urljoin

from kabar.model.hub import HubState, Subscription
from kabar.model.ids import SourceId

LEASE_SECONDS = 10 * 86400  # what is asked for; the hub may give less
MIN_LEASE_SECONDS = 3600
MAX_LEASE_SECONDS = 30 * 86400
MAX_CHALLENGE = 1024
PENDING_MINUTES = 30  # how long a hub may take to verify
RENEW_SHARE = 0.8  # of the lease, then it is time to renew
RETRY_AFTER = timedelta(hours=6)  # a hub that could not be reached or did not verify
RETRY_AFTER_DENIAL = timedelta(days=1)
_SIGNATURES = frozenset({"sha1", "sha256", "sha384", "sha512"})
TOKEN_BYTES = 24


# One link of a Link header: its address, and what stands behind it.
_LINK = re.compile(r"<([^<>]{1,2000})>((?:[^,\"]|\"[^\"]{0,500}\"){0,20}?)(?:,|$)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]{0,200})\"|([^\s;,\"]{1,50}))", re.I)


def declared(link_header: str, base: str) -> tuple[str | None, str | None]:
    """(hub, own address) that the Link header of an answer names; it goes before what the feed says."""
    found: dict[str, str] = {}
    for address, rest in _LINK.findall(link_header[:8_000]):
        rel = _REL.search(rest)
        for name in ((rel[1] or rel[2]) if rel else "").lower().split():
            if name in ("hub", "self"):
                try:
                    url = urljoin(base, address.strip())
                except ValueError:
                    continue
                if url.lower().startswith(("https://", "http://")):
                    found.setdefault(name, url)
    return found.get("hub"), found.get("self")


def fresh_secrets() -> tuple[str, str]:
    """A token and a secret that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES), secrets.token_urlsafe(TOKEN_BYTES)


def subscribe(
    source: SourceId, hub: str, topic: str, *, token: str, secret: str, now: datetime
) -> Subscription:
    """A new subscription; *token* and *secret*: of `fresh_secrets`, on renewal too."""
    return Subscription(source=source, hub=hub, topic=topic, token=token, secret=secret, due_at=now)


def request_body(
    subscription: Subscription, callback_base: str, *, mode: Literal["subscribe", "unsubscribe"] = "subscribe"
) -> bytes:
    """The form to POST to the hub; *callback_base* ends in a slash."""
    form = {
        "hub.mode": mode,
        "hub.topic": subscription.topic,
        "hub.callback": f"{callback_base}{subscription.token}",
    }
    if mode == "subscribe":
        form |= {"hub.secret": subscription.secret, "hub.lease_seconds": str(LEASE_SECONDS)}
    return urlencode(form).encode()


def asked(subscription: Subscription, *, now: datetime, error: str | None) -> Subscription:
    """After the hub was asked; *error*: why it did not take the request, None when it did."""
    if subscription.state is HubState.ENDING:
        return replace(subscription, asked_at=now, due_at=None, error=error)
    return replace(
        subscription,
        state=HubState.WANTED if error else HubState.ASKED,
        asked_at=now,
        due_at=now + RETRY_AFTER,
        error=error,
    )


def verify(
    subscription: Subscription | None, query: Mapping[str, str], *, now: datetime
) -> tuple[str | None, Subscription | None]:
    """Answer a hub's question: (the challenge to echo as text/plain, or None for 404; the new state).

    *subscription*: the one whose token stands in the path, None when there is none.
    """
    if subscription is None or query.get("hub.topic") != subscription.topic:
        return None, subscription
    mode = query.get("hub.mode", "")
    ending = subscription.state is HubState.ENDING
    if mode == "denied" and not ending:
        reason = " ".join(query.get("hub.reason", "").split())[:200]
        return None, replace(
            subscription,
            state=HubState.REFUSED,
            lease_until=None,
            due_at=now + RETRY_AFTER_DENIAL,
            error=f"The hub refused: {reason}" if reason else "The hub refused.",
        )
    at = subscription.asked_at
    pending = at is not None and now - at <= timedelta(minutes=PENDING_MINUTES)
    challenge = query.get("hub.challenge", "")
    if not 0 < len(challenge) <= MAX_CHALLENGE:
        return None, subscription
    if mode == "unsubscribe" and ending:
        return challenge, subscription
    if mode != "subscribe" or ending or not (pending or is_active(subscription, now=now)):
        return None, subscription
    lease = timedelta(seconds=_lease_seconds(query.get("hub.lease_seconds", "")))
    return challenge, replace(
        subscription,
        state=HubState.ACTIVE,
        verified_at=now,
        lease_until=now + lease,
        due_at=now + lease * RENEW_SHARE,
        error=None,
    )


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


def is_active(subscription: Subscription, *, now: datetime) -> bool:
    """Whether pushes are to be expected, so that polling may be slow."""
    return (
        subscription.state is HubState.ACTIVE
        and subscription.lease_until is not None
        and now < subscription.lease_until
    )
