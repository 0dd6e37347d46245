"""What changed between two versions of a text, word by word."""

import pytest

from kabar.service.reading import difference


def shown(before: str, after: str) -> list[tuple[str, str]]:
    return [(change.op, change.text.strip()) for change in difference(before, after) if change.text.strip()]


def test_changed_words_stand_in_their_place() -> None:
    assert [("same", "About"), ("removed", "16"), ("added", "18.6"), ("same", "billion yuan")] == shown(
        "About 16 billion yuan", "About 18.6 billion yuan"
    )


@pytest.mark.parametrize(
    ("before", "after", "removed", "added"),
    [
        ("鏖战94分钟，徐婉婷屈居亚军。", "鏖战97分钟，徐婉婷屈居亚军。", "94", "97"),
        ("記者が二人を見た。", "記者が三人を見た。", "二", "三"),
        ("น้ำท่วมสูง 2 เมตร", "น้ำท่วมสูง 3 เมตร", "2", "3"),
    ],
)
def test_scripts_without_spaces_differ_by_characters(
    before: str, after: str, removed: str, added: str
) -> None:
    found = shown(before, after)

    assert ("removed", removed) in found
    assert ("added", added) in found
    assert 4 >= len(found)


def test_long_unchanged_parts_are_cut_out() -> None:
    words = " ".join(f"w{n}" for n in range(100))

    found = difference(f"{words} a {words}", f"{words} b {words}")

    assert ["cut", "same", "removed", "added", "same", "cut"] == [change.op for change in found]
    assert sum(len(change.text.split()) for change in found) < 40


def test_equal_texts_have_no_change() -> None:
    assert not [change for change in difference("a b", "a  b") if change.op in ("added", "removed")]
