"""The reading page in a real browser, over the sample newsroom: films on a click, a rule tried out while it is written."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from filling import Filled
from kabar.cli.sample import allow_sample, sample_newsroom
from kabar.config import Config
from kabar.errors import NotFoundError
from kabar.model.ids import AccountId
from kabar.runtime import Runtime, open_runtime
from kabar.service import accounts
from kabar.web.app import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install chromium"),
]


@pytest.fixture(scope="module")
def rt(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    data_dir: Path = tmp_path_factory.mktemp("reading") / "data"
    shutil.copytree(filled.data_dir, data_dir)
    opened = open_runtime(allow_sample(Config()), data_dir)
    with opened.store.read() as db:
        owner = db.accounts.get(AccountId(1))
    with sample_newsroom(opened, owner):
        yield opened
    opened.close()


@pytest.fixture(scope="module")
def place(rt: Runtime) -> Iterator[tuple[str, Any]]:
    """The address, and a browser context that is signed in."""
    playwright = pytest.importorskip("playwright.sync_api")
    server = uvicorn.Server(uvicorn.Config(create_app(rt), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    origin = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context()
        door = context.new_page()
        with door.expect_navigation(url=lambda url: "/enter" not in url):
            door.goto(f"{origin}/enter?token={accounts.new_link(rt, AccountId(1))}")
        yield origin, context
        browser.close()
    server.should_exit = True
    thread.join(5)


def with_media(rt: Runtime, kind: str) -> int:
    """An article that has a film or sound."""
    for number in range(1, 400):
        with rt.store.read() as db:
            try:
                line = db.reading.article(number)
            except NotFoundError:
                continue
        if any(one.kind == kind for one in line.media):
            return number
    raise AssertionError(f"the sample has no {kind}")


@pytest.mark.parametrize(("kind", "tag"), [("video", "video"), ("audio", "audio")])
def test_film_and_sound_are_asked_for_on_a_click_and_only_from_us(
    rt: Runtime, place: tuple[str, Any], kind: str, tag: str
) -> None:
    origin, context = place
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{origin}/article/{with_media(rt, kind)}")
    page.wait_for_load_state("networkidle")
    player = page.locator(f".player {tag}").first

    assert not [url for url in asked if "/recording/" in url], "before the click"
    player.evaluate("player => { player.muted = true; return player.play(); }")
    page.wait_for_timeout(300)

    assert player.evaluate("player => player.currentTime > 0 && player.error === null")
    assert [url for url in asked if "/recording/" in url]
    assert all(url.startswith(origin) for url in asked)
    page.close()


def test_rule_is_tried_out_while_it_is_written(rt: Runtime, place: tuple[str, Any]) -> None:
    origin, context = place
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    with rt.store.read() as db:
        article = next(
            page.article for page in db.rereadings.some_of("", limit=200) if "/meridian/" in page.url
        )
    page.goto(f"{origin}/outlet-rules/edit?article={article}")
    assert 0 == page.locator("[data-state=removed]").count()

    page.fill("#drop", "#story p:first-child")
    page.locator("[data-state=removed] del").first.wait_for()
    page.fill("#drop", "#story p..x")
    page.locator("[data-faults=drop] pre").wait_for()

    assert "         ^" in page.locator("[data-faults=drop] pre").inner_text().split("\n")[1]
    page.fill("#drop", "")
    page.locator("[data-faults=drop] pre").wait_for(state="detached")
    page.close()
    assert [] == problems
