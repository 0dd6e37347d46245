"""`kabar follow`, `mute`, `unfollow`, `undo`."""

import click
import msgspec

from kabar.annotate.gazetteer import find_name
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
from kabar.errors import InputError
from kabar.model.account import Target
from kabar.model.ids import AccountId
from kabar.runtime import Runtime
from kabar.service import following, undoing

TARGETS = [target.value for target in Target]


@click.command()
@click.argument("target", type=click.Choice(TARGETS), required=False)
@click.argument("name", required=False)
@click.option("--strength", type=click.FloatRange(0.1, 3.0), default=1.0, show_default=True)
@account_option
@json_option
@pass_context
def follow(
    context: Context,
    target: str | None,
    name: str | None,
    strength: float,
    account: str | None,
    as_json: bool,
) -> None:
    """Follow a topic, name, outlet, agency, author, language, story or search; alone: list what is followed.

    \b
    Examples:
      kabar follow                         what you follow and mute
      kabar follow topic                   the tree of topics and their codes
      kabar follow entity "Jakarta"        as it stands in recent stories
      kabar follow outlet "The Harbour Post"
      kabar follow search '"port strike" lang:de'
    """
    with context.runtime() as rt:
        reader = account_of(rt, account)
        if target is None:
            _list(rt, reader.id, as_json=as_json)
            return
        if target == Target.TOPIC.value and name is None:
            _topics(rt, reader.id, as_json=as_json)
            return
        if name is None:
            raise InputError(f"say which {target}")
        kind = Target(target)
        key = find_key(rt, kind, name)
        entry = following.follow(rt, reader.id, kind, key, strength=strength)
    _done(entry, "Following", name, as_json=as_json)


@click.command()
@click.argument("target", type=click.Choice(TARGETS))
@click.argument("name")
@account_option
@json_option
@pass_context
def mute(context: Context, target: str, name: str, account: str | None, as_json: bool) -> None:
    """Keep something off the front page; it stays reachable, and `kabar undo` takes it back."""
    with context.runtime() as rt:
        kind = Target(target)
        key = find_key(rt, kind, name)
        entry = following.mute(rt, account_of(rt, account).id, kind, key)
    _done(entry, "Muted", name, as_json=as_json)


@click.command()
@click.argument("target", type=click.Choice(TARGETS))
@click.argument("name")
@account_option
@json_option
@pass_context
def unfollow(context: Context, target: str, name: str, account: str | None, as_json: bool) -> None:
    """Neither follow nor mute something."""
    with context.runtime() as rt:
        kind = Target(target)
        entry = following.forget(rt, account_of(rt, account).id, kind, find_key(rt, kind, name))
    _done(entry, "Forgotten", name, as_json=as_json)


@click.command()
@click.argument("entry", type=int, required=False)
@account_option
@json_option
@pass_context
def undo(context: Context, entry: int | None, account: str | None, as_json: bool) -> None:
    """Take back the last act, or ENTRY; `kabar undo 0` lists what can be taken back."""
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        recent = undoing.recent(rt, reader)
        if entry == 0:
            if as_json:
                print_json(recent)
                return
            rows = [
                [str(e.id), when(e.at, rt.clock()), e.what.replace("_", " "), e.label]
                for e in recent
                if not e.undone
            ]
            table(["id", "when", "what", "of"], rows, right=frozenset({0}))
            return
        chosen = entry or next((e.id for e in recent if not e.undone), None)
        if chosen is None:
            raise InputError("there is nothing to undo")
        undoing.undo(rt, reader, chosen)
        label = next(
            (f"{e.what.replace('_', ' ')} {e.label}".strip() for e in recent if e.id == chosen), str(chosen)
        )
    print_json({"undone": chosen}) if as_json else console().print(f"Undone: {escape(label)}")


def find_key(rt: Runtime, target: Target, name: str) -> str:
    """The key of what a person names: a name that recent stories have, else the words as they are."""
    if target is not Target.ENTITY:
        return name
    with rt.store.read() as db:
        found = db.stories.find_entity(name)
    if found is not None:
        return found
    known = find_name(name)  # also by its name in another language
    return (known.wikidata or f"{known.kind}:{known.name.casefold()}") if known else name


def _list(rt: Runtime, account: AccountId, *, as_json: bool) -> None:
    view = following.follows(rt, account)
    if as_json:
        print_json(
            {
                "follows": [{**msgspec.to_builtins(f), "new": new} for f, new in view.follows],
                "mutes": [{**msgspec.to_builtins(f), "hides": count} for f, count in view.mutes],
            }
        )
        return
    rows = [[f.target.value, f.label, f.key, str(new)] for f, new in view.follows]
    rows += [[f"mute {f.target.value}", f.label, f.key, str(count)] for f, count in view.mutes]
    if rows:
        table(["what", "name", "key", "new"], rows, right=frozenset({3}))
    else:
        console().print("Nothing followed yet. `kabar follow topic` lists the sections.")


def _topics(rt: Runtime, account: AccountId, *, as_json: bool) -> None:
    """The tree of topics, sections first."""
    tree = following.topic_tree(rt, account)
    if as_json:
        print_json([[item.key, item.label] for top, below in tree for item in (top, *below)])
        return
    rows = [
        [
            item.key,
            item.label if item is top else f"  {item.label}",
            item.state if item.state != "none" else "",
        ]
        for top, below in tree
        for item in (top, *below)
    ]
    table(["code", "topic", ""], rows)


def _done(entry: int | None, verb: str, name: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"changed": entry is not None, "undo": entry})
    elif entry is None:
        console().print("That is so already.")
    else:
        console().print(f"{verb} {escape(name)}. `kabar undo` takes it back.")
