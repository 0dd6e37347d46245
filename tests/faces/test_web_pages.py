"""Every page answers, says the right thing, and works without a script."""

import gc
import re
import weakref
from dataclasses import replace

import pytest
from fake_world import ARTICLES, CARDS, ago
from web_client import Visitor

from kabar.model.frontpage import Reason
from kabar.web.visit import Visit

PAGES = (
    "/ /?order=time /?order=importance /?order=nonsense /?page=2 /?page=99999999 /story/1 /story/3 /story/4 /article/11"
    " /article/16 /article/31 /article/41 /article/11?from=0&to=60 /article/11?from=x&to=-1 /sections /topic/06000000"
    " /entity/Q1 /entity/person:a%2Fb /outlet/Suara%20Pesisir /agency/Nusantara%20Wire /author/A /language/id"
    " /following /rules /feeds /saved /history /hidden /undo /search /search?q=banjir /search?q=%22 /search?q=nothing /sources"
    " /sources?filter=ok /sources/1 /sources/2 /profile /account /welcome /about /help"
).split()


@pytest.fixture(scope="module")
def visitor() -> Visitor:
    return Visitor()


@pytest.mark.parametrize("path", PAGES)
def test_page_has_one_heading_landmarks_and_a_title(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)

    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert "<main" in answer.text and "<header" in answer.text and "<footer" in answer.text
    assert re.search(r"<title>[^<]+ · Kabar</title>", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_page_names_no_address_of_another_origin_for_the_browser_to_load(visitor: Visitor, path: str) -> None:
    text = visitor.get(path).text

    loads = re.findall(
        r'<(?:img|script|link|iframe|video|audio|source|image)\b[^>]*?(?:src|href|srcset)="([^"]*)"', text
    )

    assert loads
    assert [address for address in loads if not address.startswith("/")] == []


@pytest.mark.parametrize("path", ["/", "/story/1", "/article/11", "/account", "/sources"])
def test_no_inline_script_style_or_handler(visitor: Visitor, path: str) -> None:
    text = visitor.get(path).text

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)


@pytest.mark.parametrize("path", ["/", "/story/1", "/sources"])
def test_page_is_let_go_when_it_is_rendered(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Without the garbage collector, which would stop everybody."""

    class Shown:
        pass

    shown = Shown()
    seen = weakref.ref(shown)
    waiting = [shown]
    del shown
    original = Visit.render
    monkeypatch.setattr(
        Visit,
        "render",
        lambda self, template, **values: original(self, template, shown=waiting.pop(), **values),
    )
    gc.disable()
    try:
        assert visitor.get(path).status_code == 200
        assert (waiting, seen()) == ([], None)
    finally:
        gc.enable()


def test_card_has_the_biggest_reasons_and_the_story_all(monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(Reason(signal="follows", text=f"Reason {n}", part=1 - n / 20) for n in range(12))
    cards = [replace(CARDS[0], reasons=many, score=sum(reason.part for reason in many)), *CARDS[1:]]
    visitor = Visitor()
    visitor.services.fake.cards = cards
    monkeypatch.setattr("fake_world.CARDS", tuple(cards))

    front, story = visitor.get("/").text, visitor.get("/story/1").text

    assert "Reason 5<" in front and "Reason 6<" not in front and "6 smaller reasons" in front
    assert 'href="/story/1#why"' in front and 'id="why"' in story
    assert (
        "Reason 11<" in story
        and "smaller reasons" not in story.partition('id="why"')[2].partition("</section>")[0]
    )


def test_front_page_is_under_100_kilobytes_without_pictures(visitor: Visitor) -> None:
    import brotli

    page = visitor.get("/", headers={"accept-encoding": "gzip"})
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg|woff2))"', page.text))
    sent = int(page.headers["content-length"])
    for path in files:
        body = visitor.get(path).content
        sent += len(body) if path.endswith("woff2") else len(brotli.compress(body, quality=9))

    assert len(files) == 5
    assert sent < 100_000


def test_story_cards_carry_the_parts_of_the_score_and_their_sum(visitor: Visitor) -> None:
    text = visitor.get("/").text

    assert "You follow Demak" in text
    assert "+1.20" in text and "−0.08" in text
    assert "+2.79" in text  # 1.2 + 0.74 + 0.52 + 0.41 - 0.08


def test_foreign_text_says_its_language_and_direction(visitor: Visitor) -> None:
    text = visitor.get("/").text

    assert re.search(r'<h2 class="headline" lang="ar" dir="rtl">', text)
    assert re.search(r'<h2 class="headline" lang="zh" dir="ltr">', text)


def test_read_stories_step_back_and_the_lead_is_unread(visitor: Visitor) -> None:
    first = Visitor()
    first.services.fake.cards = [replace(CARDS[0], read=True), *CARDS[1:]]

    text = first.get("/").text

    assert 'class="card card-lead" id="story-2"' in text
    assert re.search(r'class="card card-middle is-read" id="story-1"', text)


def test_second_account_gets_a_different_page() -> None:
    ours, theirs = Visitor(account=1).get("/").text, Visitor(account=2).get("/").text

    assert ours.index("Sea wall at Demak") < ours.index("Coffee growers")
    assert theirs.index("Coffee growers") < theirs.index("Sea wall at Demak")


def test_empty_front_page_says_what_to_do() -> None:
    visitor = Visitor()
    visitor.services.fake.empty = True

    text = visitor.get("/").text

    assert "An empty page, so far" in text
    assert 'href="/welcome"' in text


def test_markup_in_reasons_and_names_is_text() -> None:
    visitor = Visitor()
    bad = '"><img src=x onerror=alert(1)>'
    visitor.services.fake.cards = [
        replace(
            CARDS[0],
            headline=bad,
            outlets=(bad,),
            place=bad,
            hidden_by=bad,
            reasons=(Reason(signal="x", text=bad + " %s %(a)s", part=1.0),),
        )
    ]

    text = visitor.get("/").text

    assert "<img src=x" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_merged_story_leads_to_the_one_it_became(visitor: Visitor) -> None:
    answer = visitor.get("/story/900")

    assert (answer.status_code, answer.headers["location"]) == (303, "/story/1")


def test_sentence_of_a_key_point_is_marked_on_the_reading_page(visitor: Visitor) -> None:
    text = visitor.get("/article/11?from=0&to=132").text

    assert '<p id="here"><mark>A stretch of about 60 metres' in text


def test_pictures_of_an_article_come_through_our_proxy(visitor: Visitor) -> None:
    text = visitor.get("/article/11").text

    assert "https://pictures.example" not in text
    assert len(re.findall(r'<img [^>]*src="/image/[0-9a-f]{32}/\d+/', text)) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/story/0",
        "/story/x",
        "/story/99999999999",
        "/article/-1",
        "/sources/abc",
        "/nothing",
        "/entity/missing",
        "/entity/" + "x" * 400,
    ],
)
def test_what_does_not_exist_is_a_404_page(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)

    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text


def test_interface_speaks_indonesian_to_who_wants_it(visitor: Visitor) -> None:
    stranger = Visitor(account=None)

    text = stranger.get("/sign-in", headers={"accept-language": "id-ID,id;q=0.9,en;q=0.5"}).text

    assert '<html lang="id"' in text
    assert "Kata sandi" in text


def test_fault_shows_no_detail() -> None:
    visitor = Visitor()
    visitor.services.fake.broken = True

    answer = visitor.get("/")

    assert answer.status_code == 500
    assert "secret" not in answer.text and "/srv" not in answer.text and "Traceback" not in answer.text
    assert visitor.get("/healthz").status_code == 503


def test_health_says_nothing_but_ok() -> None:
    assert Visitor(account=None).get("/healthz").json() == {"status": "ok"}


def test_provenance_is_exported_as_a_document_and_as_a_line(visitor: Visitor) -> None:
    found = visitor.get("/article/11/provenance.json")
    line = visitor.get("/article/11/citation.txt")

    assert "attachment" in found.headers["content-disposition"]
    assert (11, "Harbour Post") == (found.json()["article"], found.json()["outlet"])
    assert line.headers["content-type"].startswith("text/plain")
    assert line.text.startswith("Dian Kusuma and Oliver Reed, “Sea wall")
    assert 404 == visitor.get("/article/999/provenance.json").status_code


def test_reports_can_be_chosen_only_when_the_story_is_being_corrected(visitor: Visitor) -> None:
    assert 'type="checkbox"' not in visitor.get("/story/1").text
    assert 'name="article" value="11" form="part"' in visitor.get("/story/1?correct=yes").text


def test_reports_stand_by_language_or_by_time(visitor: Visitor) -> None:
    assert 'class="group-head"' in visitor.get("/story/1").text
    assert 'class="group-head"' not in visitor.get("/story/1?by=time").text


@pytest.mark.parametrize(
    ("published", "modified", "shown"),
    [(5.0, 0.67, True), (5.0, 5.0, False), (5.0, 30.0, False), (5.4, 5.2, False), (None, 4.0, True)],
    ids=["later", "at once", "before", "in the same hour", "alone"],
)
def test_article_says_updated_only_when_that_says_something(
    monkeypatch: pytest.MonkeyPatch, published: float | None, modified: float, shown: bool
) -> None:
    article = replace(
        ARTICLES[11],
        published_at=None if published is None else ago(hours=published),
        modified_at=ago(hours=modified),
        versions=(),
    )
    monkeypatch.setitem(ARTICLES, 11, article)

    facts = Visitor().get("/article/11").text.partition('<p class="facts">')[2].partition("</p>")[0]

    assert shown == ("updated" in facts)


def test_article_of_an_unnamed_outlet_begins_with_its_author(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ARTICLES, 11, replace(ARTICLES[11], outlet=""))

    facts = Visitor().get("/article/11").text.partition('<p class="facts">')[2].partition("</p>")[0]

    assert facts.split("</span>")[0].strip().endswith("Dian Kusuma</a>")
