"""Tokens that prove that a form came from our own page: bound to the session, different on every page.

A token is `nonce.mac`; the nonce differs each time, so that compression of pages cannot leak the token.
"""

import hashlib
import hmac
import secrets

FIELD = "token"


def make(secret: bytes, owner: str) -> str:
    """A token for *owner* ("session:12", "visitor:...")."""
    nonce = secrets.token_urlsafe(9)
    return f"{nonce}.{_mac(secret, owner, nonce)}"


def is_valid(secret: bytes, owner: str, token: str) -> bool:
    """Was *token* made for *owner*? Compared in constant time."""
    nonce, _, mac = token[:200].partition(".")
    return hmac.compare_digest(mac.encode(), _mac(secret, owner, nonce).encode())


def _mac(secret: bytes, owner: str, nonce: str) -> str:
    return hmac.new(secret, f"csrf\0{owner}\0{nonce}".encode(), hashlib.sha256).hexdigest()[:40]
