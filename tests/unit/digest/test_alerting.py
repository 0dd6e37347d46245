"""What is worth an alert: once for each story, again only with something new."""

from datetime import UTC, datetime, timedelta
from typing import Any

from kabar.digest.alerting import decide, new_sentences
from kabar.model.notices import NewReport, NoticeSettings, Occasion

NOW = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)
SETTINGS = NoticeSettings(cap=5, least_reports=2)


def report(
    hours_ago: float, *points: str, outlet: str = "Suara", title: str = "Banjir di Demak"
) -> NewReport:
    return NewReport(
        article=int(hours_ago * 100),
        outlet=outlet,
        title=title,
        seen_at=NOW - timedelta(hours=hours_ago),
        points=points,
    )


def occasion(story: int = 1, **facts: Any) -> Occasion:
    values: dict[str, Any] = {
        "story": story,
        "why": "You follow Demak",
        "explicit": False,
        "since": NOW - timedelta(hours=5),
        "independent": 3,
        "score": 1.0,
        "reports": (report(1, "Air naik dua meter."),),
    }
    return Occasion(**(values | facts))


def kinds(*occasions: Occasion, sent: int = 0, settings: NoticeSettings = SETTINGS) -> list[str]:
    return [alert.kind for alert in decide(occasions, settings, now=NOW, sent_today=sent)]


def test_new_story_brings_one_alert() -> None:
    assert ["new"] == kinds(occasion())


def test_story_from_before_the_switch_brings_none() -> None:
    assert [] == kinds(occasion(reports=(report(6, "Air naik dua meter."),)))


def test_few_reports_are_below_the_threshold_unless_asked_for_one_by_one() -> None:
    assert [] == kinds(occasion(independent=1))
    assert ["new"] == kinds(occasion(independent=1, explicit=True))


def test_cap_keeps_the_most_reported_and_holds_the_rest() -> None:
    settings = NoticeSettings(cap=2, least_reports=1)
    found = decide(
        [occasion(1, independent=2), occasion(2, independent=9), occasion(3, independent=5)],
        settings,
        now=NOW,
        sent_today=1,
    )

    assert [(2, "new"), (3, "held"), (1, "held")] == [(a.occasion.story, a.kind) for a in found]


def told(*later: NewReport, **facts: Any) -> Occasion:
    reports = (report(4, "31 orang tewas di Demak."), *later)
    return occasion(told=NOW - timedelta(hours=3), reports=reports, **facts)


def test_report_that_says_the_same_brings_no_update() -> None:
    assert [] == kinds(told(report(1, "Di Demak 31 orang tewas.")))


def test_other_number_is_news() -> None:
    (alert,) = decide([told(report(1, "38 orang tewas di Demak."))], SETTINGS, now=NOW, sent_today=0)

    assert ("update", ("38 orang tewas di Demak.",)) == (alert.kind, alert.news)


def test_report_without_key_points_is_news_only_by_number() -> None:
    one = report(1, outlet="A")
    many = [report(1, outlet=outlet) for outlet in ("A", "B", "C")]

    assert [] == kinds(told(one))
    assert ["update"] == kinds(told(*many))


def test_updates_keep_their_distance_and_end() -> None:
    news = report(0.5, "Bendungan jebol.")

    assert [] == kinds(occasion(told=NOW - timedelta(hours=1), reports=(report(4), news)))
    assert [] == kinds(told(news, updates=3))
    assert ["update"] == kinds(told(news, updates=2))


def test_what_was_read_is_known() -> None:
    assert [] == kinds(occasion(read_at=NOW))


def test_point_that_an_older_report_says_too_is_no_news() -> None:
    point = "Gubernur menyatakan keadaan darurat."

    assert () == new_sentences([report(1, point)], [report(4, point)])
