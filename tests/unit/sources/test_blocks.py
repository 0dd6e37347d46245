"""Pages without a feed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabar.errors import ParseError
from kabar.sources.blocks import apply_rule, propose, read_page, renew

URL = "https://warta.example/terkini"
HEADLINES = [
    "Banjir di Demak surut setelah tiga hari",
    "Pasar ikan dibuka kembali pekan ini",
    "Jembatan lama akan diganti tahun depan",
    "Guru honorer menunggu keputusan",
    "Hujan lebat turun di seluruh pesisir",
    "Kereta malam kembali beroperasi",
]
NAV = "".join(f'<li><a href="/rubrik/{name}">Rubrik tentang {name}</a></li>' for name in "abcdefgh")


def card(number: int, title: str, *, tag: str = "li", name: str = "card") -> str:
    return f"""<{tag} class="{name} item-{number}"><a href="/berita/{number}"><img src="/i/{number}.jpg"></a>
    <h3><a href="/berita/{number}">{title}</a></h3><time datetime="2026-03-0{number + 1}T08:00:00+07:00">x</time>
    <p>Keterangan singkat tentang berita nomor {number} & lainnya.</p><a href="/rubrik/a">Rubrik</a></{tag}>"""


def page(cards: list[str], *, around: str = "ul", name: str = "latest") -> str:
    return f"""<html><head><title>Warta</title></head><body><nav><ul>{NAV}</ul></nav>
    <main><{around} class="{name}">{"".join(cards)}</{around}></main>
    <footer><ul>{NAV}</ul></footer></body></html>"""


PAGE = page([card(n, title) for n, title in enumerate(HEADLINES)])


def test_repeating_blocks_become_a_rule_with_three_samples() -> None:
    best = propose(PAGE, URL)[0]

    assert best.count == 6
    assert [sample.title for sample in best.samples] == HEADLINES[:3]
    first = best.samples[0]
    assert first.url == "https://warta.example/berita/0"
    assert first.image == "https://warta.example/i/0.jpg"
    assert first.published_at is not None and first.published_at.isoformat() == "2026-03-01T01:00:00+00:00"
    assert first.summary == "Keterangan singkat tentang berita nomor 0 & lainnya."


def test_rule_survives_storing_and_reads_the_next_day() -> None:
    rule = json.loads(json.dumps(propose(PAGE, URL)[0].rule))
    tomorrow = page(
        [card(9, "Kapal baru tiba di pelabuhan"), *[card(n, t) for n, t in enumerate(HEADLINES[:4])]]
    )

    feed = apply_rule(tomorrow, URL, rule)

    assert feed is not None
    assert [entry.title for entry in feed.entries] == ["Kapal baru tiba di pelabuhan", *HEADLINES[:4]]
    assert feed.title == "Warta"
    assert feed.entries[0].summary_html.endswith("&amp; lainnya.")


def test_rebuilt_page_stops_matching_and_is_found_anew() -> None:
    rule = propose(PAGE, URL)[0].rule
    known = [f"https://warta.example/berita/{n}" for n in range(6)]
    teaser = [card(n, title, tag="div", name="teaser") for n, title in enumerate(HEADLINES)]
    rebuilt = page(teaser, around="section", name="stream")

    assert apply_rule(rebuilt, URL, rule) is None
    found = renew(rebuilt, URL, rule, known=known)
    assert found is not None
    feed = apply_rule(rebuilt, URL, found.rule)
    assert feed is not None and len(feed.entries) == 6


def test_visit_reads_with_the_rule_or_finds_a_new_one_and_says_so() -> None:
    rule = propose(PAGE, URL)[0].rule
    cards = [card(n, title, tag="div", name="teaser") for n, title in enumerate(HEADLINES)]

    assert read_page(PAGE, URL, rule).rule is None
    first = read_page(PAGE, URL, None)
    assert first.rule == rule and first.notice is None
    again = read_page(page(cards, around="section"), URL, rule)
    assert len(again.parsed.entries) == 6 and again.rule != rule
    assert "was rebuilt" in (again.notice or "")
    with pytest.raises(ParseError) as caught:
        read_page("<p>Closed</p>", URL, rule)
    assert caught.value.kind == "no_blocks"


def test_added_class_on_the_block_still_matches() -> None:
    rule = propose(PAGE, URL)[0].rule
    changed = PAGE.replace('class="card ', 'class="promoted card ')

    feed = apply_rule(changed, URL, rule)

    assert feed is not None and len(feed.entries) == 6


def test_list_of_bare_links_is_found() -> None:
    links = "".join(f'<div><a href="/2026/03/0{n + 1}/a{n}">{t}</a></div>' for n, t in enumerate(HEADLINES))

    best = propose(f"<body><main>{links}</main></body>", URL)[0]

    assert best.count == 6
    assert best.samples[0].published_at is not None


def test_links_around_cards_are_found() -> None:
    cards = "".join(
        f'<a class="tile" href="/x/{n}"><h2>{title}</h2><span>3 jam lalu</span></a>'
        for n, title in enumerate(HEADLINES)
    )

    assert [s.title for s in propose(f"<body><div>{cards}</div></body>", URL)[0].samples] == HEADLINES[:3]


def test_page_without_repetition_gives_nothing() -> None:
    assert propose("<body><p>Hello</p><a href='/a'>A single link that is long</a></body>", URL) == []


def test_navigation_alone_is_no_list_of_news() -> None:
    assert propose(f"<body><nav>{NAV}</nav><footer>{NAV}</footer></body>", URL) == []


def test_foreign_rule_matches_nothing() -> None:
    rules: tuple[dict[str, object], ...] = (
        {},
        {"block": []},
        {"block": "li"},
        {"block": [[1]]},
        {"block": [["li, script"]]},
        {"block": [[]]},
    )
    for rule in rules:
        assert apply_rule(PAGE, URL, rule) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_survived(junk: bytes) -> None:
    propose(junk, URL)
    propose(b"<ul>" + junk * 4 + b"<li><a href='" + junk + b"'>x</a>" * 5, URL)
