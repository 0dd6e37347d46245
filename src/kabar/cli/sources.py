"""`kabar add` and `kabar sources`: what is read, and how it is doing."""

import sys
from pathlib import Path
from typing import Any

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
    table,
    time_text,
    when,
)
from kabar.errors import InputError, KabarError, NotFoundError
from kabar.model.account import Account
from kabar.model.feed import SourceStatus
from kabar.model.hub import HubState
from kabar.model.panels import PageProposal, SourceView
from kabar.runtime import Runtime
from kabar.service import subscribing
from kabar.work.round import Round, work_step

HUB_WORDS = {
    HubState.WANTED: "will be asked to push news",
    HubState.ASKED: "was asked to push news and has not confirmed it",
    HubState.ACTIVE: "pushes news at once",
    HubState.REFUSED: "refused to push news",
    HubState.ENDING: "is told that nobody reads this any more",
}
SPARK = "▁▂▃▄▅▆▇█"


def _add_all(
    rt: Runtime, account: Account, addresses: tuple[str, ...], *, choice: int | None = None
) -> dict[str, Any]:
    """The document of `kabar add` and `kabar sources add` (Any: JSON).

    choice: number, from 1, of the list to follow on a page without a feed; None: print them all.
    """
    found: dict[str, Any] = {"added": 0, "known": 0, "failed": [], "sources": [], "articles": []}
    found["proposals"] = []
    for address in addresses:
        try:
            path = Path(address)
            if "://" not in address and path.exists():
                found["articles"].append(subscribing.add_file(rt, account.id, path))
                found["added"] += 1
                continue
            outcome = subscribing.add(rt, account.id, address)
            if outcome.proposals and choice is not None:
                if choice > len(outcome.proposals):
                    raise InputError(
                        f"the page has {len(outcome.proposals)} lists, and none numbered {choice}"
                    )
                outcome = subscribing.add_page(rt, account.id, address, outcome.proposals[choice - 1].rule)
        except KabarError as error:
            found["failed"].append({"url": address, "message": str(error)})
            continue
        found["added"] += len(outcome.added) + (outcome.article is not None)
        found["known"] += len(outcome.known)
        found["sources"] += [{"id": row.id, "url": row.url, "title": row.title} for row in outcome.added]
        if outcome.article is not None:
            found["articles"].append(outcome.article)
        if outcome.proposals:
            found["proposals"].append({"url": address, "lists": outcome.proposals})
    return found


def _print_added(rt: Runtime, found: dict[str, Any]) -> None:
    for source in found["sources"]:
        console().print(
            f"Following [bold]{escape(source['title'] or source['url'])}[/] ({escape(source['url'])})"
        )
    for article in found["articles"]:
        with rt.store.read() as db:
            line = db.reading.article(article)
        console().print(f"Kept article {article}: [bold]{escape(line.title)}[/] ({line.language})")
        console().print(f"  kabar read {article}")
    for page in found["proposals"]:
        _print_lists(page["url"], page["lists"])
    if found["known"]:
        console().print(f"{found['known']} followed already")
    for failed in found["failed"]:
        click.echo(_failure(failed["url"], failed["message"]), err=True)


FILES = {".html", ".htm", ".xhtml", ".txt", ".md", ".xml"}  # a name that ends so was probably meant as a file


def _failure(address: str, message: str) -> str:
    """What went wrong where, with the address once."""
    if message.startswith(address):
        return message
    if Path(address).suffix.lower() in FILES and "://" not in address:
        message = f"there is no such file, and as an address: {message}"
    return f"{address}: {message}"


def _print_lists(url: str, lists: tuple[PageProposal, ...]) -> None:
    console().print(f"{escape(url)} has no feed. Lists of headlines on the page:")
    for number, proposal in enumerate(lists, start=1):
        console().print(f"  [bold]{number}[/]  {proposal.count} entries")
        for title, address in proposal.samples:
            console().print(f"     - {escape(title)}  {escape(address)}")
    console().print(f"  kabar add --page 1 {escape(url)}   follows the first")


@click.command()
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@click.option("--page", type=click.IntRange(1), help="Follow this list of a page without a feed.")
@click.option("--yes", is_flag=True, help="The same as --page 1.")
@account_option
@json_option
@pass_context
def add(
    context: Context,
    addresses: tuple[str, ...],
    page: int | None,
    yes: bool,
    account: str | None,
    as_json: bool,
) -> None:
    """Follow a feed or a site, or keep a single page or file.

    \b
    Examples:
      kabar add https://example.org                 its feed is found
      kabar add https://example.org/news/feed.xml
      kabar add https://example.org/one-article     the article alone
      kabar add --page 1 https://example.org/news   a page without a feed
      kabar add saved-page.html article.txt
    """
    with context.runtime() as rt:
        found = _add_all(rt, account_of(rt, account), addresses, choice=page or (1 if yes else None))
        if found["articles"]:
            while work_step(rt, Round()):  # a page that was added by hand is wanted now
                pass
        if as_json:
            print_json(found)
        else:
            _print_added(rt, found)
    if found["failed"]:
        sys.exit(1)


@click.group()
def sources() -> None:
    """What is polled: list, add, remove, pause, import, export."""


@sources.command("add")
@click.argument("addresses", nargs=-1, required=True, metavar="URL...")
@account_option
@json_option
@pass_context
def add_sources(context: Context, addresses: tuple[str, ...], account: str | None, as_json: bool) -> None:
    """Follow feeds or sites (the same as `kabar add`)."""
    with context.runtime() as rt:
        found = _add_all(rt, account_of(rt, account), addresses)
        print_json(found) if as_json else _print_added(rt, found)
    if found["failed"]:
        sys.exit(1)


@sources.command("list")
@account_option
@json_option
@pass_context
def list_sources(context: Context, account: str | None, as_json: bool) -> None:
    """All sources with their health; those with problems first."""
    with context.runtime() as rt:
        now = rt.clock()
        view = subscribing.sources(rt, account_of(rt, account).id)
        with rt.store.read() as db:
            counts = db.sources.entry_counts()
            states = {source.id: source.state for source in db.sources.all()}
    if as_json:
        print_json(
            [
                {
                    "id": row.id,
                    "url": row.url,
                    "title": row.title,
                    "status": row.status.value,
                    "last_error": row.last_error,
                    "last_success_at": time_text(states[row.id].last_success_at),  # type: ignore[index]  # ids of one table
                    "next_poll_at": time_text(row.next_poll_at),
                    "entries": counts.get(row.id, 0),  # type: ignore[call-overload]  # the same
                }
                for row in view.rows
            ]
        )
        return
    if not view.rows:
        console().print(
            "No sources yet. `kabar add https://example.org` follows one; `kabar sources import` a list."
        )
        return
    rows = []
    for row in view.rows:
        visits = "".join("✕" if not poll.ok else SPARK[min(7, poll.new_entries)] for poll in row.polls[-12:])
        entries = str(counts.get(row.id, 0))  # type: ignore[call-overload]  # the same
        why = row.last_error or ""
        if row.status is SourceStatus.SILENT:
            why = f"answers, but its last new article came {when(row.last_new_at, now)}"
        rows.append(
            [str(row.id), row.status.value, row.title, entries, visits, when(row.next_poll_at, now), why]
        )
    table(
        ["id", "health", "title", "entries", "visits", "next", "what is wrong"], rows, right=frozenset({0, 3})
    )


@sources.command("show")
@click.argument("source", type=int)
@account_option
@json_option
@pass_context
def show(context: Context, source: int, account: str | None, as_json: bool) -> None:
    """One source: its history, what went wrong and what to do."""
    with context.runtime() as rt:
        view = subscribing.source(rt, account_of(rt, account).id, source)
        now = rt.clock()
    if as_json:
        print_json(view)
        return
    out = console()
    out.print(f"[bold]{escape(view.row.title)}[/]  {escape(view.row.url)}")
    out.print(
        f"{view.row.status.value}; {view.articles} articles; next visit {when(view.row.next_poll_at, now)}"
    )
    out.print(f"last success {when(view.last_success_at, now)}, last visit {when(view.last_poll_at, now)}")
    if view.row.last_error:
        out.print(f"[red]{escape(view.row.last_error)}[/]")
    if view.hub is not None:
        until = f" until {when(view.hub.lease_until, now)}" if view.hub.state is HubState.ACTIVE else ""
        out.print(f"hub {escape(view.hub.host)}: {HUB_WORDS[view.hub.state]}{until}")
        if view.hub.error:
            out.print(f"[red]{escape(view.hub.error)}[/]")
    for warning in view.warnings:
        out.print(f"- {escape(warning)}")
    _print_recent(view)


def _print_recent(view: SourceView) -> None:
    for line in view.recent[:10]:
        console().print(f"  {line.article:>6}  {escape(line.title)}")


@sources.command("remove")
@click.argument("source", type=int)
@account_option
@pass_context
def remove(context: Context, source: int, account: str | None) -> None:
    """Stop reading a source; what was read and saved stays. `kabar undo` takes it back."""
    with context.runtime() as rt:
        subscribing.remove(rt, account_of(rt, account).id, source)
    console().print("Removed. `kabar undo` takes it back.")


@sources.command("pause")
@click.argument("source", type=int)
@account_option
@pass_context
def pause(context: Context, source: int, account: str | None) -> None:
    """Stop polling a source for now."""
    with context.runtime() as rt:
        subscribing.pause(rt, account_of(rt, account).id, source, on=True)
    console().print("Paused. `kabar sources resume` goes on.")


@sources.command("resume")
@click.argument("source", type=int)
@account_option
@pass_context
def resume(context: Context, source: int, account: str | None) -> None:
    """Poll a source again that was paused or gone."""
    with context.runtime() as rt:
        subscribing.pause(rt, account_of(rt, account).id, source, on=False)
    console().print("It will be polled with the next round.")


@sources.command("import")
@click.argument("file", type=click.File("rb"))
@account_option
@json_option
@pass_context
def import_sources(context: Context, file: click.File, account: str | None, as_json: bool) -> None:
    """Follow every feed of an OPML list (`-` reads standard input)."""
    document = file.read()  # type: ignore[attr-defined]  # click opens it
    with context.runtime() as rt:
        outcome = subscribing.import_opml(rt, account_of(rt, account).id, document)
    failed = [{"url": address, "message": reason} for address, reason in outcome.refused]
    if as_json:
        print_json({"added": outcome.added, "known": outcome.known, "failed": failed})
    else:
        if outcome.added or outcome.known:
            polled = " `kabar update` polls them." if outcome.added else ""
            console().print(f"{outcome.added} sources added, {outcome.known} known already.{polled}")
        for line in failed:
            click.echo(f"{line['url']}: {line['message']}", err=True)
    if failed and not outcome.added and not outcome.known:
        raise InputError("nothing could be imported")


@sources.command("export")
@click.argument("file", type=click.File("wb"), default="-")
@account_option
@pass_context
def export_sources(context: Context, file: click.File, account: str | None) -> None:
    """Write the sources as OPML, without secrets."""
    with context.runtime() as rt:
        document = subscribing.export_opml(rt, account_of(rt, account).id)
    file.write(document)  # type: ignore[attr-defined]  # click opens it


@sources.command("poll")
@click.argument("source", type=int)
@account_option
@pass_context
def poll(context: Context, source: int, account: str | None) -> None:
    """Make a source due now, as far as the site allows."""
    with context.runtime() as rt:
        try:
            subscribing.poll(rt, account_of(rt, account).id, source)
        except NotFoundError as error:
            raise click.UsageError(str(error)) from error
    console().print("Due now. `kabar update` visits it.")
