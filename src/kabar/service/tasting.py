"""What ranking has learned of a person: read it, change it, take it away."""

from dataclasses import replace
from typing import Any, Literal

import msgspec

from kabar.errors import InputError
from kabar.model.account import Target, Taste
from kabar.model.ids import AccountId
from kabar.model.panels import TasteLine, TasteView
from kabar.rank.score import PRIOR
from kabar.runtime import Runtime
from kabar.service.frontpage import name_of
from kabar.store import Transaction

MOST_NAME = 200  # characters of an outlet or a side
STEP = 0.4  # that "more" or "less" beside a reason moves a weight


def taste(rt: Runtime, account: AccountId) -> TasteView:
    """The whole profile, strongest first."""
    with rt.store.read() as db:
        learned = db.follows.taste(account)
        edited = set(db.follows.edited(account))
        person = db.accounts.get(account)
        marks = db.marks.since(account, None)
        mine = db.sources.all(db.subscriptions.of(account))
        outlets = sorted({source.outlet or source.title for source in mine} - {""})
        lines = [
            TasteLine(
                key=key,
                label=_label(db, key, person.locale),
                weight=weight,
                marks=sum(
                    _rests_on(key, mark.topics, mark.entities, mark.outlets, mark.language) for mark in marks
                ),
                edited=key in edited,
            )
            for key, weight in learned.weights.items()
        ]
    lines.sort(key=lambda line: (-abs(line.weight), line.label))
    return TasteView(
        lines=tuple(lines),
        signals=tuple((name, learned.signals.get(name, prior), prior) for name, prior in PRIOR.items()),
        widen=person.widen,
        marks=len(marks),
        learned_at=learned.learned_at,
        sides=tuple(sorted(learned.sides.items(), key=lambda line: (line[1], line[0]))),
        outlets=tuple(outlets),
    )


def _rests_on(
    key: str, topics: tuple[str, ...], entities: tuple[str, ...], outlets: tuple[str, ...], language: str
) -> bool:
    target, _, name = key.partition(":")
    lists = {"topic": topics, "entity": entities, "outlet": outlets, "language": (language,)}
    return name in lists.get(target, ())


def _label(db: Transaction, key: str, locale: str) -> str:
    target, _, name = key.partition(":")
    try:
        return name_of(db, Target(target), name, locale)[0]
    except ValueError:
        return name


def set_weight(rt: Runtime, account: AccountId, key: str, weight: float | None) -> int | None:
    """Set what one thing is worth to the person, -1 to 1; None forgets it. Learning leaves it alone then."""
    if weight is not None and not -1.0 <= weight <= 1.0:
        raise InputError("a weight is between -1 (less) and 1 (more)")
    with rt.store.write() as db:
        before = db.follows.taste(account)
        edited = db.follows.edited(account)
        weights = dict(before.weights)
        if weight is None:
            if weights.pop(key, None) is None:
                return None
            kept = tuple(name for name in edited if name != key)
        else:
            weights[key] = weight
            kept = (*(name for name in edited if name != key), key)
        db.follows.save_taste(account, replace(before, weights=weights), edited=kept)
        label = _label(db, key, db.accounts.get(account).locale)
        return db.undo.add(account, "taste", label, _way_back(before, edited), at=rt.clock())


def adjust(
    rt: Runtime, account: AccountId, key: str, direction: Literal["more", "less", "not"]
) -> int | None:
    """More or less of what a reason names; "not": it shall count for nothing."""
    with rt.store.read() as db:
        now = db.follows.taste(account).weights.get(key, 0.0)
    if direction == "not":
        return set_weight(rt, account, key, 0.0)
    step = STEP if direction == "more" else -STEP
    return set_weight(rt, account, key, min(1.0, max(-1.0, now + step)))


def set_widen(rt: Runtime, account: AccountId, widen: float) -> int | None:
    """From 0, only mine, to 1, widen my view."""
    if not 0.0 <= widen <= 1.0:
        raise InputError("how wide the view is lies between 0 and 1")
    with rt.store.write() as db:
        person = db.accounts.get(account)
        if person.widen == widen:
            return None
        db.accounts.save(replace(person, widen=widen))
        return db.undo.add(account, "widen", "", {"widen": person.widen}, at=rt.clock())


def set_side(rt: Runtime, account: AccountId, outlet: str, side: str) -> int | None:
    """Say which side the person sees an outlet on, in any word; "" takes it away.

    A page then does not show one side only: `rank.diversify` spreads stories that a single side tells.
    """
    outlet, side = outlet.strip()[:MOST_NAME], side.strip()[:MOST_NAME]
    if not outlet:
        raise InputError("say which outlet")
    with rt.store.write() as db:
        before = db.follows.taste(account)
        sides = {name: word for name, word in before.sides.items() if name != outlet}
        if side:
            sides[outlet] = side
        if sides == before.sides:
            return None
        db.follows.save_taste(account, replace(before, sides=sides))
        return db.undo.add(account, "sides", outlet, {"sides": dict(before.sides)}, at=rt.clock())


def reset(rt: Runtime, account: AccountId) -> int | None:
    """Forget everything that was learned; marks and follows stay."""
    with rt.store.write() as db:
        before = db.follows.taste(account)
        if not before.weights and not before.signals:
            return None
        edited = db.follows.edited(account)
        db.follows.save_taste(account, Taste(sides=before.sides, learned_at=rt.clock()), edited=())
        return db.undo.add(account, "taste", "everything learned", _way_back(before, edited), at=rt.clock())


def _way_back(before: Taste, edited: tuple[str, ...]) -> dict[str, Any]:
    stored = {"weights": dict(before.weights), "signals": dict(before.signals), "edited": list(edited)}
    return {"taste": stored}


def export(rt: Runtime, account: AccountId) -> bytes:
    """Follows, marks and taste as one JSON document."""
    with rt.store.read() as db:
        document = {
            "account": db.accounts.get(account),
            "follows": db.follows.of(account),
            "marks": db.marks.since(account, None, limit=1_000_000),
            "taste": db.follows.taste(account),
        }
    return msgspec.json.format(msgspec.json.encode(document), indent=2)
