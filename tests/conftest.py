"""What several groups of tests share: the sample newsroom, read once through the whole flow."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from filling import Filled
from kabar.cli.sample import allow_sample, sample_newsroom
from kabar.config import Config
from kabar.model.ids import AccountId
from kabar.runtime import Runtime, open_runtime
from kabar.work.round import run_round


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Real HTTP, real pages, real models: about twenty seconds of processor time, once for all tests."""
    data_dir = tmp_path_factory.mktemp("sample")
    rt = open_runtime(allow_sample(Config()), data_dir)
    try:
        with rt.store.write() as db:
            account = db.accounts.get(db.accounts.create("owner", is_admin=True, at=rt.clock()))
        with sample_newsroom(rt, account) as server:
            done = run_round(rt, everything=True)
            truth = server.truth()
        return Filled(data_dir=data_dir, done=done, truth=truth, at=datetime.now(UTC))
    finally:
        rt.close()


@pytest.fixture
def newsroom(filled: Filled, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime over a copy of the filled folder: the test may change anything."""
    data_dir = tmp_path / "data"
    shutil.copytree(filled.data_dir, data_dir)
    rt = open_runtime(allow_sample(Config()), data_dir)
    yield rt
    rt.close()


@pytest.fixture
def owner() -> AccountId:
    """The account that reads the sample newsroom."""
    return AccountId(1)
