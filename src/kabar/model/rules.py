"""A person's own rules as they are kept and shown."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One line as written; blank lines and remarks are kept, and do nothing."""

    text: str
    enabled: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFault:
    """What is wrong with a line, and where: `line` and `column` from 1, `length` in characters."""

    line: int
    column: int
    length: int
    message: str
    source: str  # the line as written

    @property
    def mark(self) -> str:
        """What stands under the line: `^` below the mistake."""
        return " " * (self.column - 1) + "^" * max(1, self.length)

    @property
    def pointer(self) -> str:
        """The line with a mark under the mistake, and what is wrong."""
        return f"{self.source}\n{self.mark} {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEffect:
    """What one rule does to recent stories: "hides 37 of your last 500"."""

    source: str  # the rule as written
    line: int
    action: str  # hide, lower, raise, tag, alert
    of: int  # stories looked at
    stories: tuple[
        tuple[int, str, str], ...
    ] = ()  # (id, headline, its language), newest first; the first few
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesView:
    """The rules of an account, what is wrong with them, and what each does."""

    text: str
    problems: tuple[RuleFault, ...] = ()
    effects: tuple[RuleEffect, ...] = ()
    draft: bool = False  # `text` is not what is saved
    undo: int | None = None  # of a save that changed something
