"""Who said what in a story, across its reports: quotations by speaker, each once, in the reader's language."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kabar.model.article import Quote, Report
from kabar.model.story import Statement

MOST_SPEAKERS: Final = 6
MOST_EACH: Final = 2  # quotations of one speaker
_WORD = re.compile(r"\w+")
_ENOUGH: Final = 0.6  # share of the shorter quotation's words that makes two one: clipped, or translated back


@dataclass(frozen=True, slots=True)
class _Said:
    report: Report
    quote: Quote
    words: frozenset[str]

    @property
    def text(self) -> str:
        return self.report.text[self.quote.start : self.quote.end]


def who_said(reports: Sequence[Report], *, language: str = "und") -> tuple[Statement, ...]:
    """What people are quoted with in *reports*, the most quoted speaker first, at most two quotations each.

    A speaker whom a report in *language* quotes is quoted in that language alone: the others translate. Quotations
    come from `Report.annotations.quotes`; what several reports quote stands once, with the others beside it.
    """
    speakers = _speakers(reports)
    by_speaker: dict[str, list[_Said]] = defaultdict(list)
    for report in reports:
        for quote in report.annotations.quotes:
            text = report.text[quote.start : quote.end]
            said = _Said(report, quote, frozenset(_WORD.findall(text.casefold())))
            by_speaker[speakers[quote.key]].append(said)
    names = {quote.key: quote.speaker for report in reports for quote in report.annotations.quotes}
    ranked = sorted(by_speaker.items(), key=lambda item: -len({said.report.outlet for said in item[1]}))
    made: list[Statement] = []
    for key, every in ranked[:MOST_SPEAKERS]:
        own = [one for one in every if _tongue(one.report.language) == _tongue(language)]
        made += _of_speaker(names[key], key, own or _one_language(every))
    return tuple(made)


def _tongue(language: str) -> str:
    return language.split("-")[0]


def _one_language(said: Sequence[_Said]) -> list[_Said]:
    best = Counter(_tongue(one.report.language) for one in said).most_common(1)[0][0]
    return [one for one in said if _tongue(one.report.language) == best]


def _speakers(reports: Sequence[Report]) -> Mapping[str, str]:
    """Key of a speaker as written -> key of the full name: "Vance" is "Teodor Vance" where one report says so."""
    names = {quote.key: quote.speaker for report in reports for quote in report.annotations.quotes}
    full = defaultdict(set)
    for key, name in names.items():
        if " " in name:
            full[name.split()[-1].casefold()].add(key)
    found = {}
    for key, name in names.items():
        whole = full.get(name.casefold(), set()) if " " not in name else set()
        found[key] = next(iter(whole)) if len(whole) == 1 else key
    return found


def _of_speaker(name: str, key: str, said: Sequence[_Said]) -> list[Statement]:
    groups: list[list[_Said]] = []
    for one in said:
        for group in groups:
            if _same(group[0], one):
                group.append(one)
                break
        else:
            groups.append([one])
    # What most outlets quote says most; then what was said first.
    groups.sort(key=lambda group: -len({one.report.outlet for one in group}))
    made = []
    for group in groups[:MOST_EACH]:
        best = max(group, key=lambda one: len(one.words))
        also = {one.report.id for one in group} - {best.report.id}
        made.append(
            Statement(
                speaker=name,
                key=key,
                text=best.text,
                article=best.report.id,
                start=best.quote.start,
                end=best.quote.end,
                also=tuple(sorted(also)),
            )
        )
    return made


def _same(one: _Said, other: _Said) -> bool:
    shorter = min(len(one.words), len(other.words))
    return len(one.words & other.words) >= _ENOUGH * max(1, shorter)
