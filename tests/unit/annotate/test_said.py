"""Quotations get the person who speaks them, or none."""

import pytest

from kabar.annotate.entities import find_entities
from kabar.annotate.said import find_quotes


def speakers(text: str, language: str) -> list[tuple[str, str]]:
    """(first word of the quotation, speaker)."""
    found = find_quotes(text, find_entities(text, language=language))
    return [(text[quote.start : quote.end].split(" ")[0], quote.speaker) for quote in found]


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ('"We will rebuild the harbour before winter," said Mayor Jane Doe.', "en", "Jane Doe"),
        ("“The water rose within an hour,” Ahmad Fauzi said.", "en", "Ahmad Fauzi"),
        (
            "“Air sudah mulai surut sejak kemarin sore,” kata Bupati Siti Rahmawati di Demak.",
            "id",
            "Siti Rahmawati",
        ),
        ("Anna Weber sagte: „Wir werden den Deich noch in diesem Jahr erneuern.“", "de", "Anna Weber"),
        ("«El agua subió en una hora», contó la maestra, Lucía Gómez.", "es", "Lucía Gómez"),
        ("«Вода поднялась за один час», — рассказала Анна Петрова.", "ru", "Анна Петрова"),
    ],
)
def test_speaker_beside_the_quotation(text: str, language: str, speaker: str) -> None:
    assert [speaker] == [name for _, name in speakers(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('"Nobody was warned about the water," according to the report.', "en"),
        ('Jane Doe spoke first. "Nobody was warned about the water," the minister said.', "en"),
        ("El premio fue para «El camino de la sal», de Samira Haddad.", "es"),
    ],
)
def test_nobody_is_guessed(text: str, language: str) -> None:
    assert [] == speakers(text, language)


def test_pronoun_means_whom_the_paragraph_named() -> None:
    text = 'Jane Doe opened the new dyke on Monday. "It will hold for a century," she said.'

    assert [("It", "Jane Doe")] == speakers(text, "en")


def test_suffix_means_whom_the_paragraph_named() -> None:
    text = 'Ahmad Fauzi meninjau tanggul itu pada Senin. "Air sudah surut sejak kemarin," ujarnya.'

    assert [("Air", "Ahmad Fauzi")] == speakers(text, "id")


def test_quotation_goes_on_behind_its_speaker() -> None:
    text = '"The water rose within an hour," said Jane Doe. "Then the lights went out."'

    assert [("The", "Jane Doe"), ("Then", "Jane Doe")] == speakers(text, "en")


def test_next_speaker_ends_a_quotation_that_goes_on() -> None:
    text = '"The water rose within an hour," said Jane Doe. John Smith called it "a wall of mud and stones".'

    assert [("The", "Jane Doe")] == speakers(text, "en")
