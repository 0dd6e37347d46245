"""From exceptions to pages: one table, one page, a sentence with a cause and a next step, never a stack."""

from dataclasses import replace
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from kabar.errors import (
    ConflictError,
    ForbiddenError,
    InputError,
    NotFoundError,
    SchemaError,
    SourceError,
    StoreBusyError,
    StoreError,
    StoreFullError,
)
from kabar.log import logger
from kabar.service.credentials import TooManyTriesError
from kabar.web.session import read_cookie
from kabar.web.visit import House, Problem, Visit

# What does not exist and what is another's look the same: 404.
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotFoundError, 404),
    (TooManyTriesError, 429),
    (ForbiddenError, 403),
    (ConflictError, 409),
    (InputError, 400),
    (SourceError, 422),
    (StoreBusyError, 503),
    (StoreFullError, 507),
    (SchemaError, 503),
)
_OWN_WORDS = (TooManyTriesError, ForbiddenError, ConflictError, InputError, SourceError)


def problem_of(error: Exception) -> Problem:
    """Status and words for *error*; what was not raised on purpose says nothing of itself."""
    if isinstance(error, HTTPException):
        return Problem(error.status_code, reason=error.detail if error.status_code == 403 else "")
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return Problem(status, detail=str(error) if isinstance(error, _OWN_WORDS) else "")
    return Problem(500)


def logged_path(visit: Visit) -> str:
    """The path as the log may have it: quoted, so it stays a line, and without the token of a feed."""
    path = visit.request.url.path
    secret = next((begin for begin in ("/feed/", "/stop/") if path.startswith(begin)), "")
    return f"{secret}..." if secret else quote(path[:200])


def answer(visit: Visit, error: Exception) -> Response:
    """The error page for *error*, logged when it is a bug."""
    problem = problem_of(error)
    if problem.status == 500:
        logger().error("request.failed", path=logged_path(visit), exc_info=error)
    if visit.wants_json:
        sentence = visit.house.renderer.problem(visit, problem)
        response: Response = JSONResponse({"error": sentence}, status_code=problem.status)
    else:
        try:
            response = visit.render("error.html", status=problem.status, problem=problem)
        except Exception as second:  # the page itself is broken: the last resort is a line of text
            logger().error("request.failed", path=logged_path(visit), exc_info=second)
            response = PlainTextResponse("Something went wrong. The log says what.", status_code=500)
    if isinstance(error, TooManyTriesError):
        response.headers["retry-after"] = str(error.retry_after_seconds)
    if problem.status in (503, 507):
        response.headers["retry-after"] = "5"
    return response


async def unknown(request: Request, error: Exception) -> Response:
    """Starlette's own refusals (no such route, wrong method, broken form) as our page."""
    return await run_in_threadpool(_unknown, request, error)


def _unknown(request: Request, error: Exception) -> Response:
    house: House = request.app.state.house
    visit = Visit(house, request, {}, {}, None, house.rt.clock())
    token = read_cookie(request, "session", https=visit.https)
    if token and not isinstance(error, StoreError):
        visit = replace(visit, found=house.services.accounts.resume(house.rt, token))
    response = answer(visit, error)
    if isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    return response
