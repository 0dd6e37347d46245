"""What one visit finds, and what follows from it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kabar.errors import FetchError
from kabar.model.feed import Fetched, NotModified, PollState, SourceKind, SourceStatus, Validators
from kabar.model.ids import SourceId
from kabar.model.source import Source, Visit
from kabar.visiting import conclude, read_answer

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FEED = (
    b"<rss version='2.0'><channel><title>Warta</title><item><guid>1</guid><title>Banjir surut</title>"
    b"<link>https://warta.example/1</link><pubDate>Wed, 04 Mar 2026 09:00:00 GMT</pubDate></item></channel></rss>"
)
HOME = b"<html><head><title>Warta</title>%s</head><body><p>Selamat datang.</p></body></html>"
LINK = b"<link rel='alternate' type='application/rss+xml' title='%s' href='%s'>"


def source(**facts: object) -> Source:
    values: dict[str, object] = {
        "id": SourceId(1),
        "url": "https://warta.example/",
        "kind": SourceKind.FEED,
    }
    return Source(**(values | facts))  # type: ignore[arg-type]  # the test names real fields


def fetched(body: bytes, content_type: str = "text/html") -> Fetched:
    return Fetched(url="https://warta.example/", status=200, body=body, content_type=content_type)


def visited(body: bytes, *, of: Source | None = None) -> Visit:
    reading = read_answer(of or source(), fetched(body), now=NOW)
    return conclude(reading, new=len(reading.parsed.entries) if reading.parsed else 0, now=NOW, jitter=0.5)


def test_feed_is_read() -> None:
    visit = visited(FEED)

    assert visit.ok
    assert visit.parsed is not None
    assert ["Banjir surut"] == [entry.title for entry in visit.parsed.entries]
    assert (visit.title, visit.state.status) == ("Warta", SourceStatus.OK)


def test_page_of_a_site_leads_to_the_feed_it_declares() -> None:
    visit = visited(HOME % (LINK % (b"Warta", b"/feed.xml")))

    assert (visit.moved_to, visit.ok) == ("https://warta.example/feed.xml", True)
    assert visit.state.next_poll_at == NOW
    assert visit.state.failures == 0


def test_feed_of_comments_is_not_the_feed_of_the_site() -> None:
    comments, articles = LINK % (b"Comments", b"/comments/feed"), LINK % (b"Warta", b"/feed.xml")

    assert visited(HOME % (comments + articles)).moved_to == "https://warta.example/feed.xml"
    assert visited(HOME % comments).moved_to is None


def test_page_that_declares_a_page_is_followed_once() -> None:
    first = visited(HOME % (LINK % (b"Warta", b"/berita")))
    moved = source(url=first.moved_to, state=first.state)
    second = visited(HOME % (LINK % (b"Warta", b"/")), of=moved)

    assert first.moved_to == "https://warta.example/berita"
    assert (second.moved_to, second.ok, second.state.error_kind) == (None, False, "not_a_feed")


def test_feed_that_became_a_page_is_an_error() -> None:
    worked = source(state=PollState(last_success_at=NOW - timedelta(days=1)))
    visit = visited(HOME % (LINK % (b"Warta", b"/feed.xml")), of=worked)

    assert (visit.moved_to, visit.state.error_kind) == (None, "not_a_feed")


def test_page_that_declares_nothing_is_an_error_that_says_so() -> None:
    visit = visited(HOME % b"")

    assert (visit.ok, visit.state.status) == (False, SourceStatus.FAILING)
    assert visit.state.next_poll_at is not None
    assert visit.state.next_poll_at > NOW


def page(*titles: str) -> bytes:
    blocks = "".join(
        f"<li class='card'><h3><a href='/2026/03/0{n}/berita-{n}'>{title}</a></h3><p>Isi berita.</p></li>"
        for n, title in enumerate(titles, start=1)
    )
    return f"<html><title>Warta</title><main><ul class='latest'>{blocks}</ul></main></html>".encode()


TITLES = (
    "Air mulai surut di tiga kecamatan",
    "Jembatan lama ditutup untuk perbaikan",
    "Panen raya dimulai lebih awal tahun ini",
    "Sekolah dibuka kembali hari Senin",
)


def test_page_without_a_feed_brings_its_blocks_and_keeps_the_rule() -> None:
    visit = visited(page(*TITLES), of=source(kind=SourceKind.PAGE))

    assert visit.parsed is not None
    assert list(TITLES) == [entry.title for entry in visit.parsed.entries]
    assert visit.rule is not None
    again = visited(page(*TITLES), of=source(kind=SourceKind.PAGE, rule=visit.rule))
    assert again.parsed is not None
    assert again.rule is None  # it still holds: nothing to write


def test_page_that_was_rebuilt_gets_a_new_rule_and_people_are_told() -> None:
    rule = {"version": 1, "block": [["main"], ["div", "gone"]]}
    visit = visited(page(*TITLES), of=source(kind=SourceKind.PAGE, rule=rule, title="Warta"))

    assert visit.rule not in (None, rule)
    assert visit.notice is not None
    assert visit.notice.startswith("Warta: ")


def test_page_without_blocks_is_an_error() -> None:
    visit = visited(HOME % b"", of=source(kind=SourceKind.PAGE))

    assert (visit.ok, visit.state.error_kind) == (False, "no_blocks")


def test_nothing_is_published_after_it_was_seen() -> None:
    visit = visited(FEED.replace(b"2026 09", b"2027 09"))

    assert visit.parsed is not None
    assert [NOW] == [entry.published_at for entry in visit.parsed.entries]
    assert any("future" in warning for warning in visit.parsed.warnings)


def test_failure_is_recorded_and_tried_again() -> None:
    reading = read_answer(
        source(), FetchError("https://warta.example/", "no answer", kind="timeout"), now=NOW
    )
    visit = conclude(reading, new=0, now=NOW, jitter=0.5)

    assert (visit.ok, visit.state.failures, visit.state.error_kind) == (False, 1, "timeout")


def test_not_modified_keeps_the_validators() -> None:
    kept = Validators(etag='"a"')
    known = source(state=replace(PollState(), validators=kept, last_success_at=NOW - timedelta(hours=1)))
    visit = conclude(read_answer(known, NotModified(url=known.url), now=NOW), new=0, now=NOW, jitter=0.5)

    assert (visit.ok, visit.state.validators) == (True, kept)


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<", b"{}"])
def test_no_bytes_stop_a_visit(body: bytes) -> None:
    assert visited(body).ok is False
