"""`kabar db`: upgrade, check, back up."""

import sys
from pathlib import Path

import click

from kabar.cli.context import Context, console, json_option, pass_context, print_json
from kabar.errors import StoreError
from kabar.work.upkeep import run_upkeep


@click.group()
def db() -> None:
    """The database: upgrade, check, back up, tidy."""


@db.command("upgrade")
@json_option
@pass_context
def upgrade(context: Context, as_json: bool) -> None:
    """Bring the database to this version's schema (done by itself when Kabar starts)."""
    with context.runtime(upgrade=False) as rt:
        done = rt.store.upgrade()
    if as_json:
        print_json({"migrations": done})
    else:
        console().print(f"Ran {', '.join(done)}." if done else "The schema is up to date.")


@db.command("check")
@json_option
@pass_context
def check(context: Context, as_json: bool) -> None:
    """Look for damage: integrity, dangling rows, search index."""
    with context.runtime(upgrade=False) as rt:
        problems = rt.store.problems()
    if as_json:
        print_json({"ok": not problems, "problems": problems})
    else:
        console().print("\n".join(problems) if problems else "Sound.")
    sys.exit(1 if problems else 0)


@db.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_context
def backup(context: Context, file: Path) -> None:
    """Write a consistent copy of the SQLite database while Kabar may be running."""
    if file.exists():
        raise click.UsageError(f"{file}: exists already")
    with context.runtime(upgrade=False) as rt:
        if not rt.store.is_sqlite:
            raise StoreError("this database is PostgreSQL; pg_dump backs it up")
        rt.store.backup(file)
    console().print(f"Written to {file}.")


@db.command("tidy")
@pass_context
def tidy(context: Context) -> None:
    """Forget old pages and visits now, and refresh statistics."""
    with context.runtime() as rt:
        run_upkeep(rt)
    console().print("Done.")
