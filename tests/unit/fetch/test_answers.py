"""What headers say."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from kabar.errors import GoneError
from kabar.fetch.answers import max_age_seconds, retry_after_seconds, status_error, validators

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = 86400


def headers(**facts: str) -> CIMultiDict[str]:
    return CIMultiDict({name.replace("_", "-"): value for name, value in facts.items()})


@pytest.mark.case("R-190")
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("Sun, 01 Mar 2026 12:10:00 GMT", 600),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("99999999999", 31 * DAY),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 31 * DAY),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1" * 400, None),
    ],
)
def test_retry_after(value: str, seconds: int | None) -> None:
    assert retry_after_seconds(headers(Retry_After=value), now=NOW) == seconds


@pytest.mark.case("R-190")
def test_retry_after_date_counts_from_the_servers_clock() -> None:
    given = headers(Retry_After="Sun, 01 Mar 2026 15:10:00 GMT", Date="Sun, 01 Mar 2026 15:00:00 GMT")

    assert retry_after_seconds(given, now=NOW) == 600


@pytest.mark.case("R-189")
@pytest.mark.parametrize(
    ("facts", "seconds"),
    [
        ({}, None),
        ({"Cache_Control": "max-age=600"}, 600),
        ({"Cache_Control": "public, MAX-AGE = 600".replace(" = ", "=")}, 600),
        ({"Cache_Control": 'max-age="600"'}, 600),
        ({"Cache_Control": "max-age=600", "Age": "100"}, 500),
        ({"Cache_Control": "max-age=600", "Age": "9999"}, 0),
        ({"Cache_Control": "no-cache"}, 0),
        ({"Cache_Control": "no-store, max-age=5"}, 0),
        ({"Cache_Control": "max-age=-1"}, None),
        ({"Cache_Control": "max-age=soon"}, None),
        ({"Cache_Control": "s-maxage=600"}, None),
        ({"Cache_Control": "max-age=99999999999"}, 31 * DAY),
        ({"Expires": "Sun, 01 Mar 2026 13:00:00 GMT"}, 3600),
        ({"Expires": "Sun, 01 Mar 2026 13:00:00 GMT", "Date": "Sun, 01 Mar 2026 12:30:00 GMT"}, 1800),
        ({"Expires": "0"}, 0),
        ({"Expires": "Thu, 01 Dec 1994 16:00:00 GMT"}, 0),
        ({"Cache_Control": "max-age=60", "Expires": "Sun, 01 Mar 2026 13:00:00 GMT"}, 60),
    ],
)
def test_max_age(facts: dict[str, str], seconds: int | None) -> None:
    assert max_age_seconds(headers(**facts), now=NOW) == seconds


@pytest.mark.case("R-177", "R-179")
@pytest.mark.parametrize("etag", ['"a"', 'W/"a"', "unquoted", '"\u00e9"', '"a" "b"', "0"])
def test_validator_is_kept_as_it_came(etag: str) -> None:
    assert validators(headers(ETag=etag, Last_Modified="whenever")).etag == etag
    assert validators(headers(ETag=etag, Last_Modified="whenever")).last_modified == "whenever"


@pytest.mark.parametrize("etag", ["", "x" * 5000, "a\r\nHost: evil", "\udcff"])
def test_validator_that_could_not_be_sent_is_none(etag: str) -> None:
    assert validators(headers(ETag=etag)).etag is None


@pytest.mark.case("R-200")
def test_410_is_gone_and_names_the_address() -> None:
    error = status_error("https://x.example/", 410, headers(), b"", now=NOW)

    assert isinstance(error, GoneError) and error.url == "https://x.example/"


@given(st.integers(100, 999), st.text(max_size=30), st.binary(max_size=100))
def test_any_status_has_words(status: int, value: str, body: bytes) -> None:
    error = status_error(
        "https://x.example/", status, headers(Retry_After=value, Server=value), body, now=NOW
    )

    assert str(status) in str(error) or isinstance(error, GoneError)
