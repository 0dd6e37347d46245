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


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("He met the MPs in Berlin and bought DVDs.", "en", ["Berlin"]),
        ("South Korean and North African firms met in Berlin.", "en", ["Berlin"]),
        ("Analysts in Berlin said the Queen and the Spaniard had left.", "en", ["Berlin"]),
        ("Direktur Utama dan Menteri Keuangan tiba di Jakarta.", "id", ["Jakarta"]),
        ("Selama itu warga Jakarta menunggu, selama banjir.", "id", ["Jakarta"]),
        ("Die Gewerkschaft Hafen hat den Hafen von Berlin geschlossen.", "de", ["Berlin"]),
        ("Приморский край и Министерство помогли жителям Москвы.", "ru", ["Moscow"]),
        ("这家公司的委员会在北京开会。", "zh", ["Beijing"]),
    ],
)
def test_ordinary_words_are_no_names(text: str, language: str, names: list[str]) -> None:
    assert names == [entity.name for entity in find_entities(text, language=language)]


def test_abbreviation_that_the_text_explains_is_the_same_body() -> None:
    text = "Rapat digelar Badan Sungai Raya (BSR) di Jakarta. Data BSR terbit Senin."
    found = {entity.name: len(entity.mentions) for entity in find_entities(text, language="id")}

    assert 3 == found["Badan Sungai Raya"]


def test_abbreviation_of_no_body_is_no_name() -> None:
    text = "KPK menggelar Operasi Tangkap Tangan (OTT) di Jakarta; OTT itu yang kelima."

    assert "OTT" not in {entity.name for entity in find_entities(text, language="id")}


@pytest.mark.parametrize("short", ["Purbaya", "Sadewa"])
def test_short_form_is_the_person_whose_full_name_stands_in_the_text(short: str) -> None:
    text = f"Menteri Keuangan Purbaya Yudhi Sadewa hadir di Jakarta. Kemarin {short} menolak."
    people = [entity.name for entity in find_entities(text, language="id") if entity.kind == "person"]

    assert ["Purbaya Yudhi Sadewa"] == people


def test_surname_of_somebody_unknown_is_not_the_famous_one() -> None:
    text = "The rescue was led by Teodor Vance in Berlin. Later Vance spoke."

    assert "JD Vance" not in {entity.name for entity in find_entities(text, language="en")}


def test_name_has_one_kind_in_one_text() -> None:
    text = "In Selmora the talks ended. Delegates left Selmora. Selmora was quiet."
    kinds = {entity.kind for entity in find_entities(text, language="en") if entity.name == "Selmora"}

    assert {"place"} == kinds


def test_chinese_name_ends_where_its_sounds_end() -> None:
    found = find_entities("公司的吉迪恩·夏普说，价格会上涨。夏普没有多说。", language="zh")

    assert [("吉迪恩·夏普", 2)] == [(entity.name, len(entity.mentions)) for entity in found]
