"""Words of number, unit and count in the languages most read, by hand; other languages have digits and signs."""

from collections.abc import Mapping
from typing import Final


def _table(text: str) -> dict[str, str]:
    """Lines of "meaning: word word ..." to word -> meaning."""
    found: dict[str, str] = {}
    for line in text.strip().splitlines():
        meaning, _, words = line.strip().partition(":")
        found.update(dict.fromkeys(words.split(), meaning))
    return found


SIGNS: Final[Mapping[str, str]] = {
    "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "฿": "THB",
    "Rp": "IDR", "Rp.": "IDR", "RM": "MYR", "S$": "SGD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "USD": "USD",
    "EUR": "EUR", "GBP": "GBP", "IDR": "IDR",
}  # fmt: skip
MULTIPLIERS: Final[Mapping[str, float]] = {
    **dict.fromkeys(
        "thousand ribu rb tausend mille mil duizend тыс тысяч тысячи тысяча ألف آلاف".split(), 1e3
    ),
    **dict.fromkeys(
        "million millions mn m juta jt million millionen mio millón millones milhão milhões milioni miljoen млн"
        " миллион миллиона миллионов مليون ملايين".split(),
        1e6,
    ),
    **dict.fromkeys(
        "billion billions bn miliar milyar milliarde milliarden mrd milliard milliards bilhão bilhões miljard млрд"
        " миллиард миллиарда миллиардов مليار".split(),
        1e9,
    ),
    **dict.fromkeys("trillion trillions tn triliun trilyun билион триллион триллионов تريليون".split(), 1e12),
    **dict.fromkeys("百 hundred ratus".split(), 1e2),
    "千": 1e3,
    "万": 1e4,
    "萬": 1e4,
    "億": 1e8,
    "亿": 1e8,
}
# Small numbers in words, by language; one is left out, it is an article too often.
NUMBER_WORDS: Final[Mapping[str, Mapping[str, float]]] = {
    "en": {
        word: float(value)
        for value, word in enumerate(
            "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
            " eighteen nineteen twenty".split(),
            start=2,
        )
    }
    | {
        "thirty": 30.0,
        "forty": 40.0,
        "fifty": 50.0,
        "sixty": 60.0,
        "seventy": 70.0,
        "eighty": 80.0,
        "ninety": 90.0,
    }
    | {"dozen": 12.0},
    "id": {
        w: float(v)
        for v, w in enumerate("dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split(), 2)
    },
    "de": {
        w: float(v)
        for v, w in enumerate("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(), 2)
    },
    "fr": {
        w: float(v)
        for v, w in enumerate("deux trois quatre cinq six sept huit neuf dix onze douze".split(), 2)
    },
    "es": {
        w: float(v)
        for v, w in enumerate("dos tres cuatro cinco seis siete ocho nueve diez once doce".split(), 2)
    },
    "pt": {
        w: float(v)
        for v, w in enumerate("dois três quatro cinco seis sete oito nove dez onze doze".split(), 2)
    },
    "nl": {
        w: float(v)
        for v, w in enumerate("twee drie vier vijf zes zeven acht negen tien elf twaalf".split(), 2)
    },
    "it": {
        w: float(v)
        for v, w in enumerate("due tre quattro cinque sei sette otto nove dieci undici dodici".split(), 2)
    },
}
TEENS: Final = {"belas": (0.0, 10.0), "puluh": (10.0, 0.0)}  # Indonesian: five belas = 15, five puluh = 50
# What is counted in an event, as one word in all languages; the first letters of a word are enough.
EVENTS: Final = _table(
    """
    killed: killed killing kills kill dead death deaths died dying toll fatalities tewas meninggal menewaskan korban-jiwa ums-leben getötet tote toten starben morts mort tués tué muertos muertas murieron fallecidos mortos morreram doden gedood погибли погибших погиб убиты убито морти morti uccisi 死亡 遇难 遇難 死者 死 قتلى قتل قتيل مقتل شهيد شهداء
    injured: injured injuring injures wounded wounding hurt injuries luka luka-luka terluka melukai verletzt verletzte verletzten blessés blessé heridos heridas lesionados feridos gewonden ранены раненых пострадали feriti 受伤 受傷 负伤 負傷 جرحى إصابة جريح أصيب
    missing: missing hilang vermisst vermisste disparus desaparecidos vermist пропали dispersi 失踪 失蹤 مفقود مفقودين
    displaced: displaced forcing forced fled flee fleeing evacuated evacuees mengungsi pengungsi dievakuasi evakuiert évacués evacuados desplazados déplacés эвакуированы sfollati 疏散 避難 نازح نازحين
    arrested: arrested detained ditangkap ditahan menangkap festgenommen arrêtés detenidos detidos задержаны arrestati 逮捕 被捕 اعتقال معتقل
    magnitude: magnitude magnitudo magnitud stärke 震级
    """
)
COUNTED: Final = frozenset(EVENTS.values())
# Units that stand right after a number.
UNITS: Final = _table(
    """
    percent: % percent per-cent persen prozent pourcent procent процентов процента процент percento 个百分点 بالمئة ٪
    people: people persons orang jiwa warga personen menschen personnes personas pessoas mensen человек людей persone 人 名 شخص شخصا
    km: km kilometres kilometers kilometer kilometre kilomètres kilómetros quilômetros километров км 公里
    m: metres meters meter metre mètres metros метров 米
    tonne: tonnes tons ton tonnen toneladas тонн 吨
    hectare: hectares hectare hektare hektar ha hektaren hectáreas
    house: houses homes rumah häuser maisons casas домов
    vehicle: vehicles cars kendaraan mobil
    soldier: soldiers troops tentara prajurit soldaten soldats soldados солдат
    hostage: hostages sandera geiseln otages rehenes reféns заложников رهينة
    USD: dollars dollar dolar dólares доллара долларов 美元 دولار
    EUR: euros euro евро 欧元
    GBP: pounds sterling
    IDR: rupiah
    CNY: yuan 元
    JPY: yen 円
    basis-point: bps
    degree: °c degrees derajat celsius
    """
)
# A number after or before these counts nothing: dates, times, ages, numbering.
NO_COUNT_BEFORE: Final = frozenset(
    """
    no nomor number article pasal ayat page halaman pukul jam at age aged usia berusia umur berumur chapter bab
    kelas grade phase fase tahap jilid episode season musim rt rw km/h since sejak tahun year in pada tanggal tgl
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec januari februari maret mei juni juli agustus oktober desember januar februar märz mai
    dezember enero febrero marzo mayo junio julio agosto octubre noviembre diciembre janvier février mars avril juin
    juillet août septembre octobre novembre décembre monday tuesday wednesday thursday friday saturday sunday
    """.split()
)
NO_COUNT_AFTER: Final = frozenset(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec januari februari maret mei juni juli agustus oktober desember januar februar märz mai
    dezember enero febrero marzo mayo junio julio agosto septiembre octubre noviembre diciembre janvier février mars
    avril juin juillet août septembre octobre novembre décembre января февраля марта апреля мая июня июля августа
    сентября октября ноября декабря am pm wib wita wit year-old years-old year years tahun hari day days jam hour hours minutes
    menit minute week weeks minggu pekan month months bulan th st nd rd uhr jahre jahren ans jours años años лет года
    年 月 日 时 時 歳 岁 عاما عام سنة يوم
    """.split()
)
ROUGH_BEFORE: Final = frozenset(
    """
    about around some nearly almost over least than approximately roughly sekitar lebih kurang hampir sedikitnya
    setidaknya mencapai etwa rund über mindestens environ plus près moins unos más menos cerca около более почти
    约 約 超过 超過 至少 近 نحو أكثر حوالي
    """.split()
)
CLAUSE_ENDS: Final = frozenset(
    "and dan while sementara serta und et y e и و but tetapi namun whereas with dengan dari of after setelah".split()
)
# Where the name of what is counted ends, and a sentence about it goes on: "people | are missing".
AUXILIARIES: Final = frozenset(
    """
    is are was were be been has have had will would can could may might must adalah ialah telah akan sudah masih
    ist sind war waren wird werden wurde wurden hat haben es son era eran fue fueron ha han está están est sont était
    étaient a ont sera seront
    """.split()
)
# What a figure counts, for people.
LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "killed": {"en": "killed", "id": "tewas"},
    "injured": {"en": "injured", "id": "luka-luka"},
    "missing": {"en": "missing", "id": "hilang"},
    "displaced": {"en": "displaced", "id": "mengungsi"},
    "arrested": {"en": "arrested", "id": "ditangkap"},
    "magnitude": {"en": "magnitude", "id": "magnitudo"},
    "people": {"en": "people", "id": "orang"},
    "percent": {"en": "percent", "id": "persen"},
    "hostage": {"en": "hostages", "id": "sandera"},
    "soldier": {"en": "soldiers", "id": "tentara"},
    "house": {"en": "houses", "id": "rumah"},
    "vehicle": {"en": "vehicles", "id": "kendaraan"},
    "tonne": {"en": "tonnes", "id": "ton"},
}
