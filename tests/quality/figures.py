"""The values that quality tests hand over: one number, and those of one test."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One number with what it is held to."""

    set: str  # what it was measured on, in words
    metric: str
    value: float
    floor: float | None  # the test fails below it, or above it where less is better
    target: float | None  # what was aimed at, where that is another number
    note: str  # one clause on how to read it
    less_is_better: bool = False

    @property
    def holds(self) -> bool:
        if self.floor is None:
            return True
        return self.value <= self.floor if self.less_is_better else self.value >= self.floor


@dataclass
class Measured:
    """Takes the figures of one test."""

    figures: list[Figure] = field(default_factory=list)

    def __call__(
        self,
        set: str,
        metric: str,
        value: float | None,
        *,
        floor: float | None = None,
        most: float | None = None,
        target: float | None = None,
        note: str = "",
    ) -> None:
        """Keep one figure; `most` instead of `floor` where less is better. None, nothing found, counts as 0."""
        limit, less = (floor, False) if most is None else (most, True)
        if most is not None and value is None:
            raise ValueError(f"{set}, {metric}: nothing found, and less would be better")
        found = float(value or 0.0)
        self.figures.append(Figure(set, metric, found, limit, target, note, less))

    @property
    def missed(self) -> list[str]:
        return [
            f"{f.set}, {f.metric}: {f.value:.4f}, {'at most' if f.less_is_better else 'at least'} {f.floor}"
            for f in self.figures
            if not f.holds
        ]
