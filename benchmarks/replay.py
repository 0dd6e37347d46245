"""Replays saved pages as sites on loopback: one site for each original host, each with a generated feed.

Reads JSON Lines files (plain or gzip) whose rows hold `url` and `html` or `html_base64`, keeps the pages in a
temporary file, and answers over real HTTP:

    http://127.0.0.1:PORT/<host>/feed.xml      RSS of that host's pages
    http://127.0.0.1:PORT/<host>/<path>        a page; its links to its own host lead back here
    http://127.0.0.1:PORT/feeds.opml           all feeds

`python -m benchmarks.replay [--limit 300]` sends all pages through Kabar and prints what came out (see
replay_run.py); with `--serve-only` it stays open, to be looked at with a browser or a reader.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import html
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit
from urllib.request import urlopen
from xml.sax.saxutils import escape

DEFAULT_DATA = Path("../shared/data/extraction")
_SAFE = "/?=&%+;,:@!~*()$-._"
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One saved page and where its bytes lie in the spool."""

    id: str
    host: str
    path: str  # with the query, as in the original address
    url: str  # the original address
    title: str
    published_at: datetime
    offset: int
    length: int


class ReplayServer:
    """Serves saved pages; use as a context manager.

    data: files or folders of JSON Lines; limit: at most so many pages, taken evenly from all files;
    now: what the made-up dates are counted back from, for pages whose row knows no date.
    """

    def __init__(
        self,
        data: Sequence[Path] = (DEFAULT_DATA,),
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        limit: int | None = None,
        now: datetime | None = None,
    ) -> None:
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the server
        self._lock = threading.Lock()
        self.pages: list[Page] = []
        self._by_address: dict[tuple[str, str], Page] = {}
        self._load(_files(data), limit, now or datetime.now(UTC))
        self._sites: dict[str, list[Page]] = {}
        for page in self.pages:
            self._sites.setdefault(page.host, []).append(page)
        self._http = _Server((host, port), _Handler)
        self._http.replay = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self.host, self.port = host, self._http.server_address[1]
        self.requests = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=5)
        self._spool.close()

    @property
    def base_url(self) -> str:
        """The address of everything, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def feeds(self) -> list[str]:
        """The address of every site's feed, sorted by host."""
        return [f"{self.base_url}/{host}/feed.xml" for host in sorted(self._sites)]

    def originals(self) -> dict[str, Page]:
        """Every page by the loopback address that its feed gives."""
        return {self._address(page): page for page in self.pages}

    def answer(self, target: str) -> tuple[int, bytes, str]:
        """Status, body and content type for `GET target`."""
        parts = urlsplit(target)
        if parts.path == "/robots.txt":
            return 200, b"User-agent: *\nAllow: /\n", "text/plain"
        if parts.path == "/feeds.opml":
            return 200, self._opml().encode(), "text/x-opml; charset=utf-8"
        host, _, path = parts.path.removeprefix("/").partition("/")
        pages = self._sites.get(host)
        if not pages:
            return 404, b"no such site", "text/plain"
        if path == "feed.xml":
            return 200, self._feed(host, pages).encode(), "application/rss+xml; charset=utf-8"
        wanted = f"/{path}" + (f"?{parts.query}" if parts.query else "")
        tried = (wanted, unquote(wanted), f"/{path}")
        page = next((found for each in tried if (found := self._by_address.get((host, each)))), None)
        if page is None:
            return 404, b"no such page", "text/plain"
        return 200, self._body(page), "text/html"

    def _load(self, files: Sequence[Path], limit: int | None, now: datetime) -> None:
        share = None if limit is None else -(-limit // max(1, len(files)))
        seen: set[str] = set()
        for file in files:
            taken, here = 0, set[str]()
            for row in _rows(file):
                if share is not None and (taken >= share or len(self.pages) >= (limit or 0)):
                    break
                if (url := row.get("url") or "") in seen:
                    continue  # an earlier set holds the same page
                here.add(url)
                body = base64.b64decode(row["html_base64"]) if "html_base64" in row else row["html"].encode()
                self._keep(file.name.partition(".")[0], row, body, now)
                taken += 1
            seen |= here - {""}

    def _keep(self, collection: str, row: dict[str, Any], body: bytes, now: datetime) -> None:
        parts = urlsplit(row.get("url") or "")
        host = _ascii(parts.hostname or f"{collection.replace('_', '-')}.example")
        path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SAFE)
        if not path.startswith("/"):
            path = f"/{path}"  # a row's address may be no more than a name
        if path in {"/", "/feed.xml"} or (host, path) in self._by_address:
            path = f"/{row['id']}.html"
        truth = row.get("truth") or {}
        page = Page(
            id=str(row["id"]),
            host=host,
            path=path,
            url=row.get("url") or "",
            title=truth.get("title") or _title(body) or str(row["id"]),
            published_at=_date(truth.get("published_at")) or now - timedelta(minutes=7 * len(self.pages) + 5),
            offset=self._spool.tell(),
            length=len(body),
        )
        self._spool.write(body)
        self.pages.append(page)
        self._by_address[host, path] = page
        self._by_address.setdefault((host, unquote(path)), page)  # clients write escapes in their own way

    def _body(self, page: Page) -> bytes:
        with self._lock:
            self._spool.seek(page.offset)
            body = self._spool.read(page.length)
        if not page.url:
            return body
        # The page's own address (canonical link, share links) has to lead back here, not to the real site.
        return re.sub(
            rb"https?://" + re.escape(page.host.encode()) + rb"(?=[/\"'?#])",
            f"{self.base_url}/{page.host}".encode(),
            body,
        )

    def _address(self, page: Page) -> str:
        return f"{self.base_url}/{page.host}{page.path}"

    def _feed(self, host: str, pages: Sequence[Page]) -> str:
        items = "\n".join(
            f"<item><title>{escape(_printable(page.title))}</title><link>{escape(self._address(page))}</link>"
            f"<guid isPermaLink='false'>{escape(page.id)}</guid>"
            f"<pubDate>{format_datetime(page.published_at)}</pubDate></item>"
            for page in sorted(pages, key=lambda each: each.published_at, reverse=True)
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{escape(host)}</title>'
            f"<link>{self.base_url}/{host}/</link><description>Replayed pages of {escape(host)}</description>\n"
            f"{items}</channel></rss>\n"
        )

    def _opml(self) -> str:
        lines = "\n".join(
            f'<outline type="rss" text="{escape(host)}" xmlUrl="{escape(url)}"/>'
            for host, url in zip(sorted(self._sites), self.feeds(), strict=True)
        )
        return f'<opml version="2.0"><head><title>Replay</title></head><body>\n{lines}\n</body></opml>\n'


def _files(data: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for each in data:
        found += sorted(each.glob("*.jsonl*")) if each.is_dir() else [each]
    if not found:
        raise FileNotFoundError(f"no .jsonl files in {', '.join(map(str, data))}")
    return found


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    open_text = gzip.open if file.suffix == ".gz" else open
    with open_text(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _ascii(host: str) -> str:
    """The host's name as DNS knows it."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return quote(host)


def _title(body: bytes) -> str:
    """The title element's text, decoded as the page says it should be."""
    if not (found := _TITLE.search(body[:200_000])):
        return ""
    named = _CHARSET.search(body[:4_000])
    try:
        text = found[1].decode(named[1].decode() if named else "utf-8", errors="replace")
    except LookupError:
        text = found[1].decode("utf-8", errors="replace")
    if "\ufffd" in text:
        text = found[1].decode("utf-8", errors="replace")
    return " ".join(html.unescape(text).split())


def _printable(text: str) -> str:
    """*text* without the control characters that XML forbids."""
    return "".join(each for each in text if each >= " ")


def _date(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    replay: ReplayServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that leave are no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it came


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        replay = self.server.replay
        replay.requests += 1
        status, body, content_type = replay.answer(self.path)
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        if status == 200 and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        encoded = "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 1_000
        if encoded:
            body = gzip.compress(body, 1)
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        if status in {200, 304}:
            self.send_header("ETag", etag)
        if encoded:
            self.send_header("Content-Encoding", "gzip")
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304:
            with suppress(ConnectionError):  # the client has gone
                self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Send the pages through Kabar and print what came out; or serve them until interrupted."""
    parser = argparse.ArgumentParser(description="Replay saved pages as sites with feeds on loopback.")
    parser.add_argument(
        "data", nargs="*", type=Path, default=[DEFAULT_DATA], help="JSON Lines files or folders"
    )
    parser.add_argument("--serve-only", action="store_true", help="serve until interrupted")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--limit", type=int, help="at most so many pages")
    parser.add_argument("--keep", type=Path, help="Kabar's data folder, kept; else a temporary one")
    chosen = parser.parse_args(arguments)
    if not chosen.serve_only:
        return _run(chosen.data, chosen.limit, chosen.keep)
    with ReplayServer(chosen.data, port=chosen.port, limit=chosen.limit) as server:
        print(
            f"{len(server.pages)} pages of {len(server.feeds())} sites: {server.base_url}/feeds.opml",
            flush=True,
        )
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


def _run(data: Sequence[Path], limit: int | None, keep: Path | None) -> int:
    """The whole flow over all pages; the server has a process of its own, so that its work is not counted."""
    sys.path.insert(0, str(Path(__file__).parent))
    from replay_run import replay

    from kabar.sources.opml import read_opml

    command = [sys.executable, __file__, *map(str, data), "--serve-only"]
    command += ["--limit", str(limit)] if limit else []
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        tempfile.TemporaryDirectory(prefix="kabar-replay-") as folder,
    ):
        try:
            assert server.stdout is not None
            line = server.stdout.readline().strip()
            print(line)
            with urlopen(line.rpartition(" ")[2], timeout=60) as answer:
                listed = read_opml(answer.read())
            replay([outline.url for outline in listed.outlines], keep or Path(folder))
        finally:
            server.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
