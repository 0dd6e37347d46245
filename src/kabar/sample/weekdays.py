"""Keeps the weekdays that articles speak of true: the texts were written as if the anchor were a Sunday."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

# Monday first. German and Spanish names may be parts of words (Samstagmorgen); Indonesian Minggu with a
# small letter is a week.
_NAMES = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "zh-Hans": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
}
_PATTERNS = {language: re.compile("|".join(names)) for language, names in _NAMES.items()}


def shift_days(anchor: datetime) -> int:
    """By how many days the weekdays in the content move for this anchor.

    The content's day begins at eight in the morning of the anchor's day, so that what is written as "this
    morning" stays on the same day as its time of publication for most anchors.
    """
    return ((anchor - timedelta(hours=8)).weekday() - 6) % 7


def move_weekdays(text: str, language: str, days: int) -> str:
    """*text* with every weekday's name moved on by *days*."""
    if not days:
        return text
    names = _NAMES[language]
    return _PATTERNS[language].sub(lambda found: names[(names.index(found[0]) + days) % 7], text)
