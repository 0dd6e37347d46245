"""Text of feeds, pages and people that wants to be markup, through the whole flow and in a real browser."""

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
import uvicorn
from lxml import etree
from real_web import Others, Reader, others, running

from kabar.extract import from_feed
from kabar.model.feed import SourceKind
from kabar.model.ids import AccountId
from kabar.parse import parse_feed
from kabar.runtime import Runtime
from kabar.service import accounts, reading
from kabar.store.schema import article_texts
from kabar.web.app import create_app
from kabar.work.round import run_round

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install chromium")
FIELDS = (
    "channel",
    "about",
    "rights",
    "maker",
    "headline",
    "writer",
    "topic",
    "summary",
    "keyword",
    "credit",
)
DEEDS = (
    "<script>window.ran=1;alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
)


def deed(field: str) -> str:
    """A text with a marker that tells the field, and every trick."""
    return f"mark{field} " + " ".join(DEEDS)


def xml(text: str) -> str:
    """*text* as character data, not as markup."""
    return escape(text)


PARAGRAPHS = "".join(
    f"<p>The tide reached house {n} in Brunnhafen at {n + 3} in the morning, and {n * 12} people went to the school.</p>"
    for n in range(7)
)
BODY = (
    f"{PARAGRAPHS}<p id='acts' name='undo-last' style='position:fixed;inset:0;z-index:99'>A clobbering paragraph that"
    " wants to lie over everything on this page, and says it at some length to be taken for text.</p>"
    "<p>A <a href='ELSEWHERE'>plain link</a>, a <a href='javascript:alert(1)'>bad link</a> and a"
    " <a href='https://evil.example/login'>www.good-bank.example/login</a> that lies about where it leads to people.</p>"
    "<iframe src='javascript://youtube.com/%0Aalert(1)'></iframe><form action='/sign-out'><button>out</button></form>"
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example/'>"
)


def feed(web: Others) -> str:
    """An RSS feed with the tricks in every field."""
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{xml(deed("channel"))}</title><description>{xml(deed("about"))}</description>
<copyright>{xml(deed("rights"))}</copyright><generator>{xml(deed("maker"))}</generator><link>javascript:alert(1)</link>
<image><url>javascript:alert(1)</url><title>{xml(deed("channel"))}</title><link>javascript:alert(1)</link></image>
<item><title>{xml(deed("headline"))} \u202egnp.exe</title><dc:creator>{xml(deed("writer"))}</dc:creator>
<category>{xml(deed("topic"))}</category><link>{web.url("/page")}</link><guid>{web.url("/page")}</guid>
<comments>javascript:alert(1)</comments><enclosure url="javascript:alert(1)" type="audio/mpeg" length="1"/>
<description>{xml(deed("summary"))}</description></item>
<item><title>{xml(deed("headline"))} two</title><guid isPermaLink="false">two</guid>
<description>{xml(deed("summary") + BODY)}</description><content:encoded><![CDATA[{BODY}]]></content:encoded></item>
</channel></rss>"""


def page() -> str:
    """An article's page with the tricks in every fact."""
    return f"""<!doctype html><html lang=en><head><title>{xml(deed("headline"))}</title>
<meta name=author content="{xml(deed("writer"))}"><meta property="og:image" content='x" onerror="alert(1)'>
<meta name=keywords content="{xml(deed("keyword"))}"><meta property="og:site_name" content="{xml(deed("channel"))}">
</head><body><article><h1>{xml(deed("headline"))}</h1><p class=byline>By {xml(deed("writer"))}</p>
<figure><img src="/p.jpg" alt="{xml(deed("credit"))}"><figcaption>{xml(deed("credit"))}</figcaption></figure>
{BODY}</article></body></html>"""


@dataclass
class World:
    """A Kabar that has read the hostile feed."""

    rt: Runtime
    reader: Reader
    web: Others
    origin: str
    token: str
    article: int

    def addresses(self) -> list[str]:
        """Every page that shows something of it."""
        with self.rt.store.read() as db:
            stories = [
                record.id
                for record in db.stories.candidates((), since=self.rt.clock().replace(year=2000), limit=50)
            ]
            source = db.sources.all()[0].id
        outlet = reading.article(self.rt, AccountId(1), self.article).outlet
        return [
            "/", "/?order=time", *(f"/story/{number}" for number in stories), f"/article/{self.article}",
            f"/article/{self.article + 1}", f"/article/{self.article - 1}", "/sources", f"/sources/{source}",
            "/search?q=markheadline", "/search?q=brunnhafen", f"/outlet/{quote(outlet, safe='')}", "/sections",
            "/following", "/history", "/undo", "/outlet-rules", f"/outlet-rules/edit?article={self.article}",
            "/feeds", "/rules", "/profile", "/search?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
        ]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with others() as web, running(tmp_path_factory.mktemp("hostile")) as rt:
        address = web.url("/feed")
        elsewhere = web.says("/elsewhere", b"<p>elsewhere</p>", "text/html")
        web.says("/feed", feed(web).replace("ELSEWHERE", elsewhere).encode(), "application/rss+xml")
        web.says("/page", page().replace("ELSEWHERE", elsewhere).encode(), "text/html; charset=utf-8")
        with rt.store.write() as db:
            source, _ = db.sources.add(address, SourceKind.FEED, at=rt.clock(), title="")
            db.subscriptions.add(AccountId(1), source, at=rt.clock(), group=None)
        run_round(rt, everything=True)
        with rt.store.read() as db:
            article = next(
                line.id for line in db.reading.of_source(source, limit=5) if line.url == web.url("/page")
            )
        app = create_app(rt)
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield World(
            rt=rt,
            reader=Reader(rt, AccountId(1), app),
            web=web,
            origin=f"http://127.0.0.1:{port}",
            token=accounts.new_link(rt, AccountId(1)),
            article=article,
        )
        server.should_exit = True
        thread.join(5)


@pytest.fixture(scope="module")
def context(world: World) -> Iterator[Any]:  # playwright's types are its own
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running_browser:
        browser = running_browser.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found = browser.new_context()
        door = found.new_page()
        with door.expect_navigation(url=lambda url: "/enter" not in url):
            door.goto(f"{world.origin}/enter?token={world.token}")
        door.close()
        yield found
        browser.close()


def watched(context: Any, origin: str) -> tuple[Any, list[str]]:
    """A page, and what it did that no page of ours may do."""
    tab = context.new_page()
    found: list[str] = []
    tab.on("dialog", lambda dialog: (found.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.on("pageerror", lambda error: found.append(f"error {error}"))
    tab.on(
        "console",
        lambda said: (
            found.append(said.text)
            if said.type == "error" and "Failed to load resource" not in said.text
            else None
        ),
    )
    tab.on(
        "request",
        lambda asked: None if asked.url.startswith((origin, "data:")) else found.append(f"asked {asked.url}"),
    )
    tab.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('policy ' + e.violatedDirective + e.blockedURI))"
    )
    return tab, found


@needs_browser
@pytest.mark.browser
@pytest.mark.case("R-001", "R-006", "R-007", "R-019", "R-027")
def test_no_field_of_a_feed_or_page_runs_or_becomes_an_element(world: World, context: Any) -> None:
    tab, found = watched(context, world.origin)
    seen = ""
    for address in world.addresses():
        tab.goto(world.origin + address)
        tab.wait_for_load_state("networkidle")
        evil = tab.evaluate(
            "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))"
            " || e.tagName === 'IFRAME' || e.tagName === 'BASE' || e.getAttribute('src') === 'x'"
            " || /^(javascript|vbscript|blob|data:text)/i.test(e.getAttribute('href') || '')).map(e => e.outerHTML)"
        )
        assert [] == evil, address
        assert world.origin + address.split("#")[0] == tab.url, "it went elsewhere"
        assert tab.evaluate("window.ran") is None
        seen += tab.title() + tab.locator("body").inner_text()
    assert [] == found
    for field in ("channel", "headline", "writer"):
        assert f"mark{field}" in seen, f"{field} is lost"
    assert "<script>window.ran=1;alert(1)</script>" in seen, "shown as text"


@needs_browser
@pytest.mark.browser
@pytest.mark.case("R-015", "R-017")
def test_article_cannot_cover_the_page_nor_take_the_names_of_its_script(world: World, context: Any) -> None:
    tab, found = watched(context, world.origin)
    tab.goto(f"{world.origin}/article/{world.article}")
    prose = tab.locator(".prose")
    box, acts = prose.bounding_box(), tab.locator(".article-head .acts").bounding_box()

    assert "A clobbering paragraph" in prose.inner_text()
    assert (
        0
        == tab.locator(
            ".prose [id], .prose [name], .prose [style], .prose [class]:not(figure, figure *)"
        ).count()
    )
    assert box["y"] >= acts["y"] + acts["height"] - 1
    inside = tab.evaluate(
        "(() => { const b = document.querySelector('.prose').getBoundingClientRect();"
        " return [...document.querySelectorAll('.prose *')].every(e => { const r = e.getBoundingClientRect();"
        " return r.width === 0 || (r.left >= b.left - 1 && r.right <= b.right + 1 && r.top >= b.top - 1); }); })()"
    )
    assert inside
    tab.keyboard.press("s")
    tab.locator("[data-key=s][aria-pressed=true]").wait_for()
    assert [] == found


@needs_browser
@pytest.mark.browser
@pytest.mark.case("R-020")
def test_link_in_an_article_tells_its_target_nothing(world: World, context: Any) -> None:
    tab, _ = watched(context, world.origin)
    tab.goto(f"{world.origin}/article/{world.article}")
    link = tab.locator(".prose a", has_text="plain link").first
    assert {"noopener", "noreferrer"} <= set(link.get_attribute("rel").split())
    with context.expect_page() as opened:
        link.click(modifiers=["Control"])
    opened.value.wait_for_url(world.web.url("/elsewhere"))

    assert opened.value.evaluate("window.opener") is None
    headers = next(headers for path, headers in world.web.asked if path == "/elsewhere")
    assert "Referer" not in headers
    opened.value.close()


@pytest.mark.case("R-030")
def test_lying_link_names_its_real_host_and_turning_marks_are_gone(world: World) -> None:
    text = world.reader.get(f"/article/{world.article}").text

    assert "www.good-bank.example/login</a> <small>(evil.example)</small>" in text
    assert "plain link</a>," in text
    for address in ("/", "/?order=time", f"/article/{world.article}", "/search?q=markheadline"):
        shown = world.reader.get(address).text
        assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\x00")


@pytest.mark.case("R-024")
def test_text_that_an_older_policy_let_through_is_cleaned_when_it_is_shown(world: World) -> None:
    old = (
        '<p onclick="alert(1)" style="position:fixed;inset:0" id="acts" class="act">kept</p><script>alert(1)</script>'
        '<iframe src="https://evil.example"></iframe>'
    )
    with world.rt.store.engine.begin() as connection:
        where = article_texts.c.article_id == world.article
        before = connection.execute(sa.select(article_texts.c.html).where(where)).scalar_one()
        connection.execute(sa.update(article_texts).where(where).values(html=old))
    try:
        text = world.reader.get(f"/article/{world.article}").text
    finally:
        with world.rt.store.engine.begin() as connection:
            connection.execute(sa.update(article_texts).where(where).values(html=before))

    assert "<p>kept</p>" in text
    assert not any(evil in text for evil in ("onclick", "<script>alert", "<iframe"))


@pytest.mark.case("R-025")
def test_words_that_were_found_are_marked_in_escaped_text(world: World) -> None:
    text = world.reader.get("/search?q=markheadline").text

    assert "&lt;script&gt;" in text
    assert "<script>window" not in text
    assert "<mark>Brunnhafen</mark>" in world.reader.get("/search?q=brunnhafen").text


@pytest.mark.case("R-026")
def test_what_a_server_says_of_its_failure_is_text(tmp_path: Path) -> None:
    with others() as web, running(tmp_path) as rt:
        address = web.says(
            "/<script>alert(2)</script>",
            b"<script>alert(1)</script>",
            "text/html",
            500,
            reason="<script>alert(1)</script>",
        )
        with rt.store.write() as db:
            source, _ = db.sources.add(
                address.replace("<", "%3C").replace(">", "%3E"),
                SourceKind.FEED,
                at=rt.clock(),
                title="<b>x</b>",
            )
            db.subscriptions.add(AccountId(1), source, at=rt.clock(), group=None)
        web.answers["/%3Cscript%3Ealert(2)%3C/script%3E"] = web.answers["/<script>alert(2)</script>"]
        run_round(rt, everything=True)
        reader = Reader(rt, AccountId(1))
        for path in (
            "/sources",
            f"/sources/{source}",
            "/%3Cscript%3Ealert(3)%3C/script%3E",
            "/article/%3Cimg%20src=x%3E",
        ):
            answer = reader.get(path)
            assert not any(evil in answer.text for evil in ("<script>alert", "<b>x</b>", "<img src=x")), path
            assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "fail" in reader.get(f"/sources/{source}").text.lower()


@pytest.mark.case("R-028")
def test_what_people_write_is_shown_as_text_and_links_nothing(world: World) -> None:
    note = 'missing <img src=x onerror=alert(1)> [me](javascript:alert(1)) javascript:alert(2) https://evil.example "q"'
    world.reader.post(f"/article/{world.article}/report", {"note": note}, page=f"/article/{world.article}")
    world.reader.post("/rules", {"rules": "tag <b>x</b> if title:brunnhafen", "do": "save"}, page="/rules")

    shown = world.reader.get("/outlet-rules").text
    assert "missing &lt;img src=x onerror=alert(1)&gt; [me](javascript:alert(1))" in shown
    assert 'href="javascript:' not in shown
    assert 'href="https://evil.example' not in shown
    assert "<b>x</b>" not in world.reader.get("/rules").text


@pytest.mark.case("R-029")
def test_what_kabar_writes_for_other_programs_is_well_formed(world: World) -> None:
    world.reader.post("/feeds", {"target": "", "key": ""}, page="/feeds")
    made = world.reader.post("/feeds", page="/feeds").text
    names = set(re.findall(r"/feed/[\w.~-]+", made))
    opml = world.reader.get("/sources/export.opml").content
    strict = etree.XMLParser(resolve_entities=False, recover=False)

    outlines = etree.fromstring(opml, strict).findall(".//outline")
    assert any("markchannel" in (outline.get("text") or outline.get("title") or "") for outline in outlines)
    assert names
    for name in names:
        answer = world.reader.get(name)
        if "json" in answer.headers["content-type"]:
            assert "markheadline <script>" in json.dumps(json.loads(answer.text), ensure_ascii=False)
        else:
            root = etree.fromstring(answer.content, strict)
            titles = " ".join(root.itertext())
            assert "markheadline <script>" in titles
            assert not root.findall(".//{*}script")


@pytest.mark.case("R-022")
def test_plain_text_of_feeds_is_shown_literally() -> None:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>a</id><title type="text">&lt;b&gt;x&lt;/b&gt;'
        b'</title><content type="text">2 &lt; 3 and &lt;b&gt;x&lt;/b&gt;</content></entry></feed>'
    )
    json_feed = b'{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","content_text":"2 < 3 and <b>x</b>"}]}'

    for document in (atom, json_feed):
        entry = parse_feed(document, url="https://example.org/feed").entries[0]
        found = from_feed(entry)
        assert "2 < 3 and <b>x</b>" == found.text
        assert "<b>" not in found.html
    assert "<b>x</b>" == parse_feed(atom, url="https://example.org/feed").entries[0].title


@pytest.mark.case("R-023")
@pytest.mark.parametrize("depth", range(12))
def test_title_of_any_escape_depth_is_text_that_is_unescaped_at_most_once(depth: int) -> None:
    written = "a <script>alert(1)</script> b"
    levels = [written]
    for _ in range(13):
        levels.append(levels[-1].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    document = f"<rss version='2.0'><channel><title>t</title><item><guid>1</guid><title>{levels[depth + 1]}</title></item></channel></rss>"

    title = parse_feed(document.encode(), url="https://example.org/feed").entries[0].title

    # XML itself takes one level off; what titles of RSS mean takes one more at most.
    assert title in (levels[depth], levels[max(0, depth - 1)]) or (
        depth == 0 and "<" not in title and "a" in title
    )
