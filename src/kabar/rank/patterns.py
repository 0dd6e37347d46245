"""Patterns of rules, matched in time that grows with the text and nothing else.

A small part of regular expressions (no look-around, no back-reference), compiled to a set of states that walks
over the text once: no pattern can hold the front page up, whatever its author or the text try. Case is ignored.
Most texts are not walked over at all: one look shows that a word which every match holds is not in them. Idea: Thompson, "Regular expression search algorithm" (CACM 1968), with Cox's cache of state sets.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

MOST_STATES: Final = 2000  # of a compiled pattern: counted repeats are written out
MOST_REPEATS: Final = 100
MOST_NEEDED: Final = 16  # texts of which one must stand in a match
MOST_CACHED: Final = 5000  # steps remembered; then the cache starts anew

Test = Callable[[str], bool]  # one character
_CLASSES: Final[dict[str, str]] = {"w": r"\w", "W": r"\W", "d": r"\d", "D": r"\D", "s": r"\s", "S": r"\S"}
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r"}


class PatternError(ValueError):
    """The pattern cannot be read; `at` is the place of the mistake in it, from 0."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(slots=True)
class _State:
    """One state: a character to eat, a condition to meet, or only ways on."""

    test: Test | None = None
    condition: str = ""  # "^", "$" or "b"
    ways: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of the machine: where it begins, and states whose ways on are still open."""

    start: int
    ends: tuple[int, ...]
    literal: str | None = None  # what it matches, if that is one text
    needs: frozenset[str] | None = None  # one of these stands in everything that it matches; None: not known


class Pattern:
    """A compiled pattern; raises PatternError with the place of a mistake."""

    __slots__ = ("_accept", "_first", "_needs", "_rows", "_start", "_states", "_steps", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        parser = _Parser(source)
        piece = parser.whole()
        self._states = parser.states
        self._states.append(_State())
        self._accept = len(self._states) - 1
        for end in piece.ends:
            self._states[end].ways.append(self._accept)
        self._start = piece.start
        self._needs = tuple(text for text in piece.needs or () if text)
        self._first = _Row(frozenset(), "")
        self._rows: dict[tuple[frozenset[int], str], _Row] = {(frozenset(), ""): self._first}
        self._steps = 0

    def search(self, text: str) -> bool:
        """Whether the pattern stands anywhere in *text*."""
        text = text.casefold()
        # Most texts have none of the words that every match holds: one look finds that out.
        if self._needs and not any(needed in text for needed in self._needs):
            return False
        row = self._first
        for character in text:
            after = row.get(character)
            if after is None:
                after = self._walk(row, character)
            if after is _FOUND:
                return True
            row = after
        return self._closes(row, "")

    def _walk(self, row: "_Row", character: str) -> "_Row":
        """Where *character* leads from *row*, worked out once."""
        if (
            self._steps >= MOST_CACHED
        ):  # an odd text must not fill the memory; rows in use stay alive by themselves
            self._first = _Row(frozenset(), "")
            self._rows = {(frozenset(), ""): self._first}
            self._steps = 0
        closed = self._close(row, character)
        if self._accept in closed:
            after = _FOUND
        else:
            ways: set[int] = set()
            for number in closed:
                state = self._states[number]
                if state.test is not None and state.test(character):
                    ways.update(state.ways)
            key = (frozenset(ways), "w" if _is_word(character) else "o")
            after = self._rows.get(key) or self._rows.setdefault(key, _Row(*key))
        self._steps += 1
        row[character] = after
        return after

    def _closes(self, row: "_Row", character: str) -> bool:
        return self._accept in self._close(row, character)

    def _close(self, row: "_Row", character: str) -> set[int]:
        """All states that are reached before *character* ("": the end), by ways that eat nothing."""
        holds = {
            "^": row.before == "",
            "$": character == "",
            "b": (row.before == "w") != _is_word(character),
        }
        todo, seen = [*row.states, self._start], set(row.states) | {self._start}
        while todo:
            state = self._states[todo.pop()]
            if state.test is not None or (state.condition and not holds[state.condition]):
                continue
            for way in state.ways:
                if way not in seen:
                    seen.add(way)
                    todo.append(way)
        return seen


class _Row(dict[str, "_Row"]):
    """A set of states after a character, and where each next one leads; filled as texts ask for it."""

    __slots__ = ("before", "states")

    def __init__(self, states: frozenset[int], before: str) -> None:
        super().__init__()
        self.states = states
        self.before = before  # "": the text begins; "w": after a letter, digit or _; "o": after another

    def __bool__(self) -> bool:
        return True  # also before it was filled


_FOUND: Final = _Row(frozenset(), "found")


def _needed(parts: Sequence[_Piece]) -> frozenset[str] | None:
    """What a match of all *parts* in a row must hold: their longest run of plain text, or one part's own need."""
    choices: list[frozenset[str]] = []
    run = ""
    for part in (*parts, _Piece(0, ())):
        if part.literal is not None:
            run += part.literal
            continue
        if run:
            choices.append(frozenset((run,)))
        run = ""
        if part.needs:
            choices.append(part.needs)
    return max(choices, key=lambda texts: min(map(len, texts)), default=None)


def _is_word(character: str) -> bool:
    return bool(character) and (character.isalnum() or character == "_")


class _Parser:
    """Recursive descent over the pattern, building states as it goes."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.depth = 0
        self.states: list[_State] = []

    def whole(self) -> _Piece:
        piece = self._either()
        if self.at < len(self.source):
            raise PatternError("this bracket closes nothing", self.at)
        return piece

    def _peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def _new(self, test: Test | None = None, condition: str = "") -> int:
        if len(self.states) >= MOST_STATES:
            raise PatternError("the pattern is too large: repeat less", self.at)
        self.states.append(_State(test=test, condition=condition))
        return len(self.states) - 1

    def _either(self) -> _Piece:
        pieces = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            pieces.append(self._sequence())
        if len(pieces) == 1:
            return pieces[0]
        fork = self._new()
        self.states[fork].ways = [piece.start for piece in pieces]
        needs: frozenset[str] | None = frozenset().union(*(piece.needs or () for piece in pieces))
        if any(not piece.needs for piece in pieces) or len(needs or ()) > MOST_NEEDED:
            needs = None
        return _Piece(fork, tuple(end for piece in pieces for end in piece.ends), None, needs)

    def _sequence(self) -> _Piece:
        piece: _Piece | None = None
        parts: list[_Piece] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated())
            piece = self._join(piece, parts[-1])
        if piece is None:
            empty = self._new()
            return _Piece(empty, (empty,), "")
        literal = None
        if all(part.literal is not None for part in parts):
            literal = "".join(part.literal or "" for part in parts)
        return _Piece(piece.start, piece.ends, literal, _needed(parts))

    def _join(self, first: _Piece | None, second: _Piece) -> _Piece:
        if first is None:
            return second
        for end in first.ends:
            self.states[end].ways.append(second.start)
        return _Piece(first.start, second.ends)

    def _repeated(self) -> _Piece:
        begin = self.at
        piece = self._atom()
        after = self.at
        least, most = self._times()
        if (least, most) == (1, 1):
            return piece
        if self._peek() and self._peek() in "*+?{":
            raise PatternError("a repeat cannot be repeated", self.at)
        end = self.at
        copies: _Piece | None = None
        for number in range(max(least, most or least + 1, 1)):
            copy = piece if number == 0 else self._again(begin, after)
            if number >= least:
                copy = self._optional(copy, loops=most is None and number == max(least, 0))
            elif most is None and number == least - 1:
                copy = self._looping(copy)
                copies = self._join(copies, copy)
                break
            copies = self._join(copies, copy)
        self.at = end
        if most == 0 or copies is None:
            empty = self._new()
            return _Piece(empty, (empty,))
        return _Piece(copies.start, copies.ends, None, piece.needs if least else None)

    def _again(self, begin: int, after: int) -> _Piece:
        """Another copy of what stands between two places."""
        self.at = begin
        piece = self._atom()
        self.at = after
        return piece

    def _optional(self, piece: _Piece, *, loops: bool) -> _Piece:
        fork = self._new()
        self.states[fork].ways = [piece.start]
        if loops:
            for end in piece.ends:
                self.states[end].ways.append(fork)
            return _Piece(fork, (fork,))
        return _Piece(fork, (fork, *piece.ends))

    def _looping(self, piece: _Piece) -> _Piece:
        fork = self._new()
        self.states[fork].ways = [piece.start]
        for end in piece.ends:
            self.states[end].ways.append(fork)
        return _Piece(piece.start, (fork,))

    def _times(self) -> tuple[int, int | None]:
        mark = self._peek()
        if mark and mark in "*+?":
            self.at += 1
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[mark]
        found = re.compile(r"\{(\d+)(?:(,)(\d*))?\}").match(self.source, self.at)
        if found is None:
            return 1, 1
        least = int(found.group(1))
        most = least if not found.group(2) else int(found.group(3)) if found.group(3) else None
        if least > MOST_REPEATS or (most or 0) > MOST_REPEATS:
            raise PatternError(f"at most {MOST_REPEATS} repeats", self.at)
        if most is not None and most < least:
            raise PatternError("the second number is smaller than the first", self.at)
        self.at = found.end()
        return least, most

    def _atom(self) -> _Piece:
        mark, begin = self._peek(), self.at
        self.at += 1
        if mark == "(":
            return self._group(begin)
        if mark in ("*", "+", "?"):
            raise PatternError("nothing to repeat before this", begin)
        if mark == "[":
            return self._eat(self._set(begin))
        if mark == ".":
            return self._eat(lambda character: character != "\n")
        if mark in ("^", "$"):
            return self._condition(mark)
        if mark == "\\":
            return self._escaped(begin)
        wanted = mark.casefold()
        if len(wanted) == 1:
            return self._eat(lambda character: character == wanted, wanted)
        piece = self._eat(lambda character: character == wanted[0])
        for letter in wanted[1:]:
            piece = self._join(piece, self._eat(lambda character, letter=letter: character == letter))  # type: ignore[misc]
        return _Piece(piece.start, piece.ends, wanted, frozenset((wanted,)))

    def _group(self, begin: int) -> _Piece:
        if self._peek() == "?" and not self.source.startswith("?:", self.at):
            raise PatternError("look-around and named groups are not known here; (?: and ( are", begin)
        self.at += 2 if self._peek() == "?" else 0
        self.depth += 1
        if self.depth > 20:
            raise PatternError("brackets are nested too deep", begin)
        piece = self._either()
        self.depth -= 1
        if self._peek() != ")":
            raise PatternError("this bracket is not closed", begin)
        self.at += 1
        return piece

    def _escaped(self, begin: int) -> _Piece:
        mark = self._peek()
        self.at += 1
        if not mark:
            raise PatternError("a backslash needs a character after it", begin)
        if mark == "b":
            return self._condition("b")
        if mark.isdigit():
            raise PatternError("a reference back to a group is not known here", begin)
        if mark in _CLASSES:
            known = re.compile(_CLASSES[mark])
            return self._eat(lambda character: known.match(character) is not None)
        if mark.isalpha() and mark not in _ESCAPES:
            raise PatternError(f"\\{mark} is not known here", begin)
        wanted = _ESCAPES.get(mark, mark)
        return self._eat(lambda character: character == wanted, wanted)

    def _eat(self, test: Test, literal: str | None = None) -> _Piece:
        state = self._new(test=test)
        return _Piece(state, (state,), literal, None if literal is None else frozenset((literal,)))

    def _condition(self, mark: str) -> _Piece:
        state = self._new(condition=mark)
        return _Piece(state, (state,), "")

    def _set(self, begin: int) -> Test:
        """A set of characters: Python's own, over one character, where nothing can run away."""
        end = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]").match(self.source, begin)
        if end is None:
            raise PatternError("this bracket is not closed", begin)
        self.at = end.end()
        try:
            known = re.compile(end.group().replace("[[", "[\\["), re.IGNORECASE)
        except re.error as error:
            raise PatternError(f"this set of characters cannot be read: {error.msg}", begin) from error
        return lambda character: known.match(character) is not None
