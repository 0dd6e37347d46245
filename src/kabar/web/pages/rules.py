"""A person's own rules: written in a text area, tried out, saved."""

from starlette.responses import Response

from kabar.model.rules import RulesView
from kabar.web.session import Done
from kabar.web.visit import Visit


def show(visit: Visit) -> Response:
    """GET /rules?line=: what the rule of that line did, in full"""
    line = visit.query("line")
    whole = int(line) if line.isascii() and line.isdigit() and len(line) < 6 else None
    return _page(visit, visit.services.ruling.rules(visit.rt, visit.me, whole=whole), whole=whole)


def change(visit: Visit) -> Response:
    """POST /rules: save, or only try out."""
    text = visit.field("rules")
    if visit.field("do") == "preview":
        return _page(visit, visit.services.ruling.preview(visit.rt, visit.me, text))
    view = visit.services.ruling.save(visit.rt, visit.me, text)
    if view.problems:
        return _page(visit, view, status=422)
    return visit.after(Done(what="rules", undo=view.undo), target="/rules")


def _page(visit: Visit, view: RulesView, *, status: int = 200, whole: int | None = None) -> Response:
    return visit.render("rules.html", status=status, view=view, whole=whole)
