"""Fit the coefficients of `kabar.extract.quality` and report how often the estimate is right.

Usage: python scripts/train_extract_quality.py CACHE_FOLDER SCORER_FOLDER

CACHE_FOLDER is the one of train_extract.py after some of its folds: the evidence comes from models that had not seen
the page's site, and the figures printed are cross-validated by site once more. The coefficients are of the sites that the
shipped models were trained on (not fold 0). A text counts as right when its
word F1 is at least 0.9.
"""

import pickle
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from train_extract import FOLDS, Inputs, fold_of  # noqa: F401  # stored pages hold Inputs

from kabar.extract.assemble import chosen_blocks
from kabar.extract.quality import COLUMNS, evidence
from kabar.extract.scorer import wanted

RIGHT = 0.9  # word F1


def main() -> int:
    cache, scorers = map(Path, sys.argv[1:3])
    sys.path.insert(0, str(scorers))
    import extract as scorer

    told = {}
    for fold in range(FOLDS):
        if (stored := cache / f"fold{fold}.pkl").exists():
            told |= pickle.loads(stored.read_bytes())
    rows, right, folds = [], [], []
    for page in pickle.loads((cache / "pages.pkl").read_bytes()):
        # A sixth of the truths of newspaper3k are notes about a failure, not texts.
        if not page["truth"].get("text") or page["set"] == "newspaper3k" or page["id"] not in told:
            continue
        blocks, likely, names = page["blocks"], told[page["id"]].astype(np.float32), page["names"]
        chars = np.array([len(block.text) for block in blocks.blocks], np.float32)
        kept = chosen_blocks(blocks, wanted(likely, chars).tolist(), "")
        marks = np.zeros(len(likely), np.float32)
        marks[list(kept)] = 1
        links = np.array([block.link_chars for block in blocks.blocks], np.float32)
        voted, declared = page["rows"][:, names.index("vote")], page["rows"][:, names.index("in_body")]
        rows.append(evidence(chars, links, likely, marks, voted, declared))
        text = "\n".join(blocks.blocks[number].text for number in kept)
        right.append(scorer.word_prf(page["truth"]["text"], text)[2] >= RIGHT)
        folds.append(fold_of(page["site"]))
    report(np.array(rows), np.array(right), np.array(folds))
    return 0


def report(rows: np.ndarray, right: np.ndarray, folds: np.ndarray) -> None:
    middle, spread = rows.mean(0), rows.std(0) + 1e-6
    scaled = (rows - middle) / spread
    said = np.zeros(len(right))
    for fold in sorted(set(folds.tolist())):
        model = LogisticRegression(C=0.3, max_iter=500).fit(scaled[folds != fold], right[folds != fold])
        said[folds == fold] = model.predict_proba(scaled[folds == fold])[:, 1]
    print(
        f"{len(right)} pages, right {right.mean():.3f}, AUC {roc_auc_score(right, said):.3f}, said above 0.5 agrees {((said > 0.5) == right).mean():.3f}"
    )
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (said >= low) & (said < low + 0.1)
        if inside.any():
            error += inside.sum() * abs(said[inside].mean() - right[inside].mean())
            print(
                f"{low:.1f}  pages {inside.sum():4}  said {said[inside].mean():.2f}  right {right[inside].mean():.2f}"
            )
    print(f"expected calibration error {error / len(right):.3f}")
    model = LogisticRegression(C=0.3, max_iter=500).fit(scaled[folds != 0], right[folds != 0])
    weights = model.coef_[0] / spread
    print("COLUMNS", COLUMNS)
    print("WEIGHTS =", tuple(round(float(one), 4) for one in weights))
    print("CONSTANT =", round(float(model.intercept_[0] - (model.coef_[0] * middle / spread).sum()), 4))


if __name__ == "__main__":
    sys.exit(main())
