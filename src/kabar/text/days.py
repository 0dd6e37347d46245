"""Days that a text names: weekdays ("on Tuesday", "星期二") and dates without a year ("18 April", "4月1日").

Told from words as they come, in the languages most read. Words that mean something else as often are left out
(Indonesian "minggu" with a small letter is a week).
"""

from typing import Final


def _table(*lines: str) -> dict[str, int]:
    return {word: number for number, line in enumerate(lines) for word in line.split()}


WEEKDAYS: Final = _table(
    "monday montag lundi lunes lunedì segunda-feira maandag måndag mandag senin isnin понедельник понедельника понедельнику"
    " понеділок понеділка poniedziałek poniedziałku pazartesi الاثنين الإثنين الأثنين सोमवार 월요일 월요일에 δευτέρα",
    "tuesday dienstag mardi martes martedì dinsdag tisdag tirsdag selasa вторник вторника вторнику вівторок вівторка"
    " wtorek wtorku salı الثلاثاء मंगलवार 화요일 화요일에 τρίτη",
    "wednesday mittwoch mercredi miércoles mercoledì woensdag onsdag rabu среда среду среды середа середу середи środa środę"
    " środy çarşamba الأربعاء الاربعاء बुधवार 수요일 수요일에 τετάρτη",
    "thursday donnerstag jeudi jueves giovedì donderdag torsdag kamis khamis четверг четверга четвергу четвер четверга"
    " czwartek czwartku perşembe الخميس गुरुवार 목요일 목요일에 πέμπτη",
    "friday freitag vendredi viernes venerdì vrijdag fredag jumat jum'at jumaat пятница пятницу пятницы п'ятниця п'ятницю"
    " п'ятниці piątek piątku cuma الجمعة शुक्रवार 금요일 금요일에 παρασκευή",
    "saturday samstag sonnabend samedi sábado sabato zaterdag lördag lørdag sabtu суббота субботу субботы субота суботу"
    " суботи sobota sobotę soboty cumartesi السبت शनिवार 토요일 토요일에 σάββατο",
    "sunday sonntag dimanche domingo domenica zondag söndag søndag ahad воскресенье воскресенья неділя неділю неділі"
    " niedziela niedzielę niedzieli الأحد रविवार 일요일 일요일에 κυριακή",
)
_PORTUGUESE: Final = {"segunda": 0, "terça": 1, "quarta": 2, "quinta": 3, "sexta": 4}  # before "feira"
_SUNDAY: Final = {"Minggu": 6}  # with a capital only
_HAN: Final = {**{sign: number for number, sign in enumerate("一二三四五六日")}, "天": 6}  # after 期 or 周
_KANJI: Final = {sign: number for number, sign in enumerate("月火水木金土日")}  # before 曜
MONTHS: Final = _table(
    "",
    "january januar januari janvier jänner enero gennaio janeiro stycznia ocak января січня يناير",
    "february februar februari février febrero febbraio fevereiro lutego şubat февраля лютого فبراير",
    "march märz maart maret mars marzo março marca mart марта березня مارس",
    "april avril abril aprile kwietnia nisan апреля квітня أبريل إبريل",
    "may mai mei maj mayo maggio maio maja mayıs мая травня مايو",
    "june juni juin junio giugno junho czerwca haziran июня червня يونيو",
    "july juli juillet julio luglio julho lipca temmuz июля липня يوليو",
    "august augustus agustus août agosto augusti sierpnia ağustos августа серпня أغسطس",
    "september septembre septiembre settembre setembro września eylül сентября вересня سبتمبر",
    "october oktober octobre octubre ottobre outubro października ekim октября жовтня أكتوبر",
    "november novembre noviembre novembro nopember listopada kasım ноября листопада نوفمبر",
    "december dezember desember décembre diciembre dicembre dezembro grudnia aralık декабря грудня ديسمبر",
)
_BETWEEN: Final = frozenset(("de", "of", "di", "the"))  # day and month: "18 de abril"
_ORDINALS: Final = ("st", "nd", "rd", "th", "er")
_LONGEST: Final = 13  # letters of a word looked up


class DayReader:
    """Reads words one after the other; says which day each completes."""

    def __init__(self) -> None:
        self._before = ""
        self._day = 0  # a number that may be a day of a month, just read
        self._month = 0  # a month, just read
        self._steps = 0  # words since either

    def read(self, word: str) -> str:
        """The day that ends with *word*: "w0" to "w6" from Monday, "4-18" for 18 April; empty for none."""
        before, self._before = self._before, word
        if word[0].isdigit():
            return self._number(word, before)
        if len(word) > _LONGEST:
            self._forget()
            return ""
        if len(word) == 1:
            return self._character(word, before)
        small = word.lower()
        if small in _BETWEEN:
            self._steps += 1
            if self._steps > 2:
                self._forget()
            return ""
        weekday = WEEKDAYS.get(small, _SUNDAY.get(word))
        if small == "feira":
            weekday = _PORTUGUESE.get(before.lower())
        if weekday is not None:
            self._forget()
            return f"w{weekday}"
        month, day = MONTHS.get(small, 0), self._day
        self._forget()
        if month and day:
            return f"{month}-{day}"
        self._month = month
        return ""

    def _forget(self) -> None:
        self._day = self._month = self._steps = 0

    def _number(self, word: str, before: str) -> str:
        month = self._month
        self._forget()
        digits = word if word.isdigit() else word[:-2] if word[-2:].lower() in _ORDINALS else ""
        if digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= 31:
            if month:
                return f"{month}-{int(digits)}"
            self._day = int(digits)
            return ""
        parts = word.split(".")
        if len(parts) == 3 and all(part.isdecimal() for part in parts) and len(parts[2]) in (2, 4):
            day, month = int(parts[0]), int(parts[1])
            if 1 <= day <= 31 and 1 <= month <= 12:
                return f"{month}-{day}"
        return ""

    def _character(self, sign: str, before: str) -> str:
        if sign == "月" and 1 <= self._day <= 12:
            month = self._day
            self._forget()
            self._month = month
            return ""
        self._forget()
        if sign in _HAN and before in ("期", "周", "週"):
            return f"w{_HAN[sign]}"
        if sign == "曜" and before in _KANJI:
            return f"w{_KANJI[before]}"
        return ""
