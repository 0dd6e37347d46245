"""Train the choice of title, authors and date of `kabar.extract` and write src/kabar/extract/facts.npz.

Usage: OMP_NUM_THREADS=1 python scripts/train_extract_facts.py DATA_FOLDER CACHE_FOLDER [--write] [--worst N]

Split by site as in train_extract.py: every figure printed is for pages of sites that the trees have not seen, the
file that ships is trained without fold 0.
"""

import argparse
import base64
import gzip
import json
import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from train_extract import FOLDS, arrays_of, fold_of, site_of

from kabar.extract import ranker
from kabar.extract.authors import author_candidates
from kabar.extract.blocks import blocks_of
from kabar.extract.body import statements_of
from kabar.extract.decode import decode
from kabar.extract.layout import Layout
from kabar.extract.page import parse_page
from kabar.extract.published import date_candidates
from kabar.extract.scorer import block_probabilities
from kabar.extract.titles import title_candidates

SETS = (
    "trafilatura_eval",
    "wcxb_dev_articles",
    "readability",
    "newspaper4k",
    "postlight",
    "chinese_wced",
    "htmldate",
)
SHAPES = {"title": (70, 12), "authors": (70, 12), "date": (90, 12)}


def right_answers(fact: str, truth: dict[str, Any], value: Any, scorer: Any) -> bool:
    if fact == "title":
        return bool(scorer.near_title(truth["title"], value))
    if fact == "authors":
        return bool(scorer.names(truth["authors"]) == scorer.names(list(value)))
    day = value.at.date().isoformat()
    wanted = truth.get("published_at_in_htmldate") or truth["published_at"]
    return bool(scorer.same_day(truth["published_at"], value.at.isoformat()) or wanted[:10] == day)


def read_pages(folder: Path, scorer: Any, which: tuple[str, ...]) -> list[dict[str, Any]]:
    pages = []
    for name in which:
        for line in gzip.decompress((folder / f"{name}.jsonl.gz").read_bytes()).decode("utf-8").split("\n"):
            if not line:
                continue
            row = json.loads(line)
            truth = row["truth"]
            html = decode(row["html"] if "html" in row else base64.b64decode(row["html_base64"]))
            page = parse_page(html, row.get("url"))
            blocks = blocks_of(page.root)
            layout = Layout(blocks, block_probabilities(blocks, statements_of(page)))
            one: dict[str, Any] = {"id": row["id"], "set": name, "site": site_of(row, html)}
            for fact, field, find in (
                ("title", "title", title_candidates),
                ("authors", "authors", author_candidates),
                ("date", "published_at", date_candidates),
            ):
                if truth.get(field):
                    found = find(page, layout)
                    one[fact] = {
                        "truth": truth[field],
                        "values": [str(c.value) if fact != "authors" else c.value for c in found],
                        "sources": [c.source for c in found],
                        "rows": np.array([c.row for c in found], dtype=np.float32),
                        "right": np.array(
                            [right_answers(fact, truth, c.value, scorer) for c in found], dtype=bool
                        ),
                    }
            pages.append(one)
    return pages


def fit(pages: list[dict[str, Any]], fact: str) -> HistGradientBoostingClassifier:
    asked = [page[fact] for page in pages if fact in page and len(page[fact]["rows"])]
    # A page on which no candidate is right teaches little about which to take.
    weights = np.concatenate([np.full(len(one["rows"]), 1.0 if one["right"].any() else 0.3) for one in asked])
    trees, leaves = SHAPES[fact]
    model = HistGradientBoostingClassifier(
        max_iter=trees, learning_rate=0.08, max_leaf_nodes=leaves, min_samples_leaf=12, l2_regularization=1.0, max_bins=127,
        early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(
        np.concatenate([one["rows"] for one in asked]),
        np.concatenate([one["right"] for one in asked]),
        sample_weight=weights,
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("cache", type=Path)
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--worst", type=int, default=0)
    arguments.add_argument("--facts", default="title,authors,date")
    chosen = arguments.parse_args()
    sys.path.insert(0, str(chosen.data.parent.parent / "tools" / "score"))
    import extract as scorer

    stored = chosen.cache / "facts.pkl"
    if stored.exists():
        pages = pickle.loads(stored.read_bytes())
    else:
        pages = read_pages(chosen.data, scorer, SETS)
        stored.write_bytes(pickle.dumps(pages))
    arrays: dict[str, Any] = {}
    if ranker.MODEL.exists():
        with np.load(ranker.MODEL) as old:
            arrays = {name: old[name] for name in old.files}
    for fact in chosen.facts.split(","):
        for fold in range(FOLDS):
            model = fit([page for page in pages if fold_of(page["site"]) != fold], fact)
            if fold == 0:
                arrays |= arrays_of(model, fact)
            for page in pages:
                if fact in page and fold_of(page["site"]) == fold and len(page[fact]["rows"]):
                    page[fact]["likely"] = model.predict_proba(page[fact]["rows"])[:, 1]
        report(pages, fact, chosen.worst)
    if chosen.write:
        np.savez_compressed(ranker.MODEL, **arrays)
    return 0


def report(pages: list[dict[str, Any]], fact: str, worst: int) -> None:
    for name in SETS:
        asked = [page for page in pages if page["set"] == name and fact in page]
        if not asked:
            continue
        reachable = right = answered = 0
        bad = []
        for page in asked:
            one = page[fact]
            if not len(one["rows"]):
                bad.append((page["id"], one["truth"], None, "", False))
                continue
            best = int(np.argmax(one["likely"]))
            answered += one["likely"][best] >= 0.12
            hit = bool(one["right"][best]) and one["likely"][best] >= 0.12
            right += hit
            reachable += bool(one["right"].any())
            if not hit:
                bad.append(
                    (
                        page["id"],
                        one["truth"],
                        one["values"][best],
                        one["sources"][best],
                        bool(one["right"].any()),
                    )
                )
        precision, recall = right / max(1, answered), right / len(asked)
        print(f"{fact:8} {name:18} asked {len(asked):4} reachable {reachable / len(asked):.3f} recall {recall:.3f} "
              f"precision {precision:.3f} f1 {2 * precision * recall / max(1e-9, precision + recall):.3f}", flush=True)  # fmt: skip
        for one in bad[:worst]:
            print("     ", *(str(part)[:110] for part in one))


if __name__ == "__main__":
    sys.exit(main())
