"""Dates as people write them, and dates that cannot be."""

from datetime import UTC, datetime

import pytest

from kabar.parse.dates import parse_date


@pytest.mark.case("R-227")
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sat, 03 Jan 2026 10:00:00 GMT", (2026, 1, 3, 10)),
        ("Sat, 03 Jan 2026 10:00:00 +0700", (2026, 1, 3, 3)),
        ("Sat, 03 Jan 2026 10:00:00 -08:00", (2026, 1, 3, 18)),
        ("3 Jan 26 10:00 EST", (2026, 1, 3, 15)),
        ("Sat, 3 January 2026, 10:00 PM PST", (2026, 1, 4, 6)),
        ("2026-01-03T10:00:00Z", (2026, 1, 3, 10)),
        ("2026-01-03 10:00:00 +0800", (2026, 1, 3, 2)),
        ("20260103T100000Z", (2026, 1, 3, 10)),
        ("2026-01-03", (2026, 1, 3)),
        ("2026-01", (2026, 1, 1)),
        ("2026-003", (2026, 1, 3)),
        ("Sat Jan 03 10:00:00 2026", (2026, 1, 3, 10)),
        ("Jan 3, 2026 10:00 AM", (2026, 1, 3, 10)),
        ("1767434400", (2026, 1, 3, 10)),
        ("20260103100000", (2026, 1, 3, 10)),
        ("Sabtu, 3 Agustus 2024 10.00 WIB", (2024, 8, 3, 3)),
        ("3 de mayo de 2024 10:00", (2024, 5, 3, 10)),
        ("3. Mai 2024 10:00 MESZ", (2024, 5, 3, 8)),
        ("3 мая 2024 10:00 MSK", (2024, 5, 3, 7)),
        ("2024년 5월 3일 오후 1:00", (2024, 5, 3, 13)),
        ("2024年5月3日 10:00", (2024, 5, 3, 10)),
        ("26/1/2024", (2024, 1, 26)),
        ("03.05.2024 10:00", (2024, 5, 3, 10)),
        ("2026-01-03T24:00:00Z", (2026, 1, 4)),
    ],
)
def test_date_is_read(text: str, moment: tuple[int, int, int]) -> None:
    assert datetime(*moment, tzinfo=UTC) == parse_date(text)


@pytest.mark.case("R-225", "R-227")
@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "Thu, 31 Feb 2024 10:00:00 GMT",
        "2024-13-45",
        "Sun, 31 Dec 9999 23:59:59 GMT",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "0001-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "2024-01-01T25:61:00Z",
        "9" * 400,
        "\x00",
    ],
)
def test_impossible_date_is_none(text: str | None) -> None:
    assert parse_date(text) is None


@pytest.mark.case("R-248")
def test_date_of_change_is_not_publication() -> None:
    from kabar.parse import parse_feed

    entry = parse_feed(
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>t</title><updated>2026-01-03T10:00:00Z</updated></entry></feed>"
    ).entries[0]

    assert (None, datetime(2026, 1, 3, 10, tzinfo=UTC)) == (entry.published_at, entry.updated_at)
