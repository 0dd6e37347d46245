"""Numbers are read as each language writes them, with what they count."""

import pytest

from kabar.text.numbers import numbers, parse_digits


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("killing five people and injuring 12 others", "en", [(5, "killed"), (12, "injured")]),
        ("At least 32,000 people have been killed.", "en", [(32000, "killed")]),
        ("Gempa menewaskan 45 orang dan melukai 1.200 warga.", "id", [(45, "killed"), (1200, "injured")]),
        ("Sebanyak lima belas orang tewas, 3 hilang.", "id", [(15, "killed"), (3, "missing")]),
        ("Es starben 17 Menschen, 1.400 wurden verletzt.", "de", [(17, "killed"), (1400, "injured")]),
        ("menghitung 14 korban jiwa", "id", [(14, "killed")]),
        ("41 Menschen ums Leben gekommen", "de", [(41, "killed")]),
        ("12 morts et 30 blessés", "fr", [(12, "killed"), (30, "injured")]),
        (
            "造成12人死亡，超过300人受伤，3万人疏散。",
            "zh",
            [(12, "killed"), (300, "injured"), (30000, "displaced")],
        ),
        ("قتل 15 شخصا وأصيب 30 آخرون", "ar", [(15, "killed"), (30, "injured")]),
        ("up 27% to $284m", "en", [(27, "percent"), (284e6, "USD")]),
        ("Rp 55 ribu, naik 3,5 persen", "id", [(55000, "IDR"), (3.5, "percent")]),
        ("a magnitude 6.5 quake and 50 tonnes of rice", "en", [(6.5, "magnitude"), (50, "tonne")]),
        ("twenty-five people were arrested", "en", [(25, "arrested")]),
    ],
)
def test_counts_are_found(text: str, language: str, expected: list[tuple[float, str]]) -> None:
    assert expected == [(number.value, number.unit) for number in numbers(text, language=language)]


@pytest.mark.parametrize(
    "text",
    [
        "Born on 3 March 1979, the 45-year-old (45) won 2-1 at 10:30.",
        "Pasal 5 ayat 2, pukul 14.30 WIB",
        "COVID-19 and the G20 on 21/10/2025",
    ],
)
def test_dates_times_ages_and_scores_count_nothing(text: str) -> None:
    assert [] == numbers(text, language="en")


def test_offsets_stand_at_the_number() -> None:
    text = "😀 Some 1.5 million people fled"
    (number,) = numbers(text, language="en")

    assert "1.5 million" == text[number.start : number.end]
    assert number.rough


@pytest.mark.parametrize(
    ("digits", "language", "value"),
    [
        ("1.234", "id", 1234.0),
        ("1.234", "en", 1.234),
        ("1,234", "en", 1234.0),
        ("1,234", "de", 1.234),
        ("1.234.567,89", "id", 1234567.89),
        ("1,234,567.89", "en", 1234567.89),
        ("12,5", "fr", 12.5),
        ("10.10.10", "en", None),
    ],
)
def test_digits_are_read_as_the_language_writes_them(digits: str, language: str, value: float | None) -> None:
    assert value == parse_digits(digits, language)
