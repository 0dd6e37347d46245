"""What changed between two versions of a text."""

import difflib
import re
from collections import Counter
from collections.abc import Sequence

from kabar.model.views import Change

# A word with the space after it; in scripts without spaces each character stands for itself.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]\s*"
    r"|[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+\s*"
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
CONTEXT_WORDS = 12  # unchanged words shown beside a change
# Pairs of equal words, one of each version: what comparing costs. It is about a fifth of a second; two wholly different
# texts of seven thousand words have as many.
MOST_PAIRS = 1_000_000

# Operation, begin and end in the old version, begin and end in the new one.
Step = tuple[str, int, int, int, int]


def difference(before: str, after: str) -> tuple[Change, ...]:
    """What changed, word by word, with a few unchanged words around it and the rest cut out.

    Where that would be too much to compare, line by line with a line around it, and at worst all of one version's
    middle against all of the other's.
    """
    context = CONTEXT_WORDS
    old, new = _WORD.findall(before), _WORD.findall(after)
    steps = _steps(old, new)
    if steps is None:
        context = 1
        old, new = _LINE.findall(before), _LINE.findall(after)
        steps = _steps(old, new) or [("replace", 0, len(old), 0, len(new))]
    changes: list[Change] = []
    for op, a, b, c, d in steps:
        if op == "equal":
            changes += _shortened(old[a:b], context, first=a == 0, last=b == len(old))
            continue
        if b > a:
            changes.append(Change(op="removed", text="".join(old[a:b])))
        if d > c:
            changes.append(Change(op="added", text="".join(new[c:d])))
    return tuple(changes)


def _steps(old: Sequence[str], new: Sequence[str]) -> list[Step] | None:
    """How *new* is made of *old*, white space aside; None when there is too much between their common ends."""
    old, new = [one.strip() for one in old], [one.strip() for one in new]
    most = min(len(old), len(new))
    head = next((i for i in range(most) if old[i] != new[i]), most)
    tail = next((i for i in range(most - head) if old[-1 - i] != new[-1 - i]), most - head)
    middle, other = old[head : len(old) - tail], new[head : len(new) - tail]
    counts = Counter(other)
    if sum(times * counts[word] for word, times in Counter(middle).items()) > MOST_PAIRS:
        return None
    steps = [("equal", 0, head, 0, head)]
    for op, a, b, c, d in difflib.SequenceMatcher(None, middle, other, False).get_opcodes():
        steps.append((op, a + head, b + head, c + head, d + head))
    steps.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return _joined(steps)


def _joined(steps: Sequence[Step]) -> list[Step]:
    """Equal parts beside each other as one, and none that is empty."""
    found: list[Step] = []
    for op, a, b, c, d in steps:
        if op == "equal" and a == b:
            continue
        if found and found[-1][0] == op == "equal":
            _, a, _, c, _ = found.pop()
        found.append((op, a, b, c, d))
    return found


def _shortened(words: Sequence[str], context: int, *, first: bool, last: bool) -> list[Change]:
    if len(words) <= 2 * context:
        return [Change(op="same", text="".join(words))]
    found = [] if first else [Change(op="same", text="".join(words[:context]))]
    found.append(Change(op="cut", text="…"))
    return found if last else [*found, Change(op="same", text="".join(words[-context:]))]
