"""`kabar outlet-rules`: which elements of an outlet's pages are its articles, and which are not."""

import sys

import click

from kabar.cli.articles import summary
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
)
from kabar.errors import InputError, NotFoundError
from kabar.model.outlet_rules import RuleEditor, SelectorFault, TriedPage
from kabar.service import extraction

MARKS = {"in": " ", "added": "+", "removed": "-"}
keep_option = click.option(
    "--keep",
    metavar="SELECTOR",
    multiple=True,
    help="The text is what stands in these elements, nothing else.",
)
drop_option = click.option("--drop", metavar="SELECTOR", multiple=True, help="These elements are left out.")


@click.group("outlet-rules")
def outlet_rules() -> None:
    """Rules of your own for the pages of an outlet, in CSS selectors.

    \b
    Examples:
      kabar outlet-rules try example.org --drop 'div.newsletter' --drop 'p.read-more'
      kabar outlet-rules save example.org --keep 'article .body' --drop '.promo'
      kabar outlet-rules remove example.org
    """


@outlet_rules.command("list")
@account_option
@json_option
@pass_context
def list_rules(context: Context, account: str | None, as_json: bool) -> None:
    """The saved rules."""
    with context.runtime() as rt:
        view = extraction.overview(rt, account_of(rt, account).id)
    if as_json:
        print_json(view.rules)
        return
    rows = [[rule.outlet, ", ".join(rule.keep) or "-", ", ".join(rule.drop) or "-"] for rule in view.rules]
    if rows:
        table(["outlet", "keep", "leave out"], rows)
    else:
        console().print("No rules yet. `kabar outlet-rules try --help` shows how to begin.")


@outlet_rules.command("try")
@click.argument("outlet", metavar="HOST")
@keep_option
@drop_option
@click.option("--article", metavar="ID", type=int, help="Look at the page of this article first.")
@click.option("--all", "everything", is_flag=True, help="Show what stays out, too, with selectors for it.")
@account_option
@json_option
@pass_context
def try_rule(
    context: Context,
    outlet: str,
    keep: tuple[str, ...],
    drop: tuple[str, ...],
    article: int | None,
    everything: bool,
    account: str | None,
    as_json: bool,
) -> None:
    """What a rule would do to up to three stored pages of the outlet; nothing is saved.

    Without selectors: what the rule of today does. Lines with - go, lines with + come.
    """
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        if keep or drop:
            view = extraction.try_out(
                rt, reader, outlet, keep="\n".join(keep), drop="\n".join(drop), article=article
            )
        else:
            view = extraction.editor(rt, reader, outlet, article=article)
    if as_json:
        print_json(view)
    elif not view.faults:
        _print_pages(view, everything=everything)
    _print_faults(view.faults, as_json=as_json)


@outlet_rules.command()
@click.argument("outlet", metavar="HOST")
@keep_option
@drop_option
@account_option
@json_option
@pass_context
def save(
    context: Context,
    outlet: str,
    keep: tuple[str, ...],
    drop: tuple[str, ...],
    account: str | None,
    as_json: bool,
) -> None:
    """Keep a rule in the place of an earlier one; the outlet's stored pages are then read again.

    `kabar serve` or the next `kabar update` reads them; `kabar articles reread --outlet HOST` does it at once.
    """
    with context.runtime() as rt:
        view = extraction.save(
            rt, account_of(rt, account).id, outlet, keep="\n".join(keep), drop="\n".join(drop)
        )
    if as_json:
        print_json(view)
    elif not view.faults:
        _print_done(view, "Saved.")
    _print_faults(view.faults, as_json=as_json)


@outlet_rules.command()
@click.argument("outlet", metavar="HOST")
@account_option
@json_option
@pass_context
def remove(context: Context, outlet: str, account: str | None, as_json: bool) -> None:
    """End a rule; the outlet's stored pages are then read again without it."""
    with context.runtime() as rt:
        view = extraction.remove(rt, account_of(rt, account).id, outlet)
    print_json(view) if as_json else _print_done(view, "Removed.")


def _print_done(view: RuleEditor, verb: str) -> None:
    if view.undo is None:
        console().print("That is so already.")
        return
    console().print(f"{verb} `kabar undo` takes it back.")
    if view.rereading is not None:
        console().print(summary(view.rereading))


def _print_pages(view: RuleEditor, *, everything: bool) -> None:
    if not view.pages:
        raise NotFoundError(f"no page of {view.outlet} is stored; `kabar update` reads new ones")
    for page in view.pages:
        console().print(f"[bold]{page.article} {escape(page.title)}[/]")
        if page.problem:
            console().print(f"  {escape(page.problem)}")
            continue
        console().print(f"[dim]{page.words_before} words, {page.words_after} with this rule[/]")
        _print_pieces(page, everything=everything)
        for selector in page.unmatched:
            console().print(f"[yellow]  finds nothing here: {escape(selector)}[/]")
        console().print()


def _print_pieces(page: TriedPage, *, everything: bool) -> None:
    for piece in page.pieces:
        if piece.state == "out" and not everything:
            continue
        mark = MARKS.get(piece.state, "·")
        style = {"removed": "red", "added": "green", "out": "dim"}.get(piece.state, "default")
        by = (
            f"  [dim]{escape(piece.selector)}[/]"
            if piece.selector and (everything or piece.state != "in")
            else ""
        )
        console().print(f"[{style}]{mark} {escape(piece.text[:160])}[/]{by}")


def _print_faults(faults: tuple[SelectorFault, ...], *, as_json: bool) -> None:
    """Mistakes go to standard error, and the command fails with them."""
    if not faults:
        return
    if as_json:
        sys.exit(1)
    told = "\n".join(
        f"--{fault.part} {fault.line}, column {fault.column}:\n{fault.pointer}" for fault in faults
    )
    raise InputError(f"a selector cannot be read; nothing was saved\n{told}")
