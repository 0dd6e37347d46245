"""Extraction against the libraries in the same run: text, facts, pages per CPU second.

Usage: python -m benchmarks.extraction [--data FOLDER] [--pages N] [--held-out] [--sets a,b] [--systems a,b] [--answers FOLDER]

FOLDER holds evaluation sets with a scorer beside it (default: ../shared/data/extraction); without it, pages made
here are used, which says something about speed only. --held-out takes only pages of sites that the shipped
models were not trained on (a quarter of them). All systems get the same decoded text, one process, pages in order.
For Kabar, how often its estimate of quality was right and which kinds it saw follow each set. --answers keeps what
every system said, one file a set and system.
"""

import argparse
import base64
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from kabar.children import settle
from kabar.cli.stage_extract import to_line
from kabar.extract import extract_article
from kabar.extract.decode import decode
from kabar.extract.opinions import opinion_on

Answer = dict[str, Any]
SETS = (
    "wcxb_dev_articles",
    "trafilatura_eval",
    "readability",
    "newspaper3k",
    "newspaper4k",
    "chinese_wced",
    "postlight",
    "htmldate",
)


def kabar(html: str, url: str | None) -> Answer:
    return to_line(extract_article(html, url=url))


def trafilatura_full(html: str, url: str | None) -> Answer:
    import trafilatura

    found = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    if found is None or isinstance(found, dict):
        return {}
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return {
        "text": found.text,
        "title": found.title,
        "authors": authors,
        "published_at": found.date,
        "site_name": found.sitename,
    }


def resiliparse_text(html: str, url: str | None) -> Answer:
    from resiliparse.extract.html2text import extract_plain_text

    return {"text": extract_plain_text(html, main_content=True, alt_texts=False, list_bullets=False)}


def readability_lxml(html: str, url: str | None) -> Answer:
    import lxml.html
    from readability import Document

    document = Document(html)
    text = "\n".join(lxml.html.fromstring(document.summary()).itertext())
    return {"text": text, "title": document.short_title()}


def htmldate_day(html: str, url: str | None) -> Answer:
    import htmldate

    return {"published_at": htmldate.find_date(html, url=url, original_date=True)}


def justext_text(html: str, url: str | None) -> Answer:
    import justext
    from py3langid.langid import classify

    language = {
        "de": "German",
        "fr": "French",
        "es": "Spanish",
        "it": "Italian",
        "pl": "Polish",
        "pt": "Portuguese",
    }
    stop = justext.get_stoplist(language.get(str(classify(html[-20_000:])[0]), "English"))
    found = justext.justext(html, stop)
    return {"text": "\n".join(one.text for one in found if not one.is_boilerplate)}


SYSTEMS: dict[str, Callable[[str, str | None], Answer]] = {
    "kabar": kabar,
    "trafilatura": trafilatura_full,
    "resiliparse": resiliparse_text,
    "readability-lxml": readability_lxml,
    "justext": justext_text,
    "htmldate": htmldate_day,
}


def made_pages(count: int) -> list[dict[str, Any]]:
    """Pages of a made-up newspaper; only their size and shape matter."""
    menu = "".join(f"<li class='menu-item'><a href='/section/{n}'>Section {n}</a></li>" for n in range(40))
    pages = []
    for number in range(count):
        body = "".join(
            f"<p>Paragraph {n} of report {number} says, in a sentence of usual length, what the council decided on that day and why.</p>"
            for n in range(30)
        )
        cards = "".join(
            f"<div class='card'><a href='/s/{n}'><h3>Another report about matter {n}</h3></a></div>"
            for n in range(60)
        )
        html = (
            f"<html lang=en><head><title>Report {number} - Example Post</title></head><body><nav><ul>{menu}</ul></nav><div class='menu'><ul>{menu}</ul></div>"
            f"<main><article><h1>Report {number}</h1><p class=byline>By Jo Field</p><time datetime=2024-03-0{number % 9 + 1}>March</time>"
            f"<div class=article-body>{body}</div></article></main><aside class=related>{cards}</aside><footer>© Example Post</footer></body></html>"
        )
        pages.append({"id": str(number), "html": html, "url": f"https://post.example/{number}", "truth": {}})
    return pages


def read_pages(path: Path, most: int, held_out: bool) -> list[dict[str, Any]]:
    keep: Callable[[dict[str, Any], str], bool] = lambda row, html: True  # noqa: E731
    if held_out:
        sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
        from train_extract import fold_of, site_of

        keep = lambda row, html: fold_of(site_of(row, html)) == 0  # noqa: E731
    pages = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            row["html"] = row["html"] if "html" in row else decode(base64.b64decode(row["html_base64"]))
            if keep(row, row["html"]):
                pages.append(row)
                if len(pages) >= most:
                    break
    return pages


def measure(
    name: str,
    pages: list[dict[str, Any]],
    scorer: Any,
    answers: Path | None = None,
    systems: Sequence[str] = tuple(SYSTEMS),
) -> list[dict[str, Any]]:
    lines = []
    for system in systems:
        run = SYSTEMS[system]
        try:
            run(pages[0]["html"], pages[0].get("url"))
            if run is kabar:
                opinion_on(
                    pages[0]["html"]
                )  # loads what only doubtful pages need: no system is timed loading
        except ImportError:
            continue
        out = []
        begun = time.process_time()
        for row in pages:
            try:
                out.append({"id": row["id"], **run(row["html"], row.get("url"))})
            except Exception as error:  # a library that fails on a page has no answer for it
                out.append({"id": row["id"], "error": str(error)})
        speed = len(pages) / max(1e-9, time.process_time() - begun)
        line: dict[str, Any] = {
            "set": name,
            "system": system,
            "pages": len(pages),
            "pages_per_cpu_second": round(speed, 1),
        }
        if scorer is not None:
            scores = scorer.score(pages, out)
            facts = scores.get("metadata", {})
            for key, value in (
                ("word_f1", scores.get("word", {}).get("f1")), ("shingle_f1", scores.get("shingle", {}).get("f1")),
                ("shingle_by_character", scores.get("shingle", {}).get("f1_unspaced_by_character")),
                ("segments_f1", scores.get("segments", {}).get("f1")), ("title_near", facts.get("title", {}).get("near")),
                ("authors_f1", facts.get("authors", {}).get("f1")), ("day_f1", facts.get("published_at", {}).get("f1")),
                ("day_right", facts.get("published_at", {}).get("recall")), ("language", facts.get("language", {}).get("recall")),
                ("site_name", facts.get("site_name", {}).get("f1")), ("day_as_printed_f1", printed_day(pages, out, scorer)),
            ):  # fmt: skip
                if value is not None:
                    line[key] = round(value, 4)
        lines.append(line)
        print(json.dumps(line), flush=True)
        if answers is not None:
            (answers / f"{name}-{system}.json").write_text(json.dumps(out, default=str), encoding="utf-8")
        if system == "kabar" and scorer is not None:
            print(json.dumps({"set": name, **reliability(pages, out, scorer)}), flush=True)
    return lines


def printed_day(pages: list[dict[str, Any]], out: list[dict[str, Any]], scorer: Any) -> float | None:
    """F1 of days in the zone that the page states, beside those in UTC."""
    local = [
        {
            "id": one["id"],
            "published_at": in_zone(one["published_at"], one["published_zone"])
            if one.get("published_zone")
            else one.get("published_at"),
        }
        for one in out
    ]
    found = scorer.score(pages, local).get("metadata", {}).get("published_at", {}).get("f1")
    return None if found is None else float(found)


def in_zone(time: str, zone: str) -> str:
    """A time in UTC -> the same in *zone* ("+07:00")."""
    offset = datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo
    return datetime.fromisoformat(time).astimezone(offset).isoformat()


def reliability(pages: list[dict[str, Any]], out: list[dict[str, Any]], scorer: Any) -> dict[str, Any]:
    """How often a text was right (word F1 of at least 0.9) by what Kabar's estimate said, and the kinds it saw."""
    kinds = Counter(str(answer.get("kind", "error")) for answer in out)
    rows: dict[str, list[tuple[float, bool]]] = {}
    for row, answer in zip(pages, out, strict=True):
        if (truth := row["truth"].get("text")) and "quality" in answer:
            said = float(answer["quality"])
            right = scorer.word_prf(truth, answer.get("text") or "")[2] >= 0.9
            rows.setdefault(f"{min(9, int(said * 10)) / 10:.1f}", []).append((said, right))
    table = {
        low: {
            "pages": len(found),
            "said": round(sum(said for said, _ in found) / len(found), 3),
            "right": round(sum(right for _, right in found) / len(found), 3),
        }
        for low, found in sorted(rows.items())
    }
    return {"kinds": kinds, "quality": table}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data" / "extraction"
    )
    arguments.add_argument("--pages", type=int, default=100_000)
    arguments.add_argument("--held-out", action="store_true")
    arguments.add_argument("--sets", default=",".join(SETS))
    arguments.add_argument("--systems", default=",".join(SYSTEMS), help="which to run, in this order")
    arguments.add_argument("--answers", type=Path)
    chosen = arguments.parse_args()
    if not chosen.data.is_dir():
        measure("made", made_pages(min(chosen.pages, 200)), None, systems=chosen.systems.split(","))
        return 0
    sys.path.insert(0, str(chosen.data.parent.parent / "tools" / "score"))
    import extract as scorer

    settle()  # as the children that read pages do, here for all systems

    for name in chosen.sets.split(","):
        pages = read_pages(chosen.data / f"{name}.jsonl.gz", chosen.pages, chosen.held_out)
        if pages:
            measure(name, pages, scorer, chosen.answers, chosen.systems.split(","))
    return 0


if __name__ == "__main__":
    sys.exit(main())
