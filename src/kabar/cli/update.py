"""`kabar update`: one complete round in the foreground."""

from contextlib import nullcontext
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kabar.cli.context import Context, account_of, console, json_option, pass_context, print_json
from kabar.cli.sample import allow_sample, sample_newsroom
from kabar.model.views import Progress as State
from kabar.runtime import Runtime
from kabar.work.post import run_post
from kabar.work.round import Round, run_round


@click.command()
@click.option("--all", "everything", is_flag=True, help="Poll every source, not only those that are due.")
@click.option("--sample", is_flag=True, help="Read the sample newsroom, served for the time of the round.")
@json_option
@pass_context
def update(context: Context, everything: bool, sample: bool, as_json: bool) -> None:
    """Run one round: poll what is due, read pages, find names and stories, send alerts and digests.

    \b
    Examples:
      kabar update
      kabar update --all --json
      kabar --data /tmp/try update --sample
    """
    context.sample = sample
    with context.runtime(allow_sample if sample else None) as rt:
        newsroom = sample_newsroom(rt, account_of(rt, None)) if sample else nullcontext()
        with newsroom:
            done = _shown(rt, everything=everything, quiet=as_json)
            run_post(rt)
    if as_json:
        print_json(document(done))
        return
    console().print(summary(done))


def _shown(rt: Runtime, *, everything: bool, quiet: bool) -> Round:
    """The round, with a progress bar on standard error when that is a terminal."""
    screen = Console(stderr=True)
    if quiet or not screen.is_terminal:
        return run_round(rt, everything=everything)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("Polling sources", total=None)

        def report(state: State) -> None:
            what = "Polling sources" if state.total is None else "Reading articles"
            bar.update(task, description=what, completed=state.done, total=state.total)

        return run_round(rt, everything=everything, report=report)


def document(done: Round) -> dict[str, Any]:
    """The round as JSON (Any: nested numbers)."""
    read = done.articles["read"] + done.articles["fallback"] + done.articles["same"]
    return {
        "sources": {name: done.sources[name] for name in ("polled", "unchanged", "changed", "failed")},
        "entries": {name: done.entries[name] for name in ("new", "edited")},
        "articles": {"read": read, "failed": done.articles["failed"], "from_feed": done.articles["fallback"]},
        "stories": {"new": done.stories["new"], "changed": done.stories["changed"]},
        "seconds": done.seconds,
        "step_seconds": {name: round(seconds, 3) for name, seconds in done.step_seconds.items()},
    }


def summary(done: Round) -> str:
    """The round in a few lines for people."""
    shown = document(done)
    sources, entries, stories = shown["sources"], shown["entries"], shown["stories"]
    lines = [
        f"{sources['polled']} sources polled: {sources['changed']} with news, {sources['unchanged']} unchanged, "
        f"{sources['failed']} failed",
        f"{entries['new']} new entries, {entries['edited']} edited; {shown['articles']['read']} articles read "
        f"({shown['articles']['from_feed']} kept the feed's own text)",
        f"{stories['new']} new stories, {stories['changed']} told anew; {done.seconds:.1f} s",
    ]
    if sources["failed"]:
        lines.append("`kabar sources list` says what went wrong.")
    return "\n".join(lines)
