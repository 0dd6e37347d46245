"""Write docs/reference/configuration.md and commands.md from the code: the settings' Structs and click's help.

`python scripts/reference.py` writes the pages, `--check` fails when one is out of date.
"""

import argparse
import ast
import inspect
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from kabar import config
from kabar.cli import COMMANDS, SECTIONS, cli

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
MADE_BY = "<!-- Made by scripts/reference.py; change the code it reads, not this page. -->"

# For settings whose line in config.py has no comment of its own.
WORDS = {
    "web.host": "address to listen on; anything but loopback needs a password for every account",
    "web.port": "port to listen on",
    "fetch.timeout_seconds": "for a whole request, redirects included",
    "fetch.connect_seconds": "until a host has accepted the connection",
    "fetch.max_feed_mib": "of a feed, unpacked",
    "fetch.max_page_mib": "of a page, unpacked",
    "fetch.max_image_mib": "of a picture",
    "fetch.max_redirects": "that one request follows",
    "fetch.per_host_gap_seconds": "rest between two requests to one host",
    "fetch.concurrency": "requests under way at a time, each to another host",
    "fetch.obey_robots": "leave pages alone that a site's robots.txt excludes",
    "flow.article_batch": "articles that one step takes",
    "cluster.window_days": "how long a story can be joined by new reports",
    "log.level": "how much is written to standard error",
    "log.format": "lines for people, or one JSON object a line",
}


def comments() -> dict[tuple[str, str], str]:
    """(class, field) -> the comment at the end of the field's line in config.py."""
    source = inspect.getsource(config)
    lines = source.splitlines()
    found = {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                rest = lines[(field.end_lineno or 1) - 1][field.end_col_offset or 0 :]
                found[node.name, field.target.id] = rest.partition("# ")[2].strip()
    return found


def settings(
    struct: type[msgspec.Struct], section: str = ""
) -> Iterator[tuple[str, msgspec.structs.FieldInfo, str]]:
    """(full name, field, description) of every setting, those without a section first."""
    said = comments()
    fields = msgspec.structs.fields(struct)
    for field in fields:
        if not is_section(field.type):
            name = f"{section}.{field.name}" if section else field.name
            yield name, field, said[struct.__name__, field.name] or WORDS[name]
    for field in fields:
        if is_section(field.type):
            yield from settings(field.type, field.name)


def is_section(kind: object) -> bool:
    """Whether a field holds a table of settings."""
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def as_toml(value: object) -> str:
    """A default as one would write it."""
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return "[" + ", ".join(as_toml(one) for one in value) + "]"
    return msgspec.json.encode(value).decode()


def variable(name: str) -> str:
    """The environment variable over a setting."""
    return "KABAR_DATABASE_URL" if name == "database_url" else "KABAR_" + name.upper().replace(".", "__")


def configuration_page() -> str:
    """The page on settings."""
    lines = [
        "# Settings",
        "",
        MADE_BY,
        "",
        "Kabar reads `kabar.toml` in the data folder, or the file that `--config` or `KABAR_CONFIG` names. Every setting has a",
        "default, so no file is needed. The environment goes over the file: the variable is named beside each setting, lists are",
        "separated by commas or written as in the file, and with `_FILE` at the end of its name (all but `KABAR_DATABASE_URL`) a variable gives a file that holds the value. A name that",
        "does not exist is refused with the nearest one that does.",
        "",
        "The data folder is what `--data` or `KABAR_DATA` says, else the platform's place for a person's data",
        "(`~/.local/share/kabar` on Linux, `~/Library/Application Support/kabar` on macOS, `%LOCALAPPDATA%\\kabar` on Windows).",
    ]
    section = None
    for name, field, said in settings(config.Config):
        table, _, key = name.rpartition(".")
        if table != section:
            section = table
            title = f"`[{table}]`" if table else "Without a section"
            lines += ["", f"## {title}", "", "| setting | default | what it is | environment |"]
            lines += ["| --- | --- | --- | --- |"]
        value = f"`{as_toml(field.default)}`" if field.default is not None else "none"
        said = choices(field, said).replace("|", "\\|")
        lines.append(f"| `{key}` | {value} | {said} | `{variable(name)}` |")
    return "\n".join([*lines, ""])


def choices(field: msgspec.structs.FieldInfo, said: str) -> str:
    """The description with the words that are allowed, where only some are."""
    allowed = getattr(field.type, "__args__", ()) if "Literal" in str(field.type) else ()
    words = ", ".join(f"`{word}`" for word in allowed)
    return f"{said}: {words}" if words else said


def commands_page() -> str:
    """The page on commands."""
    lines = [
        "# Commands",
        "",
        MADE_BY,
        "",
        "`kabar --help` and `kabar COMMAND --help` say the same. What exit codes mean: [exit codes](exit-codes.md).",
    ]
    top = click.Context(cli, info_name="kabar")
    lines += ["", "## Before any command", "", *options(top)]
    for title, names in SECTIONS.items():
        lines += ["", f"## {title}"]
        for name in names:
            command = cli.get_command(top, name)
            assert command is not None
            lines += describe(click.Context(command, parent=top, info_name=name))
    assert set(COMMANDS) == {name for names in SECTIONS.values() for name in names}
    return "\n".join([*lines, ""])


def describe(context: click.Context) -> list[str]:
    """Usage, help and options of one command and of those under it."""
    command = context.command
    usage = f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}"
    lines = ["", f"### {context.command_path}", "", f"`{usage}`", "", *prose(command.help or "")]
    if any(isinstance(p, click.Option) for p in command.params):
        lines += ["", *options(context)]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            lines += describe(click.Context(below, parent=context, info_name=name))
    return lines


def prose(text: str) -> list[str]:
    """click's help as Markdown: paragraphs, and blocks kept as they are after a line of `\\b`."""
    lines: list[str] = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        kept = paragraph.startswith("\b")
        body = [line.rstrip() for line in paragraph.removeprefix("\b").strip("\n").splitlines()]
        lines += ["", "```text", *body, "```"] if kept else ["", *body]
    return lines[1:]


def options(context: click.Context) -> list[str]:
    """A table of options."""
    lines = ["| option | what it does |", "| --- | --- |"]
    for option in context.command.get_params(context):
        if not isinstance(option, click.Option) or "--help" in option.opts:
            continue
        record = option.get_help_record(context)
        if record is None:
            continue
        names, said = record
        if option.name == "workers":  # its default is this machine's
            said = said.replace(f"[default: {os.cpu_count() or 1};", "[default: one a core;")
        lines.append(f"| `{cell(names)}` | {cell(said)} |")
    return lines if len(lines) > 2 else []


def cell(text: str) -> str:
    """Text inside a table."""
    return text.replace("|", "\\|")


def main() -> int:
    """Write the pages, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="Only say which page is out of date.")
    check = parser.parse_args().check
    stale = []
    for name, text in {"configuration.md": configuration_page(), "commands.md": commands_page()}.items():
        page = REFERENCE / name
        if check and (not page.exists() or page.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            page.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/reference/{name} is out of date: run scripts/reference.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
