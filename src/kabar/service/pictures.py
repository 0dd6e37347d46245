"""Remote pictures through the guarded client, kept on disk for a while."""

import hashlib
import time
from pathlib import Path

from kabar.errors import FetchError
from kabar.model.feed import Fetched, Request
from kabar.runtime import Runtime

KEPT_DAYS = 14
SWEEP_EVERY = 500  # pictures stored between two looks for old ones

_stored = 0


def fetch(rt: Runtime, url: str) -> bytes:
    """The picture's bytes, from the cache or the web. Raises SourceError when the web does not give it."""
    path = _path(rt, url)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    answer = rt.fetcher.fetch(Request(url=url, kind="image"))
    if not isinstance(answer, Fetched):
        raise FetchError(url, "the site gave no picture", kind="bad_response")
    _keep(path, answer.body)
    return answer.body


def _path(rt: Runtime, url: str) -> Path:
    name = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
    return rt.data_dir / "pictures" / name[:2] / name


def _keep(path: Path, body: bytes) -> None:
    """Whole or not at all; a full disk costs the cache, not the picture."""
    global _stored  # a counter for tidying only
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(body)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
    _stored += 1
    if _stored % SWEEP_EVERY == 0:
        sweep(path.parent.parent, now=time.time())


def sweep(folder: Path, *, now: float) -> int:
    """Forget pictures that nobody looked at for two weeks; return how many."""
    gone = 0
    for path in folder.glob("*/*"):
        if now - path.stat().st_mtime > KEPT_DAYS * 86400:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
