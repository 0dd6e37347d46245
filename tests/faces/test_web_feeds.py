"""Feeds that Kabar gives out: open with the token, well-formed whatever stands in them, and silent besides."""

import json
import xml.etree.ElementTree as ET

import pytest
from fake_service import FEED_TOKEN
from web_client import Visitor

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def reader() -> Visitor:
    """A program without a session."""
    return Visitor(account=None)


def test_atom_is_well_formed_whatever_titles_hold(reader: Visitor) -> None:
    answer = reader.get(f"/feed/{FEED_TOKEN}.atom")
    feed = ET.fromstring(answer.content)
    first, second = feed.findall("a:entry", ATOM)

    assert "application/atom+xml; charset=utf-8" == answer.headers["content-type"]
    assert "Kabar · Air & <laut>" == feed.findtext("a:title", "", ATOM)
    assert "]]></title><script>alert(1)</script>\ufffd\ufffd & more" == first.findtext("a:title", "", ATOM)
    assert "http://127.0.0.1:8080/story/7" == first.find("a:link[@rel='alternate']", ATOM).get("href")  # type: ignore[union-attr]  # is there
    assert "https://example.org/a?b=1&c=2" == second.find("a:link[@rel='related']", ATOM).get("href")  # type: ignore[union-attr]
    assert first.find("a:link[@rel='related']", ATOM) is None, "only addresses of the web are links"


@pytest.mark.parametrize("suffix", [".atom", ".json"])
def test_content_is_escaped_and_names_the_reasons(reader: Visitor, suffix: str) -> None:
    body = reader.get(f"/feed/{FEED_TOKEN}{suffix}").content
    if suffix == ".json":
        html = json.loads(body)["items"][0]["content_html"]
    else:
        html = ET.fromstring(body).findtext("a:entry/a:content", "", ATOM)

    assert (
        "<ul><li>&lt;img src=x onerror=alert(1)&gt; <i>Suara &lt;b&gt;</i></li></ul>"
        "<p>2 outlets: Suara &lt;b&gt;, Harbour</p><p>You follow &lt;i&gt;Demak&lt;/i&gt;.</p>" == html
    )


def test_json_feed_has_what_the_standard_asks(reader: Visitor) -> None:
    answer = reader.get(f"/feed/{FEED_TOKEN}.json")
    feed = answer.json()

    assert "application/feed+json; charset=utf-8" == answer.headers["content-type"]
    assert "https://jsonfeed.org/version/1.1" == feed["version"]
    assert ["Air", "/story/7", "/article/9"] == [
        feed["title"].split()[2],
        *(item["url"].removeprefix("http://127.0.0.1:8080") for item in feed["items"]),
    ]
    assert ["You follow <i>Demak</i>"] == feed["items"][0]["_kabar"]["reasons"]


def test_unchanged_feed_is_not_sent_again(reader: Visitor) -> None:
    first = reader.get(f"/feed/{FEED_TOKEN}.atom")
    again = reader.get(f"/feed/{FEED_TOKEN}.atom", headers={"if-none-match": first.headers["etag"]})

    assert (304, b"") == (again.status_code, again.content)


@pytest.mark.parametrize("path", [f"{'x' * 43}.atom", f"{'t' * 42}.json", "short", f"{'t' * 400}", "é" * 43])
def test_other_tokens_find_nothing(reader: Visitor, path: str) -> None:
    assert 404 == reader.get(f"/feed/{path}").status_code


def test_token_does_not_reach_the_log(reader: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    reader.get(f"/feed/{FEED_TOKEN}.atom")
    reader.get(f"/feed/{FEED_TOKEN[:-1]}.atom")
    written = capsys.readouterr()

    assert FEED_TOKEN[:-1] not in written.out + written.err


def test_addresses_are_shown_once_when_they_are_made() -> None:
    visitor = Visitor()
    answer = visitor.post("/feeds", {"target": "topic", "key": "06000000"}, page="/feeds")

    assert f"http://127.0.0.1:8080/feed/{FEED_TOKEN}.atom" in answer.text
    assert [("make", 1, "topic", "06000000")] == visitor.done
    assert FEED_TOKEN not in visitor.get("/feeds").text


def test_feed_of_the_front_page_and_its_end() -> None:
    visitor = Visitor()
    visitor.post("/feeds", {"target": "", "key": ""}, page="/feeds")
    answer = visitor.post("/feeds/5/end", page="/feeds")

    assert (303, "/feeds") == (answer.status_code, answer.headers["location"])
    assert [("make", 1, None, ""), ("revoke", 1, 5)] == visitor.done
    assert "That address no longer works." in visitor.get("/feeds").text


@pytest.mark.parametrize("page", ["/following", "/topic/06000000"])
def test_pages_lead_to_the_feed_of_what_they_show(page: str) -> None:
    assert 'href="/feeds?target=topic&amp;key=' in Visitor().get(page).text


def test_nonsense_makes_no_feed() -> None:
    visitor = Visitor()

    assert 400 == visitor.post("/feeds", {"target": "nothing", "key": "x"}, page="/feeds").status_code
    assert [] == visitor.done
