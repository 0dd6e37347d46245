"""`kabar cluster`: lines in, lines out. The model is replaced by vectors of the title's first letter."""

import json
from pathlib import Path

import numpy as np
import pytest

from kabar.cli import stage_cluster
from kabar.model.article import Annotations

TEXT = (
    "A fire in the old mill of Grunde killed 3 people on Friday, mayor Ossi Lahten said. Fire chief "
    "Pella Ruust said 40 firefighters fought the flames at the mill for 6 hours."
)


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def annotate(lines: list[stage_cluster._Line]) -> list[Annotations]:
        result = []
        for line in lines:
            vector = np.zeros(64, np.float32)
            vector[ord((line.title or " ")[0]) % 64] = 1
            result.append(Annotations(language="en", vector=vector, vector_model="test"))
        return result

    monkeypatch.setattr(stage_cluster, "annotate", annotate)
    monkeypatch.setattr(stage_cluster, "_embed", lambda texts: np.zeros((len(texts), 64), np.float32))


def run(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], lines: list[object], *, online: bool = False
) -> tuple[int, list[dict[str, object]]]:
    path = tmp_path / "in.jsonl"
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    status = stage_cluster.run(str(path), online=online, workers=1)
    return status, [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


def test_each_line_is_answered_in_order(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = [
        {"id": f"a{n}", "title": f"{chr(65 + n)} report", "text": f"Word{n} thing{n} place{n}"}
        for n in range(20)
    ]

    status, answers = run(tmp_path, capfdbinary, lines)

    assert status == 0
    assert [answer["id"] for answer in answers] == [f"a{n}" for n in range(20)]


@pytest.mark.parametrize("online", [False, True])
def test_copy_names_the_line_it_copies(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], online: bool
) -> None:
    lines = [
        {"id": "x", "title": "Mill burns", "text": TEXT, "published_at": "2026-04-01T08:00:00Z"},
        {"id": "y", "title": "Mill fire", "text": TEXT, "published_at": "2026-04-01T09:00:00Z"},
    ]

    _, answers = run(tmp_path, capfdbinary, lines, online=online)

    assert answers[0]["story"] == answers[1]["story"]
    assert (answers[0]["copy_of"], answers[0]["copy_kind"]) == (None, None)
    assert (answers[1]["copy_of"], answers[1]["copy_kind"]) == ("x", "verbatim")


def test_line_that_cannot_be_read_is_an_error_and_the_others_go_on(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    lines = [
        {"id": 1, "title": "A", "text": TEXT},
        "not json",
        {"id": 3, "title": 5, "text": ""},
        {"id": 4, "title": "Z"},
    ]

    status, answers = run(tmp_path, capfdbinary, lines)

    assert status == 3
    assert [answer["id"] for answer in answers] == [1, None, 3, 4]
    assert ["error" in answer for answer in answers] == [False, True, True, False]


def test_time_without_zone_is_utc_and_nonsense_is_no_time() -> None:
    day = stage_cluster.parse_time("2026-04-01")
    assert day is not None
    assert day.isoformat() == "2026-04-01T00:00:00+00:00"
    assert stage_cluster.parse_time("last Tuesday") is None
