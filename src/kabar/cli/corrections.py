"""`kabar correct`: join two stories, take reports out of one, move them elsewhere; and what was corrected."""

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
    when,
)
from kabar.service import stories

MOST = 10_000


@click.group()
def correct() -> None:
    """Put stories right: join two, take reports out, move them; see what was corrected.

    What you say is done at once, is kept, and binds later clustering; `kabar undo` takes it back.
    """


def _done(undo: int | None, story: int, words: str, *, as_json: bool) -> None:
    """Say what was done, and how to take it back."""
    if as_json:
        print_json({"story": story, "undo": undo})
    elif undo is None:
        click.echo("Nothing to do: it is so already.")
    else:
        click.echo(f"{words} `kabar undo {undo}` takes it back.")


@correct.command()
@click.argument("story", type=int, metavar="STORY")
@click.option("--into", type=int, metavar="STORY", required=True, help="The story that stays.")
@account_option
@json_option
@pass_context
def merge(context: Context, story: int, into: int, account: str | None, as_json: bool) -> None:
    """Two stories are one event. The first one's number leads to the other from then on.

    \b
    Examples:
      kabar correct merge 12 --into 34
    """
    with context.runtime() as rt:
        undo = stories.merge(rt, account_of(rt, account).id, story, into=into)
    _done(undo, into, f"Story {story} is part of story {into} now.", as_json=as_json)


@correct.command()
@click.argument("story", type=int, metavar="STORY")
@click.argument("articles", type=int, nargs=-1, required=True, metavar="ARTICLE...")
@account_option
@json_option
@pass_context
def split(
    context: Context, story: int, articles: tuple[int, ...], account: str | None, as_json: bool
) -> None:
    """These reports are an event of their own: give them a story together, with their copies.

    \b
    Examples:
      kabar correct split 12 301 305
    """
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        undo = stories.part(rt, reader, story, articles)
        with rt.store.read() as db:
            made = db.reading.article(articles[0]).story_id or story
    _done(undo, made, f"They are story {made} now.", as_json=as_json)


@correct.command()
@click.argument("article", type=int, metavar="ARTICLE")
@click.option("--to", type=int, metavar="STORY", help="Where it belongs (default: a story of its own).")
@account_option
@json_option
@pass_context
def move(context: Context, article: int, to: int | None, account: str | None, as_json: bool) -> None:
    """A report, with its copies, belongs to another story, or to none of the present ones.

    \b
    Examples:
      kabar correct move 301 --to 34
      kabar correct move 301
    """
    with context.runtime() as rt:
        undo = stories.move(rt, account_of(rt, account).id, article, to=to)
        with rt.store.read() as db:
            now_in = db.reading.article(article).story_id or 0
    _done(undo, now_in, f"Article {article} is in story {now_in} now.", as_json=as_json)


@correct.command(name="list")
@account_option
@click.option("--limit", type=click.IntRange(1, MOST), default=200, show_default=True, help="Corrections.")
@json_option
@pass_context
def list_(context: Context, account: str | None, limit: int, as_json: bool) -> None:
    """What people said of pairs of articles, newest first. As JSON: pairs with labels, to measure by.

    \b
    Examples:
      kabar correct list
      kabar correct list --json --limit 10000 > pairs.json
    """
    with context.runtime() as rt:
        found = stories.corrections(rt, account_of(rt, account).id, limit=limit)
        now = rt.clock()
    if as_json:
        print_json(
            [
                {
                    "a": one.article,
                    "b": one.other,
                    "same": one.kind == "together",
                    "titles": [one.title, one.other_title],
                    "outlets": [one.outlet, one.other_outlet],
                    "at": time_text(one.at),
                    "mine": one.mine,
                }
                for one in found
            ]
        )
        return
    if not found:
        click.echo("Nothing was corrected. `kabar correct --help` says how.")
    for one in found:
        sign = "=" if one.kind == "together" else "≠"
        console().print(f"[dim]{when(one.at, now):>10}[/]  {one.article} {sign} {one.other}")
        console().print(f"            {escape(one.title)} [dim]{escape(one.outlet)}[/]")
        console().print(f"            {escape(one.other_title)} [dim]{escape(one.other_outlet)}[/]")
