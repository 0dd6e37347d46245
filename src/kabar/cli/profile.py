"""`kabar profile`: what ranking has learned of an account, to be read, edited, exported and reset."""

from pathlib import Path
from typing import Literal

import click

from kabar.cli.context import (
    Context,
    account_of,
    account_option,
    console,
    json_option,
    pass_context,
    print_json,
    table,
)
from kabar.service import tasting


@click.group(invoke_without_command=True)
@account_option
@json_option
@click.pass_context
def profile(ctx: click.Context, account: str | None, as_json: bool) -> None:
    """What ranking has learned about you; every line can be changed.

    \b
    Examples:
      kabar profile                               all of it, strongest first
      kabar profile set entity:Q10417 -- -0.5     less of it, from -1 to 1
      kabar profile set signal:freshness 1        how much it counts that a story is new
      kabar profile more follow:topic:15000000    as "more" beside a reason: KEY is the reason's target
      kabar profile forget topic:15000000
      kabar profile widen 0.6                     0: only mine, 1: widen my view
      kabar profile side "The Harbour Post" left  so that a page is not one side's
      kabar profile export > mine.json
      kabar profile reset                         `kabar undo` takes it back
    """
    if ctx.invoked_subcommand is not None:
        return
    with ctx.ensure_object(Context).runtime() as rt:
        view = tasting.taste(rt, account_of(rt, account).id)
    if as_json:
        print_json(view)
        return
    rows = [
        [line.key, line.label, f"{line.weight:+.2f}", _why(line.edited, line.marks)] for line in view.lines
    ]
    table(["key", "name", "weight", "from"], rows)
    if not rows:
        console().print("Nothing learned yet: read, save or hide a few stories.")
    signals = [
        [f"signal:{name}", f"{weight:.2f}", f"{prior:.2f}", "set by you" if name in view.signals_set else ""]
        for name, weight, prior in view.signals
    ]
    table(["signal", "counts", "at the start", ""], signals)
    if view.sides:
        table(["outlet", "side"], [list(line) for line in view.sides])
    console().print(f"How wide: {view.widen:g} (0 only mine, 1 widen my view). Deeds: {view.marks}.")


def _why(edited: bool, marks: int) -> str:
    if edited:
        return "set by you"
    return f"{marks} deed{'' if marks == 1 else 's'}"


@profile.command("set")
@click.argument("key")
@click.argument("weight", type=float)
@account_option
@pass_context
def set_weight(context: Context, key: str, weight: float, account: str | None) -> None:
    """What one thing is worth to you, -1 to 1, or what a signal counts, from 0; learning leaves it alone then.

    KEY as `kabar profile` shows it.
    """
    with context.runtime() as rt:
        _done(tasting.set_weight(rt, account_of(rt, account).id, key, weight))


def _beside_a_reason(direction: Literal["more", "less", "not"], help_text: str) -> None:
    @profile.command(direction, help=help_text)
    @click.argument("key")
    @account_option
    @pass_context
    def act(context: Context, key: str, account: str | None) -> None:
        with context.runtime() as rt:
            _done(tasting.adjust(rt, account_of(rt, account).id, key, direction))


_beside_a_reason("more", "More of what a reason stands for; KEY is its target in `kabar frontpage --json`.")
_beside_a_reason("less", "Less of what a reason stands for.")
_beside_a_reason("not", "This is no reason for you: it counts for nothing, a follow ends.")


@profile.command()
@click.argument("key")
@account_option
@pass_context
def forget(context: Context, key: str, account: str | None) -> None:
    """Forget one line; a signal counts as at the start again."""
    with context.runtime() as rt:
        _done(tasting.set_weight(rt, account_of(rt, account).id, key, None))


@profile.command()
@click.argument("width", type=click.FloatRange(0.0, 1.0))
@account_option
@pass_context
def widen(context: Context, width: float, account: str | None) -> None:
    """How far pages look beyond what you follow and like."""
    with context.runtime() as rt:
        _done(tasting.set_widen(rt, account_of(rt, account).id, width))


@profile.command()
@click.argument("outlet")
@click.argument("word", default="")
@account_option
@pass_context
def side(context: Context, outlet: str, word: str, account: str | None) -> None:
    """Which side you see an outlet on; without WORD: none."""
    with context.runtime() as rt:
        _done(tasting.set_side(rt, account_of(rt, account).id, outlet, word))


@profile.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True), required=False)
@account_option
@pass_context
def export(context: Context, file: Path | None, account: str | None) -> None:
    """Follows, marks and taste as one JSON document, to FILE or standard output."""
    with context.runtime() as rt:
        document = tasting.export(rt, account_of(rt, account).id)
    if file is None:
        click.echo(document.decode())
    else:
        file.write_bytes(document)


@profile.command()
@account_option
@pass_context
def reset(context: Context, account: str | None) -> None:
    """Forget everything that was learned; follows, marks and sides stay."""
    with context.runtime() as rt:
        _done(tasting.reset(rt, account_of(rt, account).id))


def _done(entry: int | None) -> None:
    console().print("Nothing changed." if entry is None else f"Done. Take it back with: kabar undo {entry}")
