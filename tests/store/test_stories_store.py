"""Stories: ids, merges, terms, records."""

import pytest

from fakes import NOW, add_articles, add_story, record
from kabar.errors import NotFoundError
from kabar.model.account import Mark, MarkKind, Target
from kabar.model.article import Topic
from kabar.model.ids import AccountId
from kabar.model.story import Copy, Decision, Placement, StoryEntity
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

        assert [later] == [r.id for r in db.stories.followed_by(earlier)]
        assert earlier == db.stories.get(later).follow_up_of


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
