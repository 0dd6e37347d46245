"""Take things back, for seven days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from kabar.model.account import Follow, Mark, MarkKind, Target, Taste
from kabar.model.ids import AccountId, SourceId
from kabar.model.notices import ChannelKind
from kabar.model.panels import UndoEntry
from kabar.pipeline import tell_stories
from kabar.runtime import Runtime
from kabar.service import extraction
from kabar.store import Transaction
from kabar.store.merging import Carried

STORIES = 16  # that are told anew at once when a correction is taken back; it concerns two or three


def recent(rt: Runtime, account: AccountId) -> Sequence[UndoEntry]:
    """What can still be taken back, newest first."""
    with rt.store.read() as db:
        return db.undo.recent(account, now=rt.clock())


def undo(rt: Runtime, account: AccountId, entry: int) -> None:
    """Take one act back. NotFoundError after seven days, ConflictError the second time."""
    with rt.store.write() as db:
        action = db.undo.take(account, entry, now=rt.clock())
        _take_back(db, rt, account, action)
        changed = db.stories.stale(limit=STORIES) if "corrections" in action else []
    if changed:
        tell_stories(rt, only=changed)
    rt.wake.set()


def _take_back(db: Transaction, rt: Runtime, account: AccountId, action: dict[str, Any]) -> None:
    if "target" in action:
        _restore_follow(db, rt, account, action)
    elif "marks" in action:
        for story, article, kind in action["marks"]:
            if action["on"]:
                deed = Mark(story=story, kind=MarkKind(kind), at=rt.clock())
                db.marks.add(account, deed, article=article)
            else:
                db.marks.remove(account, MarkKind(kind), story=story, article=article)
    elif "subscribed" in action:
        for source in action["subscribed"]:
            db.subscriptions.remove(account, SourceId(source))
    elif "unsubscribed" in action:
        for source, group in action["unsubscribed"]:
            db.subscriptions.add(account, SourceId(source), at=rt.clock(), group=group)
            db.sources.make_due(SourceId(source), at=rt.clock())
    elif "paused" in action:
        db.sources.update(SourceId(action["source"]), paused=action["paused"])
    elif "taste" in action:
        stored = action["taste"]
        before = db.follows.taste(account)
        taste = Taste(
            weights=stored["weights"], signals=stored["signals"], sides=before.sides, learned_at=rt.clock()
        )
        db.follows.save_taste(account, taste, edited=tuple(stored["edited"]))
    elif "sides" in action:
        db.follows.save_taste(account, replace(db.follows.taste(account), sides=action["sides"]))
    elif "rules" in action:
        db.rules.save(account, action["rules"], at=rt.clock())
    elif "notices" in action:
        settings = db.channels.settings(account)
        db.channels.save_settings(account, replace(settings, **action["notices"]))
    elif "channel" in action:
        alerts, digests = action["uses"]
        db.channels.update(db.channels.get(account, action["channel"]).id, alerts=alerts, digests=digests)
    elif "channel_removed" in action:
        _restore_channel(db, rt, account, action["channel_removed"])
    elif "corrections" in action:
        _restore_stories(db, action, at=rt.clock())
    elif "outlet_rule" in action:
        extraction.restore(db, rt, action["outlet"], action["outlet_rule"])
    elif "bad_extraction" in action:
        db.outlet_rules.settle(action["bad_extraction"], at=rt.clock(), open_again=True)
    elif "begun" in action:
        _restore_beginning(db, account, action["begun"])
    elif "widen" in action:
        db.accounts.save(replace(db.accounts.get(account), widen=action["widen"]))


def _restore_beginning(db: Transaction, account: AccountId, begun: dict[str, Any]) -> None:
    """Languages, follows and sources as they were before the first minute; the account stays one that was here."""
    db.accounts.save(replace(db.accounts.get(account), languages=tuple(begun["languages"])))
    for topic in begun["topics"]:
        db.follows.remove(account, Target.TOPIC, topic)
    for source in begun["sources"]:
        db.subscriptions.remove(account, SourceId(source))


def _restore_follow(db: Transaction, rt: Runtime, account: AccountId, action: dict[str, Any]) -> None:
    target, key, before = Target(action["target"]), action["key"], action["before"]
    if before is None:
        db.follows.remove(account, target, key)
    else:
        since = before.pop("created_at", None)  # acts of earlier versions do not say
        created = None if since is None else datetime.fromisoformat(since)
        db.follows.put(account, Follow(target=target, key=key, created_at=created, **before), at=rt.clock())
    if target is Target.SEARCH:
        db.searches.forget(key) if before is None else db.searches.learn(key)


def _restore_channel(db: Transaction, rt: Runtime, account: AccountId, kept: dict[str, Any]) -> None:
    db.channels.add(
        account,
        ChannelKind(kept["kind"]),
        label=kept["label"],
        address=kept["address"],
        alerts=kept["uses"][0],
        digests=kept["uses"][1],
        at=rt.clock(),
    )


def _restore_stories(db: Transaction, action: dict[str, Any], *, at: datetime) -> None:
    db.corrections.withdraw(action["corrections"])
    if "into" in action:
        db.stories.revive(action["from"], Carried(**action.get("carried", {})), at=at)
    db.stories.move_articles(action["articles"], to=action["from"])
    db.stories.next_revision()
