"""Pages that an outlet edits without changing a word of its feed: only the date of the entry moves."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from real_web import Others, others, running

from kabar import pipeline
from kabar.model.feed import Entry, SourceKind
from kabar.model.ids import AccountId
from kabar.parse import said_edited, touched_lately
from kabar.runtime import Runtime
from kabar.service import reading

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = [
    "The council of Harlesund voted on Tuesday evening to rebuild the old tram depot, after a dispute of eleven years.",
    "Twenty-three members were in favour and nine against, while the mayor abstained and called the costs unclear.",
    "The work is expected to take three years and to cost 41 million crowns, a third of which the region will pay.",
]


def entry(key: str, updated: datetime | None, published: datetime | None = NOW - timedelta(hours=5)) -> Entry:
    return Entry(
        key=key, url=None, title=key, fingerprint=key.encode(), published_at=published, updated_at=updated
    )


def publish(web: Others, edited: dict[int, datetime], *, cost: str = "41") -> None:
    """Four articles and their feed; *edited*: when each was edited last."""
    published = datetime.now(UTC) - timedelta(hours=5)
    items = ""
    for number in range(4):
        body = "".join(f"<p>{one.replace('41', cost)} Part {number}.</p>" for one in TEXT)
        page = f"<html><head><title>Depot {number}</title></head><body><main><h1>Depot {number}</h1>{body}</main></body></html>"
        address = web.says(f"/a{number}", page.encode(), "text/html; charset=utf-8")
        items += (
            f"<entry><id>{address}</id><title>Depot {number}</title><link href='{address}'/><summary>The depot.</summary>"
            f"<published>{published.isoformat()}</published><updated>{edited[number].isoformat()}</updated></entry>"
        )
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Gazette</title><id>g</id>{items}</feed>"
    web.says("/feed", feed.encode(), "application/atom+xml")


def read(rt: Runtime, web: Others) -> list[str]:
    """One round; the pages that were asked for."""
    web.asked.clear()
    pipeline.poll_sources(rt, everything=True)
    while pipeline.read_articles(rt):
        pass
    return sorted(path for path, _ in web.asked if path.startswith("/a"))


def test_page_whose_entry_has_a_later_date_is_read_again_and_its_edit_is_shown(tmp_path: Path) -> None:
    with others() as web, running(tmp_path) as rt:
        began = datetime.now(UTC) - timedelta(hours=2)
        dates = dict.fromkeys(range(4), began)
        publish(web, dates)
        with rt.store.write() as db:
            db.sources.add(web.url("/feed"), SourceKind.FEED, at=rt.clock(), title="Gazette")
        assert ["/a0", "/a1", "/a2", "/a3"] == read(rt, web)

        publish(web, dates, cost="52")
        assert [] == read(rt, web), "the feed says nothing"
        dates[2] = began + timedelta(hours=1)
        publish(web, dates, cost="52")
        assert ["/a2"] == read(rt, web)
        assert [] == read(rt, web), "once is enough"

        with rt.store.read() as db:
            number = db.articles.find(web.url("/a2"))
        assert number is not None
        [version] = reading.article(rt, AccountId(1), number).versions
        assert ("edit", ["52"]) == (
            version.kind,
            [one.text.strip() for one in version.changes if one.op == "added"],
        )


def test_feed_that_dates_all_of_its_entries_anew_is_not_believed() -> None:
    later = NOW + timedelta(hours=1)
    known = {str(number): NOW for number in range(10)}
    touched = [entry(str(number), later) for number in range(10)]

    assert [] == said_edited(touched, known)
    assert touched[:3] == said_edited(
        [*touched[:3], *(entry(str(number), NOW) for number in range(3, 10))], known
    )
    assert touched[:2] == said_edited(touched[:2], known), "a small feed may edit all it has"


def test_only_entries_that_say_they_were_edited_lately_are_looked_at() -> None:
    known = {name: name.encode() for name in ("edited", "new", "old", "dateless", "same")}
    entries = [
        entry("edited", NOW - timedelta(hours=1)),
        entry("old", NOW - timedelta(days=9), NOW - timedelta(days=20)),
        entry("dateless", None),
        entry("same", NOW - timedelta(hours=5)),
        entry("unknown", NOW),
    ]

    assert ["edited"] == [one.key for one in touched_lately(entries, known, now=NOW)]
