"""Coming in and going out: password, one-time link, the first minute, sign-out."""

import secrets

from starlette.responses import Response

from kabar.errors import ForbiddenError
from kabar.i18n import negotiate
from kabar.model.panels import Session
from kabar.service.credentials import TooManyTriesError
from kabar.web import csrf
from kabar.web.pages.account import offered_languages
from kabar.web.session import SESSION_SECONDS, Done, drop_cookie, safe_next, set_cookie
from kabar.web.visit import Visit

VISITOR_SECONDS = 3600
MOST_CHOICES = 200


def sign_in_page(visit: Visit) -> Response:
    """GET /sign-in"""
    if visit.found:
        return visit.redirect(safe_next(visit.query("next")))
    return _form(visit, "sign_in.html", next=safe_next(visit.query("next")), name="", problem="")


def sign_in(visit: Visit) -> Response:
    """POST /sign-in"""
    target = safe_next(visit.field("next"))
    try:
        token, session = visit.services.accounts.sign_in(
            visit.rt,
            visit.field("name"),
            visit.field("password"),
            address=visit.address,
            user_agent=visit.user_agent,
        )
    except TooManyTriesError as error:
        response = _form(
            visit, "sign_in.html", status=429, next=target, name=visit.field("name")[:64], problem=str(error)
        )
        response.headers["retry-after"] = str(error.retry_after_seconds)
        return response
    except ForbiddenError as error:
        return _form(
            visit, "sign_in.html", status=403, next=target, name=visit.field("name")[:64], problem=str(error)
        )
    return _let_in(visit, token, session, target)


def enter_page(visit: Visit) -> Response:
    """GET /enter?token=: a button, since looking at a link must not use it up."""
    return _form(visit, "enter.html", link_token=visit.query("token")[:200])


def enter(visit: Visit) -> Response:
    """POST /enter"""
    token, session = visit.services.accounts.redeem_link(
        visit.rt, visit.field("link"), address=visit.address, user_agent=visit.user_agent
    )
    return _let_in(visit, token, session, "/")


def sign_out(visit: Visit) -> Response:
    """POST /sign-out"""
    visit.services.accounts.end_session(visit.rt, visit.me, visit.session.id)
    response = visit.redirect("/sign-in")
    drop_cookie(response, "session", https=visit.https)
    response.headers["clear-site-data"] = '"cache"'
    return response


def welcome_page(visit: Visit) -> Response:
    """GET /welcome"""
    view = visit.services.beginning.welcome(visit.rt, visit.me)
    here = [code for code, _ in view.languages]
    wished = negotiate(visit.request.headers.get("accept-language", ""))
    chosen = visit.account.languages if visit.account and visit.account.languages else (wished,)
    return visit.render(
        "welcome.html",
        view=view,
        starters=sorted(view.starters, key=lambda group: group.language not in chosen),
        counts=dict(view.languages),
        offered=offered_languages(here),
        chosen=chosen,
    )


def begin(visit: Visit) -> Response:
    """POST /welcome"""
    undo = visit.services.beginning.begin(
        visit.rt,
        visit.me,
        languages=list(visit.fields.get("language", ()))[:MOST_CHOICES],
        topics=list(visit.fields.get("topic", ()))[:MOST_CHOICES],
        starters=list(visit.fields.get("starter", ()))[:MOST_CHOICES],
    )
    return visit.after(Done(what="begun", undo=undo), target="/")


def _let_in(visit: Visit, token: str, session: Session, target: str) -> Response:
    if visit.found:  # whoever was signed in before is no more
        visit.services.accounts.end_session(visit.rt, visit.me, visit.session.id)
    response = visit.redirect(target)
    set_cookie(response, "session", token, https=visit.https, seconds=SESSION_SECONDS)
    drop_cookie(response, "visitor", https=visit.https)
    return response


def _form(visit: Visit, template: str, *, status: int = 200, **values: object) -> Response:
    """A form for someone who is not signed in: its token is bound to a random name in a cookie."""
    visitor = visit.visitor or secrets.token_urlsafe(16)
    owner = visit.owner if visit.found else f"visitor:{visitor}"
    form_token = csrf.make(visit.house.secret, owner)
    response = visit.render(template, status=status, form_token=form_token, **values)
    if not visit.found:
        set_cookie(response, "visitor", visitor, https=visit.https, seconds=VISITOR_SECONDS)
    return response
