"""Vectors of different models are never compared: numbers of one mean nothing in the other."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from kabar.cluster import Window, pair_score
from kabar.model.article import Annotations, Entity, Report

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENGLISH = "A bridge across the river gave way on Monday after three days of rain, and five people died in a minibus."
INDONESIAN = (
    "Jembatan ambruk hari Senin sesudah hujan lebat; lima penumpang tewas ketika mobil mereka jatuh ke air."
)

BRIDGE = (
    "Bridge over the Tuntang collapses. A bridge across the Tuntang river gave way on Monday after three days of rain, "
    "and 14 people died in a minibus that fell 32 metres."
)
JEMBATAN = (
    "Jembatan Tuntang ambruk. Jembatan di atas sungai Tuntang ambruk hari Senin sesudah hujan tiga hari; "
    "14 penumpang tewas ketika minibus mereka jatuh 32 meter."
)
NAMES = (Entity(name="Tuntang", kind="place", wikidata="Q1", mentions=((2, 8),)),)


def report(number: int, text: str, language: str, model: str) -> Report:
    vector = np.zeros(64, np.float32)
    vector[1] = 1.0
    return Report(
        id=number,
        title=text.split(",")[0][:40],
        text=text,
        language=language,
        outlet=f"Outlet {number}",
        published_at=NOW,
        annotations=Annotations(language=language, vector=vector, vector_model=model, entities=NAMES),
    )


def test_equal_vectors_count_when_one_model_made_them() -> None:
    english, indonesian = report(1, ENGLISH, "en", "one/1"), report(2, INDONESIAN, "id", "one/1")

    assert pair_score(english, indonesian) > pair_score(english, without_vector(indonesian)) + 0.1


def test_equal_vectors_of_two_models_count_for_nothing() -> None:
    english, indonesian = report(1, ENGLISH, "en", "one/1"), report(2, INDONESIAN, "id", "other/1")

    assert pair_score(english, indonesian) == pair_score(english, without_vector(indonesian))


def without_vector(one: Report) -> Report:
    return replace(one, annotations=replace(one.annotations, vector=None, vector_model=""))


def meaning_is_compared(window: Window, stored: Report, new: Report) -> bool:
    """Whether *new*, when it comes, is said to be close in meaning to *stored*."""
    window.load([(stored, 7)])
    (placement,) = window.place([new], now=NOW).placements
    assert placement.story == 7  # in either case: names and figures are the same
    return any("meaning" in reason for reason in placement.because)


def test_vectors_of_the_model_before_are_not_compared_after_a_change() -> None:
    """The stored reports come first, with the old model's vectors; the window is told which model is in use."""
    stored = report(1, BRIDGE, "en", "old/1")

    assert meaning_is_compared(Window(vector_model="old/1"), stored, report(2, JEMBATAN, "id", "old/1"))
    assert not meaning_is_compared(Window(vector_model="new/1"), stored, report(2, JEMBATAN, "id", "old/1"))
    assert not meaning_is_compared(Window(vector_model="new/1"), stored, report(2, JEMBATAN, "id", "new/1"))


def test_new_model_counts_at_once_although_older_reports_have_vectors_of_the_old_one() -> None:
    window = Window(vector_model="new/1")
    window.load([(report(5, "Old news about a harbour, and nothing else.", "en", "old/1"), 5)])

    assert meaning_is_compared(window, report(1, BRIDGE, "en", "new/1"), report(2, JEMBATAN, "id", "new/1"))
