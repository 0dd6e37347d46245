"""Pictures of every page at 360, 820 and 1440 pixels, light and dark, without anyone's real sources.

Usage: python scripts/screenshots.py FOLDER [--only NAME,NAME] [--widths 360,1440] [--themes light] [--axe AXE.MIN.JS]

It starts the web app over the invented world of tests/faces, or visits a running Kabar (--enter with the sign-in
link that `kabar serve --sample` prints), and drives a Chromium with Playwright. It fails when a page asks another origin for anything, writes to the console, or (with --axe) breaks a rule of axe-core.
"""

import argparse
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "faces"))
from fake_service import fake_runtime, fake_services

from kabar.config import WebConfig
from kabar.service.accounts import new_link
from kabar.web.app import create_app

PAGES = {
    "front": "/",
    "front-time": "/?order=time",
    "rules": "/rules",
    "alerts": "/alerts",
    "catch-up": "/catch-up",
    "day": "/day",
    "week": "/week",
    "unread": "/unread",
    "topics": "/topics",
    "feeds": "/feeds?target=topic&key=06000000",
    "story": "/story/1",
    "story-arabic": "/story/3",
    "story-chinese": "/story/4",
    "article": "/article/11?from=0&to=132",
    "article-copy": "/article/16",
    "article-arabic": "/article/31",
    "article-chinese": "/article/41",
    "sections": "/sections",
    "topic": "/topic/06000000",
    "entity": "/entity/Q10417",
    "outlet": "/outlet/Suara%20Pesisir",
    "following": "/following",
    "saved": "/saved",
    "history": "/history",
    "hidden": "/hidden",
    "undo": "/undo",
    "search": "/search?q=tanggul",
    "search-empty": "/search",
    "sources": "/sources",
    "source": "/sources/2",
    "outlet-rules": "/outlet-rules",
    "outlet-rule": "/outlet-rules/edit?outlet=suarapesisir.example",
    "profile": "/profile",
    "account": "/account",
    "welcome": "/welcome",
    "about": "/about",
    "help": "/help",
    "error": "/nothing-here",
    "sign-in": "/sign-in",
}
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


SCROLL_THROUGH = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 600) {
    scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 20));
  }
  scrollTo(0, 0);
}"""


@contextmanager
def running(port: int) -> Iterator[tuple[str, str]]:
    """The app on loopback; its address and a sign-in token."""
    rt, services = fake_runtime(WebConfig(port=port)), fake_services()
    server = uvicorn.Server(uvicorn.Config(create_app(rt, services), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}", new_link(rt, rt.store.accounts.by_name("Ayu").id)
    finally:
        server.should_exit = True
        thread.join(5)


@contextmanager
def place(link: str) -> Iterator[tuple[str, str]]:
    """A Kabar to picture: the one that *link* leads into, or one of our own."""
    if link:
        address = urlsplit(link)
        yield f"{address.scheme}://{address.netloc}", address.query.removeprefix("token=")
        return
    with running(free_port()) as found:
        yield found


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def browser_path() -> str | None:
    """The system's Chromium; None lets Playwright use its own."""
    return next((path for path in CHROMIUM if Path(path).exists()), None)


def watch(page: Page, origin: str, problems: list[str]) -> None:
    """Note what a page of ours must never do."""
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((origin, "data:"))
            else problems.append(f"asked elsewhere: {request.url}")
        ),
    )
    page.on(
        "console",
        lambda said: (
            problems.append(f"{page.url}: {said.text}")
            if said.type in ("error", "warning") and "404" not in said.text
            else None
        ),
    )
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))


def check_with_axe(page: Page, source: str, problems: list[str]) -> None:
    """Run axe-core in the page's main world, past the page's own content policy."""
    page.evaluate(source)
    found = page.evaluate("async () => (await axe.run()).violations")
    for violation in found:
        nodes = "; ".join(node["target"][0] for node in violation["nodes"][:3])
        problems.append(f"axe {violation['id']} on {page.url}: {violation['help']} ({nodes})")


def shoot(browser: Browser, origin: str, token: str, options: argparse.Namespace) -> list[str]:
    """Take every picture; return the problems."""
    problems: list[str] = []
    axe = Path(options.axe).read_text(encoding="utf-8") if options.axe else ""
    context = browser.new_context(bypass_csp=bool(axe))
    door = context.new_page()
    with door.expect_navigation(url=lambda url: "/enter" not in url):
        door.goto(f"{origin}/enter?token={token}")
    if "/welcome" in door.url:
        door.screenshot(path=f"{options.folder}/first-minute.png", full_page=True)
        for code in ("en", "id"):
            door.check(f'input[name="language"][value="{code}"]')
        with door.expect_navigation():
            door.click("main form button.is-main")
    state = context.storage_state()
    pages = PAGES if not options.enter else {**PAGES, **found_pages(door, origin)}
    for width in options.widths:
        for theme in options.themes:
            inside = browser.new_context(
                viewport={"width": width, "height": 900 if width > 400 else 740},
                color_scheme=theme,
                storage_state=state,
                bypass_csp=bool(axe),
                locale="en-GB",
                reduced_motion="reduce",
            )
            outside = browser.new_context(
                viewport={"width": width, "height": 740}, color_scheme=theme, bypass_csp=bool(axe)
            )
            for name in options.only:
                page = (outside if name == "sign-in" else inside).new_page()
                watch(page, origin, problems)
                page.goto(origin + pages[name], wait_until="networkidle")
                if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                    problems.append(f"{name} at {width}: wider than the window")
                page.evaluate(SCROLL_THROUGH)  # lazy pictures load when they come near
                page.wait_for_load_state("networkidle")
                page.screenshot(path=f"{options.folder}/{name}-{width}-{theme}.png", full_page=True)
                if axe:
                    check_with_axe(page, axe, problems)
                page.close()
            inside.close()
            outside.close()
    context.close()
    return problems


def found_pages(page: Page, origin: str) -> dict[str, str]:
    """Addresses of stories and articles that this Kabar has: the first, and the first Arabic and Chinese ones."""
    pages: dict[str, str] = {"search": "/search?q=lang:id", "source": "/sources/1"}
    for name, wanted in (("", ""), ("-arabic", '[lang^="ar"]'), ("-chinese", '[lang^="zh"]')):
        page.goto(origin + "/?order=time")
        story = page.query_selector(f".headline{wanted} a[data-open]")
        pages[f"story{name}"] = (story and story.get_attribute("href")) or "/"
        page.goto(origin + pages[f"story{name}"])
        article = page.query_selector(".report-title a")
        pages[f"article{name}"] = (article and article.get_attribute("href")) or "/"
    page.goto(origin + pages["story"])
    outlet = page.query_selector(".report-outlet a")
    pages["outlet"] = (outlet and outlet.get_attribute("href")) or "/sections"
    copy = page.query_selector(".copies .report-title a")
    pages["article-copy"] = (copy and copy.get_attribute("href")) or pages["article"]
    pages["topic"] = pages["entity"] = "/sections"
    return pages


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PAGES))
    parser.add_argument(
        "--widths", type=lambda text: [int(w) for w in text.split(",")], default=[360, 820, 1440]
    )
    parser.add_argument("--themes", type=lambda text: text.split(","), default=["light", "dark"])
    parser.add_argument("--axe", default="", help="path of axe.min.js, to check accessibility too")
    parser.add_argument("--enter", default="", help="sign-in link of a running Kabar")
    options = parser.parse_args()
    Path(options.folder).mkdir(parents=True, exist_ok=True)
    with place(options.enter) as (origin, token), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        problems = shoot(browser, origin, token, options)
        browser.close()
    for problem in dict.fromkeys(problems):
        print(problem, file=sys.stderr)
    print(f"{len(options.only) * len(options.widths) * len(options.themes)} pictures in {options.folder}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
