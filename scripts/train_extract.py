"""Train the block models of `kabar.extract` and write src/kabar/extract/blocks.npz and doubtful.npz.

Usage: OMP_NUM_THREADS=1 python scripts/train_extract.py DATA_FOLDER CACHE_FOLDER [--folds 0,1,2,3] [--write]

DATA_FOLDER holds the evaluation sets (JSON Lines, `html` and a `truth` object). Pages are split by site into
four folds; fold 0 is never trained on for the file that ships, so it can be scored on. For each fold asked for,
a model is trained on the three others and its answers for the fold's pages are kept in CACHE_FOLDER, so that
the four together give an answer for every page by a model that has not seen its site. The model for doubtful pages
learns from all pages: doubtful ones alone are too few.
"""

import argparse
import base64
import gzip
import json
import pickle
import re
import sys
import time
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from kabar.extract.blocks import Blocks, blocks_of
from kabar.extract.body import statements_of
from kabar.extract.decode import decode
from kabar.extract.features import block_features
from kabar.extract.opinions import AGAIN as OPINION_AGAIN
from kabar.extract.opinions import COLUMNS as OPINION_COLUMNS
from kabar.extract.opinions import opinion_columns, opinion_on
from kabar.extract.page import parse_page
from kabar.extract.scorer import AGAIN, DOUBTFUL, MODEL, is_doubtful, second_round
from kabar.extract.trees import likelihood

SETS = ("trafilatura_eval", "wcxb_dev_articles", "readability", "newspaper3k", "newspaper4k", "chinese_wced")
FOLDS = 4
FIRST, SECOND = (90, 28, 0.13), (60, 16, 0.12)  # trees, leaves (32 at most: they are kept as bits), rate
SEEDS = {
    MODEL: (0,),
    DOUBTFUL: (0, 1),
}  # forests whose mean is the model: a second one costs nothing where few pages ask it
_TOKEN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|"
                    r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")  # fmt: skip
_CANONICAL = re.compile(
    r"<link[^>]+rel=[\"']canonical[\"'][^>]*href=[\"'](https?://[^\"']+)|property=[\"']og:url[\"'][^>]*content=[\"'](https?://[^\"']+)"
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is left of a form's element: what it asks for, which the choice of blocks looks at."""

    given: list[dict[str, str]]

    def iter(self, *tags: str) -> list[dict[str, str]]:
        return self.given


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def labels(page: Blocks, truth: str) -> np.ndarray:
    """The share of each block that stands in *truth*; blocks of a few words count by their neighbourhood."""
    all_tokens = tokens(truth)
    grams = {tuple(all_tokens[i : i + 4]) for i in range(max(0, len(all_tokens) - 3))}
    joined = " " + " ".join(all_tokens) + " "
    lines = {" ".join(tokens(line)) for line in truth.split("\n")}
    own = [tokens(block.text) for block in page.blocks]
    found = np.zeros(len(own))
    for number, words in enumerate(own):
        text = " ".join(words)
        if len(words) >= 6:
            pieces = [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
            found[number] = sum(piece in grams for piece in pieces) / len(pieces)
        elif words and text in lines:
            found[number] = 1.0
        elif words and f" {text} " in joined:
            after = " ".join(own[number + 1][:3]) if number + 1 < len(own) else "\0"
            before = " ".join(own[number - 1][-3:]) if number else "\0"
            near = f" {text} {after} " in joined or f" {before} {text} " in joined
            found[number] = 1.0 if near else 0.9 if len(words) >= 4 else 0.0
    return found


def segment_labels(page: Blocks, wanted: list[str], unwanted: list[str]) -> np.ndarray:
    """1, 0, or nan where no segment tells."""
    found = np.full(len(page.blocks), np.nan)
    for segments, value in ((wanted, 1.0), (unwanted, 0.0)):
        for segment in (" ".join(one.split()) for one in segments or []):
            for number, block in enumerate(page.blocks):
                if segment and (segment in block.text or (len(block.text) > 15 and block.text in segment)):
                    found[number] = np.nanmax([found[number], value])
    return found


def site_of(row: dict[str, Any], html: str) -> str:
    """The registered name of the page's host, by which the folds are made."""
    url = row.get("url") or ""
    if not url or "fakehost" in url:
        found = _CANONICAL.search(html)
        url = (found[1] or found[2]) if found else ""
    try:
        parts = urlsplit(url).netloc.lower().split(".")
    except ValueError:
        parts = []
    long = len(parts) > 2 and parts[-2] in ("co", "com", "org", "net", "gov", "ac") and len(parts[-1]) == 2
    return ".".join(parts[-3 if long else -2 :]) or str(row["id"])


def fold_of(site: str) -> int:
    return zlib.crc32(site.encode()) % FOLDS


def read_set(path: Path) -> list[dict[str, Any]]:
    """Everything that training needs of the pages of one set."""
    pages = []
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").split("\n"):
        if not line:
            continue
        row = json.loads(line)
        truth = row["truth"]
        html = decode(row["html"] if "html" in row else base64.b64decode(row["html_base64"]))
        parsed = parse_page(html, row.get("url"))
        blocks = blocks_of(parsed.root)
        if not blocks.blocks or not (truth.get("text") or truth.get("with")):
            continue
        rows, names = block_features(blocks, statements_of(parsed))
        opinion = "" if blocks.too_deep else opinion_on(parsed.html)
        wide = np.concatenate((rows, opinion_columns(blocks, rows, names, opinion)), axis=1)
        words = np.array([len(tokens(block.text)) for block in blocks.blocks])
        if truth.get("text"):
            share = labels(blocks, truth["text"])
            usable = (share * words).sum() >= 0.5 * len(
                tokens(truth["text"])
            )  # else the text is not in the page's markup
            known = np.full(len(share), bool(usable))
            weight = words / max(50.0, float((share * words).sum())) * 50 + 0.15
        else:
            share = segment_labels(blocks, truth.get("with", []), truth.get("without", []))
            known = ~np.isnan(share)
            weight = np.minimum(words, 40) / 15 + 0.3
        for one in blocks.containers:
            one.element = (
                Inputs([dict(asked.items()) for asked in one.element.iter("input", "textarea")])
                if one.tag == "form"
                else None
            )
        for block in blocks.blocks:
            block.markup = ""
        blocks.media, blocks.marked = [], []
        pages.append({"id": row["id"], "set": path.name.split(".")[0], "site": site_of(row, html), "rows": rows, "names": names,
                      "wide": wide, "asked": bool(opinion), "sizes": np.array([len(block.text) for block in blocks.blocks], np.float32),
                      "blocks": blocks, "share": np.nan_to_num(share), "known": known,
                      "weight": np.minimum(weight, 10), "truth": {k: truth.get(k) for k in ("text", "with", "without")}})  # fmt: skip
    return pages


def fit(
    pages: list[dict[str, Any]], column: str, trees: int, leaves: int, rate: float, seeds: tuple[int, ...]
) -> list[HistGradientBoostingClassifier]:
    """Trees over the *column* matrix of the pages, a forest a seed; the light mass of navigation is thinned to a third."""
    rows, wanted, weights = [], [], []
    for number, page in enumerate(pages):
        hard = page["share"] > 0.5
        weight = page["weight"] * np.abs(2 * page["share"] - 1)
        light = ~hard & (weight < 0.5)
        chosen = page["known"] & (~light | (np.random.RandomState(number).rand(len(weight)) < 0.34))
        rows.append(page[column][chosen])
        wanted.append(hard[chosen])
        weights.append(np.where(light, weight * 3, weight)[chosen])
    table, target, weight = np.concatenate(rows), np.concatenate(wanted), np.concatenate(weights)
    return [
        HistGradientBoostingClassifier(
            max_iter=trees, learning_rate=rate, max_leaf_nodes=leaves, min_samples_leaf=30, l2_regularization=1.0, max_bins=63,
            early_stopping=False, random_state=seed, max_features=0.3,
        ).fit(table, target, sample_weight=weight)
        for seed in seeds
    ]  # fmt: skip


def scores(forests: list[Any], rows: np.ndarray) -> np.ndarray:
    """The mean of their log-odds."""
    mean: np.ndarray = np.mean([one.decision_function(rows) for one in forests], axis=0).astype(np.float32)
    return mean


def _seen(page: dict[str, Any], model: Path) -> tuple[str, list[str], tuple[str, ...]]:
    """For a model: the matrix of the page, the names of its columns, and which of them the second round sees again."""
    if model == MODEL:
        return "rows", page["names"], AGAIN
    return "wide", [*page["names"], *OPINION_COLUMNS], (*AGAIN, *OPINION_AGAIN)


def train(pages: list[dict[str, Any]], model: Path) -> tuple[list[Any], list[Any]]:
    """Both rounds; the second learns from first answers about pages whose sites the first had not seen."""
    column, names, again = _seen(pages[0], model)
    parts = sorted({fold_of(page["site"]) for page in pages})
    for part in parts:
        first = fit([page for page in pages if fold_of(page["site"]) != part], column, *FIRST, SEEDS[model])
        for page in (page for page in pages if fold_of(page["site"]) == part):
            likely = likelihood(scores(first, page[column]))
            page["second"] = second_round(page["blocks"], page[column], names, likely, again)
    second = fit(pages, "second", *SECOND, SEEDS[model])
    return fit(pages, column, *FIRST, SEEDS[model]), second


def answers(trained: dict[Path, tuple[list[Any], list[Any]]], page: dict[str, Any]) -> np.ndarray:
    """What both models together tell of a page: the second is asked in doubt."""
    told = answer_of(trained[MODEL], page, MODEL)
    if page["asked"] and is_doubtful(told, page["sizes"]):
        return answer_of(trained[DOUBTFUL], page, DOUBTFUL)
    return told


def answer_of(rounds: tuple[list[Any], list[Any]], page: dict[str, Any], model: Path) -> np.ndarray:
    column, names, again = _seen(page, model)
    before = scores(rounds[0], page[column])
    rows = second_round(page["blocks"], page[column], names, likelihood(before), again)
    told: np.ndarray = likelihood((before + scores(rounds[1], rows)) / 2)
    return told


def arrays_of(forests: list[Any], prefix: str) -> dict[str, np.ndarray]:
    """The trees as `kabar.extract.trees` reads them: their mean as one forest."""
    trees = [predictors[0].nodes for model in forests for predictors in model._predictors]
    nodes = max(int((~tree["is_leaf"].astype(bool)).sum()) for tree in trees)
    feature = np.zeros((len(trees), nodes), np.int16)
    threshold = np.full((len(trees), nodes), np.inf, np.float32)
    mask = np.full((len(trees), nodes), 0xFFFFFFFF, np.uint32)
    leaves = np.zeros((len(trees), 32), np.float32)
    for number, tree in enumerate(trees):
        _fill(tree, 0, feature[number], threshold[number], mask[number], leaves[number], [0, 0])
    start = np.float32(np.mean([np.ravel(model._baseline_prediction)[0] for model in forests]))
    return {f"{prefix}_feature": feature.ravel(), f"{prefix}_threshold": threshold.ravel(), f"{prefix}_mask": mask.ravel(),
            f"{prefix}_leaves": leaves / len(forests), f"{prefix}_start": start}  # fmt: skip


def _fill(
    tree: Any,
    node: int,
    feature: np.ndarray,
    threshold: np.ndarray,
    mask: np.ndarray,
    leaves: np.ndarray,
    used: list[int],
) -> list[int]:
    """Number the inner nodes and the leaves below *node*, left before right; the leaves below it. used: of both so far."""
    if tree[node]["is_leaf"]:
        leaves[used[1]] = tree[node]["value"]
        used[1] += 1
        return [used[1] - 1]
    own = used[0]
    used[0] += 1
    left = _fill(tree, int(tree[node]["left"]), feature, threshold, mask, leaves, used)
    feature[own] = tree[node]["feature_idx"]
    threshold[own] = tree[node]["num_threshold"]
    mask[own] = 0xFFFFFFFF & ~sum(1 << leaf for leaf in left)
    return left + _fill(tree, int(tree[node]["right"]), feature, threshold, mask, leaves, used)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("cache", type=Path)
    arguments.add_argument("--folds", default="0")
    arguments.add_argument(
        "--write", action="store_true", help="write the model that was trained without fold 0"
    )
    chosen = arguments.parse_args()
    stored = chosen.cache / "pages.pkl"
    if stored.exists():
        pages = pickle.loads(stored.read_bytes())
    else:
        pages = [page for name in SETS for page in read_set(chosen.data / f"{name}.jsonl.gz")]
        stored.write_bytes(pickle.dumps(pages))
    print(len(pages), "pages", Counter(page["set"] for page in pages), file=sys.stderr, flush=True)
    for fold in map(int, chosen.folds.split(",")):
        begun = time.process_time()
        seen = [page for page in pages if fold_of(page["site"]) != fold]
        trained = {model: train(seen, model) for model in (MODEL, DOUBTFUL)}
        told = {page["id"]: answers(trained, page) for page in pages if fold_of(page["site"]) == fold}
        (chosen.cache / f"fold{fold}.pkl").write_bytes(pickle.dumps(told))
        if fold == 0 and chosen.write:
            for model, (first, second) in trained.items():
                columns = np.array(_seen(pages[0], model)[1])
                np.savez_compressed(
                    model, columns=columns, **arrays_of(first, "first"), **arrays_of(second, "second")
                )
                check(first, pages, model)
        print("fold", fold, f"{time.process_time() - begun:.0f} CPU s", file=sys.stderr, flush=True)
    return 0


def check(first: list[Any], pages: list[dict[str, Any]], model: Path) -> None:
    """The written file answers like the library that trained it."""
    from kabar.extract.trees import load_trees, open_arrays

    column = _seen(pages[0], model)[0]
    page = max(pages[:50], key=lambda one: len(one["rows"]))
    ours = load_trees(open_arrays(model), "first").probabilities(page[column])
    theirs = likelihood(scores(first, page[column]))
    assert np.abs(ours - theirs).max() < 1e-3, np.abs(ours - theirs).max()


if __name__ == "__main__":
    sys.exit(main())
