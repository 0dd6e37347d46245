"""Films and sound of others: the browser asks for ranges here, and gets pieces."""

import re
from collections.abc import Iterator

from starlette.responses import PlainTextResponse, Response, StreamingResponse

from kabar.errors import SourceError
from kabar.web import players
from kabar.web.visit import Visit

# One range of bytes; what is no such thing is answered as if nothing had been asked for (RFC 9110, 14.2).
_RANGE = re.compile(r"^bytes=(\d{1,15})-(\d{0,15})$")
_ENDINGS = {
    "video/mp4": "mp4", "video/webm": "webm", "video/ogg": "ogv", "audio/mp4": "m4a", "audio/ogg": "ogg",
    "audio/wav": "wav", "audio/flac": "flac", "audio/mpeg": "mp3", "audio/aac": "aac",
}  # fmt: skip
_SANDBOX = "default-src 'none'; media-src 'self'; sandbox"


def show(visit: Visit) -> Response:
    """GET /recording/{mac}/{packed}: 403 unless we signed it, 415 for what is no film or sound."""
    parts = visit.request.path_params
    url = players.verify(str(parts["mac"]), str(parts["packed"]), visit.picture_secret)
    if url is None:
        return _refused(403)
    asked = _RANGE.match(visit.request.headers.get("range", ""))
    start = int(asked[1]) if asked else 0
    try:
        piece = visit.services.recordings.piece(visit.rt, url, start)
    except SourceError as error:
        return _refused({"not_media": 415, "range": 416}.get(error.kind, 502))
    headers = {
        # Opened in a tab of its own it is nothing but a film. The name is ours, never the address's.
        "content-security-policy": _SANDBOX,
        "content-disposition": f'inline; filename="recording.{_ENDINGS[piece.media_type]}"',
        "cache-control": "private, max-age=86400",
        "accept-ranges": "bytes",
    }
    if not asked:
        headers["content-length"] = str(piece.total)
        body = _all(visit, url, piece.body, piece.total)
        return StreamingResponse(body, media_type=piece.media_type, headers=headers)
    body_end = piece.start + len(piece.body) - 1
    end = min(int(asked[2]), body_end) if asked[2] else body_end
    if end < start:
        return _refused(416)
    headers["content-range"] = f"bytes {start}-{end}/{piece.total}"
    return Response(
        piece.body[: end - start + 1], status_code=206, media_type=piece.media_type, headers=headers
    )


def _all(visit: Visit, url: str, first: bytes, total: int) -> Iterator[bytes]:
    """The whole, piece after piece, for who does not ask for ranges."""
    yield first
    at = len(first)
    while at < total:
        body = visit.services.recordings.piece(visit.rt, url, at).body
        yield body
        at += len(body)


def _refused(status: int) -> Response:
    """Fixed words: neither the address nor what its server said stands on our page."""
    return PlainTextResponse(
        "No recording.",
        status_code=status,
        headers={"content-security-policy": "default-src 'none'; sandbox"},
    )
