"""Everything that is followed and muted."""

from starlette.responses import Response

from kabar.web.visit import Visit


def show(visit: Visit) -> Response:
    """GET /following"""
    return visit.render("following.html", view=visit.services.following.follows(visit.rt, visit.me))
