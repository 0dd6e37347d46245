"""Rules for the pages of outlets, reports of bad extraction, and how the text of articles was found."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from kabar.errors import NotFoundError
from kabar.model.ids import AccountId
from kabar.model.outlet_rules import BadExtraction, OutletRule
from kabar.store.schema import article_texts, articles, pages
from kabar.store.schema_outlets import bad_extractions, outlet_rules
from kabar.store.upsert import replace

LOOKED_AT = 5000  # newest articles that the figures are made of


class OutletRules:
    """How pages are read, by outlet."""

    def __init__(self, connection: sa.Connection) -> None:
        self._db = connection

    def all(self) -> Mapping[str, OutletRule]:
        """Every rule by its outlet, in the order of names."""
        rows = self._db.execute(sa.select(outlet_rules).order_by(outlet_rules.c.outlet))
        return {
            row.outlet: OutletRule(
                outlet=row.outlet, keep=tuple(row.keep), drop=tuple(row.drop), changed_at=row.changed_at
            )
            for row in rows
        }

    def save(self, rule: OutletRule, *, at: datetime) -> None:
        """Keep *rule* in the place of an earlier one of its outlet."""
        values = {"outlet": rule.outlet, "keep": rule.keep, "drop": rule.drop, "changed_at": at}
        replace(self._db, outlet_rules, key=["outlet"], values=values)

    def remove(self, outlet: str) -> bool:
        """Take the rule of *outlet* away; whether there was one."""
        where = outlet_rules.c.outlet == outlet
        return self._db.execute(sa.delete(outlet_rules).where(where)).rowcount > 0

    def report(self, account: AccountId, article: int, note: str, *, at: datetime) -> bool:
        """Somebody found the extraction bad; its page is kept from now on. Whether there is a page."""
        c = articles.c
        found = self._db.execute(
            sa.select(article_texts.c.facts, c.quality)
            .join(article_texts, article_texts.c.article_id == c.id)
            .where(c.id == article)
        ).first()
        if found is None:
            raise NotFoundError("there is no such article")
        values = {"account_id": account, "article_id": article, "note": note[:2000], "at": at}
        made_by = {"extractor": found.facts.get("extractor", ""), "quality": found.quality}
        self._db.execute(sa.insert(bad_extractions).values(**values, **made_by))
        return (
            self._db.execute(sa.select(pages.c.article_id).where(pages.c.article_id == article)).first()
            is not None
        )

    def reports(self, *, account: AccountId | None, limit: int = 100) -> list[BadExtraction]:
        """The open reports (of *account* only, if given), newest first."""
        b, c = bad_extractions.c, articles.c
        statement = (
            sa.select(bad_extractions, c.title, c.language, c.outlet, c.url, pages.c.url.label("page_url"))
            .join(articles, c.id == b.article_id)
            .outerjoin(pages, pages.c.article_id == b.article_id)
            .where(b.settled_at.is_(None), sa.true() if account is None else b.account_id == account)
            .order_by(b.id.desc())
            .limit(limit)
        )
        return [
            BadExtraction(
                id=row.id,
                article=row.article_id,
                title=row.title,
                language=row.language,
                outlet=row.outlet,
                at=row.at,
                note=row.note,
                url=row.page_url or row.url,
                extractor=row.extractor,
                quality=row.quality,
                has_page=row.page_url is not None,
            )
            for row in self._db.execute(statement)
        ]

    def settle(self, report: int, *, at: datetime, open_again: bool = False) -> bool:
        """The report needs nothing more (or does again); whether that changed anything."""
        b = bad_extractions.c
        was = b.settled_at.is_not(None) if open_again else b.settled_at.is_(None)
        done = sa.update(bad_extractions).where((b.id == report) & was)
        return self._db.execute(done.values(settled_at=None if open_again else at)).rowcount > 0

    def extractors(self) -> list[tuple[str, int, float, str | None]]:
        """(extractor, quality, reason of a fall-back) of the newest articles, counted: name, articles, mean, reason."""
        newest = sa.select(articles.c.id, articles.c.quality).order_by(articles.c.id.desc()).limit(LOOKED_AT)
        chosen = newest.subquery()
        rows = self._db.execute(
            sa.select(article_texts.c.facts, chosen.c.quality)
            .join(chosen, chosen.c.id == article_texts.c.article_id)
            .where(article_texts.c.html != "")
        )
        counted: dict[tuple[str, str | None], tuple[int, float]] = {}
        for facts, quality in rows:
            key = (facts.get("extractor", ""), facts.get("fallback_reason"))
            count, total = counted.get(key, (0, 0.0))
            counted[key] = (count + 1, total + quality)
        found = [(name, count, total / count, why) for (name, why), (count, total) in counted.items()]
        return sorted(found, key=lambda one: -one[1])
