"""Stored pages are read again without a request, resumably, and what changed is kept as a version of ours."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from kabar.errors import ForbiddenError, NotFoundError
from kabar.model.account import MarkKind
from kabar.model.ids import AccountId
from kabar.rereading import reread_pages, state_of
from kabar.runtime import Runtime
from kabar.service import extraction, reading, undoing

MERIDIAN = "/meridian"


@pytest.fixture
def outlet(newsroom: Runtime) -> Iterator[str]:
    with newsroom.store.read() as db:
        address = next(url for url in db.rereadings.addresses() if MERIDIAN in url)
    yield address.removeprefix("http://").partition("/meridian")[0] + MERIDIAN


def texts(rt: Runtime) -> dict[int, str]:
    with rt.store.read() as db:
        return db.reading.texts(range(1, 500))


def finish(rt: Runtime, *, limit: int = 32) -> None:
    while reread_pages(rt, limit=limit):
        pass


def no_requests(rt: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a request was made")

    for name in ("fetch", "get_many", "get_batches"):
        monkeypatch.setattr(rt.fetcher, name, refuse)


def test_rule_changes_stored_pages_and_undo_changes_them_back(
    newsroom: Runtime, owner: AccountId, outlet: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = newsroom
    no_requests(rt, monkeypatch)
    before = texts(rt)
    with rt.store.read() as db:
        mine = next(page.article for page in db.rereadings.some_of(outlet, limit=1))
    reading.mark(rt, owner, MarkKind.READ, article=mine)

    saved = extraction.save(rt, owner, outlet, keep="#story p:first-child", drop="")
    finish(rt)
    after = texts(rt)

    changed = {number for number in before if before[number] != after[number]}
    assert saved.rereading is not None
    job = state_of(rt, saved.rereading.id)
    assert job is not None and job.ended_at is not None
    assert (job.total, job.total, len(changed)) == (saved.rereading.total, job.done, job.changed)
    assert mine in changed
    view = reading.article(rt, owner, mine)
    assert [("reread", False)] == [(version.kind, version.since_read) for version in view.versions]
    assert "your rule" == view.extractor

    assert saved.undo is not None
    undoing.undo(rt, owner, saved.undo)
    finish(rt)
    assert before == texts(rt)


def test_a_job_goes_on_where_a_process_died(newsroom: Runtime, owner: AccountId) -> None:
    rt = newsroom
    begun = extraction.reread(rt, owner)
    reread_pages(rt, limit=10)
    half = state_of(rt, begun.id)
    assert half is not None and half.done == 10

    again = Runtime(rt.config, rt.data_dir, rt.store)  # another process finds the job in the database
    try:
        finish(again, limit=50)
    finally:
        again.__dict__["extraction"].close()
    job = state_of(rt, begun.id)

    assert job is not None and job.ended_at is not None
    assert (begun.total, 0) == (job.done, job.failed)
    # The first pages of an outlet were read before it was known what repeats on them.
    assert job.changed <= begun.total // 20


def test_batch_that_two_processes_read_is_counted_once(newsroom: Runtime, owner: AccountId) -> None:
    rt = newsroom
    begun = extraction.reread(rt, owner)
    with rt.store.read() as db:
        pages = db.rereadings.next_pages(begun, limit=5)
    with rt.store.write() as db:
        db.rereadings.write(begun, [(page, None) for page in pages], at=rt.clock())
    with rt.store.write() as db:
        db.rereadings.write(begun, [(page, None) for page in pages], at=rt.clock())

    job = state_of(rt, begun.id)
    assert job is not None and (5, 5) == (job.done, job.failed)


def test_only_articles_since_a_day_are_read(newsroom: Runtime, owner: AccountId) -> None:
    job = extraction.reread(newsroom, owner, since=newsroom.clock() + timedelta(days=1))

    assert 0 == job.total
    with pytest.raises(NotFoundError, match=r"no page of example\.org is stored"):
        extraction.reread(newsroom, owner, outlet="example.org")


def test_page_that_breaks_extraction_keeps_its_text(newsroom: Runtime, owner: AccountId) -> None:
    rt = newsroom
    before = texts(rt)
    begun = extraction.reread(rt, owner)
    with rt.store.read() as db:
        pages = db.rereadings.next_pages(begun, limit=3)
    with rt.store.write() as db:
        db.rereadings.write(begun, [(page, None) for page in pages], at=rt.clock())

    assert before == texts(rt)


def test_only_an_admin_changes_how_pages_are_read_but_everybody_may_try(
    newsroom: Runtime, owner: AccountId, outlet: str
) -> None:
    rt = newsroom
    with rt.store.write() as db:
        guest = db.accounts.create("guest", is_admin=False, at=rt.clock())

    tried = extraction.try_out(rt, guest, outlet, keep="", drop="p")
    assert tried.pages and not tried.may_save
    for act in (
        lambda: extraction.save(rt, guest, outlet, keep="p", drop=""),
        lambda: extraction.remove(rt, guest, outlet),
        lambda: extraction.reread(rt, guest),
    ):
        with pytest.raises(ForbiddenError):
            act()


def test_mistake_saves_nothing(newsroom: Runtime, owner: AccountId, outlet: str) -> None:
    view = extraction.save(newsroom, owner, outlet, keep="div..x", drop="p")

    assert 1 == len(view.faults)
    assert () == extraction.overview(newsroom, owner).rules


def test_report_keeps_its_page_until_it_is_settled(newsroom: Runtime, owner: AccountId) -> None:
    rt = newsroom
    with rt.store.read() as db:
        article = db.rereadings.some_of("", limit=1)[0].article
    reading.report(rt, owner, article, note="the last paragraph is missing")

    with rt.store.write() as db:
        db.pages.drop(rt.clock() + timedelta(days=365))
        assert [article] == [page.article for page in db.rereadings.some_of("", limit=5)]
    (report,) = extraction.overview(rt, owner).reports
    assert (article, "the last paragraph is missing", True) == (report.article, report.note, report.has_page)
    assert report.extractor

    extraction.settle(rt, owner, report.id)
    with rt.store.write() as db:
        db.pages.drop(rt.clock() + timedelta(days=365))
        assert [] == db.rereadings.some_of("", limit=5)
    assert () == extraction.overview(rt, owner).reports
