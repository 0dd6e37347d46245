"""Plain lists: saved, history, and what can still be undone."""

from starlette.responses import Response

from kabar.web.visit import Visit


def saved(visit: Visit) -> Response:
    """GET /saved"""
    view = visit.services.reading.saved(visit.rt, visit.me, page=visit.page_number())
    return visit.render("stories.html", view=view, which="saved")


def unread(visit: Visit) -> Response:
    """GET /unread"""
    view = visit.services.catching.unread(visit.rt, visit.me, page=visit.page_number())
    return visit.render("stories.html", view=view, which="unread")


def history(visit: Visit) -> Response:
    """GET /history"""
    view = visit.services.reading.history(visit.rt, visit.me, page=visit.page_number())
    return visit.render("stories.html", view=view, which="history")


def recent(visit: Visit) -> Response:
    """GET /undo"""
    return visit.render("undo.html", entries=visit.services.undoing.recent(visit.rt, visit.me))
