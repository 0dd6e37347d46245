"""Places on the map: found by id or name, namesakes told by the country, countries that say nothing left out."""

import pytest

from kabar.model.story import StoryEntity
from kabar.service.places import places_of, spots


def place(name: str, key: str = "", kind: str = "place", articles: int = 1) -> StoryEntity:
    return StoryEntity(key=key or f"place:{name.casefold()}", name=name, kind=kind, articles=articles)


@pytest.mark.parametrize(
    ("key", "name", "latitude", "longitude"),
    [
        ("Q252", "Indonesia", -5, 110),
        ("Q1899", "Kyiv", 50.4, 30.5),
        ("Q39760", "Gaza Strip", 31.4, 34.4),
        ("place:demak", "Demak", -6.9, 110.6),
        ("Q999999999", "Surabaya", -7.2, 112.8),
    ],
)
def test_place_is_where_it_is(key: str, name: str, latitude: float, longitude: float) -> None:
    (spot, *_) = spots(key, name)

    assert (latitude, longitude) == pytest.approx((spot.latitude, spot.longitude), abs=1.5)


def test_unknown_place_and_people_are_not_on_the_map() -> None:
    assert () == places_of([place("Selmora"), place("Paris", kind="person"), place("a\tb"), place("x\ny")])


def test_country_gives_way_to_a_place_in_it() -> None:
    assert ["Demak"] == [p.name for p in places_of([place("Indonesia", "Q252"), place("Demak")])]
    assert ["Indonesia"] == [p.name for p in places_of([place("Indonesia", "Q252")])]


def test_namesake_is_the_one_of_the_country_that_is_named() -> None:
    (alone,) = places_of([place("Birmingham")])
    there = {p.name: p for p in places_of([place("Cambridge"), place("Canada", "Q16")])}

    assert 52 == round(alone.latitude)
    assert there["Cambridge"].longitude < -60


def test_what_is_named_in_passing_is_no_map_of_a_story_that_happened_elsewhere() -> None:
    nowhere = place("Dunmere Bay", articles=5)

    assert () == places_of([nowhere, place("Germany", "Q183", articles=1)])
    assert ["Demak"] == [p.name for p in places_of([nowhere, place("Demak", articles=3)])]
    known = [place("Surabaya", articles=5), place("Demak", articles=1)]
    assert ["Surabaya", "Demak"] == [p.name for p in places_of(known)]
