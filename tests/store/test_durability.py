"""A confirmed write survives `kill -9`; a full disk loses nothing; a lock ends with its holder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fakes import NOW, add_source
from kabar.errors import StoreFullError
from kabar.store import Store, open_store

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kabar.model.feed import SourceKind
from kabar.store import open_store
store = open_store(None, Path(sys.argv[1]))
number = 0
while True:
    with store.write() as db:
        db.sources.add(f"https://example.com/{number}", SourceKind.FEED, at=datetime.now(UTC))
    print(number, flush=True)
    number += 1
"""


@pytest.mark.parametrize("round_", range(3))
def test_confirmed_writes_survive_kill_9(tmp_path: Path, round_: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    confirmed = -1
    for line in process.stdout:
        confirmed = int(line)
        if confirmed >= 20 + 7 * round_:
            break
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    store = open_store(None, tmp_path)
    with store.read() as db:
        stored = {source.url for source in db.sources.all()}

    assert {f"https://example.com/{number}" for number in range(confirmed + 1)} <= stored
    assert store.problems() == []
    store.close()


def test_full_disk_is_a_clear_error_and_loses_nothing(tmp_path: Path) -> None:
    store = open_store(None, tmp_path)
    with store.write() as db:
        add_source(db, "https://example.com/kept")
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    store.engine.dispose()

    from sqlalchemy import event

    @event.listens_for(store.engine, "connect")
    def full(connection: object, record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined]  # a SQLite connection

    with pytest.raises(StoreFullError, match="disk is full"), store.write() as db:
        for number in range(5000):
            add_source(db, f"https://example.com/{number}/{'x' * 500}")
    with store.read() as db:
        assert [source.url for source in db.sources.all()] == ["https://example.com/kept"]
    store.close()


def test_lock_is_free_after_its_holder_died(store: Store, address: str | None, tmp_path: Path) -> None:
    holder = (
        "import sys, time\nfrom pathlib import Path\nfrom kabar.store import open_store\n"
        "store = open_store(sys.argv[2] or None, Path(sys.argv[1]))\n"
        "with store.lock('cluster'):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path), address or ""], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.kill()
    process.wait()

    with store.lock("cluster"):  # would wait for ever if a dead process could hold it
        pass


def test_reader_is_not_stopped_by_a_writer(store: Store) -> None:
    with store.write() as writing:
        add_source(writing)
        with store.read() as reading:
            assert reading.sources.all() == []
    with store.read() as reading:
        assert reading.sources.all()[0].added_at == NOW
