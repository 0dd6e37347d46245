"""Copies under their origins, and reports by language and outlet."""

from datetime import timedelta

from fakes import NOW
from kabar.model.article import StoredArticle
from kabar.model.views import ReportView
from kabar.service.folding import fold_copies, group_reports


def line(
    number: int, *, copy_of: int | None = None, outlet: str = "Suara", language: str = "id"
) -> StoredArticle:
    at = NOW + timedelta(minutes=number)
    return StoredArticle(
        id=number,
        title=f"T{number}",
        language=language,
        outlet=outlet,
        at=at,
        first_seen_at=at,
        copy_of=copy_of,
    )


def tree(reports: tuple[ReportView, ...]) -> list[object]:
    return [[report.article, *tree(report.copies)] if report.copies else report.article for report in reports]


def test_copy_of_a_copy_hangs_on_that_copy() -> None:
    found = fold_copies([line(1), line(2, copy_of=1), line(3, copy_of=2), line(4, copy_of=1), line(5)])

    assert [5, [1, [2, 3], 4]] == tree(found)


def test_copy_whose_origin_is_elsewhere_stands_alone_and_names_it() -> None:
    (found,) = fold_copies([line(2, copy_of=1)])

    assert (2, 1) == (found.article, found.copy_of)


def test_texts_taken_for_each_others_copies_are_both_shown() -> None:
    assert [2, 1] == tree(fold_copies([line(1, copy_of=2), line(2, copy_of=1)]))


def test_languages_that_are_read_come_first_and_outlets_stay_together() -> None:
    lines = [
        line(1, language="de", outlet="Elbbote"),
        line(2, language="de", outlet="Elbbote"),
        line(3, language="id", outlet="Suara"),
        line(4, language="id", outlet="Nusa"),
        line(5, language="id", outlet="Suara"),
    ]
    groups = group_reports(fold_copies(lines), ("id", "en"))

    assert [("id", [5, 3, 4]), ("de", [2, 1])] == [
        (g.language, [r.article for r in g.reports]) for g in groups
    ]
