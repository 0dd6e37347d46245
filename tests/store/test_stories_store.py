"""Stories: ids, merges, terms, records."""

import pytest

from fakes import NOW, add_articles, add_story, record
from kabar.errors import NotFoundError
from kabar.model.account import Follow, Mark, MarkKind, Target
from kabar.model.article import Topic
from kabar.model.ids import AccountId
from kabar.model.story import Copy, Decision, KeyPoint, Placement, StoryEntity
from kabar.store import Store


def test_merged_story_redirects(store: Store) -> None:
    one, two = add_articles(store, 2)
    ended, kept = add_story(store, [one]), add_story(store, [two])
    with store.write() as db:
        db.stories.apply(Decision(merged=((ended, kept),)), at=NOW)

        assert kept == db.stories.get(ended).id
        assert [one, two] == sorted(line.id for line in db.reading.of_story(kept))


def test_mark_moves_with_a_merge(store: Store, account: AccountId) -> None:
    one, two = add_articles(store, 2)
    ended, kept = add_story(store, [one]), add_story(store, [two])
    with store.write() as db:
        db.marks.add(account, Mark(story=ended, kind=MarkKind.SAVED, at=NOW))
        db.stories.apply(Decision(merged=((ended, kept),)), at=NOW)

        assert {kept: {MarkKind.SAVED: NOW}} == db.marks.on_stories(account, [ended, kept])


def test_moved_article_leaves_an_ended_story(store: Store) -> None:
    one, two = add_articles(store, 2)
    left, to = add_story(store, [one]), add_story(store, [two])
    with store.write() as db:
        db.stories.apply(Decision(placements=(Placement(article=one, story=to),)), at=NOW)

        assert {left, to} == set(db.stories.stale(limit=10))
        db.stories.end(left)
        with pytest.raises(NotFoundError):
            db.stories.get(left)


def test_copy_is_kept_with_its_origin(store: Store) -> None:
    one, two = add_articles(store, 2)
    copy = Copy(of=one, kind="verbatim", share=0.9)
    with store.write() as db:
        placements = (Placement(article=one, story=-1), Placement(article=two, story=-1, copy=copy))
        story = db.stories.apply(Decision(placements=placements), at=NOW)[-1]
        members = db.stories.members([story])[story]

    assert [None, copy] == [member.copy for member in members]


def test_story_is_found_by_what_it_is_about(store: Store) -> None:
    story = add_story(store, add_articles(store, 1))
    about = record(
        story,
        topics=(Topic(code="03000000", label="disaster", score=0.9),),
        entities=(StoryEntity(key="Q1", name="Demak", kind="place", articles=1),),
    )
    with store.write() as db:
        db.stories.save(about)
        found = [
            [r.id for r in db.stories.about(target, key, limit=5)[0]]
            for target, key in ((Target.TOPIC, "03000000"), (Target.ENTITY, "Q1"), (Target.OUTLET, "Suara"))
        ]

        assert [[story]] * 3 == found
        assert db.stories.entity_names(["Q1"]) == {"Q1": ("Demak", "place")}
        assert db.stories.find_entity("Demak") == "Q1"


def test_follow_up_is_linked_both_ways(store: Store) -> None:
    one, two = add_articles(store, 2)
    earlier, later = add_story(store, [one]), add_story(store, [two])
    with store.write() as db:
        db.stories.apply(Decision(follow_ups=((later, earlier),)), at=NOW)

        assert [later] == [r.id for r in db.neighbours.later(db.stories.get(earlier))]
        assert [earlier] == [r.id for r in db.neighbours.earlier(db.stories.get(later))]


def test_chain_of_follow_ups_is_walked_and_a_ring_ends(store: Store) -> None:
    one, two, three = (add_story(store, [number]) for number in add_articles(store, 3))
    with store.write() as db:
        db.stories.apply(Decision(follow_ups=((two, one), (three, two))), at=NOW)

        assert [one, two] == [r.id for r in db.neighbours.earlier(db.stories.get(three))]
        assert [two, three] == [r.id for r in db.neighbours.later(db.stories.get(one))]
        db.stories.apply(Decision(follow_ups=((one, three),)), at=NOW)
        assert [two, three] == [r.id for r in db.neighbours.earlier(db.stories.get(one))]
        assert {two, three} == {r.id for r in db.neighbours.later(db.stories.get(one))}


def test_related_story_shares_two_rare_names(store: Store) -> None:
    ids = [add_story(store, [number]) for number in add_articles(store, 4)]
    named = (("Q1", "Q2"), ("Q1", "Q2"), ("Q1",), ("Q8", "Q9"))
    with store.write() as db:
        for story, keys in zip(ids, named, strict=True):
            names = tuple(StoryEntity(key=key, name=f"N{key}", kind="person", articles=1) for key in keys)
            db.stories.save(record(story, entities=names))
        found = db.neighbours.related(db.stories.get(ids[0]), limit=5)

    assert [(ids[1], ("NQ1", "NQ2"))] == [(other.id, names) for other, names in found]


def test_merge_takes_follows_along_and_gives_them_back(store: Store, account: AccountId) -> None:
    one, two = add_articles(store, 2)
    ended, kept = add_story(store, [one]), add_story(store, [two])
    with store.write() as db:
        db.follows.put(account, Follow(target=Target.STORY, key=str(ended), label="x"), at=NOW)
        db.marks.add(account, Mark(story=ended, kind=MarkKind.SAVED, at=NOW))
        carried = db.stories.redirect(ended, kept)
        assert [str(kept)] == [follow.key for follow in db.follows.of(account)]

        db.stories.revive(ended, carried, at=NOW)
        db.stories.move_articles([one], to=ended)
        assert [str(ended)] == [follow.key for follow in db.follows.of(account)]
        assert {ended: {MarkKind.SAVED: NOW}} == db.marks.on_stories(account, [ended, kept])
        assert [one] == [line.id for line in db.reading.of_story(ended)]


def test_follow_of_the_story_that_stays_is_not_overruled(store: Store, account: AccountId) -> None:
    ended, kept = (add_story(store, [number]) for number in add_articles(store, 2))
    with store.write() as db:
        db.follows.put(account, Follow(target=Target.STORY, key=str(ended), label="x", muted=True), at=NOW)
        db.follows.put(account, Follow(target=Target.STORY, key=str(kept), label="y"), at=NOW)
        carried = db.stories.redirect(ended, kept)
        found = db.follows.get(account, Target.STORY, str(kept))
        assert found is not None and not found.muted

        db.stories.revive(ended, carried, at=NOW)
        again = db.follows.get(account, Target.STORY, str(ended))
        assert again is not None and again.muted


def test_corrections_are_kept_in_order_and_withdrawn(store: Store, account: AccountId) -> None:
    one, two, three = add_articles(store, 3)
    with store.write() as db:
        made = db.corrections.add("apart", [(one, two), (one, three)], account=account, at=NOW)
        db.corrections.add("together", [(two, three)], account=None, at=NOW)
        assert [("apart", one, two), ("apart", one, three), ("together", two, three)] == db.corrections.all()
        assert {one, two, three} == db.corrections.on([one, two, three])
        assert ["together", "apart", "apart"] == [word.kind for word in db.corrections.newest(limit=9)]

        db.corrections.withdraw(made)
        assert [("together", two, three)] == db.corrections.all()
        assert {two, three} == db.corrections.on([one, two, three])


def test_developments_are_stored_with_the_story(store: Store) -> None:
    story = add_story(store, add_articles(store, 1))
    point = KeyPoint(text="Air naik.", article=1, start=0, end=9, also=(2,))
    with store.write() as db:
        db.stories.save(record(story, developments=(point,)))

        assert (point,) == db.stories.get(story).developments


def test_followed_story_is_a_candidate_before_newer_ones(store: Store) -> None:
    ids = add_articles(store, 6)
    stories = [add_story(store, [number]) for number in ids]
    with store.write() as db:
        db.stories.save(
            record(stories[0], entities=(StoryEntity(key="Q1", name="A", kind="place", articles=1),))
        )
        found = db.stories.candidates([("entity", "Q1")], since=NOW.replace(year=2020), limit=2)

    assert stories[0] in {r.id for r in found}


def test_revision_rises_with_each_decision(store: Store) -> None:
    with store.write() as db:
        before = db.stories.revision()

        assert [before + 1, before + 2] == [db.stories.next_revision(), db.stories.next_revision()]
