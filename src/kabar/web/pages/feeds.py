"""Feeds for other programs: the documents, and the page where addresses are made and ended."""

import hashlib

from starlette.responses import Response

from kabar.errors import InputError, NotFoundError
from kabar.model.account import Target
from kabar.model.syndication import FeedsView
from kabar.web import syndication
from kabar.web.session import Done
from kabar.web.visit import Visit

LONGEST_KEY = 500
FORMATS = {".atom": "application/atom+xml; charset=utf-8", ".json": "application/feed+json; charset=utf-8"}


def read(visit: Visit) -> Response:
    """GET /feed/{token}[.atom|.json]: open to whoever has the token, and nothing else is told."""
    name = str(visit.request.path_params["name"])
    suffix = next((suffix for suffix in FORMATS if name.endswith(suffix)), "")
    token = name.removesuffix(suffix)
    if not 20 <= len(token) <= 100 or not token.isascii():
        raise NotFoundError("There is no such feed.")
    document = visit.services.feeds.document(visit.rt, token)
    base = _base(visit)
    write = syndication.json_feed if suffix == ".json" else syndication.atom
    body = write(
        document,
        base=base,
        address=f"{base}/feed/{name}",
        secret=visit.services.about.secret(visit.rt, "feeds"),
    )
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "x-robots-tag": "noindex"}
    if visit.request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=FORMATS[suffix or ".atom"], headers=headers)


def index(visit: Visit) -> Response:
    """GET /feeds?target=&key="""
    target, key = _asked(visit.query("target"), visit.query("key"))
    return _page(visit, visit.services.feeds.feeds(visit.rt, visit.me, target=target, key=key))


def make(visit: Visit) -> Response:
    """POST /feeds: a new address, which this answer alone shows."""
    target, key = _asked(visit.field("target"), visit.field("key"))
    return _page(visit, visit.services.feeds.make(visit.rt, visit.me, target, key))


def rotate(visit: Visit) -> Response:
    """POST /feeds/{id}/rotate: another address for the same feed, which this answer alone shows."""
    return _page(visit, visit.services.feeds.rotate(visit.rt, visit.me, visit.number("id")))


def revoke(visit: Visit) -> Response:
    """POST /feeds/{id}/end"""
    ended = visit.services.feeds.revoke(visit.rt, visit.me, visit.number("id"))
    return visit.after(Done(what="feed_ended", label=ended.label), target="/feeds")


def _page(visit: Visit, view: FeedsView) -> Response:
    return visit.render("feeds.html", view=view, base=_base(visit))


def _asked(target: str, key: str) -> tuple[Target | None, str]:
    if not target:
        return None, "digests" if key == "digests" else ""
    if len(key) > LONGEST_KEY or "\0" in key:
        raise InputError("There is no feed of that.")
    try:
        return Target(target), key
    except ValueError:
        raise InputError("There is no feed of that.") from None


def _base(visit: Visit) -> str:
    """Our own address; the Host header was checked at the door."""
    return (visit.rt.config.web.base_url or str(visit.request.base_url)).rstrip("/")
