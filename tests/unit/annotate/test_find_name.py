"""A name in any language leads to one entity."""

import pytest

from kabar.annotate.gazetteer import find_name, main_name


@pytest.mark.parametrize("name", ["北京", "بكين", "Peking", "Beijing", "베이징"])
def test_city_is_found_by_each_of_its_names(name: str) -> None:
    found = find_name(name)

    assert found is not None
    assert "Q956" == found.wikidata
    assert "Beijing" == main_name("Q956")


@pytest.mark.parametrize("name", ["", "qqqq zzzz", "北"])
def test_no_name_finds_nothing(name: str) -> None:
    assert find_name(name) is None
