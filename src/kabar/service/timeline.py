"""How a story went: what each report added, counts that rose or fell, and what outlets changed afterwards."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from kabar.i18n import number
from kabar.model.article import StoredArticle
from kabar.model.story import Figure, KeyPoint, StoryRecord
from kabar.model.views import PointView, TimelineItem

MOST = 12
ENOUGH = 3  # developments in languages that the person reads; with fewer, the other languages are shown, too
MOST_ALONE = 5


def timeline(
    record: StoryRecord,
    figures: Sequence[Figure],
    by_id: Mapping[int, StoredArticle],
    *,
    shown: Sequence[PointView],
    languages: Sequence[str],
    locale: str,
) -> tuple[TimelineItem, ...]:
    """Developments, newest first: the first report, what later ones added, counts that moved, and edits.

    Where the sentence that adds something is *shown* elsewhere on the page, the report's headline stands for it.
    """
    own = sorted(
        (line for line in by_id.values() if line.copy_of is None), key=lambda line: (line.at, line.id)
    )
    if not own:
        return ()
    items = [_item(own[0], own[0].title, "first")]
    points = [point for point in record.developments if point.article in by_id]
    there = {point.text for point in shown}
    for point in readable(points, by_id, languages):
        line = by_id[point.article]
        if line.id != own[0].id:
            text = line.title if point.text in there else point.text
            items.append(_item(line, text, "report", point=point))
    items += [item for figure in figures for item in _moves(figure, by_id, locale)]
    items += [_item(line, line.title, "update", changed=True) for line in own if line.changed_at is not None]
    items.sort(key=lambda item: (item.at, item.kind != "first"), reverse=True)
    if len(items) > MOST:  # the newest and the very first
        items = [*items[: MOST - 1], items[-1]]
    return tuple(items)


def readable(
    points: Sequence[KeyPoint], by_id: Mapping[int, StoredArticle], languages: Sequence[str]
) -> list[KeyPoint]:
    """Those in languages that the person reads if they are enough, else all."""
    wanted = {language.partition("-")[0] for language in languages}
    found = [point for point in points if by_id[point.article].language.partition("-")[0] in wanted]
    return found if len(found) >= ENOUGH else list(points)


def _item(
    line: StoredArticle, text: str, kind: str, *, point: KeyPoint | None = None, changed: bool = False
) -> TimelineItem:
    return TimelineItem(
        at=line.changed_at if changed and line.changed_at else line.at,
        text=text,
        language=line.language,
        article=line.id,
        outlet=line.outlet,
        kind=kind,  # type: ignore[arg-type]  # one of its literals
        start=None if point is None else point.start,
        end=None if point is None else point.end,
    )


def _moves(figure: Figure, by_id: Mapping[int, StoredArticle], locale: str) -> list[TimelineItem]:
    """Each new state of a count that only rose or only fell; a count that jumps about is a disagreement."""
    told = [value for value in figure.values if value.article in by_id]
    told.sort(key=lambda value: by_id[value.article].at)
    first = {value.value: value for value in reversed(told)}  # the first report of each number
    steps = sorted(first.values(), key=lambda value: by_id[value.article].at)
    numbers = [value.value for value in steps]
    if len(numbers) < 2 or numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
        return []
    # One other outlet's other number is a disagreement; a count moved when others say so, too, or who counted before.
    tellers = {
        value: {by_id[cell.article].outlet for cell in told if cell.value == value} for value in numbers
    }
    if any(len(tellers[new]) < 2 and tellers[new].isdisjoint(tellers[old]) for old, new in pairwise(numbers)):
        return []
    return [
        TimelineItem(
            at=by_id[value.article].at,
            text=figure.subject,
            language=by_id[figure.values[0].article].language,
            article=value.article,
            outlet=by_id[value.article].outlet,
            kind="figure",
            start=value.start,
            end=value.end,
            before=number(before.value, locale=locale),
            after=number(value.value, locale=locale),
        )
        for before, value in pairwise(steps)
    ]


def told_alone(
    record: StoryRecord,
    by_id: Mapping[int, StoredArticle],
    *,
    shown: Sequence[PointView],
    languages: Sequence[str],
) -> tuple[PointView, ...]:
    """What one outlet alone has, in a story that several tell; not what is *shown* as a key point already."""
    if record.independent < 2:
        return ()
    there = {point.text for point in shown}
    points = [
        point
        for point in record.developments
        if not point.also and point.article in by_id and point.text not in there
    ]
    wanted = [language.partition("-")[0] for language in languages]
    points.sort(key=lambda point: by_id[point.article].language.partition("-")[0] not in wanted)
    return tuple(point_view(point, by_id) for point in points[:MOST_ALONE])


def point_view(point: KeyPoint, by_id: Mapping[int, StoredArticle]) -> PointView:
    """A point with the names of those who say it."""
    line = by_id[point.article]
    return PointView(
        text=point.text,
        language=line.language,
        article=point.article,
        start=point.start,
        end=point.end,
        outlet=line.outlet,
        also=tuple(by_id[other].outlet for other in point.also if other in by_id),
    )
