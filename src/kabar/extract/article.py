"""One page, from bytes to an extraction (first version: trafilatura alone)."""

from datetime import UTC, datetime

import trafilatura

from kabar.extract.decode import decode
from kabar.extract.feedtext import plain_text
from kabar.extract.language import language_of
from kabar.extract.sanitize import sanitize
from kabar.model.article import Extraction


def extract_article(
    html: bytes | str, *, url: str | None = None, content_type: str | None = None
) -> Extraction:
    """What the page says."""
    page = decode(html, content_type)
    document = trafilatura.bare_extraction(page, url=url, with_metadata=True, include_comments=False)
    if document is None or isinstance(document, dict):
        return Extraction(title="", text="", kind="other", extractor="trafilatura")
    shown = trafilatura.extract(
        page, url=url, output_format="html", include_comments=False, include_images=True
    )
    clean = sanitize(shown or "", base_url=url)
    day = datetime.fromisoformat(document.date).replace(tzinfo=UTC) if document.date else None
    return Extraction(
        title=document.title or "",
        text=document.text or plain_text(clean),
        html=clean,
        authors=tuple(name.strip() for name in (document.author or "").split(";") if name.strip()),
        published_at=day,
        published_day_only=day is not None,
        language=language_of(document.text or ""),
        site_name=document.sitename,
        canonical_url=document.url,
        image=document.image,
        quality=0.7,
        extractor="trafilatura",
    )
