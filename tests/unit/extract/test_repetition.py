"""What repeats on an outlet's pages."""

from dataclasses import replace

from kabar.extract.repetition import OutletStatistics, without_repeated
from kabar.model.article import Extraction

COOKIES = (
    "We use cookies of our own and of others to measure how this site is used and to show advertisements."
)


def article(number: int, *more: str) -> Extraction:
    lines = [
        f"The council spoke about matter {number} for {number + 2} hours before it voted on it.",
        f"Neighbours of house {number} had asked for a decision since the spring of the year before.",
        f"What follows from decision {number} will be known when the mayor has signed it.",
        *more,
    ]
    html = "".join(f"<p>{line}</p>" for line in lines)
    return Extraction(title=f"Matter {number}", text="\n".join(lines), html=html)


def cleaned(pages: list[Extraction], place: int = 0) -> Extraction:
    statistics = OutletStatistics()
    for number, page in enumerate(pages):
        statistics.note("post.example", f"https://post.example/{number}", page.text)
    page = pages[place]
    return without_repeated(page, statistics.repeated("post.example", page.text.split("\n")))


def test_a_paragraph_on_every_page_goes_from_text_and_html() -> None:
    found = cleaned([article(number, COOKIES) for number in range(4)])

    assert COOKIES not in found.text
    assert COOKIES not in found.html
    assert 3 == found.html.count("<p>")
    assert "matter 0" in found.text


def test_two_pages_are_not_enough() -> None:
    assert COOKIES in cleaned([article(number, COOKIES) for number in range(2)]).text


def test_the_same_article_at_other_addresses_is_one_page() -> None:
    copies = [article(1, COOKIES) for _ in range(5)]

    assert copies[0] == cleaned(copies)


def test_a_heading_between_paragraphs_stays_and_a_label_at_the_edge_goes() -> None:
    def with_heading(number: int) -> Extraction:
        own = article(number, "Background", *article(number + 50).text.split("\n"), "Tiang")
        return replace(own, html="")

    found = cleaned([with_heading(number) for number in range(4)])

    assert "Background" in found.text
    assert "Tiang" not in found.text


def test_a_text_of_which_most_repeats_stays_whole() -> None:
    shared = [f"{COOKIES} Part {part}." for part in range(6)]
    pages = [article(number, *shared) for number in range(4)]

    # Pages that share most of their lines count as one, so these are never called repeated at all.
    assert pages[0] == cleaned(pages)


def test_hosts_do_not_mix_and_memory_is_bounded() -> None:
    statistics = OutletStatistics()
    for number in range(4):
        statistics.note(f"host{number}.example", "https://a.example/1", article(number, COOKIES).text)
    assert set() == statistics.repeated("host1.example", [COOKIES])

    for number in range(600):
        statistics.note(f"other{number}.example", "https://a.example/1", COOKIES)
    assert len(statistics._hosts) <= 500
