"""Names are found, cut at the right place, and linked across languages and spellings."""

import pytest

from kabar.annotate.entities import LONGEST_NAME, find_entities, with_title
from kabar.model.article import Entity


def by_name(text: str, language: str = "en") -> dict[str, Entity]:
    return {entity.name: entity for entity in find_entities(text, language=language)}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Aid reached Gaza on Sunday.", "en"),
        ("Bantuan tiba di Gaa pada Minggu.", "id"),
        ("Hilfe erreichte am Sonntag den Gazastreifen.", "de"),
        ("وصلت المساعدات إلى غزة يوم الأحد", "ar"),
        ("援助周日抵达加沙", "zh"),
    ],
)
def test_one_place_in_many_spellings(text: str, language: str) -> None:
    assert "Q39760" in {entity.wikidata for entity in find_entities(text, language=language)}


@pytest.mark.parametrize("spelling", ["Netanyahu", "Netanjahu", "Netanyahou"])
def test_one_person_in_many_spellings(spelling: str) -> None:
    found = find_entities(f"On Monday {spelling} met reporters.", language="en")

    assert [("Q43723", "person")] == [(entity.wikidata, entity.kind) for entity in found]


def test_name_that_lost_its_z_is_known() -> None:
    assert "Tzachi Hanegbi" in by_name("Penasihat keamanan nasional Tachi Hanegbi hadir.", "id")


def test_mentions_are_offsets_into_the_text() -> None:
    text = "“Selesai,” kata Ron Dermer di Washington. Dermer lalu pulang."
    mentions = by_name(text, "id")["Ron Dermer"].mentions

    assert ["Ron Dermer", "Dermer"] == [text[start:end] for start, end in mentions]


def test_title_is_not_part_of_the_name() -> None:
    found = by_name("Kemarin Bupati Wahyu Hidayatullah meninjau tanggul.", "id")

    assert {"Wahyu Hidayatullah"} == set(found)
    assert found["Wahyu Hidayatullah"].kind == "person"


def test_place_after_its_ruler_is_no_part_of_the_name() -> None:
    found = by_name("Rapat dipimpin Gubernur Jawa Tengah Ganjar Pranowo.", "id")

    assert {"Central Java": "place", "Ganjar Pranowo": "person"} == {n: e.kind for n, e in found.items()}


def test_organisation_by_its_generic_word() -> None:
    found = by_name("She joined the University of Northgate last year.")

    assert found["University of Northgate"].kind == "organisation"


def test_company_by_its_suffix() -> None:
    assert by_name("Shares of Acme Widgets Inc. fell.")["Acme Widgets Inc."].kind == "organisation"


def test_short_form_counts_only_in_capitals() -> None:
    assert "United States" in by_name("Pejabat AS tiba kemarin.", "id")
    assert "United States" not in by_name("They did as told, as ever.", "en")


def test_common_word_that_opens_a_sentence_is_no_name() -> None:
    assert not by_name("However, nothing changed. Menurut warga, air surut.", "id")


def test_german_nouns_are_no_names() -> None:
    assert {"Berlin"} == set(by_name("Die Regierung in Berlin will die Steuer auf Strom senken.", "de"))


def test_inflected_forms_are_known() -> None:
    assert "Moscow" in by_name("Самолёт вылетел из Москвы вечером.", "ru")
    assert "Warsaw" in by_name("Spotkanie odbyło się w Warszawie.", "pl")


def test_text_without_capitals_is_searched_too() -> None:
    assert "Joko Widodo" in by_name("kemarin joko widodo meninjau pasar di surabaya", "id")


def test_headline_adds_names_that_the_text_lacks() -> None:
    found = with_title((), "Putin tiba di Jakarta", language="id")

    assert {("Vladimir Putin", ()), ("Jakarta", ())} == {(entity.name, entity.mentions) for entity in found}


def test_same_entity_has_same_key_in_every_language() -> None:
    english = by_name("The UN warned.")["United Nations"]
    indonesian = by_name("Peringatan datang dari PBB.", "id")["United Nations"]

    assert english.key == indonesian.key == "Q1065"


def test_at_most_so_many() -> None:
    text = "In Berlin, Paris, London, Rome and Madrid people voted."

    assert len(find_entities(text, language="en", at_most=3)) == 3


@pytest.mark.parametrize("dots", [2, 60, 3000])
def test_long_lists_of_katakana_words_are_read_in_one_go(dots: int) -> None:
    listed = "・".join(["スポーツ", "ライフ", "ニュース", "コラム"][place % 4] for place in range(dots + 1))
    found = find_entities(f"{listed}。ハンナ・オストロウ大統領が述べた。", language="ja")

    assert ["ハンナ・オストロウ"] == [one.name for one in found if one.kind == "person"]


@pytest.mark.parametrize("piece", ["Aa", "A", "中", "ア"])
def test_what_is_longer_than_any_name_is_none(piece: str) -> None:
    found = find_entities(f"On Monday {piece * 2_000} met Hanna Ostrow in Jakarta.", language="en")

    assert all(len(one.name) <= LONGEST_NAME for one in found)
    assert {"Hanna Ostrow", "Jakarta"} <= {one.name for one in found}
