"""Lists of sources in and out."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabar.sources.opml import Outline, read_opml, without_secrets, write_opml

AT = datetime(2026, 3, 1, tzinfo=UTC)


def opml(body: str) -> bytes:
    return f'<?xml version="1.0"?><opml version="1.0"><head><title>My list</title></head><body>{body}</body></opml>'.encode()


def test_folders_titles_and_sites_are_read() -> None:
    found = read_opml(
        opml(
            """<outline text="News"><outline text="Indonesia">
            <outline type="rss" text="Warta" xmlUrl="https://warta.example/feed" htmlUrl="https://warta.example/"/>
            </outline></outline><outline TEXT="Top" XMLURL="http://top.example/rss"/>"""
        )
    )

    assert found.title == "My list"
    assert found.outlines == (
        Outline(
            url="https://warta.example/feed",
            title="Warta",
            site_url="https://warta.example/",
            folders=("News", "Indonesia"),
        ),
        Outline(url="http://top.example/rss", title="Top"),
    )
    assert found.bad == ()


@pytest.mark.case("R-149", "R-050")
def test_bad_lines_are_reported_and_good_ones_kept() -> None:
    found = read_opml(
        opml(
            """<outline text="File" xmlUrl="file:///etc/passwd"/>
            <outline text="Script" xmlUrl="javascript:alert(1)"/>
            <outline text="Good" xmlUrl="https://good.example/feed"/>
            <outline text="Empty" xmlUrl=""/>"""
        )
    )

    assert [o.title for o in found.outlines] == ["Good"]
    assert [bad.text for bad in found.bad] == ["File", "Script"]
    assert all(bad.line > 0 for bad in found.bad)


@pytest.mark.case("R-149")
@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE o [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + "]>",
        '<!DOCTYPE o [<!ENTITY i SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE o SYSTEM "http://127.0.0.1:1/evil.dtd">',
        '<!DOCTYPE o [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]>',
    ],
)
def test_entities_are_neither_fetched_nor_grown(prolog: str) -> None:
    began = time.process_time()
    found = read_opml(
        f'{prolog}<opml><body><outline text="x &i; y" xmlUrl="https://good.example/feed"/></body></opml>'.encode()
    )

    assert time.process_time() - began < 1
    assert all("root:" not in o.title and len(o.title) < 2000 for o in found.outlines)


@pytest.mark.case("R-149")
def test_thousand_levels_and_fifty_thousand_lines_are_read() -> None:
    deep = '<outline text="f">' * 1000 + '<outline xmlUrl="https://deep.example/"/>' + "</outline>" * 1000
    wide = "".join(f'<outline text="n" xmlUrl="https://h{n}.example/f"/>' for n in range(50_000))

    assert [o.url for o in read_opml(opml(deep)).outlines] == ["https://deep.example/"]
    assert len(read_opml(opml(wide)).outlines) == 50_000


@pytest.mark.case("R-149")
def test_markup_in_a_title_stays_text() -> None:
    found = read_opml(opml('<outline text="&lt;b&gt;x&lt;/b&gt;" xmlUrl="https://good.example/"/>'))

    assert found.outlines[0].title == "<b>x</b>"


@pytest.mark.parametrize("data", [b"", b"not xml", b"<html></html>", b"\xff\xfe", b"<opml><body><outline"])
def test_what_is_no_list_is_reported(data: bytes) -> None:
    found = read_opml(data)

    assert found.outlines == () and len(found.bad) == 1


def test_cut_file_gives_what_stands_before_the_cut() -> None:
    whole = opml(
        '<outline text="A" xmlUrl="https://a.example/"/><outline text="B" xmlUrl="https://b.example/"/>'
    )

    assert [o.title for o in read_opml(whole[: whole.index(b'text="B"')]).outlines] == ["A"]


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(junk: bytes) -> None:
    read_opml(junk)
    read_opml(opml("") + junk)


TEXTS = st.text(max_size=20)


@given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=3)), max_size=8))
def test_what_is_written_is_read_again(rows: list[tuple[str, list[str]]]) -> None:
    outlines = [
        Outline(url=f"https://h{n}.example/f", title=" ".join("".join(c for c in t if c.isalnum()).split()) or "x",
                folders=tuple(f"f{''.join(c for c in folder if c.isalnum())}" for folder in folders))
        for n, (t, folders) in enumerate(rows)
    ]  # fmt: skip

    again = read_opml(write_opml(outlines, title="T & <T>", at=AT)).outlines

    assert sorted(again, key=lambda o: o.url) == sorted(outlines, key=lambda o: o.url)


@pytest.mark.case("R-150")
@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://user:pass@x.example/feed", "https://x.example/feed"),
        ("https://x.example/feed?token=abc&id=7", "https://x.example/feed?id=7"),
        ("https://x.example/feed?apikey=1&auth_code=2", "https://x.example/feed"),
        ("https://x.example/feed?format=rss&q=a%20b", "https://x.example/feed?format=rss&q=a%20b"),
    ],
)
def test_secrets_are_left_out(url: str, public: str) -> None:
    written = write_opml([Outline(url=url, title="X")], title="T", at=AT).decode()

    assert without_secrets(url) == public
    assert ("abc" in written, "pass@" in written) == (False, False)
    assert ("lacks a secret part" in written) is (url != public)
    assert (
        "pass@"
        in write_opml([Outline(url="https://u:pass@x.example/")], title="T", at=AT, secrets=True).decode()
    )
