"""Rules for outlets, reports of bad texts, and stored pages that are read again, on both databases."""

from datetime import timedelta

import pytest

from fakes import NOW, add_articles, extraction
from kabar.errors import NotFoundError
from kabar.model.feed import Fetched, Validators
from kabar.model.ids import AccountId, ArticleId
from kabar.model.outlet_rules import OutletRule
from kabar.store import Store


def read_articles(store: Store, count: int = 3) -> list[int]:
    """Articles of example.com that were read, with their pages."""
    numbers = add_articles(store, count)
    with store.write() as db:
        for place, number in enumerate(numbers):
            page = Fetched(
                url=f"https://www.example.com/k{place}",
                status=200,
                body=b"<p>old</p>",
                content_type="text/html",
                validators=Validators(etag='"e"', last_modified="Thu"),
            )
            db.pages.keep(ArticleId(number), page, at=NOW)
            db.articles.put(ArticleId(number), 1, extraction(f"Teks lama {number}."), at=NOW)
    return numbers


def test_rule_is_kept_by_outlet_and_replaced(store: Store) -> None:
    with store.write() as db:
        db.outlet_rules.save(OutletRule(outlet="example.com", keep=("p.a",)), at=NOW)
        db.outlet_rules.save(OutletRule(outlet="example.com", drop=("p.b > i",)), at=NOW)
    with store.write() as db:
        (rule,) = db.outlet_rules.all().values()
        assert ((), ("p.b > i",), NOW) == (rule.keep, rule.drop, rule.changed_at)
        assert db.outlet_rules.remove("example.com")
        assert not db.outlet_rules.remove("example.com")


def test_stored_page_has_its_validators(store: Store) -> None:
    number = read_articles(store, 1)[0]
    with store.read() as db:
        page = db.pages.get(ArticleId(number))

    assert page is not None
    assert ('"e"', "Thu") == (page.validators.etag, page.validators.last_modified)


def test_job_goes_over_the_pages_of_its_outlet_in_order(store: Store) -> None:
    numbers = read_articles(store)
    with store.write() as db:
        assert 3 == db.rereadings.count_of("example.com")
        assert 0 == db.rereadings.count_of("example.org")
        assert 1 == db.rereadings.count_of("example.com/k1")
        assert 0 == db.rereadings.count_of("example.com/k")
        assert 0 == db.rereadings.count_of("%")
        number = db.rereadings.start(outlet="example.com", since=None, reason="rule", at=NOW)
        again = db.rereadings.start(outlet="example.com", since=None, reason="asked", at=NOW)
        assert number == again
        job = db.rereadings.get(number)
        assert job is not None
        first = db.rereadings.next_pages(job, limit=2)
        assert numbers[:2] == [page.article for page in first]
        db.rereadings.write(job, [(page, extraction("Teks baru sekali.")) for page in first], at=NOW)
        job = db.rereadings.current()
        assert job is not None and (2, 2, numbers[1]) == (job.done, job.changed, job.after)
        rest = db.rereadings.next_pages(job, limit=5)
        assert numbers[2:] == [page.article for page in rest]
        db.rereadings.write(job, [(page, None) for page in rest], at=NOW)
        db.rereadings.end(job.id, at=NOW)
        assert db.rereadings.current() is None
        (ended,) = db.rereadings.ended()
        assert (3, 3, 2, 1) == (ended.total, ended.done, ended.changed, ended.failed)


def test_text_that_changed_meanwhile_wins_and_trivial_changes_make_no_version(store: Store) -> None:
    one, two, three = read_articles(store)
    with store.write() as db:
        pages = {number: db.rereadings.page(number) for number in (one, two, three)}
        assert all(pages.values())
        digest = {number: page.digest for number, page in pages.items() if page}
        assert not db.articles.put_again(one, extraction("Lain."), expected=b"other", at=NOW)
        assert db.articles.put_again(two, extraction(f"Teks  lama {two}!"), expected=digest[two], at=NOW)
        assert db.articles.put_again(three, extraction("Lain sekali."), expected=digest[three], at=NOW)
        assert [] == db.reading.versions(one) == db.reading.versions(two)
        (version,) = db.reading.versions(three)
        assert ("reread", f"Teks lama {three}.") == (version.cause, version.text)
        assert db.reading.article(three).changed_at is None


def test_article_that_waits_for_its_page_is_left_alone(store: Store) -> None:
    number = read_articles(store, 1)[0]
    with store.write() as db:
        db.articles.requeue(number)
        page = db.rereadings.page(number)
        assert page is not None
        assert not db.articles.put_again(number, extraction("Lain."), expected=page.digest, at=NOW)
        assert 0 == db.rereadings.count_of("")


def test_reports_are_of_their_account_until_settled(store: Store, account: AccountId) -> None:
    number = read_articles(store, 1)[0]
    with store.write() as db:
        assert db.outlet_rules.report(account, number, "hilang", at=NOW)
        with pytest.raises(NotFoundError):
            db.outlet_rules.report(account, 999_999, "", at=NOW)
        other = db.accounts.create("Bram", is_admin=False, at=NOW)
        assert [] == db.outlet_rules.reports(account=other)
        (report,) = db.outlet_rules.reports(account=account)
        assert ("hilang", "test", True) == (report.note, report.extractor, report.has_page)
        assert 0 == db.pages.drop(NOW + timedelta(days=99))
        assert db.outlet_rules.settle(report.id, at=NOW)
        assert not db.outlet_rules.settle(report.id, at=NOW)
        assert [] == db.outlet_rules.reports(account=None)
        assert 1 == db.pages.drop(NOW + timedelta(days=99))


def test_how_texts_were_found_is_counted(store: Store) -> None:
    read_articles(store, 2)
    with store.write() as db:
        number = int(db.articles.find("https://example.com/k0") or 0)
        page = db.rereadings.page(number)
        assert page is not None
        found = extraction(
            "Dari umpan.", extractor="feed", quality=0.5, fallback_reason="the page is an error page"
        )
        db.articles.put_again(number, found, expected=page.digest, at=NOW)
        listed = db.outlet_rules.extractors()

    assert {("test", 1, None), ("feed", 1, "the page is an error page")} == {
        (name, count, why) for name, count, _, why in listed
    }
