"""A page that is not all one outlet, one topic or one side, with a few marked finds from beyond it."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

from kabar.model.frontpage import Reason, Scored
from kabar.rank.explain import sentence
from kabar.rank.targets import WIDEN

OUTLET_COST: Final = 0.8  # of score, for each story of the outlet already on the page, faded by distance
TOPIC_COST: Final = 0.35
SIDE_COST: Final = 0.5
FADE: Final = 0.8  # what is a place further up the page counts less against a story
WIDEST_DISCOVERIES: Final = 0.2  # share of the page at widen = 1
FIRST_DISCOVERY: Final = 3  # the top places are the person's own
LOOKAHEAD: Final = 60  # best of the rest that are compared for the next place: keeps a page cheap


def diversify(
    scored: Sequence[Scored],
    *,
    size: int,
    widen: float,
    sides: Mapping[str, str] | None = None,
    locale: str = "en",
) -> list[Scored]:
    """The *size* stories of a page, in order; the same input gives the same page.

    A longer page begins with the shorter one, so that pages can be cut from it. scored: best first, as `score`
    gives them. widen: 0 "only mine" (no discoveries, least spreading) to 1. sides: outlet -> its side, as the
    person has sorted them; outlets without one have none.
    """
    left = list(scored)
    every = round(1 / (WIDEST_DISCOVERIES * min(1.0, max(widen, 0.01))))  # places to a discovery
    finds = _discoveries(left) if widen > 0 else []
    page: list[Scored] = []
    seen: dict[str, float] = {}
    found_topics: set[str] = set()
    while len(page) < size and left:
        find = None
        if finds and len(page) % every == min(every - 1, FIRST_DISCOVERY):
            find = _next_find(finds, page, found_topics)
        if find is not None:
            del left[next(place for place, one in enumerate(left) if one is find)]
            page.append(_marked(find, locale))
        else:
            page.append(left.pop(_best(left, seen, strength=0.5 + widen, sides=sides or {})))
        for key in seen:
            seen[key] *= FADE
        for key, cost in _keys(page[-1], sides or {}).items():
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


def _discoveries(scored: Sequence[Scored]) -> list[Scored]:
    """The stories that can be read and that nothing personal speaks for or against, most reported first."""
    outside = [one for one in scored if one.readable and not one.personal]
    if not any(one.personal for one in scored):
        return []  # nothing is known of the person: everything is a discovery already
    return sorted(outside, key=lambda one: (-one.story.independent, -one.score, one.story.id))


def _next_find(finds: list[Scored], page: Sequence[Scored], topics: set[str]) -> Scored | None:
    """Take the first find that is not on the page and whose topic no other find has."""
    there = {one.story.id for one in page}
    while finds:
        find = finds.pop(0)
        topic = find.story.topics[0] if find.story.topics else ""
        if find.story.id not in there and topic not in topics:
            topics.add(topic)
            return find
    return None


def _marked(find: Scored, locale: str) -> Scored:
    note = Reason(signal="discovery", text=sentence("discovery", locale), part=0.0, target=WIDEN)
    return dataclasses.replace(find, discovery=True, reasons=(*find.reasons, note))
