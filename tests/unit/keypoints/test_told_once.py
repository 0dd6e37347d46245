"""One fact is one point: also as a clause of a longer sentence, and when one report needs two sentences for it."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kabar.keypoints import summarize
from kabar.keypoints.clauses import clauses
from kabar.model.article import Report

FALLEN = "bringing down a school in which families had found shelter."
QUAKE = f"A strong earthquake struck the islands of Tarano before dawn, killing at least forty people and {FALLEN}"
SCHOOL = "The fire brigade confirms that the building of lessons has fallen."
WAVES = "Boats stayed in the harbour all day long because of high waves."
POWER = "Power was cut in most of the capital until late in the evening."


class Embedder:
    """Vectors of unit length: what is about one thing points the same way, all else does not."""

    def __init__(self, themes: dict[str, list[str]]) -> None:
        self._themes = themes  # a text -> what it is about

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(512, np.float32)
        for theme in self._themes.get(text, ()):
            vector[zlib.crc32(theme.encode()) % 512] += 1.0
        vector[zlib.crc32(text.encode()) % 512] += 0.8
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


def told(*reports: str) -> list[Report]:
    return [
        Report(id=number, title="", text=text, language="en", outlet=f"outlet {number}")
        for number, text in enumerate(reports)
    ]


def test_what_a_clause_of_a_taken_sentence_says_is_no_point_of_its_own() -> None:
    reports = told(f"{QUAKE} {POWER}", f"{SCHOOL} {WAVES}")
    meaning = {
        FALLEN: ["school"],
        SCHOOL: ["school"],
        QUAKE: ["quake"],
        POWER: ["power"],
        WAVES: ["waves"],
    }

    points = [point.text for point in summarize(reports, count=4, embed=Embedder(meaning)).points]
    without = [point.text for point in summarize(reports, count=4, embed=Embedder({})).points]

    assert {QUAKE, SCHOOL} <= set(without)
    assert (QUAKE in points) != (SCHOOL in points)
    assert {POWER, WAVES} <= set(points)


def test_two_sentences_of_one_report_that_another_says_in_one_give_way_to_it() -> None:
    goal = "With a minute left the keeper let the ball slip past him near the post."
    prize = "The late win brought the trophy to the club of fishermen from Sorvia."
    both = "Sorvia won the trophy in the last minute when the ball slipped past the keeper at the post."
    rain = "Rain had delayed the kick-off by a quarter of an hour."
    reports = told(f"{goal} {prize} {rain}", f"Nobody slept in the old town that night. {both}")
    apart = {goal: ["goal"], prize: ["prize"], rain: ["rain"], both: ["other"]}

    points = [
        point.text
        for point in summarize(reports, count=3, embed=Embedder({**apart, both: ["goal", "prize"]})).points
    ]

    assert both in points
    assert goal not in points
    assert prize not in points


def test_clauses_are_what_could_stand_alone() -> None:
    assert clauses("The council met on Monday.") == []
    assert clauses("On Monday, the council of the old town met, and its members voted for the bridge.") == [
        "the council of the old town met",
        "and its members voted for the bridge.",
    ]
    assert clauses("一辆电动汽车平均使用一千多颗芯片，其中不到二十颗需要先进工艺。") == [
        "一辆电动汽车平均使用一千多颗芯片",
        "其中不到二十颗需要先进工艺。",
    ]
