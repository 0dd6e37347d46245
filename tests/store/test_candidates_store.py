"""What a front page chooses from: nobody's loud sources hide another's quiet ones."""

from datetime import timedelta

from fakes import NOW, add_articles, add_story, record
from kabar.store import Store

SINCE = NOW - timedelta(days=7)


def _stories(store: Store) -> tuple[list[int], int]:
    """Many new stories of source 1 and, three days before, one of source 2; its id last."""
    numbers = add_articles(store, 30)
    told = [add_story(store, [number]) for number in numbers]
    with store.write() as db:
        for place, story in enumerate(told):
            at = NOW - timedelta(minutes=place) if place < 29 else NOW - timedelta(days=3)
            source = 1 if place < 29 else 2
            db.stories.save(record(story, last_at=at, first_at=at, source_ids=(source,), independent=1))
    return told[:-1], told[-1]


def test_story_of_a_quiet_source_is_found_among_many_newer(store: Store) -> None:
    loud, quiet = _stories(store)
    with store.read() as db:
        newest = [r.id for r in db.stories.candidates((), since=SINCE, limit=16)]
        asked = [r.id for r in db.stories.candidates((), since=SINCE, limit=16, quiet=[2])]
    assert quiet not in newest
    assert quiet in asked
    assert set(newest[:1]) < set(asked) <= {*loud, quiet}


def test_who_reads_one_of_many_sources_gets_its_stories(store: Store) -> None:
    _, quiet = _stories(store)
    with store.read() as db:
        assert [quiet] == [r.id for r in db.stories.candidates((), since=SINCE, limit=16, only=[2])]
        assert [] == db.stories.candidates((), since=SINCE, limit=16, only=[3])
