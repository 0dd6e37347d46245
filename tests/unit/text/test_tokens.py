"""Words for search."""

import pytest

from kabar.text.tokens import fold, indexed, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't panic_now", ["don", "t", "panic", "now"]),
        ("Żółć STRASSE straße", ["zolc", "strasse", "strasse"]),
        ("ＡＢＣ１２", ["abc12"]),
        ("加沙停火30天", ["加", "沙", "停", "火", "30", "天"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("한국어 뉴스", ["한국어", "뉴스"]),
        ("والمدينة في غزة", ["مدينه", "في", "غزه"]),
        ("हिन्दी समाचार", ["हिन्दी", "समाचार"]),
        ("\ud800 a\x00b", ["a", "b"]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert expected == tokens(text)


def test_fold_keeps_what_has_no_case() -> None:
    assert "加沙" == fold("加沙")


def test_ascii_is_left_to_the_index() -> None:
    assert "Don't panic now" == indexed("Don't panic_now")
