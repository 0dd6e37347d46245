"""Fit `kabar.keypoints.weights.WEIGHTS` on summaries that people made.

    python scripts/fit_keypoints.py FILE [FILE ...]

FILE: lines for `kabar keypoints` with `truth`: `sentences` taken from the text, or a `summary` in own words, for
which the sentences that together come nearest to it (words and pairs of words) stand in. Only the half of the
rows whose id has an even CRC-32 is used; measure on the other.
"""

import sys
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from kabar.cli import jsonl
from kabar.keypoints.candidates import Candidate, candidates
from kabar.keypoints.features import FEATURES, features
from kabar.model.article import Report
from kabar.text.words import words

PENALTY = 0.3  # inverse strength of the L2 penalty


def fitting_half(row: Mapping[str, Any]) -> bool:
    return zlib.crc32(str(row["id"]).encode()) % 2 == 0


def overlap(wanted: Sequence[str], got: Sequence[str], size: int) -> float:
    """F1 of runs of *size* words."""
    a = Counter(tuple(wanted[i : i + size]) for i in range(len(wanted) - size + 1))
    b = Counter(tuple(got[i : i + size]) for i in range(len(got) - size + 1))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def labels(row: Mapping[str, Any], found: Sequence[Candidate]) -> np.ndarray:
    """1 for the sentences that belong in the summary."""
    told = [words(one.text) for one in found]
    if sentences := row["truth"].get("sentences"):
        wanted = [words(sentence) for sentence in sentences]
        return np.array([float(any(overlap(one, other, 1) >= 0.8 for other in wanted)) for one in told])
    summary = words(row["truth"]["summary"])
    chosen: list[int] = []
    best = 0.0
    for _ in range(row["count"]):
        worths = []
        for index in range(len(found)):
            together = [word for i in sorted({*chosen, index}) for word in told[i]]
            worths.append(
                0.0 if index in chosen else overlap(summary, together, 1) + overlap(summary, together, 2)
            )
        if not worths or max(worths) <= best:
            break
        best = max(worths)
        chosen.append(worths.index(best))
    return np.array([float(index in chosen) for index in range(len(found))])


def main() -> int:
    rows, wanted = [], []
    for name in sys.argv[1:]:
        with jsonl.open_input(name) as stream:
            for line in filter(fitting_half, jsonl.read_lines(stream)):
                reports = [
                    Report(
                        id=number, title=one.get("title") or "", text=one["text"], language=one["language"]
                    )
                    for number, one in enumerate(line["articles"])
                ]
                found = candidates(reports)
                rows.append(features(found, reports, count=line["count"]))
                wanted.append(labels(line, found))
    x, y = np.concatenate(rows), np.concatenate(wanted)
    scale = StandardScaler().fit(x)
    model = LogisticRegression(C=PENALTY, max_iter=2000).fit(scale.transform(x), y)
    for name, weight in zip(FEATURES, model.coef_[0] / scale.scale_, strict=True):
        print(f'    "{name}": {weight:.3f},')
    return 0


if __name__ == "__main__":
    sys.exit(main())
