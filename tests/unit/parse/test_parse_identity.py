"""Which entry is this: keys, fingerprints, changed guids."""

from dataclasses import replace

import pytest

from kabar.model.feed import Entry
from kabar.parse import changed_entries, page_identity, parse_feed, renamed


def entries(*items: str) -> list[Entry]:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return list(parse_feed(f"<rss version='2.0'><channel>{inside}</channel></rss>".encode()).entries)


def one(item: str) -> Entry:
    return entries(item)[0]


@pytest.mark.case("R-217")
def test_missing_guid_takes_the_link_then_the_words() -> None:
    linked, worded = entries("<title>A</title><link>https://k.example/1</link>", "<title>B</title>")

    assert linked.key == "https://k.example/1"
    assert worded.key.startswith("fingerprint:")
    assert worded.key == one("<title>B</title><description>edited</description>").key


@pytest.mark.case("R-219")
def test_shared_guid_hides_nothing() -> None:
    found = entries(
        *(f"<title>T{n}</title><link>https://k.example/{n}</link><guid>same</guid>" for n in range(10))
    )

    assert [f"https://k.example/{n}" for n in range(10)] == [entry.key for entry in found]


@pytest.mark.case("R-219")
def test_shared_guid_and_front_page_link_hide_nothing() -> None:
    found = entries(
        *(f"<title>T{n}</title><link>https://k.example/</link><guid>same</guid>" for n in range(10))
    )

    assert len({entry.key for entry in found}) == 10
    again = entries(
        *(f"<title>T{n}</title><link>https://k.example/</link><guid>same</guid>" for n in range(-1, 9))
    )
    assert {e.title: e.key for e in found if e.title != "T9"} == {
        e.title: e.key for e in again if e.title != "T-1"
    }


@pytest.mark.case("R-219")
def test_shared_guid_without_link_hides_nothing() -> None:
    assert len({e.key for e in entries(*(f"<title>T{n}</title><guid>same</guid>" for n in range(3)))}) == 3


def test_entry_that_stands_twice_counts_once() -> None:
    item = "<title>A</title><link>https://k.example/1</link><guid>1</guid>"

    assert len(changed_entries(entries(item, item), {})) == 1


def test_of_two_states_of_an_entry_the_last_updated_counts() -> None:
    first = one("<title>A</title><guid>1</guid><updated>2026-01-01T00:00:00Z</updated>")
    second = replace(
        first, title="B", updated_at=first.updated_at.replace(year=2027) if first.updated_at else None
    )

    assert [second] == changed_entries([first, second], {})


@pytest.mark.case("R-221")
def test_edited_title_makes_entry_changed() -> None:
    before = one("<title>Banjir di Demak</title><guid>1</guid>")
    after = one("<title>Banjir di Demak surut</title><guid>1</guid>")

    assert before.key == after.key
    assert [after] == changed_entries([after], {before.key: before.fingerprint})


@pytest.mark.case("R-248")
def test_new_date_alone_changes_nothing() -> None:
    before = one("<title>A</title><guid>1</guid><pubDate>Sat, 03 Jan 2026 10:00:00 GMT</pubDate>")
    after = one("<title>A</title><guid>1</guid><pubDate>Sun, 04 Jan 2026 10:00:00 GMT</pubDate>")

    assert changed_entries([after], {before.key: before.fingerprint}) == []


@pytest.mark.case("R-218", "R-238")
def test_changed_guid_is_the_same_entry() -> None:
    old = one(
        "<title>A</title><link>http://www.k.example/1?PHPSESSID=ab12</link><guid>http://k.example/?p=1</guid>"
    )
    new = one(
        "<title>A</title><link>https://k.example/1/?PHPSESSID=cd34#top</link><guid>https://k.example/?p=1</guid>"
    )

    assert {new.key: old.key} == renamed([new], {str(old.url): old.key})


def test_reused_page_of_an_entry_still_in_the_feed_is_no_rename() -> None:
    old, new = entries(
        "<title>A</title><link>https://k.example/live</link><guid>1</guid>",
        "<title>B</title><link>https://k.example/live</link><guid>2</guid>",
    )

    assert renamed([old, new], {str(old.url): old.key}) == {}


@pytest.mark.case("R-220")
def test_old_guid_with_a_new_article_is_changed() -> None:
    old = one("<title>A</title><link>https://k.example/1</link><guid>1</guid>")
    new = one("<title>B</title><link>https://k.example/2</link><guid>1</guid>")

    assert [new] == changed_entries([new], {old.key: old.fingerprint})


def test_page_identity_keeps_what_names_the_page() -> None:
    assert page_identity("https://k.example/a?id=1") != page_identity("https://k.example/a?id=2")
    assert page_identity("http://www.K.example/a/?utm_source=rss&id=1") == page_identity(
        "https://k.example/a?id=1#x"
    )
