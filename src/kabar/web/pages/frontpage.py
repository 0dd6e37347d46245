"""The front page, and what it left out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from starlette.responses import Response

from kabar.model.views import Followable, FrontPageView, StoryCard
from kabar.web.contract import Order
from kabar.web.visit import Visit

ORDERS: tuple[Order, ...] = ("mine", "time", "importance")
LONGEST_TURN_SECONDS = 0.5  # a page that takes longer (a cold disk) holds nobody up
TOP_STORIES = 9  # the lead and four rows of two; what follows is grouped by section
_TURN = Lock()


@dataclass(frozen=True, slots=True)
class Layout:
    """The page as it is set: lead, two columns, then sections under rules."""

    lead: StoryCard | None
    top: Sequence[StoryCard]
    sections: Sequence[tuple[Followable | None, Sequence[StoryCard]]]


def show(visit: Visit) -> Response:
    """GET /"""
    account = visit.account
    if account and account.last_seen_at is None and not account.languages:
        return visit.redirect("/welcome")
    asked = visit.query("order", "mine")
    order: Order = asked if asked in ORDERS else "mine"
    with _in_turn():
        view = visit.services.frontpage.front_page(visit.rt, visit.me, order=order, page=visit.page_number())
        return visit.render("frontpage.html", view=view, layout=arrange(view), orders=ORDERS)


@contextmanager
def _in_turn() -> Iterator[None]:
    """One page after the other: the interpreter makes one at a time, and two made in turns are late both."""
    mine = _TURN.acquire(timeout=LONGEST_TURN_SECONDS)
    try:
        yield
    finally:
        if mine:
            _TURN.release()


def arrange(view: FrontPageView) -> Layout:
    """Set *view*: by section below the top when the order is the account's own, else one plain list."""
    cards = list(view.cards)
    if view.page > 1 or view.order == "time":
        return Layout(None, cards, ())
    # The lead is the first story that has not been read: read ones step back.
    lead = next((card for card in cards if not card.read), None)
    rest = [card for card in cards if card is not lead]
    top, below = rest[: TOP_STORIES - 1], rest[TOP_STORIES - 1 :]
    groups: dict[str, tuple[Followable | None, list[StoryCard]]] = {}
    for card in below:
        key = card.section.key if card.section else ""
        groups.setdefault(key, (card.section, []))[1].append(card)
    return Layout(lead, top, tuple(groups.values()))


def hidden(visit: Visit) -> Response:
    """GET /hidden"""
    view = visit.services.frontpage.hidden(visit.rt, visit.me, page=visit.page_number())
    return visit.render("stories.html", view=view, which="hidden")
