"""Undo one content encoding without ever making more than is allowed.

A megabyte of gzip can hold a gigabyte, 1.6 kB of brotli too. Every decoder here stops at the limit, and a
body that ends before its own end mark is an error: half an answer must never count as one.
"""

import zlib

import brotli
import zstandard

from kabar.errors import FetchError, RefusedError

ACCEPT_ENCODING = "gzip, deflate, br, zstd"  # only what can be bounded
_GZIP = b"\x1f\x8b"
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: what a web client must accept, and no more
_ZSTD_SLICE = 512  # input at a time: 128 blocks at most, so at most 16 MiB come out
_STEP = 1 << 18  # output at a time, where the decoder lets us choose
# Text shrinks to a tenth, a table of zeros to a hundredth; only a bomb to less than a 250th.
_BOMB_RATIO = 250


def _too_large(url: str, limit: int) -> RefusedError:
    return RefusedError(
        url, f"the answer is larger than {limit / 1048576:.3g} MiB when unpacked", kind="too_large"
    )


def _check_ratio(size: int, consumed: int, url: str) -> None:
    """Refuse a bomb when its first quarter of a mebibyte shows what it is, not when twenty have been made of it."""
    if size >= _STEP and size > _BOMB_RATIO * consumed:
        raise RefusedError(url, "the answer is a decompression bomb", kind="too_large")


def _cut(url: str) -> FetchError:
    return FetchError(url, "the answer broke off in the middle", kind="truncated")


def decode_body(raw: bytes, encoding: str, limit: int, *, url: str) -> bytes:
    """The plain body of *raw*, at most *limit* bytes.

    Raises RefusedError (`too_large`) or FetchError (`truncated`, `bad_encoding`).
    """
    name = encoding.strip().lower()
    try:
        if name in ("", "identity"):
            body = raw
        elif not raw:
            body = raw  # servers announce gzip for empty answers
        elif name in ("gzip", "x-gzip"):
            body = _gzip(raw, limit, url)
        elif name == "br":
            body = _brotli(raw, limit, url)
        elif name == "zstd":
            body = _zstd(raw, limit, url)
        elif name == "deflate":
            body = _deflate(raw, limit, url)
        else:
            raise FetchError(
                url,
                f"the server packed its answer as {encoding[:40]!r}, which was not asked for",
                kind="bad_encoding",
            )
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise FetchError(url, f"the answer is packed wrongly ({error})", kind="bad_encoding") from error
    if len(body) > limit:
        raise _too_large(url, limit)
    return body


def _inflate(raw: bytes, window: int, limit: int, url: str) -> tuple[bytes, bytes]:
    """One deflate stream of *raw*: (what it holds, what follows it)."""
    stream = zlib.decompressobj(window)
    first = stream.decompress(raw, min(limit + 1, _STEP))
    if len(first) == _STEP:
        _check_ratio(_STEP, len(raw) - len(stream.unconsumed_tail), url)
        first += stream.decompress(stream.unconsumed_tail, limit + 1 - _STEP) if limit >= _STEP else b""
    if len(first) > limit:
        raise _too_large(url, limit)
    if not stream.eof:
        # Exactly at the limit, the end mark may still be unread.
        if stream.decompress(stream.unconsumed_tail, 1):
            raise _too_large(url, limit)
        if not stream.eof:
            raise _cut(url)
    return first, stream.unused_data


def _gzip(raw: bytes, limit: int, url: str) -> bytes:
    if not raw.startswith(_GZIP):
        return raw  # announced and not done: a common server fault
    parts: list[bytes] = []
    room = limit
    # Members may follow each other; anything else behind the first is junk that servers append.
    while raw.startswith(_GZIP):
        part, raw = _inflate(raw, 31, room, url)
        parts.append(part)
        room -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _deflate(raw: bytes, limit: int, url: str) -> bytes:
    try:
        return _inflate(raw, 15, limit, url)[0]
    except zlib.error:
        return _inflate(raw, -15, limit, url)[0]  # old servers send it without the zlib header


def _brotli(raw: bytes, limit: int, url: str) -> bytes:
    stream = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    data = raw
    while True:
        part = stream.process(data, output_buffer_limit=min(limit - size + 1, _STEP))
        data = b""
        size += len(part)
        if size > limit:
            raise _too_large(url, limit)
        _check_ratio(size, len(raw), url)
        parts.append(part)
        if stream.is_finished():
            return b"".join(parts)
        if not part and stream.can_accept_more_data():
            raise _cut(url)


def _zstd(raw: bytes, limit: int, url: str) -> bytes:
    parts: list[bytes] = []
    size = start = 0
    view = memoryview(raw)
    while start < len(raw):
        stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        while not stream.eof:
            if start >= len(raw):
                raise _cut(url)
            part = stream.decompress(view[start : start + _ZSTD_SLICE])
            start += _ZSTD_SLICE
            size += len(part)
            if size > limit:
                raise _too_large(url, limit)
            _check_ratio(size, start, url)
            parts.append(part)
        start = min(start, len(raw)) - len(stream.unused_data)
    return b"".join(parts)
