"""One visit: who asks for what, and how pages answer. `page()` turns a plain function into a route's endpoint."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from kabar import i18n
from kabar.errors import ForbiddenError, InputError, NotFoundError
from kabar.log import logger
from kabar.model.account import Account
from kabar.model.ids import AccountId
from kabar.model.panels import Session
from kabar.web import csrf
from kabar.web.assets import Assets
from kabar.web.contract import Services
from kabar.web.security import SAFE_METHODS, client_address
from kabar.web.session import (
    DONE_SECONDS,
    Display,
    Done,
    drop_cookie,
    is_https,
    parse_display,
    read_cookie,
    safe_next,
    seal,
    set_cookie,
    unseal,
)

if TYPE_CHECKING:
    from kabar.runtime import Runtime
    from kabar.web.render import Renderer

MAX_FIELDS = 2000
MAX_FIELD_BYTES = 64 * 1024
MAX_PAGE = 1000
QUIET_PATHS = (
    "/image/",
    "/healthz",
    "/progress",
    "/favicon.ico",
)  # asked for all the time; logged when they fail


@dataclass(frozen=True)
class House:
    """What all visits share; made once by `create_app`."""

    rt: "Runtime"
    services: Services
    assets: Assets
    renderer: "Renderer"

    @cached_property
    def secret(self) -> bytes:
        """Signs tokens, picture addresses and the undo cookie; kept in the database."""
        return self.services.about.secret(self.rt, "web")


@dataclass(frozen=True)
class Visit:
    """A request with what is known about it."""

    house: House
    request: Request
    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, bytes]
    found: tuple[Account, Session] | None
    now: datetime

    @property
    def rt(self) -> "Runtime":
        """The runtime, for services."""
        return self.house.rt

    @property
    def services(self) -> Services:
        """What the app may ask."""
        return self.house.services

    @property
    def account(self) -> Account | None:
        """Who is signed in."""
        return self.found[0] if self.found else None

    @property
    def me(self) -> AccountId:
        """The account's id, for services; pages that are open to all must not ask."""
        if self.found is None:
            raise ForbiddenError("Sign in first.")
        return self.found[0].id

    @property
    def session(self) -> Session:
        """The present session."""
        if self.found is None:
            raise ForbiddenError("Sign in first.")
        return self.found[1]

    @cached_property
    def locale(self) -> str:
        """The interface's language."""
        if self.account and self.account.locale in i18n.LOCALES:
            return self.account.locale
        return i18n.negotiate(self.request.headers.get("accept-language", ""))

    @property
    def timezone(self) -> str:
        """The reader's zone."""
        return self.account.timezone if self.account else "UTC"

    @cached_property
    def https(self) -> bool:
        """Is the browser's side https?"""
        return is_https(self.request, self.rt.config.web.base_url)

    @cached_property
    def display(self) -> Display:
        """Theme and type."""
        return parse_display(read_cookie(self.request, "display", https=self.https))

    @cached_property
    def done(self) -> Done | None:
        """The act before this page."""
        value = read_cookie(self.request, "done", https=self.https)
        return unseal(value, self.house.secret) if value else None

    @property
    def address(self) -> str:
        """The network address that asks."""
        trusted = self.rt.config.web.trusted_proxies
        return client_address(self.request.scope, self.request.headers, trusted)

    @property
    def user_agent(self) -> str:
        """What the browser says it is."""
        return self.request.headers.get("user-agent", "")

    @cached_property
    def visitor(self) -> str:
        """A random name of this browser before sign-in, to which its form tokens are bound."""
        return read_cookie(self.request, "visitor", https=self.https)

    @property
    def owner(self) -> str:
        """To whom form tokens are bound."""
        return f"session:{self.found[1].id}" if self.found else f"visitor:{self.visitor}"

    # What was asked

    def query(self, name: str, default: str = "") -> str:
        """One value from the address."""
        return self.request.query_params.get(name, default)

    def page_number(self) -> int:
        """`?page=`, 1 when it is none."""
        text = self.query("page", "1")
        return (
            min(int(text), MAX_PAGE)
            if text.isascii() and text.isdigit() and len(text) < 6 and int(text)
            else 1
        )

    def number(self, name: str) -> int:
        """A number from the path; ids are below 2**31, so nothing else exists."""
        return as_id(str(self.request.path_params[name]))

    def field(self, name: str, default: str = "") -> str:
        """One field of the form."""
        values = self.fields.get(name)
        return values[0] if values else default

    def back(self, default: str = "/") -> str:
        """Where the form came from."""
        return safe_next(self.field("back"), default=default)

    # How to answer

    def render(self, template: str, *, status: int = 200, **values: object) -> Response:
        """A page."""
        return HTMLResponse(self.house.renderer.page(self, template, values), status_code=status)

    def redirect(self, target: str) -> Response:
        """See the next page."""
        return RedirectResponse(target, status_code=303)

    def after(self, done: Done, *, target: str | None = None) -> Response:
        """Back to where the act was done, with a sentence and an undo; as JSON for our script."""
        if self.wants_json:
            sentence = self.house.renderer.sentence(self, done)
            return JSONResponse({"message": sentence, "undo": done.undo})
        response = self.redirect(target or self.back())
        set_cookie(response, "done", seal(done, self.house.secret), https=self.https, seconds=DONE_SECONDS)
        return response

    @property
    def wants_json(self) -> bool:
        """Did our script ask?"""
        return self.request.headers.get("accept", "").startswith("application/json")


def as_id(text: str) -> int:
    """An id, or NotFoundError: what is no id does not exist."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or not 0 < int(text) < 2**31:
        raise NotFoundError("There is no such page.")
    return int(text)


def page(
    handler: Callable[[Visit], Response], *, open_to_all: bool = False
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint around *handler*: form, session, token, errors. *handler* runs in a thread."""

    async def endpoint(request: Request) -> Response:
        house: House = request.app.state.house
        fields: dict[str, list[str]] = {}
        files: dict[str, bytes] = {}
        if request.method not in SAFE_METHODS:
            fields, files = await _read_form(request)
        return await run_in_threadpool(_serve, house, request, fields, files, handler, open_to_all)

    endpoint.__name__ = handler.__name__
    return endpoint


async def _read_form(request: Request) -> tuple[dict[str, list[str]], dict[str, bytes]]:
    fields: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    async with request.form(max_files=1, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = await value.read()
            else:
                fields.setdefault(name, []).append(value)
    return fields, files


def _serve(
    house: House,
    request: Request,
    fields: Mapping[str, Sequence[str]],
    files: Mapping[str, bytes],
    handler: Callable[[Visit], Response],
    open_to_all: bool,
) -> Response:
    from kabar.web.errors import answer  # errors renders pages, which are visits: the one circle here

    started = monotonic()
    https = is_https(request, house.rt.config.web.base_url)
    token = read_cookie(request, "session", https=https)
    visit = Visit(house, request, fields, files, None, house.rt.clock())
    try:
        if token:
            found = house.services.accounts.resume(house.rt, token)
            visit = Visit(house, request, fields, files, found, visit.now)
        if visit.found is None and not open_to_all:
            return _to_sign_in(visit)
        if request.method not in SAFE_METHODS and not csrf.is_valid(
            house.secret, visit.owner, visit.field(csrf.FIELD)
        ):
            raise HTTPException(403, "token")
        response = handler(visit)
    # The web's error page: the one place that may catch everything.
    except Exception as error:
        response = answer(visit, error)
    if visit.done and response.headers.get("content-type", "").startswith("text/html"):
        drop_cookie(response, "done", https=https)
    _log(visit, response, milliseconds=round((monotonic() - started) * 1000))
    return response


def _log(visit: Visit, response: Response, *, milliseconds: int) -> None:
    """One line a request: never the query (searches, sign-in links), and the path quoted, so it stays a line."""
    path = visit.request.url.path
    if response.status_code < 400 and path.startswith(QUIET_PATHS):
        return
    logger().info(
        "request.done",
        method=visit.request.method,
        path=quote(path[:200]),
        status=response.status_code,
        account=visit.found[0].id if visit.found else None,
        ms=milliseconds,
    )


def _to_sign_in(visit: Visit) -> Response:
    if visit.request.method not in SAFE_METHODS or visit.wants_json:
        raise HTTPException(403, "signed out")
    path = visit.request.url.path
    if visit.request.url.query:
        path += f"?{visit.request.url.query}"
    query = "" if path == "/" else "?" + urlencode({"next": path})
    return visit.redirect(f"/sign-in{query}")


def require(condition: bool, sentence: str) -> None:
    """Raise InputError with *sentence* unless *condition*."""
    if not condition:
        raise InputError(sentence)
