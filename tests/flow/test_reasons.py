"""Reasons over the filled sample: on every list, each with a way to say more, less or not this, and a way back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kabar.errors import InputError
from kabar.model.account import MarkKind, Target
from kabar.model.frontpage import Reason
from kabar.model.ids import AccountId
from kabar.model.views import StoryCard
from kabar.rank.score import PRIOR
from kabar.runtime import Runtime
from kabar.service import beginning, frontpage, reading, ruling, stories, subscribing, tasting, undoing
from kabar.service.catching import LATE
from kabar.service.following import follow, follows
from kabar.service.topics import topic_label


def card_of(rt: Runtime, account: AccountId, story: int) -> StoryCard:
    return next(card for card in frontpage.front_page(rt, account).cards if card.id == story)


def part_of(rt: Runtime, account: AccountId, story: int, target: str) -> float:
    reasons = stories.story(rt, account, story).card.reasons
    return sum(reason.part for reason in reasons if reason.target == target)


def a_reason(rt: Runtime, account: AccountId, signal: str) -> tuple[int, Reason]:
    """A story of the front page with a reason of that signal."""
    return next(
        (card.id, reason)
        for card in frontpage.front_page(rt, account).cards
        for reason in card.reasons
        if reason.signal == signal
    )


def followed_topic(rt: Runtime, account: AccountId) -> str:
    section = next(card.section for card in frontpage.front_page(rt, account).cards if card.section)
    follow(rt, account, Target.TOPIC, section.key)
    return section.key


def test_every_reason_but_a_rule_can_be_acted_on(newsroom: Runtime, owner: AccountId) -> None:
    followed_topic(newsroom, owner)
    tasting.set_widen(newsroom, owner, 1.0)
    first = frontpage.front_page(newsroom, owner).cards[0]
    reading.mark(newsroom, owner, MarkKind.MORE, story=first.id)
    ruling.save(newsroom, owner, "raise language:en")
    reasons = [reason for card in frontpage.front_page(newsroom, owner).cards for reason in card.reasons]

    assert {"follows", "taste", "freshness", "importance", "discovery"} <= {r.signal for r in reasons}
    assert {"rule"} == {reason.signal for reason in reasons if reason.target is None}


@pytest.mark.parametrize("signal", ["freshness", "importance"])
def test_less_and_not_of_a_signal_count_and_come_back(
    newsroom: Runtime, owner: AccountId, signal: str
) -> None:
    story, reason = a_reason(newsroom, owner, signal)
    assert reason.target == f"signal:{signal}"
    before = part_of(newsroom, owner, story, reason.target)
    tasting.adjust(newsroom, owner, reason.target, "less")
    less = part_of(newsroom, owner, story, reason.target)
    entry = tasting.adjust(newsroom, owner, reason.target, "not")

    assert 0 < less < before
    assert 0 == part_of(newsroom, owner, story, reason.target)
    assert entry is not None
    undoing.undo(newsroom, owner, entry)
    assert less == pytest.approx(part_of(newsroom, owner, story, reason.target), abs=1e-3)


def test_signal_set_by_hand_is_not_relearned_and_can_start_anew(newsroom: Runtime, owner: AccountId) -> None:
    story, _ = a_reason(newsroom, owner, "freshness")
    tasting.set_weight(newsroom, owner, "signal:freshness", 0.5)
    reading.mark(newsroom, owner, MarkKind.MORE, story=story)
    kept = tasting.taste(newsroom, owner)
    tasting.set_weight(newsroom, owner, "signal:freshness", None)
    anew = tasting.taste(newsroom, owner)

    assert ("freshness", 0.5, PRIOR["freshness"]) in kept.signals
    assert ("freshness",) == kept.signals_set
    assert ("freshness", PRIOR["freshness"], PRIOR["freshness"]) in anew.signals
    assert () == anew.signals_set


def test_more_and_not_of_a_follow_change_the_follow(newsroom: Runtime, owner: AccountId) -> None:
    key = followed_topic(newsroom, owner)
    _, reason = a_reason(newsroom, owner, "follows")
    assert reason.target is not None
    tasting.adjust(newsroom, owner, reason.target, "more")
    ((stronger, _),) = follows(newsroom, owner).follows
    entry = tasting.adjust(newsroom, owner, reason.target, "not")

    assert (key, 1.5) == (stronger.key, stronger.strength)
    assert () == follows(newsroom, owner).follows
    assert entry is not None
    undoing.undo(newsroom, owner, entry)
    ((back, _),) = follows(newsroom, owner).follows
    assert (1.5, stronger.created_at) == (back.strength, back.created_at)


def test_discoveries_can_be_ended_beside_one(newsroom: Runtime, owner: AccountId) -> None:
    followed_topic(newsroom, owner)
    tasting.set_widen(newsroom, owner, 1.0)
    _, reason = a_reason(newsroom, owner, "discovery")
    assert reason.target is not None
    tasting.adjust(newsroom, owner, reason.target, "not")

    assert 0.0 == tasting.taste(newsroom, owner).widen
    assert not any(card.discovery for card in frontpage.front_page(newsroom, owner).cards)


@pytest.mark.parametrize(
    ("key", "weight"),
    [("signal:freshness", -1.0), ("signal:freshness", 99.0), ("signal:luck", 1.0), ("mood:sad", 0.5)],
)
def test_wrong_keys_and_weights_are_refused(
    newsroom: Runtime, owner: AccountId, key: str, weight: float
) -> None:
    with pytest.raises(InputError, match=key.partition(":")[2]):
        tasting.set_weight(newsroom, owner, key, weight)


def test_lists_of_their_own_order_have_the_same_reasons(newsroom: Runtime, owner: AccountId) -> None:
    key = followed_topic(newsroom, owner)
    section = frontpage.section(newsroom, owner, Target.TOPIC, key).cards
    reading.mark(newsroom, owner, MarkKind.SAVED, story=section[0].id)
    reading.opened(newsroom, owner, story=section[0].id)
    lists = (section, reading.saved(newsroom, owner).cards, reading.history(newsroom, owner).cards)

    for cards in lists:
        assert cards
        for card in cards:
            assert f"follow:topic:{key}" in {reason.target for reason in card.reasons}
            assert card.score == sum(reason.part for reason in card.reasons)
    front = card_of(newsroom, owner, section[0].id)
    assert {r.text for r in front.reasons if r.part} == {r.text for r in lists[1][0].reasons}


def test_sides_of_outlets_stay_when_marks_teach(newsroom: Runtime, owner: AccountId) -> None:
    card = frontpage.front_page(newsroom, owner).cards[0]
    tasting.set_side(newsroom, owner, card.outlets[0], "coast")
    reading.mark(newsroom, owner, MarkKind.MORE, story=card.id)

    assert ((card.outlets[0], "coast"),) == tasting.taste(newsroom, owner).sides


def test_card_counts_reports_since_it_was_read(newsroom: Runtime, owner: AccountId) -> None:
    card = max(frontpage.front_page(newsroom, owner).cards, key=lambda card: card.independent)
    reading.opened(newsroom, owner, story=card.id)
    assert 0 == card_of(newsroom, owner, card.id).new_since_read

    later = newsroom.clock() + timedelta(minutes=5)
    with newsroom.store.write() as db:
        own = [line for line in db.reading.of_story(card.id) if line.copy_of is None][:2]
        db.reading._db.exec_driver_sql(
            f"UPDATE articles SET first_seen_at = {round(later.timestamp() * 1e6)}"
            f" WHERE id IN ({own[0].id}, {own[1].id})"
        )
    assert 2 == card_of(newsroom, owner, card.id).new_since_read


def test_first_choices_are_taken_back_at_once(newsroom: Runtime, owner: AccountId) -> None:
    with newsroom.store.read() as db:
        before = set(db.subscriptions.of(owner))
    entry = beginning.begin(
        newsroom, owner, languages=["id"], topics=["15000000", "06000000"], starters=["id-news"]
    )
    assert 2 == len(follows(newsroom, owner).follows)
    assert entry is not None
    undoing.undo(newsroom, owner, entry)

    with newsroom.store.read() as db:
        assert before == set(db.subscriptions.of(owner))
        assert () == db.accounts.get(owner).languages
    assert () == follows(newsroom, owner).follows


def test_rule_is_shown_with_all_that_it_hides(newsroom: Runtime, owner: AccountId) -> None:
    ruling.save(newsroom, owner, "# all of it\nhide language:en or language:id or language:de")
    (some,) = ruling.rules(newsroom, owner).effects
    (whole,) = ruling.rules(newsroom, owner, whole=2).effects

    assert 10 == len(some.stories) < some.count
    assert whole.count == len(whole.stories) == some.count


def test_followed_topic_is_called_as_pages_are_now(newsroom: Runtime, owner: AccountId) -> None:
    key = followed_topic(newsroom, owner)
    with newsroom.store.write() as db:
        person = db.accounts.get(owner)
        db.accounts.save(replace(person, locale="id"))
    _, reason = a_reason(newsroom, owner, "follows")

    assert reason.text == f"Anda mengikuti {topic_label(key, 'id')}"
    assert topic_label(key, "id") != topic_label(key, "en")


@pytest.mark.parametrize("target", [Target.LANGUAGE, Target.SOURCE])
def test_count_of_what_is_new_goes_with_a_look(newsroom: Runtime, owner: AccountId, target: Target) -> None:
    key = "en" if target is Target.LANGUAGE else str(subscribing.sources(newsroom, owner).rows[-1].id)
    follow(newsroom, owner, target, key)
    an_hour_ago = newsroom.clock() - timedelta(hours=1)
    with newsroom.store.write() as db:
        found, _ = db.stories.about(target, key, limit=500)
        came = db.reading.newest_seen([story.id for story in found if story.last_at > an_hour_ago - LATE])
        expected = sum(at > an_hour_ago for at in came.values())
        db.follows.seen(owner, target, key, at=an_hour_ago)
    ((_, before),) = follows(newsroom, owner).follows
    if target is Target.SOURCE:
        subscribing.source(newsroom, owner, int(key))
    else:
        frontpage.section(newsroom, owner, target, key)
    ((_, after),) = follows(newsroom, owner).follows

    assert before == expected
    assert target is Target.SOURCE or expected > sum(story.last_at > an_hour_ago for story in found)
    assert after == 0
