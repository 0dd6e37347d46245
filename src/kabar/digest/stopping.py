"""Links that switch a channel off without signing in: what stands at the end of every mail. Pure."""

import hashlib
import hmac

LENGTH = 32


def stop_link(base: str, channel: int, secret: bytes) -> str:
    """The address that ends what comes through *channel*."""
    return f"{base}/stop/{channel}-{_proof(channel, secret)}"


def channel_of_link(token: str, secret: bytes) -> int | None:
    """The channel that the last part of such an address is about; None when we did not make it."""
    number, _, proof = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 11):
        return None
    channel = int(number)
    return channel if hmac.compare_digest(proof.encode(), _proof(channel, secret).encode()) else None


def _proof(channel: int, secret: bytes) -> str:
    return hmac.new(secret, f"stop\0{channel}".encode(), hashlib.sha256).hexdigest()[:LENGTH]
