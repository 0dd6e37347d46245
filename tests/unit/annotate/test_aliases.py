"""An entity's names in other languages and scripts."""

import pytest

from kabar.annotate import also_called, names_of
from kabar.annotate.entities import find_entities
from kabar.model.article import Entity


def test_names_of_a_country_by_language() -> None:
    germany = names_of("Q183")

    assert germany is not None
    assert ("Germany", "place") == (germany.name, germany.kind)
    assert {"id": "Jerman", "de": "Deutschland", "ar": "ألمانيا", "ja": "ドイツ"} == {
        language: germany.in_language(language) for language in ("id", "de", "ar", "ja")
    }


def test_language_without_a_name_gets_the_usual_one() -> None:
    germany = names_of("Q183")

    assert germany is not None
    assert "Germany" == germany.in_language("yo")


def test_written_forms_of_chinese_are_told_apart() -> None:
    germany = names_of("Q183")

    assert germany is not None
    assert ("德国", "德國") == (germany.in_language("zh-Hans"), germany.in_language("zh-Hant"))


@pytest.mark.parametrize("spelling", ["Netanjahu", "نتنياهو", "内塔尼亚胡"])
def test_spellings_of_a_person(spelling: str) -> None:
    names = names_of("Q43723")

    assert names is not None
    assert spelling in {name for _, name in names.names}


def test_name_without_wikidata_is_found_by_its_key() -> None:
    key = Entity(name="UN Security Council", kind="organisation").key

    assert ("zh", "安理会") in also_called(key) or ("zh-Hans", "安理会") in also_called(key)


def test_what_articles_name_leads_to_its_names() -> None:
    (gaza,) = (entity for entity in find_entities("Bantuan tiba di Gaza.", language="id") if entity.wikidata)

    assert "غزة" in {name for _, name in also_called(gaza.key)}


def test_other_scripts_come_before_further_spellings() -> None:
    languages = [language for language, _ in also_called("Q183", most=6)]

    assert len(set(languages)) == 6


def test_unknown_entity_has_no_other_names() -> None:
    assert () == also_called("person:nobody of that name")
    assert names_of("Q0") is None
