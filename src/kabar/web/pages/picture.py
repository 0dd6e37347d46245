"""The image proxy: pictures of others reach the browser through here only."""

import threading
from collections import OrderedDict

from starlette.responses import PlainTextResponse, Response

from kabar.errors import SourceError
from kabar.web import images
from kabar.web.shrinking import Shrinker
from kabar.web.visit import Visit

KEPT_BYTES = (
    32 * 1024 * 1024
)  # small pictures kept in memory; the fetched originals are the service's to keep
ENTRY_BYTES = 300  # what is kept of a picture beside its bytes: those that are none have an end, too

_HEADERS = {
    # Opened in a tab of its own it is nothing but a picture.
    "content-security-policy": "default-src 'none'; sandbox",
    "content-disposition": 'inline; filename="picture.webp"',
    "cache-control": "private, max-age=604800, immutable",
}


class _Kept:
    """The pictures shown last, by width and address; empty for what turned out to be none."""

    def __init__(self) -> None:
        self._items: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, path: str) -> bytes | None:
        with self._lock:
            body = self._items.get(path)
            if body is not None:
                self._items.move_to_end(path)
            return body

    def put(self, path: str, body: bytes) -> None:
        with self._lock:
            if path not in self._items:
                self._items[path] = body
                self._size += len(body) + ENTRY_BYTES
            while self._size > KEPT_BYTES:
                self._size -= len(self._items.popitem(last=False)[1]) + ENTRY_BYTES


_KEPT = _Kept()
_SHRINKER = Shrinker()


def show(visit: Visit) -> Response:
    """GET /image/{mac}/{width}/{packed}: 403 unless we signed it, 415 for what is no picture."""
    parts = visit.request.path_params
    url = images.verify(str(parts["mac"]), int(parts["width"]), str(parts["packed"]), visit.picture_secret)
    if url is None:
        return _refused(403)
    key = f"{parts['width']} {url}"
    body = _KEPT.get(key)
    if body is None:
        try:
            original = visit.services.pictures.fetch(visit.rt, url)
            body = _SHRINKER.shrink(original, int(parts["width"]))
        except SourceError:
            return _refused(502)
        except images.PictureError:
            body = b""  # remembered: what broke a limit is not tried again each time somebody looks
        _KEPT.put(key, body)
    if not body:
        return _refused(415)
    return Response(body, media_type=images.MEDIA_TYPE, headers=_HEADERS)


def _refused(status: int) -> Response:
    """Fixed words: neither the address nor what its server said stands on our page."""
    return PlainTextResponse(
        "No picture.", status_code=status, headers={"content-security-policy": "default-src 'none'; sandbox"}
    )
