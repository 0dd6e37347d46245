"""`kabar parse`: feed documents in, entries out."""

import base64
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kabar.cli import jsonl
from kabar.errors import InputError
from kabar.model.feed import Entry, ParsedFeed
from kabar.parse import parse_feed


def handle(line: Mapping[str, Any]) -> dict[str, Any]:
    """One document as the stage writes it.

    Raises InputError when the line holds no body.
    """
    url, content_type = line.get("url"), line.get("content_type")
    feed = parse_feed(
        _body(line),
        url=url if isinstance(url, str) else None,
        content_type=content_type if isinstance(content_type, str) else None,
    )
    return feed_line(feed)


def _body(line: Mapping[str, Any]) -> bytes:
    body = line.get("body")
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    encoded = line.get("body_base64")
    if isinstance(encoded, str):
        try:
            return base64.b64decode(encoded)
        except ValueError as error:
            raise InputError(f"body_base64 is not base64: {error}") from error
    raise InputError('a line needs "body" (text) or "body_base64"')


def feed_line(feed: ParsedFeed) -> dict[str, Any]:
    """The feed as JSON values."""
    return {
        "format": feed.format,
        "title": feed.title,
        "link": feed.link,
        "description": feed.description,
        "language": feed.language,
        "updated_at": _moment(feed.updated_at),
        "ttl_seconds": feed.ttl_seconds,
        "skip_hours": list(feed.skip_hours),
        "skip_days": list(feed.skip_days),
        "hub": feed.hub,
        "self_url": feed.self_url,
        "image": feed.image,
        "entries": [_entry(entry) for entry in feed.entries],
        "warnings": list(feed.warnings),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "url": entry.url,
        "title": entry.title,
        "authors": list(entry.authors),
        "published_at": _moment(entry.published_at),
        "updated_at": _moment(entry.updated_at),
        "html": entry.html,
        "summary_html": entry.summary_html,
        "categories": list(entry.categories),
        "language": entry.language,
        "enclosures": [
            {
                "url": file.url,
                "media_type": file.media_type,
                "length": file.length,
                "duration_seconds": file.duration_seconds,
            }
            for file in entry.enclosures
        ],
        "image": entry.image,
        "comments_url": entry.comments_url,
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at is not None else None


if __name__ == "__main__":
    sys.exit(jsonl.run(handle, sys.argv[1] if len(sys.argv) > 1 else "-", label="feeds"))
