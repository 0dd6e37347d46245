"""The conditions of rules: reading them, with the place of a mistake, and whether an article meets them."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NoReturn, Protocol

from kabar.rank.patterns import Pattern, PatternError

TEXT_READ: Final = 20_000  # characters of an article that rules look at
DEEPEST: Final = 20
# Field -> what it is; "any" is what a condition without a field looks at.
FIELDS: Final[Mapping[str, str]] = {
    "any": "title and text",
    "title": "the title",
    "text": "the text",
    "author": "an author's name",
    "outlet": "the publisher's name",
    "source": "the number or title of the source",
    "agency": "the agency it credits",
    "topic": "a topic's code or name",
    "name": "a person, place or organisation: its name or Wikidata id",
    "language": "a language code: id, en, zh-Hans",
    "section": "the section of the site",
    "url": "the address",
}
# Fields that hold names: equal as a whole, or one of their words.
_WHOLE: Final = frozenset(("source", "language"))
_WORD = re.compile(r"[^\s()\"/:#]+")
_FIELD = re.compile(r"([A-Za-z_]+):")
_SPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)  # scripts without spaces


class RuleProblem(Exception):
    """What is wrong with a rule, and where: `line` and `column` from 1, `length` in characters."""

    def __init__(self, line: int, column: int, length: int, message: str) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line
        self.column = column
        self.length = length
        self.message = message

    def pointer(self, source: str) -> str:
        """The line with a mark under the mistake."""
        return f"{source}\n{' ' * (self.column - 1)}{'^' * max(1, self.length)} {self.message}"


@dataclass(frozen=True)
class Facts:
    """What rules may ask about an article."""

    title: str = ""
    text: str = ""
    authors: Sequence[str] = ()
    outlet: str = ""
    source: Sequence[str] = ()  # number and title
    agency: str = ""
    topics: Sequence[str] = ()  # codes and labels
    names: Sequence[str] = ()  # names and Wikidata ids
    language: str = "und"
    section: str = ""
    url: str = ""

    @cached_property
    def folded(self) -> Mapping[str, tuple[str, ...]]:
        """Field -> its values, without case."""
        text = self.text[:TEXT_READ]
        values: dict[str, Sequence[str]] = {
            "any": (self.title, text),
            "title": (self.title,),
            "text": (text,),
            "author": self.authors,
            "outlet": (self.outlet,),
            "source": self.source,
            "agency": (self.agency,),
            "topic": self.topics,
            "name": self.names,
            "language": (self.language,),
            "section": (self.section,),
            "url": (self.url,),
        }
        return {name: tuple(_fold(value) for value in some if value) for name, some in values.items()}


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


class Condition(Protocol):
    """Something that an article is or is not."""

    def holds(self, facts: Facts) -> bool:
        """Whether the article is so."""
        ...


@dataclass(frozen=True, slots=True)
class Contains:
    """A field has these words, side by side."""

    field: str
    words: str  # folded

    def holds(self, facts: Facts) -> bool:
        """Whole words only, in scripts that have spaces; languages match their regional forms."""
        values = facts.folded[self.field]
        if self.field in _WHOLE:
            return any(value == self.words or value.startswith(f"{self.words}-") for value in values)
        if self.field == "url":
            return any(self.words in value for value in values)
        return any(_has_words(value, self.words) for value in values)


def _has_words(text: str, words: str) -> bool:
    at = text.find(words)
    loose_start = bool(_SPACED.match(words[0])) or not words[0].isalnum()
    loose_end = bool(_SPACED.match(words[-1])) or not words[-1].isalnum()
    while at >= 0:
        end = at + len(words)
        opens = loose_start or at == 0 or not text[at - 1].isalnum()
        closes = loose_end or end == len(text) or not text[end].isalnum()
        if opens and closes:
            return True
        at = text.find(words, at + 1)
    return False


@dataclass(frozen=True, slots=True)
class Finds:
    """A field matches a pattern somewhere."""

    field: str
    pattern: Pattern

    def holds(self, facts: Facts) -> bool:
        """In any value of the field."""
        return any(self.pattern.search(value) for value in facts.folded[self.field])


@dataclass(frozen=True, slots=True)
class All:
    """Each of them."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        """Whether each part holds."""
        return all(part.holds(facts) for part in self.parts)


@dataclass(frozen=True, slots=True)
class OneOf:
    """At least one of them."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        """Whether a part holds."""
        return any(part.holds(facts) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Condition

    def holds(self, facts: Facts) -> bool:
        """Whether the part does not hold."""
        return not self.part.holds(facts)


class Reader:
    """Reads one line from left to right; a mistake raises RuleProblem at its place."""

    def __init__(self, line: str, number: int) -> None:
        self.line = line
        self.number = number
        self.at = 0
        self._depth = 0

    def fail(self, at: int, length: int, message: str) -> NoReturn:
        """Raise the problem: *at* from 0."""
        raise RuleProblem(self.number, at + 1, length, message)

    def word(self) -> tuple[str, int]:
        """The next word and its place; "" at the end."""
        self._blank()
        found = _WORD.match(self.line, self.at)
        begin = self.at
        if found is None:
            return "", begin
        self.at = found.end()
        return found.group(), begin

    def text_or_word(self) -> tuple[str, int]:
        """The next quoted text or word."""
        self._blank()
        begin = self.at
        return (self._quoted(), begin) if self._peek() == '"' else self.word()

    def skip_word(self, *words: str) -> bool:
        """Step over the next word if it is one of *words*."""
        self._blank()
        found = _WORD.match(self.line, self.at)
        if (
            found is None
            or found.group().lower() not in words
            or self.line[found.end() : found.end() + 1] == ":"
        ):
            return False
        self.at = found.end()
        return True

    def condition(self) -> Condition:
        """The rest of the line."""
        self._blank()
        if not self._peek():
            self.fail(len(self.line.rstrip()), 1, "say when: words, or field:words")
        found = self._either()
        self._blank()
        if self._peek():
            self.fail(self.at, 1, "this bracket closes nothing")
        return found

    def _blank(self) -> None:
        while self.at < len(self.line) and self.line[self.at].isspace():
            self.at += 1
        if self._peek() == "#":
            self.at = len(self.line)

    def _peek(self) -> str:
        return self.line[self.at] if self.at < len(self.line) else ""

    def _either(self) -> Condition:
        parts = [self._together()]
        while self.skip_word("or"):
            parts.append(self._together())
        return parts[0] if len(parts) == 1 else OneOf(tuple(parts))

    def _together(self) -> Condition:
        parts = [self._single()]
        while True:
            if self.skip_word("and"):
                parts.append(self._single())
                continue
            self._blank()
            rest = _WORD.match(self.line, self.at)
            if self._peek() in ("", ")") or (rest and rest.group().lower() == "or" and not self._is_field()):
                return parts[0] if len(parts) == 1 else All(tuple(parts))
            parts.append(self._single())

    def _is_field(self) -> bool:
        return _FIELD.match(self.line, self.at) is not None

    def _single(self) -> Condition:
        if self.skip_word("not"):
            return self._nested(lambda: Not(self._single()))
        self._blank()
        if self._peek() == "(":
            return self._nested(self._bracket)
        begin = self.at
        name = "any"
        if found := _FIELD.match(self.line, self.at):
            name = found.group(1).lower()
            if name not in FIELDS:
                near = difflib.get_close_matches(name, FIELDS, n=1)
                hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(FIELDS)}"
                self.fail(begin, len(name), f"there is no field {name}{hint}")
            self.at = found.end()
        return self._value(name)

    def _nested(self, read: Callable[[], Condition]) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            self.fail(self.at, 1, "the rule is nested too deep")
        found = read()
        self._depth -= 1
        return found

    def _bracket(self) -> Condition:
        begin = self.at
        self.at += 1
        found = self._either()
        self._blank()
        if self._peek() != ")":
            self.fail(begin, 1, "this bracket is not closed")
        self.at += 1
        return found

    def _value(self, name: str) -> Condition:
        mark = self._peek()
        if mark == "/":
            return Finds(name, self._pattern())
        begin = self.at
        words = self._quoted() if mark == '"' else self._bare()
        folded = _fold(words).strip()
        if not folded:
            self.fail(begin, 1, 'here a word, a "text" or a /pattern/ is missing')
        return Contains(name, folded)

    def _bare(self) -> str:
        found = _WORD.match(self.line, self.at)
        if found is None or found.group().lower() in ("and", "or"):
            return ""
        self.at = found.end()
        return found.group()

    def _quoted(self) -> str:
        end = self.line.find('"', self.at + 1)
        if end < 0:
            self.fail(self.at, len(self.line) - self.at, 'this text is not closed: a " is missing')
        text = self.line[self.at + 1 : end]
        self.at = end + 1
        return text

    def _pattern(self) -> Pattern:
        found = re.compile(r"/((?:\\.|[^/\\])*)/").match(self.line, self.at)
        if found is None:
            self.fail(self.at, len(self.line) - self.at, "this pattern is not closed: a / is missing")
        source, begin = found.group(1).replace("\\/", "/"), self.at + 1
        if not source:
            self.fail(self.at, 2, "the pattern is empty")
        try:
            pattern = Pattern(source)
        except PatternError as error:
            self.fail(min(begin + error.at, len(self.line) - 1), 1, str(error))
        self.at = found.end()
        return pattern
