"""The command line: `kabar` and its commands, one module per group.

Exit status: 0 done; 1 it could not be done (the reason is on standard error); 2 wrong use or configuration;
3 some lines of a stage command had errors.
"""

import sys
from pathlib import Path

import click

from kabar import __version__
from kabar.cli.context import Context
from kabar.errors import ConfigError, InputError, KabarError

# Command -> the module that has it: loaded when it is asked for, so that `kabar parse` starts quickly.
COMMANDS = {
    "serve": "kabar.cli.serve:serve",
    "update": "kabar.cli.update:update",
    "add": "kabar.cli.sources:add",
    "sources": "kabar.cli.sources:sources",
    "frontpage": "kabar.cli.stories:frontpage",
    "story": "kabar.cli.stories:story",
    "read": "kabar.cli.stories:read",
    "provenance": "kabar.cli.provenance:provenance",
    "search": "kabar.cli.stories:search",
    "follow": "kabar.cli.follows:follow",
    "mute": "kabar.cli.follows:mute",
    "unfollow": "kabar.cli.follows:unfollow",
    "correct": "kabar.cli.corrections:correct",
    "undo": "kabar.cli.follows:undo",
    "profile": "kabar.cli.profile:profile",
    "catch-up": "kabar.cli.digest:catch_up",
    "digest": "kabar.cli.digest:digest",
    "alerts": "kabar.cli.alerts:alerts",
    "feeds": "kabar.cli.feeds:feeds",
    "rules": "kabar.cli.rules:rules",
    "articles": "kabar.cli.articles:articles",
    "outlet-rules": "kabar.cli.outlet_rules:outlet_rules",
    "accounts": "kabar.cli.accounts:accounts",
    "doctor": "kabar.cli.doctor:doctor",
    "db": "kabar.cli.db:db",
    "completion": "kabar.cli.completion:completion",
    "parse": "kabar.cli.stages:parse",
    "extract": "kabar.cli.stages:extract",
    "annotate": "kabar.cli.stages:annotate",
    "cluster": "kabar.cli.stages:cluster",
    "keypoints": "kabar.cli.stages:keypoints",
    "rank": "kabar.cli.stages:rank",
}
SECTIONS = {
    "Read": ("serve", "update", "frontpage", "catch-up", "digest", "story", "read", "provenance", "search"),
    "Choose": (
        *("add", "sources", "follow", "mute", "unfollow", "profile", "rules", "outlet-rules"),
        *("alerts", "feeds", "correct", "undo"),
    ),
    "Run": ("articles", "accounts", "doctor", "db", "completion"),
    "Stages, JSON Lines in and out": ("parse", "extract", "annotate", "cluster", "keypoints", "rank"),
}


class LazyGroup(click.Group):
    """Loads a command's module when it is used, and lists commands by what they are for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        import importlib

        found = getattr(importlib.import_module(module), name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in SECTIONS.items():
            with formatter.section(title):
                commands = ((name, self.get_command(ctx, name)) for name in names)
                formatter.write_dl([(name, c.get_short_help_str(70)) for name, c in commands if c])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kabar")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="KABAR_DATA",
    help="The data folder (default: the platform's place for your data).",
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="KABAR_CONFIG",
    help="The configuration (default: kabar.toml in the data folder, if there is one).",
)
@click.option("-v", "--verbose", is_flag=True, help="Log more.")
@click.pass_context
def cli(ctx: click.Context, data: Path | None, config_file: Path | None, verbose: bool) -> None:
    """A newsroom of your own: reads your sources, groups reports into stories, and shows what matters to you.

    \b
    First steps:
      kabar serve --sample          look around in a sample newsroom
      kabar add https://example.org follow a site
      kabar serve                   read on http://127.0.0.1:8080/
    """
    ctx.obj = Context(data=data, config_file=config_file, verbose=verbose)


def main() -> None:
    """Run `kabar`; every failure that has a reason is one sentence on standard error."""
    try:
        cli(prog_name="kabar")
    except (ConfigError, InputError) as error:
        click.echo(f"kabar: {error}", err=True)
        sys.exit(2)
    except KabarError as error:
        click.echo(f"kabar: {error}", err=True)
        sys.exit(1)
