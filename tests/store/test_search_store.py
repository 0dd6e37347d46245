"""Search: the same hits on both databases, in every script."""

from datetime import timedelta

import pytest

from fakes import NOW, add_source, entry
from kabar.model.ids import AccountId
from kabar.store import Store
from kabar.store.search import parse_query

TEXTS = {
    "en": ("Port strike ends", "Dockworkers returned to the port on Friday. Don't panic: pay_deal signed."),
    "de": ("Straßenbahn fährt wieder", "Die Straßenbahn fuhr durch die Altstadt von Görlitz."),
    "ar": ("هدنة في غزة", "أعلن الوسطاء أن الهدنة في غزة والمدينة بدأت صباح اليوم."),
    "zh": ("加沙停火", "双方同意在加沙停火三十天。"),
    "ja": ("東京で地震", "東京で強い地震がありました。"),
    "th": ("น้ำท่วมกรุงเทพ", "เกิดน้ำท่วมในกรุงเทพมหานครเมื่อวานนี้"),
    "vi": ("Lũ lụt ở Huế", "Mưa lớn gây lũ lụt ở thành phố Huế."),
}


@pytest.fixture
def filled(store: Store, account: AccountId) -> Store:
    with store.write() as db:
        source = db.sources.get(add_source(db))
        db.subscriptions.add(account, source.id, at=NOW)
        for days, (language, (title, text)) in enumerate(TEXTS.items()):
            one = entry(
                language,
                title=title,
                html=f"<p>{text}</p>",
                language=language,
                published_at=NOW - timedelta(days=days),
            )
            db.entries.put(source, [one], at=NOW)
    return store


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("port strike", {"en"}),
        ('"strike ends"', {"en"}),
        ('"ends strike"', set()),
        ("port -strike", set()),
        ("title:port", {"en"}),
        ("title:friday", set()),
        ("don't", {"en"}),
        ("pay_deal", {"en"}),
        ("STRASSENBAHN", {"de"}),
        ("gorlitz", {"de"}),
        ("غزه", {"ar"}),
        ("مدينة", {"ar"}),
        ("الهدنة", {"ar"}),
        ("停火", {"zh"}),
        ("加沙 停火", {"zh"}),
        ("停加", set()),
        ("地震", {"ja"}),
        ("กรุงเทพ", {"th"}),
        ("lu lut hue", {"vi"}),
        ("dock*", {"en"}),
        ("dock", set()),
        ("lang:zh", {"zh"}),
        ("-lang:zh -lang:ja lang:th", {"th"}),
        ("after:2026-03-31 before:2026-04-02", {"de", "ar"}),
        ("outlet:suara -port", set()),
        ("outlet:example -port -的", {"de", "ar", "zh", "ja", "th", "vi"}),
        ("xyzzy", set()),
    ],
)
def test_query_finds(filled: Store, query: str, expected: set[str]) -> None:
    with filled.read() as db:
        hits, total = db.reading.search(parse_query(query), account=None)

    assert expected == {hit.language for hit in hits}
    assert len(expected) == total


def test_title_counts_more_than_text(store: Store) -> None:
    with store.write() as db:
        source = db.sources.get(add_source(db))
        filler = " ".join(f"word{number}" for number in range(50))
        body = entry("body", title="Something else", html=f"<p>volcano {filler}</p>")
        title = entry(
            "title", title="Volcano wakes", html=f"<p>{filler}</p>", published_at=NOW - timedelta(days=9)
        )
        db.entries.put(source, [body, title], at=NOW)
        hits, _ = db.reading.search(parse_query("volcano"), account=None, order="best")

    assert [hit.title for hit in hits] == ["Volcano wakes", "Something else"]


def test_newest_comes_first(filled: Store) -> None:
    with filled.read() as db:
        hits, _ = db.reading.search(parse_query("lang:en lang:de lang:vi"), account=None)

    assert hits == sorted(hits, key=lambda hit: -hit.id)


def test_other_accounts_sources_are_not_found(filled: Store) -> None:
    with filled.write() as db:
        other = db.accounts.create("Budi", is_admin=False, at=NOW)
        mine = db.reading.search(parse_query("port"), account=1)[1]
        theirs = db.reading.search(parse_query("port"), account=other)[1]

    assert (mine, theirs) == (1, 0)


@pytest.mark.parametrize(
    "query",
    ["'", '"', '"""', "a:b:c", "NEAR(", "*", "- -", "(", "\x00", "before:x", "🐧", "a" * 5000, "' OR 1=1 --"],
)
@pytest.mark.case("R-096")
def test_naughty_query_is_answered(filled: Store, query: str) -> None:
    with filled.read() as db:
        filled_query = parse_query(query)
        db.reading.search(filled_query, account=None)
        db.reading.search(filled_query, account=None, order="best")


def test_problem_names_its_place() -> None:
    assert (4, "before: needs a day such as 2026-04-01, a month or a year") in parse_query(
        "abc before:soon"
    ).problems
