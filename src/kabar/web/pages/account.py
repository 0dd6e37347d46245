"""The account: languages, time zone, password, sessions; for an admin, everyone's accounts."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from starlette.responses import Response

from kabar import i18n
from kabar.errors import ConflictError, ForbiddenError, InputError
from kabar.model.ids import AccountId
from kabar.web.session import Done
from kabar.web.visit import Visit, as_id, require

# Offered although no source speaks them yet; the catalogue of languages is CLDR's.
USUAL_LANGUAGES = tuple(
    "en id ms ar bn de es fa fr he hi it ja ko nl pl pt ru sv sw th tr uk ur vi zh".split()
)


def show(visit: Visit) -> Response:
    """GET /account"""
    return _page(visit)


def set_reading(visit: Visit) -> Response:
    """POST /account/reading"""
    languages = list(visit.fields.get("language", ()))
    first = visit.field("first")
    if first in languages:
        languages.remove(first)
        languages.insert(0, first)
    visit.services.accounts.set_reading(
        visit.rt,
        visit.me,
        languages=languages,
        timezone=visit.field("timezone"),
        locale=visit.field("locale"),
    )
    return visit.after(Done(what="reading"), target="/account")


def set_password(visit: Visit) -> Response:
    """POST /account/password: all other browsers are signed out."""
    try:
        require(visit.field("new") == visit.field("again"), "The two new passwords differ.")
        visit.services.accounts.set_password(
            visit.rt,
            visit.me,
            current=visit.field("current") or None,
            new=visit.field("new"),
            keep_session=visit.session.id,
        )
    except (InputError, ForbiddenError) as error:
        if hasattr(error, "retry_after_seconds"):
            raise
        return _page(visit, status=422, problem=str(error), where="password")
    return visit.after(Done(what="password"), target="/account")


def end_session(visit: Visit) -> Response:
    """POST /account/sessions/end: one other browser, or all others."""
    if visit.field("session") == "others":
        count = visit.services.accounts.end_other_sessions(visit.rt, visit.me, keep=visit.session.id)
        return visit.after(Done(what="sessions", count=count), target="/account")
    visit.services.accounts.end_session(visit.rt, visit.me, as_id(visit.field("session")))
    return visit.after(Done(what="sessions"), target="/account")


def create(visit: Visit) -> Response:
    """POST /account/create, for an admin: the new account's sign-in link is shown once."""
    name = visit.field("name")
    try:
        made = visit.services.accounts.create(visit.rt, visit.me, name, password="")
        link = _link(visit, visit.services.accounts.invite(visit.rt, visit.me, made))
    except (InputError, ConflictError) as error:
        return _page(visit, status=422, problem=str(error), where="create")
    return _page(visit, link=link, link_name=name)


def invite(visit: Visit) -> Response:
    """POST /account/invite, for an admin: a link for someone who forgot the password."""
    account = AccountId(as_id(visit.field("account")))
    link = _link(visit, visit.services.accounts.invite(visit.rt, visit.me, account))
    return _page(visit, link=link, link_name=visit.field("label"))


def offered_languages(here: Sequence[str]) -> list[str]:
    """Languages to choose from: those that sources speak, then the usual ones that are not among them."""
    spoken = {code.split("-")[0] for code in here}
    return list(dict.fromkeys([*here, *(code for code in USUAL_LANGUAGES if code not in spoken)]))


def _link(visit: Visit, token: str) -> str:
    # Only from the settings or loopback: a forged Host header must not write this address. Guard saw to it.
    base = visit.rt.config.web.base_url or str(visit.request.base_url)
    return f"{base.rstrip('/')}/enter?token={token}"


def _page(visit: Visit, *, status: int = 200, **said: object) -> Response:
    view = visit.services.accounts.account(visit.rt, visit.me)
    offered = dict.fromkeys(
        [*view.account.languages, *(code for code, _ in view.languages), *USUAL_LANGUAGES]
    )
    values: dict[str, object] = {
        "view": view,
        "offered": sorted(offered, key=lambda code: i18n.language_name(code, visit.locale).casefold()),
        "counts": dict(view.languages),
        "timezones": sorted(name for name in available_timezones() if "/" in name or name == "UTC"),
        "locales": i18n.LOCALES,
        "problem": "",
        "where": "",
        "link": "",
        "link_name": "",
        **said,
    }
    return visit.render("account.html", status=status, **values)
