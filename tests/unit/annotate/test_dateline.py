"""Agency and dateline in the forms that newsrooms write."""

import pytest

from kabar.annotate.dateline import agency_name, find_origin


@pytest.mark.parametrize(
    ("text", "agency", "place"),
    [
        ("JAKARTA (ANTARA) - Warga mengungsi.", "Antara", "JAKARTA"),
        ("LONDON, April 2 (Reuters) - The bank said", "Reuters", "LONDON"),
        ("WASHINGTON (AP) — The storm", "AP", "WASHINGTON"),
        ("Berlin (dpa) - Der Rat", "DPA", "Berlin"),
        ("Madrid, 2 abr (EFE).- El consejo", "EFE", "Madrid"),
        ("新华社北京4月2日电 记者报道", "Xinhua", "北京"),
        ("القدس (رويترز) - قال متحدث", "Reuters", "القدس"),
        ("[東京 2日 ロイター] - 議会は", "Reuters", "東京"),
        ("МОСКВА, 2 апр — РИА Новости. Совет", "RIA Novosti", "МОСКВА"),
        ("MOSCOW, April 2. /TASS/. The council", "TASS", "MOSCOW"),
        ("SEOUL, South Korea — The council", None, "SEOUL"),
        ("TEMPO.CO, Jakarta - Menteri berkata", None, "Jakarta"),
        ("By Jane Doe\nLONDON (Reuters) - The bank", "Reuters", "LONDON"),
        ("The council met on Monday.\nIt agreed. (Reuters)", "Reuters", None),
        ("Jane Doe (57) said that the council met.", None, None),
        ("The council met - again - on Monday.", None, None),
        ("", None, None),
    ],
)
def test_agency_and_dateline(text: str, agency: str | None, place: str | None) -> None:
    origin = find_origin(text)

    assert (agency, place) == (origin.agency, origin.dateline)


def test_body_begins_after_the_dateline() -> None:
    text = "JAKARTA (ANTARA) - Warga mengungsi."

    assert text[find_origin(text).body_start :] == "Warga mengungsi."


def test_agency_among_others() -> None:
    assert agency_name("ANTARA/Reuters") == "Antara"
    assert agency_name("Jane Doe") is None
