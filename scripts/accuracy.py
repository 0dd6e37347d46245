"""Write docs/accuracy.md: how often Kabar is right, from what the quality tests measured.

`make quality` measures, and leaves one file for each test under .kabar/quality/. This script then:

    python scripts/accuracy.py          write the page again from tests/quality/measured.json
    python scripts/accuracy.py --check  fail when the page is not what those figures give
    python scripts/accuracy.py --take   take over the figures of a complete run, then write the page
    python scripts/accuracy.py --merge  take over only the tests that ran, then write the page; refused when a
                                        result is older than the code it measured, unless --older is given, too
    python scripts/accuracy.py --show   print what the last run measured

What figures mean stands here; where Kabar fails, and what each part brings, is quoted from docs/reference/.
"""

import argparse
import json
import re
import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "accuracy.md"
KEPT = ROOT / "tests" / "quality" / "measured.json"
RESULTS = ROOT / ".kabar" / "quality"
TESTS = ROOT / "tests" / "quality"
# Sections of docs/reference/ that the page quotes, by how their headings begin.
QUOTED = ("where it fails", "what is still wrong", "what each")

Row = dict[str, Any]  # one test: its name, part, outcome and figures


@dataclass(frozen=True)
class Part:
    """What the page says of one stage beside its figures."""

    title: str
    words: str
    reference: str = ""  # page of docs/reference/ with all figures, and where it fails
    ablation: str = ""  # decision that says what each part brings, where the reference does not


PARTS = {
    "parse": Part(
        "Reading feeds",
        "Kabar reads the test files of five other parsers; each field that their tests expect is compared. *Fields that "
        "match* leaves out expectations that make no sense for a news reader (they are listed, with reasons, in "
        "`tests/quality/parse_left_out.json`); *nothing left out* is the same with all of them. 1.000 is agreement.",
        "feed-formats.md",
    ),
    "extract": Part(
        "Text and facts of pages",
        "Pages of sites that the shipped models have not seen, with the text that people marked as the article. *Words*, "
        "*runs of words* (five at a time) and *marked passages* are F1: how much of the article is there, and how much "
        "that is there is the article. A *headline* counts as near when it differs only in what outlets add to it. "
        "*Authors* and the *day of publication* are F1 over pages where the truth has them.",
        "extraction-accuracy.md",
    ),
    "annotate": Part(
        "Language, names and topics",
        "Sentences and articles that people marked, the half of each set that nothing was chosen on. *Language* and *topic*: "
        "the share that is right, where a topic is one of the top-level subjects and the likeliest one counts. *Names*: a name counts only "
        "when beginning, end and kind (person, place, organisation) are all those of the truth.",
        "annotation-accuracy.md",
    ),
    "cluster": Part(
        "Stories",
        "Reports of known events, put into stories by one setting for all sets, scored on the half that nothing was chosen on, unless its note says so. B-cubed: "
        "for each report, how much of its story is of its event (*precision*), how much of its event is in its story "
        "(*recall*), and both together (*F1*). *Links across languages* are pairs of reports in two languages that stand in "
        "one story. *Pairs* are two articles that people judged: *Pearson* is how well Kabar's likeness follows their "
        "grades, *average precision* how well it puts the pairs of one event before the others.",
        "story-accuracy.md",
    ),
    "copies": Part(
        "Copies",
        "Whose text is whose. *Precision* is the share of claimed copies that are copies, of the article that is named; "
        "*recall* the share of copies that are found. Among articles that are known to be nobody's copy, none may be claimed.",
        "story-accuracy.md",
    ),
    "keypoints": Part(
        "Key points",
        "The sentences that Kabar picks, against summaries that people made. *Sentences chosen* is F1 where people chose sentences "
        "of the article; *ROUGE-2* counts pairs of words in common where they wrote their own, so it stays low even for people. "
        "Every point must be the article's text at the place it links to. *Reports named beside a point* are those that say the same.",
        "keypoints-accuracy.md",
        "0060-key-points.md",
    ),
    "rank": Part(
        "Ranking",
        "What readers of a news site opened next, out of fifty articles, with only what was known before that moment. *AUC*: how often an "
        "article that was opened stands above one that was not. *nDCG@10*: how high it stands among the first ten. Simulated readers "
        "tell how many marks a front page needs until it fits, which is for one person alone.",
        "ranking-accuracy.md",
        "0064-activity.md",
    ),
}

# The packages that a part's figures depend on, besides the ground under all of them.
MEASURED = {
    "parse": ("parse",),
    "extract": ("extract",),
    "annotate": ("annotate",),
    "cluster": ("cluster", "annotate"),
    "copies": ("cluster", "annotate"),
    "keypoints": ("keypoints", "cluster", "annotate"),
    "rank": ("rank", "annotate"),
}
GROUND = ("model", "text")

# What the sets are, in the reader's words; a set that is not here goes by the name its test gives it.
SETS = {
    "neus_val": "NeuS: title and lead, three reports an event, no dates",
    "giveme5w1h": "Giveme5W1H: whole articles, 1 to 22 an event",
    "ecbplus_dev": "ECB+ (development part): sentences, two events of a kind",
    "ecbplus_train": "ECB+ (training part): sentences, two events of a kind",
    "semeval": "SemEval news pairs, in their own languages",
    "semeval_translated": "SemEval news pairs, a side machine-translated",
    "semeval_reuse": "SemEval news pairs, reuse of text",
    "tgcontest": "news pairs in Russian and English, near misses on purpose",
    "bbc_duplicates": "BBC articles that appeared twice",
    "bbc_summaries": "BBC articles with chosen sentences",
    "id_news": "Indonesian articles with written summaries",
    "globo": "a Brazilian news site",
    "sib200": "SIB-200 sentences",
    "tgcontest_categories": "news in Russian and English",
    "wikineural": "WikiNEuRal sentences",
    "click_id": "Indonesian headlines",
    "idner_news": "Indonesian news",
    "indolem_nerui": "Indonesian news (NER UI)",
    "indolem_nerugm": "Indonesian news (NER UGM)",
    "bbc_topics": "BBC articles",
    "wcxb_dev_articles": "WCXB articles",
    "trafilatura_eval": "trafilatura's own pages",
    "readability": "Readability.js pages",
    "chinese_wced": "Chinese pages",
    "newspaper3k": "newspaper3k's pages",
    "htmldate": "htmldate's own pages",
    "feedparser": "feedparser",
    "gofeed": "gofeed",
    "w3c_feedvalidator": "W3C feed validator",
    "lemon24_reader": "reader",
    "simplepie": "SimplePie",
}

HEAD = """\
# How often Kabar is right

Made by `make quality`, which measures every stage on texts and pages that people marked and fails when a figure falls
below its floor. Nothing here was measured on what a stage was trained or tuned on, unless it says so. Each table has the
figure, the *floor* that the tests hold, and the *aim* where there is one, with what is missed said plainly.
Speeds are in [the benchmarks](../benchmarks/), since they depend on the machine.

What these figures cannot tell: the sets are what others had published, mostly in large languages and of some years ago;
your sources are other ones. Where Kabar is wrong about a story, [put it right](howto/correct-a-story.md): it keeps your word.
"""


def results() -> list[Row]:
    """What the last run left, in the order of the tests."""
    rows = [
        {**json.loads(path.read_text(encoding="utf-8")), "at": path.stat().st_mtime}
        for path in RESULTS.glob("*.json")
    ]
    order = {name: place for place, name in enumerate(PARTS)}
    return sorted(rows, key=lambda row: (order.get(row["part"], len(order)), row["line"], row["test"]))


def kept() -> list[Row]:
    """The figures that the page is made of."""
    found: list[Row] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else []
    return found


def keep(rows: list[Row]) -> None:
    """Store the figures, rounded: the last digits differ from machine to machine."""
    taken = []
    for row in rows:
        figures = [{**figure, "value": round(figure["value"], 4)} for figure in row["figures"]]
        if figures:
            taken.append({"test": row["test"], "part": row["part"], "figures": figures})
    text = json.dumps(taken, ensure_ascii=False, indent=1)
    KEPT.write_text(text + "\n", encoding="utf-8")


def merged(before: list[Row], rows: list[Row]) -> list[Row]:
    """*before* with the tests of *rows* in their place, new ones after the others of their part."""
    by_test = {row["test"]: row for row in rows if row["figures"]}
    found = [by_test.pop(row["test"], row) for row in before]
    order = list(PARTS)
    return sorted([*found, *by_test.values()], key=lambda row: order.index(row["part"]))


def whole(rows: list[Row]) -> list[str]:
    """Why a run is not complete; empty when it is."""
    wrong = [f"{row['test']} was skipped" for row in rows if row["outcome"] == "skipped"]
    wrong += [
        f"{row['test']} broke before it had measured"
        for row in rows
        if row["outcome"] == "failed" and not row["figures"]
    ]
    ran = {row["test"].partition("::")[0] for row in rows}
    wrong += [f"{path.name} did not run" for path in sorted(TESTS.glob("test_*.py")) if path.name not in ran]
    return wrong


def older(rows: list[Row], source: Path = ROOT / "src" / "kabar", tests: Path = TESTS) -> list[str]:
    """Which results are older than the code that they measured, and by which file."""
    found = []
    for row in rows:
        file = row["test"].partition("::")[0]
        code = [tests / file] if (tests / file).is_file() else []
        for package in (*MEASURED[row["part"]], *GROUND):
            place = source / package
            code += [one for one in place.rglob("*") if one.is_file() and "__pycache__" not in one.parts]
        newest = max(code, key=lambda one: one.stat().st_mtime, default=None)
        if newest is not None and newest.stat().st_mtime > row["at"]:
            found.append(f"{row['test']} is older than {newest.name}")
    return found


def number(value: float | None) -> str:
    """A figure as the table has it: counts whole, shares with three digits."""
    if value is None:
        return ""
    return f"{value:.0f}" if value == int(value) and abs(value) != 1 and value != 0 else f"{value:.3f}"


def in_words(name: str) -> str:
    """A set's name for the reader; what follows a comma (a language) stays."""
    first, comma, rest = name.partition(", ")
    return SETS.get(first, first) + comma + rest


def line(figure: Row) -> str:
    """One row of a table."""
    less = figure["less_is_better"]
    value = number(figure["value"])
    if less:
        value = f"{figure['value']:.0f}" if figure["value"] == int(figure["value"]) else value
    floor = (
        ""
        if figure["floor"] is None
        else (f"at most {figure['floor']:g}" if less else f"{figure['floor']:g}")
    )
    aim = (
        ""
        if figure["target"] is None
        else f"{figure['target']:g}, {'missed' if missed(figure) else 'reached'}"
    )
    cells = [in_words(figure["set"]), figure["metric"], f"**{value}**", floor, aim, figure["note"]]
    return "| " + " | ".join(cells) + " |"


def missed(figure: Row) -> bool:
    """Whether an aim is not reached, to the three digits that the page shows."""
    if figure["target"] is None:
        return False
    value, target = round(figure["value"], 3), figure["target"]
    return bool(value > target if figure["less_is_better"] else value < target)


def quoted(reference: str) -> str:
    """The sections of a reference page that say where it fails and what each part brings."""
    text = (ROOT / "docs" / "reference" / reference).read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.M)[1:]
    chosen = [section for section in sections if section.casefold().startswith(QUOTED)]
    if not any(section.casefold().startswith(QUOTED[:2]) for section in chosen):
        said = re.findall(r"^Where it fails: (.+?)(?=\n\n|\Z)", text, flags=re.M | re.S)
        chosen += [f"Where it fails\n\n{words[:1].upper()}{words[1:]}\n" for words in said]
    chosen.sort(key=lambda section: section.casefold().startswith("what each"))  # failures first
    moved = [re.sub(r"\]\((?!https?:|#|\.\./)", "](reference/", section) for section in chosen]
    moved = [re.sub(r"\]\(\.\./", "](", section) for section in moved]
    return "\n".join(
        "### " + re.sub(r"^### ", "#### ", section, flags=re.M).rstrip() + "\n" for section in moved
    )


def page(rows: list[Row]) -> str:
    """The whole page."""
    parts = [HEAD, aims([figure for row in rows for figure in row["figures"]])]
    seen: set[str] = set()
    for name, found in groupby(rows, key=lambda row: str(row["part"])):
        part = PARTS[name]
        figures = [figure for row in found for figure in row["figures"]]
        lines = [
            f"## {part.title}\n",
            part.words + "\n",
            "| on | what | measured | floor | aim | |",
            "|" + " --- |" * 6,
        ]
        parts.append("\n".join([*lines, *(line(figure) for figure in figures)]) + "\n")
        if part.reference:
            if part.reference not in seen:
                parts.append(quoted(part.reference))
            seen.add(part.reference)
            more = [(part.reference.removesuffix(".md").replace("-", " "), f"reference/{part.reference}")]
            if part.ablation:
                more.append(("what each part brings", f"decisions/{part.ablation}"))
            parts.append("More: " + ", ".join(f"[{words}]({address})" for words, address in more) + "\n")
    return "\n".join(part for part in parts if part)


def aims(figures: list[Row]) -> str:
    """What is not reached, before anything else."""
    aimed = [figure for figure in figures if figure["target"] is not None]
    short = [figure for figure in aimed if missed(figure)]
    text = f"Of {len(aimed)} figures with an aim, {len(aimed) - len(short)} reach it."
    if short:
        text += " Not reached:\n\n" + "\n".join(
            f"- {figure['metric']}, {in_words(figure['set'])}: {number(figure['value'])} of {figure['target']:g}"
            for figure in short
        )
    return text + "\n"


def main() -> int:
    """Take over figures if asked to, and write or check the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("check", "take", "merge", "show", "older"):
        parser.add_argument(f"--{name}", action="store_true")
    options = parser.parse_args()
    rows = results()
    if options.show:
        for row in rows:
            for figure in row["figures"]:
                print(line(figure))
        return 0
    if options.take:
        wrong = whole(rows)
        if wrong:
            print("Not everything was measured, so docs/accuracy.md stays as it is:", *wrong, sep="\n  ")
            return 0
        keep(rows)
    elif options.merge:
        stale = older([row for row in rows if row["figures"]])
        if stale and not options.older:
            print(
                "Measured before the code was changed; measure again, or add --older:",
                *stale,
                sep="\n  ",
                file=sys.stderr,
            )
            return 1
        keep(merged(kept(), rows))
    text = page(kept())
    if options.check:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != text:
            print(
                "docs/accuracy.md is not what the figures give: run `python scripts/accuracy.py`",
                file=sys.stderr,
            )
        return int(current != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
