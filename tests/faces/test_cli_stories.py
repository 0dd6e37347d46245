"""Correcting stories, and provenance, on the command line."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kabar.cli import cli
from kabar.model.ids import AccountId
from kabar.runtime import Runtime
from kabar.service import frontpage, stories


def run(rt: Runtime, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(rt.data_dir), *arguments])


def document(rt: Runtime, *arguments: str) -> Any:
    done = run(rt, *arguments, "--json")
    assert 0 == done.exit_code, done.output
    return json.loads(done.stdout)


@pytest.fixture
def several(newsroom: Runtime, owner: AccountId) -> int:
    """A story with copies."""
    cards = frontpage.front_page(newsroom, owner).cards
    return next(card.id for card in cards if card.copies and card.independent > 2)


def test_reports_are_split_off_moved_back_and_listed(newsroom: Runtime, several: int) -> None:
    chosen = next(
        line for line in document(newsroom, "story", str(several))["articles"] if not line["copy_of"]
    )
    made = document(newsroom, "correct", "split", str(several), str(chosen["id"]))
    moved = document(newsroom, "correct", "move", str(chosen["id"]), "--to", str(several))
    pairs = document(newsroom, "correct", "list")

    assert made["story"] not in (several, None)
    assert several == moved["story"]
    assert {True, False} == {pair["same"] for pair in pairs}
    assert "nothing" not in run(newsroom, "correct", "list").output.lower()
    line = next(a for a in document(newsroom, "story", str(several))["articles"] if a["id"] == chosen["id"])
    assert line["by_hand"]


def test_stories_are_merged_and_parted_again(newsroom: Runtime, owner: AccountId) -> None:
    one, other = [card.id for card in frontpage.front_page(newsroom, owner).cards[:2]]
    done = document(newsroom, "correct", "merge", str(one), "--into", str(other))
    assert other == document(newsroom, "story", str(one))["story"]

    assert 0 == run(newsroom, "undo", str(done["undo"])).exit_code
    assert one == stories.story(newsroom, owner, one).card.id


def test_mistakes_say_what_to_do(newsroom: Runtime, several: int) -> None:
    none = run(newsroom, "correct", "split", str(several), "999999")
    missing = run(newsroom, "provenance", "999999")

    assert "choose at least one report" in str(none.exception)
    assert "no such article" in str(missing.exception)


def test_provenance_of_a_copy_names_its_origin_and_the_evidence(newsroom: Runtime, several: int) -> None:
    lines = document(newsroom, "story", str(several))["articles"]
    copy = next(line for line in lines if line["copy_of"])
    record = document(newsroom, "provenance", str(copy["id"]))
    origin = document(newsroom, "provenance", str(record["origins"][0]["article"]))

    assert copy["copy_of"] == record["origins"][0]["article"]
    assert copy["id"] in [other["article"] for other in origin["copies"]]
    assert record["evidence"]["page_hash"].startswith("sha256:")
    assert record["evidence"]["text_hash"].startswith("sha256:")
    assert record["first_seen_at"] and record["independent_reports"] >= 2
    assert record["copy_kind"] == copy["copy_kind"]


def test_provenance_is_told_in_words_and_as_a_line_to_quote(newsroom: Runtime, several: int) -> None:
    copy = next(line for line in document(newsroom, "story", str(several))["articles"] if line["copy_of"])
    words = run(newsroom, "provenance", str(copy["id"])).output
    line = run(newsroom, "provenance", str(copy["id"]), "--cite").output

    for word in (
        "outlet",
        "copy of",
        "first seen",
        "independent reports",
        "fetched from",
        "fingerprint, page",
    ):
        assert word in words
    assert 1 == line.count("\n")
    assert copy["title"] in line
    assert "copy of “" in line
    assert "sha256:" in line


def test_story_is_told_with_its_time_line_and_chain(newsroom: Runtime, several: int) -> None:
    words = run(newsroom, "story", str(several)).output

    assert "How it went" in words
    assert "└" in words


def test_front_page_says_two_reasons_or_all_of_them(newsroom: Runtime, owner: AccountId) -> None:
    card = frontpage.front_page(newsroom, owner).cards[0]
    short = " ".join(run(newsroom, "frontpage", "--limit", "1").output.split())
    whole = " ".join(run(newsroom, "frontpage", "--limit", "1", "--why").output.split())

    assert len(card.reasons) > 2
    assert ". ".join(reason.text.rstrip(".") for reason in card.reasons[:2]) in short
    assert card.reasons[2].text not in short
    assert all(" ".join(reason.text.split()) in whole for reason in card.reasons)
    assert "together" in whole
