"""Hostile HTML after the sanitiser, in a real browser: nothing runs, nothing is requested, text survives."""

import base64
import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kabar.extract.sanitize import sanitize
from kabar.web.players import Hall
from kabar.web.prose import prose

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DATA = Path(__file__).parents[3] / "shared" / "data" / "security"
PAGE = "https://kabar.test/article"
OURS = "https://kabar.test/ours"  # what our own signed addresses stand for
BATCH = 60  # payloads on one page: what one leaves open must not reach the next, as on a list of articles

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

OWN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<a href='jav&#x09;ascript:alert(1)'>click</a>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<style>*{background:url(https://evil.test/x)}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.test/'>",
    "<base href=https://evil.test/><a href=x>y</a>",
    "<video><source onerror=alert(1) src=x></video>",
    "<details open ontoggle=alert(1)>text</details>",
    "<p style='position:fixed;inset:0'>cover</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]


def payloads(*names: str) -> list[str]:
    """Every hostile input there is (or those of the files *names*); addresses as links and pictures."""
    found = [] if names else list(OWN)
    for path in sorted(DATA.glob("*.jsonl.gz")):
        name = path.name.partition(".")[0]
        if names and name not in names:
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                payload = row.get("payload")
                if payload is None and row.get("payload_base64"):
                    payload = base64.b64decode(row["payload_base64"]).decode("utf-8", "replace")
                if isinstance(payload, str):
                    address = name.startswith("ssrf")
                    found.append(f"<a href='{payload}'>x</a><img src='{payload}'>" if address else payload)
    return found


def on_page(html: str) -> str:
    """Through the second cleaning, too: as the reading page shows it."""
    hall = Hall(
        picture=lambda url, width: OURS,
        recording=lambda url: OURS,
        words={"watch": "Watch", "listen": "Listen", "elsewhere": "At the outlet"},
    )
    return str(prose(sanitize(html, base_url=PAGE), hall))


def sanitised(html: str) -> str:
    """As stored. Media go through Kabar's own proxy in the product; here any address that is asked for is a failure."""
    return sanitize(html, base_url=PAGE, media=lambda url, use: None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:  # playwright's types are its own
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.case("R-014", "R-016", "R-019", "R-027")
@pytest.mark.parametrize("clean_one", [sanitised, on_page], ids=["stored", "shown"])
def test_nothing_runs_and_nothing_is_requested(browser: Any, clean_one: Callable[[str], str]) -> None:
    page = browser.new_page()
    requests: list[str] = []
    dialogs: list[str] = []
    shown = ""

    def answer(route: Any) -> None:
        address = route.request.url
        if address == OURS:
            route.fulfill(status=404)
        elif address == PAGE:
            route.fulfill(content_type="text/html; charset=utf-8", body=shown)
        else:
            requests.append(address)
            route.abort()

    page.route("**/*", answer)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    everything = payloads()
    for begin in range(0, len(everything), BATCH):
        clean = [clean_one(one) for one in everything[begin : begin + BATCH]]
        shown = (
            "<!doctype html><meta charset=utf-8>"
            + "".join(f"<section>{one}</section>" for one in clean)
            + "<p id=end>end</p>"
        )
        page.goto(PAGE)
        # A hash of sections that is not the number of payloads means that one closed or swallowed its neighbours.
        assert len(clean) == page.locator("body > section").count()
        assert "end" == page.locator("body > #end").inner_text()
        for link in page.locator("a[href]").all()[:40]:
            assert str(link.get_attribute("href")).split(":")[0] in ("http", "https", "mailto")
        names = page.evaluate("""() => [...document.querySelectorAll('section *')].flatMap(e => [...e.attributes].map(a => a.name))
            .filter(n => n.startsWith('on') || n === 'style' || n === 'id' || n === 'name')""")
        assert [] == names

    assert [] == dialogs
    assert [] == requests


# What holds no text for people: gone with all that is in it.
DROPPED = (
    "script,style,template,noscript,iframe,object,embed,applet,svg,math,title,noembed,noframes,xmp,plaintext,"
)
DROPPED += "select,datalist,canvas,head,textarea,frameset"
TEXT_OF = """([html, dropped]) => { const seen = new DOMParser().parseFromString(html, 'text/html');
  for (const one of seen.querySelectorAll(dropped)) one.remove();
  return (seen.body ? seen.body.textContent : '').match(/[a-z]{4,}/gi) || []; }"""


def test_text_survives(browser: Any) -> None:
    """Every word that a browser finds outside of what is dropped on purpose is there after cleaning."""
    page = browser.new_page()
    page.set_content("<p>inert documents only</p>")
    lost = []
    wanted = 0
    for html in payloads("dompurify", "bleach") or OWN:
        before = page.evaluate(TEXT_OF, [html, DROPPED])
        after = " ".join(page.evaluate(TEXT_OF, [sanitised(html), DROPPED]))
        wanted += len(before)
        lost += [(word, html) for word in before if word not in after]

    assert wanted
    assert len(lost) <= 0.02 * wanted, lost[:10]


@pytest.mark.case("R-011")
def test_harmless_text_survives(browser: Any) -> None:
    page = browser.new_page()
    page.set_content(
        sanitize(
            "<div><p>One <b>bold</b> word &lt;b&gt; and <script>x</script>more.</p><ul><li>first</li></ul></div>"
        )
    )

    assert "One bold word <b> and more.\n\nfirst" == page.locator("body").inner_text().strip()


@pytest.mark.case("R-015")
def test_article_cannot_cover_the_page(browser: Any) -> None:
    page = browser.new_page()
    article = sanitize(
        "<p style='position:fixed;inset:0;z-index:9'>cover</p><div style='margin-top:-900px'>up</div>"
    )
    page.set_content(
        f"<button style='height:50px'>Save</button><main style='margin-top:20px'>{article}</main>"
    )

    button, inside = page.locator("button").bounding_box(), page.locator("main").bounding_box()
    assert inside["y"] >= button["y"] + button["height"]
