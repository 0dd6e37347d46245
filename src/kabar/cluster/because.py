"""Why a report stands in its story, in plain words, from the features that told."""

from collections.abc import Sequence

import numpy as np

from kabar.cluster.columns import PAD, PRIOR, Columns
from kabar.cluster.features import COLUMN
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
    features = linkage.features(row, rows)
    best = int(linkage.believe(features).argmax())
    nearest, told = int(rows[best]), features[best]
    found: list[str] = []
    terms = _shared_terms(columns, wording, row, nearest)
    for kind, phrase in ((NAME, "names in common"), (FIGURE, "same figures"), (0, "words in common")):
        shown = [word for word, term_kind in terms if term_kind == kind][:_SHOWN]
        if shown and (kind or len(found) < 2):
            found.append(f"{phrase}: {', '.join(shown)}")
    if told[COLUMN["meaning"]] >= _MEANING_WORTH_SAYING:
        found.append(f"close in meaning ({told[COLUMN['meaning']]:.2f})")
    if told[COLUMN["hours_known"]]:
        found.append(f"published {_apart(float(np.expm1(told[COLUMN['hours']])))} apart")
    return tuple(found)


def _shared_terms(columns: Columns, wording: Wording, a: int, b: int) -> list[tuple[str, int]]:
    """(word, NAME, FIGURE or 0) of the rarest terms of two rows that both have, rarest first."""
    ids, kinds = columns.ids[a], columns.kinds[a]
    shared = np.isin(ids, columns.ids[b]) & (ids != PAD) & ((kinds & PAIR) == 0)
    rarity = columns.rarity(ids)
    least = _RARE_ENOUGH * np.log(columns.live + PRIOR + 1)
    result: list[tuple[str, int]] = []
    for slot in np.argsort(-rarity, kind="stable"):
        if not shared[slot]:
            continue
        kind = int(kinds[slot])
        told = FIGURE if kind & FIGURE else NAME if kind & (NAME | ENTITY) else 0
        word = wording.of(int(ids[slot]))
        if word and (told or rarity[slot] >= least) and (word, told) not in result:
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
