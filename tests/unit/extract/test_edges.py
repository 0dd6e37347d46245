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
        ("<p>(1/3 pages)</p>", "", "1/3"),
        ("", "<p>Page 1 of 4</p>", "Page 1"),
        ("", "<p>Subscribe to Harbour Post Plus to continue reading this article.</p>", "Subscribe"),
        ("", "<p>La suite de cet article est réservée aux abonnés.</p>", "abonnés"),
        ("", "<p>［有料会員限定］ この記事は会員限定です。</p>", "会員"),
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


def named(before: str = "", after: str = "") -> str:
    """The same page, whose data names its author, its section and the agency."""
    data = (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Council repairs '
        'the quay", "articleSection": "Deportes", "author": {"@type": "Person", "name": "Wiebke Thomsen"}}</script>'
    )
    return page(before, after).replace("</head>", f"{data}</head>")


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("<p>[Von Wiebke Thomsen]</p>", "", "Thomsen"),
        ("<p>Deportes</p>", "", "Deportes"),
        ("", "<p>Wiebke Thomsen is a staff writer for the coast.</p>", "staff"),
        ("", "<p>Wiebke Thomsen gehört zur Redaktion.</p>", "Redaktion"),
        ("<p>Anzeige Jetzt Ökostrom wählen und 120 Euro Bonus sichern.</p>", "", "Ökostrom"),
        ("", "<p>Publicidad ¿Piensa vender su piso? Tasación gratuita en 24 horas.</p>", "piso"),
        ("<p>广告广告秋季家装节，全屋定制立减三千元。</p>", "", "家装"),
        ("<p>IklanIklan</p>", "", "Iklan"),
        ("<p>Brunnhafen+ IKUTISimpan cerita ini</p>", "", "IKUTI"),
        ("<p>Copiar enlace</p>", "", "enlace"),
        ("", "<p>Unser Newsletter: jeden Morgen das Wichtigste</p>", "Newsletter"),
        ("", "<p>Subscribe now to our evening edition for the full story.</p>", "Subscribe"),
        ("", "<p>Lea más: Por qué el muelle es tan viejo</p>", "viejo"),
    ],
)
def test_what_the_page_says_elsewhere_goes(before: str, after: str, gone: str) -> None:
    text = extract_article(named(before, after)).text

    assert gone not in text
    assert 4 == text.count("It was vote number")


@pytest.mark.parametrize(
    "sentence",
    [
        "Anzeige erstattete am Montag auch der Pächter des Fischmarkts, der seit Jahren vor dem Zustand des Kais gewarnt hatte.",
        "Wiebke Thomsen reported from the quay that nobody had been hurt, which the harbour master confirmed in the evening.",
        "The newsletter of the harbour office said in March that the stones were sound, and the council has asked why.",
    ],
)
def test_sentences_that_only_begin_alike_stay(sentence: str) -> None:
    assert (
        sentence
        in extract_article(named(after=f"<p>{sentence}</p><p>{PARAGRAPH}It was the last word.</p>" * 1)).text
    )


SECTION = "<div><h2>The {0} quay</h2><p>The {0} quay has stones that nobody counted until this very summer.</p>{1}</div>"
RULE = "<p>Ships longer than forty metres have to ask the harbour master for a place.</p>"


def test_what_two_sections_both_say_stands_in_both() -> None:
    body = f"<article><h1>Two quays</h1><p>{PARAGRAPH}</p>{SECTION.format('old', RULE)}{SECTION.format('new', RULE)}</article>"

    assert 2 == extract_article(f"<html><body>{body}</body></html>").text.count("Ships longer than")


@pytest.mark.parametrize(
    "again",
    [
        f"<p style='display: none'>{PARAGRAPH}</p>",
        f"<p hidden>{PARAGRAPH}</p>",
        f"<section><p>{PARAGRAPH}</p></section>",
    ],
    ids=["not displayed", "hidden", "elsewhere"],
)
def test_copies_of_a_paragraph_stand_once(again: str) -> None:
    body = f"<h1>The quay</h1><p>{PARAGRAPH}</p><h2>In winter</h2>{again}<p>{PARAGRAPH.replace('Tuesday', 'Sunday')}</p>"

    assert 1 == extract_article(f"<html><body>{body}</body></html>").text.count("on Tuesday")
