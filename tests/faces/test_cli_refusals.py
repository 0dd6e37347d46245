"""What a stranger does wrong is answered with one sentence, never with a traceback."""

import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kabar.cli import cli
from kabar.cli.sample import FACT, sample_newsroom
from kabar.config import Config
from kabar.errors import ConfigError
from kabar.runtime import open_runtime


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(data), *arguments])


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    error = run(tmp_path / "file" / "below", "follow").exception

    assert isinstance(error, ConfigError)
    assert str(tmp_path / "file" / "below") in str(error)
    assert "--data" in str(error)


def test_folder_without_the_right_to_write_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever runs tests as root may write everywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    error = run(tmp_path, "follow").exception

    assert isinstance(error, ConfigError)
    assert f"{tmp_path}: the data folder is read-only" in str(error)


def test_doctor_of_a_new_folder_says_how_to_begin(tmp_path: Path) -> None:
    done = run(tmp_path / "new", "doctor", "--quick")

    assert 0 == done.exit_code
    assert "there is none yet; `kabar add ADDRESS`" in done.stdout


@pytest.mark.parametrize("document", ["", "not xml", "<opml><body></body></opml>", "<html><p>x</p></html>"])
def test_file_that_is_no_list_adds_nothing_and_says_so(tmp_path: Path, document: str) -> None:
    (tmp_path / "list.opml").write_text(document)
    done = run(tmp_path, "sources", "import", str(tmp_path / "list.opml"))

    assert "OPML" in done.stderr
    assert "sources added" not in done.stdout
    assert "line 0" not in done.stderr


def test_address_that_is_none_is_said_once(tmp_path: Path) -> None:
    done = run(tmp_path, "add", "htp:/nonsense")

    assert 1 == done.stderr.count("htp:/nonsense")


def test_file_that_is_not_there_is_called_a_file(tmp_path: Path) -> None:
    done = run(tmp_path, "add", "saved-page.html")

    assert "saved-page.html: there is no such file" in done.stderr


def test_sample_keeps_its_port_or_says_who_has_it(tmp_path: Path) -> None:
    rt = open_runtime(Config(), tmp_path)
    with socket.socket() as other, rt.store.write() as db:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        account = db.accounts.get(db.accounts.create("owner", is_admin=True, at=rt.clock()))
        db.secrets.set_fact(FACT, {"anchor": datetime(2026, 1, 1, tzinfo=UTC).isoformat(), "port": port})
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(ConfigError, match=f"port {port}, which another program uses"):
            sample_newsroom(rt, account).__enter__()
    rt.close()
