"""Hostile HTML after the sanitiser, in a real browser: nothing runs, nothing is requested, text survives."""

import base64
import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kabar.extract.sanitize import sanitize

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DATA = Path(__file__).parents[3] / "shared" / "data" / "security"
PAGE = "https://kabar.test/article"
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


def payloads() -> list[str]:
    found = list(OWN)
    for name in ("dompurify", "bleach", "html5lib_tokenizer"):
        path = DATA / f"{name}.jsonl.gz"
        if not path.exists():
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                payload = row.get("payload")
                if payload is None and row.get("payload_base64"):
                    payload = base64.b64decode(row["payload_base64"]).decode("utf-8", "replace")
                if isinstance(payload, str):
                    found.append(payload)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:  # playwright's types are its own
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def test_nothing_runs_and_nothing_is_requested(browser: Any) -> None:
    page = browser.new_page()
    requests: list[str] = []
    dialogs: list[str] = []
    shown = ""

    def answer(route: Any) -> None:
        address = route.request.url
        if address == PAGE:
            route.fulfill(content_type="text/html; charset=utf-8", body=shown)
        else:
            requests.append(address)
            route.abort()

    page.route("**/*", answer)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    everything = payloads()
    for begin in range(0, len(everything), BATCH):
        # Media go through Kabar's own proxy in the product; here any address that is asked for is a failure.
        clean = [
            sanitize(one, base_url=PAGE, media=lambda url, use: None)
            for one in everything[begin : begin + BATCH]
        ]
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
            .filter(n => n.startsWith('on') || n === 'style' || n === 'id' || n === 'name' || n === 'class')""")
        assert [] == names

    assert [] == dialogs
    assert [] == requests


def test_harmless_text_survives(browser: Any) -> None:
    page = browser.new_page()
    page.set_content(
        sanitize(
            "<div><p>One <b>bold</b> word &lt;b&gt; and <script>x</script>more.</p><ul><li>first</li></ul></div>"
        )
    )

    assert "One bold word <b> and more.\n\nfirst" == page.locator("body").inner_text().strip()


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
