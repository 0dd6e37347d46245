"""The pages of alerts, digests and catching up: what they show, what they pass on, and links that stop mails."""

import re

import pytest
from web_client import Visitor

from kabar.digest.stopping import stop_link


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def test_page_shows_ways_failures_and_what_was_told_escaped(visitor: Visitor) -> None:
    page = visitor.get("/alerts").text

    assert "ayu@example.org" in page
    assert '<p class="problem">ntfy: the server refuses connections</p>' in page
    assert "&lt;b&gt;Panen raya&lt;/b&gt;" in page
    assert "may not have arrived" in page
    assert "held back" in page
    assert re.search(r'data-push-key="[\w-]{87}"', page)


def test_wishes_are_passed_on(visitor: Visitor) -> None:
    fields = {"cap": "3", "quiet_from": "", "quiet_to": "7", "least_reports": "4"}
    answer = visitor.post("/alerts", fields, page="/alerts")

    assert (303, "/alerts") == (answer.status_code, answer.headers["location"])
    wishes = {"cap": 3, "quiet_from": None, "quiet_to": 7, "least_reports": 4}
    assert [("set_alerts", 1, wishes)] == visitor.done


@pytest.mark.parametrize("cap", ["", "x", "-1", "9" * 30, "٣"])
def test_nonsense_is_no_number(visitor: Visitor, cap: str) -> None:
    answer = visitor.post("/alerts", {"cap": cap, "least_reports": "2"}, page="/alerts")

    assert 400 == answer.status_code
    assert [] == visitor.done


def test_purposes_are_switched_one_by_one(visitor: Visitor) -> None:
    visitor.post("/alerts/channels/1", {"do": "digests-off"}, page="/alerts")
    visitor.post("/alerts/channels/2", {"do": "remove"}, page="/alerts")

    assert [("switch", 1, 1, {"digests": False}), ("remove_channel", 1, 2)] == visitor.done


def test_wrong_address_is_told_beside_its_field(visitor: Visitor) -> None:
    answer = visitor.post("/alerts/channels", {"kind": "mail", "to": "nobody"}, page="/alerts")
    service = visitor.post("/alerts/channels", {"kind": "apprise", "url": "syslog://"}, page="/alerts")

    assert (422, 422) == (answer.status_code, service.status_code)
    assert "That is no mail address" in answer.text
    assert "not reached by web requests" in service.text
    assert [] == visitor.done


def test_link_in_a_mail_asks_first_and_works_without_signing_in(visitor: Visitor) -> None:
    secret = visitor.services.about.secret(visitor.rt, "stop")
    path = stop_link("", 7, secret)
    stranger = visitor.http
    stranger.cookies.clear()
    asked = stranger.get(path)
    before = list(visitor.done)
    stopped = stranger.post(path, data={"List-Unsubscribe": "One-Click"})

    assert (200, 200) == (asked.status_code, stopped.status_code)
    assert [] == before
    assert [("stop", 7)] == visitor.done


@pytest.mark.parametrize("token", ["7-0", "x", "7-" + "0" * 32, "-", "99999999999999-0"])
def test_forged_link_stops_nothing(visitor: Visitor, token: str) -> None:
    assert 404 == visitor.http.post(f"/stop/{token}", data={}).status_code
    assert [] == visitor.done


def test_digest_is_shown_apart_from_our_pages(visitor: Visitor) -> None:
    answer = visitor.get("/digests/4")
    text = visitor.get("/digests/4?as=text")

    assert answer.headers["content-security-policy"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert "<script" not in answer.text
    assert "Why: " in text.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/catch-up", "That was all."),
        ("/day", "That was the day."),
        ("/week", "Your sources told nothing in this time."),
        ("/unread", "Mark these as read"),
        ("/topics?q=flood", "Flooding"),
        ("/topics?q=nothing", "No such topic"),
    ],
)
def test_lists_have_an_end(visitor: Visitor, path: str, words: str) -> None:
    assert words in visitor.get(path).text


def test_opening_counts_as_read_and_a_look_at_the_head_does_not(visitor: Visitor) -> None:
    visitor.get("/story/1")
    visitor.get("/article/11")
    visitor.http.head("/story/2")

    assert [(1, 1, None), (1, None, 11)] == visitor.services.fake.opened_ones


def test_followed_things_have_alert_and_feed_buttons(visitor: Visitor) -> None:
    assert 'href="/feeds?target=topic' in visitor.get("/topic/06000000").text
    assert "/feeds/5/rotate" in visitor.get("/feeds").text


def test_new_address_of_a_feed_is_shown_once(visitor: Visitor) -> None:
    answer = visitor.post("/feeds/5/rotate", page="/feeds")

    assert [("rotate", 1, 5)] == visitor.done
    assert re.search(r"/feed/[\w-]{20,}\.atom", answer.text)
