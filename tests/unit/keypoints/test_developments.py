"""What each report adds: told by names and numbers, across languages."""

from datetime import timedelta

from fakes import NOW, annotations
from kabar.keypoints import developments
from kabar.model.article import Entity, Report


def told(
    number: int, outlet: str, text: str, *, language: str = "en", hours: float = 0, **names: str | None
) -> Report:
    """A report; *names* it mentions with their Wikidata ids."""
    entities = tuple(
        Entity(
            name=name, kind="person", wikidata=wikidata, mentions=((text.index(name), text.index(name) + 1),)
        )
        for name, wikidata in names.items()
    )
    return Report(
        id=number,
        title="",
        text=text,
        language=language,
        outlet=outlet,
        published_at=NOW + timedelta(hours=hours),
        annotations=annotations(entities=entities, language=language),
    )


FIRST = told(
    1, "Coast Courier", "A bridge over the Tuntang collapsed on Monday and 41 people were hurt in the fall."
)
SAME = told(
    2,
    "Inland Post",
    "At least 41 people were hurt on Monday when a bridge over the Tuntang collapsed.",
    hours=1,
)
MORE = told(
    3,
    "Harian Laut",
    "Jembatan itu ambruk dan biaya perbaikannya mencapai 730 juta dolar.",
    language="id",
    hours=2,
)


def test_report_that_adds_a_number_is_a_development() -> None:
    found = developments([MORE, FIRST, SAME])

    assert [1, 3] == [point.article for point in found]
    assert FIRST.text == found[0].text
    assert (2,) == found[0].also
    assert () == found[1].also


def test_points_stand_at_their_place_in_the_text() -> None:
    reports = {report.id: report for report in (FIRST, SAME, MORE)}

    for point in developments(list(reports.values())):
        assert reports[point.article].text[point.start : point.end] == point.text


def test_linked_name_is_known_across_languages() -> None:
    english = told(
        4,
        "Inland Post",
        "Police questioned Ilmar about the works that had been left undone.",
        hours=1,
        Ilmar="Q1",
    )
    german = told(
        5,
        "Elbbote",
        "Die Polizei hat am Abend auch Ilmarr zu den Arbeiten befragt.",
        language="de",
        hours=2,
        Ilmarr="Q1",
    )

    assert [1, 4] == [point.article for point in developments([FIRST, english, german])]


def test_unlinked_name_in_another_language_is_no_news() -> None:
    german = told(
        6,
        "Elbbote",
        "Die Polizei hat am Abend auch Tuntangbrücke zu den Arbeiten befragt.",
        language="de",
        hours=2,
        Tuntangbrücke=None,
    )

    assert [1] == [point.article for point in developments([FIRST, SAME, german])]


def test_single_report_has_no_developments() -> None:
    assert () == developments([FIRST])
    assert () == developments([])
