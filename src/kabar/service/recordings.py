"""Films and sound of others through the guarded client, a piece at a time, kept on disk for a while.

A browser that plays asks for ranges; each is answered by one piece of at most a mebibyte, so that no film is
ever whole in memory and one that nobody watches to its end is not fetched to its end.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from kabar.errors import FetchError, RefusedError
from kabar.model.feed import Fetched, Request
from kabar.runtime import Runtime
from kabar.service import pictures

PIECE = 1024 * 1024
MOST_BYTES = 256 * 1024 * 1024  # of all pieces on disk
FOLDER = "recordings"
_RANGE = re.compile(r"^bytes (\d{1,15})-(\d{1,15})/(\d{1,15})$")
# By content, whatever the server calls it: the first bytes of what browsers play.
_MAGIC = (
    (re.compile(rb"^.{4}ftyp(?:M4A|M4B)", re.S), "audio/mp4"),
    (re.compile(rb"^.{4}(?:ftyp|moov|mdat)", re.S), "video/mp4"),
    (re.compile(rb"^\x1a\x45\xdf\xa3"), "video/webm"),
    (re.compile(rb"^OggS.{24}.{0,4}(?:OpusHead|\x01vorbis|\x7fFLAC|Speex)", re.S), "audio/ogg"),
    (re.compile(rb"^OggS"), "video/ogg"),
    (re.compile(rb"^RIFF.{4}WAVE", re.S), "audio/wav"),
    (re.compile(rb"^fLaC"), "audio/flac"),
    (re.compile(rb"^ID3|^\xff[\xfb\xfa\xf3\xf2]"), "audio/mpeg"),
    (re.compile(rb"^\xff[\xf1\xf9]"), "audio/aac"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some bytes of a film or sound."""

    body: bytes
    start: int  # where they stand in the whole
    total: int  # bytes of the whole
    media_type: str  # by content


def piece(rt: Runtime, url: str, at: int) -> Piece:
    """The piece that holds byte *at*, from that byte on.

    Raises SourceError when the web does not give it, RefusedError (`not_media`) for what is no film or sound.
    """
    first = _stored(rt, url, 0)
    media_type = media_type_of(first.body)
    if media_type is None:
        raise RefusedError(url, "this is no film or sound that browsers play", kind="not_media")
    if at >= first.total:
        raise RefusedError(url, "it is not that long", kind="range")
    found = first if first.start <= at < first.start + len(first.body) else _stored(rt, url, at // PIECE)
    skipped = at - found.start
    if not 0 <= skipped < len(found.body):
        raise FetchError(url, "the server gave another part than was asked for", kind="bad_response")
    return Piece(body=found.body[skipped:], start=at, total=found.total, media_type=media_type)


def media_type_of(body: bytes) -> str | None:
    """What the first bytes say it is; None: nothing that is played here."""
    return next((kind for pattern, kind in _MAGIC if pattern.match(body[:256])), None)


def _stored(rt: Runtime, url: str, number: int) -> Piece:
    path = _path(rt, url, number)
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        known = json.loads(head)
        return Piece(body=body, start=known["start"], total=known["total"], media_type="")
    except (OSError, ValueError, KeyError):
        pass
    found = _fetched(rt, url, number)
    head = json.dumps({"start": found.start, "total": found.total}).encode()
    pictures.keep(path, head + b"\n" + found.body, most_bytes=MOST_BYTES)
    return found


def _fetched(rt: Runtime, url: str, number: int) -> Piece:
    start = number * PIECE
    answer = rt.fetcher.fetch(Request(url=url, kind="media", span=(start, start + PIECE - 1)))
    if not isinstance(answer, Fetched):
        raise FetchError(url, "the site gave no film", kind="bad_response")
    if answer.status != 206:  # it does not know ranges: then it is all of it, or it would have been too large
        return Piece(body=answer.body, start=0, total=len(answer.body), media_type="")
    said = _RANGE.match(answer.headers.get("content-range", ""))
    if not said or int(said[1]) != start or int(said[2]) + 1 - start != len(answer.body):
        raise FetchError(url, "the server gave another part than was asked for", kind="bad_response")
    return Piece(body=answer.body, start=start, total=int(said[3]), media_type="")


def _path(rt: Runtime, url: str, number: int) -> Path:
    name = hashlib.sha256(f"{number}\0{url}".encode("utf-8", "replace")).hexdigest()
    return rt.data_dir / FOLDER / name[:2] / name
