"""`kabar serve` as a person starts it: a real process, a real port, a real sign-in."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from filling import Filled


@pytest.fixture
def served(filled: Filled, tmp_path: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """(base address, sign-in link, process) over a copy of the filled sample."""
    data_dir = tmp_path / "data"
    shutil.copytree(filled.data_dir, data_dir)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "kabar", "--data", str(data_dir), "serve", "--port", str(port), "--no-work"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    link = ""
    for line in process.stdout:
        if match := re.search(r"http\S+/enter\?token=\S+", line):
            link = match[0]
            break
    yield f"http://127.0.0.1:{port}", link, process
    process.kill()
    process.wait()


def _fields(page: str) -> dict[str, str]:
    """The hidden fields of the sign-in form."""
    form = page.partition('action="/enter"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def _until_healthy(base: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"{base}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("never answered /healthz with 200")


def test_link_signs_in_once_and_the_front_page_shows_stories(
    served: tuple[str, str, subprocess.Popen[str]],
) -> None:
    base, link, _ = served
    _until_healthy(base)
    with httpx.Client(base_url=base, follow_redirects=True) as browser:
        fields = _fields(browser.get(link).text)
        entered = browser.post(
            "/enter", data=fields, headers={"Origin": base, "Sec-Fetch-Site": "same-origin"}
        )
        assert 200 == entered.status_code
        welcome = browser.get("/welcome").text
        token = re.search(r'name="token" value="([^"]*)"', welcome)
        assert token is not None
        front = browser.post("/welcome", data={"token": token[1], "language": "en"}, headers={"Origin": base})
        assert front.text.count('href="/story/') > 20
    with httpx.Client(base_url=base) as other:
        refused = other.post("/enter", data=_fields(other.get(link).text), headers={"Origin": base})
        assert refused.status_code in (403, 404, 410, 303)
        assert 'href="/story/' not in other.get("/").text


def test_nobody_gets_in_without_signing_in(served: tuple[str, str, subprocess.Popen[str]]) -> None:
    base, _, _ = served
    _until_healthy(base)

    assert httpx.get(f"{base}/").status_code in (303, 401, 403)
    assert 400 == httpx.get(f"{base}/", headers={"Host": "evil.example"}).status_code


def test_link_made_elsewhere_leads_to_where_it_is_served(
    served: tuple[str, str, subprocess.Popen[str]], tmp_path: Path
) -> None:
    base, _, _ = served
    command = [sys.executable, "-m", "kabar", "--data", str(tmp_path / "data"), "accounts", "link"]
    made = subprocess.run(command, capture_output=True, text=True, check=True)

    assert made.stdout.startswith(f"{base}/enter?token=")


def test_interrupt_stops_it_cleanly(served: tuple[str, str, subprocess.Popen[str]]) -> None:
    base, _, process = served
    _until_healthy(base)
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=20) in (0, -signal.SIGINT, 130)


def test_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "kabar",
                "--data",
                str(tmp_path),
                "serve",
                "--port",
                str(taken.getsockname()[1]),
            ],
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert (2, True) == (done.returncode, "choose another with --port" in done.stderr)
