"""Sections: the table of contents, and the page of one topic, name, outlet, agency, author or language."""

from starlette.responses import Response

from kabar.errors import NotFoundError
from kabar.web.render import target_of
from kabar.web.visit import Visit

LONGEST_KEY = 300


def index(visit: Visit) -> Response:
    """GET /sections"""
    return visit.render("sections.html", view=visit.services.frontpage.sections(visit.rt, visit.me))


def subject(visit: Visit) -> Response:
    """GET /{topic|entity|outlet|agency|author|language}/{key}"""
    key = str(visit.request.path_params["key"])
    if len(key) > LONGEST_KEY or "\0" in key:
        raise NotFoundError("There is no such page.")
    target = target_of(visit.request.url.path.split("/", 2)[1])
    view = visit.services.frontpage.section(visit.rt, visit.me, target, key, page=visit.page_number())
    return visit.render("section.html", view=view)
