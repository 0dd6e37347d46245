"""Sections: the table of contents, and the page of one topic, name, outlet, agency, author or language."""

from urllib.parse import urlencode

from starlette.responses import Response

from kabar.errors import NotFoundError
from kabar.model.account import Target
from kabar.web.render import target_of
from kabar.web.visit import Visit

LONGEST_KEY = 300
LONGEST_SEARCH = 500


def index(visit: Visit) -> Response:
    """GET /sections"""
    return visit.render("sections.html", view=visit.services.frontpage.sections(visit.rt, visit.me))


def topics(visit: Visit) -> Response:
    """GET /topics?q=: the whole tree, or what of it has these words."""
    words = visit.query("q")[:LONGEST_KEY].replace("\0", " ").strip()
    tree = visit.services.following.topic_tree(visit.rt, visit.me, words)
    return visit.render("topics.html", tree=tree, words=words)


def subject(visit: Visit) -> Response:
    """GET /{topic|entity|outlet|agency|author|language|search}/{key}"""
    key = str(visit.request.path_params["key"])
    target = target_of(visit.request.url.path.split("/", 2)[1])
    if len(key) > (LONGEST_SEARCH if target is Target.SEARCH else LONGEST_KEY) or "\0" in key:
        raise NotFoundError("There is no such page.")
    try:
        view = visit.services.frontpage.section(visit.rt, visit.me, target, key, page=visit.page_number())
    except NotFoundError:
        if target is Target.SEARCH:  # not saved, or no longer: a search like any other
            return visit.redirect("/search?" + urlencode({"q": key}))
        raise
    return visit.render("section.html", view=view)
