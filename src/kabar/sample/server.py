"""Serves the sample newsroom over real HTTP on loopback, as it stood at the moment of the request.

Every outlet lives below its own path, `http://127.0.0.1:PORT/<slug>/`, and also answers as
`http://<slug>.localhost:PORT/` where the resolver maps such names to loopback.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, quote, unquote, urlsplit

from kabar.sample.feeds import Item, feed_document
from kabar.sample.loading import load
from kabar.sample.media import film, silence
from kabar.sample.newsroom import Newsroom, Outlet, SampleSource, SampleTruth
from kabar.sample.pages import article_page, list_page
from kabar.sample.pictures import SIZES, icon, jpeg

PODCAST_PATH = "/podcast.xml"
REFUSED_PORT = 9  # "discard": nothing listens there on any ordinary machine
_PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
_ROBOTS = "User-agent: *\nAllow: /\nDisallow: /*/search\nDisallow: /search\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one address says."""

    status: int
    body: bytes
    content_type: str
    modified_at: datetime | None = None
    location: str = ""
    validators: bool = True


class SampleServer:
    """A threaded server of the whole newsroom; use as a context manager.

    now: the clock that decides what is published (default: the real one); upto: nothing later than
    this is shown; anchor: the moment from which the content is dated back (default: the clock's
    time when the server is made); by_host: give addresses of the form `<slug>.localhost`, for a client
    that maps such names to loopback. Port 0 picks a free one; addresses of articles contain the port, so
    a person who restarts should get the same.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        now: Callable[[], datetime] | None = None,
        upto: datetime | None = None,
        *,
        anchor: datetime | None = None,
        newsroom: Newsroom | None = None,
        by_host: bool = False,
    ) -> None:
        self._now = now or (lambda: datetime.now(UTC))
        self._upto = upto
        self._by_host = by_host
        self.newsroom = newsroom or load(anchor or self._now())
        self._by_path = {(article.outlet, article.path): article for article in self.newsroom.articles}
        self._outlets = {outlet.slug: outlet for outlet in self.newsroom.outlets}
        self._http = _Server((host, port), _Handler)
        self._http.sample = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.05,), name="sample-newsroom", daemon=True
        )
        self.host, self.port = host, self._http.server_address[1]
        self.requests = 0  # answered so far, for tests of politeness

    def start(self) -> Self:
        """Begin to answer; returns at once."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop answering and free the port."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=5)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """The address of all outlets, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def root(self, slug: str) -> str:
        """The address of one outlet, without a slash at the end."""
        return f"http://{slug}.localhost:{self.port}" if self._by_host else f"{self.base_url}/{slug}"

    def sources(self) -> list[SampleSource]:
        """What to subscribe to: feeds, a sitemap, a site whose feed must be found, and what fails."""
        found = []
        for outlet in self.newsroom.outlets:
            behaviour = {"broken": "broken", "dead": "dead"}.get(outlet.feed_kind, "ok")
            found.append(
                SampleSource(
                    url=self.root(outlet.slug) + (outlet.subscribe_path or outlet.feed_path),
                    title=outlet.name,
                    language=outlet.language,
                    section=outlet.section,
                    outlet=outlet.slug,
                    behaviour="discover" if outlet.subscribe_path == "/" else behaviour,
                )
            )
        found.append(
            SampleSource(
                url=self.root("field-notes") + PODCAST_PATH, title="Field Notes Aloud", language="en",
                section="Science", outlet="field-notes",
            )
        )  # fmt: skip
        found.append(
            SampleSource(
                url=f"http://{self.host}:{REFUSED_PORT}/feed.xml", title="The Quiet Lighthouse", language="en",
                section="Culture", outlet="", behaviour="refused",
            )
        )  # fmt: skip
        return found

    def opml(self) -> str:
        """The sources as OPML, a folder for each language."""
        folders: dict[str, list[str]] = {}
        for source in self.sources():
            line = f'<outline type="rss" text="{escape(source.title)}" xmlUrl="{escape(source.url)}"/>'
            folders.setdefault(source.language, []).append(line)
        body = "\n".join(
            f'<outline text="{language}">{"".join(lines)}</outline>' for language, lines in folders.items()
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0"><head><title>Sample newsroom</title></head>'
            f"<body>\n{body}\n</body></opml>\n"
        )

    def truth(self) -> dict[str, SampleTruth]:
        """The truth of every article by its full address."""
        return {
            self.root(each.outlet) + each.path.removeprefix(f"/{each.outlet}"): each
            for each in self.newsroom.truth()
        }

    def moment(self) -> datetime:
        """The time that decides what is out."""
        now = self._now()
        return min(now, self._upto) if self._upto else now

    def answer(self, host: str, target: str, *, cookies: str = "") -> Answer:
        """What `GET target` gives at this moment."""
        path, query = urlsplit(target).path, urlsplit(target).query
        name = host.partition(":")[0]
        if name.endswith(".localhost") and name.removesuffix(".localhost") in self._outlets:
            slug, rest = name.removesuffix(".localhost"), path
            root = f"http://{host}"
        else:
            slug, _, rest = path.removeprefix("/").partition("/")
            rest = "/" + rest if path.count("/") > 1 else ""
            root = f"http://{host or f'{self.host}:{self.port}'}/{slug}"
        if path == "/robots.txt" or rest == "/robots.txt":
            return Answer(status=200, body=_ROBOTS.encode(), content_type="text/plain; charset=utf-8")
        if slug not in self._outlets:
            return self._outside(slug)
        return self._of_outlet(self._outlets[slug], rest, query, root, cookies)

    def _outside(self, slug: str) -> Answer:
        if slug == "sources.opml":
            return Answer(status=200, body=self.opml().encode(), content_type="text/x-opml; charset=utf-8")
        if slug == "favicon.ico":
            return Answer(status=200, body=icon("kabar", "#333333"), content_type="image/png")
        if slug:
            return _not_found()
        links = "".join(
            f'<li><a href="/{each.slug}/">{escape(each.name)}</a></li>' for each in self._outlets.values()
        )
        body = f"<!DOCTYPE html><title>Sample newsroom</title><h1>Sample newsroom</h1><ul>{links}</ul>"
        return Answer(status=200, body=body.encode(), content_type="text/html; charset=utf-8")

    def _of_outlet(self, outlet: Outlet, path: str, query: str, root: str, cookies: str) -> Answer:
        if outlet.feed_kind == "dead":
            return _not_found()
        if path == "":
            return Answer(status=301, body=b"", content_type="text/html", location=f"{root}/")
        if path == "/favicon.ico":
            return Answer(status=200, body=icon(outlet.name, outlet.accent), content_type="image/png")
        if path == "/style.css":
            return Answer(status=200, body=_style(outlet.accent), content_type="text/css; charset=utf-8")
        if path == "/pixel.gif":
            return Answer(status=200, body=_PIXEL, content_type="image/gif")
        if path.startswith("/media/"):
            return self._media(path.removeprefix("/media/"))
        if outlet.subscribe_path == path != "/":
            return Answer(status=301, body=b"", content_type="text/html", location=root + outlet.feed_path)
        at = self.moment()
        items: list[Item] = []
        for article in self.newsroom.of_outlet(outlet.slug, at=at):
            if version := article.version_at(at):
                items.append((article, version))
        if path in {outlet.feed_path, PODCAST_PATH}:
            podcast = path == PODCAST_PATH
            chosen = [item for item in items if (item[0].kind == "podcast") == podcast]
            body, content_type = feed_document(outlet, chosen, root, podcast=podcast)
            return _document(outlet, body, content_type, chosen)
        if path == "/" or path.startswith("/section/"):
            section = unquote(path.removeprefix("/section/")).strip("/")
            chosen = [item for item in items if section in ("", item[0].section)] or items[:12]
            return _document(outlet, list_page(outlet, chosen, root, section), "text/html", chosen)
        return self._article(outlet, path, query, root, at, cookies)

    def _article(
        self, outlet: Outlet, path: str, query: str, root: str, at: datetime, cookies: str
    ) -> Answer:
        asked = parse_qs(query)
        with_number = f"{path}?id={asked['id'][0]}" if "id" in asked else path
        article = self._by_path.get((outlet.slug, with_number)) or self._by_path.get((outlet.slug, path))
        version = article.version_at(at) if article else None
        if article is None or version is None:
            return _not_found()
        agreed = "consent" in asked or "consent=1" in cookies
        body = article_page(self.newsroom, outlet, article, version, root, agreed=agreed, at=at)
        return _document(outlet, body, "text/html", [(article, version)])

    def _media(self, name: str) -> Answer:
        stem, _, ending = name.partition(".")
        if ending == "wav":
            return Answer(status=200, body=silence(), content_type="audio/wav")
        parts = stem.rsplit("-", 2) if ending == "jpg" else [*stem.rsplit("-", 1), "small"]
        known = {event.id: event for event in self.newsroom.events}
        if len(parts) != 3 or parts[0] not in known or parts[2] not in SIZES or not parts[1].isdigit():
            return _not_found()
        event = known[parts[0]]
        still = jpeg(event.scene, event.palette, f"{event.id}-{int(parts[1]) % 3}", parts[2])
        if ending == "webm":
            return Answer(status=200, body=film(still), content_type="video/webm")
        return Answer(status=200, body=still, content_type="image/jpeg")


@cache
def _style(accent: str) -> bytes:
    sheet = (files("kabar.sample") / "content" / "style.css").read_text(encoding="utf-8")
    return sheet.replace("ACCENT", accent).encode()


def _not_found() -> Answer:
    body = b"<!DOCTYPE html><title>404 Not Found</title><h1>Not found</h1><p>Nothing lives here any more.</p>"
    return Answer(status=404, body=body, content_type="text/html; charset=utf-8", validators=False)


def _document(outlet: Outlet, body: bytes, content_type: str, items: list[Item]) -> Answer:
    # A page in an old encoding names it inside the document only, as old sites do.
    named = f"{content_type}; charset=utf-8" if outlet.encoding == "utf-8" else content_type
    newest = max((version.at for _, version in items), default=None)
    return Answer(status=200, body=body, content_type=named, modified_at=newest, validators=outlet.validators)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    sample: SampleServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom"
    timeout = 30

    def do_GET(self) -> None:
        with suppress(ConnectionError):  # the client has gone: its own business
            self._send(with_body=True)

    def do_HEAD(self) -> None:
        with suppress(ConnectionError):
            self._send(with_body=False)

    def log_message(self, *_: object) -> None:
        """Silent: the reader's own log is what matters."""

    def _send(self, *, with_body: bool) -> None:
        assert isinstance(self.server, _Server)
        sample = self.server.sample
        sample.requests += 1
        answer = sample.answer(
            self.headers.get("Host", ""), self.path, cookies=self.headers.get("Cookie", "")
        )
        body = answer.body
        headers = {"Content-Type": answer.content_type, "Vary": "Accept-Encoding"}
        if answer.location:
            headers["Location"] = quote(answer.location, safe=":/?=&%")
        status = answer.status
        if status == 200 and answer.validators:
            headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
            headers["Cache-Control"] = "max-age=60"
            if answer.modified_at:
                headers["Last-Modified"] = format_datetime(answer.modified_at.astimezone(UTC), usegmt=True)
            if self._is_known(headers["ETag"], answer.modified_at):
                status, body = 304, b""
        if (
            body
            and "gzip" in self.headers.get("Accept-Encoding", "")
            and answer.content_type.startswith(("text/", "application/"))
        ):
            body = gzip.compress(body, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body and status != 304:
            self.wfile.write(body)

    def _is_known(self, etag: str, modified_at: datetime | None) -> bool:
        """RFC 9110: the ETag decides where one was sent; else the date."""
        if sent := self.headers.get("If-None-Match"):
            return etag in [each.strip() for each in sent.split(",")] or sent.strip() == "*"
        since = self.headers.get("If-Modified-Since")
        if not since or modified_at is None:
            return False
        try:
            return modified_at.replace(microsecond=0) <= parsedate_to_datetime(since) + timedelta(0)
        except (TypeError, ValueError):
            return False
