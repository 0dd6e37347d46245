"""What this installation is and holds, and whether it is alive."""

import kabar
from kabar.errors import StoreError
from kabar.model.feed import SourceStatus
from kabar.model.ids import AccountId
from kabar.model.panels import AboutView
from kabar.runtime import Runtime


def about(rt: Runtime, account: AccountId | None) -> AboutView:
    """Counts and versions; problems only for an admin."""
    with rt.store.read() as db:
        totals = db.articles.totals()
        sources = db.sources.all()
        admin = account is not None and db.accounts.get(account).is_admin
        notices = db.sources.notices() if admin else []
    failing = [s for s in sources if s.state.status in (SourceStatus.FAILING, SourceStatus.GONE)]
    polled = [s.state.last_poll_at for s in sources if s.state.last_poll_at is not None]
    problems = [f"{s.title or s.url}: {s.state.last_error}" for s in failing] + [text for _, text in notices]
    return AboutView(
        version=kabar.__version__,
        sources=len(sources),
        articles=totals["articles"],
        stories=totals["stories"],
        languages=totals["languages"],
        database=rt.store.description,
        models=((rt.annotator.embedder.name, "Apache-2.0"), ("py3langid", "BSD-3-Clause")),
        started_at=rt.started_at,
        last_round_at=max(polled, default=None),
        problems=tuple(problems) if admin else (),
    )


def alive(rt: Runtime) -> bool:
    """One trivial read."""
    try:
        with rt.store.read() as db:
            db.stories.revision()
    except StoreError:
        return False
    return True


def secret(rt: Runtime, name: str) -> bytes:
    """32 random bytes, made on first use and kept in the database."""
    with rt.store.read() as db:
        known = db.secrets.find(name)
    if known is not None:
        return known
    with rt.store.write() as db:
        return db.secrets.get(name)
