"""How pages are read: own rules for outlets with a preview, reports of bad texts, stored pages read again."""

from datetime import UTC, datetime

import msgspec
from starlette.responses import JSONResponse, Response

from kabar.errors import InputError
from kabar.model.outlet_rules import RuleEditor
from kabar.web.session import Done
from kabar.web.visit import Visit, as_id, require

MOST_TYPED = 20_000  # characters of one field


def index(visit: Visit) -> Response:
    """GET /outlet-rules"""
    return visit.render(
        "outlet_rules.html", view=visit.services.extraction.overview(visit.rt, visit.me), problem=""
    )


def edit(visit: Visit) -> Response:
    """GET /outlet-rules/edit?outlet=HOST or ?article=ID"""
    article = visit.query("article")
    view = visit.services.extraction.editor(
        visit.rt, visit.me, visit.query("outlet"), article=as_id(article) if article else None
    )
    return _page(visit, view)


def change(visit: Visit) -> Response:
    """POST /outlet-rules/edit: try it out, add a selector, save, or end the rule."""
    keep, drop, outlet = visit.field("keep"), visit.field("drop"), visit.field("outlet")
    require(max(len(keep), len(drop)) <= MOST_TYPED, "That is more than a rule may hold.")
    article = as_id(visit.field("article")) if visit.field("article") else None
    part, colon, selector = visit.field("add").partition(":")
    if colon and selector:
        keep, drop = _with_line(keep, selector, part == "keep"), _with_line(drop, selector, part == "drop")
    services, deed = visit.services.extraction, visit.field("do")
    if deed == "remove":
        gone = services.remove(visit.rt, visit.me, outlet)
        done = Done(what="outlet_rule_removed", label=gone.outlet, undo=gone.undo)
        return visit.after(done, target="/outlet-rules")
    if deed == "save":
        try:
            view = services.save(visit.rt, visit.me, outlet, keep=keep, drop=drop)
        except InputError as error:
            tried = services.try_out(visit.rt, visit.me, outlet, keep=keep, drop=drop, article=article)
            return _page(visit, tried, status=422, problem=str(error))
        if not view.faults:
            done = Done(what="outlet_rule", label=view.outlet, undo=view.undo)
            return visit.after(done, target="/outlet-rules")
    tried = services.try_out(visit.rt, visit.me, outlet, keep=keep, drop=drop, article=article)
    if visit.wants_json:
        document = {
            "faults": [{"part": f.part, "pointer": f.pointer} for f in tried.faults],
            "pages": tried.pages,
        }
        return Response(msgspec.json.encode(document), media_type="application/json")
    return _page(visit, tried, status=422 if tried.faults else 200)


def _with_line(text: str, selector: str, wanted: bool) -> str:
    """*text* with *selector* as its last line, or without it when it belongs to the other list now."""
    lines = [line for line in text.splitlines() if line.strip() and line.strip() != selector]
    return "\n".join([*lines, selector] if wanted else lines)


def reread(visit: Visit) -> Response:
    """POST /outlet-rules/reread: take the text out of stored pages again."""
    since = visit.field("since")
    try:
        day = datetime.fromisoformat(since).replace(tzinfo=UTC) if since else None
    except ValueError:
        raise InputError("This is no day.") from None
    job = visit.services.extraction.reread(visit.rt, visit.me, outlet=visit.field("outlet"), since=day)
    return visit.after(Done(what="reread", count=job.total), target="/outlet-rules")


def settle(visit: Visit) -> Response:
    """POST /outlet-rules/reports/{id}/settle"""
    undo = visit.services.extraction.settle(visit.rt, visit.me, visit.number("id"))
    return visit.after(Done(what="settled", undo=undo), target="/outlet-rules")


def progress(visit: Visit) -> Response:
    """GET /outlet-rules/progress: for our script, which fills the progress line."""
    job = visit.services.extraction.under_way(visit.rt, visit.me)
    if job is None:
        return JSONResponse({"running": False})
    words = visit.house.renderer.progress(visit, "rereading", job)
    return JSONResponse(
        {"running": True, "done": job.done, "total": job.total, "found": job.changed, "words": words}
    )


def _page(visit: Visit, view: RuleEditor, *, status: int = 200, problem: str = "") -> Response:
    return visit.render("outlet_rule.html", status=status, view=view, problem=problem)
