"""The sample newsroom over real HTTP: feeds, pages as they stood, walls, conditional requests."""

from __future__ import annotations

import gzip
import json
import re
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from html import unescape
from html.parser import HTMLParser

import pytest

from kabar.sample.server import SampleServer

NOW = datetime(2025, 11, 23, 16, 0, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer(now=lambda: NOW) as made:
        yield made


class Answer:
    def __init__(self, status: int, headers: Message, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body


def get(url: str, **headers: str) -> Answer:
    """GET without following errors; header names with _ for -."""
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


class Text(HTMLParser):
    """All the text of a page, scripts left out."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.skipping = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.skipping = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self.skipping = False

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.parts.append(data)


def visible(body: bytes, encoding: str = "utf-8") -> str:
    reader = Text()
    reader.feed(body.decode(encoding))
    return " ".join(" ".join(reader.parts).split())


def test_every_page_holds_every_paragraph_of_its_truth(server: SampleServer) -> None:
    encodings = {outlet.slug: outlet.encoding for outlet in server.newsroom.outlets}
    lost = []
    for url, truth in server.truth().items():
        answer = get(url + ("&" if "?" in url else "?") + "consent=1")
        assert answer.status == 200, url
        text = visible(answer.body, encodings[truth.outlet])
        article = next(each for each in server.newsroom.articles if each.id == truth.id)
        if truth.kind == "paywall":
            continue
        version = article.version_at(NOW)
        assert version
        lost += [
            (truth.id, paragraph)
            for paragraph in version.paragraphs
            if " ".join(paragraph.removeprefix("## ").split()) not in text
        ]

    assert lost == []


def test_sources_behave_as_they_say(server: SampleServer) -> None:
    for source in server.sources():
        if source.behaviour == "refused":
            with pytest.raises(urllib.error.URLError):
                get(source.url)
        else:
            assert get(source.url).status == (404 if source.behaviour == "dead" else 200), source.url
    assert len(server.sources()) >= 18


def test_feeds_together_list_every_article(server: SampleServer) -> None:
    listed: set[str] = set()
    for outlet in server.newsroom.outlets:
        if outlet.feed_kind == "dead":
            continue
        body = get(f"{server.base_url}/{outlet.slug}{outlet.feed_path}").body.decode(outlet.encoding)
        listed |= {unescape(url).replace("\\/", "/") for url in re.findall(r"http://127[^\"<\s]+", body)}
    podcast = get(f"{server.base_url}/field-notes/podcast.xml").body.decode()
    listed |= set(re.findall(r"<link>([^<]+)</link>", podcast))

    assert set(server.truth()) <= listed


@pytest.mark.parametrize(
    "slug", ["harbour-post", "northline", "alpenblatt", "binhai", "cordillera", "warta-selat"]
)
def test_xml_feeds_are_well_formed(server: SampleServer, slug: str) -> None:
    outlet = server.newsroom.outlet(slug)
    root = ElementTree.fromstring(
        get(f"{server.base_url}/{slug}{outlet.feed_path}").body.decode(outlet.encoding).split("?>", 1)[1]
    )

    assert len(root.findall(".//{*}item") + root.findall("{*}entry") + root.findall("{*}url")) >= 5


def test_json_feed_says_its_version(server: SampleServer) -> None:
    feed = json.loads(get(f"{server.base_url}/meridian/feed.json").body)

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) >= 10


def test_podcast_has_an_enclosure_that_plays(server: SampleServer) -> None:
    feed = get(f"{server.base_url}/field-notes/podcast.xml").body
    enclosure = ElementTree.fromstring(feed).find(".//enclosure")
    assert enclosure is not None
    sound = get(enclosure.attrib["url"])

    assert sound.body[:4] == b"RIFF"
    assert len(sound.body) == int(enclosure.attrib["length"])


def test_video_page_has_poster_film_and_duration(server: SampleServer) -> None:
    url = next(url for url, truth in server.truth().items() if truth.kind == "video")
    page = get(url).body.decode()
    film = re.search(r'src="([^"]+\.webm)"', page)
    poster = re.search(r'poster="([^"]+)"', page)
    assert film and poster

    assert get(film[1]).body[:4] == bytes.fromhex("1a45dfa3")
    assert get(poster[1]).body[:2] == b"\xff\xd8"
    assert "02:42" in page


def test_paywalled_page_gives_a_teaser_and_says_so(server: SampleServer) -> None:
    url, truth = next((url, truth) for url, truth in server.truth().items() if truth.kind == "paywall")
    page = get(url).body.decode()

    assert '"isAccessibleForFree": false' in page
    assert unescape(page).count(truth.paragraphs[0]) == 1
    assert truth.paragraphs[-1] not in unescape(page)


def test_consent_wall_hides_the_article_until_agreed(server: SampleServer) -> None:
    url, truth = next((url, truth) for url, truth in server.truth().items() if truth.kind == "consent")

    assert truth.paragraphs[0] not in unescape(get(url).body.decode())
    assert truth.paragraphs[0] in unescape(get(url, Cookie="consent=1").body.decode())


def test_conditional_request_gives_304(server: SampleServer) -> None:
    url = f"{server.base_url}/harbour-post/rss.xml"
    first = get(url)

    assert get(url, If_None_Match=first.headers["ETag"]).status == 304
    assert get(url, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    assert get(url, If_None_Match='W/"other"', If_Modified_Since=first.headers["Last-Modified"]).status == 200


def test_one_outlet_sends_no_validators(server: SampleServer) -> None:
    answer = get(f"{server.base_url}/suara-teluk/feed/")

    assert (answer.headers["ETag"], answer.headers["Last-Modified"]) == (None, None)


def test_gzip_only_for_those_who_ask(server: SampleServer) -> None:
    url = f"{server.base_url}/elbbote/index.atom"
    packed = get(url, Accept_Encoding="gzip")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == get(url, Accept_Encoding="identity").body


def test_old_encodings_are_named_in_the_document_only(server: SampleServer) -> None:
    answer = get(f"{server.base_url}/binhai/")

    assert answer.headers["Content-Type"] == "text/html"
    assert "滨海晨报" in answer.body.decode("gb18030")


def test_pages_change_with_the_clock() -> None:
    clock = Clock()
    with SampleServer(now=clock, anchor=NOW) as server:
        url = next(url for url, truth in server.truth().items() if truth.id == "chips-meridian")
        published = server.truth()[url].published_at
        clock.now = published - timedelta(minutes=1)
        assert get(url).status == 404
        clock.now = published + timedelta(hours=1)
        before = get(url)
        clock.now = published + timedelta(hours=6)
        after = get(url, If_None_Match=before.headers["ETag"])

    assert "about 16 billion yuan" in before.body.decode()
    assert "about 18.6 billion yuan" in after.body.decode()


def test_upto_holds_the_newsroom_at_a_moment() -> None:
    with SampleServer(now=lambda: NOW, upto=NOW - timedelta(days=5)) as server:
        feed = json.loads(get(f"{server.base_url}/meridian/feed.json").body)

    assert max(item["date_published"] for item in feed["items"]) <= "2025-11-18T16:00:00Z"
    assert feed["items"]


def test_outlet_also_answers_to_its_own_host_name(server: SampleServer) -> None:
    host = f"faro-del-sur.localhost:{server.port}"
    feed = get(f"{server.base_url}/rss/portada.xml", Host=host)

    assert feed.status == 200
    assert f"<link>http://{host}/" in feed.body.decode()


def test_live_blog_lists_its_posts_for_machines(server: SampleServer) -> None:
    url = next(url for url, truth in server.truth().items() if truth.kind == "live")
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', get(url).body.decode(), re.DOTALL
    )
    assert found
    data = json.loads(found[1])

    assert data["@type"] == "LiveBlogPosting"
    assert len(data["liveBlogUpdate"]) == 5


def test_pages_ask_nothing_of_anyone_else(server: SampleServer) -> None:
    strangers: set[str] = set()
    for url in server.truth():
        page = get(url).body.decode("utf-8", errors="replace")
        strangers |= set(re.findall(r'(?:src|href|action)="(?:https?:)?//(?!127\.0\.0\.1)[^"]*"', page))
        assert not re.search(
            r"eval\(|fetch\(|XMLHttpRequest|document\.write|<iframe|<script[^>]+src=", page
        ), url

    assert strangers == set()


def test_addresses_by_host_name_lead_to_the_same_pages() -> None:
    with SampleServer(now=lambda: NOW, by_host=True) as server:
        url, truth = next(
            (url, truth) for url, truth in server.truth().items() if truth.id == "election-faro"
        )
        host, _, path = url.removeprefix("http://").partition("/")
        page = get(f"{server.base_url}/{path}", Host=host)

    assert host.startswith("faro-del-sur.localhost:")
    assert truth.paragraphs[0] in unescape(page.body.decode())


def test_moved_feed_leads_to_its_new_address(server: SampleServer) -> None:
    answer = server.answer(f"127.0.0.1:{server.port}", "/elbbote/rss")

    assert (301, f"{server.base_url}/elbbote/index.atom") == (answer.status, answer.location)


def test_robots_and_favicon_are_there(server: SampleServer) -> None:
    assert "Disallow: /*/search" in get(f"{server.base_url}/robots.txt").body.decode()
    assert get(f"{server.base_url}/manara/favicon.ico").headers["Content-Type"] == "image/png"


def test_opml_lists_all_sources(server: SampleServer) -> None:
    urls = {
        each.attrib["xmlUrl"]
        for each in ElementTree.fromstring(server.opml().split("?>", 1)[1]).iter("outline")
        if "xmlUrl" in each.attrib
    }

    assert urls == {source.url for source in server.sources()}
