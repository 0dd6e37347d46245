"""`kabar articles`: read stored pages again, and see which texts people found bad."""

from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

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
from kabar.errors import NotFoundError
from kabar.model.outlet_rules import Rereading
from kabar.rereading import reread_pages, state_of
from kabar.runtime import Runtime
from kabar.service import extraction
from kabar.work.round import Round, work_step


@click.group()
def articles() -> None:
    """Texts of articles: read their stored pages again, and see what was reported as bad."""


@articles.command()
@click.option(
    "--outlet", metavar="HOST", default="", help="Only pages of this outlet, for example example.org."
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="Only articles that came since this day (UTC).",
)
@click.option("--background", is_flag=True, help="Only begin; `kabar serve` does the work.")
@click.option("--status", is_flag=True, help="Begin nothing; say how far a job is that was begun before.")
@account_option
@json_option
@pass_context
def reread(
    context: Context,
    outlet: str,
    since: datetime | None,
    background: bool,
    status: bool,
    account: str | None,
    as_json: bool,
) -> None:
    """Take the text out of stored pages again; no site is asked for anything.

    After an update of Kabar or of a rule. Earlier texts are kept as versions. Ctrl-C or a crash does
    no harm: the job goes on where it was, with the next `kabar update` or in `kabar serve`.

    \b
    Examples:
      kabar articles reread
      kabar articles reread --outlet example.org --since 2026-04-01
      kabar articles reread --background
      kabar articles reread --status --json
    """
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        if status:
            job = extraction.under_way(rt, reader)
        else:
            begun = extraction.reread(
                rt, reader, outlet=outlet, since=since.replace(tzinfo=UTC) if since else None
            )
            job = begun if background else _work(rt, begun, quiet=as_json)
    if as_json:
        print_json(document(job))
    elif job is None:
        console().print("Nothing is being read again.")
    else:
        console().print(summary(job))


def _work(rt: Runtime, begun: Rereading, *, quiet: bool) -> Rereading:
    """Do the whole job in the foreground, and pass what changed through the models and into the stories."""
    screen = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=screen, transient=True, disable=quiet or not screen.is_terminal)
    state = begun
    with bar:
        task = bar.add_task("Reading pages again", total=begun.total)
        while reread_pages(rt, job=begun.id):
            state = state_of(rt, begun.id) or state
            bar.update(task, completed=state.done)
        bar.update(task, description="Updating stories", total=None)
        while state.changed and work_step(rt, Round(), tell=False):
            pass
        while state.changed and work_step(rt, Round()):
            pass
    return state_of(rt, begun.id) or state


def document(job: Rereading | None) -> dict[str, Any] | None:
    """A job as JSON (Any: JSON)."""
    if job is None:
        return None
    return {
        "id": job.id,
        "outlet": job.outlet or None,
        "since": time_text(job.since),
        "reason": job.reason,
        "pages": job.total,
        "done": job.done,
        "changed": job.changed,
        "failed": job.failed,
        "started_at": time_text(job.started_at),
        "ended_at": time_text(job.ended_at),
    }


def summary(job: Rereading) -> str:
    """A job in a line."""
    of = f" of {escape(job.outlet)}" if job.outlet else ""
    if job.ended_at is None:
        return f"{job.done} of {job.total} stored pages{of} read again, {job.changed} texts changed so far."
    failed = f", {job.failed} pages failed and keep their text" if job.failed else ""
    return f"{job.done} stored pages{of} read again: {job.changed} texts changed{failed}."


@articles.command()
@click.option("--settle", metavar="ID", type=int, help="This report needs nothing more.")
@account_option
@json_option
@pass_context
def reports(context: Context, settle: int | None, account: str | None, as_json: bool) -> None:
    """Texts that somebody found bad; their pages are kept until the report is settled.

    \b
    Examples:
      kabar articles reports
      kabar articles reports --settle 3
    """
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        if settle is not None:
            undo = extraction.settle(rt, reader, settle)
            print_json({"undo": undo}) if as_json else console().print("Settled. `kabar undo` takes it back.")
            return
        view = extraction.overview(rt, reader)
        now = rt.clock()
    if as_json:
        print_json(view.reports)
        return
    if not view.reports:
        console().print("No open reports.")
        return
    rows = [
        [str(one.id), when(one.at, now), str(one.article), one.outlet, one.title, one.note]
        for one in view.reports
    ]
    table(["id", "when", "article", "outlet", "title", "note"], rows, right=frozenset({0, 2}))
    console().print("`kabar outlet-rules try HOST --article ID --drop SELECTOR` shows what a rule would do.")


@articles.command()
@account_option
@json_option
@pass_context
def extractors(context: Context, account: str | None, as_json: bool) -> None:
    """How the texts of the newest articles were found: by what, how sure, and why the feed's text was taken."""
    with context.runtime() as rt:
        view = extraction.overview(rt, account_of(rt, account).id)
    if as_json:
        print_json(
            {
                "extractors": [
                    {"extractor": name, "articles": count, "quality": round(quality, 4)}
                    for name, count, quality in view.extractors
                ],
                "fallbacks": [{"reason": why, "articles": count} for why, count in view.fallbacks],
            }
        )
        return
    if not view.extractors:
        raise NotFoundError("no article was read yet; `kabar update` reads some")
    rows = [[name, str(count), f"{quality:.0%}"] for name, count, quality in view.extractors]
    table(["found by", "articles", "sure that it is whole"], rows, right=frozenset({1, 2}))
    for why, count in view.fallbacks:
        console().print(f"{count} kept the feed's own text: {escape(why)}")
