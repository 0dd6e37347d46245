"""Digests to look at: as they would be now, and those that were made, just as the mail has them."""

from starlette.responses import PlainTextResponse, Response

from kabar.digest.issues import make_issue, send_one_now
from kabar.digest.typesetting import digest_message
from kabar.errors import ForbiddenError
from kabar.model.notices import Issue
from kabar.web.session import Done
from kabar.web.visit import Visit

# A mail has its styles in its tags; it has no scripts, asks for nothing, and is kept from all that is ours.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation-by-user-activation; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def preview(visit: Visit) -> Response:
    """GET /digests/preview?as=text: nothing is kept and nothing is sent."""
    settings = visit.services.noticing.notices(visit.rt, visit.me).settings
    rhythm = "daily" if settings.rhythm == "off" else settings.rhythm
    return _sheet(visit, make_issue(visit.rt, visit.me, rhythm=rhythm, size=settings.stories))


def show(visit: Visit) -> Response:
    """GET /digests/{id}?as=text"""
    return _sheet(visit, visit.services.noticing.issue(visit.rt, visit.me, visit.number("id")))


def send(visit: Visit) -> Response:
    """POST /digests/send: make one now, for every channel that takes digests."""
    issue = send_one_now(visit.rt, visit.me)
    visit.rt.posting.set()
    return visit.after(Done(what="digest_made" if issue else "digest_empty"), target="/alerts")


def _sheet(visit: Visit, issue: Issue) -> Response:
    if visit.account is None:
        raise ForbiddenError("Sign in first.")
    message = digest_message(issue, visit.account, base=visit.rt.base_url)
    if visit.query("as") == "text":
        return PlainTextResponse(message.text)
    return Response(message.html, media_type="text/html", headers={"content-security-policy": POLICY})
