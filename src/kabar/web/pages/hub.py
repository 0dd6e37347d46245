"""What hubs send: a question whether a subscription was meant, and deliveries. No session, no form, no page."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kabar import pushing
from kabar.web.visit import House

PATH = "/websub/"
LONGEST_TOKEN = 64
LONGEST_QUERY = 8_192
ANSWERS = {"stored": 202, "ignored": 202, "gone": 410, "full": 503}


async def callback(request: Request) -> Response:
    """GET and POST /websub/{token}"""
    house: House = request.app.state.house
    token = request.path_params["token"]
    if not 0 < len(token) <= LONGEST_TOKEN or len(request.url.query) > LONGEST_QUERY:
        return _nothing(404)
    if request.method != "POST":
        query = dict(request.query_params)
        challenge = await run_in_threadpool(pushing.answer_hub, house.rt, token, query)
        if challenge is not None:
            return PlainTextResponse(challenge)
        # A refusal needs no challenge; the hub only wants to know that it was heard.
        return _nothing(200 if query.get("hub.mode") == "denied" else 404)
    if not await run_in_threadpool(pushing.expects, house.rt, token):
        return _nothing(410)  # before its body is read
    body = await _bounded(request, int(house.rt.config.fetch.max_feed_mib * 1024 * 1024))
    if body is None:
        return _nothing(413)
    taken = await run_in_threadpool(
        pushing.take_delivery,
        house.rt,
        token,
        body,
        content_type=request.headers.get("content-type", ""),
        signature=request.headers.get("x-hub-signature"),
    )
    return _nothing(ANSWERS[taken], **({"retry-after": "120"} if taken == "full" else {}))


async def _bounded(request: Request, most: int) -> bytes | None:
    """The body, or None when it is larger than a feed may be."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)


def _nothing(status: int, **headers: str) -> Response:
    return Response(status_code=status, headers=headers)
