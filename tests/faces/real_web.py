"""The web app over the real services and a real database, with a server of others on loopback beside it."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from kabar.cli.sample import allow_sample
from kabar.config import Config
from kabar.model.ids import AccountId
from kabar.runtime import Runtime, open_runtime
from kabar.service import accounts, credentials
from kabar.web.app import create_app
from kabar.web.visit import House

TOKEN = re.compile(r'name="token" value="([^"]+)"')
Answer = tuple[int, Mapping[str, str], bytes]


@dataclass
class Others:
    """A server of somebody else: says what a test wants, and remembers what it was asked."""

    answers: dict[str, Callable[[Mapping[str, str]], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    port: int = 0

    def url(self, path: str) -> str:
        """The address of *path* there."""
        return f"http://127.0.0.1:{self.port}{path}"

    def says(self, path: str, body: bytes, content_type: str = "", status: int = 200, **headers: str) -> str:
        """Let *path* answer always the same; its address. `_` in names of headers stands for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if content_type:
            named["Content-Type"] = content_type
        self.answers[path] = lambda _: (status, named, body)
        return self.url(path)

    def plays(self, path: str, body: bytes, content_type: str = "video/mp4") -> str:
        """Let *path* answer ranges of *body*."""

        def ranges(headers: Mapping[str, str]) -> Answer:
            asked = re.match(r"bytes=(\d+)-(\d+)", headers.get("Range", ""))
            if not asked:
                return 200, {"Content-Type": content_type}, body
            first, last = int(asked[1]), min(int(asked[2]), len(body) - 1)
            if first >= len(body):
                return 416, {"Content-Range": f"bytes */{len(body)}"}, b""
            place = f"bytes {first}-{last}/{len(body)}"
            return 206, {"Content-Type": content_type, "Content-Range": place}, body[first : last + 1]

        self.answers[path] = ranges
        return self.url(path)


@contextmanager
def others() -> Iterator[Others]:
    """A server on loopback for one test."""
    found = Others()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            found.asked.append((self.path, dict(self.headers)))
            status, headers, body = found.answers.get(path, lambda _: (404, {}, b"nothing"))(
                dict(self.headers)
            )
            reason = headers.get("reason")
            self.send_response_only(status, reason)
            for name, value in headers.items():
                if name != "reason":
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class Reader:
    """One account in its browser."""

    def __init__(self, rt: Runtime, account: AccountId, app: Any = None) -> None:
        self.rt, self.me = rt, account
        self.app = app or create_app(rt)
        self.http = TestClient(
            self.app, base_url="http://127.0.0.1:8080", follow_redirects=False, raise_server_exceptions=False
        )
        accounts._LIMITER = credentials.Limiter()
        link = accounts.new_link(rt, account)
        answer = self.post("/enter", {"link": link}, page=f"/enter?token={link}")
        assert answer.status_code == 303, answer.text

    @property
    def secret(self) -> bytes:
        """What signs this account's pictures and recordings."""
        import hashlib
        import hmac

        house: House = self.app.state.house
        return hmac.new(house.secret, f"pictures:{self.me}".encode(), hashlib.sha256).digest()

    def get(self, path: str, **options: Any) -> Any:
        """GET."""
        return self.http.get(path, **options)

    def post(self, path: str, fields: dict[str, Any] | None = None, *, page: str = "/") -> Any:
        """Submit a form of *page*."""
        token = TOKEN.search(self.get(page).text)
        assert token, f"no form on {page}"
        return self.http.post(path, data={"token": token[1], **(fields or {})})


@contextmanager
def running(folder: Path, *, private: bool = True) -> Iterator[Runtime]:
    """A runtime with one admin; *private*: it may ask loopback."""
    rt = open_runtime(allow_sample(Config()) if private else Config(), folder)
    try:
        with rt.store.write() as db:
            db.accounts.create("owner", is_admin=True, at=rt.clock())
            account = db.accounts.get(AccountId(1))
            db.accounts.seen(account.id, at=rt.clock())
        yield rt
    finally:
        rt.close()
