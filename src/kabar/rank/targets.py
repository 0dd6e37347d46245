"""What a story is about, as the keys that follows, mutes, tastes and rules use."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from kabar.model.account import Follow, Target
from kabar.model.story import StoryFacts

# What the reasons act on that are no tastes: `Reason.target`.
FOLLOW: Final = "follow"  # follow:topic:16000000
SIGNAL: Final = "signal"  # signal:freshness
WIDEN: Final = "widen"


@cache
def signal_key(name: str) -> str:
    """The key of a signal as a whole: "signal:freshness"."""
    return f"{SIGNAL}:{name}"


def signal_of(key: str) -> str:
    """The signal that a key names; "" for every other key."""
    kind, _, name = key.partition(":")
    return name if kind == SIGNAL else ""


def target_key(target: Target | str, key: str) -> str:
    """One string for a target: "topic:16000000"."""
    return f"{target}:{key}"


def story_targets(story: StoryFacts) -> Sequence[str]:
    """All keys of a story that can be followed or muted, most telling first."""
    if story.targets:
        return story.targets
    return [
        *[f"topic:{code}" for code in story.topics],
        *[f"entity:{key}" for key in story.entities],
        *[f"outlet:{name}" for name in story.outlets],
        *[f"source:{number}" for number in story.sources],
        *[f"agency:{name}" for name in story.agencies],
        *[f"author:{name}" for name in story.authors],
        *[f"language:{name}" for name in story.languages],
        f"story:{story.id}",
    ]


@dataclass(frozen=True, slots=True)
class FollowIndex:
    """Follows by key, so that a story is looked up and not compared with each of them."""

    follows: Mapping[str, Follow] = field(default_factory=dict)
    mutes: Mapping[str, Follow] = field(default_factory=dict)
    searches: tuple[tuple[frozenset[str], Follow], ...] = ()
    hits: Mapping[int, frozenset[str]] | None = (
        None  # story -> queries it meets; None: judged by the headline
    )
    # topic code -> the targets above it that are followed or muted
    broader: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def met(self, story: StoryFacts, targets: Iterable[str]) -> dict[str, Follow]:
        """Target -> follow, for the follows (not mutes) that the story meets."""
        found = {target: self.follows[target] for target in targets if target in self.follows}
        for target in self._broader(story):
            if target in self.follows:
                found[target] = self.follows[target]
        return found | self._searches(story, muted=False) if self.searches else found

    def every(self) -> dict[str, Follow]:
        """All follows, not mutes, by target."""
        searches = {
            target_key(Target.SEARCH, follow.key): follow for _, follow in self.searches if not follow.muted
        }
        return {**self.follows, **searches}

    def muted(self, story: StoryFacts, targets: Collection[str]) -> Follow | None:
        """The mute that takes the story away, if any: what others tell as well stays (decision 0130)."""
        if not self.mutes and not self.searches:
            return None
        if not self.mutes.keys().isdisjoint(targets):
            for target in targets:
                if target in self.mutes and self._all_of_it(story, self.mutes[target].target):
                    return self.mutes[target]
        for target in self._broader(story):
            if target in self.mutes:
                return self.mutes[target]
        return next(iter(self._searches(story, muted=True).values()), None)

    def _all_of_it(self, story: StoryFacts, kind: Target) -> bool:
        """Whether the story is nothing else: told by muted outlets, sources or in muted languages only."""
        match kind:
            case Target.OUTLET:
                return all(f"outlet:{name}" in self.mutes for name in story.outlets)
            case Target.SOURCE:
                return all(f"source:{number}" in self.mutes for number in story.sources)
            case Target.LANGUAGE:
                return all(f"language:{name}" in self.mutes for name in story.languages)
            case Target.AGENCY | Target.AUTHOR:
                return story.independent <= 1  # one report and its copies
        return True

    def _broader(self, story: StoryFacts) -> list[str]:
        broader = self.broader
        return [target for code in story.topics if code in broader for target in broader[code]]

    def _searches(self, story: StoryFacts, *, muted: bool) -> dict[str, Follow]:
        if not self.searches:
            return {}
        if self.hits is not None:
            met = self.hits.get(story.id)
            if not met:
                return {}
            return {
                target_key(Target.SEARCH, follow.key): follow
                for _, follow in self.searches
                if follow.muted is muted and follow.key in met
            }
        words = set(story.headline.casefold().split())
        return {
            target_key(Target.SEARCH, follow.key): follow
            for query, follow in self.searches
            if follow.muted is muted and query <= words
        }


def index_follows(
    follows: Iterable[Follow],
    *,
    broader: Mapping[str, Sequence[str]] | None = None,
    search_hits: Mapping[int, frozenset[str]] | None = None,
) -> FollowIndex:
    """broader: topic code -> the codes above it, so that following a topic brings what lies below.

    search_hits: story -> the saved searches that find it; without them, a search looks at headlines only.
    """
    followed: dict[str, Follow] = {}
    muted: dict[str, Follow] = {}
    searches: list[tuple[frozenset[str], Follow]] = []
    for follow in follows:
        if follow.target is Target.SEARCH:
            if words := frozenset(follow.key.casefold().split()):
                searches.append((words, follow))
        elif follow.muted:
            muted[target_key(follow.target, follow.key)] = follow
        elif follow.strength > 0:
            followed[target_key(follow.target, follow.key)] = follow
    above = {
        code: tuple(t for wide in wider if (t := f"topic:{wide}") in followed or t in muted)
        for code, wider in (broader or {}).items()
    }
    above = {code: targets for code, targets in above.items() if targets}
    return FollowIndex(followed, muted, tuple(searches), search_hits, above)
