"""Who said what: each speaker once, each quotation once, in the reader's language."""

from kabar.keypoints import who_said
from kabar.model.article import Annotations, Quote, Report


def report(number: int, text: str, *said: tuple[str, str], language: str = "en") -> Report:
    """A report whose *said* are (speaker, words) that stand in *text*."""
    quotes = tuple(
        Quote(
            start=text.index(words),
            end=text.index(words) + len(words),
            speaker=speaker,
            key=f"person:{speaker.casefold()}",
        )
        for speaker, words in said
    )
    return Report(
        id=number,
        title="",
        text=text,
        language=language,
        outlet=f"Outlet {number}",
        annotations=Annotations(language=language, quotes=quotes),
    )


WATER = "The water rose within an hour"
DOE = report(1, f'"{WATER}," said Jane Doe.', ("Jane Doe", WATER))


def test_statement_stands_at_its_place() -> None:
    (found,) = who_said([DOE])

    assert (found.speaker, DOE.text[found.start : found.end], found.article) == ("Jane Doe", WATER, 1)


def test_same_quotation_of_two_reports_stands_once_with_both() -> None:
    other = report(2, f'Doe said: "{WATER} or so".', ("Doe", f"{WATER} or so"))
    (found,) = who_said([DOE, other])

    assert ("Jane Doe", 2, (1,)) == (found.speaker, found.article, found.also)


def test_most_quoted_speaker_comes_first() -> None:
    smith = "We had seen it coming for years"
    reports = [
        DOE,
        *(report(n, f'"{smith}," John Smith said.', ("John Smith", smith)) for n in (2, 3)),
    ]

    assert ["John Smith", "Jane Doe"] == [one.speaker for one in who_said(reports)]


def test_translated_quotation_is_left_out_where_the_reader_has_the_language() -> None:
    words = "Air naik dalam satu jam"
    indonesian = report(2, f'"{words}," kata Jane Doe.', ("Jane Doe", words), language="id")

    assert [words] == [one.text for one in who_said([DOE, indonesian], language="id")]
    assert [WATER] == [one.text for one in who_said([DOE, indonesian], language="en")]


def test_speaker_whom_nobody_quotes_in_the_language_is_kept() -> None:
    assert [WATER] == [one.text for one in who_said([DOE], language="id")]
