"""What people said about stories: which articles belong together, and which do not."""

from collections import defaultdict
from collections.abc import Iterable


class Corrections:
    """Must and cannot links; they outlive moves, merges and new ids."""

    def __init__(self) -> None:
        self._apart: dict[int, set[int]] = defaultdict(set)  # article -> stories it is not of
        self._together: dict[int, set[int]] = defaultdict(set)  # article -> articles of its story
        self._barred: dict[int, set[int]] = defaultdict(set)  # story -> articles that are not of it
        self._strangers: dict[int, set[int]] = defaultdict(set)  # article -> articles never of its story

    def apart(self, article: int, story: int, members: Iterable[int] = ()) -> None:
        """*article* is not of *story*, wherever the *members* it has now may go."""
        self._apart[article].add(story)
        self._barred[story].add(article)
        for member in members:
            if member != article and member not in self._together.get(article, ()):
                self._strangers[article].add(member)
                self._strangers[member].add(article)

    def together(self, a: int, b: int) -> None:
        """*a* and *b* are of one story, whatever was said before."""
        self._together[a].add(b)
        self._together[b].add(a)
        self._strangers[a].discard(b)
        self._strangers[b].discard(a)

    def strangers(self, a: int, b: int) -> None:
        """*a* and *b* are never of one story, whatever was said before."""
        self._together[a].discard(b)
        self._together[b].discard(a)
        self._strangers[a].add(b)
        self._strangers[b].add(a)

    def bound_to(self, article: int) -> set[int]:
        """Articles that must be in the story of *article*."""
        return self._together.get(article, set())

    def pinned(self, article: int) -> bool:
        """Whether a person placed *article*: then it is not moved."""
        return bool(self._together.get(article))

    def concern(self, article: int) -> bool:
        """Whether anything was said of what *article* does not belong to."""
        return article in self._apart or article in self._strangers

    def forbid(self, article: int, story: int, members: Iterable[int]) -> bool:
        """Whether *article* must not be in *story* of *members*."""
        there = frozenset(members)
        if not there.isdisjoint(self._together.get(article, ())):
            return False  # a person put it with one of them
        return story in self._apart.get(article, ()) or not there.isdisjoint(self._strangers.get(article, ()))

    def rename(self, old: int, new: int) -> None:
        """Story *old* is now called *new* (stored, or merged into it)."""
        for article in self._barred.pop(old, set()):
            self._apart[article].discard(old)
            self.apart(article, new)
