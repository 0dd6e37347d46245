"""What keeps a database small and quick: forget old pages and visits, refresh statistics."""

from datetime import timedelta

from kabar.digest import sending
from kabar.log import logger
from kabar.runtime import Runtime


def run_upkeep(rt: Runtime) -> None:
    """Do all of it, each in a transaction of its own."""
    before = rt.clock() - timedelta(days=rt.config.flow.keep_pages_days)
    with rt.store.write() as db:
        pages = db.articles.drop_pages(before)
    with rt.store.write() as db:
        db.sources.prune_polls()
        db.hosts.prune(rt.clock() - timedelta(days=1))
    sending.prune(rt)
    rt.store.optimize()
    logger().info("upkeep.done", pages_dropped=pages)
