"""`kabar keypoints` tells of a story what its page tells."""

from typing import Any

from kabar.cli.stage_keypoints import handle

FIRST = (
    "A road bridge over the Tuntang river collapsed early on Monday after three days of rain. Five people died when "
    'their minibus fell into the water, the police said. "We heard it before we saw it," said Maria Sontani, who '
    "sells fish beside the river."
)
LATER = (
    "The bridge over the Tuntang river that collapsed on Monday had been closed to lorries since March. Eight people "
    "died when a minibus fell into the water, the district said. The ministry put the cost of a new bridge at 40 "
    "million dollars."
)
STORY: dict[str, Any] = {
    "id": "bridge",
    "articles": [
        {"id": "a", "title": "Bridge falls", "text": FIRST, "published_at": "2026-03-02T08:00:00Z"},
        {"id": "b", "title": "Fallen bridge", "text": LATER, "published_at": "2026-03-03T08:00:00Z"},
    ],
}
TEXTS = {"a": FIRST, "b": LATER}


def test_everything_told_is_the_text_at_its_offsets() -> None:
    told = handle(STORY)
    parts = [*told["points"], *told["statements"], *told["developments"]]

    assert {"points", "figures", "statements", "developments"} == told.keys()
    assert len(parts) >= 5
    assert all(TEXTS[part["article"]][part["start"] : part["end"]] == part["text"] for part in parts)


def test_who_said_what_names_the_speaker() -> None:
    (said,) = handle(STORY)["statements"]

    assert ("Maria Sontani", "a") == (said["speaker"], said["article"])
    assert "We heard it before we saw it" in said["text"]


def test_reports_that_count_otherwise_stand_side_by_side() -> None:
    figures = [figure for figure in handle(STORY)["figures"] if not figure["agree"]]

    assert {5.0, 8.0} in [{value["value"] for value in figure["values"]} for figure in figures]


def test_what_a_later_report_adds_is_a_development() -> None:
    assert ["a", "b"] == [one["article"] for one in handle(STORY)["developments"]]
