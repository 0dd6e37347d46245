"""The polling benchmark runs, and both of its readers find the same entries."""

import pytest
from benchmarks.polling import ROUNDS, measure


@pytest.mark.slow
def test_small_farm_is_read_alike_by_kabar_and_the_floor() -> None:
    found = measure(20, ["floor", "kabar"])
    floor, kabar = found["floor"], found["kabar"]
    assert isinstance(floor, list)
    assert isinstance(kabar, list)

    assert list(ROUNDS) == [row["round"] for row in kabar]
    assert [600, 0, 1, 0] == [row["new"] for row in floor]
    assert [600, 0, 1, 0] == [row["new"] for row in kabar]
    # The floor's parser leaves out the full texts of RDF feeds.
    assert 0 < floor[0]["found"]["hu"] <= kabar[0]["found"]["hu"]
    assert [20, 0, 1, 0] == [row["answers"]["200"] for row in kabar]
    assert [0, 20, 19, 20] == [row["answers"]["304"] for row in kabar]
