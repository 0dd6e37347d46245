"""The service worker in a real browser: it starts under our content policy and shows what is pushed."""

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import sync_playwright
from test_web_browser import screenshots

pytestmark = pytest.mark.browser

REGISTRATION = "navigator.serviceWorker.getRegistration()"
SHOWN = f"{REGISTRATION}.then(r => r.getNotifications()).then(all => all.map(n => [n.title, n.body, n.tag]))"
PUSHED = '{"title": "Banjir", "body": "Air naik", "url": "http://127.0.0.1:8080/story/1", "tag": "story-1"}'


def test_pushed_message_is_shown_by_our_worker() -> None:
    path = screenshots.browser_path()
    if path is None:
        pytest.skip("no Chromium on this machine")
    with screenshots.running(screenshots.free_port()) as (origin, token), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=screenshots.FLAGS)
        context = browser.new_context()
        context.grant_permissions(["notifications"], origin=origin)
        page = context.new_page()
        with page.expect_navigation(url=lambda url: "/enter" not in url):
            page.goto(f"{origin}/enter?token={token}")
        page.goto(f"{origin}/alerts")
        page.click("form[data-push-key] button")  # there is no push service here: only the worker starts
        page.wait_for_function(f"{REGISTRATION}.then(r => r?.active?.state === 'activated')")
        page.wait_for_selector("[data-push-hint]:not([hidden])")
        session = context.new_cdp_session(page)
        found: list[str] = []
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
        )
        session.send("ServiceWorker.enable")
        page.wait_for_timeout(500)
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": origin, "registrationId": found[0], "data": PUSHED},
        )
        page.wait_for_function(f"{SHOWN}.then(all => all.length > 0)")

        assert [["Banjir", "Air naik", "story-1"]] == page.evaluate(SHOWN)
        browser.close()
