"""`kabar provenance`: where an article comes from, and how we know."""

from collections.abc import Iterator

import click

from kabar.cli.context import (
    Context,
    account_of,
    account_option,
    console,
    escape,
    json_option,
    pass_context,
    print_json,
    time_text,
)
from kabar.model.provenance import ProvenanceRecord, Relative
from kabar.service import provenance as service


@click.command()
@click.argument("article", type=int, metavar="ID")
@account_option
@click.option("--cite", is_flag=True, help="Only a line to quote the article by.")
@json_option
@pass_context
def provenance(context: Context, article: int, account: str | None, cite: bool, as_json: bool) -> None:
    """Where an article comes from: outlet, agency, whose copy it is, its copies, and the evidence.

    \b
    Examples:
      kabar provenance 301
      kabar provenance 301 --cite
      kabar provenance 301 --json > provenance-301.json
    """
    with context.runtime() as rt:
        reader = account_of(rt, account)
        record = service.provenance(rt, reader.id, article)
    if as_json:
        print_json(record)
    elif cite:
        click.echo(service.citation(record, locale="en", timezone=reader.timezone))
    else:
        for name, text in _lines(record):
            console().print(f"[dim]{name:>22}[/]  {escape(text)}")


def _lines(record: ProvenanceRecord) -> Iterator[tuple[str, str]]:
    yield "article", record.title
    if record.outlet:
        yield "outlet", record.outlet
    if record.agency:
        yield "agency credited", record.agency
    if record.authors:
        yield "authors", ", ".join(record.authors)
    times = (
        ("published", record.published_at),
        ("changed, it says", record.modified_at),
        *(("change seen", at) for at in record.changes_seen),
        ("first seen", record.first_seen_at),
    )
    for name, at in times:
        if at is not None:
            yield name, time_text(at) or ""
    for depth, origin in enumerate(record.origins):
        yield ("copy of" if depth == 0 else "itself a copy of"), _relative(origin)
    if record.origins:
        yield "how", f"{record.copy_kind}, {record.copy_share:.0%} of it stands there"
    for copy in record.copies:
        yield "copied by", f"{_relative(copy)} [{copy.kind}, {copy.share:.0%}]"
    told = ", ".join(record.independent_outlets)
    yield "independent reports", f"{record.independent_reports}" + (f" ({told})" if told else "")
    for name, address in record.standards.items():
        yield name, address
    evidence = record.evidence
    if evidence.fetched_from:
        yield "fetched from", evidence.fetched_from
        yield "fetched at", time_text(evidence.fetched_at) or ""
    for name, mark in (("fingerprint, page", evidence.page_hash), ("fingerprint, text", evidence.text_hash)):
        if mark:
            yield name, mark
    if evidence.fallback_reason:
        yield "text from the feed", evidence.fallback_reason


def _relative(other: Relative) -> str:
    at = time_text(other.published_at) or time_text(other.first_seen_at) or ""
    return f"{other.article} {other.outlet}, {at}: {other.title}"
