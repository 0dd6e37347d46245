"""A story: what happened, who reports it, who copied whom; and a person's corrections of it."""

from starlette.responses import Response

from kabar.errors import InputError
from kabar.web.render import map_of
from kabar.web.session import Done
from kabar.web.visit import Visit, as_id


def show(visit: Visit) -> Response:
    """GET /story/{id}; a merged story leads to the one it became."""
    number = visit.number("id")
    view = visit.services.stories.story(visit.rt, visit.me, number)
    if view.card.id != number:
        return visit.redirect(f"/story/{view.card.id}")
    return visit.render("story.html", view=view, map=map_of(view.places))


def merge(visit: Visit) -> Response:
    """POST /story/{id}/merge: this story and another are one event."""
    number = visit.number("id")
    into = _story_id(visit.field("into"))
    undo = visit.services.stories.merge(visit.rt, visit.me, number, into=into)
    return visit.after(Done(what="merge", undo=undo), target=f"/story/{into}")


def move(visit: Visit) -> Response:
    """POST /article/{id}/move: this report belongs to another story, or to one of its own."""
    text = visit.field("to").strip()
    to = _story_id(text) if text else None
    undo = visit.services.stories.move(visit.rt, visit.me, visit.number("id"), to=to)
    return visit.after(Done(what="move", undo=undo), target=f"/story/{to}" if to else None)


def _story_id(text: str) -> int:
    """A story's number, also as the end of its address."""
    last = text.strip().rstrip("/").rsplit("/", 1)[-1].split("?")[0]
    if not (last.isascii() and last.isdigit()):
        raise InputError("Give the story's number or the address of its page.")
    return as_id(last)
