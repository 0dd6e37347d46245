"""The table of what is tested against a hostile world follows from the marks on the tests."""

import reliability_table


def test_reliability_table_is_up_to_date() -> None:
    made = reliability_table.page(reliability_table.collect(reliability_table.ROOT / "tests"))

    assert reliability_table.PAGE.read_text(encoding="utf-8") == made, "run scripts/reliability_table.py"


def test_every_marked_case_has_a_description() -> None:
    marked = set(reliability_table.collect(reliability_table.ROOT / "tests"))

    assert set() == {case for case in marked if 177 <= int(case[2:]) <= 278} - set(reliability_table.CASES)
