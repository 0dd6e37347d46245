"""What is counted for many blocks or bytes at once must be what counting one by one gives."""

import re

import numpy as np
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from kabar.extract.characters import counts_of
from kabar.extract.columns import ROOM, Columns
from kabar.extract.keyed import keyed, pairs_of
from kabar.extract.language import _identifier
from kabar.extract.page import parse_page
from kabar.extract.trees import load_trees

TEXTS = [
    "The council said on Monday that 12 bridges, 3 of them old, will be closed. Why? Nobody knows.",
    "Der Rat teilte am Montag mit: „Zwölf Brücken werden gesperrt.“",
    "委员会星期一说，十二座桥梁将关闭。为什么？没有人知道。",
    "Совет сообщил в понедельник: 12 мостов закроют!",
    "MENU",
    "é",
    "A smile \U0001f600 beyond the first plane. It counts as one character",
]


@pytest.mark.parametrize("texts", [TEXTS, TEXTS[:2], TEXTS[:1], ["No stop at the end", "A stop at the end."]])
def test_counts_of_texts_together(texts: list[str]) -> None:
    found = counts_of(texts)
    for number, text in enumerate(texts):
        size = len(text)
        assert found["chars"][number] == size
        assert found["digits"][number] == np.float32(sum(one in "0123456789" for one in text)) / np.float32(
            size
        )
        assert found["quotes"][number] == sum(one in '"“„«「' for one in text)
        commas = sum(one in ",，、،" for one in text)
        assert found["commas"][number] == pytest.approx(100 * commas / (size + 20))
        assert found["ends"][number] == (text[-1] in ".!?…。！？”\"'»）)]؟")
        assert found["first_digit"][number] == text[0].isdigit()


def test_stops_count_before_spaces_at_the_end_of_all_and_in_scripts_without_spaces() -> None:
    found = counts_of(["One. Two.", "3.5 miles.", "一。二。", "Last."])["terminals"]
    # The stop at a text's end is followed by the next text, so that only the very last counts.
    stops = found * np.array([len("One. Two.") + 20, 30, 24, 25]) / 100
    assert stops.round(3).tolist() == [1, 0, 2, 1]


def test_language_as_the_library_tells_it() -> None:
    own, library = _identifier(), LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    for text in [*TEXTS, " ".join(TEXTS), "", "x", "!?", "\udc80 alone"]:
        assert own.classify(text) == library.classify(text)


def test_columns_beyond_the_room() -> None:
    columns = Columns(3)
    for number in range(ROOM + 5):
        columns.add(str(number), float(number))
    first, second = columns.some(["one", "two"], np.array([[1, 2, 3], [4, 5, 6]]))
    table = columns.table()
    assert table.shape == (3, ROOM + 7)
    assert table[0, :ROOM].tolist() == list(range(ROOM))
    assert table[:, -1].tolist() == second.tolist() == [4, 5, 6]
    assert first.tolist() == [1, 2, 3]


KEY = re.compile(r"\"(?=[dpDP])(?:datePublished|published)\\?\"\s*:\s*\\?\"([^\"\\]{8,40})", re.I)


@pytest.mark.parametrize(
    "html",
    [
        "",
        '"',
        'é "published": "2024-03-05 ü" and \\"datePublished\\":\\"2024-03-06T10:00\\" or "PUBLISHED":"2024-03-07"',
        '"published":"published":"2024-03-08","published":"2024-03-09"' + "x" * 700 + '"pu"',
        '"published" \n : "дата 2024-03-05 в городе и ещё немного"',
    ],
)
def test_keys_in_quotes_as_the_expression_finds_them(html: str) -> None:
    page = parse_page(html)
    found = [one[1] for one in keyed(KEY, page, pairs_of("da", "pu"))]
    assert found == [one[1] for one in KEY.finditer(html)]


def test_trees_tell_what_walking_them_would() -> None:
    # Two trees of three inner nodes: a root, and one node on either side; leaves from left to right.
    rng = np.random.default_rng(1)
    features, thresholds = rng.integers(0, 3, (2, 3)), rng.normal(size=(2, 3)).astype(np.float32)
    leaves = np.zeros((2, 32), np.float32)
    leaves[:, :4] = rng.normal(size=(2, 4))
    kept = [
        0b1100,
        0b1110,
        0b1011,
    ]  # what is left when the root, the left or the right node is passed on its right
    arrays = {
        "t_feature": features.ravel().astype(np.int16),
        "t_threshold": thresholds.ravel(),
        "t_mask": np.array([0xFFFFFFF0 | mask for mask in kept] * 2, np.uint32),
        "t_leaves": leaves,
        "t_start": np.float32(0.5),
    }
    rows = rng.normal(size=(40, 3)).astype(np.float32)
    for row, score in zip(rows, load_trees(arrays, "t").scores(rows), strict=True):
        expected = 0.5
        for tree in range(2):
            right = [int(row[features[tree, node]] > thresholds[tree, node]) for node in range(3)]
            expected += leaves[tree, 2 + right[2] if right[0] else right[1]]
        assert score == pytest.approx(expected, abs=1e-6)
