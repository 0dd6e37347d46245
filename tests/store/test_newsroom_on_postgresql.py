"""The sample newsroom on PostgreSQL: the whole flow and the services give what they give on SQLite."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from databases import empty_postgresql
from filling import Filled
from kabar.cli.sample import allow_sample, sample_newsroom
from kabar.config import Config
from kabar.model.account import MarkKind
from kabar.runtime import Runtime, open_runtime
from kabar.service import frontpage, reading, subscribing, undoing
from kabar.work.round import run_round

OPML = b"""<opml version="2.0"><body><outline text="Coast">
<outline text="One" xmlUrl="https://one.example/feed"/><outline text="Two" xmlUrl="https://two.example/feed"/>
</outline></body></opml>"""


@pytest.fixture
def rt(tmp_path: Path) -> Iterator[Runtime]:
    config = msgspec.structs.replace(allow_sample(Config()), database_url=empty_postgresql())
    opened = open_runtime(config, tmp_path)
    yield opened
    opened.close()


def test_whole_flow_and_services_do_the_same_on_postgresql(
    rt: Runtime, newsroom: Runtime, filled: Filled
) -> None:
    with rt.store.write() as db:
        account = db.accounts.get(db.accounts.create("owner", is_admin=True, at=rt.clock()))
    with sample_newsroom(rt, account):
        done = run_round(rt, everything=True)
    here, there = (frontpage.front_page(one, account.id) for one in (rt, newsroom))

    assert 0 == done.articles["failed"]
    assert abs(done.entries["new"] - filled.done.entries["new"]) <= 5  # the newsroom publishes by the clock
    assert len(here.cards) == len(there.cards)
    assert {card.headline for card in here.cards[:10]} & {card.headline for card in there.cards[:10]}

    story = here.cards[0].id
    undo = reading.mark(rt, account.id, MarkKind.SAVED, story=story)
    assert undo is not None
    undoing.undo(rt, account.id, undo)
    imported = subscribing.import_opml(rt, account.id, OPML)
    again = subscribing.import_opml(rt, account.id, OPML)

    assert (2, 0) == (imported.added, imported.known)
    assert (0, 2) == (again.added, again.known)
