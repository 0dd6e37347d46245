"""Article values to columns and back: the shapes that `articles.py` writes and several modules read."""

from ipaddress import ip_address
from typing import Any

import sqlalchemy as sa

from kabar.model.article import Annotations, Extraction, Report
from kabar.store.packing import unpack_amounts, unpack_entities, unpack_quotes, unpack_topics
from kabar.store.schema import article_texts
from kabar.text.tokens import tokens
from kabar.urls import host_of, outlet_name


def differs(row: sa.Row[Any], extraction: Extraction) -> bool:
    """Whether a person would call it a change: another word somewhere."""
    return tokens(row.title) != tokens(extraction.title) or tokens(row.text) != tokens(extraction.text)


def columns_of(extraction: Extraction, row: sa.Row[Any]) -> dict[str, Any]:
    """The article's columns after an extraction; *row* is joined with its source."""
    published = row.published_at or extraction.published_at
    # A feed often gives the day it was polled; the page's own time with a clock is the better one.
    if extraction.published_at is not None and not extraction.published_day_only:
        published = extraction.published_at
    if published is not None and published > row.first_seen_at:
        published = row.first_seen_at  # never in the future
    return {
        "title": extraction.title or row.title,
        "outlet": _outlet(extraction, row),
        "authors": extraction.authors or row.authors,
        "published_at": published,
        "modified_at": extraction.modified_at or row.modified_at,
        "sort_at": published or row.first_seen_at,
        "section": extraction.section or row.section,
        "agency": extraction.agency or row.agency,
        "image": extraction.image or row.image,
        "kind": extraction.kind,
        "quality": extraction.quality,
        "words": len(tokens(extraction.text)),
        "language": extraction.language if extraction.language != "und" else row.language,
    }


def names_source(extraction: Extraction, row: sa.Row[Any]) -> bool:
    """Whether the page's name for its site is the source's, too: both are of one host."""
    host = outlet_name(host_of(row.url or ""))
    return _says_more(extraction, host) and host == outlet_name(row.source_host or "")


def _says_more(extraction: Extraction, host: str) -> bool:
    """Whether the page names its site, and not only by its host."""
    return bool(extraction.site_name) and extraction.site_name != host


def _outlet(extraction: Extraction, row: sa.Row[Any]) -> str:
    """The publisher's name: as its page has it, as its other pages have it, else the host or the feed's title."""
    host = host_of(row.url or "")
    own_host = outlet_name(host) == outlet_name(row.source_host or host)
    if own_host and row.source_outlet:
        return str(row.source_outlet)  # one outlet has one name, whatever single pages say
    if extraction.site_name and _says_more(extraction, outlet_name(host)):
        return extraction.site_name
    if row.source_title and own_host and _is_number(host):
        return str(row.source_title)
    return str(row.outlet) or outlet_name(host)  # a page that a person added has come through no feed


def _is_number(host: str) -> bool:
    try:
        ip_address(host.rpartition(":")[0] or host)
    except ValueError:
        return False
    return True


def facts_of(extraction: Extraction) -> dict[str, Any]:
    """What only the article's own page shows, as JSON."""
    return {
        "media": extraction.media,
        "key_points": extraction.key_points,
        "tags": extraction.tags,
        "trust": dict(extraction.trust),
        "warnings": extraction.warnings,
        "extractor": extraction.extractor,
        "fallback_reason": extraction.fallback_reason,
        "published_day_only": extraction.published_day_only,
        "canonical_url": extraction.canonical_url,
    }


def keep_said(db: sa.Connection, article: int, annotations: Annotations) -> None:
    """Keep who says what and what is counted among the facts: they are read with the whole article only."""
    c = article_texts.c
    facts = db.execute(sa.select(c.facts).where(c.article_id == article)).scalar_one_or_none()
    if facts is not None and (annotations.quotes or annotations.amounts or "quotes" in facts):
        changed = {**facts, "quotes": annotations.quotes, "amounts": annotations.amounts}
        db.execute(sa.update(article_texts).where(c.article_id == article).values(facts=changed))


def report_of(row: sa.Row[Any]) -> Report:
    """An article row, joined with its text and vector, as clustering sees it; with its facts, also who says what."""
    facts: dict[str, Any] = getattr(row, "facts", None) or {}  # the window does without: it holds a week
    return Report(
        id=row.id,
        title=row.title,
        text=row.text,
        language=row.language,
        outlet=row.outlet,
        url=row.url,
        published_at=row.published_at,
        arrived_at=row.first_seen_at,
        annotations=Annotations(
            language=row.language,
            language_confidence=1.0,
            entities=unpack_entities(row.entities),
            topics=unpack_topics(row.topics),
            agency=row.agency,
            dateline=row.dateline,
            quotes=unpack_quotes(facts.get("quotes", ())),
            amounts=unpack_amounts(facts.get("amounts", ())),
            vector=row.vector,
            vector_model=row.model or "",
        ),
    )
