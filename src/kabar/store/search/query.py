"""A person's query, read: words, "phrases", -minus, outlet:, lang:, before:, after:, title:.

Nothing a person types is an error of the program: what cannot be read is a problem with its place.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kabar.text.tokens import is_unspaced, tokens

MAX_LENGTH = 1000
MAX_CLAUSES = 40
_PART = re.compile(
    r'(?P<minus>-?)(?:(?P<field>[a-zA-Z]{2,10}):)?(?:"(?P<phrase>[^"]*)(?P<end>"?)|(?P<word>[^\s"]+))'
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
FIELDS = ("outlet", "lang", "before", "after", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Terms that must stand one after another (or, with `minus`, must not)."""

    terms: tuple[str, ...]
    minus: bool = False
    prefix: bool = False  # the last term is only the beginning of a word
    title_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a person asked for."""

    text: str
    clauses: tuple[Clause, ...] = ()
    outlets: tuple[str, ...] = ()
    not_outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    not_languages: tuple[str, ...] = ()
    before: datetime | None = None
    after: datetime | None = None
    understood: tuple[tuple[str, str], ...] = ()
    problems: tuple[tuple[int, str], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The positive terms, for marking hits in snippets."""
        return tuple(term for clause in self.clauses if not clause.minus for term in clause.terms)

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.clauses or self.outlets or self.languages or self.before or self.after)


class _Reader:
    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self.lists: dict[str, list[str]] = {"outlet": [], "-outlet": [], "lang": [], "-lang": []}
        self.before: datetime | None = None
        self.after: datetime | None = None
        self.understood: list[tuple[str, str]] = []
        self.problems: list[tuple[int, str]] = []

    def part(self, match: re.Match[str]) -> None:
        minus, field = bool(match["minus"]), (match["field"] or "").lower()
        quoted = match["phrase"] is not None
        value = match["phrase"] if quoted else match["word"]
        if quoted and not match["end"]:
            self.problems.append((match.start("phrase") - 1, "this quotation mark is never closed"))
        if field in FIELDS and field != "title":
            self.field(field, value, minus=minus, at=match.start("field"))
            return
        if field and field != "title":
            value = f"{field} {value}"  # "re: summit" is two words, not a field
        self.words(value, minus=minus, title_only=field == "title", at=match.start())

    def words(self, value: str, *, minus: bool, title_only: bool, at: int) -> None:
        found = tuple(tokens(value))
        if not found:
            self.problems.append((at, f"there is no word in {value!r}"))
            return
        prefix = value.endswith("*") and not is_unspaced(found[-1])
        self.clauses.append(Clause(terms=found, minus=minus, prefix=prefix, title_only=title_only))
        name = ("not in title" if minus else "in title") if title_only else ("not" if minus else "words")
        self.understood.append((name, value))

    def field(self, field: str, value: str, *, minus: bool, at: int) -> None:
        if field in {"before", "after"}:
            day = _day(value)
            if day is None:
                self.problems.append((at, f"{field}: needs a day such as 2026-04-01, a month or a year"))
                return
            setattr(self, field, day)
        elif value:
            self.lists["-" + field if minus else field].append(value)
        else:
            self.problems.append((at, f"{field}: needs a value"))
            return
        self.understood.append((f"not {field}" if minus else field, value))


def parse_query(text: str) -> Query:
    """Read a query; never raises."""
    reader = _Reader()
    shown = text[:MAX_LENGTH]
    if len(text) > MAX_LENGTH:
        reader.problems.append((MAX_LENGTH, f"only the first {MAX_LENGTH} characters were used"))
    for number, match in enumerate(_PART.finditer(shown)):
        if number >= MAX_CLAUSES:
            reader.problems.append((match.start(), f"only the first {MAX_CLAUSES} words were used"))
            break
        reader.part(match)
    return Query(
        text=shown,
        clauses=tuple(reader.clauses),
        outlets=tuple(reader.lists["outlet"]),
        not_outlets=tuple(reader.lists["-outlet"]),
        languages=tuple(reader.lists["lang"]),
        not_languages=tuple(reader.lists["-lang"]),
        before=reader.before,
        after=reader.after,
        understood=tuple(reader.understood),
        problems=tuple(reader.problems),
    )


def _day(value: str) -> datetime | None:
    """The first moment of a day, month or year."""
    match = _DATE.match(value)
    if not match:
        return None
    try:
        return datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def end_of(day: datetime) -> datetime:
    """The first moment after *day*."""
    return day + timedelta(days=1)
