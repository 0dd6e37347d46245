"""`kabar profile` through its front door."""

import json
from pathlib import Path

from click.testing import CliRunner

from kabar.cli import cli


def run(data: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--data", str(data), *arguments])
    return done.exit_code, done.stdout


def test_line_is_set_shown_and_taken_back(tmp_path: Path) -> None:
    code, said = run(tmp_path, "profile", "set", "topic:15000000", "--", "-0.5")
    (line,) = json.loads(run(tmp_path, "profile", "--json")[1])["lines"]
    assert (0, -0.5, True) == (code, line["weight"], line["edited"])

    run(tmp_path, "undo", said.strip().rpartition(" ")[2])
    assert [] == json.loads(run(tmp_path, "profile", "--json")[1])["lines"]


def test_side_stays_through_a_reset_and_goes_when_it_is_empty(tmp_path: Path) -> None:
    run(tmp_path, "profile", "side", "The Harbour Post", "left")
    run(tmp_path, "profile", "set", "topic:15000000", "0.5")
    run(tmp_path, "profile", "reset")
    view = json.loads(run(tmp_path, "profile", "--json")[1])
    assert [["The Harbour Post", "left"]] == view["sides"]
    assert [] == view["lines"]

    run(tmp_path, "profile", "side", "The Harbour Post")
    assert [] == json.loads(run(tmp_path, "profile", "--json")[1])["sides"]


def test_export_is_one_document(tmp_path: Path) -> None:
    run(tmp_path, "profile", "widen", "0.6")
    document = json.loads(run(tmp_path, "profile", "export")[1])
    assert 0.6 == document["account"]["widen"]
    assert {"account", "follows", "marks", "taste"} <= set(document)
