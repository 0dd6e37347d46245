"""Web Push through the guarded client: a few words, encrypted for the browser, with the address to open."""

import json
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from kabar.digest import encryption
from kabar.digest.encryption import Recipient
from kabar.digest.typesetting import short
from kabar.digest.ways import WayError
from kabar.errors import FetchError, RefusedError
from kabar.fetch import Fetcher
from kabar.model.notices import Message, Outgoing

KEEP_SECONDS = 24 * 3600  # how long a push service keeps a message for a browser that is off
GONE = (404, 410)  # RFC 8030, 7.3: the subscription ended


def payload(message: Message) -> bytes:
    """What the service worker shows."""
    said = {"title": message.title, "body": short(message), "url": message.url, "tag": message.tag}
    said["lang"] = message.language
    packed = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
    while len(packed) > encryption.MOST_BYTES:
        said["body"] = said["body"][: len(said["body"]) // 2] + "…"
        said["title"] = said["title"][:200]
        packed = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
    return packed


def send(item: Outgoing, fetcher: Fetcher, *, key: bytes, contact: str, now: datetime) -> None:
    """Hand the message to the browser's push service; raises WayError."""
    address = item.channel.address
    signer = encryption.private_key(key)
    try:
        to = Recipient(
            address["endpoint"], encryption.decode(address["p256dh"]), encryption.decode(address["auth"])
        )
        one_time = ec.generate_private_key(ec.SECP256R1())
        body = encryption.encrypt(payload(item.message), to, sender=one_time, salt=secrets.token_bytes(16))
    except ValueError as error:
        raise WayError(
            "the browser's key cannot be used: switch it off and on again there", gone=True
        ) from error
    headers = {
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEEP_SECONDS),
        "Urgency": "normal",
        # A message that still waits for the browser is replaced by a later one on the same subject.
        "Topic": encryption.encode(item.message.tag.encode())[:32] or "kabar",
        "Authorization": encryption.authorization(to.endpoint, signer, contact=contact, now=now),
    }
    try:
        fetcher.post(to.endpoint, body, content_type="application/octet-stream", headers=headers)
    except FetchError as error:
        if error.status in GONE:
            raise WayError(
                "the browser no longer takes messages; switch it on again there", gone=True
            ) from error
        refused = isinstance(error, RefusedError) or (
            error.status is not None and 400 <= error.status < 500 and error.status not in (408, 429)
        )
        raise WayError(
            f"the browser's push service did not take it: {error}",
            retry=not refused,
            after_seconds=error.retry_after_seconds,
        ) from error
