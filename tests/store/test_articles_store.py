"""Entries become articles, articles go through their stages, versions are kept."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from string import ascii_letters

import pytest

from fakes import NOW, add_articles, add_source, add_story, annotations, entry, extraction, record
from kabar.model.article import Amount, Quote
from kabar.model.feed import Fetched
from kabar.store import Store
from kabar.store.search import parse_query


def test_entry_is_searchable_at_once(store: Store) -> None:
    add_articles(store, 1)
    with store.read() as db:
        hits, total = db.reading.search(parse_query("banjir"), account=None)

    assert total == 1
    assert [hit.title for hit in hits] == ["Banjir di Demak k0"]


def test_oldest_entry_gets_the_lowest_id(store: Store) -> None:
    newest = entry("new", published_at=NOW)
    oldest = entry("old", published_at=NOW - timedelta(days=1))
    with store.write() as db:
        db.entries.put(db.sources.get(add_source(db)), [newest, oldest], at=NOW)
        ids = db.articles.lease("read", NOW, limit=10)
        titles = [db.reading.article(number).title for number in ids]

    assert titles == ["Banjir di Demak old", "Banjir di Demak new"]


@pytest.mark.case("R-247")
def test_two_feeds_with_one_page_make_one_article(store: Store) -> None:
    with store.write() as db:
        for feed in ("https://example.com/1", "https://example.com/2"):
            db.entries.put(db.sources.get(add_source(db, feed)), [entry("same")], at=NOW)

        assert db.articles.totals()["articles"] == 1


def test_publication_in_the_future_is_the_time_of_the_visit(store: Store) -> None:
    with store.write() as db:
        late = entry("k", published_at=NOW + timedelta(days=400))
        db.entries.put(db.sources.get(add_source(db)), [late], at=NOW)
        number = next(iter(db.articles.lease("read", NOW, limit=1)))

        assert db.reading.article(number).published_at == NOW


@pytest.mark.case("R-236")
def test_purged_entry_does_not_return(store: Store) -> None:
    with store.write() as db:
        source = db.sources.get(add_source(db))
        db.entries.put(source, [entry("k")], at=NOW)
        db.entries.purge(NOW + timedelta(days=1), keep=[])
        stored = db.entries.put(source, [replace(entry("k"), fingerprint=b"g" * 16)], at=NOW)

        assert stored.new == 0
        assert db.entries.fingerprints(source.id, ["k"]) == {"k": b"g" * 16}


def test_put_with_a_lost_lease_is_refused(store: Store) -> None:
    (number,) = add_articles(store, 1)
    with store.write() as db:
        attempt = db.articles.lease("read", NOW, limit=1, lease_seconds=-1)[number]
        db.articles.lease("read", NOW + timedelta(seconds=1), limit=1)

        assert not db.articles.put(number, attempt, extraction(), at=NOW)


def test_changed_text_keeps_the_earlier_version(store: Store) -> None:
    (number,) = add_articles(store, 1)
    with store.write() as db:
        for minute, text in enumerate(("Dua orang tewas.", "Tiga orang tewas.")):
            attempt = db.articles.lease("read", NOW + timedelta(minutes=minute), limit=1)[number]
            db.articles.put(number, attempt, extraction(text), at=NOW + timedelta(minutes=minute))
            db.articles.requeue(number)

        assert [version.text for version in db.reading.versions(number)] == ["Dua orang tewas."]


def test_change_of_spaces_and_stops_is_no_version(store: Store) -> None:
    (number,) = add_articles(store, 1)
    with store.write() as db:
        for minute, text in enumerate(("Dua orang tewas.", "Dua  orang tewas")):
            attempt = db.articles.lease("read", NOW + timedelta(minutes=minute), limit=1)[number]
            db.articles.put(number, attempt, extraction(text), at=NOW + timedelta(minutes=minute))
            db.articles.requeue(number)

        assert db.reading.versions(number) == []


def test_article_that_kills_its_process_ends_as_failed(store: Store) -> None:
    (number,) = add_articles(store, 1)
    with store.write() as db:
        for minute in range(10):
            db.articles.lease("read", NOW + timedelta(hours=minute), limit=1)

        assert db.reading.article(number).stage == "failed"


def test_page_is_kept_as_fetched(store: Store) -> None:
    (number,) = add_articles(store, 1)
    page = Fetched(
        url="https://example.com/k0", status=200, body=b"<p>\x00\xff</p>", content_type="text/html"
    )
    with store.write() as db:
        db.pages.keep(number, page, at=NOW)

        assert page == db.pages.get(number)


def test_annotated_article_comes_back_as_a_report(store: Store) -> None:
    (number,) = add_articles(store, 1)
    with store.write() as db:
        attempt = db.articles.lease("read", NOW, limit=1)[number]
        db.articles.put(number, attempt, extraction(), at=NOW)
        attempt = db.articles.lease("annotate", NOW, limit=1)[number]
        db.articles.annotate(number, attempt, annotations())
        (found,) = db.articles.reports([number])

    assert (found.language, tuple(e.name for e in found.annotations.entities)) == ("id", ("Demak",))
    assert found.annotations.vector is not None
    assert float(found.annotations.vector[0]) == 1.0


def test_quotations_and_amounts_come_back_with_the_whole_article(store: Store) -> None:
    (number,) = add_articles(store, 1)
    quotes = (Quote(start=0, end=4, speaker="Esti", key="person:esti"),)
    amounts = (Amount(start=9, end=12, value=2.0, unit="m"),)
    with store.write() as db:
        attempt = db.articles.lease("read", NOW, limit=1)[number]
        db.articles.put(number, attempt, extraction(), at=NOW)
        attempt = db.articles.lease("annotate", NOW, limit=1)[number]
        db.articles.annotate(number, attempt, annotations(quotes=quotes, amounts=amounts))
        found = db.reading.article(number)

    assert (quotes, amounts) == (found.quotes, found.amounts)
    assert "test" == found.extractor  # the page's own facts stay


def test_text_with_nul_and_lone_surrogates_is_stored(store: Store) -> None:
    with store.write() as db:
        bad = entry("k", title="Banjir\x00 \ud800 Demak", html="<p>a\x00b</p>", authors=("A\x00",))
        db.entries.put(db.sources.get(add_source(db)), [bad], at=NOW)
        number = next(iter(db.articles.lease("read", NOW, limit=1)))

        assert db.reading.article(number).title.split()[0] == "Banjir"


def test_page_that_a_person_added_is_named_by_its_host_when_it_names_nobody(store: Store) -> None:
    with store.write() as db:
        source = db.sources.get(add_source(db))
        page = extraction(site_name="harbour.example")
        number, _ = db.articles.add(page, url="https://www.harbour.example/a", source=source.id, at=NOW)
        stored = db.reading.article(number)

    assert "harbour.example" == stored.outlet


def noise(size: int) -> str:
    """Text that does not get shorter by packing, as an index of PostgreSQL would."""
    drawn = Random(size)
    return "".join(drawn.choice(ascii_letters) for _ in range(size))


@pytest.mark.parametrize("size", [1_990, 3_000, 100_000])
def test_address_of_any_length_is_stored_and_found_again(store: Store, size: int) -> None:
    address = f"https://example.com/{noise(size)}"
    with store.write() as db:
        source = db.sources.get(add_source(db))
        db.entries.put(source, [entry("long", url=address), entry("k2")], at=NOW)
    with store.read() as db:
        found = db.articles.find(address)
        same = db.articles.find(
            address.replace("https://example", "HTTP://www.Example") + "?utm_source=mail#top"
        )

    assert found is not None
    assert found == same


def test_story_is_kept_whatever_its_authors_are_called(store: Store) -> None:
    story = add_story(store, add_articles(store, 2))
    with store.write() as db:
        db.stories.save(record(story, articles=2, authors=("Ann Ostrow", noise(9_000))))
    with store.read() as db:
        assert "Ann Ostrow" in db.stories.get(story).authors
