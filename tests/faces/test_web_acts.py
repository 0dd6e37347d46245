"""Acts: what buttons and forms do, with and without a script, and how they are undone."""

import html
import re

import pytest
from fake_service import RULE
from web_client import Visitor


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.mark.parametrize(
    ("command", "done"),
    [
        ("follow:entity:Q10417:Demak", ("follow", 1, "entity", "Q10417")),
        ("follow:search:a%3Ab -c:x", ("follow", 1, "search", "a:b -c")),
        ("mute:outlet:Glanz %26 Gloria:x", ("mute", 1, "outlet", "Glanz & Gloria")),
        ("forget:topic:06000000", ("forget", 1, "topic", "06000000")),
        ("alert:entity:Q1:Demak:on", ("alert", 1, "entity", "Q1", True)),
        ("mark:saved:story:12:on", ("mark", 1, "saved", 12, None, True)),
        ("mark:read:article:11:off", ("mark", 1, "read", None, 11, False)),
        ("readall:1,2,3", ("read_all", 1, (1, 2, 3))),
        ("taste:topic%3A06000000:less", ("adjust", 1, "topic:06000000", "less")),
        ("taste:signal%3Afreshness:more", ("adjust", 1, "signal:freshness", "more")),
        ("taste:signal%3Afreshness:start", ("weight", 1, "signal:freshness", None)),
        ("strength:topic:06000000:Environment:2.0", ("follow", 1, "topic", "06000000")),
        ("undo:3", ("undo", 1, 3)),
        ("undo:last", ("undo", 1, 7)),
    ],
)
def test_button_reaches_the_service_and_goes_back(
    visitor: Visitor, command: str, done: tuple[object, ...]
) -> None:
    answer = visitor.act(command)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert visitor.done == [done]


@pytest.mark.parametrize(
    "command",
    [
        "",
        "nonsense",
        "follow",
        "follow:nothing:x",
        "follow:entity:",
        "mark:saved:story:x:on",
        "mark:loved:story:1:on",
        "mark:saved:book:1:on",
        "readall:1,x",
        "taste:x:sideways",
        "strength:topic:06000000:Environment:lots",
        "strength:topic:06000000",
        "undo:0",
        "a" * 5000,
    ],
)
def test_nonsense_is_refused_and_changes_nothing(visitor: Visitor, command: str) -> None:
    answer = visitor.act(command)

    assert answer.status_code in (400, 404)
    assert visitor.done == []


def test_next_page_says_what_was_done_and_offers_undo_once(visitor: Visitor) -> None:
    visitor.act("mute:topic:1:Transfer market")

    page = visitor.get("/following").text

    assert "Transfer market is muted." in page
    assert 'value="undo:1"' in page
    assert "Transfer market is muted." not in visitor.get("/following").text


def test_script_gets_the_same_sentence_as_json(visitor: Visitor) -> None:
    answer = visitor.act("mark:saved:story:3:on", headers={"accept": "application/json"})

    assert answer.json() == {"message": "Saved.", "undo": 1}


def test_forged_undo_cookie_is_ignored(visitor: Visitor) -> None:
    visitor.http.cookies.set("kabar_done", "WyJtdXRlIiwiPGI-IiwgMSwgMV0.0123456789abcdef0123456789abcdef")

    assert "&lt;b&gt;" not in visitor.get("/").text


def test_nothing_to_undo_is_said_not_failed(visitor: Visitor) -> None:
    visitor.act("undo:2000")

    assert "There is nothing to undo." in visitor.get("/").text


def test_add_source_goes_to_it(visitor: Visitor) -> None:
    answer = visitor.post("/sources/add", {"address": " https://suara.example/ "})

    assert answer.headers["location"] == "/sources/1"
    assert visitor.done == [("add", 1, "https://suara.example/")]


def test_source_that_cannot_be_added_says_why_beside_the_field(visitor: Visitor) -> None:
    answer = visitor.post("/sources/add", {"address": "https://broken.example/<b>"})

    assert answer.status_code == 422
    assert "does not answer" in answer.text
    assert 'value="https://broken.example/&lt;b&gt;"' in answer.text


def test_several_feeds_are_offered(visitor: Visitor) -> None:
    answer = visitor.post("/sources/add", {"address": "https://many.example/"})

    assert 'value="https://many.example/a.xml"' in answer.text
    assert visitor.done == []


def test_lists_of_a_page_without_a_feed_are_offered_and_one_is_taken(visitor: Visitor) -> None:
    offered = visitor.post("/sources/add", {"address": "https://feedless.example/"}).text
    field = re.search('name="rule" value="([^"]+)"', offered)

    assert "Floods &#34;recede&#34; &lt;in&gt; Demak" in offered
    assert field is not None
    assert visitor.done == []
    visitor.post("/sources/add", {"address": "https://feedless.example/", "rule": html.unescape(field[1])})
    assert visitor.done == [("add_page", 1, "https://feedless.example/", RULE)]


def test_opml_goes_in_and_says_what_was_refused(visitor: Visitor) -> None:
    answer = visitor.post("/sources/import", files={"document": ("a.opml", b"<opml/>")})

    assert "2 sources were added." in answer.text
    assert "ftp://old.example/" in answer.text


@pytest.mark.parametrize("files", [{}, {"document": ("a.opml", b"no")}])
def test_bad_opml_is_refused(visitor: Visitor, files: dict[str, tuple[str, bytes]]) -> None:
    answer = visitor.post("/sources/import", files=files or None)

    assert answer.status_code == 422
    assert visitor.done == []


def test_remove_pause_and_poll(visitor: Visitor) -> None:
    visitor.post("/sources/2/pause", {"on": "1", "label": "X"})
    visitor.post("/sources/2/poll")
    visitor.post("/sources/2/remove", {"label": "X"})

    assert visitor.done == [("pause", 1, 2, True), ("poll", 1, 2), ("remove", 1, 2)]


def test_corrections_of_a_story(visitor: Visitor) -> None:
    joined = visitor.post("/story/1/merge", {"into": "http://127.0.0.1:8080/story/2?x=1"})
    visitor.post("/article/11/move", {"to": ""})
    visitor.post("/story/1/part", {"article": ["11", "12"], "to": "own"})
    moved = visitor.post("/story/1/part", {"article": ["11"], "to": "8", "number": "/story/2"})
    chosen = visitor.post("/story/1/merge", {"to": "8", "number": ""})

    assert [joined.headers["location"], moved.headers["location"]] == ["/story/2", "/story/2"]
    assert chosen.headers["location"] == "/story/8"
    assert visitor.done == [
        ("merge", 1, 1, 2),
        ("move", 1, 11, None),
        ("part", 1, 1, (11, 12), None),
        ("part", 1, 1, (11,), 2),
        ("merge", 1, 1, 8),
    ]


@pytest.mark.parametrize("into", ["", "x", "0", "-3"])
def test_merge_with_nonsense_is_refused(visitor: Visitor, into: str) -> None:
    assert visitor.post("/story/1/merge", {"into": into}).status_code in (400, 404)
    assert visitor.done == []


def test_reading_progress_is_kept_and_checked(visitor: Visitor) -> None:
    assert visitor.post("/article/11/progress", {"fraction": "0.5"}).status_code == 200
    assert visitor.post("/article/11/progress", {"fraction": "7"}).status_code == 400
    assert visitor.post("/article/11/progress", {"fraction": "nan"}).status_code == 400
    assert visitor.done == [("progress", 1, 11, 0.5)]


def test_profile_can_be_edited_and_reset(visitor: Visitor) -> None:
    visitor.post("/profile", {"key": "topic:1", "weight": "-0.5"})
    visitor.post("/profile", {"key": "topic:1", "forget": "1"})
    visitor.post("/profile", {"widen": "0.6"})
    visitor.post("/profile", {"outlet": "Suara Pesisir", "side": "coast"})
    visitor.post("/profile/reset")

    assert visitor.done == [
        ("weight", 1, "topic:1", -0.5),
        ("weight", 1, "topic:1", None),
        ("widen", 1, 0.6),
        ("side", 1, "Suara Pesisir", "coast"),
        ("reset", 1),
    ]
    assert visitor.post("/profile", {"widen": "2"}).status_code == 400


@pytest.mark.parametrize("place", ["/help", "/search?q=harbour"])
def test_theme_switch_leads_back_to_where_it_was_pressed(visitor: Visitor, place: str) -> None:
    form = re.search(r'<form class="theme".*?</form>', visitor.get(place).text, re.S)
    assert form
    back = re.search(r'name="back" value="([^"]*)"', form[0])
    assert back
    answer = visitor.post("/display", {"set": "theme-dark", "back": back[1]})

    assert place == answer.headers["location"]


def test_theme_and_type_are_kept_by_the_browser(visitor: Visitor) -> None:
    visitor.post("/display", {"set": "theme-dark"})
    visitor.post("/display", {"set": "size-4"})
    visitor.post("/display", {"set": "size-99"})

    assert (
        '<html lang="en" dir="ltr" data-theme="dark" class="size-4 measure-1 spacing-1">'
        in visitor.get("/").text
    )


def test_first_minute() -> None:
    visitor = Visitor()
    from dataclasses import replace

    mine = visitor.rt.store.accounts.get(1)
    visitor.rt.store.accounts.save(replace(mine, languages=(), last_seen_at=None))

    assert visitor.get("/").headers["location"] == "/welcome"
    visitor.post("/welcome", {"language": ["id", "en"], "topic": ["environment"]}, page="/welcome")
    assert visitor.done == [("begin", 1, ("id", "en"), ("environment",), ())]
    assert visitor.get("/").status_code == 200
