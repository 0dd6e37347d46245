"""Take the few sentences that together say what happened, none of them twice."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kabar.keypoints.candidates import Candidate, candidates
from kabar.keypoints.clauses import Clauses
from kabar.keypoints.features import FEATURES, features
from kabar.keypoints.figures import figures
from kabar.keypoints.names import name_table
from kabar.keypoints.sameness import Sameness, sameness
from kabar.keypoints.speakers import who_said
from kabar.keypoints.weights import goodness
from kabar.model.article import Report
from kabar.model.story import KeyPoint, Summary

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

APART: Final = 2.0  # log-odds that a sentence loses when it all but says what a taken one says
NAMED: Final = 16.0  # log-odds of naming everybody whom no taken sentence names: decision 0060
AGREED: Final = 1.2  # log-odds for each doubling of the outlets that say it
LEANING: Final = 1.0  # log-odds lost, in a story of several reports, by a sentence that needs another
LATE: Final = 1.5  # log-odds lost there by the last sentence of a report against the first
NEWER: Final = 0.5  # log-odds from the oldest to the newest report of a story
SUPPORTED: Final = 6.0  # log-odds between what all other reports say in some words and what none does
SCENE: Final = 8.0  # log-odds lost there by a report's first sentence for each 1.0 of support under `SUPPORT`
SUPPORT: Final = 0.6  # that a report's first sentence has which says what happened, rather than sets a scene
QUOTED: Final = 0.8  # log-odds lost there by a sentence that is all quotation: who said what stands elsewhere
CLIPPED: Final = 0.8  # log-odds lost there by a very short sentence: "The ladder gave them away."
DOWN: Final = 1.2  # log-odds lost for the first point by each sentence that stands before it in its report
SHORTLIST: Final = 10  # of each report, when there are several: only these are compared and embedded
MOST_REPORTS: Final = 40  # that are read: the first ones and the newest ones
LONGEST: Final = 20_000  # characters of a report that are read: its news stands in front of that
LEAST_POINTS: Final = 3  # below that, another language is better than nothing
# Of the limit of retelling: two points of one report that a sentence of another report is both so near to are one
# fact in two sentences (who scored, and what it won), and are told by that sentence.
SUMS_UP: Final = 1.24
FIRST: Final = 1e3  # log-odds of such a sentence: it is taken before all others


def summarize(
    reports: Sequence[Report],
    *,
    count: int = 4,
    language: str | None = None,
    languages: Sequence[str] = (),
    embed: Embed | None = None,
) -> Summary:
    """Key points and figures of the story that *reports* tell.

    count: the most points to give. language: that the points must be in, where a report has it; else the
    first of *languages* (those the person reads, best first) that a report has; else that of most reports.
    embed: texts to vectors of unit length, float32 (n, d); without it only words tell what is the same.
    """
    reports = _readable(reports)
    found = candidates(reports)
    wanted = preferred_language(reports, language=language, languages=languages)
    if not found or count < 1:
        return Summary(figures=figures(reports, found), statements=who_said(reports, language=wanted))
    rows = features(found, reports, count=count)
    good = goodness(rows)
    every, keep = found, _shortlist(found, good, len(reports), count)
    found, good, rows = [found[i] for i in keep], good[keep], rows[keep]
    several = len(reports) > 1
    meaning = embed([one.text for one in found]) if embed and several else None
    table = sameness(found, reports, meaning)
    named = name_table(found, reports)
    if several:
        # There is enough to choose from: a point stands alone, and news stands at the top of reports.
        unfit = sum(
            cost * rows[:, FEATURES.index(name)]
            for name, cost in (("leans", LEANING), ("place", LATE), ("quoted", QUOTED), ("short", CLIPPED))
        )
        support = _support(found, reports, table)
        good = good + _story_part(found, reports, table, support) - unfit
        # Whom only a scene names does not matter for being named.
        named = named * np.minimum(1.0, support / SUPPORT)[:, None]
    clauses = Clauses(found, reports, meaning, embed)
    chosen = _take(found, good, table, reports, wanted, count, named, clauses)
    first: list[int] = []
    while len(first) < count and (summing := _sums_up(chosen, first, found, table)) is not None:
        first.append(summing)
        chosen = _take(found, good, table, reports, wanted, count, named, clauses, first)
    points = tuple(
        _point(index, found, reports, table) for index in _in_order(chosen, found, good, reports, table)
    )
    return Summary(
        points=points,
        figures=figures(reports, every, language=wanted),
        statements=who_said(reports, language=wanted),
    )


def preferred_language(
    reports: Sequence[Report], *, language: str | None = None, languages: Sequence[str] = ()
) -> str:
    """The language for the points: as `summarize` says."""
    there = [_tongue(report.language) for report in reports]
    for wish in ([language] if language else []) + list(languages):
        if _tongue(wish) in there:
            return _tongue(wish)
    return max(sorted(set(there)), key=there.count) if there else "und"


def _tongue(language: str) -> str:
    return language.split("-")[0].lower()


def _readable(reports: Sequence[Report]) -> list[Report]:
    reports = [
        replace(report, text=report.text[:LONGEST]) if len(report.text) > LONGEST else report
        for report in reports
    ]
    if len(reports) <= MOST_REPORTS:
        return list(reports)
    half = MOST_REPORTS // 2
    ordered = sorted(reports, key=lambda report: (_time(report), report.id))
    return ordered[:half] + ordered[-half:]


def _time(report: Report) -> float:
    at = report.published_at or report.arrived_at
    return at.timestamp() if at else -math.inf


def _shortlist(found: Sequence[Candidate], good: NDArray[np.float64], reports: int, count: int) -> list[int]:
    if reports == 1:
        return list(range(len(found)))
    limit = max(SHORTLIST, count + 2)
    kept: list[int] = []
    for number in range(reports):
        own = [index for index, one in enumerate(found) if one.report == number]
        kept += sorted(sorted(own, key=lambda index: (-good[index], index))[:limit])
    return kept


def _story_part(
    found: Sequence[Candidate], reports: Sequence[Report], table: Sameness, support: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What saying it in several outlets, and saying it last, add."""
    times = np.array([_time(reports[one.report]) for one in found])
    known = np.isfinite(times)
    ages = np.zeros(len(found))
    if known.any() and (spread := float(times[known].max() - times[known].min())) > 0:
        ages[known] = (times[known] - times[known].min()) / spread
    outlets = [reports[one.report].outlet or str(one.report) for one in found]
    agreed = np.array(
        [len({outlets[int(j)] for j in np.flatnonzero(table.same[i])}) for i in range(len(found))]
    )
    first = np.array([one.position == 0 for one in found])
    scene = SCENE * np.maximum(0.0, SUPPORT - support) * first
    return np.asarray(AGREED * np.log2(np.maximum(1, agreed)) + NEWER * ages + SUPPORTED * support - scene)


def _support(found: Sequence[Candidate], reports: Sequence[Report], table: Sameness) -> NDArray[np.float64]:
    """How near the nearest sentence of each other report is, on average: 0.0 nothing alike, 1.0 all say it.

    A scene that one reporter sets has no likeness elsewhere; the event has, also in other words.
    """
    places = np.array([one.report for one in found])
    nearest = np.zeros((len(found), len(reports)))
    for number in range(len(reports)):
        columns = np.flatnonzero(places == number)
        if columns.size:
            nearest[:, number] = table.alike[:, columns].max(axis=1)
    nearest[np.arange(len(found)), places] = 0.0
    others = max(1, len(set(places.tolist())) - 1)
    return np.asarray(nearest.sum(axis=1) / others)


def _take(
    found: Sequence[Candidate],
    good: NDArray[np.float64],
    table: Sameness,
    reports: Sequence[Report],
    wanted: str,
    count: int,
    named: NDArray[np.float64],
    clauses: Clauses,
    first: Sequence[int] = (),
) -> list[int]:
    """The best sentences, those of *first* before all others, none of what a taken one tells."""
    superseded = _superseded(found, reports, table)
    unnamed = named.copy()
    native = np.array([_tongue(reports[one.report].language) == wanted for one in found])
    chosen: list[int] = []
    for pool, limit in ((native, count), (~native, min(count, LEAST_POINTS))):
        open_ = pool & ~superseded
        while len(chosen) < limit and open_.any():
            worth = good + NAMED * unnamed.sum(axis=1)
            if chosen:
                open_ &= ~_told(table, chosen)
                worth = worth - APART * table.alike[chosen].max(axis=0)
            worth[[index for index in first if open_[index]]] += FIRST
            if not open_.any():
                break
            best = int(np.argmax(np.where(open_, worth, -np.inf)))
            open_[best] = False
            if clauses.told(best, chosen):
                continue
            chosen.append(best)
            unnamed[:, unnamed[best] > 0] = 0.0
    return chosen


def _told(table: Sameness, chosen: Sequence[int]) -> NDArray[np.bool_]:
    """What the *chosen* already tell."""
    told = (
        table.same[chosen] | table.differs[chosen] | table.contradicts[chosen] | (table.retold[chosen] >= 1)
    )
    return np.asarray(told.any(axis=0))


def _sums_up(
    chosen: Sequence[int], first: Sequence[int], found: Sequence[Candidate], table: Sameness
) -> int | None:
    """A sentence that tells two of the *chosen*, of one other report, in one; not one of *first*."""
    for place, one in enumerate(chosen):
        for other in chosen[:place]:
            if found[one].report != found[other].report:
                continue
            both = np.minimum(table.retold[one], table.retold[other])
            both[list(first)] = 0.0
            best = int(np.argmax(both))
            if both[best] >= SUMS_UP:
                return best
    return None


def _superseded(found: Sequence[Candidate], reports: Sequence[Report], table: Sameness) -> NDArray[np.bool_]:
    """Sentences whose figures a later report corrects."""
    times = np.array([_time(reports[one.report]) for one in found])
    numbers = np.array([one.report for one in found])
    later = (times[None, :] > times[:, None]) & (numbers[None, :] != numbers[:, None])
    # Only by a sentence that the same reader can be shown.
    tongues = np.array([_tongue(reports[one.report].language) for one in found])
    later &= tongues[None, :] == tongues[:, None]
    return np.asarray((table.differs & later).any(axis=1))


def _in_order(
    chosen: Sequence[int],
    found: Sequence[Candidate],
    good: NDArray[np.float64],
    reports: Sequence[Report],
    table: Sameness,
) -> list[int]:
    """What happened first: the best opening of a report, then by place in the report, newer before older."""

    def key(index: int) -> tuple[float, float, int]:
        one = found[index]
        return (one.position / max(1, one.of), -_time(reports[one.report]), index)

    if len({found[index].report for index in chosen}) <= 1:
        return sorted(chosen)
    ordered = sorted(chosen, key=key)
    # What most reports tell, from near the top of its own; not whichever happens to stand first.
    top = max(chosen, key=lambda index: (good[index] - DOWN * min(found[index].position, 5), -index))
    ordered.remove(top)
    return [top, *ordered]


def _point(index: int, found: Sequence[Candidate], reports: Sequence[Report], table: Sameness) -> KeyPoint:
    one = found[index]
    also = {found[int(j)].report for j in np.flatnonzero(table.same[index])} - {one.report}
    return KeyPoint(
        text=one.text,
        article=reports[one.report].id,
        start=one.start,
        end=one.end,
        also=tuple(reports[number].id for number in sorted(also)),
    )
