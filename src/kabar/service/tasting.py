"""What ranking has learned of a person: read it, change it, take it away."""

from dataclasses import replace
from typing import Any, Literal

import msgspec

from kabar.errors import InputError
from kabar.model.account import Target, Taste
from kabar.model.ids import AccountId
from kabar.model.panels import TasteLine, TasteView
from kabar.rank.score import PRIOR
from kabar.rank.targets import FOLLOW, WIDEN, signal_key, signal_of
from kabar.rank.taste import SIGNAL_RANGE
from kabar.runtime import Runtime
from kabar.service import following
from kabar.service.frontpage import name_of
from kabar.store import Transaction

MOST_NAME = 200  # characters of an outlet or a side
STEP = 0.4  # that "more" or "less" beside a reason moves a weight; of a signal, in shares of its prior
WIDER = 0.3
FOLLOW_STEP = 1.5  # that a follow grows or shrinks by


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
        signals_set=tuple(name for name in map(signal_of, sorted(edited)) if name),
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
    """Set what one thing is worth to the person, -1 to 1; None forgets it. Learning leaves it alone then.

    `signal:freshness` and the like: what the signal as a whole counts, from 0; None: as at the start.
    """
    if signal_of(key):
        return _set_signal(rt, account, signal_of(key), weight)
    if key.partition(":")[0] not in list(Target):
        raise InputError(
            f"{key}: a key looks like topic:15000000, entity:Q1, outlet:NAME or signal:freshness"
        )
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


def _set_signal(rt: Runtime, account: AccountId, name: str, weight: float | None) -> int | None:
    if name not in PRIOR:
        raise InputError(f"{name} is no signal; there are {', '.join(PRIOR)}")
    most = PRIOR[name] * SIGNAL_RANGE
    if weight is not None and not 0.0 <= weight <= most:
        raise InputError(f"{name} counts between 0 and {most:g}; {PRIOR[name]:g} at the start")
    key = signal_key(name)
    with rt.store.write() as db:
        before = db.follows.taste(account)
        edited = db.follows.edited(account)
        signals = {other: value for other, value in before.signals.items() if other != name}
        kept = tuple(other for other in edited if other != key)
        if weight is not None:
            signals[name] = weight
            kept = (*kept, key)
        if signals == before.signals:
            return None
        db.follows.save_taste(account, replace(before, signals=signals), edited=kept)
        return db.undo.add(account, "taste", key, _way_back(before, edited), at=rt.clock())


def adjust(
    rt: Runtime, account: AccountId, key: str, direction: Literal["more", "less", "not"]
) -> int | None:
    """More or less of what a reason stands for (`Reason.target`); "not": it shall count for nothing.

    A follow grows stronger or weaker, or ends; a signal counts more, less or nothing; a discovery: more or fewer of
    them, or none.
    """
    kind, _, rest = key.partition(":")
    if kind == FOLLOW:
        return _adjust_follow(rt, account, rest, direction)
    with rt.store.read() as db:
        taste = db.follows.taste(account)
        widen = db.accounts.get(account).widen
    now = taste.weights.get(key, 0.0)
    if key == WIDEN:
        wide = {"more": min(1.0, widen + WIDER), "less": max(0.0, widen - WIDER), "not": 0.0}
        return set_widen(rt, account, round(wide[direction], 2))
    if name := signal_of(key):
        prior = PRIOR.get(name, 0.0)
        worth = taste.signals.get(name, prior)
        step = {"more": STEP, "less": -STEP, "not": -SIGNAL_RANGE}[direction] * prior
        return set_weight(rt, account, key, min(prior * SIGNAL_RANGE, max(0.0, worth + step)))
    if direction == "not":
        return set_weight(rt, account, key, 0.0)
    step = STEP if direction == "more" else -STEP
    return set_weight(rt, account, key, min(1.0, max(-1.0, now + step)))


def _adjust_follow(
    rt: Runtime, account: AccountId, key: str, direction: Literal["more", "less", "not"]
) -> int | None:
    kind, _, name = key.partition(":")
    if kind not in list(Target):
        raise InputError("there is no such follow")
    target = Target(kind)
    with rt.store.read() as db:
        wish = db.follows.get(account, target, name)
    if wish is None or wish.muted:
        raise InputError("you do not follow it any more")
    if direction == "not":
        return following.forget(rt, account, target, name)
    strength = wish.strength * FOLLOW_STEP if direction == "more" else wish.strength / FOLLOW_STEP
    strength = round(min(following.STRONGEST, max(following.WEAKEST, strength)), 2)
    return following.follow(rt, account, target, name, label=wish.label, strength=strength)


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
        return db.undo.add(account, "reset", "", _way_back(before, edited), at=rt.clock())


def _way_back(before: Taste, edited: tuple[str, ...]) -> dict[str, Any]:
    stored = {"weights": dict(before.weights), "signals": dict(before.signals), "edited": list(edited)}
    return {"taste": stored}


def export(rt: Runtime, account: AccountId) -> bytes:
    """Follows, marks, taste and rules as one JSON document."""
    with rt.store.read() as db:
        document = {
            "account": db.accounts.get(account),
            "follows": db.follows.of(account),
            "marks": db.marks.since(account, None, limit=1_000_000),
            "taste": db.follows.taste(account),
            "rules": [line.text for line in db.rules.of(account)],
        }
    return msgspec.json.format(msgspec.json.encode(document), indent=2)
