"""What each report of a story adds to those before it: the story's time line, and what only one outlet has.

What is new must show across languages, so it is told by names that are linked and by numbers, which are the same in
every language; names that are not linked count only against earlier reports of the same language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kabar.keypoints.candidates import Candidate, candidates
from kabar.keypoints.features import FEATURES, features
from kabar.keypoints.weights import goodness
from kabar.model.article import Entity, Report
from kabar.model.story import KeyPoint
from kabar.text.numbers import numbers

MOST_REPORTS: Final = 40  # the first ones: what is late in a long story is told by its follow-ups
SENTENCES: Final = 16  # of each report: background stands at the end
NEWS: Final = 0.8  # log-odds for each new mark of a sentence, up to three
LEANS: Final = 2.0  # log-odds lost by a sentence that needs the one before it
LEAST_NUMBER: Final = 12  # smaller ones are met by chance
YEARS: Final = (1900, 2100)

Mark = str  # "Q8805", "en:rafah", "41 killed"


@dataclass(frozen=True, slots=True)
class _Told:
    """What one report says, for comparing."""

    outlet: str
    language: str
    marks: frozenset[Mark]
    text: str  # folded


def developments(reports: Sequence[Report]) -> tuple[KeyPoint, ...]:
    """For each report that adds something, the sentence that does, oldest first; `also`: later reports that have it, too.

    *reports*: without copies, in any order. The first report is the first development. A sentence of a later report
    counts as new when it names somebody or counts something that no earlier report does.
    """
    ordered = sorted(reports, key=lambda report: (_when(report), report.id))[:MOST_REPORTS]
    if len(ordered) < 2:
        return ()
    found = candidates(ordered)
    if not found:
        return ()
    rows = features(found, ordered, count=1)
    good = goodness(rows) - LEANS * rows[:, FEATURES.index("leans")]
    marks = [_marks(one, ordered[one.report]) for one in found]
    told = [
        _told(report, [m for m, c in zip(marks, found, strict=True) if c.report == n])
        for n, report in enumerate(ordered)
    ]
    points = []
    for number in range(len(ordered)):
        own = [i for i, one in enumerate(found) if one.report == number and one.position < SENTENCES]
        if not own:
            continue
        fresh = {i: _fresh(marks[i], told[number], told[:number]) for i in own}
        if number > 0 and not any(fresh.values()):
            continue
        worth = [good[i] + NEWS * min(3, len(fresh[i])) if fresh[i] or number == 0 else -np.inf for i in own]
        best = own[int(np.argmax(worth))]
        points.append(_point(found[best], ordered, _also(fresh[best], number, told)))
    return tuple(points)


def _when(report: Report) -> float:
    at = report.published_at or report.arrived_at
    return at.timestamp() if at else 0.0


def _marks(one: Candidate, report: Report) -> frozenset[Mark]:
    """The linked names, the other names and the numbers of a sentence."""
    language = report.language.partition("-")[0]
    names = {
        _name(entity, language)
        for entity in report.annotations.entities
        if entity.kind in ("person", "place", "organisation")
        and any(one.start <= start < one.end for start, _ in entity.mentions)
    }
    counted = {
        f"{number.value:g}"
        for number in numbers(one.text, language=report.language)
        if number.value > LEAST_NUMBER and (number.known or not YEARS[0] <= number.value <= YEARS[1])
    }
    return frozenset(names | counted)


def _name(entity: Entity, language: str) -> Mark:
    return entity.wikidata or f"{language}:{entity.name.casefold()}"


def _told(report: Report, marks: Sequence[frozenset[Mark]]) -> _Told:
    linked = {entity.wikidata for entity in report.annotations.entities if entity.wikidata}
    return _Told(
        outlet=report.outlet,
        language=report.language.partition("-")[0],
        marks=frozenset(linked).union(*marks),
        text=f"{report.title}\n{report.text}".casefold(),
    )


def _fresh(marks: frozenset[Mark], own: _Told, earlier: Sequence[_Told]) -> frozenset[Mark]:
    """The marks that no earlier report has; none of a name that nothing earlier could be compared with."""
    alike = [told for told in earlier if told.language == own.language]
    return frozenset(mark for mark in marks if not _known(mark, earlier) and (":" not in mark or alike))


def _known(mark: Mark, others: Sequence[_Told]) -> bool:
    language, colon, name = mark.partition(":")
    if not colon:
        return any(mark in told.marks for told in others)
    return any(told.language == language and name in told.text for told in others)


def _also(fresh: frozenset[Mark], number: int, told: Sequence[_Told]) -> tuple[int, ...]:
    """Later reports of other outlets that have something of what was new."""
    return tuple(
        later
        for later in range(number + 1, len(told))
        if told[later].outlet != told[number].outlet and any(_known(mark, [told[later]]) for mark in fresh)
    )


def _point(one: Candidate, reports: Sequence[Report], also: Sequence[int]) -> KeyPoint:
    return KeyPoint(
        text=one.text,
        article=reports[one.report].id,
        start=one.start,
        end=one.end,
        also=tuple(reports[number].id for number in also),
    )
