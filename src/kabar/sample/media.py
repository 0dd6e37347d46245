"""Tiny valid media files: a second of silence, and a still picture as a WebM film."""

from __future__ import annotations

import io
import wave
from functools import lru_cache

from PIL import Image


@lru_cache(maxsize=1)
def silence() -> bytes:
    """One second of silence as a WAV file (44,100 samples, 16 bit, mono)."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(44_100)
        sound.writeframes(bytes(2 * 44_100))
    return out.getvalue()


@lru_cache(maxsize=8)
def film(picture: bytes, seconds: int = 4) -> bytes:
    """A WebM film that shows *picture* (any format Pillow reads) for *seconds*, a frame a second.

    A lossy WebP holds exactly one VP8 key frame, so the frame needs no encoder of our own.
    Source: the WebP container specification (VP8 chunk) and the Matroska element table.
    """
    image = Image.open(io.BytesIO(picture)).convert("RGB").resize((480, 270))
    out = io.BytesIO()
    image.save(out, "WEBP", quality=60, method=4)
    webp = out.getvalue()
    start = webp.index(b"VP8 ") + 8
    frame = webp[start : start + int.from_bytes(webp[start - 4 : start], "little")]

    header = _element(
        0x1A45DFA3,
        _number(0x4286, 1), _number(0x42F7, 1), _number(0x42F2, 4), _number(0x42F3, 8),
        _element(0x4282, b"webm"), _number(0x4287, 2), _number(0x4285, 2),
    )  # fmt: skip
    info = _element(
        0x1549A966, _number(0x2AD7B1, 1_000_000), _element(0x4D80, b"kabar"), _element(0x5741, b"kabar")
    )
    video = _element(0xE0, _number(0xB0, 480), _number(0xBA, 270))
    track = _element(
        0xAE, _number(0xD7, 1), _number(0x73C5, 1), _number(0x83, 1), _element(0x86, b"V_VP8"), video
    )
    blocks = [
        _element(0xA3, b"\x81" + (second * 1000).to_bytes(2, "big") + b"\x80" + frame)
        for second in range(seconds)
    ]
    cluster = _element(0x1F43B675, _number(0xE7, 0), *blocks)
    return header + _element(0x18538067, info, _element(0x1654AE6B, track), cluster)


def _element(identity: int, *content: bytes) -> bytes:
    """An EBML element with an eight-byte length."""
    body = b"".join(content)
    name = identity.to_bytes((identity.bit_length() + 7) // 8, "big")
    return name + (len(body) | 1 << 56).to_bytes(8, "big") + body


def _number(identity: int, value: int) -> bytes:
    return _element(identity, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))
