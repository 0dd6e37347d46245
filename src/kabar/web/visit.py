"""One visit: who asks for what, and how pages answer."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from kabar import i18n
from kabar.errors import ForbiddenError, InputError, NotFoundError
from kabar.model.account import Account
from kabar.model.ids import AccountId
from kabar.model.panels import Session
from kabar.web.assets import Assets
from kabar.web.contract import Services
from kabar.web.security import client_address
from kabar.web.session import (
    DONE_SECONDS,
    Display,
    Done,
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

MAX_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """What the error page says."""

    status: int
    detail: str = ""  # our own sentence, when the exception was written for the person
    reason: str = ""  # a word that chooses the page's sentence: token, signed out


class Renderer(Protocol):
    """Who turns templates into text: `kabar.web.render`."""

    def page(self, visit: "Visit", template: str, values: Mapping[str, object]) -> str: ...
    def sentence(self, visit: "Visit", done: Done) -> str: ...
    def problem(self, visit: "Visit", problem: Problem) -> str: ...
    def progress(self, visit: "Visit", name: str, job: object) -> str: ...


@dataclass(frozen=True)
class House:
    """What all visits share; made once by `create_app`."""

    rt: "Runtime"
    services: Services
    assets: Assets
    renderer: Renderer

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
    def picture_secret(self) -> bytes:
        """Signs addresses of pictures and recordings for this account alone: nobody else can use them."""
        return hmac.new(self.house.secret, f"pictures:{self.me}".encode(), hashlib.sha256).digest()

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


def require(condition: bool, sentence: str) -> None:
    """Raise InputError with *sentence* unless *condition*."""
    if not condition:
        raise InputError(sentence)
