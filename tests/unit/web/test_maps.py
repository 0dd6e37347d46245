"""The small map: the window holds every place, and names do not cover each other."""

from kabar.model.views import PlaceView
from kabar.web.maps import map_of


def place(name: str, latitude: float, longitude: float, level: str = "city") -> PlaceView:
    return PlaceView(name=name, key=name, latitude=latitude, longitude=longitude, level=level)  # type: ignore[arg-type]


def test_every_dot_is_inside_the_window() -> None:
    for places in (
        [place("A", -7, 110)],
        [place("A", 70, -170), place("B", -50, 175)],
        [place("A", 0, 179.9)],
    ):
        drawn = map_of(places)
        assert drawn is not None
        x, y, width, height = map(float, drawn.box.split())
        assert all(x <= dot.x <= x + width and y <= dot.y <= y + height for dot in drawn.dots)
        assert 0 <= x and x + width <= 1000.05 and 0 <= y and y + height <= 420.05


def test_name_that_would_cover_another_is_left_to_the_list() -> None:
    drawn = map_of(
        [place("Demak", -6.89, 110.64), place("Semarang", -6.99, 110.42), place("Jakarta", -6.2, 106.8)]
    )

    assert drawn is not None
    assert ["Demak", "Jakarta"] == [label.name for label in drawn.labels]
    assert 3 == len(drawn.dots)


def test_regions_are_rings_and_no_places_no_map() -> None:
    drawn = map_of([place("Java", -7, 110, "region")])

    assert drawn is not None
    assert drawn.dots[0].wide
    assert map_of([]) is None
