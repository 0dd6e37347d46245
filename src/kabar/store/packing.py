"""Model values in and out of columns: packed entries, poll states, JSON back into frozen values."""

import threading
from dataclasses import fields
from typing import Any

import msgspec
import zstandard

from kabar.model.article import Amount, Entity, Media, Quote, Topic
from kabar.model.feed import Entry, PollState

_entries = msgspec.msgpack.Decoder(Entry)
_encoder = msgspec.msgpack.Encoder()
MAX_PAGE_BYTES = 64 * 1024 * 1024  # a stored page is never larger than what fetching lets in


def pack_entry(entry: Entry) -> bytes:
    """The entry as published, small enough to keep for years."""
    try:
        packed = _encoder.encode(entry)
    except UnicodeEncodeError:  # half of a surrogate pair, which no encoding has
        values = {field.name: _whole(getattr(entry, field.name)) for field in fields(entry)}
        packed = _encoder.encode(Entry(**values))
    return _quick().compress(packed)


class _Compressors(threading.local):
    """A compressor serves one thread at a time, and making one costs more than packing an entry."""

    quick: zstandard.ZstdCompressor | None = None


_compressors = _Compressors()


def _quick() -> zstandard.ZstdCompressor:
    if _compressors.quick is None:
        _compressors.quick = zstandard.ZstdCompressor(level=1, write_content_size=True)
    return _compressors.quick


def _whole(value: Any) -> Any:
    """Text that can be encoded (Any: fields of any type pass through)."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, tuple):
        return tuple(_whole(item) for item in value)
    return value


def unpack_entry(content: bytes) -> Entry:
    """The entry that `pack_entry` packed."""
    return _entries.decode(zstandard.ZstdDecompressor().decompress(content, max_output_size=MAX_PAGE_BYTES))


def pack_page(body: bytes) -> bytes:
    """A page's bytes, compressed."""
    return zstandard.ZstdCompressor(level=6).compress(body)


def unpack_page(body: bytes) -> bytes:
    """The bytes that `pack_page` packed."""
    return zstandard.ZstdDecompressor().decompress(body, max_output_size=MAX_PAGE_BYTES)


def pack_state(state: PollState) -> PollState:
    """A poll state as the JSON column takes it, which encodes it in one go."""
    return state


def unpack_state(value: Any) -> PollState:
    """The poll state that `pack_state` packed; unknown fields of other versions are ignored."""
    return msgspec.convert(value, PollState)


def unpack_entities(value: Any) -> tuple[Entity, ...]:
    """Entities of the JSON column."""
    return msgspec.convert(value, tuple[Entity, ...])


def unpack_topics(value: Any) -> tuple[Topic, ...]:
    """Topics of the JSON column."""
    return msgspec.convert(value, tuple[Topic, ...])


def unpack_quotes(value: Any) -> tuple[Quote, ...]:
    """Quotations of the facts column."""
    return msgspec.convert(value, tuple[Quote, ...])


def unpack_amounts(value: Any) -> tuple[Amount, ...]:
    """Amounts of the facts column."""
    return msgspec.convert(value, tuple[Amount, ...])


def unpack_media(value: Any) -> tuple[Media, ...]:
    """Media of the facts column."""
    return msgspec.convert(value, tuple[Media, ...])
