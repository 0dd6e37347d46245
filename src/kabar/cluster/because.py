"""Why a report stands in its story, in plain words, from the features that told."""

from collections.abc import Sequence
from math import isnan

import numpy as np

from kabar.cluster.columns import PAD, PRIOR, Columns
from kabar.cluster.linkage import Linkage
from kabar.cluster.terms import ENTITY, FIGURE, NAME, PAIR
from kabar.cluster.wording import Wording

_MEANING_WORTH_SAYING = 0.45
_RARE_ENOUGH = 0.4  # rarity of a term worth showing, as a share of the greatest possible
_SHOWN = 4  # names or words listed


def reasons(
    columns: Columns, linkage: Linkage, wording: Wording, row: int, others: Sequence[int]
) -> tuple[str, ...]:
    """What *row* has in common with the report among *others* that it is most like."""
    if not others:
        return ()
    rows = np.array(others, np.intp)
    best = int(linkage.odds(row, rows, fade=False).argmax())
    nearest = int(rows[best])
    found: list[str] = []
    terms = _shared_terms(columns, wording, row, nearest)
    for kind, phrase in ((NAME, "names in common"), (FIGURE, "same figures"), (0, "words in common")):
        shown = [word for word, term_kind in terms if term_kind == kind][:_SHOWN]
        if shown and (kind or len(found) < 2):
            found.append(f"{phrase}: {', '.join(shown)}")
    meaning = float(columns.cosines(row, rows[best : best + 1])[0][0])
    if meaning >= _MEANING_WORTH_SAYING:
        found.append(f"close in meaning ({meaning:.2f})")
    apart = abs(float(columns.hour[row] - columns.hour[nearest]))
    if not isnan(apart):
        found.append(f"published {_apart(apart)} apart")
    return tuple(found)


def _shared_terms(columns: Columns, wording: Wording, a: int, b: int) -> list[tuple[str, int]]:
    """(word, NAME, FIGURE or 0) of the rarest terms of two rows that both have, rarest first."""
    theirs = set(columns.ids[b].tolist())
    slots = [slot for slot, term in enumerate(columns.ids[a].tolist()) if term != PAD and term in theirs]
    rarity = columns.rarity(columns.ids[a, slots])
    kinds = columns.kinds[a, slots].tolist()
    least = _RARE_ENOUGH * np.log(columns.live + PRIOR + 1)
    result: list[tuple[str, int]] = []
    for place in np.argsort(-rarity, kind="stable").tolist():
        kind = kinds[place]
        if kind & PAIR:
            continue
        told = FIGURE if kind & FIGURE else NAME if kind & (NAME | ENTITY) else 0
        word = wording.of(int(columns.ids[a, slots[place]]))
        if word and (told or rarity[place] >= least) and (word, told) not in result:
            result.append((word, told))
    return result


def _apart(hours: float) -> str:
    """*hours* as a person says them."""
    if hours < 1:
        minutes = round(hours * 60)
        return "a minute" if minutes <= 1 else f"{minutes} minutes"
    if hours < 36:
        return "an hour" if round(hours) == 1 else f"{round(hours)} hours"
    return f"{round(hours / 24)} days"
