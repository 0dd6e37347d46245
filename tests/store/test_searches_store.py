"""Saved searches: stories are compared when they are told, and with a new search when it is saved."""

from datetime import timedelta

from fakes import NOW, add_articles, add_story
from kabar.model.account import Follow, Target
from kabar.model.ids import AccountId
from kabar.store import Store, Transaction

SINCE = NOW - timedelta(days=7)


def save(db: Transaction, account: AccountId, query: str) -> None:
    db.follows.put(account, Follow(target=Target.SEARCH, key=query, label=query), at=NOW - timedelta(days=1))


def test_new_search_finds_stored_stories(store: Store, account: AccountId) -> None:
    story = add_story(store, add_articles(store, 3))
    with store.write() as db:
        save(db, account, '"dua meter"')
        db.searches.learn('"dua meter"')

        assert {story: frozenset(['"dua meter"'])} == db.searches.hits(['"dua meter"'], since=SINCE)
        assert [story] == [record.id for record in db.stories.about(Target.SEARCH, '"dua meter"', limit=5)[0]]
        assert {("search", '"dua meter"'): 1} == db.follows.counts(account)


def test_told_story_meets_the_searches_that_find_one_of_its_articles(
    store: Store, account: AccountId
) -> None:
    first, second, third = add_articles(store, 3)
    with store.write() as db:
        for query in ("k1", "-k1", "nothing", "k2 -k1"):
            save(db, account, query)
    both, other = add_story(store, [first, second]), add_story(store, [third])
    with store.write() as db:
        db.searches.meet([both, other])
        found = db.searches.hits(["k1", "-k1", "nothing", "k2 -k1"], since=SINCE)

    assert {both: frozenset(["k1", "-k1"]), other: frozenset(["-k1", "k2 -k1"])} == found


def test_meeting_again_changes_nothing(store: Store, account: AccountId) -> None:
    story = add_story(store, add_articles(store, 2))
    with store.write() as db:
        save(db, account, "demak")
        db.searches.meet([story])
        db.searches.meet([story])

        assert 1 == db.stories.about(Target.SEARCH, "demak", limit=5)[1]


def test_hits_stay_while_another_account_has_the_search(store: Store, account: AccountId) -> None:
    story = add_story(store, add_articles(store, 1))
    with store.write() as db:
        other = db.accounts.create("Budi", is_admin=False, at=NOW)
        for number in (account, other):
            save(db, number, "demak")
        db.searches.learn("demak")
        for number, left in ((account, {story}), (other, set())):
            db.follows.remove(number, Target.SEARCH, "demak")
            db.searches.forget("demak")

            assert left == set(db.searches.hits(["demak"], since=SINCE))
