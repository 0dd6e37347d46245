"""From a request to an answer: `page()` turns a plain function over a visit into a route's endpoint."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from time import monotonic
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kabar.log import logger
from kabar.web import csrf
from kabar.web.errors import answer, logged_path
from kabar.web.security import SAFE_METHODS
from kabar.web.session import drop_cookie, is_https, read_cookie
from kabar.web.visit import House, Visit

MAX_FIELDS = 2000
MAX_FIELD_BYTES = 64 * 1024
# Asked for all the time; logged when they fail.
QUIET_PATHS = ("/image/", "/recording/", "/healthz", "/progress", "/favicon.ico")


def page(
    handler: Callable[[Visit], Response], *, open_to_all: bool = False, token: bool = True
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint around *handler*: form, session, token, errors. *handler* runs in a thread.

    token: False for a form that is sent from elsewhere and whose address proves that it may be.
    """

    async def endpoint(request: Request) -> Response:
        house: House = request.app.state.house
        fields: dict[str, list[str]] = {}
        files: dict[str, bytes] = {}
        if request.method not in SAFE_METHODS:
            fields, files = await _read_form(request)
        return await run_in_threadpool(_serve, house, request, fields, files, handler, open_to_all, token)

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
    with_token: bool,
) -> Response:
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
        changes = request.method not in SAFE_METHODS and with_token
        if changes and not csrf.is_valid(house.secret, visit.owner, visit.field(csrf.FIELD)):
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
        path=logged_path(visit),
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
