"""What is counted for many blocks or bytes at once must be what counting one by one gives."""

import numpy as np
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from kabar.extract.characters import counts_of
from kabar.extract.columns import ROOM, Columns
from kabar.extract.language import _identifier

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
