"""The provenance of an article: for its page, as a document, and as a line to quote."""

from hashlib import sha256

from kabar import i18n
from kabar.model.article import StoredArticle
from kabar.model.ids import AccountId
from kabar.model.provenance import Evidence, ProvenanceRecord, Relative
from kabar.model.story import StoryRecord
from kabar.model.views import Provenance
from kabar.runtime import Runtime
from kabar.service.folding import report_view
from kabar.store import Transaction

LONGEST_CHAIN = 10
MOST_COPIES = 200
MOST_OUTLETS = 60


def story_of(db: Transaction, line: StoredArticle) -> StoryRecord | None:
    """The article's story; None while there is none, or while it has just been made and was not told yet."""
    return None if line.story_id is None else db.stories.records([line.story_id]).get(line.story_id)


def provenance_of(db: Transaction, line: StoredArticle, story: StoryRecord | None) -> Provenance:
    """What the strip on the article's page shows."""
    origins = _origins(db, line)
    return Provenance(
        copy_of=report_view(origins[0]) if origins else None,
        beyond=tuple(report_view(origin) for origin in origins[1:]),
        copy_kind=line.copy_kind,
        copy_share=line.copy_share,
        copied_by=tuple(report_view(copy) for copy in _copies(db, line)),
        independent=1 if story is None else story.independent,
        fetched_at=line.fetched_at,
        fetched_from=line.fetched_from,
        content_hash=line.content_hash,
        trust=line.trust,
    )


def provenance(rt: Runtime, account: AccountId, article: int) -> ProvenanceRecord:
    """Everything that is known about where the article comes from; NotFoundError when there is none."""
    with rt.store.read() as db:
        db.accounts.get(account)
        line = db.reading.article(article)
        story = story_of(db, line)
        told = [] if story is None else db.reading.of_story(story.id)
        origins, copies = _origins(db, line), _copies(db, line)
        versions = db.reading.versions(article)
    own = dict.fromkeys(other.outlet for other in told if other.copy_of is None)
    return ProvenanceRecord(
        article=line.id,
        title=line.title,
        language=line.language,
        outlet=line.outlet,
        url=line.url,
        kind=line.kind,
        authors=line.authors,
        agency=line.agency,
        dateline=line.dateline,
        published_at=line.published_at,
        published_day_only=line.published_day_only,
        modified_at=line.modified_at,
        first_seen_at=line.first_seen_at,
        changes_seen=tuple(version.replaced_at for version in reversed(versions) if version.cause == "edit"),
        origins=tuple(_relative(origin) for origin in origins),
        copy_kind=line.copy_kind,
        copy_share=line.copy_share,
        copies=tuple(_relative(copy) for copy in copies),
        story=None if story is None else story.id,
        independent_reports=1 if story is None else story.independent,
        independent_outlets=tuple(own)[:MOST_OUTLETS],
        standards=line.trust,
        evidence=Evidence(
            fetched_from=line.fetched_from,
            fetched_at=line.fetched_at,
            page_hash=line.content_hash,
            text_hash=f"sha256:{sha256(line.text.encode()).hexdigest()}" if line.text else "",
            extractor=line.extractor,
            quality=line.quality,
            fallback_reason=line.fallback_reason,
            warnings=line.warnings,
        ),
    )


def _origins(db: Transaction, line: StoredArticle) -> list[StoredArticle]:
    """Whose copy it is, and whose copy that is: nearest first."""
    chain: list[StoredArticle] = []
    seen = {line.id}
    at = line.copy_of
    while at is not None and at not in seen and len(chain) < LONGEST_CHAIN:
        seen.add(at)
        found = db.reading.articles([at]).get(at)
        if found is None:
            break
        chain.append(found)
        at = found.copy_of
    return chain


def _copies(db: Transaction, line: StoredArticle) -> list[StoredArticle]:
    """Its copies and theirs, in the order in which they appeared."""
    found: dict[int, StoredArticle] = {}
    ends = [line.id]
    while ends and len(found) < MOST_COPIES:
        more = [copy for end in ends for copy in db.reading.copies_of(end)]
        ends = [copy.id for copy in more if copy.id not in found and copy.id != line.id]
        found |= {copy.id: copy for copy in more if copy.id in ends}
    return sorted(found.values(), key=lambda copy: (copy.at, copy.id))


def _relative(line: StoredArticle) -> Relative:
    return Relative(
        article=line.id,
        outlet=line.outlet,
        title=line.title,
        language=line.language,
        url=line.url,
        published_at=line.published_at,
        first_seen_at=line.first_seen_at,
        copy_of=line.copy_of,
        kind=line.copy_kind,
        share=line.copy_share,
    )


def citation(record: ProvenanceRecord, *, locale: str, timezone: str = "UTC") -> str:
    """One line to quote the article by: who, what, where, when, whose text it is, and what was fetched."""
    words = i18n.catalogue(locale).gettext
    head = [i18n.listing(record.authors, locale=locale)] if record.authors else []
    outlet = f"{record.outlet} ({record.agency})" if record.agency else record.outlet
    head += [part for part in (f"“{record.title}”", outlet) if part]  # a file has no outlet
    if record.published_at is not None:
        moment = i18n.moment(record.published_at, locale=locale, timezone=timezone)
        head.append(moment.rsplit(", ", 1)[0] if record.published_day_only else moment)
    parts = [", ".join(head) + "."]
    if record.origins:
        origin = record.origins[0]
        parts.append(f"{words(_COPIED[record.copy_kind or 'edited'])} “{origin.title}”, {origin.outlet}.")
    if record.url:
        parts.append(record.url)
    if record.evidence.fetched_at is not None:
        at = record.evidence.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        mark = f", {record.evidence.page_hash}" if record.evidence.page_hash else ""
        parts.append(f"({words('fetched')} {at}{mark})")
    return " ".join(parts)


# How a citation says whose text it is; in scripts/catalogues.py, too.
_COPIED = {
    "verbatim": "Word-for-word copy of",
    "edited": "Edited copy of",
    "translated": "Translated copy of",
}
