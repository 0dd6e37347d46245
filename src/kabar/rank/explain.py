"""Parts of a score in plain words: every text that a reason can have, in one table.

English stands in for the message of a translation; `TEXTS` holds what is translated here. Names are filled in
by `str.format`, never built from pieces of sentences.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from kabar import i18n
from kabar.model.frontpage import Reason

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "follow": {"en": "You follow {label}", "id": "Anda mengikuti {label}"},
    "follow.search": {
        "en": "Matches your saved search {label}",
        "id": "Cocok dengan pencarian tersimpan {label}",
    },
    "follow.story": {"en": "New in a story you follow", "id": "Kabar baru dari berita yang Anda ikuti"},
    "taste.more": {"en": "You often like {label}", "id": "Anda sering menyukai {label}"},
    "taste.less": {"en": "You often pass over {label}", "id": "Anda sering melewatkan {label}"},
    "taste.rest.more": {"en": "Like other things you read", "id": "Mirip dengan yang lain yang Anda baca"},
    "taste.rest.less": {
        "en": "Like other things you pass over",
        "id": "Mirip dengan yang lain yang Anda lewatkan",
    },
    "importance": {
        "en": "{number} outlets report it independently",
        "id": "{number} media melaporkannya secara mandiri",
    },
    "freshness.now": {"en": "New this minute", "id": "Baru saja"},
    "freshness.minute": {"en": "New 1 minute ago", "id": "Baru 1 menit lalu"},
    "freshness.minutes": {"en": "New {number} minutes ago", "id": "Baru {number} menit lalu"},
    "freshness.hour": {"en": "New 1 hour ago", "id": "Baru 1 jam lalu"},
    "freshness.hours": {"en": "New {number} hours ago", "id": "Baru {number} jam lalu"},
    "freshness.day": {"en": "Last report 1 day ago", "id": "Laporan terakhir 1 hari lalu"},
    "freshness.days": {"en": "Last report {number} days ago", "id": "Laporan terakhir {number} hari lalu"},
    "freshness.unknown": {"en": "No time is known", "id": "Waktunya tidak diketahui"},
    "originality.one": {
        "en": "One of {articles} reports is a copy",
        "id": "Satu dari {articles} laporan adalah salinan",
    },
    "originality": {
        "en": "{number} of {articles} reports are copies",
        "id": "{number} dari {articles} laporan adalah salinan",
    },
    "quiet": {"en": "From a quiet source you added", "id": "Dari sumber Anda yang jarang terbit"},
    "language.read": {"en": "In a language you read", "id": "Dalam bahasa yang Anda baca"},
    "language.other": {"en": "Not in a language you read", "id": "Bukan dalam bahasa yang Anda baca"},
    "activity.more": {"en": "Others here are reading it", "id": "Sedang dibaca orang lain di sini"},
    "activity.less": {"en": "Few others here read it", "id": "Jarang dibaca orang lain di sini"},
    "rule.raise": {"en": "Raised by your rule “{label}”", "id": "Dinaikkan oleh aturan Anda “{label}”"},
    "rule.lower": {"en": "Lowered by your rule “{label}”", "id": "Diturunkan oleh aturan Anda “{label}”"},
    "rule.alert": {"en": "Your rule asks for it: {label}", "id": "Aturan Anda memintanya: {label}"},
    "rule.hide": {"en": "Your rule hides it: {label}", "id": "Aturan Anda menyembunyikannya: {label}"},
    "hidden": {"en": "You hid this story", "id": "Anda menyembunyikan berita ini"},
    "plugin": {"en": "{label}", "id": "{label}"},
    "discovery": {
        "en": "Outside your usual, to widen your view",
        "id": "Di luar kebiasaan Anda, untuk memperluas pandangan",
    },
    "mute": {"en": "You muted {label}", "id": "Anda membisukan {label}"},
}
# Numbers up to ten are written out where a sentence starts with them.
NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
    "id": (
        "Tidak ada",
        "Satu",
        "Dua",
        "Tiga",
        "Empat",
        "Lima",
        "Enam",
        "Tujuh",
        "Delapan",
        "Sembilan",
        "Sepuluh",
    ),
}


def shown_parts(reasons: Sequence[Reason]) -> tuple[list[tuple[Reason, int]], int]:
    """Each reason with its part in hundredths, and their sum: what is shown adds up, too, and none is off by one."""
    exact = [reason.part * 100 for reason in reasons]
    shown = [math.floor(part) for part in exact]
    left = round(sum(exact)) - sum(shown)
    furthest = sorted(range(len(exact)), key=lambda place: shown[place] - exact[place])
    for place in furthest[:left]:
        shown[place] += 1
    return list(zip(reasons, shown, strict=True)), sum(shown)


def leading_parts(
    reasons: Sequence[Reason], most: int
) -> tuple[list[tuple[Reason, int]], tuple[int, int], int]:
    """As `shown_parts`, the first *most* of them, then how many are left out and what they are together; the sum."""
    parts, total = shown_parts(reasons)
    if len(parts) <= most + 1:  # a row that says "one more" is no shorter than the one
        return parts, (0, 0), total
    shown = parts[:most]
    return shown, (len(parts) - most, total - sum(part for _, part in shown)), total


def sentence(text_id: str, locale: str = "en", **values: object) -> str:
    """The sentence for *text_id* in *locale*, in English where it is not translated."""
    texts = TEXTS[text_id]
    template = texts.get(locale) or texts.get(locale.split("-")[0].split("_")[0]) or texts["en"]
    shown = {name: _digits(one, locale) if isinstance(one, int) else one for name, one in values.items()}
    return template.format(**shown) if shown else template


def count_word(number: int, locale: str = "en") -> str:
    """A small number as the word that opens a sentence, a large one in digits."""
    words = NUMBERS.get(locale.split("-")[0].split("_")[0], NUMBERS["en"])
    return words[number] if 0 <= number < len(words) else _digits(number, locale)


def _digits(number: int, locale: str) -> str:
    return i18n.number(number, locale=locale.replace("-", "_"))


def age_sentence(seconds: float, locale: str = "en") -> str:
    """How long ago the newest report came."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return sentence("freshness.now", locale)
    if minutes < 60:
        return _counted("freshness.minute", minutes, locale)
    if minutes < 48 * 60:
        return _counted("freshness.hour", minutes // 60, locale)
    return _counted("freshness.day", minutes // (24 * 60), locale)


def _counted(text_id: str, number: int, locale: str) -> str:
    return sentence(text_id, locale) if number == 1 else sentence(f"{text_id}s", locale, number=number)
