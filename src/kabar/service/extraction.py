"""How pages are read: own rules for outlets, stored pages read again, reports of bad extraction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from kabar.errors import ExtractError, ForbiddenError, InputError, NotFoundError
from kabar.extract.pool import PageJob, RuleTrial
from kabar.extract.rules import check, clean_key, lines_of, rule_for, rule_key
from kabar.model.ids import AccountId
from kabar.model.outlet_rules import (
    ExtractionView,
    OutletRule,
    Rereading,
    RuleEditor,
    SelectorFault,
    TriedPage,
)
from kabar.runtime import Runtime
from kabar.store import Transaction
from kabar.store.rereadings import StoredPage

TRIED = 3  # stored pages that a rule is tried out on
MOST_OUTLETS = 60


def overview(rt: Runtime, account: AccountId) -> ExtractionView:
    """The rules, the open reports, pages that are being read again, and how texts were found lately."""
    with rt.store.read() as db:
        admin = db.accounts.get(account).is_admin
        counted = Counter(rule_key(url) for url in db.rereadings.addresses())
        found = db.outlet_rules.extractors()
        return ExtractionView(
            rules=tuple(db.outlet_rules.all().values()),
            reports=tuple(db.outlet_rules.reports(account=None if admin else account)),
            rereading=db.rereadings.current(),
            last=tuple(db.rereadings.ended()),
            outlets=tuple(counted.most_common(MOST_OUTLETS)),
            stored_pages=db.rereadings.count_of(""),
            extractors=_by_name([(name, count, mean) for name, count, mean, _ in found]),
            fallbacks=tuple((why, count) for _, count, _, why in found if why),
            may_save=admin,
        )


def _by_name(found: Sequence[tuple[str, int, float]]) -> tuple[tuple[str, int, float], ...]:
    totals: dict[str, tuple[int, float]] = {}
    for name, count, mean in found:
        before, total = totals.get(name, (0, 0.0))
        totals[name] = (before + count, total + count * mean)
    listed = [(name, count, total / count) for name, (count, total) in totals.items()]
    return tuple(sorted(listed, key=lambda one: -one[1]))


def editor(rt: Runtime, account: AccountId, outlet: str, *, article: int | None = None) -> RuleEditor:
    """The rule of an outlet with what it does to its newest stored pages; *article*'s page stands first."""
    with rt.store.read() as db:
        key = _key(db, outlet, article)
        stored = db.outlet_rules.all().get(key)
    rule = stored or OutletRule(outlet=key)
    return try_out(rt, account, key, keep="\n".join(rule.keep), drop="\n".join(rule.drop), article=article)


def try_out(
    rt: Runtime, account: AccountId, outlet: str, *, keep: str, drop: str, article: int | None = None
) -> RuleEditor:
    """What a rule would do to stored pages, block by block, or what is wrong with it; nothing is saved."""
    faults = check("keep", keep) + check("drop", drop)
    with rt.store.read() as db:
        key = _key(db, outlet, article)
        rules = db.outlet_rules.all()
        pages = [] if faults else _some_pages(db, key, article)
        view = RuleEditor(
            outlet=key,
            keep=keep,
            drop=drop,
            faults=faults,
            stored=rules.get(key),
            stored_pages=db.rereadings.count_of(key),
            article=article,
            may_save=db.accounts.get(account).is_admin,
        )
    draft = OutletRule(outlet=key, keep=lines_of(keep), drop=lines_of(drop))
    tried = [_tried(rt, page, draft, rule_for(page.url, rules)) for page in pages]
    return replace(view, pages=tuple(tried))


def _key(db: Transaction, outlet: str, article: int | None) -> str:
    if outlet:
        key = clean_key(outlet)
        if not key:
            raise InputError("Give the outlet's host, for example example.org.")
        return key
    if article is None:
        raise InputError("Give the outlet's host, for example example.org.")
    page = db.rereadings.page(article)
    key = rule_key((page.url if page else db.reading.article(article).url) or "")
    if not key:
        raise NotFoundError("this article has no page of its own")
    return key


def _some_pages(db: Transaction, outlet: str, article: int | None) -> list[StoredPage]:
    found = db.rereadings.some_of(outlet, limit=TRIED)
    first = db.rereadings.page(article) if article is not None else None
    if first is not None:
        found = [first, *(page for page in found if page.article != first.article)][:TRIED]
    return found


def _tried(rt: Runtime, page: StoredPage, draft: OutletRule, today: OutletRule | None) -> TriedPage:
    rule = draft if draft.keep or draft.drop else None
    job = PageJob(html=page.body, url=page.url, content_type=page.content_type, rule=rule)
    try:
        return rt.extraction.try_rule(RuleTrial(page=job, article=page.article, today=today))
    except ExtractError as error:
        return TriedPage(
            article=page.article, title=page.entry.title, language="und", url=page.url, problem=str(error)
        )


def save(
    rt: Runtime, account: AccountId, outlet: str, *, keep: str, drop: str, settles: int | None = None
) -> RuleEditor:
    """Keep the rule and read the outlet's stored pages again; with a mistake in it nothing is saved.

    *settles*: the report that the rule answers.
    """
    faults: tuple[SelectorFault, ...] = check("keep", keep) + check("drop", drop)
    key = clean_key(outlet)
    if not key:
        raise InputError("Give the outlet's host, for example example.org.")
    rule = OutletRule(outlet=key, keep=lines_of(keep), drop=lines_of(drop))
    view = RuleEditor(outlet=key, keep=keep, drop=drop, faults=faults)
    if faults:
        return view
    if not rule.keep and not rule.drop:
        raise InputError("Write at least one selector; to end the rule, remove it.")
    now = rt.clock()
    with rt.store.write() as db:
        _require_admin(db, account)
        before = db.outlet_rules.all().get(key)
        if settles is not None:
            db.outlet_rules.settle(settles, at=now)
        if before is not None and (before.keep, before.drop) == (rule.keep, rule.drop):
            return replace(view, stored=before)
        db.outlet_rules.save(rule, at=now)
        undo = db.undo.add(account, "outlet_rule", key, _way_back(key, before), at=now)
        job = db.rereadings.start(outlet=key, since=None, reason="rule", at=now)
        found = replace(view, stored=rule, undo=undo, rereading=db.rereadings.get(job))
    rt.wake.set()
    return found


def remove(rt: Runtime, account: AccountId, outlet: str) -> RuleEditor:
    """End the rule of an outlet and read its stored pages again without it."""
    now = rt.clock()
    with rt.store.write() as db:
        _require_admin(db, account)
        before = db.outlet_rules.all().get(clean_key(outlet))
        if before is None:
            raise NotFoundError(f"there is no rule for {outlet}; `kabar outlet-rules list` shows them")
        db.outlet_rules.remove(before.outlet)
        undo = db.undo.add(
            account, "outlet_rule_removed", before.outlet, _way_back(before.outlet, before), at=now
        )
        job = db.rereadings.start(outlet=before.outlet, since=None, reason="rule", at=now)
        found = RuleEditor(outlet=before.outlet, undo=undo, rereading=db.rereadings.get(job))
    rt.wake.set()
    return found


def _way_back(outlet: str, before: OutletRule | None) -> dict[str, object]:
    kept = None if before is None else {"keep": before.keep, "drop": before.drop}
    return {"outlet_rule": kept, "outlet": outlet}


def restore(db: Transaction, rt: Runtime, outlet: str, before: dict[str, list[str]] | None) -> None:
    """Take a change of a rule back: for `service.undoing`."""
    if before is None:
        db.outlet_rules.remove(outlet)
    else:
        rule = OutletRule(outlet=outlet, keep=tuple(before["keep"]), drop=tuple(before["drop"]))
        db.outlet_rules.save(rule, at=rt.clock())
    db.rereadings.start(outlet=outlet, since=None, reason="rule", at=rt.clock())


def reread(rt: Runtime, account: AccountId, *, outlet: str = "", since: datetime | None = None) -> Rereading:
    """Begin to read stored pages again; the work is done in the background, or by `kabar articles reread`."""
    key = clean_key(outlet) if outlet else ""
    if outlet and not key:
        raise InputError("Give the outlet's host, for example example.org.")
    reason: Literal["asked"] = "asked"
    with rt.store.write() as db:
        _require_admin(db, account)
        if not db.rereadings.count_of(key):
            what = f"no page of {key} is stored" if key else "no page is stored"
            raise NotFoundError(f"{what}; pages are kept for {rt.config.flow.keep_pages_days} days")
        job = db.rereadings.start(outlet=key, since=since, reason=reason, at=rt.clock())
        found = db.rereadings.get(job)
    assert found is not None
    rt.wake.set()
    return found


def under_way(rt: Runtime, account: AccountId) -> Rereading | None:
    """The job that is at work now."""
    with rt.store.read() as db:
        return db.rereadings.current()


def settle(rt: Runtime, account: AccountId, report: int) -> int | None:
    """A report needs nothing more; its page is kept no longer than others."""
    now = rt.clock()
    with rt.store.write() as db:
        mine = db.outlet_rules.reports(account=None if db.accounts.get(account).is_admin else account)
        chosen = next((one for one in mine if one.id == report), None)
        if chosen is None:
            raise NotFoundError("there is no such report")
        db.outlet_rules.settle(report, at=now)
        return db.undo.add(account, "report_settled", chosen.title, {"bad_extraction": report}, at=now)


def _require_admin(db: Transaction, account: AccountId) -> None:
    """Texts are the same for all accounts, so only who runs this Kabar may change how they are read."""
    if not db.accounts.get(account).is_admin:
        raise ForbiddenError("Only an admin may do that.")
