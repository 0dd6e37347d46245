"""The reading page."""

import msgspec
from starlette.responses import JSONResponse, PlainTextResponse, Response

from kabar.errors import InputError
from kabar.web.session import YEAR_SECONDS, Done, format_display, set_cookie, with_setting
from kabar.web.visit import Visit

LONGEST_SENTENCE = 2000


def show(visit: Visit) -> Response:
    """GET /article/{id}; `?from=&to=` marks the sentence at these offsets into the text."""
    view = visit.services.reading.article(visit.rt, visit.me, visit.number("id"))
    start, end = visit.query("from"), visit.query("to")
    sentence = ""
    if start.isascii() and start.isdigit() and end.isascii() and end.isdigit():
        sentence = view.text[int(start[:9]) : int(end[:9])][:LONGEST_SENTENCE]
    response = visit.render("article.html", view=view, sentence=sentence)
    if visit.request.method == "GET":
        visit.services.reading.opened(visit.rt, visit.me, article=view.id)
    return response


def provenance(visit: Visit) -> Response:
    """GET /article/{id}/provenance.json: where it comes from and how we know, to be kept."""
    number = visit.number("id")
    record = visit.services.provenance.provenance(visit.rt, visit.me, number)
    body = msgspec.json.format(msgspec.json.encode(record, order="deterministic"), indent=2)
    headers = {"content-disposition": f'attachment; filename="provenance-{number}.json"'}
    return Response(body + b"\n", media_type="application/json", headers=headers)


def citation(visit: Visit) -> Response:
    """GET /article/{id}/citation.txt: one line to quote it by."""
    record = visit.services.provenance.provenance(visit.rt, visit.me, visit.number("id"))
    line = visit.services.provenance.citation(record, locale=visit.locale, timezone=visit.timezone)
    return PlainTextResponse(line + "\n")


def progress(visit: Visit) -> Response:
    """POST /article/{id}/progress: how far it was read, 0 to 1."""
    try:
        fraction = float(visit.field("fraction"))
    except ValueError:
        raise InputError("The progress is a number from 0 to 1.") from None
    if not 0.0 <= fraction <= 1.0:
        raise InputError("The progress is a number from 0 to 1.")
    visit.services.reading.progress(visit.rt, visit.me, visit.number("id"), fraction=fraction)
    return JSONResponse({})


def report(visit: Visit) -> Response:
    """POST /article/{id}/report: the text is not what stands on the page."""
    visit.services.reading.report(visit.rt, visit.me, visit.number("id"), note=visit.field("note")[:2000])
    return visit.after(Done(what="report"))


def display(visit: Visit) -> Response:
    """POST /display: theme and type, kept by the browser. `set` is one change: "size-3"."""
    chosen = visit.display
    for change in visit.fields.get("set", ()):
        name, _, setting = change.partition("-")
        chosen = with_setting(chosen, name, setting)
    response: Response = JSONResponse({}) if visit.wants_json else visit.redirect(visit.back())
    set_cookie(response, "display", format_display(chosen), https=visit.https, seconds=YEAR_SECONDS)
    return response
