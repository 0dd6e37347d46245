"""Texts that are one short piece over and over: every step must read them in time that grows with their length."""

import signal
from collections.abc import Iterator

import pytest

from kabar.annotate import Document, open_annotator
from kabar.extract import extract_article, from_feed
from kabar.keypoints import summarize
from kabar.model.article import Report
from kabar.model.feed import Entry
from kabar.service.difference import difference
from kabar.text.sentences import sentences

SENTENCE = (
    "The depot by the harbour was closed on Monday after a crane had fallen over, the harbour company said. "
)
PIECES = (
    *(
        " ",
        "a",
        "A",
        "1",
        "-",
        ".",
        "\n",
        "a ",
        "A ",
        "Aa ",
        "1 ",
        "1.",
        '"',
        "'",
        "(",
        "[",
        "“",
        "\xa0",
        "/",
        "a@",
    ),
    *(
        "·",
        "©",
        "&",
        "中",
        "・",
        "アア・",
        "á",
        "。",
        "—",
        " - ",
        " | ",
        "，",
        "…",
        "5%",
        "$5 ",
        "5 million ",
        "1,000,000 ",
    ),
    *(
        "by ",
        "By Ann Ostrow and ",
        "Ann Ostrow, ",
        "A. ",
        "A.B.",
        "“a ",
        "Ann said. ",
        "Mr ",
        "(AFP) ",
        "Reuters",
    ),
    *(
        "2026-01-01 ",
        "12:30 ",
        "© 2026 ",
        "Photo: ",
        "Tags: ",
        "返回",
        "记者 ",
        "ка ",
        "عن ",
        "ก ",
        "https://a",
        "aaaa.Aaa",
    ),
)
LENGTH = 40_000  # characters; what grows with the square of it does not end in time
SECONDS = 20  # of the processor: fifteen times what the slowest of these takes


class EndlessError(Exception):
    pass


@pytest.fixture
def ends() -> Iterator[None]:
    """Ends the test when it has not ended by itself."""

    def stop(*_: object) -> None:
        raise EndlessError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("ends")
@pytest.mark.case("R-091")
@pytest.mark.parametrize("piece", PIECES)
def test_feed_text_of_one_piece_is_read_named_and_told(piece: str) -> None:
    run = piece * (LENGTH // len(piece))
    annotator = open_annotator()
    reports = []
    for number, text in enumerate((f"{SENTENCE}{run}", f"{run}\n{SENTENCE}")):
        entry = Entry(
            key=str(number),
            url="https://gazette.example/depot",
            title=f"Depot {run[:900]}",
            html=f"<p>{text}</p>",
        )
        found = from_feed(entry)
        (named,) = annotator.annotate_words([Document(title=found.title, text=found.text)])
        reports.append(
            Report(id=number, title="Depot closed", text=found.text, outlet=str(number), annotations=named)
        )
    told = summarize(reports, language="en")

    assert all(0 <= point.start < point.end <= len(reports[point.article].text) for point in told.points)
    assert sentences(reports[0].text)
    assert difference(reports[0].text, f"New. {reports[1].text}")


@pytest.mark.usefixtures("ends")
@pytest.mark.case("R-091")
@pytest.mark.parametrize("piece", PIECES)
def test_page_with_a_run_of_one_piece_is_read(piece: str) -> None:
    run = piece.replace("&", "&amp;").replace('"', "&quot;") * (LENGTH // len(piece))
    texts = "".join(f"<p>{SENTENCE}{number}</p>" for number in range(5))
    for part in (
        f"<p>{run}</p>{texts}",
        f"<div class='byline author'>{run}</div><time datetime=\"{run}\">{run}</time>{texts}<p>{run}</p>",
        f'<figure><img src=/crane.jpg width=800 height=500 alt="{run}"><figcaption>{run}</figcaption></figure>{texts}',
        f'{texts}<ul><li>{run}</li></ul><p><a href="/x{run}">{run}</a></p>',
    ):
        html = f'<html><head><title>{run}</title><meta name="author" content="{run}"></head><body><main>{part}</main>'
        assert SENTENCE.strip() in extract_article(html, url="https://gazette.example/depot").text


@pytest.mark.usefixtures("ends")
@pytest.mark.case("R-091")
@pytest.mark.parametrize("piece", ["A. ", "1. ", "Dr. ", "ก "])
def test_ends_of_sentences_in_one_long_line_are_found(piece: str) -> None:
    assert sentences(piece * (10 * LENGTH // len(piece)) + SENTENCE)
