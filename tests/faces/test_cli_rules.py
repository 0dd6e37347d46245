"""`kabar rules` through its front door."""

import json
from pathlib import Path

from click.testing import CliRunner

from kabar.cli import cli
from kabar.errors import InputError


def run(data: Path, *arguments: str, stdin: str = "") -> tuple[int, str, BaseException | None]:
    done = CliRunner().invoke(cli, ["--data", str(data), "rules", *arguments], input=stdin)
    return done.exit_code, done.stdout, done.exception


def test_saved_rules_are_listed_for_scripts(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path, "save", "--json", stdin="# mine\nhide title:banjir\n")
    listed = json.loads(run(tmp_path, "list", "--json")[1])

    assert (0, True) == (code, json.loads(out)["undo"] is not None)
    assert "# mine\nhide title:banjir" == listed["text"]
    assert ["hide title:banjir"] == [effect["source"] for effect in listed["effects"]]


def test_mistake_fails_with_its_place_and_saves_nothing(tmp_path: Path) -> None:
    _, _, error = run(tmp_path, "save", stdin="hide tittle:x")

    assert isinstance(error, InputError)
    assert "line 1, column 6:\nhide tittle:x\n     ^^^^^^ there is no field tittle" in str(error)
    assert "" == json.loads(run(tmp_path, "list", "--json")[1])["text"]


def test_check_needs_no_data(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path / "none", "check", "--json", stdin="hdie x")

    assert (1, 1) == (code, len(json.loads(out)))
    assert not (tmp_path / "none").exists()
