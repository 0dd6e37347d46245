"""Catching up: since the last visit, the day, the week. Each page has an end."""

from starlette.responses import Response

from kabar.web.visit import Visit


def since(visit: Visit) -> Response:
    """GET /catch-up"""
    return visit.render("catching.html", view=visit.services.catching.since(visit.rt, visit.me))


def day(visit: Visit) -> Response:
    """GET /day"""
    return visit.render("catching.html", view=visit.services.catching.day(visit.rt, visit.me))


def week(visit: Visit) -> Response:
    """GET /week"""
    return visit.render("catching.html", view=visit.services.catching.week(visit.rt, visit.me))
