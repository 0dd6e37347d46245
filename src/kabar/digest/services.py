"""Services that people use (ntfy, Telegram, Matrix, Slack and two hundred more), through Apprise and our own client.

Apprise speaks with them by `requests`. Here its connections are replaced: every request of Apprise goes through the
guarded client, with its rules about private addresses and redirects, or not at all. Services that Apprise reaches
in any other way (sockets, programs, the desktop) are refused. Decision 0113.
"""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kabar.digest.typesetting import short
from kabar.digest.ways import WayError
from kabar.errors import FetchError, InputError, RefusedError
from kabar.fetch import Fetcher
from kabar.model.notices import Outgoing

if TYPE_CHECKING:
    import requests
    from apprise import NotifyBase

# They read key files of this machine, or open sockets beside their requests.
REFUSED = frozenset(("vapid", "vapids", "fcm", "nostr", "nostrs"))
_CLIENT: ContextVar[Fetcher | None] = ContextVar("kabar_apprise_client", default=None)
_FAILURE: ContextVar[list[FetchError] | None] = ContextVar("kabar_apprise_failure", default=None)
_LOCK = threading.Lock()


def check(url: str) -> str:
    """What the service behind *url* is called; InputError when it cannot be used."""
    return str(_open(url).service_name)


def send(item: Outgoing, fetcher: Fetcher) -> None:
    """Hand the message to the service; raises WayError."""
    try:
        service = _open(item.channel.address["url"])
    except InputError as error:
        raise WayError(str(error), retry=False) from error
    message = item.message
    body = f"{short(message)}\n{message.url}" if message.url else short(message)
    with _through(fetcher) as failures:
        try:
            taken = service.notify(body=body, title=message.title)
        except Exception as error:  # a plugin of Apprise may fail in any way
            raise WayError(f"Apprise failed: {type(error).__name__}: {error}", uncertain=True) from error
    if taken:
        return
    if not failures:
        raise WayError(f"{service.service_name} did not take it, without a reason", retry=False)
    worst = failures[-1]
    # No answer after the message may have left us: it may be there.
    lost = worst.kind in ("timeout", "reset", "truncated", "bad_response")
    refused = isinstance(worst, RefusedError) or (
        worst.status is not None and 400 <= worst.status < 500 and worst.status not in (408, 429)
    )
    raise WayError(
        f"{service.service_name}: {worst}",
        retry=not refused,
        uncertain=lost,
        after_seconds=worst.retry_after_seconds,
    )


def _open(url: str) -> "NotifyBase":
    import apprise

    _take_over()
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it logs addresses, which are secrets
    asset = apprise.AppriseAsset(
        async_mode=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
        app_id="Kabar",
        app_desc="Kabar",
        app_url="",
        image_url_mask="",
        image_url_logo="",
    )
    found = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if found is None:
        raise InputError(
            "Apprise does not know such an address, or something is missing in it; its own pages list them."
        )
    kind = sys.modules[type(found).__module__]
    if url.partition("://")[0].lower() in REFUSED or not _asks_the_web_only(kind):
        raise InputError(
            f"{found.service_name} is not reached by web requests, which are all that Kabar sends; choose another."
        )
    return found


def _asks_the_web_only(module: ModuleType) -> bool:
    used = {value.__name__ for value in vars(module).values() if isinstance(value, ModuleType)}
    return "requests" in used and used.isdisjoint({"socket", "ssl", "smtplib", "subprocess", "ctypes"})


@contextmanager
def _through(fetcher: Fetcher) -> Iterator[list[FetchError]]:
    failures: list[FetchError] = []
    client, failure = _CLIENT.set(fetcher), _FAILURE.set(failures)
    try:
        yield failures
    finally:
        _CLIENT.reset(client)
        _FAILURE.reset(failure)


def _take_over() -> None:
    """Make every session of `requests` in this process connect through us; nothing else here uses it."""
    import requests.adapters
    import requests.sessions

    with _LOCK:
        sessions: Any = requests.sessions  # Any: its adapter is replaced
        if sessions.HTTPAdapter.__name__ != "GuardedAdapter":
            sessions.HTTPAdapter = _adapter()


def _adapter() -> type:
    import requests
    from requests.adapters import BaseAdapter

    class GuardedAdapter(BaseAdapter):
        """Carries a request of Apprise to the guarded client and the answer back."""

        def send(self, request: "requests.PreparedRequest", *_: Any, **__: Any) -> "requests.Response":
            """One request; redirects are not followed, failures are kept for the person."""
            client, failures = _CLIENT.get(), _FAILURE.get()
            if client is None or failures is None:
                raise requests.ConnectionError("Kabar sends nothing past its own client")
            body = request.body or b""
            headers = {name: str(value) for name, value in request.headers.items()}
            kind = headers.pop("Content-Type", "application/octet-stream")
            for name in ("Content-Length", "Accept-Encoding", "Connection", "Host", "Transfer-Encoding"):
                headers.pop(name, None)
            response = requests.Response()
            response.request, response.url = request, request.url or ""
            try:
                found = client.send(
                    request.method or "POST",
                    request.url or "",
                    body if isinstance(body, bytes) else str(body).encode(),
                    content_type=kind,
                    headers=headers,
                )
            except FetchError as error:
                failures.append(error)
                if error.status is None:
                    raise requests.ConnectionError(str(error)) from error
                response.status_code, response.reason = error.status, str(error)
                response._content = b""
                return response
            response.status_code = found.status
            response._content = found.body
            response.headers["Content-Type"] = found.content_type
            response.encoding = "utf-8"
            return response

        def close(self) -> None:
            """Nothing is held."""

    return GuardedAdapter
