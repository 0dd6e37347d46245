"""Across languages one figure in common is no event in common when the vectors are far apart."""

from datetime import UTC, datetime

import numpy as np
import pytest

from kabar.cluster import Window, pair_score
from kabar.model.article import Annotations, Report

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STRIKE = (
    "Bäcker streiken im Oberland",
    "Die Beschäftigten der Großbäckerei haben am Montag für 27 Stunden die Arbeit niedergelegt. Sie verlangen einen "
    "Zuschlag für die frühen Schichten; die Leitung will am Abend verhandeln.",
)
WEATHER = (
    "طقس الاثنين: غبار بعد الظهر",
    "تصل الحرارة يوم الاثنين إلى 27 درجة على الساحل، ويثير الهواء غباراً بعد الظهر في الداخل. ويتوقع أن يهدأ الهواء مساء.",
)


def report(number: int, told: tuple[str, str], language: str, cosine: float) -> Report:
    """A report whose vector has *cosine* with that of number 0."""
    vector = np.zeros(64, np.float32)
    vector[:2] = cosine, (1 - cosine**2) ** 0.5
    return Report(
        id=number,
        title=told[0],
        text=told[1],
        language=language,
        outlet=f"Outlet {number}",
        published_at=NOW,
        annotations=Annotations(language=language, vector=vector, vector_model="one/1"),
    )


@pytest.mark.parametrize("cosine", [0.0, 0.15, 0.29])
def test_reports_in_two_languages_that_share_a_figure_alone_are_two_stories(cosine: float) -> None:
    window = Window()
    window.place([report(0, STRIKE, "de", 1.0), report(1, WEATHER, "ar", cosine)], now=NOW)

    assert window.story_of(0) != window.story_of(1)


def test_what_is_far_apart_in_meaning_is_doubted_in_two_languages_more_than_in_one() -> None:
    """In one language the words speak for themselves; in two they cannot."""
    loss = [
        pair_score(report(0, STRIKE, "de", 1.0), report(1, STRIKE, language, 0.31))
        - pair_score(report(0, STRIKE, "de", 1.0), report(1, STRIKE, language, 0.29))
        for language in ("de", "ar")
    ]

    assert loss[1] > loss[0] + 0.05
