"""News sitemaps: pages with title and date, as publishers give them to search engines."""

from lxml import etree

from kabar.model.feed import Entry, ParsedFeed
from kabar.parse.dates import parse_date
from kabar.parse.draft import Document, Draft
from kabar.parse.fields import heading
from kabar.parse.finish import finish
from kabar.parse.identity import identified
from kabar.parse.limits import MAX_ENTRIES
from kabar.parse.links import web_address
from kabar.parse.markup import text_of
from kabar.parse.names import canonical

ROOTS = ("sm:urlset", "urlset", "sm:sitemapindex", "sitemapindex")


def read_sitemap(root: etree._Element, url: str | None, warnings: list[str]) -> ParsedFeed:
    """The pages of a sitemap; an index of sitemaps has none and says so."""
    doc = Document(base=web_address(url))
    doc.warnings.update(dict.fromkeys(warnings))
    if canonical(root.tag).endswith("sitemapindex"):
        doc.warn("This is an index of sitemaps; add one of those it lists.")
        return ParsedFeed(format="sitemapindex", warnings=tuple(doc.warnings))
    drafts = [_draft(element, doc) for element in root if canonical(element.tag).endswith("url")]
    if not any(draft.title for draft in drafts):
        doc.warn("This sitemap is not a news sitemap: its pages have no titles.")
    if len(drafts) > MAX_ENTRIES:
        dated = [draft for draft in drafts if draft.published or draft.updated]
        if len(dated) == len(drafts):
            drafts.sort(key=lambda d: d.published or d.updated, reverse=True)  # type: ignore[arg-type,return-value]
        drafts = drafts[:MAX_ENTRIES]
        doc.warn(f"The sitemap has more than {MAX_ENTRIES:,} pages; only the newest are read.")
    entries, oddities = identified([_entry(draft) for draft in drafts if draft.rss_link])
    for oddity in oddities:
        doc.warn(oddity)
    return ParsedFeed(format="sitemap", entries=tuple(entries), warnings=tuple(doc.warnings))


def _entry(draft: Draft) -> Entry:
    return finish(draft)


def _draft(element: etree._Element, doc: Document) -> Draft:
    draft = Draft(doc)
    for child in element:
        name = canonical(child.tag)
        if (name.endswith(":loc") and name.startswith("sm")) or name == "loc":
            draft.rss_link = web_address(text_of(child).strip(), doc.base)
        elif name in ("sm:lastmod", "lastmod"):
            draft.updated = parse_date(child.text)
        elif name == "news:news":
            _news(child, draft)
        elif name == "image:image":
            for part in child:
                picture = web_address(part.text, doc.base) if canonical(part.tag) == "image:loc" else None
                if picture is not None:
                    draft.images.append((50, picture))
    return draft


def _news(element: etree._Element, draft: Draft) -> None:
    for child in element:
        name = canonical(child.tag)
        if name == "news:title":
            draft.title = heading(child)
        elif name == "news:publication_date":
            draft.published = parse_date((child.text or "").strip())
        elif name == "news:keywords":
            draft.categories = [
                word.strip()[:300] for word in (child.text or "").split(",")[:100] if word.strip()
            ]
        elif name == "news:publication":
            for part in child:
                if canonical(part.tag) == "news:language":
                    draft.language = part.text
