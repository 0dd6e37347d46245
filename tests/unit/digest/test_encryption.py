"""Web Push messages: the example of RFC 8291, byte for byte, and signatures that others can check."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from kabar.digest.encryption import (
    Recipient,
    authorization,
    decode,
    encode,
    encrypt,
    private_key,
    public_bytes,
)

NOW = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)
# RFC 8291, section 5 and appendix A
PLAIN = b"When I grow up, I want to be a watermelon"
UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"
    "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_example_of_the_rfc() -> None:
    sender = ec.derive_private_key(int.from_bytes(decode(AS_PRIVATE), "big"), ec.SECP256R1())
    to = Recipient("https://push.example.net/x", decode(UA_PUBLIC), decode(AUTH))

    assert BODY == encode(encrypt(PLAIN, to, sender=sender, salt=decode(SALT)))


def test_key_that_is_no_point_is_a_value_error() -> None:
    to = Recipient("https://push.example.net/x", b"\x04" + b"\x01" * 64, b"a" * 16)

    with pytest.raises(ValueError, match=r"[Pp]oint|key"):
        encrypt(b"x", to, sender=ec.generate_private_key(ec.SECP256R1()), salt=b"s" * 16)


def test_signature_names_the_service_and_ends_within_a_day() -> None:
    key = private_key(b"k" * 32)
    header = authorization("https://push.example.net:8443/a/b", key, contact="mailto:a@b.example", now=NOW)
    token = header.removeprefix("vapid t=").partition(",")[0]
    head, body, signature = token.split(".")
    claims = json.loads(decode(body))
    raw = decode(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))

    assert "https://push.example.net:8443" == claims["aud"]
    assert 0 < claims["exp"] - NOW.timestamp() <= 24 * 3600
    key.public_key().verify(der, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))


def test_same_secret_gives_the_same_key() -> None:
    assert public_bytes(private_key(b"a" * 32)) == public_bytes(private_key(b"a" * 32))
    assert public_bytes(private_key(b"a" * 32)) != public_bytes(private_key(b"b" * 32))
    assert 65 == len(public_bytes(private_key(b"\xff" * 32)))
