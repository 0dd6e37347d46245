"""The command line through its front door."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from filling import Filled
from kabar.cli import COMMANDS, cli

TEXT = """Panen raya di Lembah Sora

IklanBagikan

Petani di Lembah Sora memanen padi lebih awal tahun ini karena hujan datang terlambat.

Ketua kelompok tani mengatakan hasilnya naik sepersepuluh dibandingkan dengan tahun lalu.
"""


def kabar(*arguments: str, data: Path, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kabar", "--data", str(data), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env={**os.environ, **env},
        timeout=120,
    )


def document(*arguments: str, data: Path) -> Any:
    done = kabar(*arguments, "--json", data=data)
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout)


def test_sources_are_listed_for_scripts(filled: Filled) -> None:
    rows = document("sources", "list", data=filled.data_dir)

    assert {
        "id",
        "url",
        "title",
        "status",
        "last_error",
        "last_success_at",
        "next_poll_at",
        "entries",
    } == set(rows[0])
    assert {"ok", "failing"} <= {row["status"] for row in rows}


def test_front_page_parts_add_up(filled: Filled) -> None:
    cards = document("frontpage", "--limit", "5", data=filled.data_dir)

    assert 5 == len(cards)
    for card in cards:
        assert card["score"] == sum(reason["part"] for reason in card["reasons"])
        assert card["key_points"]


def test_story_has_its_articles(filled: Filled) -> None:
    first = document("frontpage", "--limit", "1", data=filled.data_dir)[0]
    story = document("story", str(first["story"]), data=filled.data_dir)

    assert first["articles"] == len(story["articles"])
    fields = {"id", "title", "outlet", "language", "url", "published_at", "copy_of", "copy_kind"}
    assert fields | {"because", "by_hand"} == set(story["articles"][0])


def test_search_prints_hits(filled: Filled) -> None:
    found = document("search", "Selmora", "lang:en", data=filled.data_dir)

    assert found["total"] == len(found["articles"]) or found["total"] > 30
    assert all("en" == article["language"] for article in found["articles"])


def test_text_file_becomes_an_article(tmp_path: Path) -> None:
    file = tmp_path / "panen.txt"
    file.write_text(TEXT, encoding="utf-8")
    added = document("add", str(file), data=tmp_path / "data")
    article = document("read", str(added["articles"][0]), data=tmp_path / "data")

    assert ("Panen raya di Lembah Sora", "id") == (article["title"], article["language"])
    assert "Iklan" not in article["text"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["frobnicate"], 2, "No such command"),
        (["story", "999"], 1, "there is no such story"),
        (["frontpage", "--account", "nobody"], 1, "there is no account named nobody"),
        (["follow", "topic", "123"], 2, "no Media Topic"),
        (["sources", "import", "/does/not/exist"], 2, "No such file"),
        (["serve", "--host", "0.0.0.0", "--port", "0"], 2, "without a password"),
        (["--config", "/does/not/exist.toml", "frontpage"], 2, "no such file"),
    ],
)
def test_failures_say_why(tmp_path: Path, arguments: list[str], status: int, words: str) -> None:
    done = kabar(*arguments, data=tmp_path)

    assert (status, True) == (done.returncode, words in done.stderr), done.stderr
    assert "Traceback" not in done.stderr


def test_damaged_configuration_names_the_key(tmp_path: Path) -> None:
    (tmp_path / "kabar.toml").write_text("[fetch]\ntimout_seconds = 3\n", encoding="utf-8")
    done = kabar("frontpage", data=tmp_path)

    assert 2 == done.returncode
    assert "kabar.toml: [fetch] timout_seconds: no such setting; did you mean timeout_seconds?" in done.stderr


def test_environment_overrides_and_is_checked(tmp_path: Path) -> None:
    done = kabar("frontpage", data=tmp_path, KABAR_FETCH__TIMEOUT_SECONDS="soon")

    assert 2 == done.returncode
    assert "[fetch] timeout_seconds" in done.stderr


def test_first_page_of_nothing_says_what_to_do(tmp_path: Path) -> None:
    assert "kabar add ADDRESS" in kabar("frontpage", data=tmp_path).stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_help_with_its_use(name: str) -> None:
    shown = CliRunner().invoke(cli, [name, "--help"], prog_name="kabar")

    assert 0 == shown.exit_code
    assert f"Usage: kabar {name}" in shown.output


def test_account_gets_a_password_and_a_link(tmp_path: Path) -> None:
    kabar("accounts", "add", "Ayu", data=tmp_path)
    done = kabar("accounts", "password", "Ayu", "--stdin", data=tmp_path, stdin="correct horse battery\n")
    rows = document("accounts", "list", data=tmp_path)

    assert 0 == done.returncode
    assert [("Ayu", True)] == [(row["name"], row["password"]) for row in rows]
    assert "/enter?token=" in kabar("accounts", "link", "Ayu", data=tmp_path).stdout


def test_database_is_checked_and_backed_up(filled: Filled, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    done = kabar("db", "backup", str(copy), data=filled.data_dir)

    assert 0 == done.returncode, done.stderr
    assert {"ok": True, "problems": []} == document("db", "check", data=filled.data_dir)
    assert copy.stat().st_size > 100_000


def test_completion_script_is_printed() -> None:
    assert "_KABAR_COMPLETE" in kabar("completion", "bash", data=Path("unused")).stdout
