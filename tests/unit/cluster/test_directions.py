"""Cosines in which what all news have in common counts for less."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from kabar.cluster.columns import Columns
from kabar.cluster.likeness import pair_model
from kabar.cluster.meaning import Directions, shipped_directions
from kabar.cluster.sketch import sketch
from kabar.errors import ModelError
from kabar.model.article import Annotations, Report

WIDTH = 16


def vector(common: float, own: int) -> np.ndarray:
    made = np.zeros(WIDTH, np.float32)
    made[0], made[own] = common, 1.0
    return np.asarray(made / np.linalg.norm(made), np.float32)


def columns_of(vectors: list[np.ndarray], model: str, directions: Directions) -> Columns:
    columns = Columns(directions=directions)
    for number, each in enumerate(vectors):
        notes = Annotations(language="en", vector=each, vector_model=model)
        columns.add(sketch(Report(id=number, title="Council", text="It met.", annotations=notes)))
    return columns


def common(lost: float) -> Directions:
    axes = np.zeros((1, WIDTH), np.float32)
    axes[0, 0] = 1
    return Directions("m/1", np.zeros(WIDTH, np.float32), axes, np.array([lost], np.float32))


def test_what_is_common_counts_for_less() -> None:
    columns = columns_of([vector(1, 1), vector(1, 2), vector(1, 1)], "m/1", common(0.9))

    plain, less = columns.cosines(0, np.array([1, 2], np.intp))

    assert plain[0] == pytest.approx(0.5, abs=0.02)
    assert less[0] < 0.15
    assert less[1] == pytest.approx(1, abs=0.02)


def test_it_is_the_same_from_either_side() -> None:
    rng = np.random.default_rng(5)
    vectors = [row / np.linalg.norm(row) for row in rng.normal(size=(2, WIDTH)).astype(np.float32)]
    mean = rng.normal(size=WIDTH).astype(np.float32) / 10
    columns = columns_of(vectors, "m/1", Directions("m/1", mean, common(0.5).axes, common(0.5).lost))

    one = columns.cosines(0, np.array([1], np.intp))[1]
    other = columns.cosines(1, np.array([0], np.intp))[1]

    assert one == pytest.approx(other, abs=1e-5)


def test_of_another_model_it_is_guessed_and_grows_with_the_cosine() -> None:
    columns = columns_of([vector(1, 1), vector(1, 2), vector(2, 1)], "other/1", common(0.9))

    plain, guessed = columns.cosines(0, np.array([1, 2], np.intp))

    assert plain[0] < plain[1]
    assert guessed[0] < guessed[1]
    assert (guessed <= plain + 1e-6).all()


def test_a_report_without_a_vector_is_like_nothing() -> None:
    columns = columns_of([vector(1, 1)], "m/1", common(0.9))
    columns.add(sketch(Report(id=9, title="Council", text="It met.")))

    plain, less = columns.cosines(0, np.array([1], np.intp))
    back, less_back = columns.cosines(1, np.array([0], np.intp))

    assert [float(each[0]) for each in (plain, less, back, less_back)] == [0, 0, 0, 0]


def test_the_directions_that_ship_are_at_right_angles() -> None:
    shipped = shipped_directions()

    assert shipped.axes @ shipped.axes.T == pytest.approx(np.eye(len(shipped.axes)), abs=0.01)
    assert ((shipped.lost >= 0) & (shipped.lost < 1)).all()


@pytest.mark.parametrize("damage", [b"", b"PK", b"not a file of numbers", "half"])
def test_damaged_file_of_numbers_is_refused_in_words(
    damage: bytes | str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = (files("kabar.cluster") / "data" / "directions.npz").read_bytes()
    (tmp_path / "data").mkdir()
    for name in ("directions.npz", "pairs.npz"):
        (tmp_path / "data" / name).write_bytes(
            whole[: len(whole) // 2] if isinstance(damage, str) else damage
        )
    monkeypatch.setattr("kabar.cluster.packed.files", lambda package: tmp_path)

    with pytest.raises(ModelError, match=r"directions.npz: cannot be read .*install Kabar again"):
        shipped_directions.__wrapped__()
    with pytest.raises(ModelError, match=r"pairs.npz: cannot be read .*install Kabar again"):
        pair_model.__wrapped__()


def test_file_of_numbers_with_a_changed_byte_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    body = bytearray((files("kabar.cluster") / "data" / "directions.npz").read_bytes())
    body[len(body) // 3] ^= 255
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "directions.npz").write_bytes(body)
    monkeypatch.setattr("kabar.cluster.packed.files", lambda package: tmp_path)

    with pytest.raises(ModelError, match="cannot be read"):
        shipped_directions.__wrapped__()
