"""Mistakes in rules in the person's language, with the words and numbers in them."""

import pytest

from kabar import i18n
from kabar.rank.rules import MOST_RULES, parse
from kabar.web.troubles import in_words

MISTAKES = [
    "hide",
    "hide )",
    "hide (flood",
    "hide " + "(" * 80 + "flood",
    "hide title:",
    'hide "flood',
    "hide /flood",
    "hide title://",
    "hide /a**/",
    "hide /a{3,2}/",
    "hide /a{99999}/",
    "hide /*a/",
    "hide /(?=a)/",
    "hide /(a/",
    "hide /a)/",
    "hide /[z-a]/",
    r"hide /(a)\1/",
    r"hide /\p/",
    "hide /((((a{90}){90}){90}){90})/",
    "tag if flood",
    "tag flood title:x",
    "lower by much flood",
    "lower by 9999 flood",
    "hidde flood",
    "frobnicate flood",
    "hide titel:flood",
    "hide qqqqqq:flood",
    "\n".join(["hide flood"] * (MOST_RULES + 1)),
]


@pytest.mark.parametrize("line", MISTAKES, ids=lambda line: line[:24])
def test_mistake_in_a_rule_is_told_in_indonesian(line: str) -> None:
    messages = [problem.message for problem in parse(line).problems]

    assert messages
    for message in messages:
        assert message == in_words(message, i18n.catalogue("en").gettext)
        assert message != in_words(message, i18n.catalogue("id").gettext)


def test_words_of_the_rule_stand_in_the_translation() -> None:
    (problem,) = parse("hide titel:flood").problems

    assert "tidak ada bidang titel; maksud Anda title?" == in_words(
        problem.message, i18n.catalogue("id").gettext
    )
