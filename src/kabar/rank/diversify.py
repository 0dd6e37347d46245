"""A page that is not all one outlet, one topic or one side, with a few marked finds from beyond it."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from kabar.model.frontpage import Reason, Scored
from kabar.rank.explain import sentence

OUTLET_COST: Final = 0.8  # of score, for each story of the outlet already on the page, faded by distance
TOPIC_COST: Final = 0.35
SIDE_COST: Final = 0.5
FADE: Final = 0.8  # what is a place further up the page counts less against a story
WIDEST_DISCOVERIES: Final = 0.2  # share of the page at widen = 1
LOOKAHEAD: Final = 60  # best of the rest that are compared for the next place: keeps a page cheap
_PERSONAL: Final = frozenset(("follows", "taste"))


def diversify(
    scored: Sequence[Scored],
    *,
    size: int,
    widen: float,
    sides: Mapping[str, str] | None = None,
    locale: str = "en",
) -> list[Scored]:
    """The *size* stories of a page, in order; the same input gives the same page.

    scored: best first, as `score` gives them. widen: 0 "only mine" (no discoveries, least spreading) to 1.
    sides: outlet -> its side, as the person has sorted them; outlets without one have none.
    """
    left = list(scored)
    places = _discovery_places(min(size, len(left)), widen)
    finds = _discoveries(left, len(places), locale)
    taken = {find.story.id for find in finds}
    left = [one for one in left if one.story.id not in taken]
    page: list[Scored] = []
    seen: dict[str, float] = {}
    while len(page) < size and (left or finds):
        if finds and (len(page) in places or not left):
            one = finds.pop(0)
        else:
            one = left.pop(_best(left, seen, strength=0.5 + widen, sides=sides or {}))
        page.append(one)
        for key in seen:
            seen[key] *= FADE
        for key, cost in _keys(one, sides or {}).items():
            seen[key] = seen.get(key, 0.0) + cost
    return page


def _best(
    left: Sequence[Scored], seen: Mapping[str, float], *, strength: float, sides: Mapping[str, str]
) -> int:
    best, best_worth = 0, float("-inf")
    for place, one in enumerate(left[:LOOKAHEAD]):
        if one.score <= best_worth:
            break  # sorted: no later one can be worth more
        worth = one.score - strength * sum(seen.get(key, 0.0) for key in _keys(one, sides))
        if worth > best_worth:
            best, best_worth = place, worth
    return best


def _keys(one: Scored, sides: Mapping[str, str]) -> dict[str, float]:
    """What a story has in common with others, and what it costs them: its first outlet, topic and side."""
    story = one.story
    keys: dict[str, float] = {}
    # A story that many outlets report belongs to none of them.
    if story.outlets and len(story.outlets) <= 2:
        keys[f"outlet:{story.outlets[0]}"] = OUTLET_COST
    if story.topics:
        keys[f"topic:{story.topics[0]}"] = TOPIC_COST
    told_by = {side for name in story.outlets if (side := sides.get(name))}
    if len(told_by) == 1:
        keys[f"side:{told_by.pop()}"] = SIDE_COST
    return keys


def _discovery_places(size: int, widen: float) -> frozenset[int]:
    count = round(size * WIDEST_DISCOVERIES * min(1.0, max(0.0, widen)))
    if not count:
        return frozenset()
    # Spread evenly, the first not before the third place: the top is the person's own.
    step = size / count
    return frozenset(max(2, min(size - 1, int(step * number + step / 2))) for number in range(count))


def _discoveries(scored: Sequence[Scored], count: int, locale: str) -> list[Scored]:
    """The most important, freshest stories that nothing personal speaks for or against, one a topic."""
    if not count:
        return []
    outside = [one for one in scored if not any(reason.signal in _PERSONAL for reason in one.reasons)]
    if len(outside) == len(scored):
        return []  # nothing is known of the person: everything is a discovery already
    topics: Counter[str] = Counter()
    found: list[Scored] = []
    for one in sorted(outside, key=lambda one: (-one.story.independent, -one.score, one.story.id)):
        topic = one.story.topics[0] if one.story.topics else ""
        if topics[topic]:
            continue
        topics[topic] += 1
        note = Reason(signal="discovery", text=sentence("discovery", locale), part=0.0)
        found.append(dataclasses.replace(one, discovery=True, reasons=(*one.reasons, note)))
        if len(found) == count:
            break
    return found
