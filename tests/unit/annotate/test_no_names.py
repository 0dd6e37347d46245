"""What stands with a capital and names nobody."""

import pytest

from kabar.annotate.entities import find_entities


@pytest.mark.parametrize("text", ["I’m in Berlin.", "She's in Berlin.", "The API and the FAQ of Berlin."])
def test_contractions_and_abbreviations_of_things_are_no_names(text: str) -> None:
    assert ["Berlin"] == [entity.name for entity in find_entities(text, language="en")]


def test_same_letters_stay_a_name_where_they_are_one() -> None:
    found = {
        entity.name for entity in find_entities("Gubernur DIY bertemu mahasiswa UI di kampus.", language="id")
    }

    assert found
