"""A new reader, from an empty account to a page that fits, in the sample newsroom."""

from collections.abc import Sequence

from kabar.model.account import MarkKind
from kabar.model.ids import AccountId
from kabar.model.views import StoryCard
from kabar.runtime import Runtime
from kabar.service import beginning, frontpage, reading, tasting

SPORT = "15000000"
DISASTER = "03000000"


def _about(cards: Sequence[StoryCard], topic: str, *, first: int = 10) -> int:
    return sum(card.section is not None and card.section.key == topic for card in cards[:first])


def _newcomer(rt: Runtime) -> AccountId:
    with rt.store.write() as db:
        account = db.accounts.create("newcomer", is_admin=False, at=rt.clock())
        for source in db.sources.all():
            db.subscriptions.add(account, source.id, at=rt.clock())
    return account


def test_page_comes_nearer_with_each_thing_that_is_said(newsroom: Runtime) -> None:
    me = _newcomer(newsroom)
    empty = frontpage.front_page(newsroom, me).cards
    assert empty, "a new account sees a page at once"

    beginning.begin(newsroom, me, languages=["en", "id"], topics=[SPORT], starters=[])
    chosen = frontpage.front_page(newsroom, me).cards
    assert _about(chosen, SPORT) >= _about(empty, SPORT)
    assert any(r.target == f"follow:topic:{SPORT}" for card in chosen for r in card.reasons)
    spoken = [card for card in chosen[:10] if card.language in ("en", "id")]
    assert len(spoken) >= 7, "headlines are in the languages that the reader chose, where a report has one"

    for card in chosen:
        if card.section is not None and card.section.key == DISASTER:
            reading.mark(newsroom, me, MarkKind.LESS, story=card.id)
    marked = frontpage.front_page(newsroom, me).cards
    assert _about(marked, DISASTER) < _about(chosen, DISASTER)
    assert any(
        line.weight < 0 and line.key.startswith("topic:") for line in tasting.taste(newsroom, me).lines
    )
    for card in marked:
        assert card.score == sum(reason.part for reason in card.reasons)


def test_reader_without_sources_is_told_so_and_nothing_breaks(newsroom: Runtime) -> None:
    with newsroom.store.write() as db:
        me = db.accounts.create("empty", is_admin=False, at=newsroom.clock())
    view = frontpage.front_page(newsroom, me)
    assert (0, ()) == (view.sources, view.cards)
