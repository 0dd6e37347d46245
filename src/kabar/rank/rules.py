"""A person's own rules: when an article is so, hide, lower, raise, tag or alert.

One rule a line; `#` starts a remark::

    hide title:"sponsored content" or outlet:Example
    lower by 2 if source:17 and not language:id
    raise topic:04000000 "interest rate"
    tag banjir if text:/banjir|flood(s|ed)?/
    alert if name:Q1490 and section:weather

A condition is words (in title or text), `field:word`, `field:"some words"`, `field:/pattern/`, joined with `and`
(or nothing), `or`, `not` and brackets. Case does not matter. Patterns cannot run away: see `patterns`.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kabar.rank.conditions import (
    FIELDS,
    All,
    Condition,
    Contains,
    Facts,
    Finds,
    Not,
    OneOf,
    Reader,
    RuleProblem,
)

__all__ = [
    "FIELDS",
    "Action",
    "Facts",
    "Match",
    "Parsed",
    "Preview",
    "Rule",
    "RuleProblem",
    "apply",
    "apply_to_story",
    "needs_text",
    "parse",
    "preview",
]

DEFAULT_AMOUNT: Final = 1.0  # of lower and raise: about half a follow
MOST_AMOUNT: Final = 10.0
MOST_RULES: Final = 1000


class Action(StrEnum):
    """What a rule does."""

    HIDE = "hide"
    LOWER = "lower"
    RAISE = "raise"
    TAG = "tag"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `source` is the line as written, which is also its name in reasons and lists."""

    action: Action
    condition: Condition
    source: str
    line: int = 1
    amount: float = DEFAULT_AMOUNT  # of lower and raise, in points of score
    tag: str = ""

    def matches(self, facts: Facts) -> bool:
        """Whether the article is as the rule says."""
        return self.condition.holds(facts)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The rules that can be read, and what is wrong with the others."""

    rules: tuple[Rule, ...] = ()
    problems: tuple[RuleProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What all rules together do to an article."""

    hidden_by: Rule | None = None  # the first that hides it
    adjustment: float = 0.0  # sum of raised and lowered
    adjustments: tuple[tuple[str, float], ...] = ()  # (rule as written, how much): `score` takes these
    tags: tuple[str, ...] = ()
    alert_by: Rule | None = None
    rules: tuple[Rule, ...] = field(default=(), compare=False)  # all that met it, in their order


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would have done: "would hide 37 of your last 500"."""

    rule: Rule
    of: int
    matched: tuple[int, ...] = field(default=())  # article ids, as given

    @property
    def text(self) -> str:
        """The sentence for the person."""
        verb = {Action.TAG: "tag", Action.ALERT: "alert you to"}.get(self.rule.action, str(self.rule.action))
        return f"would {verb} {len(self.matched)} of your last {self.of}"


def parse(text: str) -> Parsed:
    """Read rules; a line with a mistake gives a problem at its place, and the others still count."""
    rules: list[Rule] = []
    problems: list[RuleProblem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if len(rules) >= MOST_RULES:
            problems.append(RuleProblem(number, 1, len(line), f"there are more than {MOST_RULES} rules"))
            break
        try:
            rules.append(_rule(line, number))
        except RuleProblem as problem:
            problems.append(problem)
    return Parsed(tuple(rules), tuple(problems))


def apply(rules: Sequence[Rule], facts: Facts) -> Match:
    """What *rules* do to an article."""
    return _match([rule for rule in rules if rule.matches(facts)])


def _match(met: Sequence[Rule]) -> Match:
    adjustments = tuple(
        (rule.source, rule.amount if rule.action is Action.RAISE else -rule.amount)
        for rule in met
        if rule.action in (Action.RAISE, Action.LOWER)
    )
    return Match(
        hidden_by=next((rule for rule in met if rule.action is Action.HIDE), None),
        adjustment=sum(amount for _, amount in adjustments),
        adjustments=adjustments,
        tags=tuple(dict.fromkeys(rule.tag for rule in met if rule.action is Action.TAG)),
        alert_by=next((rule for rule in met if rule.action is Action.ALERT), None),
        rules=tuple(met),
    )


def apply_to_story(rules: Sequence[Rule], reports: Sequence[Facts]) -> Match:
    """What *rules* do to a story of these *reports*.

    What takes away (hide, lower) needs most of the reports, so that one outlet's piece does not cost the person
    the whole story; what adds (raise, tag, alert) needs only one.
    """
    met: list[Rule] = []
    for rule in rules:
        count = sum(rule.matches(facts) for facts in reports)
        takes = rule.action in (Action.HIDE, Action.LOWER)
        if count and (2 * count > len(reports) or not takes):
            met.append(rule)
    return _match(met)


def needs_text(rules: Iterable[Rule]) -> bool:
    """Whether one of *rules* looks at the text of articles; without, texts need not be read at all."""
    return any(_looks_at_text(rule.condition) for rule in rules)


def _looks_at_text(condition: Condition) -> bool:
    match condition:
        case All(parts=parts) | OneOf(parts=parts):
            return any(_looks_at_text(part) for part in parts)
        case Not(part=part):
            return _looks_at_text(part)
        case Contains(field=name) | Finds(field=name):
            return name in ("any", "text")
    return True


def preview(rule: Rule, recent: Iterable[tuple[int, Facts]]) -> Preview:
    """What *rule* would have done to (article id, facts) of *recent*, newest first."""
    of = 0
    matched: list[int] = []
    for number, facts in recent:
        of += 1
        if rule.matches(facts):
            matched.append(number)
    return Preview(rule=rule, of=of, matched=tuple(matched))


def _rule(line: str, number: int) -> Rule:
    reader = Reader(line, number)
    word, at = reader.word()
    if word.lower() not in list(Action):
        near = difflib.get_close_matches(word.lower(), list(Action), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        reader.fail(at, len(word) or 1, f"a rule starts with {', '.join(Action)}{hint}")
    action = Action(word.lower())
    amount, tag = DEFAULT_AMOUNT, ""
    if action is Action.TAG:
        tag, at = reader.text_or_word()
        if not tag:
            reader.fail(at, 1, "tag needs a name: tag flood if …")
        if not reader.skip_word("if", "when"):
            reader.fail(reader.at, 1, "after the tag's name comes if: tag flood if …")
    elif action in (Action.LOWER, Action.RAISE) and reader.skip_word("by"):
        amount = _amount(reader)
    reader.skip_word("if", "when")
    return Rule(action, reader.condition(), line.strip(), number, amount, tag)


def _amount(reader: Reader) -> float:
    word, at = reader.word()
    try:
        amount = float(word.replace(",", "."))
    except ValueError:
        reader.fail(at, len(word) or 1, "a number comes after by: lower by 2")
    if not 0 < amount <= MOST_AMOUNT:
        reader.fail(at, len(word), f"the number must be above 0 and at most {MOST_AMOUNT:g}")
    return amount


def adjustments(matches: Mapping[int, Match]) -> dict[int, tuple[tuple[str, float], ...]]:
    """Story -> what rules add to its score, as `score` takes it."""
    return {number: match.adjustments for number, match in matches.items() if match.adjustments}
