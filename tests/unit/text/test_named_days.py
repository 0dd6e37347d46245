"""Weekdays and dates as texts name them, in several languages and scripts."""

import pytest

from kabar.cluster.terms import DAY, FIGURE, terms_of
from kabar.text.days import DayReader


def days(text: str) -> list[str]:
    reader = DayReader()
    return [day for word in text.split() if (day := reader.read(word))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The council met on Tuesday and again Friday", ["w1", "w4"]),
        ("Der Rat tagte am Dienstag", ["w1"]),
        ("Le conseil s est réuni mardi", ["w1"]),
        ("a terça feira", ["w1"]),
        ("Rapat digelar Minggu sore, dua minggu lalu", ["w6"]),
        ("Во вторник совет собрался", ["w1"]),
        ("اجتمع المجلس يوم الثلاثاء", ["w1"]),
        ("星 期 二 会 议", ["w1"]),
        ("火 曜 日", ["w1"]),
    ],
)
def test_weekdays(text: str, expected: list[str]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the meeting of 18 April", ["4-18"]),
        ("on April 18th they met", ["4-18"]),
        ("am 3 Mai", ["5-3"]),
        ("el 18 de abril", ["4-18"]),
        ("18 апреля", ["4-18"]),
        ("4 月 1 日", ["4-1"]),
        ("am 18.04.2026", ["4-18"]),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    "text", ["version 18.4", "in May they may", "32 April", "18 people in April", "10.00.0000", "dua minggu"]
)
def test_what_names_no_day(text: str) -> None:
    assert days(text) == []


def test_a_run_without_spaces_is_read_by_its_figures_and_characters() -> None:
    dated = terms_of("", "4月1日上午,27人死亡的事故")

    kinds = set(dated.kinds.tolist())
    assert any(kind & DAY and kind & FIGURE for kind in kinds)
    assert "27" in dated.written.values()
