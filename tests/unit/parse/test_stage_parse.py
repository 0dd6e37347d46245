"""`kabar parse`: a line in, a line out."""

import base64

import pytest

from kabar.cli.stage_parse import handle
from kabar.errors import InputError

BODY = "<rss version='2.0'><channel><title>K</title><item><title>t</title><pubDate>Sat, 03 Jan 2026 10:00:00 +0700</pubDate></item></channel></rss>"


def test_line_has_the_fields_of_the_contract() -> None:
    line = handle({"id": 1, "body": BODY, "url": "https://k.example/"})

    assert {
        "format", "title", "link", "description", "language", "updated_at", "ttl_seconds", "hub", "entries", "warnings",
    } <= set(line)  # fmt: skip
    assert {
        "key", "url", "title", "authors", "published_at", "updated_at", "html", "summary_html", "categories", "language",
        "enclosures", "image", "comments_url",
    } <= set(line["entries"][0])  # fmt: skip
    assert line["entries"][0]["published_at"] == "2026-01-03T03:00:00Z"


def test_base64_is_the_same() -> None:
    assert handle({"body": BODY}) == handle({"body_base64": base64.b64encode(BODY.encode()).decode()})


def test_line_without_body_says_what_is_missing() -> None:
    with pytest.raises(InputError, match="body_base64"):
        handle({"id": 1})
