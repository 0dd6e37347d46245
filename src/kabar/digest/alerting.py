"""Which stories are worth an alert: one for each story, another only when something is new in it. Pure.

Decision 0111 has the reasons for the numbers.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from kabar.model.notices import Alert, NewReport, NoticeSettings, Occasion
from kabar.text.tokens import tokens

UPDATE_GAP: Final = timedelta(hours=2)  # between two alerts about one story
MOST_UPDATES: Final = 3  # about one story in a day
SAME_SHARE: Final = 0.6  # of a sentence's words that were read before: it says nothing new
MANY_REPORTS: Final = 3  # reports after the last alert that are news by their number...
GROWTH: Final = 2.0  # ...when the story has this many times the outlets it had
_NUMBER = re.compile(r"\d[\d.,]*")


def decide(
    occasions: Iterable[Occasion], settings: NoticeSettings, *, now: datetime, sent_today: int
) -> list[Alert]:
    """The alerts to send now, the most important first; what the day's cap leaves no room for is `held`."""
    worthy = [alert for one in occasions if (alert := _judge(one, settings, now=now)) is not None]
    worthy.sort(key=lambda alert: (-alert.occasion.independent, -alert.occasion.score, alert.occasion.story))
    room = max(0, settings.cap - sent_today)
    return [alert if place < room else replace(alert, kind="held") for place, alert in enumerate(worthy)]


def _judge(one: Occasion, settings: NoticeSettings, *, now: datetime) -> Alert | None:
    if not one.explicit and one.independent < settings.least_reports:
        return None
    known_until = max(filter(None, (one.since, one.told, one.read_at)))
    fresh = [report for report in one.reports if report.seen_at > known_until]
    if not fresh:
        return None
    older = [report for report in one.reports if report.seen_at <= known_until]
    if not older and one.told is None:
        return Alert(occasion=one, kind="new")
    if one.told is not None and (now - one.told < UPDATE_GAP or one.updates >= MOST_UPDATES):
        return None
    news = new_sentences(fresh, older)
    grown = len(fresh) >= MANY_REPORTS and _outlets(one.reports) >= GROWTH * max(1, _outlets(older))
    if not news and not grown:
        return None
    return Alert(occasion=one, kind="update", news=news or (fresh[-1].title,))


def new_sentences(fresh: Sequence[NewReport], older: Sequence[NewReport]) -> tuple[str, ...]:
    """Key points of *fresh* reports that no older report says: other words, or another number of the same thing."""
    known_sentences = [text for report in older for text in (report.title, *report.points)]
    known = [(frozenset(tokens(text)), _numbers(text)) for text in known_sentences]
    found: list[str] = []
    for report in fresh:
        for text in report.points:
            words, numbers = frozenset(tokens(text)), _numbers(text)
            if not words or _was_said(words, numbers, known):
                continue
            known.append((words, numbers))
            found.append(text)
    return tuple(found)


def _was_said(
    words: frozenset[str], numbers: frozenset[str], known: Collection[tuple[frozenset[str], frozenset[str]]]
) -> bool:
    for others, their_numbers in known:
        alike = len(words & others) / len(words) >= SAME_SHARE
        if alike and numbers <= their_numbers:
            return True
    return False


def _numbers(text: str) -> frozenset[str]:
    return frozenset(number.rstrip(".,") for number in _NUMBER.findall(text))


def _outlets(reports: Sequence[NewReport]) -> int:
    return len({report.outlet for report in reports})
