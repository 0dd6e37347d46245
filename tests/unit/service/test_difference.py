"""What changed between two versions of a text, word by word."""

import pytest

from kabar.service.difference import difference


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


def test_what_is_too_much_to_compare_by_words_is_compared_by_lines() -> None:
    lines = [f"{'oh ' * 50}{number}" for number in range(200)]
    before = "\n".join(["The first", *lines, "the last"])
    after = "\n".join(["A first", *lines[:100], "Trams return.", *lines[100:], "The last"])

    assert ["Trams return."] == [text for op, text in shown(before, after)[2:-2] if op == "added"]


def test_what_is_too_much_to_compare_by_lines_is_shown_whole() -> None:
    before, after = "begin" + "\noh no" * 20_000 + "\nend", "start" + "\noh no" * 19_000 + "\nstop"

    assert [("removed", before), ("added", after)] == shown(before, after)


def test_change_at_the_top_of_a_long_text_costs_no_comparing() -> None:
    text = " ".join(f"{word} oh" for word in range(30_000))

    assert [("added", "new")] == [
        one for one in shown(text, f"new {text}") if one[0] != "same" and one[0] != "cut"
    ]
