"""In the sample newsroom people add sources of their own: of loopback, only the sample's server may be asked."""

import socket
from pathlib import Path

import pytest

from kabar.cli.sample import HOST, allow_sample, sample_newsroom
from kabar.config import Config
from kabar.errors import SourceError
from kabar.runtime import open_runtime
from kabar.service import pictures


def test_picture_on_another_port_of_loopback_is_not_asked_for(tmp_path: Path) -> None:
    rt = open_runtime(allow_sample(Config()), tmp_path)
    try:
        with rt.store.write() as db:
            account = db.accounts.get(db.accounts.create("owner", is_admin=True, at=rt.clock()))
        with socket.create_server((HOST, 0)) as other, sample_newsroom(rt, account) as server:
            other.settimeout(0.2)
            with pytest.raises(SourceError, match=r"not on the public internet|Port"):
                pictures.fetch(rt, f"http://{HOST}:{other.getsockname()[1]}/a.jpg")
            with pytest.raises(TimeoutError):
                other.accept()
            assert [f"{HOST}:{server.port}"] == list(rt.config.fetch.allow_private_hosts)
    finally:
        rt.close()
