"""Alerts and digests: when, how many, by which ways; a test; what was sent and what failed."""

from collections.abc import Callable, Mapping
from typing import cast

from starlette.responses import JSONResponse, PlainTextResponse, Response

from kabar import i18n
from kabar.digest import encryption, sending, services
from kabar.digest.schedule import next_slot
from kabar.digest.stopping import channel_of_link
from kabar.errors import InputError, NotFoundError
from kabar.model.notices import ChannelKind, Rhythm, Sending
from kabar.web.render import browser_of
from kabar.web.session import Done
from kabar.web.visit import Visit

LONGEST_ADDRESS = 2000
RHYTHMS = ("off", "daily", "weekly")


def show(visit: Visit) -> Response:
    """GET /alerts"""
    return _page(visit)


def set_alerts(visit: Visit) -> Response:
    """POST /alerts"""
    quiet = _hour(visit.field("quiet_from"))
    undo = visit.services.noticing.set_alerts(
        visit.rt,
        visit.me,
        cap=_number(visit.field("cap")),
        quiet_from=quiet,
        quiet_to=_hour(visit.field("quiet_to")) or 0,
        least_reports=_number(visit.field("least_reports")),
    )
    return visit.after(Done(what="notices", undo=undo), target="/alerts")


def set_digests(visit: Visit) -> Response:
    """POST /alerts/digests"""
    rhythm = visit.field("rhythm")
    if rhythm not in RHYTHMS:
        raise InputError("A digest comes daily, weekly or not at all.")
    undo = visit.services.noticing.set_digests(
        visit.rt,
        visit.me,
        rhythm=cast(Rhythm, rhythm),
        hour=_number(visit.field("hour")),
        weekday=_number(visit.field("weekday")),
        stories=_number(visit.field("stories")),
    )
    return visit.after(Done(what="notices", undo=undo), target="/alerts")


def add(visit: Visit) -> Response:
    """POST /alerts/channels: a way to reach the account, off until it is switched on."""
    kind = visit.field("kind")
    names = ("to", "url", "endpoint", "p256dh", "auth")
    address = {name: visit.field(name)[:LONGEST_ADDRESS] for name in names if visit.field(name)}
    try:
        if kind not in list(ChannelKind):
            raise InputError("There is no such way.")
        label = ""
        if kind == ChannelKind.APPRISE:
            label = services.check(address.get("url", ""))
        elif kind == ChannelKind.PUSH:
            label = " · ".join(filter(None, browser_of(visit.user_agent)))
        made = visit.services.noticing.add_channel(
            visit.rt, visit.me, ChannelKind(kind), address, label=label
        )
    except InputError as error:
        if visit.wants_json:
            raise
        return _page(visit, status=422, problem=str(error), where=kind)
    if visit.wants_json:
        return JSONResponse({"channel": made.id})
    return visit.after(Done(what="channel_added", label=made.label), target="/alerts")


def change(visit: Visit) -> Response:
    """POST /alerts/channels/{id}: switch a purpose on or off, test, or remove."""
    number, wish = visit.number("id"), visit.field("do")
    if wish == "test":
        row = sending.send_test(visit.rt, visit.me, number)
        # A failure stands with its reason beside the channel.
        what = "test_sent" if row.state is Sending.SENT else "test_failed"
        return visit.after(Done(what=what, label=row.label), target="/alerts")
    service = visit.services.noticing
    acts: Mapping[str, Callable[[], int | None]] = {
        "alerts-on": lambda: service.switch(visit.rt, visit.me, number, alerts=True),
        "alerts-off": lambda: service.switch(visit.rt, visit.me, number, alerts=False),
        "digests-on": lambda: service.switch(visit.rt, visit.me, number, digests=True),
        "digests-off": lambda: service.switch(visit.rt, visit.me, number, digests=False),
        "remove": lambda: service.remove_channel(visit.rt, visit.me, number),
    }
    if wish not in acts:
        raise InputError("There is no such act.")
    what = "channel_removed" if wish == "remove" else "notices"
    return visit.after(Done(what=what, undo=acts[wish]()), target="/alerts")


def again(visit: Visit) -> Response:
    """POST /alerts/again/{id}: send a message that failed once more."""
    visit.services.noticing.send_again(visit.rt, visit.me, visit.number("id"))
    return visit.after(Done(what="sent_again"), target="/alerts")


def stop_page(visit: Visit) -> Response:
    """GET /stop/{token}: asks first, because programs that check links open them."""
    _channel(visit)
    return visit.render("stop.html", stopped=False)


def stop(visit: Visit) -> Response:
    """POST /stop/{token}: what comes through the channel ends; also by one click in a mail program (RFC 8058)."""
    visit.services.noticing.stop(visit.rt, _channel(visit))
    if visit.field("List-Unsubscribe"):
        return PlainTextResponse("Stopped.\n")
    return visit.render("stop.html", stopped=True)


def _channel(visit: Visit) -> int:
    token = str(visit.request.path_params["token"])[:100]
    number = channel_of_link(token, visit.services.about.secret(visit.rt, "stop"))
    if number is None:
        raise NotFoundError("There is no such page.")
    return number


def _page(visit: Visit, *, status: int = 200, problem: str = "", where: str = "") -> Response:
    view = visit.services.noticing.notices(visit.rt, visit.me)
    key = encryption.private_key(visit.services.about.secret(visit.rt, "push"))
    return visit.render(
        "alerts.html",
        status=status,
        view=view,
        next_digest=next_slot(view.settings, visit.now, visit.timezone),
        push_key=encryption.encode(encryption.public_bytes(key)),
        weekdays=i18n.weekdays(visit.locale),
        problem=problem,
        where=where,
    )


def _number(text: str) -> int:
    """A small number of a form; -1, which every range refuses, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _hour(text: str) -> int | None:
    return _number(text) if text else None
