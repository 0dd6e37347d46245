"""The profile: what ranking has learned, to be read, edited, exported and reset."""

from starlette.responses import Response

from kabar.errors import InputError
from kabar.web.session import Done
from kabar.web.visit import Visit


def show(visit: Visit) -> Response:
    """GET /profile"""
    return visit.render("profile.html", view=visit.services.tasting.taste(visit.rt, visit.me))


def change(visit: Visit) -> Response:
    """POST /profile: one weight, how wide the view is, or the side of an outlet."""
    if "widen" in visit.fields:
        undo = visit.services.tasting.set_widen(visit.rt, visit.me, _fraction(visit.field("widen"), low=0.0))
        return visit.after(Done(what="widen", undo=undo))
    if "outlet" in visit.fields:
        outlet = visit.field("outlet")
        undo = visit.services.tasting.set_side(visit.rt, visit.me, outlet, visit.field("side"))
        return visit.after(Done(what="side", label=outlet, undo=undo))
    key, label = visit.field("key")[:300], visit.field("label")
    if visit.field("forget"):
        undo = visit.services.tasting.set_weight(visit.rt, visit.me, key, None)
        return visit.after(Done(what="weight_forgotten", label=label, undo=undo))
    undo = visit.services.tasting.set_weight(
        visit.rt, visit.me, key, _fraction(visit.field("weight"), low=-1.0)
    )
    return visit.after(Done(what="weight", label=label, undo=undo))


def reset(visit: Visit) -> Response:
    """POST /profile/reset"""
    undo = visit.services.tasting.reset(visit.rt, visit.me)
    return visit.after(Done(what="reset", undo=undo), target="/profile")


def export(visit: Visit) -> Response:
    """GET /profile/export.json"""
    return Response(
        visit.services.tasting.export(visit.rt, visit.me),
        media_type="application/json",
        headers={"content-disposition": 'attachment; filename="kabar-profile.json"'},
    )


def _fraction(text: str, *, low: float) -> float:
    try:
        value = float(text)
    except ValueError:
        raise InputError("Choose one of the steps.") from None
    if not low <= value <= 1.0:
        raise InputError("Choose one of the steps.")
    return value
