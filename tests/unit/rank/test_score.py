"""A score is the sum of its reasons, exactly, and its reasons are the ones a person would expect."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kabar.model.account import Account, Follow, Target, Taste
from kabar.model.frontpage import Scored
from kabar.model.ids import AccountId
from kabar.model.story import StoryFacts
from kabar.rank import diversify, muted_by, order, score
from kabar.rank.score import Memory

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANNA = Account(id=AccountId(1), name="anna", languages=("en", "id"))


def story(number: int = 1, *, hours: float = 2.0, **more: object) -> StoryFacts:
    fields = {"headline": f"Story {number}", "language": "en", "languages": ("en",), "outlets": ("Harian",)}
    at = NOW - timedelta(hours=hours)
    return StoryFacts(**{"id": number, "first_at": at, "last_at": at, **fields, **more})  # type: ignore[arg-type]


def follow(target: Target, key: str, **more: object) -> Follow:
    return Follow(**{"target": target, "key": key, "label": key, **more})  # type: ignore[arg-type]


def ranked(*stories: StoryFacts, follows: tuple[Follow, ...] = (), **more: object) -> list[Scored]:
    given_ = {"account": ANNA, "taste": Taste(), "now": NOW, "rates": {}, **more}
    return score(stories, follows=follows, **given_)  # type: ignore[arg-type]


def texts(one: Scored) -> list[str]:
    return [reason.text for reason in one.reasons]


KEYS = st.sampled_from(["a", "b", "c", "d"])
STORIES = st.lists(
    st.builds(
        story,
        number=st.integers(1, 10**6),
        hours=st.floats(-5, 2000),
        topics=st.lists(KEYS, max_size=3).map(tuple),
        entities=st.lists(KEYS, max_size=4).map(tuple),
        outlets=st.lists(KEYS, max_size=3).map(tuple),
        sources=st.lists(st.integers(1, 5), max_size=2).map(tuple),
        articles=st.integers(1, 50),
        independent=st.integers(1, 50),
        languages=st.lists(st.sampled_from(["en", "id", "de", "und"]), max_size=2).map(tuple),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)
FOLLOWS = st.lists(
    st.builds(
        follow,
        target=st.sampled_from([Target.TOPIC, Target.ENTITY, Target.OUTLET]),
        key=KEYS,
        strength=st.floats(0.01, 3),
        muted=st.booleans(),
    ),
    max_size=6,
)
TASTES = st.builds(
    Taste,
    weights=st.dictionaries(
        st.tuples(st.sampled_from(["topic", "entity", "outlet"]), KEYS).map(":".join), st.floats(-1, 1)
    ),
    signals=st.dictionaries(st.sampled_from(["freshness", "importance", "follows"]), st.floats(0, 5)),
)


@settings(max_examples=200, deadline=None)
@given(
    stories=STORIES,
    follows=FOLLOWS,
    taste=TASTES,
    activity=st.dictionaries(st.integers(1, 10**6), st.floats(-9, 9)),
    widen=st.floats(0, 1),
)
def test_parts_add_up_to_the_score_exactly_in_any_order(
    stories: list[StoryFacts], follows: list[Follow], taste: Taste, activity: dict[int, float], widen: float
) -> None:
    scored = score(stories, account=ANNA, follows=follows, taste=taste, now=NOW, activity=activity)

    for one in [*scored, *diversify(scored, size=5, widen=widen)]:
        parts = [reason.part for reason in one.reasons]
        random.Random(1).shuffle(parts)
        assert one.score == sum(parts)
    hidden = muted_by(stories, follows)
    assert {one.story.id for one in scored} == {one.id for one in stories} - set(hidden)


@settings(max_examples=100, deadline=None)
@given(
    stories=STORIES,
    wishes=st.lists(st.tuples(FOLLOWS, TASTES), min_size=1, max_size=2),
    pages=st.lists(
        st.tuples(
            st.integers(0, 1),  # which wishes
            st.integers(0, 300),  # hours later
            st.sets(st.integers(0, 11)),  # which stories are not there
            st.dictionaries(st.integers(0, 11), st.floats(-9, 9)),  # what others open, by place
            st.sets(st.integers(0, 11)),  # what the search finds
            st.sampled_from([{}, {1: 0.2}, {1: 40.0, 2: 0.1}]),  # entries a day
        ),
        max_size=5,
    ),
)
def test_what_is_remembered_changes_no_page(
    stories: list[StoryFacts],
    wishes: list[tuple[list[Follow], Taste]],
    pages: list[tuple[int, int, set[int], dict[int, float], set[int], dict[int, float]]],
) -> None:
    memory = Memory()
    places = dict(enumerate(stories))
    for which, hours, gone, opened, found, rates in pages:
        follows, taste = wishes[min(which, len(wishes) - 1)]
        asked = {
            "account": ANNA,
            "follows": [*follows, follow(Target.SEARCH, "harbour", muted=which == 1)],
            "taste": taste,
            "now": NOW + timedelta(hours=hours),
            "activity": {places[place].id: value for place, value in opened.items() if place in places},
            "search_hits": {places[place].id: frozenset({"harbour"}) for place in found if place in places},
            "rates": rates,
        }
        candidates = [one for place, one in places.items() if place not in gone]

        fresh = score(candidates, **asked)  # type: ignore[arg-type]

        assert fresh == score(candidates, **asked, memory=memory)  # type: ignore[arg-type]


def test_followed_entity_puts_a_story_first_and_says_so() -> None:
    first, second = ranked(
        story(1, hours=1),
        story(2, hours=3, entities=("Q1",)),
        follows=(follow(Target.ENTITY, "Q1", label="Rafah"),),
    )

    assert (first.story.id, second.story.id) == (2, 1)
    assert "You follow Rafah" in texts(first)


def test_following_a_topic_brings_what_lies_below_it() -> None:
    below = story(1, topics=("0401",))

    (one,) = ranked(below, follows=(follow(Target.TOPIC, "04"),), broader={"0401": ("04",)})

    assert "You follow 04" in texts(one)


def test_copies_do_not_make_a_story_important() -> None:
    copied, reported = story(1, articles=9, independent=1), story(2, articles=3, independent=3)

    first, second = ranked(copied, reported)

    assert reported == first.story
    assert "Three outlets report it independently" in texts(first)
    assert "Eight of 9 reports are copies" in texts(second)


def test_reasons_are_in_the_readers_language() -> None:
    reader = Account(id=AccountId(2), name="budi", locale="id")

    (one,) = ranked(
        story(1, hours=0.34, entities=("Q1",)), account=reader, follows=(follow(Target.ENTITY, "Q1"),)
    )

    assert {"Anda mengikuti Q1", "Baru 20 menit lalu"} <= set(texts(one))


@pytest.mark.parametrize(
    ("mutes", "left"),
    [
        ([(Target.OUTLET, "Harian")], True),
        ([(Target.OUTLET, "Harian"), (Target.OUTLET, "Post")], False),
        ([(Target.SOURCE, "1")], True),
        ([(Target.LANGUAGE, "id")], True),
        ([(Target.LANGUAGE, "id"), (Target.LANGUAGE, "en")], False),
        ([(Target.AUTHOR, "Dewi")], True),
        ([(Target.TOPIC, "sea")], False),
    ],
)
def test_what_others_tell_as_well_outlives_a_mute(mutes: list[tuple[Target, str]], left: bool) -> None:
    told = story(
        1,
        outlets=("Harian", "Post"),
        sources=(1, 2),
        languages=("id", "en"),
        authors=("Dewi",),
        topics=("sea",),
        independent=2,
    )
    follows = tuple(follow(target, key, muted=True) for target, key in mutes)

    assert left == bool(ranked(told, follows=follows))
    assert left == (not muted_by([told], follows))


def test_a_muted_outlet_is_left_out_and_can_be_named() -> None:
    mute = follow(Target.OUTLET, "Harian", muted=True)

    assert ranked(story(1), follows=(mute,)) == []
    assert {1: mute} == muted_by([story(1)], [mute])


def test_a_story_that_grows_fast_ages_fast() -> None:
    minutes = story(1, hours=20, articles=30, first_at=NOW - timedelta(hours=21))
    days = story(2, hours=20, articles=4, first_at=NOW - timedelta(days=4))

    first, second = ranked(minutes, days)

    assert (first.story.id, second.story.id) == (2, 1)


def test_a_weekly_source_stands_beside_a_loud_one() -> None:
    loud = [story(number, hours=number / 4, sources=(1,)) for number in range(1, 60)]
    weekly = story(99, hours=30, sources=(2,))

    page = diversify(ranked(*loud, weekly, rates={1: 90.0, 2: 1 / 7}), size=10, widen=0.3)

    assert 99 in [one.story.id for one in page]
    assert "From a quiet source you added" in next(texts(one) for one in page if one.story.id == 99)


def test_a_language_that_is_not_read_speaks_against_a_story() -> None:
    first, second = ranked(story(1, languages=("de",), hours=1), story(2, languages=("id",), hours=3))

    assert (first.story.id, second.story.id) == (2, 1)
    assert "Not in a language you read" in texts(second)


def test_a_rule_is_a_reason() -> None:
    (one,) = ranked(story(1), adjustments={1: (("lower sport", -2.0),)})

    assert "Lowered by your rule “lower sport”" in texts(one)


def test_a_plugin_adds_its_own_signal() -> None:
    (one,) = ranked(story(1), signals={"length": lambda _story, _now: (0.5, "A short read")})

    assert ("length", "A short read", 0.5) in [(why.signal, why.text, why.part) for why in one.reasons]


def test_orders_by_time_and_importance_keep_scores() -> None:
    scored = ranked(story(1, hours=1), story(2, hours=5, articles=8, independent=8), story(3, hours=2))

    assert [one.story.id for one in order(scored, "time")] == [1, 3, 2]
    assert [one.story.id for one in order(scored, "importance")] == [2, 1, 3]
    assert scored == order(order(scored, "time"), "mine")


def test_a_page_is_not_all_one_outlet() -> None:
    many = [story(number, hours=1 + number / 100, outlets=("Harian",)) for number in range(1, 30)]
    few = [story(number, hours=4, outlets=(f"Warta {number}",)) for number in range(30, 36)]

    page = diversify(ranked(*many, *few), size=10, widen=0.5)

    assert sum(one.story.outlets == ("Harian",) for one in page) <= 6


def test_a_page_is_not_all_one_side() -> None:
    left = [story(number, hours=1, outlets=(f"L{number}",)) for number in range(1, 20)]
    right = [story(number, hours=3, outlets=(f"R{number}",)) for number in range(20, 30)]
    sides = {one.outlets[0]: one.outlets[0][0] for one in (*left, *right)}

    page = diversify(ranked(*left, *right), size=8, widen=1.0, sides=sides)

    assert 2 <= sum(one.story.outlets[0].startswith("R") for one in page) <= 6


def test_discoveries_are_few_marked_and_away_from_the_top() -> None:
    mine = [story(number, topics=("sport",), hours=1 + number / 50) for number in range(1, 40)]
    other = [
        story(number, topics=(f"t{number}",), independent=5, articles=5, hours=6) for number in range(40, 60)
    ]
    scored = ranked(*mine, *other, follows=(follow(Target.TOPIC, "sport"),))

    page = diversify(scored, size=20, widen=1.0)
    finds = [place for place, one in enumerate(page) if one.discovery]

    assert len(finds) == 4
    assert min(finds) >= 2
    assert all("Outside your usual, to widen your view" in texts(page[place]) for place in finds)
    assert not any(one.discovery for one in diversify(scored, size=20, widen=0.0))
    assert len({one.story.id for one in page}) == len(page)


def test_a_longer_page_begins_with_the_shorter_one() -> None:
    mine = [story(number, topics=("sport",), hours=1 + number / 50) for number in range(1, 40)]
    other = [
        story(number, topics=(f"t{number}",), independent=5, articles=5, hours=6) for number in range(40, 60)
    ]
    scored = ranked(*mine, *other, follows=(follow(Target.TOPIC, "sport"),))

    long = diversify(scored, size=45, widen=0.6)
    assert all(long[:size] == diversify(scored, size=size, widen=0.6) for size in (1, 5, 16, 31))
    assert len({one.story.id for one in long}) == 45


def test_what_cannot_be_read_widens_no_view() -> None:
    mine = [story(number, topics=("sport",), hours=1 + number / 50) for number in range(1, 30)]
    foreign = [
        story(number, topics=(f"t{number}",), languages=("de",), independent=5, articles=5, hours=6)
        for number in range(40, 60)
    ]
    scored = ranked(*mine, *foreign, follows=(follow(Target.TOPIC, "sport"),))

    assert not any(one.discovery for one in diversify(scored, size=20, widen=1.0))
