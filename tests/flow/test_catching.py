"""Catching up over the filled sample: what is new, what was read, ten stories, and a feed of digests."""

from datetime import timedelta

from kabar.digest import issues
from kabar.model.account import Target
from kabar.model.ids import AccountId
from kabar.runtime import Runtime
from kabar.service import catching, feeds, following, frontpage, reading, stories, undoing


def seen(rt: Runtime, account: AccountId, *, ago: timedelta) -> None:
    with rt.store.write() as db:
        db.accounts.seen(account, at=rt.clock() - ago)


def test_since_the_last_visit_has_what_came_in_and_nothing_else(newsroom: Runtime, owner: AccountId) -> None:
    seen(newsroom, owner, ago=timedelta(days=2))
    all_new = catching.since(newsroom, owner)
    seen(newsroom, owner, ago=-timedelta(minutes=5))  # a visit after everything came
    nothing = catching.since(newsroom, owner)

    assert all_new.cards
    assert (0, 0) == (len(nothing.cards), nothing.left)


def test_read_stories_are_not_new(newsroom: Runtime, owner: AccountId) -> None:
    seen(newsroom, owner, ago=timedelta(days=2))
    first = catching.since(newsroom, owner).cards[0]
    reading.opened(newsroom, owner, story=first.id)

    assert first.id not in {card.id for card in catching.since(newsroom, owner).cards}
    assert first.id not in {card.id for card in catching.unread(newsroom, owner).cards}
    assert [first.id] == [card.id for card in reading.history(newsroom, owner).cards]


def test_all_marked_as_read_comes_back_by_one_undo(newsroom: Runtime, owner: AccountId) -> None:
    before = catching.unread(newsroom, owner)
    entry = reading.mark_all_read(newsroom, owner, [card.id for card in before.cards])
    assert entry is not None
    between = catching.unread(newsroom, owner).total
    undoing.undo(newsroom, owner, entry)
    after = catching.unread(newsroom, owner)

    assert before.total is not None
    assert before.total - len(before.cards) == between
    assert [card.id for card in before.cards] == [card.id for card in after.cards]


def test_week_does_not_count_how_new_something_is_and_parts_add_up(
    newsroom: Runtime, owner: AccountId
) -> None:
    cards = catching.week(newsroom, owner).cards

    assert 0 < len(cards) <= 10
    for card in cards:
        assert "freshness" not in {reason.signal for reason in card.reasons}
        assert card.score == sum(reason.part for reason in card.reasons)


def test_story_page_marks_what_is_new_since_the_last_look(newsroom: Runtime, owner: AccountId) -> None:
    story = frontpage.front_page(newsroom, owner).cards[0].id
    following.follow(newsroom, owner, Target.STORY, str(story))
    reading.opened(newsroom, owner, story=story)

    assert stories.story(newsroom, owner, story).seen_at is not None


def test_digests_have_a_feed_with_everything_in_it(newsroom: Runtime, owner: AccountId) -> None:
    made = feeds.make(newsroom, owner, None, feeds.DIGESTS)
    issue = issues.send_one_now(newsroom, owner)
    assert issue is not None
    (item,) = feeds.document(newsroom, made.token).items

    assert f"/digests/{issue.id}" == item.path
    assert issue.stories == item.stories
