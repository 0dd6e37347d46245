"""`kabar follow` names what is followed, not its code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kabar.cli import cli


@pytest.mark.parametrize(
    ("target", "name", "label"),
    [
        ("topic", "15000000", "sport"),
        ("language", "de", "German"),
        ("outlet", "The Harbour Post", "The Harbour Post"),
        ("entity", "Demak", "Demak"),
        ("search", "banjir lang:id", "banjir lang:id"),
    ],
)
def test_follow_has_a_name(tmp_path: Path, target: str, name: str, label: str) -> None:
    for act in ("follow", "mute"):
        done = CliRunner().invoke(cli, ["--data", str(tmp_path), act, target, name])
        assert 0 == done.exit_code, done.output
        document = json.loads(CliRunner().invoke(cli, ["--data", str(tmp_path), "follow", "--json"]).stdout)
        assert [label] == [line["label"] for lines in document.values() for line in lines]
