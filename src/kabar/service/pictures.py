"""Remote pictures through the guarded client, kept on disk for a while."""

import hashlib
import time
from pathlib import Path

from kabar.errors import FetchError
from kabar.model.feed import Fetched, Request
from kabar.runtime import Runtime

KEPT_DAYS = 14
MOST_BYTES = 512 * 1024 * 1024  # of all pictures on disk
SWEEP_EVERY = 200  # files stored between two looks for old ones

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
    keep(path, answer.body, most_bytes=MOST_BYTES)
    return answer.body


def _path(rt: Runtime, url: str) -> Path:
    name = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
    return rt.data_dir / "pictures" / name[:2] / name


def keep(path: Path, body: bytes, *, most_bytes: int) -> None:
    """Whole or not at all; a full disk costs the cache, not the picture. Now and then old files go."""
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
        sweep(path.parent.parent, now=time.time(), most_bytes=most_bytes)


def sweep(folder: Path, *, now: float, most_bytes: int = MOST_BYTES) -> int:
    """Forget what was fetched more than two weeks ago, and the oldest beyond *most_bytes*; return how many."""
    gone, total = 0, 0
    found = []
    for path in folder.glob("*/*"):
        try:
            stat = path.stat()
        except FileNotFoundError:  # another process swept it
            continue
        found.append((stat.st_mtime, stat.st_size, path))
    for at, size, path in sorted(found, key=lambda one: one[0], reverse=True):
        total += size
        if now - at > KEPT_DAYS * 86400 or total > most_bytes:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
