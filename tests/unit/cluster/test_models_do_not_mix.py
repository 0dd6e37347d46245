"""Vectors of different models are never compared: numbers of one mean nothing in the other."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from kabar.cluster import pair_score
from kabar.model.article import Annotations, Entity, Report

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENGLISH = "A bridge across the river gave way on Monday after three days of rain, and five people died in a minibus."
INDONESIAN = (
    "Jembatan ambruk hari Senin sesudah hujan lebat; lima penumpang tewas ketika mobil mereka jatuh ke air."
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
