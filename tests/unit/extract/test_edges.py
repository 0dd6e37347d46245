"""What clings to the edges of an article."""

import pytest

from kabar.extract import extract_article

PARAGRAPH = (
    "The council of the harbour town decided on Tuesday to repair the old quay before the winter storms "
    "arrive, after engineers had found cracks in eleven of its forty stones. "
)


def page(before: str = "", after: str = "") -> str:
    body = "".join(f"<p>{PARAGRAPH}It was vote number {number}.</p>" for number in range(4))
    return (
        "<html><head><title>Council repairs the quay</title></head><body><table><tr><td>"
        f"{before}{body}{after}</td></tr></table></body></html>"
    )


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("<p>Harbour Post | Home | World | Business | Sport |</p>", "", "Business"),
        ("<p>22 November 2026, 11:12 UTC | Nell Ashgrove</p>", "", "Ashgrove"),
        ("<p>Council repairs the quay</p>", "", "Council repairs the quay"),
        ("", "<p>Lesen Sie auch: Warum der Kai so alt ist</p>", "Warum"),
        ("", "<p><b>Related stories</b></p>", "Related"),
        ("", "<p>اقرأ أيضاً: لماذا المرفأ قديم</p>", "المرفأ"),
    ],
)
def test_furniture_goes(before: str, after: str, gone: str) -> None:
    text = extract_article(page(before, after)).text

    assert gone not in text
    assert 4 == text.count("It was vote number")


def test_a_sentence_with_bars_and_a_time_stays() -> None:
    kept = "<p>The ferry leaves at 11:12 on 3 May 2027, and nobody on the quay knew why it was late this time.</p>"

    assert "The ferry leaves at 11:12" in extract_article(page(kept)).text
