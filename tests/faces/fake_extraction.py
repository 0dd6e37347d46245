"""How pages are read, in the invented world: one rule, one report, one job under way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from fake_world import NOW

from kabar.errors import ForbiddenError, InputError
from kabar.extract.rules import check, clean_key, lines_of
from kabar.model.outlet_rules import (
    BadExtraction,
    ExtractionView,
    OutletRule,
    Piece,
    Rereading,
    RuleEditor,
    TriedPage,
)

RULE = OutletRule(
    outlet="suarapesisir.example",
    keep=("article .isi",),
    drop=("div.baca-juga", "aside.iklan > p"),
    changed_at=NOW - timedelta(days=2),
)
PIECES = (
    Piece(text="Beranda", state="out", selector="ul.menu li"),
    Piece(text="Tanggul jebol di tiga titik", state="out", selector="header.kepala h1"),
    Piece(
        text="Air setinggi dua meter masuk ke desa pada Senin malam setelah tanggul sungai jebol di tiga titik.",
        state="in",
        selector="article.isi",
    ),
    Piece(text="Baca juga: Harga beras naik lagi", state="removed", selector="div.baca-juga"),
    Piece(text="Sebanyak 312 warga mengungsi ke balai desa.", state="added", selector="div.lanjutan"),
    Piece(text="© 2026 Suara Pesisir <script>alert(1)</script>", state="out", selector="footer"),
)


class FakeExtraction:
    """service/extraction.py"""

    def __init__(self, note: Callable[..., int]) -> None:
        self._note = note
        self.job: Rereading | None = Rereading(id=3, total=140, done=35, changed=2, started_at=NOW)

    def overview(self, rt: Any, account: int) -> ExtractionView:
        ended = Rereading(
            id=2,
            outlet=RULE.outlet,
            reason="rule",
            total=38,
            done=38,
            changed=11,
            failed=1,
            started_at=NOW - timedelta(days=2),
            ended_at=NOW - timedelta(days=2),
        )
        report = BadExtraction(
            id=5,
            article=11,
            title="Tanggul jebol, <i>ribuan</i> mengungsi",
            language="id",
            outlet="Suara Pesisir",
            at=NOW - timedelta(hours=3),
            note='The last paragraph is missing <img src=x onerror=alert(1)> "quoted"',
            extractor="blocks",
            quality=0.61,
            has_page=True,
        )
        return ExtractionView(
            rules=(RULE,),
            reports=(report,),
            rereading=self.job,
            last=(ended,),
            outlets=((RULE.outlet, 38), ("norddeichbote.example", 21)),
            stored_pages=140,
            extractors=(
                ("blocks", 112, 0.81),
                ("your rule", 20, 0.97),
                ("json-ld", 5, 0.6),
                ("feed", 3, 0.5),
            ),
            fallbacks=(("the page shows only the beginning of the article", 3),),
            may_save=account == 1,
        )

    def editor(self, rt: Any, account: int, outlet: str, *, article: int | None = None) -> RuleEditor:
        stored = RULE if clean_key(outlet) == RULE.outlet else None
        keep = "\n".join(stored.keep) if stored else ""
        drop = "\n".join(stored.drop) if stored else ""
        found = self.try_out(rt, account, outlet or RULE.outlet, keep=keep, drop=drop, article=article)
        return replace(found, stored=stored)

    def try_out(
        self, rt: Any, account: int, outlet: str, *, keep: str, drop: str, article: int | None = None
    ) -> RuleEditor:
        key = clean_key(outlet)
        if not key:
            raise InputError("Give the outlet's host, for example example.org.")
        faults = check("keep", keep) + check("drop", drop)
        page = TriedPage(
            article=11,
            title="Tanggul jebol di tiga titik",
            language="id",
            url=f"https://{key}/a",
            pieces=PIECES,
            unmatched=tuple(line for line in lines_of(drop) if "iklan" in line),
            words_before=412,
            words_after=398,
        )
        return RuleEditor(
            outlet=key,
            keep=keep,
            drop=drop,
            faults=faults,
            pages=() if faults else (page,),
            stored_pages=38,
            article=article,
            may_save=account == 1,
        )

    def save(self, rt: Any, account: int, outlet: str, *, keep: str, drop: str) -> RuleEditor:
        if account != 1:
            raise ForbiddenError("Only an admin may do that.")
        faults = check("keep", keep) + check("drop", drop)
        if faults:
            return RuleEditor(outlet=outlet, keep=keep, drop=drop, faults=faults)
        if not keep and not drop:
            raise InputError("Write at least one selector; to end the rule, remove it.")
        return RuleEditor(outlet=outlet, undo=self._note("outlet_rule", account, outlet, keep, drop))

    def remove(self, rt: Any, account: int, outlet: str) -> RuleEditor:
        return RuleEditor(outlet=outlet, undo=self._note("outlet_rule_removed", account, outlet))

    def reread(self, rt: Any, account: int, *, outlet: str = "", since: datetime | None = None) -> Rereading:
        return Rereading(id=self._note("reread", account, outlet, since), total=140, started_at=NOW)

    def under_way(self, rt: Any, account: int) -> Rereading | None:
        return self.job

    def settle(self, rt: Any, account: int, report: int) -> int | None:
        return self._note("settle", account, report)
