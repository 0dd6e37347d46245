"""What people said about stories: which articles belong together, and which do not."""

from collections import defaultdict


class Corrections:
    """Must and cannot links; they outlive moves, merges and new ids."""

    def __init__(self) -> None:
        self._apart: dict[int, set[int]] = defaultdict(set)  # article -> stories it is not of
        self._together: dict[int, set[int]] = defaultdict(set)  # article -> articles of its story
        self._barred: dict[int, set[int]] = defaultdict(set)  # story -> articles that are not of it

    def apart(self, article: int, story: int) -> None:
        """*article* is not of *story*."""
        self._apart[article].add(story)
        self._barred[story].add(article)

    def together(self, a: int, b: int) -> None:
        """*a* and *b* are of one story, whatever was said before."""
        self._together[a].add(b)
        self._together[b].add(a)

    def bound_to(self, article: int) -> set[int]:
        """Articles that must be in the story of *article*."""
        return self._together.get(article, set())

    def pinned(self, article: int) -> bool:
        """Whether a person placed *article*: then it is not moved."""
        return article in self._together

    def barred_from(self, article: int) -> set[int]:
        """Stories *article* must not be in."""
        return self._apart.get(article, set())

    def barred_of(self, story: int) -> set[int]:
        """Articles that must not be in *story*."""
        return self._barred.get(story, set())

    def rename(self, old: int, new: int) -> None:
        """Story *old* is now called *new* (stored, or merged into it)."""
        for article in self._barred.pop(old, set()):
            self._apart[article].discard(old)
            self.apart(article, new)
