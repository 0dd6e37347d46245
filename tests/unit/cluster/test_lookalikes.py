"""What looks alike and is not one event, and what looks different and is. Vectors say "alike" in every case."""

from datetime import UTC, datetime, timedelta
from itertools import islice, permutations

import numpy as np
import pytest

from kabar.cluster import Window
from kabar.model.article import Annotations, Report

NOW = datetime(2026, 4, 18, 12, tzinfo=UTC)
BACKGROUND = (
    "The war in Tassara began after the raid of October 7, when fighters of the southern council crossed the "
    "river, killed 212 people and took 43 hostages, by the government's count. Since then 9,400 people were "
    "killed in the south, its health office says, and most of the population has fled its homes."
)
TALKS = (
    "Envoys discuss alternatives to assault on Rasela",
    "Senior officials of Norland and Tassara spoke by video for two hours on Monday about the planned assault on "
    "Rasela. Norland voiced its concern for civilians; Tassara agreed to take it into account, a joint statement "
    "said. Adviser Jon Salen led the talks for Norland, minister Rona Dermin for Tassara. ",
)
AID = (
    "Three aid workers killed as convoy is hit near Deir Hala",
    "Three workers of the charity Open Kitchen were killed when a drone struck their convoy on the coast road near "
    "Deir Hala, the charity said on Monday. It suspended its ships. The army said that it was looking into it. ",
)


def report(
    number: int,
    words: tuple[str, str],
    *,
    hours: float = 0,
    axis: int = 1,
    language: str = "en",
    outlet: str = "",
) -> Report:
    """A report whose vector is near to every other of its *axis*."""
    vector = np.full(64, 0.02, np.float32)
    vector[axis] = 1.0
    vector[32 + number % 32] += 0.5
    return Report(
        id=number,
        title=words[0],
        text=words[1],
        language=language,
        outlet=outlet,
        published_at=NOW + timedelta(hours=hours),
        annotations=Annotations(
            language=language, vector=vector / np.linalg.norm(vector), vector_model="test"
        ),
    )


def window_with_other_news() -> Window:
    window = Window()
    rng = np.random.default_rng(3)
    names = ["".join(rng.choice(list("bdklmnrstaeiou"), 7)) for _ in range(600)]
    reports = []
    for number in range(40):
        mine = rng.choice(names, 14)
        text = (
            f"Officials in {mine[0].title()} said on Monday that {' '.join(mine[1:8])} would be part of the plan of "
            f"{mine[8].title()} and {mine[9].title()}. {mine[10].title()} {' '.join(mine[11:])} again."
        )
        reports.append(report(5000 + number, (mine[9].title() + " plan", text), axis=20 + number % 8))
    window.place(reports, now=NOW)
    return window


def test_background_that_two_reports_share_does_not_make_them_one() -> None:
    window = window_with_other_news()
    reports = [
        report(1, (TALKS[0], TALKS[1] + BACKGROUND)),
        report(2, (AID[0], AID[1] + BACKGROUND), hours=1),
        report(3, (TALKS[0], TALKS[1] + BACKGROUND), hours=2, outlet="b"),
        report(4, (AID[0], AID[1] + BACKGROUND), hours=3, outlet="b"),
    ]

    window.place(reports, now=NOW)
    window.settle()

    assert window.story_of(1) == window.story_of(3)
    assert window.story_of(2) == window.story_of(4)
    assert window.story_of(1) != window.story_of(2)


MARKET = (
    "Stocks close {turn} {percent} percent",
    "The Norland index closed {turn} {percent} percent at {points} points on {day}. {winner} gained the most, "
    "{loser} lost the most. The yield of ten-year bonds was {bond} percent; a barrel of oil cost {oil} dollars.",
)
MATCH = (
    "{home} beat {away} {goals}",
    "{home} beat {away} {goals} in the league on {day}. {scorer} scored in minute {minute} before {crowd} "
    "spectators. {home} are now in place {place}; {away} stay where they were.",
)
WEATHER = (
    "Weather for {place}: {sky}",
    "{place} will have {sky} on {day} with {low} to {high} degrees. Wind from the {wind} reaches {speed} "
    "kilometres an hour. The chance of rain is {rain} percent.",
)


def filled(form: tuple[str, str], **values: object) -> tuple[str, str]:
    return form[0].format(**values), form[1].format(**values)


@pytest.mark.parametrize(
    ("one", "other", "hours"),
    [
        (
            filled(
                MARKET, turn="up", percent=1.1, points=4712, day="Friday", winner="Castor Bank", loser="Elin Steel",
                bond=2.35, oil=72.05,
            ),
            filled(
                MARKET, turn="down", percent=0.8, points=4661, day="Thursday", winner="Fjord Air", loser="Nordlast",
                bond=2.41, oil=71.2,
            ),
            24,
        ),
        (
            filled(
                MATCH, home="Rondelo", away="Castrina", goals="3-1", day="Saturday", scorer="Tarmo Villas",
                minute=23, crowd=41000, place=2,
            ),
            filled(
                MATCH, home="Marbach", away="Sorvia Town", goals="2-0", day="Saturday", scorer="Ulf Renner",
                minute=71, crowd=18300, place=9,
            ),
            1,
        ),
        (
            filled(
                WEATHER, place="Hohenried", sky="showers", day="Sunday", low=3, high=9, wind="west", speed=40,
                rain=70,
            ),
            filled(
                WEATHER, place="Brunnhafen", sky="sunshine", day="Sunday", low=8, high=16, wind="south", speed=15,
                rain=5,
            ),
            0,
        ),
    ],
    ids=["market wraps", "match reports", "weather"],
)  # fmt: skip
def test_forms_filled_in_anew_are_other_events_and_no_copies(
    one: tuple[str, str], other: tuple[str, str], hours: float
) -> None:
    window = window_with_other_news()
    first = report(1, one, hours=-hours, outlet="a")
    decision = window.place([first, report(2, other, outlet="a")], now=NOW)
    settled = window.settle()

    assert window.story_of(1) != window.story_of(2)
    assert [None] * 2 == [placement.copy for placement in decision.placements]
    assert not settled.merged


def test_later_meeting_on_one_matter_is_a_story_of_its_own_that_follows_the_first() -> None:
    window = window_with_other_news()
    later = (
        "Envoys meet again on Rasela and agree on nothing",
        "Officials of Norland and Tassara met again on Thursday about Rasela, this time in person. Norland did not "
        "accept the plan that Tassara brought, officials said; adviser Jon Salen and minister Rona Dermin want to "
        "go on next week. ",
    )
    early = [
        report(1, (TALKS[0], TALKS[1] + BACKGROUND), hours=-17 * 24),
        report(2, (TALKS[0] + ", statement says", TALKS[1] + BACKGROUND), hours=-17 * 24 + 2, outlet="b"),
    ]
    window.load([(each, 70) for each in early])

    decision = window.place([report(3, (later[0], later[1] + BACKGROUND))], now=NOW)

    story = decision.placements[0].story
    assert story != 70
    assert decision.follow_ups == ((story, 70),)


EVENT = (
    (
        "Mill burns in Grunde, three dead",
        "A fire in the old mill of Grunde killed three people on Friday, mayor Ossi Lahten said. Fire chief Pella "
        "Ruust said that 40 firefighters fought the flames for 6 hours.",
    ),
    (
        "Three die in Grunde mill fire",
        "Three people died when the old mill of Grunde burned on Friday. It took 40 firefighters 6 hours to put the "
        "fire out, said Pella Ruust, the fire chief. Mayor Ossi Lahten called it the town's blackest day.",
    ),
    (
        "Grunde mourns after mill fire",
        "Grunde mourned the three dead of Friday's fire in the old mill. Mayor Ossi Lahten ordered flags to half "
        "mast; fire chief Pella Ruust said the cause was unknown after 6 hours of work by 40 firefighters.",
    ),
)
OTHER = (
    (
        "Dockers walk out in Wessenhafen",
        "Dock workers in Wessenhafen began a strike over pay on Friday. The Hafenbund union wants 7.5 percent; "
        "director Jule Marten offered 3 percent.",
    ),
    (
        "Strike shuts port of Wessenhafen",
        "The port of Wessenhafen stood still on Friday after the Hafenbund union called a strike for 7.5 percent more "
        "pay. Director Jule Marten said that 3 percent was all the port could pay.",
    ),
)


def test_stories_are_the_same_in_every_order_of_arrival() -> None:
    reports = [report(number, words, hours=number / 10) for number, words in enumerate((*EVENT, *OTHER), 1)]
    groupings = set()
    for order in islice(permutations(reports), 0, None, 13):
        window = window_with_other_news()
        for each in order:
            window.place([each], now=NOW)
        window.settle()
        by_story: dict[int | None, set[int]] = {}
        for number in range(1, 6):
            by_story.setdefault(window.story_of(number), set()).add(number)
        groupings.add(frozenset(map(frozenset, by_story.values())))

    assert groupings == {frozenset({frozenset({1, 2, 3}), frozenset({4, 5})})}


def test_article_is_placed_by_the_call_that_brings_it() -> None:
    window = window_with_other_news()

    decision = window.place([report(1, EVENT[0])], now=NOW)

    assert [placement.article for placement in decision.placements] == [1]
    assert decision.placements[0].story == window.story_of(1)
