"""`kabar extract`: pages in, articles out, one JSON object a line."""

import base64
import binascii
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kabar.cli import jsonl
from kabar.errors import InputError
from kabar.extract import extract_article
from kabar.model.article import Extraction, Media


def handle(line: Mapping[str, Any]) -> dict[str, Any]:
    """The article on one page, as the stage commands write it."""
    return to_line(extract_article(_body(line), url=line.get("url"), content_type=line.get("content_type")))


def to_line(found: Extraction) -> dict[str, Any]:
    """An extraction as one output object; a live blog is an article to the outside."""
    return {
        "title": found.title,
        "authors": list(found.authors),
        "published_at": _time(found.published_at, day_only=found.published_day_only),
        "modified_at": _time(found.modified_at),
        "language": found.language,
        "site_name": found.site_name,
        "canonical_url": found.canonical_url,
        "section": found.section,
        "image": found.image,
        "media": [_media(one) for one in found.media],
        "text": found.text,
        "html": found.html,
        "kind": "article" if found.kind == "live" else found.kind,
        "quality": round(found.quality, 4),
        "warnings": list(found.warnings),
        "agency": found.agency,
        "key_points": list(found.key_points),
        "tags": list(found.tags),
        "extractor": found.extractor,
        "trust": dict(found.trust),
        "live": found.kind == "live",
        "published_zone": found.published_zone,
        "modified_zone": found.modified_zone,
    }


def _body(line: Mapping[str, Any]) -> bytes | str:
    if isinstance(html := line.get("html"), str):
        return html
    if isinstance(encoded := line.get("html_base64"), str):
        try:
            return base64.b64decode(encoded)
        except (binascii.Error, ValueError) as error:
            raise InputError(f"html_base64 is not base64: {error}") from error
    raise InputError('a page needs "html" (text) or "html_base64"')


def _time(value: datetime | None, *, day_only: bool = False) -> str | None:
    if value is None:
        return None
    if day_only:
        return value.strftime("%Y-%m-%d")
    return value.isoformat().replace("+00:00", "Z")


def _media(one: Media) -> dict[str, Any]:
    line = {
        "kind": one.kind,
        "url": one.url,
        "duration_seconds": one.duration_seconds,
        "caption": one.caption,
    }
    return line | {"credit": one.credit, "poster": one.poster, "width": one.width, "height": one.height}


if __name__ == "__main__":
    sys.exit(jsonl.run(handle, sys.argv[1] if len(sys.argv) > 1 else "-"))
