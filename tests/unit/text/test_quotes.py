"""Quotations and their speakers."""

import pytest

from kabar.text.quotes import quotations


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Air sudah mulai surut sejak kemarin sore,” kata Rahmawati di Demak.", "Rahmawati"),
        ('"We will rebuild the harbour before winter," said Mayor Jane Doe.', "Mayor Jane Doe"),
        ("“The water rose within an hour,” Ahmad Fauzi said.", "Ahmad Fauzi"),
        ("Anna Groß sagte: „Wir werden den Deich noch in diesem Jahr erneuern.“", "Anna Groß"),
        ("“Nobody was warned about the water,” according to the report.", None),
    ],
)
def test_speaker(text: str, speaker: str | None) -> None:
    assert [speaker] == [quotation.speaker for quotation in quotations(text)]


def test_offsets_are_those_of_the_words() -> None:
    text = "Ia berkata: «Kami akan kembali ke rumah besok pagi.» Selesai."
    found = quotations(text)[0]

    assert text[found.start : found.end] == "Kami akan kembali ke rumah besok pagi."


def test_marks_around_a_word_are_no_quotation() -> None:
    assert quotations('The so-called "blue wall" held.') == ()
