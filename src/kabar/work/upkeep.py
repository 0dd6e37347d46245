"""What keeps a database small and quick: forget old pages and visits, refresh statistics."""

from datetime import timedelta

from kabar.digest import sending
from kabar.log import logger
from kabar.runtime import Runtime

LOOKS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))  # after somebody opened an article
RECENT = timedelta(days=3)


def run_upkeep(rt: Runtime) -> None:
    """Do all of it, each in a transaction of its own."""
    before = rt.clock() - timedelta(days=rt.config.flow.keep_pages_days)
    with rt.store.write() as db:
        pages = db.pages.drop(before)
    with rt.store.write() as db:
        db.sources.prune_polls()
        db.hosts.prune(rt.clock() - timedelta(days=1))
    sending.prune(rt)
    rt.store.optimize()
    logger().info("upkeep.done", pages_dropped=pages)


def look_again(rt: Runtime) -> int:
    """Have the pages of recent articles that somebody opened or saved asked for again, to see what was edited since.

    Most edits come within a day, and many outlets do not tell of them in their feeds. Returns how many now wait.
    """
    if not rt.config.flow.read_pages:
        return 0
    with rt.store.write() as db:
        return db.pages.ask_again(rt.clock(), after=LOOKS, within=RECENT)
