"""The account's hours: quiet ones over midnight, digests through changes of the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from kabar.digest.schedule import day_start, is_due, is_quiet, latest_slot, next_slot
from kabar.model.notices import NoticeSettings

NOON = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)  # a Thursday; 19:00 in Jakarta


@pytest.mark.parametrize(
    ("hour", "quiet"), [(21, False), (22, True), (23, True), (0, True), (6, True), (7, False), (12, False)]
)
def test_quiet_hours_go_over_midnight(hour: int, quiet: bool) -> None:
    settings = NoticeSettings(quiet_from=22, quiet_to=7)

    assert quiet == is_quiet(settings, NOON.replace(hour=hour), "UTC")


def test_quiet_hours_are_those_of_the_account() -> None:
    settings = NoticeSettings(quiet_from=18, quiet_to=20)

    assert is_quiet(settings, NOON, "Asia/Jakarta")
    assert not is_quiet(settings, NOON, "UTC")


def test_no_quiet_hours() -> None:
    assert not is_quiet(NoticeSettings(quiet_from=None), NOON.replace(hour=3), "UTC")
    assert not is_quiet(NoticeSettings(quiet_from=5, quiet_to=5), NOON.replace(hour=5), "UTC")


def test_day_begins_at_the_accounts_midnight() -> None:
    assert datetime(2026, 4, 1, 17, 0, tzinfo=UTC) == day_start(NOON, "Asia/Jakarta")


def test_daily_digest_is_due_once_at_its_hour() -> None:
    settings = NoticeSettings(rhythm="daily", hour=18)  # 11:00 UTC
    slot = datetime(2026, 4, 2, 11, 0, tzinfo=UTC)

    assert slot == latest_slot(settings, NOON, "Asia/Jakarta") == is_due(settings, NOON, "Asia/Jakarta")
    done = NoticeSettings(rhythm="daily", hour=18, digest_slot=slot)
    assert is_due(done, NOON + timedelta(hours=22), "Asia/Jakarta") is None
    assert slot + timedelta(days=1) == is_due(done, NOON + timedelta(hours=23), "Asia/Jakarta")
    assert slot + timedelta(days=1) == next_slot(done, NOON, "Asia/Jakarta")


def test_machine_that_was_off_for_days_makes_one_digest() -> None:
    before = NOON - timedelta(days=5)
    settings = NoticeSettings(rhythm="daily", hour=7, digest_slot=before)
    slot = is_due(settings, NOON, "UTC")

    assert NOON.replace(hour=7) == slot
    assert is_due(NoticeSettings(rhythm="daily", hour=7, digest_slot=slot), NOON, "UTC") is None


def test_weekly_digest_keeps_its_day() -> None:
    settings = NoticeSettings(rhythm="weekly", hour=7, weekday=6)

    assert datetime(2026, 3, 29, 7, 0, tzinfo=UTC) == latest_slot(settings, NOON, "UTC")
    assert datetime(2026, 4, 5, 7, 0, tzinfo=UTC) == next_slot(settings, NOON, "UTC")


def test_hour_that_the_clock_skips_is_made_up_for_once() -> None:
    settings = NoticeSettings(rhythm="daily", hour=2)  # 29 March 2026, Berlin: 2:00 to 3:00 does not exist
    slots = {
        latest_slot(settings, datetime(2026, 3, 28, 12, 0, tzinfo=UTC) + timedelta(hours=h), "Europe/Berlin")
        for h in range(48)
    }

    assert 3 == len(slots)  # of the 28th, 29th and 30th


def test_no_rhythm_is_never_due() -> None:
    assert is_due(NoticeSettings(), NOON, "UTC") is None
    assert next_slot(NoticeSettings(), NOON, "UTC") is None
