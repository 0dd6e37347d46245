"""`kabar rules`: list, check, try out and save a person's own rules."""

import sys
from typing import TextIO

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
)
from kabar.errors import InputError
from kabar.model.rules import RuleEffect, RuleFault, RulesView
from kabar.service import ruling

VERBS = {"hide": "hides", "lower": "lowers", "raise": "raises", "tag": "tags", "alert": "alerts you to"}


@click.group()
def rules() -> None:
    """Rules of your own: hide, lower, raise, tag or be alerted.

    \b
    One rule a line, `#` starts a remark:
      hide title:"sponsored content" or outlet:Example
      lower by 2 if source:17 and not language:id
      raise topic:04000000 "interest rate"
      tag flood if text:/banjir|flood(s|ed)?/
      alert if name:Q1490 and section:weather
    """


@rules.command("list")
@account_option
@json_option
@pass_context
def list_rules(context: Context, account: str | None, as_json: bool) -> None:
    """The saved rules, and what each did to your last 500 stories."""
    with context.runtime() as rt:
        view = ruling.rules(rt, account_of(rt, account).id)
    if as_json:
        print_json(view)
    elif view.text:
        _print_effects(view)
    else:
        console().print("No rules yet. `kabar rules save FILE` sets them; `kabar rules --help` shows some.")


@rules.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@json_option
def check(file: TextIO, as_json: bool) -> None:
    """Look for mistakes in the rules of FILE (- or nothing: standard input); status 1 when there are any."""
    problems = ruling.check(file.read())
    if as_json:
        print_json(problems)
    elif not problems:
        console().print("No mistakes.")
    _print_problems(problems, as_json=as_json)


@rules.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@account_option
@json_option
@pass_context
def preview(context: Context, file: TextIO, account: str | None, as_json: bool) -> None:
    """What the rules of FILE would do to your last 500 stories; nothing is saved."""
    text = file.read()
    with context.runtime() as rt:
        view = ruling.preview(rt, account_of(rt, account).id, text)
    print_json(view) if as_json else _print_effects(view)
    _print_problems(view.problems, as_json=as_json)


@rules.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@account_option
@json_option
@pass_context
def save(context: Context, file: TextIO, account: str | None, as_json: bool) -> None:
    """Replace your rules by those of FILE; with a mistake in one, nothing is saved."""
    text = file.read()
    with context.runtime() as rt:
        view = ruling.save(rt, account_of(rt, account).id, text)
    if as_json:
        print_json(view)
    elif not view.problems:
        _print_effects(view)
        console().print("Saved. `kabar undo` takes it back." if view.undo else "That is so already.")
    _print_problems(view.problems, as_json=as_json)


@rules.command()
@click.argument("rule")
@account_option
@json_option
@pass_context
def matches(context: Context, rule: str, account: str | None, as_json: bool) -> None:
    """The stories among your last 500 that RULE, written as in the file, meets."""
    with context.runtime() as rt:
        effect = ruling.hidden_by(rt, account_of(rt, account).id, rule)
    if as_json:
        print_json(effect)
        return
    console().print(escape(_words(effect, draft=False)))
    for number, title, _ in effect.stories:
        console().print(f"  {number}  {escape(title)}")


def _print_effects(view: RulesView) -> None:
    for effect in view.effects:
        console().print(f"[bold]{escape(effect.source)}[/bold]")
        console().print(f"  {escape(_words(effect, draft=view.draft))}")


def _words(effect: RuleEffect, *, draft: bool) -> str:
    verb = VERBS[effect.action]
    if draft:
        verb = "would alert you to" if effect.action == "alert" else f"would {effect.action}"
    return f"{verb} {effect.count} of your last {effect.of}"


def _print_problems(problems: tuple[RuleFault, ...], *, as_json: bool) -> None:
    """Mistakes go to standard error, and the command fails with them."""
    if not problems:
        return
    if as_json:
        sys.exit(1)
    told = "\n".join(f"line {p.line}, column {p.column}:\n{p.pointer}" for p in problems)
    count = "one rule has a mistake" if len(problems) == 1 else f"{len(problems)} rules have a mistake"
    raise InputError(f"{count}\n{told}")
