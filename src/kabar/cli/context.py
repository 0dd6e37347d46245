"""What every command shares: where the data is, whose account, and how results are printed."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table

from kabar import log
from kabar.config import Config, default_data_dir, load_config
from kabar.errors import NotFoundError
from kabar.model.account import Account
from kabar.runtime import Runtime, open_runtime

FIRST_ACCOUNT = "owner"


@dataclass
class Context:
    """The options that stand before the command."""

    data: Path | None
    config_file: Path | None
    verbose: bool = False
    sample: bool = False

    @property
    def data_dir(self) -> Path:
        """The data folder; the sample newsroom has its own, so that it never mixes with a person's news."""
        base = self.data or default_data_dir()
        return base / "sample" if self.sample and self.data is None else base

    @cached_property
    def config(self) -> Config:
        """The configuration: --config, else kabar.toml in the data folder, with the environment over it."""
        path = self.config_file
        if path is None and (self.data_dir / "kabar.toml").exists():
            path = self.data_dir / "kabar.toml"
        return load_config(path, os.environ)

    @contextmanager
    def runtime(
        self, change: Callable[[Config], Config] | None = None, *, upgrade: bool = True
    ) -> Iterator[Runtime]:
        """Open everything for one command and close it again."""
        config = change(self.config) if change else self.config
        log.configure("debug" if self.verbose else config.log.level, config.log.format)
        rt = open_runtime(config, self.data_dir, upgrade=upgrade)
        try:
            yield rt
        finally:
            rt.close()


def account_of(rt: Runtime, name: str | None) -> Account:
    """The account of that name; without a name the first one, which is made when there is none."""
    with rt.store.read() as db:
        if name:
            found = db.accounts.by_name(name)
            if found is None:
                raise NotFoundError(f"there is no account named {name}; `kabar accounts list` shows them")
            return found
        everyone = db.accounts.all()
    if everyone:
        return everyone[0]
    with rt.store.write() as db:
        made = db.accounts.create(FIRST_ACCOUNT, is_admin=True, at=rt.clock())
        return db.accounts.get(made)


pass_context = click.make_pass_decorator(Context)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
account_option = click.option("--account", metavar="NAME", help="Whose (default: the first account).")


def print_json(document: Any) -> None:
    """One JSON document on standard output (Any: whatever msgspec can encode)."""
    text = msgspec.json.format(msgspec.json.encode(document, order="deterministic"), indent=2)
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.buffer.flush()


def console() -> Console:
    """Standard output, in colour when it is a terminal."""
    return Console(highlight=False, soft_wrap=True)


def table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()
) -> None:
    """A plain table; *right* names the columns of numbers."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        made.add_column(name, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(escape(cell) for cell in row))
    console().print(made)


def escape(text: str) -> str:
    """Text of the web, safe for a terminal: no control characters, no markup of ours."""
    clean = "".join(char if char.isprintable() else " " for char in text)
    return clean.replace("[", r"\[")


def when(at: datetime | None, now: datetime) -> str:
    """A time in words: `5 min ago`, `in 20 min`, `2026-04-01`."""
    if at is None:
        return "-"
    seconds = (now - at).total_seconds()
    ahead, seconds = seconds < 0, abs(seconds)
    for size, unit in ((86400.0, "d"), (3600.0, "h"), (60.0, "min")):
        if seconds >= size:
            if unit == "d" and seconds > 14 * size:
                return at.strftime("%Y-%m-%d")
            count = f"{int(seconds // size)} {unit}"
            return f"in {count}" if ahead else f"{count} ago"
    return "in a moment" if ahead else "just now"


def time_text(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, for JSON."""
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")
