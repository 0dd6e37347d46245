"""`kabar feeds`: private addresses of feeds for other programs."""

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
    when,
)
from kabar.cli.follows import TARGETS, find_key
from kabar.errors import InputError
from kabar.model.account import Target
from kabar.model.syndication import FeedRow, FeedsView
from kabar.runtime import Runtime
from kabar.service import feeds as service

CHOICES = ["frontpage", "digests", *TARGETS]


@click.group()
def feeds() -> None:
    """Feeds of your own for other programs (Atom, JSON Feed), each with a private address."""


@feeds.command("list")
@account_option
@json_option
@pass_context
def list_feeds(context: Context, account: str | None, as_json: bool) -> None:
    """The feeds whose address works. Addresses are not kept, so they cannot be shown again: see rotate."""
    with context.runtime() as rt:
        view = service.feeds(rt, account_of(rt, account).id)
        now = rt.clock()
    if as_json:
        print_json(view.rows)
        return
    if not view.rows:
        console().print("No feed has been made. `kabar feeds make frontpage` makes one.")
        return
    rows = [
        [str(row.id), _what(row), row.label, when(row.created_at, now), when(row.used_at, now)]
        for row in view.rows
    ]
    table(["id", "what", "name", "made", "last read"], rows, right=frozenset({0}))


@feeds.command()
@click.argument("what", type=click.Choice(CHOICES))
@click.argument("name", default="")
@account_option
@json_option
@pass_context
def make(context: Context, what: str, name: str, account: str | None, as_json: bool) -> None:
    """A new feed; its address is printed this once.

    \b
    Examples:
      kabar feeds make frontpage
      kabar feeds make digests
      kabar feeds make topic 06000000
      kabar feeds make entity Demak
    """
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        if what in ("frontpage", "digests"):
            view = service.make(rt, reader, None, service.DIGESTS if what == "digests" else "")
        elif not name:
            raise InputError(f"say which {what}")
        else:
            view = service.make(rt, reader, Target(what), find_key(rt, Target(what), name))
        _show(rt, view, as_json=as_json)


@feeds.command()
@click.argument("feed", type=int)
@account_option
@json_option
@pass_context
def rotate(context: Context, feed: int, account: str | None, as_json: bool) -> None:
    """Give FEED (its id) a new address; the old one stops working at once."""
    with context.runtime() as rt:
        _show(rt, service.rotate(rt, account_of(rt, account).id, feed), as_json=as_json)


@feeds.command()
@click.argument("feed", type=int)
@account_option
@json_option
@pass_context
def revoke(context: Context, feed: int, account: str | None, as_json: bool) -> None:
    """End FEED (its id): its address stops working at once, for good."""
    with context.runtime() as rt:
        ended = service.revoke(rt, account_of(rt, account).id, feed)
    print_json({"ended": ended.id}) if as_json else console().print("That address no longer works.")


def _show(rt: Runtime, view: FeedsView, *, as_json: bool) -> None:
    assert view.made is not None
    address = f"{rt.base_url}/feed/{view.token}"
    if as_json:
        print_json({"id": view.made.id, "atom": f"{address}.atom", "json": f"{address}.json"})
        return
    console().print(escape(f"Feed {view.made.id}. Copy its address now: it is shown only this once."))
    console().print(f"{address}.atom\n{address}.json")


def _what(row: FeedRow) -> str:
    if row.target is None:
        return row.key or "frontpage"
    return row.target.value
