"""Key points stand at their offsets, say nothing twice, and are nobody's boilerplate."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kabar.keypoints import summarize
from kabar.keypoints.candidates import is_boilerplate
from kabar.model.article import Report

FALL = "A bridge over the Tuntang river collapsed on Monday after days of rain, officials said."
DEAD = "Five people died when a minibus fell into the water, the district police said."
DEAD_LATER = "Seven people died when a minibus fell into the water, the district police said."
SCHOOLS = "All schools in the coastal district will stay closed until the end of the week."
FALL_ID = "Jembatan di atas sungai Tuntang ambruk pada hari Senin setelah hujan berhari-hari, kata pejabat."


def report(number: int, *sentences: str, language: str = "en", hour: int = 1, title: str = "") -> Report:
    return Report(
        id=number,
        title=title,
        text=" ".join(sentences),
        language=language,
        outlet=f"Outlet {number}",
        published_at=datetime(2026, 3, 1, hour, tzinfo=UTC),
    )


def points(*reports: Report, **more: object) -> list[str]:
    return [point.text for point in summarize(reports, **more).points]  # type: ignore[arg-type]


def pairs(*same: tuple[str, str]) -> object:
    """An embedder by hand: the two of each pair have one direction, every other text its own."""

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        meaning = {text: place for place, pair in enumerate(same) for text in pair}
        rows = np.zeros((len(texts), len(texts) + len(same)), dtype=np.float32)
        for number, text in enumerate(texts):
            rows[number, meaning.get(text, len(same) + number)] = 1.0
        return rows

    return embed


def test_no_fact_is_told_twice() -> None:
    again = "Officials said a bridge over the Tuntang river collapsed on Monday after days of heavy rain."
    found = points(report(1, FALL, DEAD), report(2, again, SCHOOLS))

    assert 1 == sum("Tuntang" in text for text in found)
    assert {DEAD, SCHOOLS} <= set(found)


def test_reports_that_say_the_same_stand_beside_the_point() -> None:
    summary = summarize([report(7, FALL, DEAD), report(9, FALL, SCHOOLS)])
    (fall,) = [point for point in summary.points if point.text == FALL]

    assert {7, 9} == {fall.article, *fall.also}


def test_one_fact_in_two_languages_is_one_point_in_the_readers() -> None:
    both = (report(1, FALL, DEAD), report(2, FALL_ID, language="id"))

    assert [FALL_ID] == points(*both, languages=("id",), embed=pairs((FALL, FALL_ID)), count=1)
    english = points(*both, languages=("en",), embed=pairs((FALL, FALL_ID)))
    assert FALL in english
    assert FALL_ID not in english


def test_newest_figures_replace_older_ones() -> None:
    found = points(report(1, FALL, DEAD, hour=1), report(2, DEAD_LATER, SCHOOLS, hour=9))

    assert DEAD_LATER in found
    assert DEAD not in found


def test_newer_figures_in_a_language_not_shown_do_not_take_a_fact_away() -> None:
    dead_id = "Lima orang tewas ketika minibus jatuh ke air, kata polisi kabupaten."
    found = points(
        report(1, FALL_ID, dead_id, language="id", hour=1),
        report(2, DEAD_LATER, SCHOOLS, hour=9),
        languages=("id",),
        embed=pairs((dead_id, DEAD_LATER)),
    )

    assert dead_id in found


def test_quotation_of_several_sentences_is_one_point() -> None:
    said = '"The water came fast. We ran," said the mayor of the coastal district.'
    text = report(1, FALL, DEAD, said, SCHOOLS)

    assert {FALL, DEAD, said, SCHOOLS} == set(points(text, count=5))


def test_speaker_stays_with_the_quotation_in_chinese() -> None:
    said = "“水位在一个小时内就涨上来了，我们只能往屋顶上跑。”镇长李明华说。"

    assert [said] == points(report(1, said, language="zh"), count=1)


def test_scene_that_one_report_sets_gives_way_to_what_all_tell() -> None:
    scene = "Jane Doe was hanging her washing by the river when the birds fell silent on Monday."
    others = "Five people died when their minibus fell into the water, police in the district said."
    told = report(
        2, scene, "The bridge over the Tuntang river collapsed on Monday, officials said.", others, SCHOOLS
    )

    assert scene not in points(report(1, FALL, DEAD, SCHOOLS), told, count=2)


def test_event_told_in_other_words_by_another_report_is_no_second_point() -> None:
    first = report(
        1, "A judge was elected president of Valdoria on Sunday with 51.3 percent of the vote.", SCHOOLS
    )
    second = report(2, "The former judge won 51.3 percent on Sunday and will be president of Valdoria.", DEAD)
    found = points(first, second, count=4)

    assert 1 == sum("51.3" in point for point in found)


def test_disagreeing_figures_stand_side_by_side() -> None:
    summary = summarize([report(1, FALL, DEAD), report(2, DEAD_LATER, SCHOOLS)])
    (figure,) = summary.figures

    assert ("killed", False, [5.0, 7.0]) == (
        figure.subject,
        figure.agree,
        [one.value for one in figure.values],
    )


def test_figures_of_two_things_do_not_disagree() -> None:
    target = "The bank expects inflation to return to its target of 2 percent soon."
    wages = "The bank expects inflation to follow wages, which are rising by 5.8 percent."
    higher = "The bank expects inflation to return to its target of 3 percent soon."

    assert () == summarize([report(1, target), report(2, wages)]).figures
    (figure,) = summarize([report(1, target), report(2, higher)]).figures
    assert not figure.agree


def test_subject_of_a_figure_ends_where_the_sentence_goes_on() -> None:
    first = "The fate of 640 passengers is unknown, the harbour office of Sorvia said on Monday."
    second = "The harbour office of Sorvia said on Monday that the fate of 720 passengers is unknown."
    (figure,) = summarize([report(1, first), report(2, second)]).figures

    assert ("passengers", False) == (figure.subject, figure.agree)


def test_agreeing_figures_say_so_in_the_readers_language() -> None:
    mati = "Lima orang meninggal ketika minibus jatuh ke air, kata polisi."
    (figure,) = summarize([report(1, DEAD), report(2, mati, language="id")], languages=("id",)).figures

    assert ("tewas", True) == (figure.subject, figure.agree)


def test_point_is_the_text_at_its_offsets_after_characters_beyond_the_basic_plane() -> None:
    one = report(1, "😀😀 Wow.", FALL, DEAD)

    for point in summarize([one]).points:
        assert one.text[point.start : point.end] == point.text


@pytest.mark.parametrize(
    "dateline",
    [
        "DEMAK, Central Java (Kabar) - ",
        "MARSA AL-YASMIN (Kabar) – ",
        "STRATFORD-UPON-AVON, April 2 (Kabar) - ",
    ],
)
def test_dateline_is_left_out(dateline: str) -> None:
    assert [FALL] == points(report(1, f"{dateline}{FALL}"), count=1)


def test_single_report_keeps_its_order() -> None:
    found = points(report(1, FALL, DEAD, SCHOOLS), count=3)

    assert [FALL, DEAD, SCHOOLS] == found


@pytest.mark.parametrize(
    "line",
    [
        "Baca juga: Jembatan lama akan dibongkar.",
        "Read more about the bridge here.",
        "Sign up for our morning newsletter today.",
        "Lire aussi : le pont de la discorde.",
        "Photo: Rina Sari/Harian Laut",
        "02:42",
        "相关阅读：大桥坍塌的原因",
        "Reporting by Anna Lee, editing by Tom Cho.",
    ],
)
def test_boilerplate_is_no_point(line: str) -> None:
    assert is_boilerplate(line)
    assert line not in points(report(1, f"{FALL} {DEAD}\n{line}"), count=5)


def test_questions_and_headings_are_no_points() -> None:
    text = report(1, f"{FALL}\nWhat happens next\nWho will pay for the new bridge over the river?\n{DEAD}")

    assert [FALL, DEAD] == points(text, count=5)


def test_caption_printed_twice_is_no_point() -> None:
    caption = "Rescue workers search the river for the missing minibus on Monday."

    assert caption not in points(report(1, f"{FALL}\n{caption}\n{caption}\n{DEAD}"), count=5)


def test_a_summary_without_full_stop_still_gives_a_point() -> None:
    assert ["Bridge over the Tuntang river collapses after days of rain"] == points(
        report(1, "Bridge over the Tuntang river collapses after days of rain")
    )


def test_nothing_gives_nothing() -> None:
    assert ((), ()) == (summarize([]).points, summarize([report(1, "")]).figures)


TEXT = st.lists(
    st.sampled_from([FALL, DEAD, DEAD_LATER, SCHOOLS, FALL_ID, "Why?", "大桥坍塌。三人受伤！", "x\n"]),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4), st.integers(1, 6))
def test_every_point_stands_at_its_offsets_and_none_is_there_twice(
    texts: list[list[str]], count: int
) -> None:
    told = [report(number, *sentences) for number, sentences in enumerate(texts)]
    found = summarize(told, count=count).points

    assert len(found) <= count
    assert len({point.text for point in found}) == len(found)
    for point in found:
        assert told[point.article].text[point.start : point.end] == point.text
        assert point.article not in point.also
