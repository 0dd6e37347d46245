"""Servers on loopback that take what Kabar sends: a mail server, and one for whatever comes by HTTP."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """A real SMTP server; `refuse` makes it answer with that instead of taking a mail."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refuse: str = ""
    hold: bool = False  # take the mail and say nothing, as a server that hangs
    came: threading.Event = field(default_factory=threading.Event)  # set when a mail has come

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.append(list(envelope.rcpt_tos))
        self.came.set()
        if self.hold:
            await asyncio.sleep(30)
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """It listens while the block runs."""
    with socket.socket() as probe:  # its controller must know the port beforehand
        probe.bind(("127.0.0.1", 0))
        kept = MailServer(port=probe.getsockname()[1])
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()


@dataclass
class Post:
    """One request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Taker:
    """A server that takes posts; `status` is what it answers."""

    url: str = ""
    posts: list[Post] = field(default_factory=list)
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def taker() -> Iterator[Taker]:
    """It listens while the block runs."""
    kept = Taker()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept.posts.append(Post(self.command, self.path, headers, body))
            self.send_response(kept.status)
            for name, value in kept.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
