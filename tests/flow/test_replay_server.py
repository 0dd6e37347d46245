"""The replay server turns rows of saved pages into sites with feeds."""

from __future__ import annotations

import importlib.util
import json
import sys
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def replay_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("replay", ROOT / "benchmarks" / "replay.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["replay"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:  # Any: the module is loaded from a path
    page = '<html><head><title>Tide &amp; time</title><link rel="canonical" href="https://a.example/x?n=1"></head></html>'
    rows = [
        {"id": "1", "url": "https://a.example/x?n=1", "html": page, "truth": {"published_at": "2024-05-01"}},
        {"id": "2", "url": "https://a.example/x?n=2", "html": "<title>Two</title>"},
        {"id": "3", "html_base64": "PHRpdGxlPlRocmVlPC90aXRsZT4="},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    again = {"id": "9", "url": "https://a.example/x?n=2", "html": "<title>Two again</title>"}
    (tmp_path / "set2.jsonl").write_text(json.dumps(again), encoding="utf-8")
    with replay_module().ReplayServer([tmp_path]) as made:
        yield made


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:
        body: bytes = answer.read()
    return body


def test_each_host_is_a_site_and_same_page_comes_once(server: Any) -> None:
    assert [url.rsplit("/", 2)[1] for url in server.feeds()] == ["a.example", "set.example"]
    assert len(server.pages) == 3


def test_feed_leads_to_the_pages(server: Any) -> None:
    items = ElementTree.fromstring(fetch(server.feeds()[0])).findall("./channel/item")

    assert {"Tide & time", "Two"} == {item.findtext("title") for item in items}
    dated = next(item for item in items if item.findtext("title") == "Tide & time")
    assert "01 May 2024" in (dated.findtext("pubDate") or "")
    assert b"Tide" in fetch(dated.findtext("link") or "")


def test_page_names_itself_by_its_loopback_address(server: Any) -> None:
    link = next(url for url, page in server.originals().items() if page.id == "1")

    assert f'href="{link}"'.encode() in fetch(link)
