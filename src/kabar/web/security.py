"""The outer wall: Host and origin checks, body limits, and the headers that every answer carries.

One ASGI layer, so that nothing behind it (pages, mounts, errors, static files) can forget any of it.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kabar.config import WebConfig

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    )
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class BodyTooLargeError(Exception):
    """The request's body is over the limit; answered with 413."""


class Guard:
    """Refuses what should not come in; puts the headers on what goes out."""

    def __init__(
        self, app: ASGIApp, *, server: WebConfig, own_origin_rules: Sequence[str] = (), public: str = ""
    ) -> None:
        """*own_origin_rules*: path prefixes (reader APIs) whose clients send no cookies and check themselves.

        public: a further address of ours, under which hubs deliver.
        """
        self.app = app
        self._names = allowed_names(server) | ({urlsplit(public).hostname or ""} - {""})
        self._exempt = tuple(own_origin_rules)
        self._most = int(server.max_body_mib * 1024 * 1024)
        self._https = (server.base_url or "").startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        send = self._with_headers(send)
        refusal = self._refusal(scope, headers)
        if refusal:
            await _plain(send, *refusal)
            return
        started = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, _limited(receive, self._most), watched_send)
        except BodyTooLargeError:
            if started:
                raise
            await _plain(send, 413, "The request is too large.")

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if len(headers.getlist("host")) != 1 or host_name(headers["host"]) not in self._names:
            return 400, "Unknown Host header. Name it in kabar.toml: [web] allowed_hosts."
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return 400, "Content-Length is not a number."
        if int(length[:20]) > self._most:
            return 413, "The request is too large."
        unsafe = scope["method"] not in SAFE_METHODS and not scope["path"].startswith(self._exempt)
        if unsafe and not is_same_origin(headers):
            return 403, "This request came from another site and was refused."
        return None

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._https:
                    headers.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        return send_with_headers


def allowed_names(server: WebConfig) -> frozenset[str]:
    """The host names under which this installation answers, without ports."""
    names = {*server.allowed_hosts, server.host}
    if server.base_url:
        names.add(urlsplit(server.base_url).hostname or "")
    if is_loopback(server.host) or server.host in ("0.0.0.0", "::"):  # noqa: S104  (compared, not bound)
        names.update(LOOPBACK_NAMES)
    return frozenset(name.strip("[]").lower() for name in names if name)


def is_loopback(host: str) -> bool:
    """Is *host* this machine alone?"""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def host_name(header: str) -> str:
    """The name in a Host header; empty when it is malformed."""
    if any(letter in header for letter in "/\\@?# \t"):
        return ""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port  # ValueError for what is no port
    except ValueError:
        return ""
    return (parts.hostname or "").lower()


def is_same_origin(headers: Headers) -> bool:
    """Did our own page send this? Clients that say nothing about it still need the form's token."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def client_address(scope: Scope, headers: Headers, trusted: Sequence[str]) -> str:
    """Who asks: the peer, or what a trusted proxy says of it; never what a stranger says."""
    client = scope.get("client")
    peer = str(client[0]) if client else "unknown"
    chain = [part.strip() for line in headers.getlist("x-forwarded-for") for part in line.split(",")]
    while chain and peer in trusted:
        peer = chain.pop()
    return peer[:64]


def _limited(receive: Receive, most: int) -> Receive:
    seen = 0

    async def receive_limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise BodyTooLargeError
        return message

    return receive_limited


async def _plain(send: Send, status: int, text: str) -> None:
    body = text.encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
