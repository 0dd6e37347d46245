"""Reports in lines: copies folded under their origins, and lines grouped by language and outlet."""

from collections.abc import Collection, Sequence

from kabar.model.article import StoredArticle
from kabar.model.views import ReportGroup, ReportView


def report_view(
    line: StoredArticle, *, copies: tuple[ReportView, ...] = (), by_hand: Collection[int] = ()
) -> ReportView:
    """One article in a line."""
    return ReportView(
        article=line.id,
        outlet=line.outlet,
        title=line.title,
        language=line.language,
        published_at=line.published_at,
        first_seen_at=line.first_seen_at,
        url=line.url,
        agency=line.agency,
        kind=line.kind,
        changed=line.changed_at is not None,
        story_id=line.story_id,
        copy_of=line.copy_of,
        copy_kind=line.copy_kind,
        copy_share=line.copy_share,
        because=line.because,
        by_hand=line.id in by_hand,
        copies=copies,
    )


def fold_copies(lines: Sequence[StoredArticle], *, by_hand: Collection[int] = ()) -> tuple[ReportView, ...]:
    """Reports of their own, newest first, each with its copies in the order in which they appeared, and theirs."""
    here = {line.id: line for line in lines}
    below: dict[int, list[StoredArticle]] = {}
    tops = []
    for line in lines:
        if line.copy_of in here and not _in_a_ring(line, here):
            below.setdefault(line.copy_of, []).append(line)
        else:
            tops.append(line)

    def folded(line: StoredArticle) -> ReportView:
        copies = sorted(below.get(line.id, ()), key=lambda copy: (copy.at, copy.id))
        return report_view(line, copies=tuple(folded(copy) for copy in copies), by_hand=by_hand)

    return tuple(folded(line) for line in sorted(tops, key=lambda line: line.at, reverse=True))


def _in_a_ring(line: StoredArticle, here: dict[int, StoredArticle]) -> bool:
    """Whether following the origins leads back: two texts that were each taken for the other's copy."""
    seen = {line.id}
    at = here.get(line.copy_of or 0)
    while at is not None:
        if at.id in seen:
            return True
        seen.add(at.id)
        at = here.get(at.copy_of or 0)
    return False


def group_reports(reports: Sequence[ReportView], languages: Sequence[str]) -> tuple[ReportGroup, ...]:
    """*reports* by language, those that the person reads first, and within it one outlet's together.

    Where several outlets of one language report, the one with the newest report stands first.
    """
    by_language: dict[str, list[ReportView]] = {}
    for report in reports:
        by_language.setdefault(report.language, []).append(report)
    wanted = [language.partition("-")[0] for language in languages]

    def order(language: str) -> tuple[int, int, str]:
        short = language.partition("-")[0]
        return (
            wanted.index(short) if short in wanted else len(wanted),
            -len(by_language[language]),
            language,
        )

    groups = []
    for language in sorted(by_language, key=order):
        outlets = list(dict.fromkeys(report.outlet for report in by_language[language]))
        found = sorted(by_language[language], key=lambda report: outlets.index(report.outlet))
        groups.append(ReportGroup(language=language, reports=tuple(found)))
    return tuple(groups)
