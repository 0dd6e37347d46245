"""Numbers on which several reports agree or disagree, side by side."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, islice, takewhile
from typing import Final

from kabar.keypoints.candidates import Candidate
from kabar.model.article import Report
from kabar.model.story import Figure, FigureValue
from kabar.text.lexicon import AUXILIARIES, COUNTED, LABELS, UNITS
from kabar.text.numbers import Number, numbers
from kabar.text.words import STOPWORDS, stems

MOST: Final = 6
ALIKE: Final = 0.3  # share of the shorter sentence's content words that must be common for one subject
ALIKE_TO_DISAGREE: Final = (
    0.5  # the same, where the numbers differ: two subjects are likelier than two opinions
)
BESIDE: Final = 40  # characters on either side of a number in which stands what it is the number of
MOST_APART: Final = 3.0  # times that two accounts of one number differ, outside of casualties
MOST_NUMBERS: Final = 60  # of one report that are compared with those of the others
SMALL: Final = (
    10  # smaller numbers of things without a unit ("two stages") are shown only when reports disagree
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
KNOWN_UNITS: Final = frozenset(UNITS.values()) | COUNTED
_PHRASE = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Mention:
    number: Number
    one: Candidate
    report: Report

    @property
    def start(self) -> int:
        return self.one.start + self.number.start

    @property
    def end(self) -> int:
        return self.one.start + self.number.end


def figures(
    reports: Sequence[Report], found: Sequence[Candidate], *, language: str = "und"
) -> tuple[Figure, ...]:
    """What at least two reports count, most reported first; subjects in *language* where it is known."""
    if len({one.report for one in found}) < 2:
        return ()
    by_unit: dict[str, list[_Mention]] = defaultdict(list)
    for place, own in groupby(found, key=lambda one: one.report):
        report = reports[place]
        every = (
            _Mention(number, one, report)
            for one in own
            for number in numbers(one.text, language=report.language)
        )
        for mention in islice(every, MOST_NUMBERS):
            by_unit[mention.number.unit].append(mention)
    made: list[Figure] = []
    for unit, mentions in by_unit.items():
        groups = _events(mentions) if unit in COUNTED else _subjects(mentions)
        made += [_figure(group, language) for group in groups if len({m.one.report for m in group}) > 1]
    made = [figure for figure in made if not _is_trivial(figure)]
    # Disagreement first: it is what a reader must see.
    made.sort(key=lambda figure: (figure.agree, -len(figure.values), figure.values[0].start))
    return tuple(made[:MOST])


def _is_trivial(figure: Figure) -> bool:
    return figure.agree and figure.values[0].value < SMALL and figure.values[0].unit not in KNOWN_UNITS


def _events(mentions: Sequence[_Mention]) -> list[list[_Mention]]:
    """One group: each report's first count of the dead, hurt ... of this event, not of one years ago."""
    first: dict[int, _Mention] = {}
    # People are whole: "6.9" beside the dead is a magnitude.
    whole = [mention for mention in mentions if mention.number.value == int(mention.number.value)]
    for mention in sorted(whole, key=lambda m: (bool(_YEAR.search(m.one.text)), m.one.position)):
        first.setdefault(mention.one.report, mention)
    return [sorted(first.values(), key=lambda m: m.one.report)] if first else []


def _subjects(mentions: Sequence[_Mention]) -> list[list[_Mention]]:
    """Groups of mentions whose sentences speak of one thing, at most one a report."""
    groups: list[list[_Mention]] = []
    for mention in mentions:
        for group in groups:
            if mention.one.report not in {other.one.report for other in group} and any(
                _one_subject(mention, other) for other in group
            ):
                group.append(mention)
                break
        else:
            groups.append([mention])
    return groups


def _one_subject(a: _Mention, b: _Mention) -> bool:
    words, others = set(a.one.stems), set(b.one.stems)
    if a.report.language.split("-")[0] != b.report.language.split("-")[0]:
        # No words in common to go by: only an equal amount in a unit that both languages have.
        return a.number.known and a.number.value == b.number.value and a.number.value > 10
    figures_ = {word for word in words | others if word[:1].isdigit()}
    words, others = words - figures_, others - figures_
    agree = a.number.agrees(b.number)
    small, large = sorted((abs(a.number.value), abs(b.number.value)))
    if not agree and large > MOST_APART * small:
        return False  # a lead of 31,000 votes and one of 160,000: two things
    if not agree and not _beside(a) & _beside(b):
        return False  # a target for prices and a rise of wages, in sentences on inflation
    share = ALIKE if agree else ALIKE_TO_DISAGREE
    return len(words & others) >= max(2.0, share * min(len(words), len(others)))


def _beside(mention: _Mention) -> set[str]:
    """What stands right beside a number, without other numbers and what it is measured in."""
    text, number = mention.one.text, mention.number
    before = text[max(0, number.start - BESIDE) : number.start].partition(" ")[2]
    after = text[number.end : number.end + BESIDE].rpartition(" ")[0]
    unit = set(stems(mention.number.unit)) | set(stems(" ".join(LABELS.get(number.unit, {}).values())))
    return {word for word in stems(f"{before} {after}") if not word[:1].isdigit()} - unit


def _figure(group: Sequence[_Mention], language: str) -> Figure:
    values = tuple(
        FigureValue(
            value=mention.number.value,
            unit=mention.number.unit,
            article=mention.report.id,
            start=mention.start,
            end=mention.end,
        )
        for mention in group
    )
    agree = all(a.number.agrees(b.number) for a in group for b in group)
    return Figure(subject=_subject(group, language), values=values, agree=agree)


def _subject(group: Sequence[_Mention], language: str) -> str:
    """The lexicon's word for people, else the words that follow the number in a report they can read."""
    unit = group[0].number.unit
    if unit in COUNTED:
        return LABELS[unit].get(language, LABELS[unit]["en"])
    own = [mention for mention in group if mention.report.language.split("-")[0] == language]
    if not own and unit in LABELS:
        return LABELS[unit].get(language, LABELS[unit]["en"])
    mention = (own or group)[0]
    tail = mention.one.text[mention.number.end :]
    clause = re.split(r"[,;:.!?()\"“”。，、]", tail.lstrip(" %"), maxsplit=1)[0]
    words = list(takewhile(lambda word: word.lower() not in AUXILIARIES, _PHRASE.findall(clause)[:4]))
    while words and words[-1].lower() in STOPWORDS:
        words.pop()
    label = LABELS.get(unit, {}).get(language) or LABELS.get(unit, {}).get("en", "")
    return " ".join(words) or label or unit
