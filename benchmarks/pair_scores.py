"""Score judged pairs of articles: `{"id", "score"}` a pair, for a scorer of pairs.

python -m benchmarks.pair_scores ARTICLES.jsonl.gz PAIRS.jsonl.gz > scores.jsonl
"""

import json
import sys

import msgspec

from kabar.cli import jsonl
from kabar.cli.stage_cluster import BATCH, _Line, annotate, report_of
from kabar.cluster import pair_scores


def main(articles: str, pairs: str) -> None:
    """Print a line for each pair."""
    place: dict[object, int] = {}
    lines = []
    with jsonl.open_input(articles) as stream:
        for line in jsonl.read_lines(stream):
            if isinstance(line, Exception):
                raise line
            place[line["id"]] = len(lines)
            lines.append(msgspec.convert(line, _Line))
    reports = []
    for at in range(0, len(lines), BATCH):
        batch = lines[at : at + BATCH]
        for number, (line, note) in enumerate(zip(batch, annotate(batch), strict=True), start=at):
            reports.append(report_of(number, line, note))
    with jsonl.open_input(pairs) as stream:
        found = [line for line in jsonl.read_lines(stream) if not isinstance(line, Exception)]
    scores = pair_scores(reports, [(place[pair["a"]], place[pair["b"]]) for pair in found])
    for pair, score in zip(found, scores, strict=True):
        print(json.dumps({"id": pair["id"], "score": round(score, 6)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
