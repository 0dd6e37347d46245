"""Buttons, boxes and labels between the paragraphs of a page, in the languages of the web's news."""

import numpy as np
import pytest

from kabar.extract import extract_article
from kabar.extract.article import told_apart
from kabar.extract.furniture import is_furniture
from kabar.extract.quality import evidence, quality_of
from kabar.extract.scorer import Answers

PARAGRAPHS = [
    "The council of Harlesund voted on Tuesday evening to rebuild the old tram depot on Harbour Street, after a dispute of eleven years.",
    "Twenty-three members were in favour and nine against. Four abstained, among them the mayor, who called the costs unclear.",
    "“We have looked at every beam of this building, and most of them can be saved,” said Marta Olin, the architect of the plan.",
    "The work is expected to take three years and to cost 41 million crowns, a third of which will be paid by the region.",
    "Residents of the streets around it had complained about noise and dust. The council promised to work in daytime only.",
]

MORE = [
    "“Most of them can be saved and will be used again,” she told the members, “in the new depot of the old town, if the council lets us.”",
    "The mayor did not want to answer questions after the vote, and left the town hall by the back door, as several members saw.",
]


@pytest.mark.parametrize(
    "text",
    [
        "[Film:Kilas 20]", "Lihat Foto", "Halaman 1 dari 2", "Got a tip? Email us at tips@gazette.example", "Follow Jonas Berg on Twitter: @jonasberg",
        "Haben Sie einen Fehler gefunden?", "Нашли ошибку? Выделите её и нажмите Ctrl+Enter", "版权声明：未经授权禁止转载",
        "Share on Facebook", "Copy link", "Follow us on WhatsApp", "3 min read", "Comments (12)", "Most popular", "Listen to this article",
        "Sign up for our free morning newsletter and never miss a story", "We use cookies to improve your experience. Accept all Reject",
        "Story continues after this advertisement", "© 2026 The Tram Gazette. All rights reserved.",
        "Artikel teilen", "Empfohlener redaktioneller Inhalt", "Mit Ihrer Anmeldung stimmen Sie unseren Datenschutzbestimmungen zu.",
        "An dieser Stelle finden Sie einen externen Inhalt, der den Artikel ergänzt.",
        "La suite après cette publicité", "Vous pouvez vous désinscrire à tout moment.", "Partager sur Facebook", "Lecture 2 min",
        "Compartir en Facebook", "Recibe cada mañana las noticias en tu correo", "Continua depois da publicidade", "Riproduzione riservata ©",
        "SCROLL TO CONTINUE WITH CONTENT", "Bagikan ke WhatsApp", "Ikuti kami di Google News", "Halaman selanjutnya", "Lees verder na de advertentie",
        "Facebook'ta paylaş", "İlginizi çekebilir", "Haberin devamı için kaydırın", "Dalsza część artykułu pod reklamą", "Artikeln fortsätter efter annonsen",
        "Подписывайтесь на наш Telegram-канал", "Продолжение после рекламы", "Скопировать ссылку", "شارك على فيسبوك", "استمع إلى المقال", "مواضيع ذات صلة",
        "分享到微信", "扫码关注公众号", "点击查看更多", "シェアする", "メールマガジンに登録", "あわせて読みたい", "페이스북 공유", "댓글 쓰기", "무단 전재 및 재배포 금지",
        "शेयर करें", "हमारे न्यूज़लेटर की सदस्यता लें", "Chia sẻ qua Facebook", "ข่าวที่เกี่ยวข้อง",
    ],
)  # fmt: skip
def test_label_of_a_box_is_furniture_in_every_language(text: str) -> None:
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text",
    [
        "Share prices fell on Tuesday.", "The council will share the costs.", "Follow the money, the prosecutor told the court.", "Get out, the company told its staff by e-mail.",
        "10 Folgen, 2016", "4. Deel", "Facebook", "Copyright reform passes", "Comments by the minister angered the opposition.", "More than 40 people were hurt.",
        "We use the old paths.", "Listen, she said.", "Sign up for the race closes on Friday.", "Sie können morgen abstimmen.", "Newsletter writers met in Bonn.", "关注气候变化的人越来越多。",
        "Subscribe to a theory", "The newsletter of the party named him first.", "Jetzt steht der Termin fest.", "Support the plan, he said.", "Follow the river on foot.", "[sic: no comma]", "Recibe el premio en Oslo.",
    ],
)  # fmt: skip
def test_sentence_that_holds_such_words_stays(text: str) -> None:
    assert not is_furniture(text)


def test_boxes_without_telling_names_between_paragraphs_go_and_paragraphs_stay() -> None:
    boxes = ["Share on Facebook", "Sign up for our morning newsletter", "Comments (12)", "Most popular"]
    between = [
        f"<p>{text}</p><div><span>{box}</span></div>" for text, box in zip(PARAGRAPHS, boxes, strict=False)
    ]
    page = f"<html><body><main><h1>Depot to be rebuilt</h1>{''.join(between)}<p>{PARAGRAPHS[4]}</p></main></body></html>"

    assert PARAGRAPHS == extract_article(page, url="https://gazette.example/depot").text.split("\n")


def test_column_of_a_table_may_be_called_like_a_button() -> None:
    table = "<table><tr><th>Party</th><th>Share</th></tr><tr><td>North</td><td>41</td></tr><tr><td>South</td><td>38</td></tr></table>"
    page = f"<html><body><main><h1>Vote</h1>{''.join(f'<p>{one}</p>' for one in PARAGRAPHS)}{table}<p>{PARAGRAPHS[0][:80]} again, it said.</p></main></body></html>"

    assert "Share" in extract_article(page, url="https://gazette.example/vote").text.split("\n")


def test_credit_of_a_picture_is_not_taken_for_the_owner_of_the_site() -> None:
    figure = '<figure><img src="/depot.jpg" width="900" height="600"><figcaption>Le dépôt en novembre. © Lena Falk</figcaption></figure>'
    byline = '<div><a href="/a/jb">Jonas Berg</a> <time datetime="2026-03-03T20:10:00+01:00">3 March 2026</time></div>'
    page = f"<html><body><main><article><h1>Depot to be rebuilt</h1>{byline}{figure}{''.join(f'<p>{one}</p>' for one in PARAGRAPHS)}</article></main></body></html>"

    assert "Lena Falk" not in extract_article(page, url="https://gazette.example/depot").authors


@pytest.mark.parametrize("line", ["Jonas Berg volgt het stadhuis sinds 2011.", "Jonas Berg bevakar stadshuset sedan 2011.", "Jonas Berg 2011'den beri belediyeyi izliyor."])  # fmt: skip
def test_what_is_said_about_the_author_below_the_text_goes(line: str) -> None:
    head = '<meta name="author" content="Jonas Berg">'
    page = f"<html><head>{head}</head><body><main><h1>Depot</h1>{''.join(f'<p>{one}</p>' for one in PARAGRAPHS)}<p>{line}</p></main></body></html>"

    assert line not in extract_article(page, url="https://gazette.example/depot").text


@pytest.mark.parametrize(
    "menu",
    [
        '<a href="/">Home</a> <a href="/n">News</a> <a href="/s">Sport</a> ',
        '<a href="/">home</a> &gt; <a href="/n">the news</a> &gt; <a href="/s">sport</a> &gt; ',
        "<span>HomeNewsSportWeather</span>",
        "HomeNewsSport ",
    ],
)
def test_menu_glued_to_the_first_sentence_goes(menu: str) -> None:
    texts = [f"<p>{menu}{PARAGRAPHS[0]}</p>", *(f"<p>{one}</p>" for one in PARAGRAPHS[1:])]
    found = extract_article(
        f"<html><body><main><h1>Depot</h1>{''.join(texts)}</main></body></html>",
        url="https://gazette.example/depot",
    )

    assert PARAGRAPHS == found.text.split("\n")
    assert found.html.startswith(f"<p>{PARAGRAPHS[0][:40]}")


def test_way_to_the_page_is_no_paragraph() -> None:
    trail = '<p><a href="/">Home</a> &gt; <a href="/n">News</a> &gt; City</p>'
    page = f"<html><body><main><h1>Depot</h1>{trail}{''.join(f'<p>{one}</p>' for one in PARAGRAPHS)}</main></body></html>"

    assert PARAGRAPHS == extract_article(page, url="https://gazette.example/depot").text.split("\n")


@pytest.mark.parametrize("begin", ["YouTube and", "McDonaldsHouse opens.", '<a href="/a">Ayu</a>, <a href="/b">Budi</a> and <a href="/c">Citra</a> won.', "iPhone, MacBook and"])  # fmt: skip
def test_names_at_the_beginning_of_a_paragraph_stay(begin: str) -> None:
    texts = [f"<p>{begin} {PARAGRAPHS[0]}</p>", *(f"<p>{one}</p>" for one in PARAGRAPHS[1:])]
    found = extract_article(
        f"<html><body><main><h1>Depot</h1>{''.join(texts)}</main></body></html>",
        url="https://gazette.example/depot",
    )

    assert found.text.split("\n")[0].endswith(PARAGRAPHS[0])
    assert len(found.text.split("\n")[0]) > len(PARAGRAPHS[0])


def test_paragraph_that_is_pulled_out_above_stands_once_and_in_its_place() -> None:
    quote = f"<blockquote class='pull'><p>{PARAGRAPHS[2]}</p></blockquote>"
    texts = [f"<p>{one}</p>" for one in PARAGRAPHS]
    page = f"<html><body><main><h1>Depot</h1>{texts[0]}{quote}{''.join(texts[1:])}</main></body></html>"

    assert PARAGRAPHS == extract_article(page, url="https://gazette.example/depot").text.split("\n")


@pytest.mark.parametrize(
    "pulled",
    [
        "“We have looked at every beam. … Most of them can be saved and will be used again in the new depot of the old town.”",
        "The work is expected to cost 41 million crowns. Residents of the streets around it had complained about noise and dust.",
        "Twenty-three members were in favour and nine against, four abstained, among them the mayor, who called the costs unclear",
    ],
)
def test_quote_put_together_of_what_paragraphs_say_goes(pulled: str) -> None:
    texts = [f"<p>{one}</p>" for one in [*PARAGRAPHS, *MORE]]
    quote = f"<blockquote class='pull-quote'><p>{pulled}</p></blockquote>"
    page = f"<html><body><main><h1>Depot</h1>{''.join(texts[:4])}{quote}{''.join(texts[4:])}</main></body></html>"

    assert [*PARAGRAPHS, *MORE] == extract_article(page, url="https://gazette.example/depot").text.split("\n")


@pytest.mark.parametrize(
    "cited",
    [
        "A city that tears down its depots tears down its memory, and nobody will thank it for the parking lots.",
        "Marta Olin, the architect of the plan, wrote to the council in spring: the roof leaks, the doors rot, and still it can be saved.",
    ],
)
def test_quote_of_something_else_stays(cited: str) -> None:
    texts = [f"<p>{one}</p>" for one in PARAGRAPHS]
    page = f"<html><body><main><h1>Depot</h1>{''.join(texts[:3])}<blockquote><p>{cited}</p></blockquote>{''.join(texts[3:])}</main></body></html>"

    assert cited in extract_article(page, url="https://gazette.example/depot").text


def read(*below: str) -> list[str]:
    """The paragraphs with *below* after the third of them and the rest of it below the last."""
    texts = [f"<p>{one}</p>" for one in PARAGRAPHS]
    page = f"<html><body><main><h1>Depot</h1>{''.join(texts[:3])}{below[0]}{''.join(texts[3:])}{''.join(below[1:])}</main></body></html>"
    return extract_article(page, url="https://gazette.example/depot").text.split("\n")


def test_what_a_label_leads_to_goes_with_it() -> None:
    pointer = "<p><strong>Mehr zum Thema</strong></p><p><a href='/x'>Linie 4 bis Freitag gesperrt</a></p>"
    topics = "<p>Topics</p><ul><li><a href='/t'>Trams</a></li><li><a href='/u'>City council</a></li></ul>"

    assert PARAGRAPHS == read(pointer, topics)


def test_link_below_a_button_of_the_one_above_stays() -> None:
    cards = "".join(
        f"<h3><a href='/{n}'>Number {n} of the plans for the depot</a></h3><p><a href='/{n}'>Read more</a></p>"
        for n in range(3)
    )

    assert 3 == sum(
        "of the plans for the depot" in line for line in read(cards, f"<p>{PARAGRAPHS[0]} Again.</p>")
    )


def test_paragraph_that_is_a_link_stays_without_such_a_label() -> None:
    link = "<p><a href='/x'>The plan of the architect, with all of its drawings</a></p>"

    assert "The plan of the architect, with all of its drawings" in read(link)


@pytest.mark.parametrize(
    "line",
    ["Editor: Budi Santoso", "Redaktion: Anna Meier", "Quelle: dpa", "（责任编辑：王晓）", "Источник: Газета", "(rin/bud)", "Tags: trams, depot", "Теги: трамвай, депо", "Source: The Tram Gazette"],
)  # fmt: skip
def test_line_of_facts_below_the_text_goes(line: str) -> None:
    assert PARAGRAPHS == read("", f"<p>{line}</p>")


def test_same_line_inside_of_the_text_stays() -> None:
    texts = "".join(f"<p>{one} Again.</p>" for one in PARAGRAPHS)

    assert "Source: The Tram Gazette" in read("<p>Source: The Tram Gazette</p>", texts)


def test_boxes_that_were_left_out_do_not_make_the_text_doubtful() -> None:
    """The trees wanted all of ten blocks, three of them hardly; these the rules took out."""
    likely = np.array([0.9, 0.9, 0.6, 0.9, 0.9, 0.6, 0.9, 0.6, 0.9, 0.9], np.float32)
    answers = Answers(likely, np.zeros(10, np.float32), np.full(10, -1, np.float32))
    chars, links, marks = np.full(10, 120, np.float32), np.zeros(10, np.float32), np.ones(10, np.float32)
    marks[[2, 5, 7]] = 0

    def estimate(of: Answers) -> float:
        return quality_of(evidence(chars, links, of.likely, marks, of.voted, of.in_body))

    told = told_apart(answers, {2, 5, 7})
    assert estimate(told) > estimate(answers) + 0.05
    assert answers is told_apart(answers, set())
    assert 0.6 == pytest.approx(float(answers.likely.min())), "what others look at stays as it was"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("<time datetime='2021-10-29'>29. Oktober 2021</time>", ""),
        ("<p>Published on Friday, October 29, 2021</p>", ""),
        ("<p>2021年10月29日</p>", ""),
        ("<p>原标题：Depot on Harbour Street to be rebuilt</p>", ""),
        ("<p>depot at harbour street, in 1911.jpg</p>", ""),
        ("", "<p>Picture credits:</p>"),
        ("", "<p>责任编辑：</p>"),
        ("", "<p>Gefällt mir Wird geladen...</p>"),
        ("", "<p>Like Loading...</p>"),
    ],
)
def test_lines_around_the_text_that_say_nothing_go(above: str, below: str) -> None:
    texts = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    page = f"<html><body><main><h1>Depot</h1>{above}{texts}{below}</main></body></html>"

    assert PARAGRAPHS == extract_article(page, url="https://gazette.example/depot").text.split("\n")


def test_link_back_to_the_portal_is_taken_off_the_last_paragraph() -> None:
    texts = [f"<p>{one}</p>" for one in PARAGRAPHS]
    texts[-1] = (
        texts[-1].removesuffix("</p>")
        + "<a href='/'><span class='b'><i></i>返回海港网，查看更多</span></a></p>"
    )
    found = extract_article(f"<html><body><main><h1>Depot</h1>{''.join(texts)}</main></body></html>")

    assert PARAGRAPHS == found.text.split("\n")
    assert "返回" not in found.html


def test_dateline_and_a_list_that_is_announced_stay() -> None:
    texts = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    steps = "<p>What comes next:</p><ul><li>The roof is taken off in spring.</li><li>The doors follow in autumn.</li></ul>"
    page = f"<html><body><main><h1>Depot</h1><p>Harlesund, 29 October 2021</p>{texts}{steps}</main></body></html>"
    text = extract_article(page, url="https://gazette.example/depot").text

    assert text.startswith("Harlesund, 29 October 2021")
    assert "What comes next:" in text


@pytest.mark.parametrize(
    "asked",
    [
        "If you value our journalism, please become a member today. It takes less than a minute.",
        "Support our work with a small amount each month. We have no owners but our readers.",
        "Gefällt Ihnen unser Magazin? Helfen Sie mit, damit es auch morgen noch erscheint.",
        "Soutenez notre journal avec un don, à partir de deux couronnes par mois.",
        "Apoya nuestro periodismo con una pequeña cantidad al mes.",
        "Dukung kami dengan donasi kecil setiap bulan agar redaksi tetap mandiri.",
    ],
)
def test_appeal_for_money_below_the_text_goes(asked: str) -> None:
    assert PARAGRAPHS == read("", f"<p>{asked}</p>")


def test_sentence_that_only_speaks_of_support_stays() -> None:
    said = "Support for the plan came from the harbour company, which wants to donate the rails of its closed line."

    assert [*PARAGRAPHS, said] == read("", f"<p>{said}</p>")


@pytest.mark.parametrize(
    "place", ["<strong>Harlesund</strong> - ", "<p>Bad Harlesund –</p>", "<p>HARLESUND, Norland —</p>"]
)
def test_dateline_that_stands_alone_is_written_before_its_paragraph(place: str) -> None:
    texts = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    page = f"<html><body><main><h1>Depot</h1>{place}{texts}</main></body></html>"
    found = extract_article(page, url="https://gazette.example/depot")
    first, *others = found.text.split("\n")

    assert first.endswith(PARAGRAPHS[0])
    assert "arlesund" in first[:20].lower()
    assert PARAGRAPHS[1:] == others
    assert "Harlesund" in found.html or "HARLESUND" in found.html
