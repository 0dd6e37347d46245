"""POST /act: every small act of every page (follow, mute, mark, more, less, undo) through one door.

Each button's value is a command, words joined by colons: `follow:entity:Q8805:Rafah`, `mark:saved:story:12:on`.
So a page needs one form for all its buttons, works without a script, and carries no token per button.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, cast
from urllib.parse import unquote

from starlette.responses import Response

from kabar.errors import ConflictError, InputError, NotFoundError
from kabar.model.account import MarkKind, Target
from kabar.web.render import target_of
from kabar.web.session import Done
from kabar.web.visit import Visit, as_id

LONGEST_COMMAND = 4000
LONGEST_KEY = 1000  # a saved search


def perform(visit: Visit) -> Response:
    """Do it, then go back."""
    value = visit.field("do")
    verb, *words = [unquote(word) for word in value[:LONGEST_COMMAND].split(":")]
    act = _ACTS.get(verb)
    if act is None:
        raise InputError("There is no such act.")
    try:
        return visit.after(act(visit, words))
    except (ValueError, IndexError):
        raise InputError("There is no such act.") from None


def _follow(visit: Visit, words: Sequence[str]) -> Done:
    target, key, label = _subject(words)
    undo = visit.services.following.follow(visit.rt, visit.me, target, key, label=label)
    return Done(what="follow", label=label, undo=undo)


def _mute(visit: Visit, words: Sequence[str]) -> Done:
    target, key, label = _subject(words)
    undo = visit.services.following.mute(visit.rt, visit.me, target, key, label=label)
    return Done(what="mute", label=label, undo=undo)


def _strength(visit: Visit, words: Sequence[str]) -> Done:
    target, key, label = _subject(words)
    undo = visit.services.following.follow(
        visit.rt, visit.me, target, key, label=label, strength=float(words[3])
    )
    return Done(what="strength", label=label, undo=undo)


def _forget(visit: Visit, words: Sequence[str]) -> Done:
    target, key, label = _subject(words)
    undo = visit.services.following.forget(visit.rt, visit.me, target, key)
    return Done(what="forget", label=label, undo=undo)


def _alert(visit: Visit, words: Sequence[str]) -> Done:
    target, key, label = _subject(words)
    on = words[3] == "on"
    undo = visit.services.following.alert(visit.rt, visit.me, target, key, on=on)
    return Done(what="alert_on" if on else "alert_off", label=label, undo=undo)


def _subject(words: Sequence[str]) -> tuple[Target, str, str]:
    key = words[1][:LONGEST_KEY]
    if not key:
        raise InputError("There is no such act.")
    return target_of(words[0]), key, words[2][:LONGEST_KEY] if len(words) > 2 else ""


def _mark(visit: Visit, words: Sequence[str]) -> Done:
    kind, what, number, on = MarkKind(words[0]), words[1], as_id(words[2]), words[3] == "on"
    if what == "story":
        undo = visit.services.reading.mark(visit.rt, visit.me, kind, story=number, on=on)
    elif what == "article":
        undo = visit.services.reading.mark(visit.rt, visit.me, kind, article=number, on=on)
    else:
        raise InputError("There is no such act.")
    return Done(what=f"{kind.value}_{'on' if on else 'off'}", undo=undo)


def _read_all(visit: Visit, words: Sequence[str]) -> Done:
    stories = [as_id(number) for number in words[0].split(",")]
    undo = visit.services.reading.mark_all_read(visit.rt, visit.me, stories)
    return Done(what="read_all", count=len(stories), undo=undo)


def _taste(visit: Visit, words: Sequence[str]) -> Done:
    key, direction = words[0], words[1]
    if direction == "start":  # of a signal: as if it had never been set or learned
        undo = visit.services.tasting.set_weight(visit.rt, visit.me, key, None)
        return Done(what="taste_start", undo=undo)
    if direction not in ("more", "less", "not"):
        raise InputError("There is no such act.")
    undo = visit.services.tasting.adjust(
        visit.rt, visit.me, key, cast(Literal["more", "less", "not"], direction)
    )
    what = f"weight_{direction}" if key.startswith("signal:") and direction != "not" else f"taste_{direction}"
    return Done(what=what, label=words[2] if len(words) > 2 else "", undo=undo)


def _undo(visit: Visit, words: Sequence[str]) -> Done:
    if words[0] == "last":
        entry = next(
            (entry for entry in visit.services.undoing.recent(visit.rt, visit.me) if not entry.undone), None
        )
        if entry is None:
            return Done(what="nothing_to_undo")
        number = entry.id
    else:
        number = as_id(words[0])
    try:
        visit.services.undoing.undo(visit.rt, visit.me, number)
    except (NotFoundError, ConflictError):
        return Done(what="nothing_to_undo")
    return Done(what="undone")


_ACTS: Mapping[str, Callable[[Visit, Sequence[str]], Done]] = {
    "follow": _follow,
    "mute": _mute,
    "forget": _forget,
    "strength": _strength,
    "alert": _alert,
    "mark": _mark,
    "readall": _read_all,
    "taste": _taste,
    "undo": _undo,
}
