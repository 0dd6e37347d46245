"""Web Push messages that only the browser can read, and the signature that says who sends them. Pure.

RFC 8291 (encryption), RFC 8188 (its framing, aes128gcm) and RFC 8292 (VAPID). Keys and salt are arguments.
"""

import base64
import json
import struct
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

RECORD_SIZE = 4096  # one record: what every push service takes
MOST_BYTES = 3000  # of a message, before encryption
TOKEN_SECONDS = 12 * 3600  # push services refuse more than a day
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


@dataclass(frozen=True, slots=True)
class Recipient:
    """A browser's subscription."""

    endpoint: str
    public_key: bytes  # 65 bytes, uncompressed point
    auth: bytes  # 16 bytes


def private_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """The key that 32 random bytes stand for: the same ones give the same key."""
    return ec.derive_private_key(int.from_bytes(secret, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half, as browsers and push services take it."""
    point = serialization.PublicFormat.UncompressedPoint
    return key.public_key().public_bytes(serialization.Encoding.X962, point)


def encrypt(message: bytes, to: Recipient, *, sender: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """The body to send. sender: a key made for this message alone; salt: 16 random bytes.

    Raises ValueError when the recipient's key is no point of the curve.
    """
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to.public_key)
    shared = sender.exchange(ec.ECDH(), theirs)
    ours = public_bytes(sender)
    secret = _derive(shared, salt=to.auth, info=b"WebPush: info\0" + to.public_key + ours, length=32)
    key = _derive(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derive(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    sealed = AESGCM(key).encrypt(nonce, message + b"\x02", None)
    return salt + struct.pack("!LB", RECORD_SIZE, len(ours)) + ours + sealed


def _derive(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def authorization(endpoint: str, key: ec.EllipticCurvePrivateKey, *, contact: str, now: datetime) -> str:
    """The Authorization header for a message to *endpoint*. contact: a mailto: or https: address of ours."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(now.timestamp()) + TOKEN_SECONDS,
        "sub": contact,
    }
    head = encode(json.dumps({"typ": "JWT", "alg": "ES256"}, separators=(",", ":")).encode())
    body = encode(json.dumps(claims, separators=(",", ":")).encode())
    der = key.sign(f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    r, s = utils.decode_dss_signature(der)
    signature = encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={head}.{body}.{signature}, k={encode(public_bytes(key))}"


def encode(data: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes that `encode` wrote; ValueError for what it did not."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
