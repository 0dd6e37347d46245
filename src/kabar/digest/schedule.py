"""When: the account's day, its quiet hours, and the moments at which a digest is due. Pure."""

from datetime import UTC, datetime, timedelta

from kabar.i18n import zone
from kabar.model.notices import NoticeSettings, Rhythm


def day_start(now: datetime, timezone: str) -> datetime:
    """The midnight with which the account's present day began."""
    local = now.astimezone(zone(timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)


def is_quiet(settings: NoticeSettings, now: datetime, timezone: str) -> bool:
    """Whether the account wants no alerts now; from 22 to 7 goes over midnight."""
    begin, end = settings.quiet_from, settings.quiet_to
    if begin is None or begin == end:
        return False
    hour = now.astimezone(zone(timezone)).hour
    return begin <= hour < end if begin < end else hour >= begin or hour < end


def latest_slot(settings: NoticeSettings, now: datetime, timezone: str) -> datetime | None:
    """The last moment at or before *now* for which a digest is wanted; None: none ever."""
    if settings.rhythm == "off":
        return None
    local = now.astimezone(zone(timezone))
    for back in range(9):
        day = (local - timedelta(days=back)).date()
        if settings.rhythm == "weekly" and day.weekday() != settings.weekday:
            continue
        moment = _at(settings, datetime(day.year, day.month, day.day, tzinfo=UTC), timezone)
        if moment <= now:
            return moment
    raise AssertionError("every week has every day")


def next_slot(settings: NoticeSettings, now: datetime, timezone: str) -> datetime | None:
    """The first moment after *now* for which a digest is wanted."""
    if settings.rhythm == "off":
        return None
    local = now.astimezone(zone(timezone))
    for ahead in range(9):
        day = (local + timedelta(days=ahead)).date()
        if settings.rhythm == "weekly" and day.weekday() != settings.weekday:
            continue
        moment = _at(settings, datetime(day.year, day.month, day.day, tzinfo=UTC), timezone)
        if moment > now:
            return moment
    raise AssertionError("every week has every day")


def _at(settings: NoticeSettings, day: datetime, timezone: str) -> datetime:
    """The wanted hour on that day of the account; an hour that the clock skips is the one after it."""
    local = day.replace(hour=settings.hour, tzinfo=zone(timezone))
    return local.astimezone(UTC)


def is_due(settings: NoticeSettings, now: datetime, timezone: str) -> datetime | None:
    """The moment for which a digest must be made now; None when there is nothing to make.

    A machine that was off makes one digest when it is back, not one for each day that it missed.
    """
    slot = latest_slot(settings, now, timezone)
    if slot is None or (settings.digest_slot is not None and slot <= settings.digest_slot):
        return None
    return slot


def period(rhythm: Rhythm) -> timedelta:
    """How far back a digest of that rhythm looks at most."""
    return timedelta(days=7 if rhythm == "weekly" else 1)
