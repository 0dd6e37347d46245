"""Rules are read with mistakes at their place, and do what they say."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabar.rank.rules import Action, Facts, Match, apply, parse, preview

FLOOD = Facts(
    title="Banjir melanda Demak",
    text="Floods closed the coastal road.\nThe interest rate stays.",
    authors=("Rina Sari",),
    outlet="Harian Laut",
    source=("17", "Laut RSS"),
    topics=("16000000", "disaster"),
    names=("Q1490", "Demak"),
    language="id",
    url="https://laut.example/banjir",
)


def holds(condition: str, facts: Facts = FLOOD) -> bool:
    parsed = parse(f"hide {condition}")
    assert parsed.problems == ()
    return parsed.rules[0].matches(facts)


@pytest.mark.parametrize(
    "condition",
    [
        "banjir",
        "title:BANJIR",
        'title:"melanda demak"',
        "text:/floods?/",
        "language:id",
        "source:17",
        "name:Q1490",
        "topic:16000000 and not language:en",
        "language:en or outlet:laut",
        "(language:en or language:id) author:rina",
        "url:laut.example",
        'if text:"interest rate"',
        "when banjir # a remark",
    ],
)
def test_condition_holds(condition: str) -> None:
    assert holds(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "ban",
        "title:floods",
        "language:en",
        "not banjir",
        "banjir language:en",
        "text:/^road/",
        "source:1",
        "name:Q14",
    ],
)
def test_condition_does_not_hold(condition: str) -> None:
    assert not holds(condition)


def test_words_are_found_inside_scripts_without_spaces() -> None:
    assert holds("title:大桥", Facts(title="长江大桥坍塌"))


def test_a_language_rule_takes_its_regions() -> None:
    assert holds("language:zh", Facts(language="zh-Hans"))


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("hid title:x", 1, "did you mean hide?"),
        ("hide titel:x", 6, "did you mean title?"),
        ("hide title:", 12, "missing"),
        ("hide", 5, "say when"),
        ('hide title:"open', 12, "not closed"),
        ("hide (a or b", 6, "not closed"),
        ("hide a)", 7, "closes nothing"),
        ("hide text:/a(b/", 13, "not closed"),
        ("hide text:/x", 11, "not closed"),
        ("lower by much if a", 10, "a number comes after by"),
        ("raise by 99 if a", 10, "at most 10"),
        ("tag banjir", 11, "comes if"),
        ("hide text:/(a)\\1/", 15, "reference back"),
        ("hide a and", 11, "missing"),
    ],
)
def test_mistake_is_shown_at_its_place(line: str, column: int, words: str) -> None:
    (problem,) = parse(f"# rules\n{line}").problems

    assert (2, column) == (problem.line, problem.column)
    assert words in problem.message


def test_a_line_with_a_mistake_leaves_the_others_standing() -> None:
    parsed = parse("hide a\nnonsense\nraise b")

    assert [rule.action for rule in parsed.rules] == [Action.HIDE, Action.RAISE]
    assert [problem.line for problem in parsed.problems] == [2]


def test_rules_together_hide_lower_tag_and_alert() -> None:
    text = "hide banjir\nlower by 2 if demak\nraise demak\ntag air if banjir\nalert name:demak\nhide never"
    rules = parse(text).rules

    expected = Match(
        hidden_by=rules[0],
        adjustment=-1.0,
        adjustments=(("lower by 2 if demak", -2.0), ("raise demak", 1.0)),
        tags=("air",),
        alert_by=rules[4],
    )
    assert expected == apply(rules, FLOOD)


def test_preview_counts_and_names_what_a_rule_would_hide() -> None:
    (rule,) = parse("hide language:id").rules
    found = preview(rule, [(1, FLOOD), (2, Facts(language="en")), (3, Facts(language="id"))])

    assert found.text == "would hide 2 of your last 3"
    assert found.matched == (1, 3)


def test_a_hostile_pattern_costs_no_more_than_a_tame_one() -> None:
    (rule,) = parse("hide text:/((a+)+)+b/").rules
    start = time.process_time()

    assert not rule.matches(Facts(text="a" * 20_000))
    assert time.process_time() - start < 1.0


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(line: str) -> None:
    for problem in parse(f"hide {line}\n{line}").problems:
        assert problem.column >= 1
