"""Stories out of reports: placing, mending, corrections, copies. Vectors are made up: one axis an event."""

from datetime import UTC, datetime, timedelta

import numpy as np

from kabar.cluster import ClusterSettings, Window, pair_score
from kabar.model.article import Annotations, Report
from kabar.model.story import Decision

NOW = datetime(2026, 4, 2, 12, tzinfo=UTC)
QUAKE = (
    "Earthquake of 6.4 strikes Bantala",
    "An earthquake of magnitude 6.4 struck the port of Bantala on Monday, killing 12 people, the Sorvia "
    "rescue agency said. Governor Ilmar Teskan declared an emergency in the Kelmora district.",
)
QUAKE_AGAIN = (
    "Twelve dead as quake hits Bantala",
    "At least 12 people died when a 6.4 magnitude earthquake hit Bantala, the Sorvia rescue agency said on "
    "Monday. Governor Ilmar Teskan called an emergency for Kelmora.",
)
STRIKE = (
    "Dockers in Wessenhafen walk out",
    "Dock workers in Wessenhafen began a strike over pay on Monday. The Hafenbund union wants 7.5 percent; "
    "director Jule Marten offered 3 percent at talks in the town hall.",
)
CUP = (
    "Tarmo Villas scores twice in cup final",
    "Striker Tarmo Villas scored two goals as Rondelo beat Castrina 3-1 in the final of the Orlan cup, "
    "watched by 41,000 people in the Lumen stadium.",
)


def report(
    number: int,
    words: tuple[str, str],
    *,
    event: int,
    hours: float = 0,
    language: str = "en",
    outlet: str = "",
    agency: str | None = None,
    entities: tuple = (),  # type: ignore[type-arg]
) -> Report:
    vector = np.full(64, 0.02, np.float32)
    vector[event] = 1.0
    vector[32 + number % 32] += 0.45
    return Report(
        id=number,
        title=words[0],
        text=words[1],
        language=language,
        outlet=outlet,
        published_at=NOW + timedelta(hours=hours),
        annotations=Annotations(
            vector=vector / np.linalg.norm(vector), vector_model="test", agency=agency, entities=entities
        ),
    )


def stories(decision: Decision) -> dict[int, int]:
    return {placement.article: placement.story for placement in decision.placements}


def crowd(window: Window) -> None:
    """Other news, so that rarity means something."""
    rng = np.random.default_rng(0)
    names = ["".join(rng.choice(list("bdklmnrstaeiou"), 7)) for _ in range(400)]
    for number in range(60):
        mine = rng.choice(names, 12)
        text = (
            f"Officials in {mine[0].title()} said on Monday that {' '.join(mine[1:8])} would be part of the "
            f"plan of {mine[8].title()}."
        )
        window.place([report(1000 + number, (mine[9].title() + " plan", text), event=20)], now=NOW)


def test_two_reports_of_one_event_are_one_story() -> None:
    window = Window()
    crowd(window)

    placed = stories(
        window.place([report(1, QUAKE, event=1), report(2, QUAKE_AGAIN, event=1, hours=1)], now=NOW)
    )

    assert placed[1] == placed[2]
    assert placed[1] < 0


def test_different_events_are_different_stories() -> None:
    placed = stories(
        Window().place(
            [report(1, QUAKE, event=1), report(2, STRIKE, event=2), report(3, CUP, event=3)], now=NOW
        )
    )

    assert len(set(placed.values())) == 3


def test_order_of_arrival_does_not_part_an_event() -> None:
    for order in ((1, 2, 3), (3, 1, 2), (2, 3, 1)):
        made = {
            1: report(1, QUAKE, event=1),
            2: report(2, STRIKE, event=2),
            3: report(3, QUAKE_AGAIN, event=1, hours=1),
        }
        window = Window()
        crowd(window)
        for number in order:
            window.place([made[number]], now=NOW)

        assert window.story_of(1) == window.story_of(3) != window.story_of(2)


def test_confirmed_id_is_kept_by_later_reports() -> None:
    window = Window()
    crowd(window)
    first = stories(window.place([report(1, QUAKE, event=1)], now=NOW))[1]
    window.confirm({first: 77})

    assert stories(window.place([report(2, QUAKE_AGAIN, event=1, hours=1)], now=NOW)) == {2: 77}


def test_loaded_window_goes_on_where_the_old_one_stopped() -> None:
    window = Window()
    crowd(window)
    window.load([(report(1, QUAKE, event=1), 77), (report(5, STRIKE, event=2), 78)])

    assert stories(window.place([report(2, QUAKE_AGAIN, event=1, hours=1)], now=NOW)) == {2: 77}


def test_stories_that_turn_out_one_are_merged_and_the_larger_keeps_its_id() -> None:
    window = Window()
    crowd(window)
    window.load(
        [
            (report(1, QUAKE, event=1), 70),
            (report(2, QUAKE_AGAIN, event=1), 71),
            (report(3, QUAKE_AGAIN, event=1), 71),
            (report(5, QUAKE_AGAIN, event=1), 71),
        ]
    )

    decision = window.place([report(4, QUAKE, event=1, hours=1)], now=NOW)

    assert decision.merged == ((70, 71),)
    assert {window.story_of(number) for number in (1, 2, 3, 4, 5)} == {71}
    assert stories(decision) == {1: 71, 4: 71}


def test_story_of_two_events_is_split_and_the_larger_part_keeps_its_id() -> None:
    window = Window()
    crowd(window)
    loaded = [(report(n, QUAKE if n % 2 else QUAKE_AGAIN, event=1), 70) for n in (1, 2, 3)]
    window.load([*loaded, (report(8, STRIKE, event=2), 70)])

    decision = window.settle()

    assert window.story_of(1) == window.story_of(2) == window.story_of(3) == 70
    assert stories(decision)[8] < 0


def test_person_who_parts_an_article_is_obeyed() -> None:
    window = Window()
    crowd(window)
    window.load([(report(1, QUAKE, event=1), 70), (report(2, QUAKE_AGAIN, event=1), 70)])

    window.apart(2, 70)
    window.settle()
    window.place([report(3, QUAKE, event=1, hours=1)], now=NOW)

    assert window.story_of(1) == window.story_of(3) == 70
    assert window.story_of(2) != 70


def test_person_who_joins_articles_is_obeyed() -> None:
    window = Window()
    crowd(window)
    window.load([(report(1, QUAKE, event=1), 70), (report(2, STRIKE, event=2), 71)])

    window.together(1, 2)
    window.settle()

    assert window.story_of(1) == window.story_of(2) == 70


def test_correction_before_the_article_arrives_is_obeyed() -> None:
    window = Window()
    window.load([(report(1, QUAKE, event=1), 70)])
    window.together(1, 9)

    assert stories(window.place([report(9, STRIKE, event=2)], now=NOW)) == {9: 70}


def test_edited_report_alone_in_its_story_keeps_the_story() -> None:
    window = Window()
    crowd(window)
    window.load([(report(1, QUAKE, event=1), 70)])

    assert {1: 70} == stories(window.place([report(1, QUAKE_AGAIN, event=1)], now=NOW))


def test_story_that_an_edited_report_leaves_empty_leads_to_where_it_went() -> None:
    window = Window()
    crowd(window)
    window.load([(report(1, STRIKE, event=2), 70), (report(2, QUAKE, event=1), 71)])
    decision = window.place([report(1, QUAKE_AGAIN, event=1)], now=NOW)

    assert {1: 71} == stories(decision)
    assert ((70, 71),) == decision.merged


def test_what_people_said_moves_nothing_but_bars_a_merge() -> None:
    window = Window()
    crowd(window)
    window.load([(report(1, QUAKE, event=1), 70), (report(2, QUAKE_AGAIN, event=1), 71)])

    window.obey([("apart", 2, 1)])
    decision = window.place([report(3, QUAKE, event=1, hours=1), report(4, QUAKE_AGAIN, event=1)], now=NOW)

    assert (70, 71) == (window.story_of(1), window.story_of(2))
    assert () == decision.merged


def test_latest_word_on_two_articles_counts() -> None:
    window = Window()
    crowd(window)
    window.load([(report(1, QUAKE, event=1), 70), (report(2, STRIKE, event=2), 70)])

    window.obey([("apart", 2, 1), ("together", 2, 1)])
    window.settle()
    assert window.story_of(2) == window.story_of(1)

    window.obey([("apart", 2, 1)])
    window.settle()
    assert window.story_of(2) != window.story_of(1)


def test_article_that_is_read_anew_stays_where_a_person_put_it() -> None:
    window = Window()
    crowd(window)
    window.load([(report(1, QUAKE, event=1), 70), (report(2, STRIKE, event=2), 70)])
    window.obey([("together", 2, 1)])

    assert {2: 70} == stories(window.place([report(2, STRIKE, event=2)], now=NOW))


def test_forgotten_reports_leave_the_window() -> None:
    window = Window()
    window.place([report(1, QUAKE, event=1, hours=-300), report(2, STRIKE, event=2)], now=NOW)

    window.forget(NOW - timedelta(days=10))

    assert len(window) == 1
    assert window.story_of(1) is None
    placed = window.place([report(3, QUAKE_AGAIN, event=1)], now=NOW)
    assert stories(placed)[3] not in (window.story_of(2), None)


def test_same_subject_weeks_later_is_a_follow_up() -> None:
    window = Window()
    crowd(window)
    window.load([(report(1, QUAKE, event=1, hours=-400), 70)])
    later = (
        "Bantala counts its dead after earthquake",
        "Families in Bantala buried their dead as the search ended; Governor Ilmar Teskan promised new houses "
        "for all who lost theirs, paid by a tax on fuel that parliament debates in May.",
    )

    decision = window.place([report(2, later, event=1)], now=NOW)

    story = stories(decision)[2]
    assert story != 70
    assert decision.follow_ups == ((story, 70),)


def test_edited_article_is_read_anew_and_counted_once() -> None:
    window = Window()
    crowd(window)
    before = len(window)
    window.place([report(1, QUAKE, event=1)], now=NOW)
    window.place([report(1, STRIKE, event=2)], now=NOW)

    assert len(window) == before + 1


def test_same_text_is_a_verbatim_copy_of_the_earlier_one() -> None:
    window = Window()
    crowd(window)
    window.place([report(1, QUAKE, event=1)], now=NOW)
    decision = window.place([report(2, ("Quake", QUAKE[1]), event=1, hours=2)], now=NOW)

    copy = decision.placements[0].copy
    assert copy is not None
    assert (copy.of, copy.kind, copy.share) == (1, "verbatim", 1.0)


def test_original_that_arrives_after_its_copy_is_still_the_original() -> None:
    window = Window()
    crowd(window)
    window.place([report(2, QUAKE, event=1, hours=3)], now=NOW)
    decision = window.place([report(1, QUAKE, event=1)], now=NOW)

    copies = {placement.article: placement.copy for placement in decision.placements}
    assert copies[1] is None
    assert copies[2] is not None
    assert copies[2].of == 1


def test_agency_is_the_origin_of_what_credits_it_whatever_the_times() -> None:
    window = Window()
    crowd(window)
    window.place([report(2, QUAKE, event=1, agency="Sorvia Press", outlet="Daily Post")], now=NOW)
    decision = window.place([report(1, QUAKE, event=1, hours=1, outlet="Sorvia Press Agency")], now=NOW)

    copies = {placement.article: placement.copy for placement in decision.placements}
    assert copies[2] is not None
    assert copies[2].of == 1


def test_independent_report_is_no_copy() -> None:
    window = Window()
    crowd(window)
    decision = window.place([report(1, QUAKE, event=1), report(2, QUAKE_AGAIN, event=1, hours=1)], now=NOW)

    assert [placement.copy for placement in decision.placements] == [None, None]


def test_reasons_name_what_is_shared() -> None:
    window = Window()
    crowd(window)
    decision = window.place([report(1, QUAKE, event=1), report(2, QUAKE_AGAIN, event=1, hours=2)], now=NOW)

    because = " / ".join(decision.placements[1].because)
    assert "Bantala" in because or "Teskan" in because
    assert "6.4" in because
    assert "published 2 hours apart" in because


def test_reports_without_words_are_alone() -> None:
    placed = stories(Window().place([report(n, ("", ""), event=1) for n in (1, 2)], now=NOW))

    assert placed[1] != placed[2]


def test_window_gives_the_same_answer_twice() -> None:
    def run() -> list[int | None]:
        window = Window(ClusterSettings())
        crowd(window)
        window.place([report(1, QUAKE, event=1), report(2, STRIKE, event=2)], now=NOW)
        window.place([report(3, QUAKE_AGAIN, event=1)], now=NOW)
        window.settle()
        return [window.story_of(number) for number in range(2000)]

    assert run() == run()


def test_pair_score_is_symmetric_and_tells_same_from_different() -> None:
    quake, again, strike = (
        report(1, QUAKE, event=1),
        report(2, QUAKE_AGAIN, event=1),
        report(3, STRIKE, event=2),
    )

    assert pair_score(quake, again) == pair_score(again, quake)
    assert pair_score(quake, again) > 0.5 > pair_score(quake, strike)
