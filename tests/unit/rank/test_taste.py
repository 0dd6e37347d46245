"""Taste follows what a person does, fades, and can be started anew."""

from datetime import UTC, datetime, timedelta

from kabar.model.account import Mark, MarkKind, Taste
from kabar.rank import learn
from kabar.rank.score import PRIOR

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def mark(kind: MarkKind, topic: str, *, days: float = 0.0, **more: object) -> Mark:
    return Mark(**{"story": 1, "kind": kind, "at": NOW - timedelta(days=days), "topics": (topic,), **more})  # type: ignore[arg-type]


def weight(taste: Taste, topic: str) -> float:
    return taste.weights.get(f"topic:{topic}", 0.0)


def test_more_and_less_move_taste_apart() -> None:
    taste = learn(Taste(), [mark(MarkKind.MORE, "sea"), mark(MarkKind.LESS, "golf")], now=NOW)

    assert weight(taste, "sea") > 0.3
    assert weight(taste, "golf") < -0.3


def test_saving_says_more_than_reading_and_skipping_says_little() -> None:
    marks = [mark(MarkKind.SAVED, "sea"), mark(MarkKind.READ, "sky"), mark(MarkKind.SKIPPED, "golf")]
    taste = learn(Taste(), marks, now=NOW)

    assert weight(taste, "sea") > weight(taste, "sky") > -weight(taste, "golf") > 0


def test_weights_stay_between_minus_one_and_one() -> None:
    marks = [mark(MarkKind.MORE, "sea")] * 100 + [mark(MarkKind.HIDDEN, "golf")] * 100
    taste = learn(Taste(), marks, now=NOW)

    assert all(-1 <= value <= 1 for value in taste.weights.values())


def test_lessons_fade() -> None:
    taste = Taste(weights={"topic:sea": 0.8}, learned_at=NOW - timedelta(days=90))

    assert round(weight(learn(taste, [], now=NOW), "sea"), 6) == 0.2


def test_a_mark_is_learned_once() -> None:
    marks = [mark(MarkKind.MORE, "sea")]
    once = learn(Taste(), marks, now=NOW)

    assert once == learn(once, marks, now=NOW)


def test_learning_does_not_depend_on_the_order_of_the_list() -> None:
    marks = [
        mark(MarkKind.READ, "sea", days=3),
        mark(MarkKind.LESS, "sea", days=1),
        mark(MarkKind.SAVED, "sky"),
    ]

    assert learn(Taste(), marks, now=NOW) == learn(Taste(), marks[::-1], now=NOW)


def test_a_signal_that_is_right_gains_and_one_that_is_wrong_loses() -> None:
    right = [mark(MarkKind.READ, f"t{i}", signals={"importance": 1.0}) for i in range(30)]
    wrong = [mark(MarkKind.LESS, f"t{i}", signals={"importance": 1.0}) for i in range(30)]

    assert learn(Taste(), right, now=NOW).signals["importance"] > PRIOR["importance"]
    assert learn(Taste(), wrong, now=NOW).signals["importance"] < PRIOR["importance"]


def test_no_signal_is_ever_switched_off_by_marks() -> None:
    wrong = [mark(MarkKind.LESS, f"t{i}", signals={"importance": 1.0}) for i in range(1000)]

    assert learn(Taste(), wrong, now=NOW).signals["importance"] >= PRIOR["importance"] / 3
