"""A story: what happened, who reports it, who copied whom; and a person's corrections of it."""

from starlette.responses import Response

from kabar.errors import InputError
from kabar.web.maps import map_of
from kabar.web.session import Done
from kabar.web.visit import Visit, as_id


def show(visit: Visit) -> Response:
    """GET /story/{id}; a merged story leads to the one it became."""
    number = visit.number("id")
    view = visit.services.stories.story(visit.rt, visit.me, number)
    if view.card.id != number:
        return visit.redirect(f"/story/{view.card.id}")
    response = visit.render(
        "story.html",
        view=view,
        map=map_of(view.places),
        by="time" if visit.query("by") == "time" else "language",
        correcting=bool(visit.query("correct")),
    )
    if visit.request.method == "GET":  # what is new since the last look stands on the page just made
        visit.services.reading.opened(visit.rt, visit.me, story=number)
    return response


def merge(visit: Visit) -> Response:
    """POST /story/{id}/merge: this story and another are one event."""
    number = visit.number("id")
    into = _destination(visit)
    if into is None:
        raise InputError("Choose a story, or give the number or address of one.")
    undo = visit.services.stories.merge(visit.rt, visit.me, number, into=into)
    return visit.after(Done(what="merge", undo=undo), target=f"/story/{into}")


def part(visit: Visit) -> Response:
    """POST /story/{id}/part: some reports belong to another story, or to one of their own."""
    chosen = [as_id(text) for text in visit.fields.get("article", ())]
    number, to = visit.number("id"), _destination(visit)
    undo = visit.services.stories.part(visit.rt, visit.me, number, chosen, to=to)
    return visit.after(Done(what="move", undo=undo), target=f"/story/{to or number}")


def move(visit: Visit) -> Response:
    """POST /article/{id}/move: this report belongs to another story, or to one of its own."""
    text = visit.field("to").strip()
    to = _story_id(text) if text else None
    undo = visit.services.stories.move(visit.rt, visit.me, visit.number("id"), to=to)
    return visit.after(Done(what="move", undo=undo), target=f"/story/{to}" if to else None)


def _destination(visit: Visit) -> int | None:
    """The story that a form names: what is written counts before what is chosen; None: a new one."""
    text = visit.field("number").strip() or visit.field("into").strip() or visit.field("to").strip()
    return None if text in ("", "own") else _story_id(text)


def _story_id(text: str) -> int:
    """A story's number, also as the end of its address."""
    last = text.strip().rstrip("/").rsplit("/", 1)[-1].split("?")[0]
    if not (last.isascii() and last.isdigit()):
        raise InputError("Give the story's number or the address of its page.")
    return as_id(last)
