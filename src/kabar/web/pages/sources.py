"""Sources: the list with its health, one source, adding, removing, OPML in and out."""

import json

from starlette.responses import JSONResponse, Response

from kabar.errors import InputError, SourceError
from kabar.web.session import Done
from kabar.web.visit import Visit, require

LONGEST_ADDRESS = 4096
LONGEST_RULE = 4096


def index(visit: Visit) -> Response:
    """GET /sources?import=yes: with the form for lists open"""
    return _list(visit, where="import" if visit.query("import") else "add")


def show(visit: Visit) -> Response:
    """GET /sources/{id}"""
    view = visit.services.subscribing.source(visit.rt, visit.me, visit.number("id"))
    return visit.render("source.html", view=view)


def add(visit: Visit) -> Response:
    """POST /sources/add: a feed, a site or a page; several feeds or lists found are offered, not added."""
    address = visit.field("address").strip()
    try:
        require(bool(address), "Give the address of a feed, a site or an article.")
        require(len(address) <= LONGEST_ADDRESS, "The address is too long.")
        rule = visit.field("rule")
        require(len(rule) <= LONGEST_RULE, "The address is too long.")
        if rule:
            outcome = visit.services.subscribing.add_page(visit.rt, visit.me, address, _rule(rule))
        else:
            outcome = visit.services.subscribing.add(visit.rt, visit.me, address)
    except (InputError, SourceError) as error:
        if visit.wants_json:
            raise
        problem = _sentence(error) if isinstance(error, SourceError) else str(error)
        return _list(visit, status=422, address=address, problem=problem)
    if outcome.article is not None:
        return visit.after(Done(what="add_page", undo=outcome.undo), target=f"/article/{outcome.article}")
    if outcome.choices and not outcome.added:
        return _list(visit, address=address, choices=outcome.choices)
    if outcome.proposals:
        return _list(visit, address=address, proposals=outcome.proposals)
    if outcome.added:
        row = outcome.added[0]
        done = Done(what="add", label=row.title, undo=outcome.undo, count=len(outcome.added))
        return visit.after(done, target=f"/sources/{row.id}")
    if outcome.known:
        row = outcome.known[0]
        return visit.after(Done(what="known", label=row.title), target=f"/sources/{row.id}")
    return _list(
        visit, status=422, address=address, problem="There is no feed and no article at this address."
    )


def _sentence(error: SourceError) -> str:
    """What went wrong as a sentence, without the advice for sources that are polled already."""
    words = str(error).strip().rstrip(".")
    return f"{words[:1].upper()}{words[1:]}." if "://" not in words.partition(" ")[0] else f"{words}."


def _rule(text: str) -> dict[str, object]:
    """The rule that a proposal's button sends back; nothing that is none."""
    try:
        rule = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return rule if isinstance(rule, dict) else {}


def remove(visit: Visit) -> Response:
    """POST /sources/{id}/remove"""
    undo = visit.services.subscribing.remove(visit.rt, visit.me, visit.number("id"))
    return visit.after(Done(what="remove", label=visit.field("label"), undo=undo), target="/sources")


def poll(visit: Visit) -> Response:
    """POST /sources/{id}/poll: look again as soon as manners allow."""
    visit.services.subscribing.poll(visit.rt, visit.me, visit.number("id"))
    return visit.after(Done(what="poll", label=visit.field("label")))


def pause(visit: Visit) -> Response:
    """POST /sources/{id}/pause"""
    on = visit.field("on") == "1"
    undo = visit.services.subscribing.pause(visit.rt, visit.me, visit.number("id"), on=on)
    return visit.after(Done(what="pause" if on else "resume", label=visit.field("label"), undo=undo))


def import_opml(visit: Visit) -> Response:
    """POST /sources/import"""
    document = visit.files.get("document", b"")
    try:
        require(bool(document), "Choose an OPML file first.")
        outcome = visit.services.subscribing.import_opml(visit.rt, visit.me, document)
    except (InputError, SourceError) as error:
        return _list(visit, status=422, problem=str(error), where="import")
    if len(outcome.refused) == 1 and not outcome.added and not outcome.known:  # the file as a whole, mostly
        return _list(visit, status=422, problem=outcome.refused[0][1], where="import")
    if outcome.refused:
        return _list(visit, outcome=outcome)
    return visit.after(Done(what="import", undo=outcome.undo, count=outcome.added), target="/sources")


def export_opml(visit: Visit) -> Response:
    """GET /sources/export.opml"""
    return Response(
        visit.services.subscribing.export_opml(visit.rt, visit.me),
        media_type="text/x-opml; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="kabar-sources.opml"'},
    )


def progress(visit: Visit) -> Response:
    """GET /progress: for our script, which fills the progress line."""
    now = visit.services.subscribing.progress(visit.rt)
    if now is None:
        return JSONResponse({"running": False})
    words = visit.house.renderer.progress(visit, "found_words", now)
    return JSONResponse(
        {"running": True, "done": now.done, "total": now.total, "found": now.found, "words": words}
    )


def _list(visit: Visit, *, status: int = 200, **said: object) -> Response:
    view = visit.services.subscribing.sources(visit.rt, visit.me)
    values: dict[str, object] = {
        "view": view,
        "address": "",
        "problem": "",
        "where": "add",
        "choices": (),
        "proposals": (),
        "outcome": None,
        "filter": visit.query("filter"),
        **said,
    }
    return visit.render("sources.html", status=status, **values)
