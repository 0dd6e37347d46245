"""Reading stored pages again: after an update of Kabar, or when a person made a rule for an outlet.

No request is sent. A job is a row: how far it came stands in the database, so it goes on after a crash
where it was, and several processes may work at it without doing harm. A batch is read in child processes and
written in one transaction; what changed goes through the models and into the stories like new text.
"""

from collections import Counter

from kabar.extract import from_feed
from kabar.extract.pool import PageJob
from kabar.extract.rules import rule_for
from kabar.model.article import Extraction
from kabar.model.outlet_rules import Rereading
from kabar.runtime import Runtime
from kabar.settling import settle

BATCH = 32  # pages: about half a second of work, so that news in between do not wait


def reread_pages(rt: Runtime, *, limit: int = BATCH, job: int | None = None) -> Counter[str]:
    """Read the next stored pages of the oldest open job (or of *job*) again; empty when there is none."""
    with rt.store.read() as db:
        under_way = db.rereadings.current() if job is None else db.rereadings.get(job)
        if under_way is None or under_way.ended_at is not None:
            return Counter()
        pages = db.rereadings.next_pages(under_way, limit=limit)
        rules = db.outlet_rules.all()
    if not pages:
        with rt.store.write() as db:
            db.rereadings.end(under_way.id, at=rt.clock())
        return Counter(reread_jobs=1)
    jobs = [
        PageJob(html=page.body, url=page.url, content_type=page.content_type, rule=rule_for(page.url, rules))
        for page in pages
    ]
    found = rt.extraction.read_together(jobs)
    settled = [
        (page, settle(one, from_feed(page.entry, url=page.url)) if isinstance(one, Extraction) else None)
        for page, one in zip(pages, found, strict=True)
    ]
    with rt.store.write() as db:
        db.rereadings.write(under_way, settled, at=rt.clock())
    return Counter(reread=len(pages))


def state_of(rt: Runtime, job: int) -> Rereading | None:
    """How far a job came."""
    with rt.store.read() as db:
        return db.rereadings.get(job)
