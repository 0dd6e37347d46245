"""What others here open counts where enough people share a Kabar, and names nobody where few do."""

from datetime import timedelta

from kabar.model.account import MarkKind
from kabar.model.ids import AccountId
from kabar.runtime import Runtime
from kabar.service import frontpage, reading
from kabar.service.crowd import LEAST_PEOPLE


def _people(rt: Runtime, count: int) -> list[AccountId]:
    with rt.store.write() as db:
        sources = [source.id for source in db.sources.all()]
        made = [db.accounts.create(f"reader{n}", is_admin=False, at=rt.clock()) for n in range(count)]
        for account in made:
            for source in sources:
                db.subscriptions.add(account, source, at=rt.clock())
    return made


def _reasons(rt: Runtime, account: AccountId, story: int) -> list[str]:
    found = [card for card in frontpage.front_page(rt, account).cards if card.id == story]
    return [reason.signal for card in found for reason in card.reasons]


def test_reading_of_a_few_others_stays_theirs(newsroom: Runtime, owner: AccountId) -> None:
    story = frontpage.front_page(newsroom, owner).cards[3].id
    for person in _people(newsroom, LEAST_PEOPLE - 1):
        reading.mark(newsroom, person, MarkKind.READ, story=story)
    assert "activity" not in _reasons(newsroom, owner, story)


def test_what_many_open_is_raised_with_its_reason(newsroom: Runtime, owner: AccountId) -> None:
    story = frontpage.front_page(newsroom, owner).cards[3].id
    for person in _people(newsroom, LEAST_PEOPLE + 1):
        reading.mark(newsroom, person, MarkKind.READ, story=story)
    started = newsroom.clock()
    newsroom.clock = lambda: started + timedelta(minutes=2)  # what others open is looked at once a minute
    card = next(card for card in frontpage.front_page(newsroom, owner).cards if card.id == story)
    part = next(reason for reason in card.reasons if reason.signal == "activity")
    assert part.part > 0 and part.text == "Others here are reading it"
    assert card.score == sum(reason.part for reason in card.reasons)
