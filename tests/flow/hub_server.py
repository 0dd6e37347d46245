"""A small WebSub hub with a publisher, on loopback: real requests in both directions."""

import hashlib
import hmac
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx


@dataclass
class Held:
    """A subscription, as the hub knows it."""

    topic: str
    callback: str
    secret: str


def feed(numbers: range, *, hub: str, topic: str) -> bytes:
    """The publisher's feed with those items."""
    items = "".join(
        f"<item><guid>{n}</guid><title>Kabar {n}</title><link>https://warta.example/{n}</link></item>"
        for n in numbers
    )
    links = f'<a:link rel="hub" href="{hub}"/><a:link rel="self" href="{topic}"/>' if hub else ""
    return (
        f'<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Warta</title>{links}{items}'
        "</channel></rss>"
    ).encode()


@dataclass
class Hub:
    """Serves /feed and /hub; asks back before it answers, as hubs may."""

    status: int = 202  # what it says to requests
    denies: bool = False
    lease: int = 86_400
    numbers: range = range(2)
    names_itself: bool = True
    held: list[Held] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    verified: list[tuple[int, str]] = field(default_factory=list)  # (status, text) of what it was answered
    feeds_served: int = 0

    def __enter__(self) -> "Hub":
        self._client = httpx.Client(timeout=30, verify=False)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self.topic, self.url = f"{self.base}/feed", f"{self.base}/hub"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._client.close()
        self._thread.join(5)

    def body(self) -> bytes:
        """The feed as it stands."""
        return feed(self.numbers, hub=self.url if self.names_itself else "", topic=self.topic)

    def ask_back(self, form: dict[str, str]) -> None:
        """Verify the intent of whoever asked, and keep the subscription or end it."""
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "ch-7"}
        if self.denies:
            self._client.get(
                form["hub.callback"], params={**query, "hub.mode": "denied", "hub.reason": "full"}
            )
            return
        answer = self._client.get(
            form["hub.callback"], params={**query, "hub.lease_seconds": str(self.lease)}
        )
        self.verified.append((answer.status_code, answer.text))
        if (answer.status_code, answer.text) != (200, "ch-7"):
            return
        self.held = [held for held in self.held if held.callback != form["hub.callback"]]
        if form["hub.mode"] == "subscribe":
            self.held.append(Held(form["hub.topic"], form["hub.callback"], form["hub.secret"]))

    def push(self, body: bytes, *, to: str = "", method: str = "sha256", secret: str | None = None) -> int:
        """Deliver *body* to the newest subscription (or *to*); the status of the answer."""
        held = self.held[-1]
        key = (held.secret if secret is None else secret).encode()
        signature = hmac.new(key, body, getattr(hashlib, method)).hexdigest()
        headers = {"X-Hub-Signature": f"{method}={signature}", "Content-Type": "application/rss+xml"}
        return self._client.post(to or held.callback, content=body, headers=headers).status_code


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            hub.feeds_served += 1
            self._say(200, hub.body())

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(raw).items()}
            hub.asked.append(form)
            if hub.status < 300:
                hub.ask_back(form)
            self._say(hub.status, b"")

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def path_of(callback: str) -> str:
    """The path of a callback."""
    return urlsplit(callback).path
