"""The time line: first report, what later ones add, counts that move, edits; and what one outlet alone has."""

from datetime import timedelta

from fakes import NOW, record
from kabar.model.article import StoredArticle
from kabar.model.story import Figure, FigureValue, KeyPoint
from kabar.model.views import PointView, TimelineItem
from kabar.service.timeline import timeline, told_alone


def line(number: int, outlet: str, *, language: str = "en", changed: bool = False) -> StoredArticle:
    at = NOW + timedelta(hours=number)
    return StoredArticle(
        id=number,
        title=f"Headline {number}",
        language=language,
        outlet=outlet,
        at=at,
        first_seen_at=at,
        changed_at=at + timedelta(hours=20) if changed else None,
    )


def point(article: int, *also: int) -> KeyPoint:
    return KeyPoint(text=f"News {article}", article=article, start=0, end=6, also=also)


def value(article: int, number: float) -> FigureValue:
    return FigureValue(value=number, unit="killed", article=article, start=3, end=5)


def kinds(items: tuple[TimelineItem, ...]) -> list[tuple[str, int, str]]:
    return [(item.kind, item.article, item.text) for item in items]


LINES = {n: line(n, outlet) for n, outlet in enumerate(["Courier", "Post", "Laut", "Faro"], 1)}


def show(story, figures=(), lines=LINES, shown=(), languages=("en",)):  # type: ignore[no-untyped-def]  # builder
    return timeline(story, figures, lines, shown=shown, languages=languages, locale="en")


def test_developments_are_newest_first_and_the_first_report_is_named() -> None:
    story = record(1, developments=(point(1), point(3, 4), point(4)))

    assert [("report", 4, "News 4"), ("report", 3, "News 3"), ("first", 1, "Headline 1")] == kinds(
        show(story)
    )


def test_sentence_shown_elsewhere_gives_way_to_the_headline() -> None:
    there = PointView(text="News 3", language="en", article=3, start=0, end=6, outlet="Laut")

    assert ("report", 3, "Headline 3") in kinds(show(record(1, developments=(point(3),)), shown=(there,)))


def test_count_that_rises_is_a_development_with_both_values() -> None:
    figure = Figure(subject="killed", agree=False, values=(value(1, 38), value(2, 41), value(3, 41)))
    (found,) = [item for item in show(record(1), (figure,)) if item.kind == "figure"]

    assert ("38", "41", 2, 3) == (found.before, found.after, found.article, found.start)


def test_one_outlets_other_count_is_a_disagreement() -> None:
    figure = Figure(subject="killed", agree=False, values=(value(1, 38), value(2, 38), value(3, 67)))

    assert [] == [item for item in show(record(1), (figure,)) if item.kind == "figure"]


def test_count_that_jumps_about_is_a_disagreement() -> None:
    values = (value(1, 41), value(2, 44), value(3, 38), value(4, 38))
    figure = Figure(subject="killed", agree=False, values=values)

    assert [] == [item for item in show(record(1), (figure,)) if item.kind == "figure"]


def test_edit_is_a_development_at_the_time_it_was_seen() -> None:
    lines = {**LINES, 2: line(2, "Post", changed=True)}

    assert ("update", 2, "Headline 2") == kinds(show(record(1), lines=lines))[0]


def test_languages_that_are_not_read_are_left_out_when_there_is_enough() -> None:
    lines = {**LINES, 5: line(5, "صدى", language="ar")}
    few = record(1, developments=(point(2), point(5)))
    many = record(1, developments=(point(2), point(3), point(4), point(5)))

    assert 5 in [item.article for item in show(few, lines=lines)]
    assert 5 not in [item.article for item in show(many, lines=lines)]


def test_told_alone_is_what_no_other_outlet_has_and_no_key_point_says() -> None:
    story = record(1, independent=3, developments=(point(1, 2), point(3), point(4)))
    shown = (PointView(text="News 4", language="en", article=4, start=0, end=6, outlet="Faro"),)
    found = told_alone(story, LINES, shown=shown, languages=("en",))

    assert [("News 3", "Laut")] == [(one.text, one.outlet) for one in found]
    assert () == told_alone(record(1, independent=1, developments=(point(3),)), LINES, shown=(), languages=())
