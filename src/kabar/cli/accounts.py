"""`kabar accounts`: who may read here."""

import sys

import click

from kabar.cli.context import (
    Context,
    account_of,
    console,
    escape,
    json_option,
    pass_context,
    print_json,
    table,
    when,
)
from kabar.errors import ConflictError
from kabar.service import accounts as service
from kabar.service.credentials import hash_password


@click.group()
def accounts() -> None:
    """Who may read here: list, add, password, link, languages, delete."""


@accounts.command("list")
@json_option
@pass_context
def list_accounts(context: Context, as_json: bool) -> None:
    """Every account."""
    with context.runtime() as rt, rt.store.read() as db:
        rows = [(a, db.accounts.password_hash(a.id) is not None) for a in db.accounts.all()]
        now = rt.clock()
    if as_json:
        print_json(
            [
                {"id": a.id, "name": a.name, "admin": a.is_admin, "password": has, "languages": a.languages}
                for a, has in rows
            ]
        )
        return
    shown = [
        [a.name, "admin" if a.is_admin else "", "yes" if has else "no", when(a.last_seen_at, now)]
        for a, has in rows
    ]
    table(["name", "rights", "password", "last here"], shown)


@accounts.command("add")
@click.argument("name")
@click.option("--admin", is_flag=True, help="May add accounts and see problems.")
@click.option("--languages", help="Languages read, best first: en,id,de")
@click.option("--sources-of", metavar="NAME", help="Begin with the sources of this account.")
@json_option
@pass_context
def add(
    context: Context, name: str, admin: bool, languages: str | None, sources_of: str | None, as_json: bool
) -> None:
    """Add an account; it gets in by `kabar accounts link`, or with a password."""
    with context.runtime() as rt:
        made = service.create_first(rt, name, password="", is_admin=admin)
        if languages:
            codes = [code.strip() for code in languages.split(",") if code.strip()]
            service.set_reading(rt, made, languages=codes, timezone="UTC", locale="en")
        if sources_of:
            other = account_of(rt, sources_of).id
            with rt.store.write() as db:
                groups = db.subscriptions.groups_of(other)
                for source in db.subscriptions.of(other):
                    db.subscriptions.add(made, source, at=rt.clock(), group=groups.get(source))
    print_json({"id": made, "name": name}) if as_json else console().print(f"Added {escape(name)}.")


@accounts.command("password")
@click.argument("name")
@click.option("--stdin", "from_stdin", is_flag=True, help="Read the password from standard input.")
@pass_context
def set_password(context: Context, name: str, from_stdin: bool) -> None:
    """Set a password; all browsers of the account are signed out."""
    if from_stdin:
        new = sys.stdin.readline().rstrip("\n")
    else:
        new = click.prompt("New password", hide_input=True, confirmation_prompt=True)
    stored = hash_password(new)
    with context.runtime() as rt:
        account = account_of(rt, name).id
        with rt.store.write() as db:
            db.accounts.set_password_hash(account, stored)
            db.sessions.delete_others(account, None)
    console().print("Password set.")


@accounts.command("link")
@click.argument("name", required=False)
@json_option
@pass_context
def link(context: Context, name: str | None, as_json: bool) -> None:
    """Make a link that signs an account in once, within half an hour."""
    with context.runtime() as rt:
        token = service.new_link(rt, account_of(rt, name).id)
        address = f"{rt.base_url}/enter?token={token}"
    print_json({"url": address}) if as_json else click.echo(address)


@accounts.command("delete")
@click.argument("name")
@click.confirmation_option(prompt="Its follows, marks and taste are deleted for good. Go on?")
@pass_context
def delete(context: Context, name: str) -> None:
    """Delete an account with everything personal to it."""
    with context.runtime() as rt:
        account = account_of(rt, name)
        with rt.store.write() as db:
            others = [a for a in db.accounts.all() if a.is_admin and a.id != account.id]
            if account.is_admin and not others:
                raise ConflictError("this is the only admin; make another one first")
            db.accounts.delete(account.id)
    console().print(f"Deleted {escape(name)}.")
