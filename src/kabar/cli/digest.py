"""`kabar digest` and `kabar catch-up`: the day or the week, to read, to keep or to send."""

import sys
from typing import Literal

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
    when,
)
from kabar.digest import sending
from kabar.digest.issues import make_issue, send_one_now
from kabar.digest.typesetting import digest_message
from kabar.errors import InputError
from kabar.model.ids import AccountId
from kabar.model.notices import Rhythm, Sending
from kabar.model.panels import CatchUpView
from kabar.runtime import Runtime
from kabar.service import catching, noticing


@click.command()
@click.option("--weekly", is_flag=True, help="The last seven days (default: the last day).")
@click.option("--stories", type=click.IntRange(3, 30), default=10, show_default=True, help="At most.")
@click.option("--text", "shape", flag_value="text", default=True, help="As the mail's text (default).")
@click.option("--html", "shape", flag_value="html", help="As the mail's page.")
@click.option("--send", is_flag=True, help="Send it now, by every way that takes digests.")
@account_option
@json_option
@pass_context
def digest(
    context: Context,
    weekly: bool,
    stories: int,
    shape: str,
    send: bool,
    account: str | None,
    as_json: bool,
) -> None:
    """Make a digest now: to standard output, or with --send on its way.

    \b
    Examples:
      kabar digest | less
      kabar digest --weekly --html > week.html
      kabar digest --json
      kabar digest --send --account ayu
    """
    rhythm: Rhythm = "weekly" if weekly else "daily"
    with context.runtime() as rt:
        person = account_of(rt, account)
        if send:
            _send(rt, person.id, as_json=as_json)
            return
        issue = make_issue(rt, person.id, rhythm=rhythm, size=stories)
        message = digest_message(issue, person, base=rt.base_url)
    if as_json:
        print_json(issue)
        return
    text = message.html if shape == "html" else message.text
    # What programs on the web have written is no command for a terminal.
    safe = "".join(letter for letter in text if letter == "\n" or letter.isprintable())
    sys.stdout.buffer.write(safe.encode("utf-8", "replace"))


def _send(rt: Runtime, account: AccountId, *, as_json: bool) -> None:
    """Make, keep, post and deliver; status 1 when something did not arrive."""
    ways = [way for way in noticing.notices(rt, account).channels if way.digests]
    if not ways:
        raise InputError("no way takes digests yet; `kabar alerts add` and `kabar alerts on` make one")
    before = {row.id for row in noticing.notices(rt, account).outgoing}
    issue = send_one_now(rt, account)
    sending.deliver(rt)
    rows = [row for row in noticing.notices(rt, account).outgoing if row.id not in before]
    if as_json:
        print_json({"digest": None if issue is None else issue.id, "messages": rows})
    elif issue is None:
        console().print("There is nothing to tell at the moment; nothing was sent.")
    for row in () if as_json else rows:
        console().print(escape(f"{row.label}: {row.state.value}{f' ({row.error})' if row.error else ''}"))
    if any(row.state is not Sending.SENT for row in rows):
        sys.exit(1)


@click.command("catch-up")
@click.argument("span", type=click.Choice(["since", "day", "week"]), default="since")
@account_option
@json_option
@pass_context
def catch_up(
    context: Context, span: Literal["since", "day", "week"], account: str | None, as_json: bool
) -> None:
    """What came since your last visit, or the day or week in ten stories; it has an end.

    \b
    Examples:
      kabar catch-up
      kabar catch-up day
      kabar catch-up week --json
    """
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        view: CatchUpView = {"since": catching.since, "day": catching.day, "week": catching.week}[span](
            rt, reader
        )
        now = rt.clock()
    if as_json:
        print_json(view)
        return
    for card in (*view.goes_on, *view.cards):
        console().print(f"{card.id:>5}  [bold]{escape(card.headline)}[/]")
        outlets = card.outlets[0] if len(card.outlets) == 1 else f"{len(card.outlets)} outlets"
        facts = f"{outlets}, {when(card.last_at, now)}"
        why = "; ".join(reason.text for reason in card.reasons[:2])
        console().print(f"       [dim]{escape(f'{facts}. {why}' if why else facts)}[/]")
    more = f" {view.left} more in `kabar frontpage`." if view.left else ""
    end = {"since": "That was all.", "day": "That was the day.", "week": "That was the week."}[view.which]
    console().print(f"{end}{more}")
