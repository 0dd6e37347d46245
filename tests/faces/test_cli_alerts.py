"""`kabar alerts`, `digest`, `catch-up` and `feeds` over the filled sample."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kabar.cli import cli
from kabar.runtime import Runtime


def run(data: Path, *words: str, status: int = 0, text: str = "") -> str:
    answer = CliRunner().invoke(cli, ["--data", str(data), *words], input=text, catch_exceptions=True)
    assert status == answer.exit_code, answer.output
    return str(answer.stdout)


@pytest.fixture
def data(newsroom: Runtime) -> Path:
    return newsroom.data_dir


def test_way_is_added_tested_switched_and_used(data: Path) -> None:
    made = json.loads(run(data, "alerts", "add", "file", "--json"))["id"]
    run(data, "alerts", "test", str(made))
    run(data, "alerts", "on", str(made), "digests")
    sent = json.loads(run(data, "digest", "--send", "--json"))
    listed = json.loads(run(data, "alerts", "list", "--json"))

    assert ["sent"] == [message["state"] for message in sent["messages"]]
    assert [(False, True)] == [(way["alerts"], way["digests"]) for way in listed["ways"]]
    assert ["digest", "test"] == [message["kind"] for message in listed["messages"]]
    assert 1 == len(list((data / "outgoing" / "1" / "digests").iterdir()))


def test_addresses_are_secrets(data: Path) -> None:
    run(data, "alerts", "add", "apprise", "-", text="json://ayu:secret@example.org\n")

    assert "secret" not in run(data, "alerts", "list", "--json") + run(data, "alerts", "list")


def test_digest_is_printed_and_nothing_kept(data: Path) -> None:
    text = run(data, "digest", "--stories", "4")
    issue = json.loads(run(data, "digest", "--stories", "4", "--json"))

    assert 4 == text.count("/story/") == len(issue["stories"])
    assert all(story["reasons"] for story in issue["stories"])
    assert [] == json.loads(run(data, "alerts", "list", "--json"))["messages"]


def test_sending_without_a_way_says_what_to_do(data: Path) -> None:
    answer = CliRunner().invoke(cli, ["--data", str(data), "digest", "--send"])

    assert "kabar alerts add" in str(answer.exception)


def test_wishes_are_set_and_undone(data: Path) -> None:
    run(data, "alerts", "set", "--cap", "3", "--quiet", "23-6", "--digest", "weekly", "--day", "monday")
    settings = json.loads(run(data, "alerts", "list", "--json"))["settings"]

    assert (3, 23, 6, "weekly", 0) == tuple(
        settings[name] for name in ("cap", "quiet_from", "quiet_to", "rhythm", "weekday")
    )
    run(data, "undo")
    run(data, "undo")
    assert 5 == json.loads(run(data, "alerts", "list", "--json"))["settings"]["cap"]


def test_lists_end(data: Path) -> None:
    assert "That was the day." in run(data, "catch-up", "day")
    assert 10 >= len(json.loads(run(data, "catch-up", "week", "--json"))["cards"])


def test_feed_gets_another_address_and_ends(data: Path) -> None:
    made = json.loads(run(data, "feeds", "make", "digests", "--json"))
    turned = json.loads(run(data, "feeds", "rotate", str(made["id"]), "--json"))

    assert made["id"] == turned["id"]
    assert made["atom"] != turned["atom"]
    run(data, "feeds", "revoke", str(made["id"]))
    assert "No feed has been made" in run(data, "feeds", "list")
