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
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from grow_lists import Page, Shape, grow, grow_alone
from train_extract import FOLDS, fold_of, site_of

from kabar.extract import authors, published, ranker
from kabar.extract.authors import author_candidates
from kabar.extract.blocks import blocks_of
from kabar.extract.body import statements_of
from kabar.extract.decode import decode
from kabar.extract.layout import Layout
from kabar.extract.page import parse_page
from kabar.extract.published import date_candidates, stored_as
from kabar.extract.scorer import block_probabilities
from kabar.extract.titles import _as_shown, _shown_near, title_candidates
from kabar.extract.trees import load_trees

SETS = (
    "trafilatura_eval",
    "wcxb_dev_articles",
    "readability",
    "newspaper4k",
    "postlight",
    "chinese_wced",
    "htmldate",
)
# A headline is nearly always told: a page that has none of the candidates as its truth teaches little about which to take.
SHAPES = {"title": Shape(leaves=12, rate=0.08, hopeless=0.3), "authors": Shape(leaves=12, rate=0.08)}
ALONE = {"date": (90, 12)}  # trees and leaves; why days are judged one by one: docs/decisions/0170
ENOUGH = {"title": 0.0, "authors": authors.ENOUGH, "date": published.ENOUGH}


def right_answers(fact: str, truth: dict[str, Any], value: Any, scorer: Any) -> bool:
    if fact == "title":
        return bool(scorer.near_title(truth["title"], value))
    if fact == "authors":
        # Chinese names are written one behind the other, which the scorer takes for one.
        apart = [
            re.sub(r"(?<=[\u4e00-\u9fff])[\s、]+(?=[\u4e00-\u9fff])", ", ", str(one))
            for one in truth["authors"]
        ]
        return scorer.names(list(value)) in (scorer.names(truth["authors"]), scorer.names(apart))
    # To learn from, the day that the outlet prints is right, too.
    day = value.at.date().isoformat()
    wanted = truth.get("published_at_in_htmldate") or truth["published_at"]
    return bool(scorer.same_day(truth["published_at"], value.at.isoformat()) or wanted[:10] == day)


def as_told(fact: str, value: Any, shown: Any) -> Any:
    """What the stage command says when it chooses this candidate."""
    if fact == "title":
        return _as_shown(str(value), shown)
    if fact == "authors":
        return authors._people(ranker.Candidate(value, "", ()))
    at, day_only = stored_as(value)
    return at.date().isoformat() if day_only else at.isoformat()


def is_right(fact: str, truth: dict[str, Any], told: Any, scorer: Any) -> bool:
    if fact == "title":
        return bool(scorer.near_title(truth["title"], told))
    if fact == "authors":
        return bool(told) and bool(scorer.names(truth["authors"]) == scorer.names(list(told)))
    return bool(scorer.same_day(truth["published_at"], told))


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
                    shown = _shown_near(layout)
                    one[fact] = {
                        "truth": truth[field],
                        "values": [str(c.value) if fact != "authors" else c.value for c in found],
                        "sources": [c.source for c in found],
                        "rows": np.array([c.row for c in found], dtype=np.float32),
                        "right": np.array(
                            [right_answers(fact, truth, c.value, scorer) for c in found], dtype=bool
                        ),
                        "hits": np.array(
                            [is_right(fact, truth, as_told(fact, c.value, shown), scorer) for c in found],
                            dtype=bool,
                        ),
                        "people": [bool(authors._people(c)) if fact == "authors" else True for c in found],
                    }
            pages.append(one)
    return pages


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
            others = [
                Page(page["site"], page[fact]["rows"], page[fact]["right"])
                for page in pages
                if fact in page and fold_of(page["site"]) != fold
            ]
            grown = (
                grow(others, SHAPES[fact], fact) if fact in SHAPES else grow_alone(others, *ALONE[fact], fact)
            )
            if fold == 0:
                arrays |= grown
            trees = load_trees(grown, fact)
            for page in pages:
                if fact in page and fold_of(page["site"]) == fold and len(page[fact]["rows"]):
                    page[fact]["likely"] = ranker.chances(trees.probabilities(page[fact]["rows"]))
        report(pages, fact, chosen.worst)
    if chosen.write:
        np.savez_compressed(ranker.MODEL, **arrays)
    return 0


def report(pages: list[dict[str, Any]], fact: str, worst: int) -> None:
    for name in SETS:
        for part, asked in (
            ("all", [page for page in pages if page["set"] == name and fact in page]),
            ("held-out", [page for page in pages if page["set"] == name and fact in page and fold_of(page["site"]) == 0]),
        ):  # fmt: skip
            if not asked:
                continue
            hits = answered = reachable = told = 0
            bad = []
            for page in asked:
                one = page[fact]
                best = chosen_of(one, ENOUGH[fact])
                answered += best is not None
                hit = best is not None and bool(one["hits"][best])
                hits += hit
                reachable += bool(one["right"].any())
                told += bool(one["hits"].any())
                if not hit:
                    said = (one["values"][best], one["sources"][best]) if best is not None else (None, "")
                    bad.append((page["id"], one["truth"], *said, bool(one["right"].any())))
            precision, recall = hits / max(1, answered), hits / len(asked)
            print(f"{fact:8} {name:18} {part:8} asked {len(asked):4} right {hits:4} among candidates {reachable / len(asked):.3f} as told {told / len(asked):.3f} "
                  f"recall {recall:.3f} precision {precision:.3f} f1 {2 * precision * recall / max(1e-9, precision + recall):.3f}", flush=True)  # fmt: skip
            for line in bad[: worst if part == "all" else 0]:
                print("     ", *(str(piece)[:110] for piece in line))


def chosen_of(one: dict[str, Any], enough: float) -> int | None:
    """The candidate that the stage takes; as in `kabar.extract.authors`, people before an agency when they are half as likely."""
    if not len(one["rows"]):
        return None
    likely = one["likely"]
    best = int(np.argmax(likely))
    people = [number for number, some in enumerate(one["people"]) if some]
    if not one["people"][best] and people:
        other = max(people, key=lambda number: likely[number])
        best = other if likely[other] >= 0.5 * likely[best] else best
    return best if likely[best] >= enough and one["people"][best] else None


if __name__ == "__main__":
    sys.exit(main())
