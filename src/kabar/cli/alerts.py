"""`kabar alerts`: ways to be reached, when, and what was told."""

import sys

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
from kabar.digest import sending, services
from kabar.errors import InputError
from kabar.model.notices import ChannelKind, Rhythm, Sending
from kabar.service import noticing

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS = [ChannelKind.MAIL.value, ChannelKind.APPRISE.value, ChannelKind.FILE.value]


@click.group()
def alerts() -> None:
    """Alerts and digests: ways to reach you, when, how many. Nothing is sent before you switch it on.

    \b
    Examples:
      kabar alerts add mail ayu@example.org
      kabar alerts on 1 alerts
      kabar alerts test 1
      kabar follow entity Demak && kabar alerts to entity Demak
      kabar alerts set --cap 3 --quiet 22-7 --digest daily --hour 7
    """


@alerts.command("list")
@account_option
@json_option
@pass_context
def list_alerts(context: Context, account: str | None, as_json: bool) -> None:
    """Ways to reach you with their state, settings, and the last messages."""
    with context.runtime() as rt:
        view = noticing.notices(rt, account_of(rt, account).id)
        now = rt.clock()
    if as_json:
        # Addresses hold passwords and keys: they are not printed.
        ways = [
            {
                k: getattr(c, k)
                for k in ("id", "kind", "label", "alerts", "digests", "sent_at", "error", "gone")
            }
            for c in view.channels
        ]
        print_json({"settings": view.settings, "ways": ways, "told": view.told, "messages": view.outgoing})
        return
    if not view.channels:
        console().print("No way to reach you yet. `kabar alerts add mail ADDRESS` makes one.")
    rows = [
        [
            str(c.id),
            c.kind.value,
            c.label,
            "on" if c.alerts else "off",
            "on" if c.digests else "off",
            when(c.sent_at, now),
            c.error,
        ]
        for c in view.channels
    ]
    if rows:
        table(["id", "kind", "way", "alerts", "digests", "last", "problem"], rows, right=frozenset({0}))
    s = view.settings
    quiet = "no quiet hours" if s.quiet_from is None else f"quiet from {s.quiet_from}:00 to {s.quiet_to}:00"
    console().print(f"At most {s.cap} alerts a day, from {s.least_reports} independent reports on, {quiet}.")
    digest = "never" if s.rhythm == "off" else f"{s.rhythm} at {s.hour}:00, {s.stories} stories"
    console().print(f"Digest: {digest}.")
    for row in view.outgoing[:10]:
        words = f"{when(row.created_at, now)}: {row.title} ({row.label}): {row.state.value}"
        console().print(escape(f"{words}. {row.error}" if row.error else words))


@alerts.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("address", default="")
@account_option
@json_option
@pass_context
def add(context: Context, kind: str, address: str, account: str | None, as_json: bool) -> None:
    """A way to reach you: mail ADDRESS, apprise URL (- reads it from standard input), or file. Off until `on`."""
    if address == "-":
        address = sys.stdin.readline().strip()
    with context.runtime() as rt:
        label = services.check(address) if kind == ChannelKind.APPRISE else ""
        name = {ChannelKind.MAIL.value: "to", ChannelKind.APPRISE.value: "url"}.get(kind)
        made = noticing.add_channel(
            rt, account_of(rt, account).id, ChannelKind(kind), {name: address} if name else {}, label=label
        )
    if as_json:
        print_json({"id": made.id})
    else:
        console().print(
            f"{made.id}: {escape(made.label)}. `kabar alerts on {made.id} alerts` switches it on."
        )


@alerts.command()
@click.argument("way", type=int)
@click.argument("what", type=click.Choice(["alerts", "digests"]))
@account_option
@json_option
@pass_context
def on(context: Context, way: int, what: str, account: str | None, as_json: bool) -> None:
    """Send alerts, or digests, by WAY (its id)."""
    _switch(context, way, what, account, on=True, as_json=as_json)


@alerts.command()
@click.argument("way", type=int)
@click.argument("what", type=click.Choice(["alerts", "digests"]))
@account_option
@json_option
@pass_context
def off(context: Context, way: int, what: str, account: str | None, as_json: bool) -> None:
    """Send no more alerts, or digests, by WAY (its id)."""
    _switch(context, way, what, account, on=False, as_json=as_json)


def _switch(context: Context, way: int, what: str, account: str | None, *, on: bool, as_json: bool) -> None:
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        entry = noticing.switch(
            rt,
            reader,
            way,
            alerts=on if what == "alerts" else None,
            digests=on if what == "digests" else None,
        )
    _done(entry, f"{what.capitalize()} by way {way}: {'on' if on else 'off'}.", as_json=as_json)


@alerts.command()
@click.argument("way", type=int)
@account_option
@json_option
@pass_context
def test(context: Context, way: int, account: str | None, as_json: bool) -> None:
    """Send a test by WAY now and say how it went; status 1 when it did not arrive."""
    with context.runtime() as rt:
        row = sending.send_test(rt, account_of(rt, account).id, way)
    if as_json:
        print_json(row)
    else:
        told = "The test was sent." if row.state is Sending.SENT else f"It was not sent: {row.error}"
        console().print(escape(told))
    sys.exit(0 if row.state is Sending.SENT else 1)


@alerts.command()
@click.argument("way", type=int)
@account_option
@json_option
@pass_context
def remove(context: Context, way: int, account: str | None, as_json: bool) -> None:
    """Forget WAY, and what waits for it."""
    with context.runtime() as rt:
        entry = noticing.remove_channel(rt, account_of(rt, account).id, way)
    _done(entry, "Removed.", as_json=as_json)


@alerts.command()
@click.argument("message", type=int)
@account_option
@pass_context
def again(context: Context, message: int, account: str | None) -> None:
    """Send MESSAGE (its id in `list --json`), which failed or may be lost, once more."""
    with context.runtime() as rt:
        noticing.send_again(rt, account_of(rt, account).id, message)
        arrived = sending.deliver(rt, only=message)
    console().print("It was sent." if arrived else "It was not sent; `kabar alerts list` says why.")
    sys.exit(0 if arrived else 1)


@alerts.command("to")
@click.argument("target")
@click.argument("name")
@click.option("--off", "is_off", is_flag=True, help="No more alerts about it.")
@account_option
@json_option
@pass_context
def alert_to(
    context: Context, target: str, name: str, is_off: bool, account: str | None, as_json: bool
) -> None:
    """Be alerted to something you follow: `kabar alerts to entity Demak`."""
    from kabar.cli.follows import TARGETS, find_key
    from kabar.model.account import Target
    from kabar.service import following

    if target not in TARGETS:
        raise InputError(f"there is no {target}; choose one of {', '.join(TARGETS)}")
    with context.runtime() as rt:
        kind = Target(target)
        key = find_key(rt, kind, name)
        entry = following.alert(rt, account_of(rt, account).id, kind, key, on=not is_off)
    _done(entry, f"{'No more alerts about' if is_off else 'Alerts about'} {name}.", as_json=as_json)


@alerts.command("set")
@click.option("--cap", type=click.IntRange(1, 50), help="Alerts a day.")
@click.option(
    "--reports", type=click.IntRange(1, 20), help="Independent reports that make a story important."
)
@click.option("--quiet", metavar="FROM-TO", help="Quiet hours, as 22-7; or none.")
@click.option("--digest", "rhythm", type=click.Choice(["off", "daily", "weekly"]), help="How often.")
@click.option("--hour", type=click.IntRange(0, 23), help="Of the digest, in your time zone.")
@click.option("--day", type=click.Choice(DAYS), help="Of a weekly digest.")
@click.option("--stories", type=click.IntRange(3, 30), help="In a digest.")
@account_option
@json_option
@pass_context
def set_wishes(
    context: Context,
    cap: int | None,
    reports: int | None,
    quiet: str | None,
    rhythm: Rhythm | None,
    hour: int | None,
    day: str | None,
    stories: int | None,
    account: str | None,
    as_json: bool,
) -> None:
    """Change what is told and when; what is not named stays as it is."""
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        s = noticing.notices(rt, reader).settings
        begin, end = (s.quiet_from, s.quiet_to) if quiet is None else _quiet(quiet)
        entries = [
            noticing.set_alerts(
                rt,
                reader,
                cap=cap or s.cap,
                quiet_from=begin,
                quiet_to=end,
                least_reports=reports or s.least_reports,
            ),
            noticing.set_digests(
                rt,
                reader,
                rhythm=rhythm or s.rhythm,
                hour=s.hour if hour is None else hour,
                weekday=DAYS.index(day) if day else s.weekday,
                stories=stories or s.stories,
            ),
        ]
    _done(next((entry for entry in entries if entry is not None), None), "Saved.", as_json=as_json)


def _quiet(text: str) -> tuple[int | None, int]:
    if text == "none":
        return None, 0
    begin, dash, end = text.partition("-")
    if not (dash and begin.isdigit() and end.isdigit() and int(begin) < 24 and int(end) < 24):
        raise InputError(f"--quiet {text}: write two hours as 22-7, or none")
    return int(begin), int(end)


def _done(entry: int | None, words: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"changed": entry is not None, "undo": entry})
    else:
        console().print(escape(words if entry is not None else "That is so already."))
