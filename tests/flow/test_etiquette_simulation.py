"""Thirty virtual days and a thousand sites: nobody is asked too early, hardly anything is sent twice."""

import time

import pytest
from etiquette import simulate, text_report


@pytest.mark.slow
@pytest.mark.case(
    "R-187", "R-188", "R-189", "R-190", "R-191", "R-193", "R-199", "R-200", "R-201", "R-202", "R-208"
)
def test_thirty_days_of_a_thousand_feeds() -> None:
    began = time.process_time()
    found = simulate(feeds=1000, days=30.0)

    print(text_report(found))
    assert found["early"] == 0
    assert found["conditional"] >= 0.99  # type: ignore[operator]
    assert found["not_modified_of_unchanged"] >= 0.95  # type: ignore[operator]
    assert found["lateness_of_allowed"] <= 0.5  # type: ignore[operator]
    assert found["entries_missed"] == 0
    assert found["gone"] == found["gone_expected"]
    assert found["moves_stored"] == found["moves_expected"]
    assert found["old_address_after_proof"] == 0
    assert time.process_time() - began < 60


@pytest.mark.case("R-208")
def test_a_week_of_a_hundred_feeds() -> None:
    found = simulate(feeds=100, days=7.0, seed=7)

    assert found["early"] == 0
    assert found["conditional"] >= 0.99  # type: ignore[operator]
    assert found["lateness_of_allowed"] <= 0.5  # type: ignore[operator]
