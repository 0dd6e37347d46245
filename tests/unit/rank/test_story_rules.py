"""Rules over stories: what takes away needs most reports, what adds needs one."""

import pytest

from kabar.rank.rules import Facts, apply_to_story, needs_text, parse

MINE, OTHER = Facts(title="Banjir", outlet="Example"), Facts(title="Panen", outlet="Harbour Post")


@pytest.mark.parametrize(
    ("reports", "hidden"), [((MINE,), True), ((MINE, OTHER), False), ((MINE, MINE, OTHER), True)]
)
def test_story_is_hidden_when_most_reports_are(reports: tuple[Facts, ...], hidden: bool) -> None:
    match = apply_to_story(parse("hide outlet:Example").rules, reports)

    assert hidden == (match.hidden_by is not None)


def test_one_report_is_enough_to_raise_tag_and_alert() -> None:
    rules = parse("raise by 2 if banjir\ntag flood if banjir\nalert banjir").rules
    match = apply_to_story(rules, (MINE, OTHER, OTHER))

    assert (2.0, ("flood",), rules[2]) == (match.adjustment, match.tags, match.alert_by)


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        ("hide banjir", True),
        ("hide title:banjir", False),
        ("hide title:a or not (outlet:b and text:/c/)", True),
        ("hide title:a or not (outlet:b and url:/c/)", False),
    ],
)
def test_texts_are_read_only_for_rules_that_look_at_them(rule: str, needed: bool) -> None:
    assert needed == needs_text(parse(rule).rules)
