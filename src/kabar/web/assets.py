"""Our own files (style, script, fonts, map): read once, compressed once, cached by the browser for ever."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
}
YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file in the shapes in which it is sent."""

    body: bytes
    media_type: str

    @cached_property
    def by_encoding(self) -> Mapping[str, bytes]:
        """Compressed bodies, best first; nothing for fonts and pictures, which are compressed already."""
        if not self.media_type.startswith(("text/", "image/svg")):
            return {}
        return {
            "br": bytes(brotli.compress(self.body, quality=9)),
            "gzip": gzip.compress(self.body, 9, mtime=0),
        }


class Assets:
    """All files of the folder, in memory (under 1 MB)."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): Asset(path.read_bytes(), TYPES[path.suffix])
            for path in sorted(folder.rglob("*"))
            if path.suffix in TYPES
        }
        whole = hashlib.sha256()
        for name, asset in self._files.items():
            whole.update(name.encode() + b"\0" + asset.body)
        self.version = whole.hexdigest()[:12]  # of all files: fonts are named inside the style sheet

    def url(self, name: str) -> str:
        """The address of *name*, which changes when any file changes."""
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self.version}/{name}"

    async def worker(self, request: Request) -> Response:
        """GET /push-worker.js: a service worker's address must stay the same, and stand above all it works for."""
        asset = self._files["push-worker.js"]
        headers = {"cache-control": "no-cache", "content-security-policy": "default-src 'none'"}
        return Response(asset.body, media_type=asset.media_type, headers=headers)

    async def serve(self, request: Request) -> Response:
        """GET /static/{version}/{name}."""
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            return Response("Not found", status_code=404, media_type="text/plain")
        accepted = request.headers.get("accept-encoding", "")
        current = request.path_params["version"] == self.version
        headers = {
            "cache-control": YEAR if current else "no-cache",
            "vary": "accept-encoding",
            "content-security-policy": "default-src 'none'; sandbox",
        }
        body = asset.body
        for encoding, packed in asset.by_encoding.items():
            if encoding in accepted:
                body = packed
                headers["content-encoding"] = encoding
                break
        return Response(body, media_type=asset.media_type, headers=headers)
