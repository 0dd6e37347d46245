"""Names, dates, titles and encodings, one rule at a time."""

from datetime import UTC, date, datetime

import pytest

from kabar.extract import extract_article
from kabar.extract.dates import moment_in_address, moments_in, read_moment
from kabar.extract.decode import decode
from kabar.extract.language import language_of
from kabar.extract.media import seconds_in, split_credit
from kabar.extract.people import agency_in, people_in
from kabar.extract.titles import without_outlet


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By Maria Lopez and John Q. Public, Reuters", ("Maria Lopez", "John Q. Public")),
        ("MARIA LOPEZ, JOHN PUBLIC and ANNE LEE", ("Maria Lopez", "John Public", "Anne Lee")),
        ("Von Max Müller, Berlin", ("Max Müller",)),
        ("Oleh: Budi Santoso", ("Budi Santoso",)),
        ("Posted by Mark on 5 May 2010", ("Mark",)),
        ("Jane Doe, MD", ("Jane Doe",)),
        ("Doe, Jane", ("Jane Doe",)),
        ("jane.doe@paper.example", ()),
        ("Share", ()),
        ("记者 王小明", ("王小明",)),
    ],
)
def test_byline_gives_people(byline: str, people: tuple[str, ...]) -> None:
    assert people == people_in(byline)


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize(
    ("byline", "people"),
    [("By Anna Berg And Karl Moreno For The Sunday Gazette", ("Anna Berg", "Karl Moreno")), ("ANNA BERG AND KARL MORENO", ("Anna Berg", "Karl Moreno")),
     ("ANNA BERG, PETER LANG AND KARL MORENO FOR GAZETTE ONLINE", ("Anna Berg", "Peter Lang", "Karl Moreno")), ("Anna Berg, for the Gazette", ("Anna Berg",)),
     ("Food And Drug Administration", ("Food And Drug Administration",)), ("Women For Women Abroad", ("Women For Women Abroad",))],
)  # fmt: skip
def test_large_and_parts_people_and_for_ends_a_name(
    byline: str, people: tuple[str, ...], declared: bool
) -> None:
    assert people == people_in(byline, declared=declared)


def test_organisation_keeps_what_it_is_for() -> None:
    assert ("Campaign for Better Trams",) == people_in("Campaign for Better Trams", declared=True)
    assert ("Centre for Coastal Research",) == people_in("Centre for Coastal Research", declared=True)


def test_agency_is_found_among_names() -> None:
    assert "dpa" == agency_in("Max Müller, dpa")
    assert agency_in("Max Müller") is None


@pytest.mark.parametrize(
    "text",
    ["5. März 2014", "5 mars 2014", "March 5, 2014", "Mar. 5th, 2014", "2014-03-05", "2014年3月5日", "05.03.2014", "5 Maret 2014", "5 de marzo de 2014", "5 марта 2014", "2014년 3월 5일"],
)  # fmt: skip
def test_day_is_read_in_many_languages(text: str) -> None:
    assert date(2014, 3, 5) == next(iter(moments_in(text))).at.date()


def test_numeric_days_follow_the_country() -> None:
    assert date(2014, 4, 3) == next(iter(moments_in("03/04/2014"))).at.date()
    assert date(2014, 3, 4) == next(iter(moments_in("03/04/2014", month_first=True))).at.date()


def test_zone_is_kept() -> None:
    moment = read_moment("2014-03-05T23:30:00-05:00")

    assert moment is not None
    assert datetime(2014, 3, 6, 4, 30, tzinfo=UTC) == moment.at.astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("March 5, 2014 10:15 am EST", 15), ("5 March 2014, 17:15 CET", 16), ("05.03.2014 17:15 Uhr MEZ", 16), ("5 Maret 2014 17:15 WIB", 10),
     ("Mar 5, 2014 17:15 GMT+8", 9), ("5 March 2014 17:15 IST", 11), ("2014-03-05 17:15 JST", 8), ("Wed, 05 Mar 2014 10:15:00 PDT", 17)],
)  # fmt: skip
def test_name_of_a_zone_behind_a_time_counts(text: str, hour: int) -> None:
    moment = next(iter(moments_in(text)))

    assert moment.zoned
    assert hour == moment.at.astimezone(UTC).hour


@pytest.mark.parametrize("text", ["5 March 2014, 17:15 CETA", "5 March 2014 17:15", "5 March 2014 17:15 CST"])
def test_what_is_no_name_of_one_zone_does_not_count(text: str) -> None:
    assert not next(iter(moments_in(text))).zoned


def test_impossible_day_is_no_date() -> None:
    assert read_moment("2014-02-31") is None
    assert moment_in_address("https://news.example/2014/13/41/x") is None


def test_day_in_address() -> None:
    moment = moment_in_address("https://news.example/world/2014/03/05/title.html")

    assert moment is not None and date(2014, 3, 5) == moment.at.date()


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Flood in the north - Daily Example", "Flood in the north"),
        ("Flood in the north | World | Daily Example", "Flood in the north"),
        (
            "Daily Example: what we know - and what we do not",
            "Daily Example: what we know - and what we do not",
        ),
        ("A well-known bridge – built twice", "A well-known bridge – built twice"),
    ],
)
def test_outlet_is_taken_off_the_title(title: str, bare: str) -> None:
    assert bare == without_outlet(title, {"dailyexample"})


@pytest.mark.case("R-271")
def test_old_chinese_page_is_read_although_it_declares_a_smaller_encoding() -> None:
    body = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>朱镕基谈改革</p>'.encode(
        "gb18030"
    )

    assert "朱镕基谈改革" in decode(body)


@pytest.mark.case("R-271")
def test_utf8_wins_over_a_wrong_declaration() -> None:
    assert "grüße" in decode('<meta charset="iso-8859-1">grüße'.encode())


@pytest.mark.case("R-271")
def test_header_names_the_encoding() -> None:
    assert "naïve" == decode("naïve".encode("cp1252"), "text/html; charset=windows-1252")


def test_unknown_encoding_does_not_raise() -> None:
    assert decode(b"<meta charset=klingon>\xff\xfa abc").endswith("abc")


def test_language_of_the_text_not_of_the_claim() -> None:
    german = "Der Bürgermeister hat am Mittwoch die neue Brücke über den Fluss eröffnet, sieben Monate früher als geplant."

    assert "de" == language_of(german, "en-US")
    assert "und" == language_of("…")


def test_claim_decides_between_neighbours() -> None:
    text = "Wali kota meresmikan jembatan baru di atas sungai pada hari Rabu, tujuh bulan lebih cepat dari rencana."

    assert language_of(text, "id") == "id"


def test_duration_and_credit() -> None:
    assert 90 == seconds_in("PT1M30S") == seconds_in("01:30")
    assert ("A bridge at dawn", "Jo Field/Agency") == split_credit("A bridge at dawn. Photo: Jo Field/Agency")
    assert ("A bridge at dawn", "Jo Field") == split_credit("A bridge at dawn / Photo by Jo Field")


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Text & Fotos: Marta Lind", ("Marta Lind",)),
        ("Interview: Jonas Aden", ("Jonas Aden",)),
        ("Jo Field im Gespräch mit Ayu Sari", ("Jo Field", "Ayu Sari")),
        ("Jo Field Follow me on every network", ("Jo Field",)),
        ("Jo Field March 18 at 8:05 PM", ("Jo Field",)),
        ("Photo: Jo Field", ()),
        ("Geprüft von Dr. Ayu Sari", ()),
        ("Ayu Sari sagt:", ()),
        ("Von Anna Alle", ("Anna Alle",)),
    ],
)
def test_who_made_the_pictures_or_comments_is_no_author(line: str, people: tuple[str, ...]) -> None:
    assert people == people_in(line)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("© 2026 Jo Field. All Rights Reserved.", ("Jo Field",)),
        ("Copyright © 2026 Harbour.com Inc. All Rights Reserved.", ()),
        ("© 2026 Harbour Media Group", ()),
    ],
)
def test_line_of_copyright_names_a_person_or_nobody(line: str, authors: tuple[str, ...]) -> None:
    text = "".join(
        f"<p>On day {n} the harbour was closed, and the ferries waited for the storm to pass.</p>"
        for n in range(8)
    )
    html = f"<html><body><h1>Harbour</h1><div>{text}</div><footer><p>{line}</p></footer></body></html>"

    assert authors == extract_article(html).authors


def test_agency_alone_does_not_hide_the_people_beside_it() -> None:
    text = "".join(
        f"<p>On day {n} the harbour was closed, and the ferries waited for the storm to pass.</p>"
        for n in range(8)
    )
    html = (
        "<html><head><meta name='author' content='AFP'></head><body><article><h1>Harbour</h1>"
        f"<p class='byline'>By <a rel='author' href='/authors/jo'>Jo Field</a></p>{text}</article></body></html>"
    )
    found = extract_article(html)

    assert (("Jo Field",), "AFP") == (found.authors, found.agency)


def test_page_that_was_encoded_twice_is_read_once() -> None:
    shown = "It’s “naïve” – she said – and sent 😀"

    assert shown == decode(shown.encode().decode("latin-1").encode())
    assert "Für â\x80\x99 Ära" == decode("Für â\x80\x99 Ära")  # once may be anything
