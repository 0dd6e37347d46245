"""Follow and mute anything that has a name; every act can be undone."""

from dataclasses import replace
from typing import Any

from kabar.errors import InputError
from kabar.i18n import language_name
from kabar.model.account import Follow, Target
from kabar.model.ids import AccountId
from kabar.model.panels import FollowsView
from kabar.model.views import Followable
from kabar.runtime import Runtime
from kabar.service.cards import read_reader
from kabar.service.frontpage import SECTION_HORIZON, name_of, rank_stories
from kabar.service.topics import find_topics, is_topic, narrower_topics, top_topics, topic_label
from kabar.store import Transaction
from kabar.store.search import parse_query

MAX_FOLLOWS = 5000
MAX_KEY = 500
MAX_LABEL = 300
SUGGESTIONS = 12
WEAKEST, STRONGEST = 0.1, 3.0


def follows(rt: Runtime, account: AccountId) -> FollowsView:
    """Everything the account follows and mutes, with what is new or hidden."""
    with rt.store.read() as db:
        all_of_them = list(read_reader(db, account).follows.values())
        new = db.follows.counts(account)
        muted = rank_stories(db, rt, account).muted.values()
        suggestions = _suggestions(db, rt, account)
    hidden: dict[tuple[str, str], int] = {}
    for follow in muted:
        at = (follow.target.value, follow.key)
        hidden[at] = hidden.get(at, 0) + 1
    return FollowsView(
        follows=tuple((f, new.get((f.target.value, f.key), 0)) for f in all_of_them if not f.muted),
        mutes=tuple((f, hidden.get((f.target.value, f.key), 0)) for f in all_of_them if f.muted),
        suggestions=suggestions,
    )


def topic_tree(
    rt: Runtime, account: AccountId, words: str = ""
) -> tuple[tuple[Followable, tuple[Followable, ...]], ...]:
    """Every section with the topics below it, in the account's language; with *words*, only those that have them."""
    with rt.store.read() as db:
        reader = read_reader(db, account)
    locale = reader.account.locale
    found = set(find_topics(words, locale))

    def one(code: str) -> Followable:
        return reader.followable(Target.TOPIC, code, topic_label(code, locale))

    tree = []
    for top in top_topics():
        below = [code for code in narrower_topics(top) if not words.strip() or code in found or top in found]
        if below or not words.strip() or top in found:
            tree.append((one(top), tuple(one(code) for code in below)))
    return tuple(tree)


def _suggestions(db: Transaction, rt: Runtime, account: AccountId) -> tuple[Followable, ...]:
    """What recent stories are about and the account neither follows nor mutes."""
    reader = read_reader(db, account)
    since = rt.clock() - SECTION_HORIZON
    keys = [key for key, _ in db.stories.busiest(Target.ENTITY, since=since, limit=SUGGESTIONS * 3)]
    names = db.stories.entity_names(keys)
    found = [
        reader.followable(Target.ENTITY, key, names[key][0], kind=names[key][1])
        for key in keys
        if key in names
    ]
    return tuple(item for item in found if item.state == "none")[:SUGGESTIONS]


def follow(
    rt: Runtime, account: AccountId, target: Target, key: str, *, label: str = "", strength: float = 1.0
) -> int | None:
    """More of this; *strength* 0.1 to 3, and 1 is usual. Following it again changes the strength alone."""
    if not WEAKEST <= strength <= STRONGEST:
        raise InputError("a follow's strength is between 0.1 and 3")
    return _put(rt, account, target, key, label=label, strength=strength, muted=False, what="follow")


def mute(rt: Runtime, account: AccountId, target: Target, key: str, *, label: str = "") -> int | None:
    """None of this on the front page; it stays reachable under what is hidden."""
    return _put(rt, account, target, key, label=label, strength=1.0, muted=True, what="mute")


def alert(rt: Runtime, account: AccountId, target: Target, key: str, *, on: bool) -> int | None:
    """Switch the alert of a follow."""
    with rt.store.write() as db:
        before = db.follows.get(account, target, key)
        if before is None:
            raise InputError("follow it first; then an alert can be set")
        if before.alert == on:
            return None
        after = replace(before, alert=on, alert_at=None)
        db.follows.put(account, after, at=rt.clock())
        return db.undo.add(account, "alert", before.label, _way_back(before, target, key), at=rt.clock())


def forget(rt: Runtime, account: AccountId, target: Target, key: str) -> int | None:
    """Neither follow nor mute it."""
    with rt.store.write() as db:
        before = db.follows.get(account, target, key)
        if before is None:
            return None
        db.follows.remove(account, target, key)
        if target is Target.SEARCH:
            db.searches.forget(key)
        what = "unmute" if before.muted else "unfollow"
        return db.undo.add(account, what, before.label, _way_back(before, target, key), at=rt.clock())


def _put(
    rt: Runtime,
    account: AccountId,
    target: Target,
    key: str,
    *,
    label: str,
    strength: float,
    muted: bool,
    what: str,
) -> int | None:
    key = checked_key(target, key)
    with rt.store.write() as db:
        before = db.follows.get(account, target, key)
        if before is not None and before.muted == muted and before.strength == strength:
            return None
        if before is None and len(db.follows.of(account)) >= MAX_FOLLOWS:
            raise InputError(f"an account follows at most {MAX_FOLLOWS:,} things; forget some first")
        locale = db.accounts.get(account).locale
        name = (label.strip() or name_of(db, target, key, locale)[0])[:MAX_LABEL]
        wish = Follow(target=target, key=key, label=name, strength=strength, muted=muted)
        if before is not None and not muted and not before.muted:  # its alert and its age stay
            wish = replace(before, label=name, strength=strength)
        db.follows.put(account, wish, at=rt.clock())
        if target is Target.SEARCH:
            db.searches.learn(key)
        return db.undo.add(account, what, name, _way_back(before, target, key), at=rt.clock())


def checked_key(target: Target, key: str) -> str:
    """The key as it is kept; InputError for what cannot be followed."""
    key = key.strip()
    if not key or len(key) > MAX_KEY:
        raise InputError("there is nothing to follow: the name is empty or too long")
    if target is Target.SEARCH and parse_query(key).empty:
        raise InputError("there is nothing to search for in that; write words or a field, as lang:id")
    if target is Target.TOPIC and not is_topic(key):
        raise InputError(f"{key} is no Media Topic; `kabar follow topic` lists them")
    if target in (Target.STORY, Target.SOURCE) and not key.isdigit():
        raise InputError(f"a {target} is followed by its number, not by {key!r}")
    if target is Target.LANGUAGE and language_name(key, "en") == key:
        raise InputError(f"{key} is no language code; codes look like en, id, zh-Hans")
    return key


def _way_back(before: Follow | None, target: Target, key: str) -> dict[str, Any]:
    """The action that restores what was there (Any: JSON)."""
    action: dict[str, Any] = {"target": target.value, "key": key, "before": None}
    if before is not None:
        action["before"] = {
            "label": before.label,
            "strength": before.strength,
            "muted": before.muted,
            "alert": before.alert,
            "created_at": None if before.created_at is None else before.created_at.isoformat(),
        }
    return action
